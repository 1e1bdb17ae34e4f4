//! The list for the door: travelers by name with a box to tick, made for paper and good enough on a phone.

use crate::{
    api::desk::{DoorListPage, HostTraveler, door_list},
    app::{
        components::{desk::Said, errors::loaded, host_bar::HostBar},
        pages::param,
        platform,
    },
    domain::booking::Attendance,
};
use leptos::prelude::*;
use leptos_meta::Title;

/// The door list of a run.
#[component]
pub(crate) fn DoorList() -> impl IntoView {
    let id = param("id");
    let page = Resource::new_blocking(move || id.get(), door_list);
    view! {
        <HostBar />
        {loaded(page, content)}
    }
}

fn content(page: DoorListPage) -> impl IntoView {
    let card = page.card;
    let count = page.travelers.len();
    view! {
        <Title text=format!("Door list, {}, {}", card.starts.date_and_clock(), card.title) />
        <article class="wrap door">
            <p class="crumb"><a href=format!("/host/runs/{}", card.run)>"← Run details"</a></p>
            <div class="section-head">
                <h1>"Door list"</h1>
                <p class="links"><button type="button" class="button ghost small when-live" on:click=move |_| platform::print()>"Print"</button></p>
            </div>
            <p><strong>{card.title}</strong> ", " {page.organization}</p>
            <p>{format!("{}, {}, {}", card.starts.date(), card.starts.until(&card.ends), card.starts.zone_name())}</p>
            <p class="quiet">{if count == 1 { "1 traveler".to_owned() } else { format!("{count} travelers") }}</p>
            {if count == 0 {
                view! { <p class="empty">"Nobody has a confirmed seat yet."</p> }.into_any()
            } else {
                view! { <Table travelers=page.travelers /> }.into_any()
            }}
        </article>
    }
}

#[component]
fn Table(travelers: Vec<HostTraveler>) -> impl IntoView {
    view! {
        <div class="table">
            <table>
                <thead><tr><th scope="col">"Here"</th><th scope="col">"Traveler"</th><th scope="col">"Booking"</th><th scope="col">"Requests and notes"</th></tr></thead>
                <tbody>{travelers.into_iter().map(|traveler| view! { <Row traveler /> }).collect_view()}</tbody>
            </table>
        </div>
    }
}

#[component]
fn Row(traveler: HostTraveler) -> impl IntoView {
    let HostTraveler { person, booking } = traveler;
    let here = person.attendance == Attendance::Attended;
    let box_class = if here { "box ticked" } else { "box" };
    let of = if booking.party == 1 { "alone".to_owned() } else { format!("party of {}, {}", booking.party, booking.lead_traveler) };
    view! {
        <tr>
            <td data-label="Here"><span class=box_class aria-hidden="true"></span> <span class="hidden">{if here { "is here" } else { "not yet" }}</span></td>
            <td data-label="Traveler"><strong>{person.name}</strong></td>
            <td data-label="Booking"><code>{booking.reference.to_string()}</code> <span class="quiet">{of}</span></td>
            <td data-label="Requests and notes"><Said requests=booking.requests answers=booking.answers notes=booking.notes /></td>
        </tr>
    }
}
