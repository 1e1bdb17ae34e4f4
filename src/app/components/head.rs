//! What a page says of itself to those who do not look at it: search engines, and whoever makes a picture of a shared link.

use crate::{
    app::platform,
    domain::poster::{HEIGHT, WIDTH},
};
use leptos::prelude::*;
use leptos_meta::{Link, Meta};

/// The picture of a page that has none of its own.
const ICON: &str = "/icon-512.png";

/// The one address of a page, and what is shown where it is linked to.
#[component]
pub(crate) fn PageHead(
    /// From the first slash on: the same page under another address names this one.
    path: String,
    #[prop(into)] title: String,
    #[prop(into)] description: String,
    /// The path of a poster, where the page has one.
    #[prop(optional_no_strip)]
    poster: Option<String>,
    /// True for a page that has too little on it to be searched for.
    #[prop(optional)]
    thin: bool,
) -> impl IntoView {
    let site = platform::site_address();
    let address = format!("{site}{path}");
    let card = if poster.is_some() { "summary_large_image" } else { "summary" };
    let measures = poster.iter().flat_map(|_| [("og:image:width", WIDTH.to_string()), ("og:image:height", HEIGHT.to_string())]);
    let said = [
        ("og:site_name", "Nukkad".to_owned()),
        ("og:type", "website".to_owned()),
        ("og:url", address.clone()),
        ("og:title", title.clone()),
        ("og:description", description),
        ("og:image:alt", title),
        ("og:image", format!("{site}{}", poster.as_deref().unwrap_or(ICON))),
    ];
    let said: Vec<_> = said.into_iter().chain(measures).map(|(name, words)| view! { <Meta property=name content=words /> }).collect();
    view! {
        <Link rel="canonical" href=address />
        <Meta name="twitter:card" content=card />
        {said}
        {thin.then(|| view! { <Meta name="robots" content="noindex" /> })}
    }
}

/// What search engines are told of the page's subject. A browser that draws the page itself leaves it empty: it is for those who load it.
#[component]
pub(crate) fn StructuredData() -> impl IntoView {
    view! { <script type="application/ld+json" inner_html=platform::structured_data()></script> }
}
