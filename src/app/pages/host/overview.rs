//! The host's dashboard: who one acts for, and what is next.

use super::runs::RunRows;
use crate::{
    api::hosting::{HostRunsPage, host_runs},
    app::components::{errors::loaded, host_bar::HostBar},
};
use leptos::prelude::*;
use leptos_meta::Title;

/// Runs shown as next.
const NEXT_RUNS: usize = 5;

/// The dashboard.
#[component]
pub(crate) fn Overview() -> impl IntoView {
    let page = Resource::new_blocking(|| (), |()| host_runs(None));
    view! {
        <Title text="Host" />
        <HostBar />
        {loaded(page, content)}
    }
}

fn content(page: HostRunsPage) -> impl IntoView {
    let next: Vec<_> = page.runs.into_iter().take(NEXT_RUNS).collect();
    let (seats, capacity) = next.iter().fold((0, 0), |(seats, capacity), run| (seats + run.card.seats.taken, capacity + run.card.seats.capacity));
    view! {
        <section class="wrap">
            <p class="quiet">"Host dashboard · " {page.role.name()}</p>
            <h1>{page.organization}</h1>
            <div class="tiles">
                <div class="tile"><p>"Coming up"</p><strong>{page.upcoming}</strong><span>"event runs"</span></div>
                <div class="tile"><p>"Next five"</p><strong>{format!("{seats} / {capacity}")}</strong><span>"seats taken"</span></div>
                <div class="tile"><p>"Behind you"</p><strong>{page.past}</strong><span>{format!("and {} cancelled", page.cancelled)}</span></div>
            </div>
            <div class="section-head">
                <h2>"Next"</h2>
                <p class="links"><a class="button ghost" href="/host/runs">"Event runs"</a> <a href=format!("/hosts/{}", page.organization_slug)>"Your page, as travelers see it"</a></p>
            </div>
            <RunRows runs=next empty="Nothing is scheduled." />
        </section>
    }
}
