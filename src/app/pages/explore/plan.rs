//! Where the runs begin: a mark for each neighborhood or, as long as no city is chosen, for each city; and the same as a list.

use super::Shown;
use crate::{
    api::catalog::ExplorePage,
    app::components::{
        card::Plate,
        map::{Streets, Tiles},
    },
    domain::{
        explore::Cluster,
        map::tile_picture,
        plan::{self, plan},
    },
};
use leptos::prelude::*;

/// The plan of what is shown.
#[component]
pub(super) fn Plan(shown: Shown) -> impl IntoView {
    move || shown.with(|page| plan(&page.clusters.iter().map(|cluster| cluster.at).collect::<Vec<_>>()).map(|plan| drawn(&plan, page)))
}

fn drawn(plan: &plan::Plan, page: &ExplorePage) -> impl IntoView + use<> {
    let most = page.clusters.iter().map(|cluster| cluster.runs).max().unwrap_or(1);
    let marks =
        page.clusters.iter().zip(&plan.marks).map(|(cluster, mark)| view! { <Mark cluster=cluster.clone() path=path(page, cluster) most mark=*mark /> });
    let names = page.clusters.iter().map(|cluster| {
        let (path, name, runs) = (path(page, cluster), cluster.name.clone(), in_words(cluster));
        view! { <li><a href=path data-noscroll=""><Plate name /> <span class="quiet">{runs}</span></a></li> }
    });
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
                    {marks.collect_view()}
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

fn in_words(cluster: &Cluster) -> String {
    if cluster.runs == 1 { "1 run".to_owned() } else { format!("{} runs", cluster.runs) }
}

fn is_chosen(page: &ExplorePage, cluster: &Cluster) -> bool {
    page.filter.neighborhoods.contains(&cluster.slug)
}

/// A mark with the number of runs on it, larger where there are more.
#[component]
fn Mark(cluster: Cluster, path: String, most: u32, mark: (f64, f64)) -> impl IntoView {
    let size = 44.0 + 16.0 * f64::from(cluster.runs) / f64::from(most.max(1));
    let style = format!("left:{:.2}%;top:{:.2}%;width:{size:.0}px;height:{size:.0}px", mark.0, mark.1);
    let label = format!("{}, {}", cluster.name, in_words(&cluster));
    view! {
        <a href=path data-noscroll="" class="mark" style=style aria-label=label title=cluster.name.clone()>{cluster.runs}</a>
    }
}
