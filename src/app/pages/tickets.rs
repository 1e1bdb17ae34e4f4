//! The tickets of a booking, one for each traveler, on a phone or on paper.

use super::param;
use crate::{
    api::tickets::{Qr, TicketView, TicketsPage, tickets},
    app::{
        components::{
            card::DateBlock,
            errors::{Failed, loaded_or},
        },
        platform,
    },
    error::{AppError, ErrorCode},
};
use leptos::prelude::*;
use leptos_meta::Title;

/// The page of a booking's tickets.
#[component]
pub(crate) fn Tickets() -> impl IntoView {
    let reference = param("reference");
    let page = Resource::new_blocking(move || reference.get(), tickets);
    view! {
        <Title text="Tickets" />
        {loaded_or(page, content, move |error| refused(error, reference.get_untracked()))}
    }
}

fn content(page: TicketsPage) -> impl IntoView {
    let booking = format!("/bookings/{}", page.card.reference);
    let calendar = format!("{booking}/calendar.ics");
    let several = page.tickets.len() > 1;
    let all = page.clone();
    view! {
        <section class="wrap narrow">
            <p class="crumb"><a href=booking>"← Booking " {page.card.reference.to_string()}</a></p>
            <h1>{if several { "Your tickets" } else { "Your ticket" }}</h1>
            <p>"Show the code at the door, on the phone or on paper." {several.then_some(" Each of you has one.")}</p>
            <p class="links">
                <button type="button" class="button small when-live" on:click=|_| platform::print()>"Print"</button>
                <a class="button ghost small" href=calendar rel="external" download>"Add to your calendar"</a>
            </p>
            {page.tickets.into_iter().zip(1..).map(|(ticket, number)| view! { <One ticket number page=all.clone() /> }).collect_view()}
        </section>
    }
}

/// One ticket.
#[component]
fn One(ticket: TicketView, number: usize, page: TicketsPage) -> impl IntoView {
    let run = page.card.run;
    let label = format!("Ticket {number} of {}, {}", page.tickets.len(), ticket.name);
    let came = ticket.here_since.map(|since| view! { <p><span class="tag confirmed">{format!("✓ here since {}", since.clock())}</span></p> });
    let code = match ticket.qr {
        Some(qr) => view! {
            <Code qr name=ticket.name.clone() />
            <p class="ticket-code">{ticket.code}</p>
            {came}
        }
        .into_any(),
        None => view! { <p><span class="tag cancelled">"cancelled"</span></p> }.into_any(),
    };
    view! {
        <section class="ticket admit" aria-label=label>
            <div class="ticket-head">
                <DateBlock starts=run.starts.clone() />
                <div>
                    <p class="ticket-title">{run.title}</p>
                    <p class="ticket-time">{run.starts.until(&run.ends)} ", " {run.starts.zone_name()}</p>
                    <p>{page.meeting_point} ", " {run.neighborhood}</p>
                </div>
            </div>
            <div class="tear" aria-hidden="true"></div>
            <div class="ticket-body">
                <p class="admit-name">{ticket.name}</p>
                <p class="quiet">{run.host} " · " <code>{page.card.reference.to_string()}</code></p>
                {code}
            </div>
        </section>
    }
}

/// A QR code; black on white by day and by night, for cameras need it so.
#[component]
fn Code(qr: Qr, name: String) -> impl IntoView {
    let box_of = format!("0 0 {0} {0}", qr.modules);
    view! {
        <svg class="qr" viewBox=box_of role="img" aria-label=format!("QR code of {name}’s ticket") shape-rendering="crispEdges">
            <rect width=qr.modules height=qr.modules fill="#fff" />
            <path d=qr.path stroke="#000" stroke-width="1" fill="none" />
        </svg>
    }
}

/// What has no tickets, or any other error.
fn refused(error: AppError, reference: String) -> AnyView {
    if error.code != ErrorCode::Conflict {
        return view! { <Failed error /> }.into_any();
    }
    platform::set_status(error.code.status());
    view! {
        <section class="wrap message">
            <h1>"No tickets here"</h1>
            <p>{error.message} " The booking’s page says how it stands."</p>
            <p><a class="button" href=format!("/bookings/{reference}")>"To the booking"</a></p>
        </section>
    }
    .into_any()
}
