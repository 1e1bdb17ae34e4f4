//! A series of runs: how far the making of them has come, and all its dates.

use super::{call_off::CallOffState, look_again, runs::SeatBar};
use crate::{
    api::{
        catalog::RunCard,
        runs::{SeriesPage, series},
    },
    app::{
        components::{errors::loaded, host_bar::HostBar, progress::Progress},
        pages::param,
    },
    domain::run::Bookable,
};
use leptos::prelude::*;
use leptos_meta::Title;

/// The page of a series. It looks again by itself for as long as something goes on.
#[component]
pub(crate) fn Series() -> impl IntoView {
    let id = param("id");
    let page = Resource::new_blocking(move || id.get(), series);
    view! {
        <HostBar />
        {loaded(page, move |shown| {
            if goes_on(&shown) {
                look_again(page, shown.clone(), move || series(id.get_untracked()));
            }
            content(shown)
        })}
    }
}

fn goes_on(page: &SeriesPage) -> bool {
    page.made < page.planned || page.call_off.is_some_and(|progress| !progress.is_done())
}

fn content(page: SeriesPage) -> impl IntoView {
    let (making, going_on) = (page.made < page.planned, goes_on(&page));
    let here = format!("/host/series/{}", page.id);
    view! {
        <Title text=format!("Series: {}", page.title) />
        <section class="wrap">
            <p class="crumb"><a href="/host/runs">"← Event runs"</a></p>
            <h1>{page.title}</h1>
            <p class="quiet">{format!("A series of {} dates, {}", page.planned, page.zone_name)}</p>
            <div aria-live="polite">
                <Progress label="Runs made" done=page.made all=page.planned />
                {making.then(|| view! { <p class="quiet">"They are made one after the other. You can leave this page: it goes on without you."</p> })}
            </div>
            {page.call_off.map(|progress| view! { <h2>"Called off"</h2> <CallOffState progress /> })}
            {going_on.then(|| view! { <p class="links when-plain"><a class="button ghost" href=here>"Look again"</a></p> })}
            <h2>"Dates"</h2>
            {if page.runs.is_empty() {
                view! { <p class="empty">"No runs yet."</p> }.into_any()
            } else {
                view! { <Dates runs=page.runs /> }.into_any()
            }}
        </section>
    }
}

#[component]
fn Dates(runs: Vec<RunCard>) -> impl IntoView {
    view! {
        <div class="table">
            <table>
                <thead><tr><th scope="col">"When"</th><th scope="col">"Seats"</th><th scope="col">"Price"</th><th scope="col">"Booking"</th><th scope="col"><span class="hidden">"Details"</span></th></tr></thead>
                <tbody>{runs.into_iter().map(|card| view! { <Date card /> }).collect_view()}</tbody>
            </table>
        </div>
    }
}

#[component]
fn Date(card: RunCard) -> impl IntoView {
    let details = format!("View details of {}", card.starts.date_and_clock());
    let (class, state) = match card.bookable {
        Bookable::Open => ("tag confirmed", "open"),
        Bookable::CutoffPassed => ("tag", "closed"),
        Bookable::Begun => ("tag", "begun"),
        Bookable::Cancelled => ("tag cancelled", "called off"),
    };
    view! {
        <tr>
            <td data-label="When"><strong>{card.starts.date()}</strong> <span class="quiet">{card.starts.until(&card.ends)}</span></td>
            <td data-label="Seats"><SeatBar taken=card.seats.taken capacity=card.seats.capacity /></td>
            <td data-label="Price">{card.price.tag()} {(!card.stake.is_zero()).then(|| view! { <span class="quiet">{format!("and {} stake", card.stake.short())}</span> })}</td>
            <td data-label="Booking"><span class=class>{state}</span></td>
            <td><a class="button ghost small" href=format!("/host/runs/{}", card.run) aria-label=details>"View details"</a></td>
        </tr>
    }
}
