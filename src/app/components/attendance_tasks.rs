//! What a host has to do about attendance, as a notice over the dashboard and over a run.

use crate::{
    api::attendance::{AttendanceTasks, OpenRun, WaitingAppeal, attendance_to_do},
    domain::attendance::Standing,
};
use leptos::prelude::*;

/// The notice: about one run, or about all of the organization's where none is named. Nothing where there is nothing to do.
#[component]
pub(crate) fn AttendanceNotice(#[prop(optional, into)] run: Option<Memo<String>>) -> impl IntoView {
    let tasks = Resource::new_blocking(move || run.map(|run| run.get()), attendance_to_do);
    view! { <Transition fallback=|| ()>{move || Suspend::new(async move { tasks.await.ok().map(|tasks| view! { <Tasks tasks /> }) })}</Transition> }
}

#[component]
fn Tasks(tasks: AttendanceTasks) -> impl IntoView {
    if tasks.runs.is_empty() && tasks.appeals.is_empty() {
        return ().into_any();
    }
    view! {
        <section class="wrap to-settle" aria-label="Attendance to settle">
            <div class="notice pending">
                <p><strong>"Attendance to settle"</strong></p>
                <ul>
                    {tasks.runs.into_iter().map(|run| view! { <Open run /> }).collect_view()}
                    {tasks.appeals.into_iter().map(|appeal| view! { <Waiting appeal /> }).collect_view()}
                </ul>
            </div>
        </section>
    }
    .into_any()
}

#[component]
fn Open(run: OpenRun) -> impl IntoView {
    let words = match run.standing {
        Standing::Unattended => "nobody was checked in. Who was there? Until you say so, all stakes wait; after some days they go back.".to_owned(),
        _ if run.attended + run.missed == 0 => "nobody had booked; it closes by itself.".to_owned(),
        _ => format!("{} checked in, {} not. Final by itself {}, {}.", run.attended, run.missed, run.by_itself.date_and_clock(), run.by_itself.zone_name()),
    };
    view! { <li><a href=format!("/host/runs/{}/attendance", run.run)>{format!("{}, {}", run.title, run.starts.date_and_clock())}</a> ": " {words}</li> }
}

#[component]
fn Waiting(appeal: WaitingAppeal) -> impl IntoView {
    let href = format!("/host/runs/{}/attendance?appeal={}#answer", appeal.run, appeal.appeal);
    view! { <li><a href=href>{format!("Answer an appeal for {}", appeal.names.join(", "))}</a> {format!(", {}, {}", appeal.title, appeal.starts.date_and_clock())}</li> }
}
