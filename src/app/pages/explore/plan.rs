//! Where the runs begin: a mark for each neighborhood or, as long as no city is chosen, for each city; and the same as a list.

use super::Shown;
use crate::{
    api::catalog::ExplorePage,
    app::components::{
        card::Plate,
        map::{Streets, Tiles},
        once::{Shelf, drawn_alike},
    },
    domain::{
        explore::Cluster,
        map::tile_picture,
        plan::{self, plan},
    },
};
use leptos::prelude::*;
use std::sync::{LazyLock, Mutex};

/// The plan of what is shown.
#[component]
pub(super) fn Plan(shown: Shown) -> impl IntoView {
    move || shown.with(|page| plan(&page.clusters.iter().map(|cluster| cluster.at).collect::<Vec<_>>()).map(|plan| drawn(&plan, page)))
}

fn drawn(plan: &plan::Plan, page: &ExplorePage) -> impl IntoView + use<> {
    let most = page.clusters.iter().map(|cluster| cluster.runs).max().unwrap_or(1);
    let spots: Vec<Spot> = page.clusters.iter().map(|cluster| Spot { path: path(page, cluster), name: cluster.name.clone(), runs: cluster.runs }).collect();
    let marks = spots.iter().zip(&plan.marks).map(|(spot, at)| drawn_alike(&MARKS, (spot.clone(), style(spot.runs, most, *at)), mark)).collect_view();
    let names = spots.into_iter().map(|spot| view! { <li>{drawn_alike(&NAMES, spot, name)}</li> });
    let picture = page.tiles.as_ref().and_then(|template| tile_picture(plan.middle, plan.zoom, template));
    let credit = picture.is_some();
    view! {
        <div class="plan">
            <figure class="map">
                <div class="map-picture square">
                    {match picture {
                        Some(picture) => view! { <Tiles tiles=picture.tiles /> }.into_any(),
                        None => view! { <Streets at=plan.middle /> }.into_any(),
                    }}
                    {marks}
                </div>
                <figcaption class="quiet small">
                    {if credit { "Map © OpenStreetMap contributors" } else { "A sketch: each mark stands where the runs begin, more or less." }}
                </figcaption>
            </figure>
            <ul class="plates" aria-label="Places">{names.collect_view()}</ul>
        </div>
    }
}

/// The address that narrows down to a place; of a chosen neighborhood, the one without it.
fn path(page: &ExplorePage, cluster: &Cluster) -> String {
    let filter = &page.filter;
    filter
        .with(|filter| match filter.city {
            None => filter.city = Some(cluster.slug.clone()),
            Some(_) if is_chosen(page, cluster) => filter.neighborhoods.retain(|slug| *slug != cluster.slug),
            Some(_) => {
                filter.neighborhoods.push(cluster.slug.clone());
                filter.neighborhoods.sort_unstable();
            }
        })
        .to_path()
}

fn is_chosen(page: &ExplorePage, cluster: &Cluster) -> bool {
    page.filter.neighborhoods.contains(&cluster.slug)
}

/// A place with runs, and the way to them.
#[derive(Clone, PartialEq, Eq, Hash)]
struct Spot {
    path: String,
    name: String,
    runs: u32,
}

impl Spot {
    fn in_words(&self) -> String {
        if self.runs == 1 { "1 run".to_owned() } else { format!("{} runs", self.runs) }
    }
}

/// Marks with where they stand, and names, as they were drawn.
static MARKS: Shelf<(Spot, String)> = LazyLock::new(Mutex::default);
static NAMES: Shelf<Spot> = LazyLock::new(Mutex::default);

/// Where a mark stands, and how large it is: larger where there are more runs.
fn style(runs: u32, most: u32, (left, top): (f64, f64)) -> String {
    let size = 44.0 + 16.0 * f64::from(runs) / f64::from(most.max(1));
    format!("left:{left:.2}%;top:{top:.2}%;width:{size:.0}px;height:{size:.0}px")
}

/// A mark with the number of runs on it.
fn mark((spot, style): (Spot, String)) -> AnyView {
    let label = format!("{}, {}", spot.name, spot.in_words());
    view! { <a href=spot.path data-noscroll="" class="mark" style=style aria-label=label title=spot.name>{spot.runs}</a> }.into_any()
}

/// A place's name with its runs.
fn name(spot: Spot) -> AnyView {
    let runs = spot.in_words();
    view! { <a href=spot.path data-noscroll=""><Plate name=spot.name /> <span class="quiet">{runs}</span></a> }.into_any()
}
