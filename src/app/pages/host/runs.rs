//! The organization's event runs: upcoming, past, cancelled.

use crate::{
    api::hosting::{HostRunsPage, ListedRun, host_runs},
    app::{
        components::{errors::loaded, host_bar::HostBar},
        pages::query,
    },
};
use leptos::prelude::*;
use leptos_meta::Title;

/// The list of runs.
#[component]
pub(crate) fn HostRuns() -> impl IntoView {
    let tab = query("tab");
    let page = Resource::new_blocking(move || tab.get(), host_runs);
    view! {
        <Title text="Event runs" />
        <HostBar />
        {loaded(page, content)}
    }
}

fn content(page: HostRunsPage) -> impl IntoView {
    let tabs = [("upcoming", "Upcoming", page.upcoming), ("past", "Past", page.past), ("cancelled", "Cancelled", page.cancelled)];
    let chosen = page.tab;
    let tabs = tabs.map(|(tab, name, runs)| {
        let here = chosen == tab;
        view! { <li><a class=if here { "chip chosen" } else { "chip" } href=format!("/host/runs?tab={tab}") aria-current=here.then_some("page")>{name} " " <span class="count">{runs}</span></a></li> }
    });
    view! {
        <section class="wrap">
            <p class="crumb"><a href="/host">"← " {page.organization}</a></p>
            <h1>"Event runs"</h1>
            <ul class="chips" aria-label="Which runs">{tabs.collect_view()}</ul>
            <RunRows runs=page.runs empty="No runs here." />
        </section>
    }
}

/// Runs as a table that turns into cards on a phone.
#[component]
pub(crate) fn RunRows(runs: Vec<ListedRun>, empty: &'static str) -> impl IntoView {
    if runs.is_empty() {
        return view! { <p>{empty}</p> }.into_any();
    }
    view! {
        <div class="table">
            <table>
                <thead><tr><th scope="col">"When"</th><th scope="col">"Experience"</th><th scope="col">"Seats"</th><th scope="col">"Bookings"</th><th scope="col"><span class="hidden">"Details"</span></th></tr></thead>
                <tbody>{runs.into_iter().map(|run| view! { <Row run /> }).collect_view()}</tbody>
            </table>
        </div>
    }
    .into_any()
}

#[component]
fn Row(run: ListedRun) -> impl IntoView {
    let ListedRun { card, bookings } = run;
    let details = format!("View details of {}, {}", card.title, card.starts.date_and_clock());
    view! {
        <tr>
            <td data-label="When"><strong>{card.starts.date()}</strong> <span class="quiet">{card.starts.clock()}</span></td>
            <td data-label="Experience">{card.title} <span class="quiet">{card.neighborhood}</span></td>
            <td data-label="Seats"><SeatBar taken=card.seats.taken capacity=card.seats.capacity /></td>
            <td data-label="Bookings">{bookings}</td>
            <td><a class="button ghost small" href=format!("/host/runs/{}", card.run) aria-label=details>"View details"</a></td>
        </tr>
    }
}

/// Seats taken against capacity, as figures and as a bar.
#[component]
pub(crate) fn SeatBar(taken: u32, capacity: u32) -> impl IntoView {
    view! {
        <span class="seat-bar">
            <strong>{format!("{taken} / {capacity}")}</strong>
            <svg viewBox="0 0 100 8" preserveAspectRatio="none" aria-hidden="true">
                <rect class="bar-ground" width="100" height="8" />
                <rect class="bar-taken" width=(taken * 100).checked_div(capacity).unwrap_or_default() height="8" />
            </svg>
        </span>
    }
}
