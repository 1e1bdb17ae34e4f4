//! Every condition in force as a chip that takes it away.

use super::{FOUND, Shown};
use crate::{
    api::catalog::ExplorePage,
    app::platform,
    domain::{
        explore::{Facet, RunFilter},
        money::Paise,
        time::day_and_month,
    },
};
use leptos::prelude::*;

/// The conditions in force.
#[component]
pub(super) fn Chips(shown: Shown) -> impl IntoView {
    let chips = Memo::new(move |_| shown.with(chips));
    let chip = |(name, rest): (String, String)| {
        let label = format!("Take away: {name}");
        // The chip is gone once it has done its work: the focus goes where the new count is.
        view! {
            <li>
                <a href=rest data-noscroll="" class="chip chosen" aria-label=label on:click=|_| platform::focus_soon(FOUND.to_owned())>
                    {name} <span aria-hidden="true">" ×"</span>
                </a>
            </li>
        }
    };
    let clear = move || shown.with(|page| RunFilter { view: page.filter.view, ..RunFilter::default() }.to_path());
    view! {
        <ul class="chips" aria-label="In force">
            {move || chips.get().into_iter().map(chip).collect_view()}
            {move || chips.with(|chips| chips.len() > 1).then(|| view! {
                <li><a href=clear data-noscroll="" class="chip" on:click=|_| platform::focus_soon(FOUND.to_owned())>"Clear all"</a></li>
            })}
        </ul>
    }
}

/// The name of each condition, and the address without it.
fn chips(page: &ExplorePage) -> Vec<(String, String)> {
    let (filter, facets) = (&page.filter, &page.facets);
    let named = |facets: &[Facet], value: &str| facets.iter().find(|facet| facet.value == value).map_or_else(|| value.to_owned(), |facet| facet.name.clone());
    let mut chips: Vec<(String, String)> = Vec::new();
    let mut chip = |name: String, change: &dyn Fn(&mut RunFilter)| chips.push((name, filter.with(|rest| change(rest)).to_path()));
    if let Some(words) = &filter.q {
        chip(format!("“{words}”"), &|rest| rest.q = None);
    }
    if let Some(slug) = &filter.city {
        chip(named(&facets.cities, slug), &|rest| (rest.city, rest.neighborhoods) = (None, Vec::new()));
    }
    for domain in &filter.domains {
        chip(domain.name().to_owned(), &|rest| rest.domains.retain(|other| other != domain));
    }
    for slug in &filter.neighborhoods {
        chip(named(&facets.neighborhoods, slug), &|rest| rest.neighborhoods.retain(|other| other != slug));
    }
    if let Some(when) = filter.when {
        chip(when.name().to_owned(), &|rest| rest.when = None);
    }
    match (filter.from, filter.to) {
        (Some(from), Some(to)) if from == to => chip(day_and_month(from), &|rest| (rest.from, rest.to) = (None, None)),
        (from, to) => {
            if let Some(day) = from {
                chip(format!("From {}", day_and_month(day)), &|rest| rest.from = None);
            }
            if let Some(day) = to {
                chip(format!("Until {}", day_and_month(day)), &|rest| rest.to = None);
            }
        }
    }
    let tag = |rupees: i64| Paise::from_rupees(rupees).unwrap_or_default().short();
    if let Some(rupees) = filter.price_min {
        chip(format!("From {}", tag(rupees)), &|rest| rest.price_min = None);
    }
    if let Some(rupees) = filter.price_max {
        let name = if rupees == 0 { "Free, or stake only".to_owned() } else { format!("Up to {}", tag(rupees)) };
        chip(name, &|rest| rest.price_max = None);
    }
    if let Some(seats) = filter.seats {
        let name = if seats == 1 { "Seats left".to_owned() } else { format!("{seats} seats together") };
        chip(name, &|rest| rest.seats = None);
    }
    if let Some(with) = filter.stake {
        chip(if with { "With a stake" } else { "Without a stake" }.to_owned(), &|rest| rest.stake = None);
    }
    for language in &filter.languages {
        chip(named(&facets.languages, language), &|rest| rest.languages.retain(|other| other != language));
    }
    chips
}
