//! A host as travelers see it.

use super::param;
use crate::{
    api::catalog::{ExperienceCard, HostPage, host},
    app::{
        components::{
            card::{Cards, Cover, LogoImage},
            errors::loaded,
            favorites::{Favorite, FavoriteButton, use_favorite},
            head::{PageHead, StructuredData},
        },
        platform,
    },
    domain::{saved::FavoriteKind, time::duration_words},
};
use leptos::prelude::*;
use leptos_meta::{Link, Meta, Title};

/// The page of a host.
#[component]
pub(crate) fn HostProfile() -> impl IntoView {
    let slug = param("slug");
    let favorite = use_favorite(FavoriteKind::Host, slug);
    let page = Resource::new_blocking(move || slug.get(), host);
    loaded(page, move |page| content(page, slug.get_untracked(), favorite))
}

fn content(page: HostPage, asked: String, favorite: Favorite) -> impl IntoView {
    // An address that the host had before leads to the one that it has now.
    if page.slug != asked {
        platform::replace_location(&format!("/hosts/{}", page.slug));
    }
    let calendar = format!("/hosts/{}.ics", page.slug);
    view! {
        <Title text=page.name.clone() />
        <Meta name="description" content=page.tagline.clone() />
        <PageHead path=format!("/hosts/{}", page.slug) title=page.name.clone() description=page.tagline.clone() thin=page.experiences.is_empty() />
        <Link rel="alternate" type_="text/calendar" href=calendar.clone() title="Calendar" />
        <StructuredData />
        <section class="wrap narrow sign">
            <p class="quiet">"Host " {page.verified.then(|| view! { <span class="verified">"verified"</span> })}</p>
            <div class="signboard">{page.logo.map(|logo| view! { <LogoImage logo /> })}<h1>{page.name.clone()}</h1></div>
            <p class="lead">{page.tagline}</p>
            <FavoriteButton favorite name=page.name />
            <p class="pre">{page.bio}</p>
            {(!page.links.is_empty()).then(|| view! { <ul class="links">{page.links.into_iter().map(link).collect_view()}</ul> })}
        </section>
        <section class="wrap" aria-labelledby="runs">
            <h2 id="runs">"Coming up"</h2>
            {if page.runs.is_empty() {
                view! { <p>"No dates are open just now."</p> }.into_any()
            } else {
                view! { <Cards cards=page.runs /> }.into_any()
            }}
            <p class="more"><a class="button ghost small" href=calendar rel="external">"Subscribe in your calendar"</a></p>
        </section>
        <section class="wrap" aria-labelledby="offers">
            <h2 id="offers">"What they do"</h2>
            <ul class="cards">{page.experiences.into_iter().map(|experience| view! { <li><Offer experience /></li> }).collect_view()}</ul>
        </section>
    }
}

/// A way to elsewhere, which we vouch for with nothing.
fn link(address: String) -> impl IntoView {
    let shown = address.trim_start_matches("https://").trim_end_matches('/').to_owned();
    view! { <li><a href=address rel="nofollow ugc noopener">{shown}</a></li> }
}

#[component]
fn Offer(experience: ExperienceCard) -> impl IntoView {
    view! {
        <article class="card">
            <Cover slug=experience.slug.clone() domain=experience.domain hour="day".to_owned() neighborhood=experience.neighborhood photo=experience.cover alt=String::new() />
            <div class="card-text">
                <h3><a href=format!("/experiences/{}", experience.slug)>{experience.title}</a></h3>
                <p>{experience.summary}</p>
                <p class="quiet">{experience.domain.name()} " · " {duration_words(experience.duration_minutes)}</p>
            </div>
        </article>
    }
}
