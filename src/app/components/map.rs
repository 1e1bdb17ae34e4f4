//! Where people meet, on a map: tiles where a server of them is set, a drawn plate of streets otherwise, and always a link to the real thing.

use crate::domain::map::{Coordinates, TilePicture, ZOOM, tile_picture};
use leptos::prelude::*;

/// The place of a meeting point.
#[component]
pub(crate) fn Map(
    at: Coordinates,
    /// What the plate in the corner says.
    #[prop(into)]
    place: String,
    /// How addresses of tiles are made, where there are any.
    #[prop(optional_no_strip)]
    tiles: Option<String>,
) -> impl IntoView {
    let picture = tiles.and_then(|template| tile_picture(at, ZOOM, &template));
    let credit = picture.is_some();
    view! {
        <figure class="map">
            <div class="map-picture">
                {match picture {
                    Some(TilePicture { tiles, marker: (left, top) }) => view! {
                        <Tiles tiles>
                            <svg class="map-pin" style=format!("left:{left:.2}%;top:{top:.2}%") viewBox="-12 -32 24 34" aria-hidden="true"><Pin /></svg>
                        </Tiles>
                    }.into_any(),
                    None => view! { <Streets at pin=true /> }.into_any(),
                }}
                {(!place.is_empty()).then(|| view! { <span class="plate"><span>{place}</span></span> })}
            </div>
            <figcaption>
                <a href=at.open_street_map() rel="external noopener">"Open in OpenStreetMap"</a>
                {credit.then(|| view! { <span class="quiet small">" Map © OpenStreetMap contributors"</span> })}
            </figcaption>
        </figure>
    }
}

/// Three times three tiles, and what stands on them.
#[component]
pub(crate) fn Tiles(tiles: Vec<Option<String>>, #[prop(optional)] children: Option<Children>) -> impl IntoView {
    let tile = |address: Option<String>| match address {
        Some(address) => view! { <img src=address alt="" width="256" height="256" loading="lazy" decoding="async" /> }.into_any(),
        None => view! { <span></span> }.into_any(),
    };
    view! {
        <div class="map-tiles">
            {tiles.into_iter().map(tile).collect_view()}
            {children.map(|children| children())}
        </div>
    }
}

/// Streets as a sign painter would draw them: no map of this place, but never twice the same.
#[component]
pub(crate) fn Streets(
    at: Coordinates,
    /// With a pin in the middle.
    #[prop(optional)]
    pin: bool,
) -> impl IntoView {
    // The digits behind the point turn the streets, so that two meeting points do not look alike.
    let turn = (at.latitude * 1_000.0).fract().abs() * 50.0 - 25.0;
    let shift = (at.longitude * 1_000.0).fract().abs() * 60.0 - 30.0;
    view! {
        <svg class="map-streets" viewBox="0 0 300 200" preserveAspectRatio="xMidYMid slice" aria-hidden="true">
            <rect class="ground" width="300" height="200" />
            <g transform=format!("rotate({turn:.1} 150 100) translate({shift:.1} 0)")>
                <rect class="park" x="196" y="-40" width="86" height="104" rx="8" />
                <path class="water" d="M-120 168 C -20 132 60 188 150 160 S 330 176 420 140 V 320 H -120 Z" />
                <path class="street" d="M-120 20 H420 M-120 64 H420 M-120 136 H420 M-30 -120 V320 M44 -120 V320 M112 -120 V136 M188 -120 V320 M262 64 V320" />
                <path class="avenue" d="M-120 100 H420 M150 -120 V320" />
            </g>
            {pin.then(|| view! { <g transform="translate(150 100)"><Pin /></g> })}
        </svg>
    }
}

/// A pin whose point is at the origin.
#[component]
fn Pin() -> impl IntoView {
    view! {
        <path class="pin" d="M0 0 C-3 -8 -10 -12 -10 -20 A10 10 0 1 1 10 -20 C10 -12 3 -8 0 0 Z" />
        <circle class="pin-eye" cy="-20" r="3.6" />
    }
}
