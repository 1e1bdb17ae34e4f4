//! An experience: its story, pictures, meeting point, policy, and when it runs next.

use super::param;
use crate::{
    api::catalog::{ExperiencePage, Photo, experience},
    app::components::{
        card::{Cover, Dates, LogoImage, PAGE_SIZES, Photograph, cover_path},
        errors::loaded,
        favorites::{Favorite, FavoriteButton, use_favorite},
        head::{PageHead, StructuredData},
        map::Map,
    },
    domain::{saved::FavoriteKind, time::duration_words},
};
use leptos::prelude::*;
use leptos_meta::{Meta, Title};

/// The page of an experience.
#[component]
pub(crate) fn Experience() -> impl IntoView {
    let slug = param("slug");
    let favorite = use_favorite(FavoriteKind::Experience, slug);
    let page = Resource::new_blocking(move || slug.get(), experience);
    loaded(page, move |page| {
        view! {
            <PageHead path=format!("/experiences/{}", page.slug) poster=Some(page.poster()) title=page.title.clone() description=page.summary.clone() />
            <StructuredData />
            {content(page, Some(favorite))}
        }
    })
}

/// Pictures that hang beside the cover where there is room.
const BESIDE: usize = 2;
/// How wide those are shown, and the ones below.
const GALLERY_SIZES: &str = "(min-width: 1124px) 360px, (min-width: 640px) 33vw, 50vw";

/// All of the page; its host sees it like this before travelers do.
pub(super) fn content(page: ExperiencePage, favorite: Option<Favorite>) -> impl IntoView {
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
            {favorite.map(|favorite| view! { <FavoriteButton favorite name=page.title.clone() /> })}
            <Story page=page.clone() />
            <Facts page=page.clone() cancel=vec![page.policy.in_general()] />
            {(!below.is_empty()).then(|| view! { <div class="photos">{below}</div> })}
            <MeetingMap page=page.clone() />
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
    // A preview may lack what a published experience has.
    let length = (page.duration_minutes > 0).then(|| duration_words(page.duration_minutes));
    let told: Vec<String> = [Some(page.domain.name().to_owned()), length, Some(page.languages).filter(|names| !names.is_empty())]
        .into_iter()
        .flatten()
        .map(|words| format!(" · {words}"))
        .collect();
    view! {
        <p class="byline">
            {page.host_logo.map(|logo| view! { <LogoImage logo class="logo small" /> })}
            "with " <a href=format!("/hosts/{}", page.host_slug)><strong>{page.host}</strong></a>
            {page.host_verified.then(|| view! { <span class="verified">"verified"</span> })}
            {told.join("")}
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

/// Where to meet, what is included, what to bring, for whom it is, and what cancelling means. What nobody has said is left out.
#[component]
pub(crate) fn Facts(page: ExperiencePage, cancel: Vec<String>) -> impl IntoView {
    let meeting_point = Some(page.meeting_point).filter(|point| !point.is_empty());
    let map = page.at.map(|at| view! { <a href=at.open_street_map() rel="external noopener">"On the map"</a> });
    let said = |name: &'static str, words: String| (!words.is_empty()).then(|| view! { <div><dt>{name}</dt><dd class="pre">{words}</dd></div> });
    view! {
        <dl class="facts">
            <div>
                <dt>"Meet"</dt>
                <dd>{meeting_point.map(|point| format!("{point}, "))} {page.neighborhood} ". " {map}</dd>
            </div>
            {said("Included", page.included)}
            {said("Bring", page.bring)}
            {said("Ages", page.age_note)}
            {said("Access", page.accessibility)}
            <div><dt>"Cancel"</dt>{cancel.into_iter().map(|line| view! { <dd>{line}</dd> }).collect_view()}</div>
        </dl>
    }
}

/// Where people meet, drawn.
#[component]
pub(crate) fn MeetingMap(page: ExperiencePage) -> impl IntoView {
    page.at.map(|at| view! { <Map at place=page.neighborhood tiles=page.tiles /> })
}
