//! The host's dashboard: what waits, what is next, and the season.

use super::runs::RunRows;
use crate::{
    api::hosting::{OverviewPage, TaskLine, host_overview},
    app::components::{attendance_tasks::AttendanceNotice, errors::loaded, host_bar::HostBar, season::Season},
};
use leptos::prelude::*;
use leptos_meta::Title;

/// The dashboard.
#[component]
pub(crate) fn Overview() -> impl IntoView {
    let page = Resource::new_blocking(|| (), |()| host_overview());
    view! {
        <Title text="Host" />
        <HostBar />
        <AttendanceNotice />
        {loaded(page, content)}
    }
}

fn content(page: OverviewPage) -> impl IntoView {
    view! {
        <section class="wrap">
            <h1>{page.organization}</h1>
            <p><a href=format!("/hosts/{}", page.organization_slug)>"Your page, as travelers see it"</a></p>
            <h2>"To do"</h2>
            <Tasks tasks=page.tasks />
            <div class="section-head">
                <h2>"Next"</h2>
                <p class="links"><a class="button ghost" href="/host/runs">{format!("All {} event runs", page.upcoming)}</a></p>
            </div>
            <RunRows runs=page.next empty="Nothing is scheduled." />
            <h2>"The season"</h2>
            <p class="quiet">"Weeks begin on Mondays. Runs that were called off do not count."</p>
            <Season season=page.season />
        </section>
    }
}

#[component]
fn Tasks(tasks: Vec<TaskLine>) -> impl IntoView {
    if tasks.is_empty() {
        return view! { <p class="empty">"Nothing waits for you."</p> }.into_any();
    }
    view! { <ul class="tasks">{tasks.into_iter().map(|task| view! { <li><a href=task.path>{task.words}</a></li> }).collect_view()}</ul> }.into_any()
}
