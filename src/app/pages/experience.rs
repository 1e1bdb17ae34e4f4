//! An experience: its story, pictures, meeting point, policy, and when it runs next.

use super::param;
use crate::{
    api::catalog::{ExperiencePage, experience},
    app::components::{
        card::{Cover, Dates, cover_path},
        errors::loaded,
    },
    domain::time::duration_words,
};
use leptos::prelude::*;
use leptos_meta::{Meta, Title};

/// The page of an experience.
#[component]
pub(crate) fn Experience() -> impl IntoView {
    let slug = param("slug");
    let page = Resource::new_blocking(move || slug.get(), experience);
    loaded(page, content)
}

fn content(page: ExperiencePage) -> impl IntoView {
    let pictures = page.pictures.clone();
    let first = pictures.first().map_or_else(|| "day".to_owned(), |picture| picture.hour.clone());
    let first_alt = pictures.first().map(|picture| picture.alt.clone());
    let (slug, domain) = (page.slug.clone(), page.domain);
    let more = pictures
        .into_iter()
        .skip(1)
        .map(move |picture| view! { <img src=cover_path(&slug, domain, &picture.hour) alt=picture.alt width="640" height="400" loading="lazy" /> });
    view! {
        <Title text=page.title.clone() />
        <Meta name="description" content=page.summary.clone() />
        <article class="wrap experience">
            <Cover slug=page.slug.clone() domain=page.domain hour=first neighborhood=page.neighborhood.clone() alt=first_alt first=true />
            <div class="gallery">{more.collect_view()}</div>
            <h1>{page.title.clone()}</h1>
            <Byline page=page.clone() />
            <Story page=page.clone() />
            <Facts page=page.clone() cancel=vec![page.policy.in_general()] />
            <section aria-labelledby="runs">
                <h2 id="runs">"When it runs"</h2>
                {if page.runs.is_empty() {
                    view! { <p>"No dates are open just now. " <a href=format!("/hosts/{}", page.host_slug)>{format!("See what else {} has on.", page.host)}</a></p> }.into_any()
                } else {
                    view! { <Dates cards=page.runs /> }.into_any()
                }}
            </section>
        </article>
    }
}

/// Who leads it, what it is, how long it takes, in which languages.
#[component]
pub(crate) fn Byline(page: ExperiencePage) -> impl IntoView {
    view! {
        <p class="byline">
            "with " <a href=format!("/hosts/{}", page.host_slug)><strong>{page.host}</strong></a>
            {page.host_verified.then(|| view! { <span class="verified">"verified"</span> })}
            {format!(" · {} · {} · {}", page.domain.name(), duration_words(page.duration_minutes), page.languages)}
        </p>
    }
}

/// Summary and story.
#[component]
pub(crate) fn Story(page: ExperiencePage) -> impl IntoView {
    let paragraphs = page.story.split("\n\n").map(str::to_owned).collect::<Vec<_>>();
    view! {
        <div class="story">
            <p class="lead">{page.summary}</p>
            {paragraphs.into_iter().map(|paragraph| view! { <p>{paragraph}</p> }).collect_view()}
        </div>
    }
}

/// Where to meet, what is included, what to bring, and what cancelling means.
#[component]
pub(crate) fn Facts(page: ExperiencePage, cancel: Vec<String>) -> impl IntoView {
    let map = format!("https://www.openstreetmap.org/?mlat={:.5}&mlon={:.5}#map=17/{:.5}/{:.5}", page.latitude, page.longitude, page.latitude, page.longitude);
    view! {
        <dl class="facts">
            <div>
                <dt>"Meet"</dt>
                <dd>{page.meeting_point} ", " {page.neighborhood} ". " <a href=map rel="external noopener">"On the map"</a></dd>
            </div>
            <div><dt>"Included"</dt><dd>{page.included}</dd></div>
            <div><dt>"Bring"</dt><dd>{page.bring}</dd></div>
            <div><dt>"Cancel"</dt>{cancel.into_iter().map(|line| view! { <dd>{line}</dd> }).collect_view()}</div>
        </dl>
    }
}
