//! An experience: its story, pictures, meeting point, policy, and when it runs next.

use super::param;
use crate::{
    api::catalog::{ExperiencePage, Photo, experience},
    app::components::{
        card::{Cover, Dates, LogoImage, PAGE_SIZES, Photograph, cover_path},
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

/// Pictures that hang beside the cover where there is room.
const BESIDE: usize = 2;
/// How wide those are shown, and the ones below.
const GALLERY_SIZES: &str = "(min-width: 1124px) 360px, (min-width: 640px) 33vw, 50vw";

fn content(page: ExperiencePage) -> impl IntoView {
    let (slug, domain) = (page.slug.clone(), page.domain);
    let mut photos = page.photos.clone().into_iter();
    let cover = photos.next();
    let drawn = if cover.is_some() { Vec::new() } else { page.pictures.clone() };
    let first = drawn.first().map_or_else(|| "day".to_owned(), |picture| picture.hour.clone());
    let first_alt = drawn.first().map(|picture| picture.alt.clone());
    let hours = drawn
        .into_iter()
        .skip(1)
        .map(move |picture| view! { <img src=cover_path(&slug, domain, &picture.hour) alt=picture.alt width="640" height="400" loading="lazy" /> })
        .collect_view();
    let framed = |photo: Photo| view! { <Photograph alt=photo.alt.clone() photo sizes=GALLERY_SIZES /> };
    let beside = photos.by_ref().take(BESIDE).map(framed).collect_view();
    let below: Vec<_> = photos.map(framed).collect();
    view! {
        <Title text=page.title.clone() />
        <Meta name="description" content=page.summary.clone() />
        <article class="wrap experience">
            <Cover slug=page.slug.clone() domain=page.domain hour=first neighborhood=page.neighborhood.clone() photo=cover sizes=PAGE_SIZES alt=first_alt first=true />
            <div class="gallery">{hours} {beside}</div>
            <h1>{page.title.clone()}</h1>
            <Byline page=page.clone() />
            <Story page=page.clone() />
            <Facts page=page.clone() cancel=vec![page.policy.in_general()] />
            {(!below.is_empty()).then(|| view! { <div class="photos">{below}</div> })}
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
            {page.host_logo.map(|logo| view! { <LogoImage logo class="logo small" /> })}
            "with " <a href=format!("/hosts/{}", page.host_slug)><strong>{page.host}</strong></a>
            {page.host_verified.then(|| view! { <span class="verified">"verified"</span> })}
            {format!(" · {} · {} · {}", page.domain.name(), duration_words(page.duration_minutes), page.languages)}
        </p>
    }
}

/// Summary and story.
#[component]
pub(crate) fn Story(page: ExperiencePage) -> impl IntoView {
    view! {
        <div class="story">
            <p class="lead">{page.summary}</p>
            // Headings that the host has written come below this one.
            <h2 class="hidden">"The story"</h2>
            <div class="prose" inner_html=page.story_html></div>
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
