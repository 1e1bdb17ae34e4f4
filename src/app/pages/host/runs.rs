//! The organization's event runs: upcoming, past, cancelled.

use crate::{
    api::hosting::{HostRunsPage, ListedRun, OfferChoice, host_runs},
    app::{
        components::{errors::loaded, host_bar::HostBar},
        pages::query,
        platform,
    },
    domain::{ids::ExperienceId, organization::Permission},
};
use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::components::Form;

/// The list of runs.
#[component]
pub(crate) fn HostRuns() -> impl IntoView {
    let (tab, experience, after) = (query("tab"), query("experience"), query("after"));
    let page = Resource::new_blocking(move || (tab.get(), experience.get(), after.get()), |(tab, experience, after)| host_runs(tab, experience, after));
    view! {
        <Title text="Event runs" />
        <HostBar />
        {loaded(page, content)}
    }
}

fn content(page: HostRunsPage) -> impl IntoView {
    let tabs = [("upcoming", "Upcoming", page.upcoming), ("past", "Past", page.past), ("cancelled", "Cancelled", page.cancelled)];
    let (chosen, experience) = (page.tab, page.experience);
    let next = page.next.map(|next| format!("{}&after={next}", path(&chosen, experience)));
    let tabs = tabs.map(|(tab, name, runs)| {
        let here = chosen == tab;
        view! { <li><a class=if here { "chip chosen" } else { "chip" } href=path(tab, experience) aria-current=here.then_some("page")>{name} " " <span class="count">{runs}</span></a></li> }
    });
    view! {
        <section class="wrap">
            <p class="crumb"><a href="/host">"← " {page.organization}</a></p>
            <div class="section-head">
                <h1>"Event runs"</h1>
                {page.role.may(Permission::ManageOffer).then(|| {
                    let of = experience.map(|experience| format!("?experience={experience}")).unwrap_or_default();
                    view! { <p class="links"><a class="button" href=format!("/host/runs/new{of}")>"Schedule a run"</a></p> }
                })}
            </div>
            <ul class="chips" aria-label="Which runs">{tabs.collect_view()}</ul>
            {(page.experiences.len() > 1).then(|| view! { <OfExperience tab=chosen.clone() experiences=page.experiences experience /> })}
            <RunRows runs=page.runs empty="No runs here." />
            {next.map(|next| view! { <p class="links"><a class="button ghost" href=next>"More runs"</a></p> })}
        </section>
    }
}

fn path(tab: &str, experience: Option<ExperienceId>) -> String {
    let of = experience.map(|experience| format!("&experience={experience}")).unwrap_or_default();
    format!("/host/runs?tab={tab}{of}")
}

/// The choice of one experience. The list changes with it, and without JavaScript with the button.
#[component]
fn OfExperience(tab: String, experiences: Vec<OfferChoice>, #[prop(optional_no_strip)] experience: Option<ExperienceId>) -> impl IntoView {
    let choice = move |choice: OfferChoice| view! { <option value=choice.id.to_string() selected=Some(choice.id) == experience>{choice.title}</option> };
    view! {
        <Form method="GET" action="/host/runs" noscroll=true attr:class="ask" attr:autocomplete="off">
            <input type="hidden" name="tab" value=tab />
            <div class="field" on:change=move |event| platform::send_form_around(&event)>
                <label for="experience">"Experience"</label>
                <select id="experience" name="experience">
                    <option value="" selected=experience.is_none()>"All"</option>
                    {experiences.into_iter().map(choice).collect_view()}
                </select>
            </div>
            <button type="submit" class="button ghost when-plain">"Show"</button>
        </Form>
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
