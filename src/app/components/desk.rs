//! What the pages about a run's travelers show of a booking.

use crate::{
    api::desk::{HostAnswer, HostBooking, HostMessage, HostNote, HostPerson},
    domain::booking::{Attendance, BookingStatus},
};
use leptos::prelude::*;

/// How a booking's travelers are reached, or why that is not shown.
#[component]
pub(crate) fn Contact(email: Option<String>, phone: Option<String>, status: BookingStatus) -> impl IntoView {
    match (email, status) {
        (Some(email), _) => view! {
            <a href=format!("mailto:{email}")>{email.clone()}</a>
            {phone.map(|phone| view! { <a href=format!("tel:{phone}")>{phone.clone()}</a> })}
        }
        .into_any(),
        (None, BookingStatus::Pending) => view! { <span class="quiet">"shown once confirmed"</span> }.into_any(),
        (None, _) => view! { <span class="quiet">"hidden"</span> }.into_any(),
    }
}

/// What travelers asked for, what they answered, and what members have noted. Nothing where there is none of it.
#[component]
pub(crate) fn Said(requests: Option<String>, answers: Vec<HostAnswer>, notes: Vec<HostNote>) -> impl IntoView {
    let answer = |HostAnswer { question, answer }| view! { <p class="said"><span class="quiet">{question}</span> <span class="pre">{answer}</span></p> };
    let note = |HostNote { who, note, .. }: HostNote| view! { <p class="said note"><span class="quiet">{format!("Noted by {who}")}</span> <span class="pre">{note}</span></p> };
    view! {
        {requests.map(|requests| view! { <p class="said pre">{requests}</p> })}
        {answers.into_iter().map(answer).collect_view()}
        {notes.into_iter().map(note).collect_view()}
    }
}

/// Whether a traveler was there, as far as it is known.
#[component]
pub(crate) fn Presence(person: HostPerson) -> impl IntoView {
    let (class, words) = match (person.cancelled, person.attendance) {
        (true, _) => ("tag cancelled", "seat given back".to_owned()),
        (false, Attendance::Attended) => ("tag confirmed", person.checked_in.map_or_else(|| "there".to_owned(), |at| format!("there, {}", at.clock()))),
        (false, Attendance::NoShow) => ("tag cancelled", "no-show".to_owned()),
        (false, Attendance::Expected) => ("quiet", "expected".to_owned()),
    };
    view! { <span class=class>{words}</span> }
}

/// The lead traveler, the size of the party, and who else is in it.
#[component]
pub(crate) fn Party(booking: HostBooking) -> impl IntoView {
    let others = booking.people.iter().skip(1).filter(|person| !person.cancelled).map(|person| person.name.clone()).collect::<Vec<_>>().join(", ");
    view! {
        <strong>{booking.lead_traveler}</strong>
        " "
        <span class="quiet">{format!("party of {}", booking.party)}</span>
        {(!others.is_empty()).then(|| view! { <span class="quiet">{format!("with {others}")}</span> })}
    }
}

/// The address of a booking on its host's side.
pub(crate) fn booking_path(run: impl std::fmt::Display, reference: impl std::fmt::Display) -> String {
    format!("/host/runs/{run}/bookings/{reference}")
}

/// `1 booking`, `12 bookings`
pub(crate) fn in_bookings(bookings: impl Into<u64>) -> String {
    match bookings.into() {
        1 => "1 booking".to_owned(),
        bookings => format!("{bookings} bookings"),
    }
}

/// Messages that went out, each with whom it was from and to how many.
#[component]
pub(crate) fn MessageList(messages: Vec<HostMessage>) -> impl IntoView {
    let message = |message: HostMessage| {
        view! {
            <li>
                <p><strong>{message.subject}</strong></p>
                <p class="pre">{message.text}</p>
                <p class="quiet small">{format!("{}, {}, to {}", message.who, message.at.date_and_clock(), in_bookings(message.recipients))}</p>
            </li>
        }
    };
    view! { <ul class="refunds">{messages.into_iter().map(message).collect_view()}</ul> }
}
