//! One booking as its host sees it: who, what they said, what members have noted, and what can be done.

use crate::{
    api::desk::{AddNote, HostBookingPage, HostNote, HostPerson, booking_on_run},
    app::{
        components::{
            desk::{Contact, Presence, Said, booking_path},
            errors::loaded,
            host_bar::HostBar,
            ticket::StatusTag,
        },
        form::{Field, FormState, LiveForm, Submit, use_form},
        pages::param,
    },
    domain::ids::{BookingRef, RunId},
};
use leptos::prelude::*;
use leptos_meta::Title;

/// A booking of the host's.
#[component]
pub(crate) fn HostedBooking() -> impl IntoView {
    let (id, reference) = (param("id"), param("reference"));
    let note = use_form::<AddNote>();
    let page = Resource::new_blocking(move || (id.get(), reference.get()), |(id, reference)| booking_on_run(id, reference));
    view! {
        <HostBar />
        {loaded(page, move |page| content(page, note))}
    }
}

fn content(page: HostBookingPage, form: FormState<AddNote>) -> impl IntoView {
    let HostBookingPage { card, booking, token, can_cancel, can_write } = page;
    let (run, reference) = (card.run, booking.reference.clone());
    let ways = can_cancel || can_write;
    let has_said = booking.requests.is_some() || !booking.answers.is_empty();
    let person = |person: HostPerson| view! { <dd>{person.name.clone()} " " <Presence person /></dd> };
    view! {
        <Title text=format!("Booking {reference}") />
        <section class="wrap narrow">
            <p class="crumb"><a href=format!("/host/runs/{run}")>"← " {card.title} ", " {card.starts.date_and_clock()}</a></p>
            <h1>{booking.lead_traveler}</h1>
            <p class="row-tags"><StatusTag status=booking.status hold_seconds_left=None /> <code class="reference">{reference.to_string()}</code></p>
            <div class="panel quiet-panel">
                <dl class="details">
                    <div><dt>{format!("Party of {}", booking.party)}</dt>{booking.people.into_iter().map(person).collect_view()}</div>
                    <div><dt>"Contact"</dt><dd class="contact"><Contact email=booking.email phone=booking.phone status=booking.status /></dd></div>
                    <div><dt>"Booked"</dt><dd>{booking.booked_at.date_and_clock()}</dd></div>
                </dl>
                {has_said.then(|| view! { <h2>"What they said"</h2> <Said requests=booking.requests answers=booking.answers notes=Vec::new() /> })}
            </div>
            {ways.then(|| view! {
                <p class="links">
                    {can_write.then(|| view! { <a class="button ghost small" href=format!("/host/runs/{run}/messages?to={reference}")>"Write to them"</a> })}
                    {can_cancel.then(|| view! { <a class="button ghost small" href=format!("{}/cancel", booking_path(run, &reference))>"Cancel this booking"</a> })}
                </p>
            })}
            <Notes run reference notes=booking.notes token form />
        </section>
    }
}

/// The notes, and room for another.
#[component]
fn Notes(run: RunId, reference: BookingRef, notes: Vec<HostNote>, token: String, form: FormState<AddNote>) -> impl IntoView {
    let typed = form.input();
    let (text, token) = typed.map_or((String::new(), token), |input| (input.note, input.token));
    let note =
        |note: HostNote| view! { <li><p class="pre">{note.note}</p><p class="quiet small">{format!("{}, {}", note.who, note.at.date_and_clock())}</p></li> };
    view! {
        <section aria-labelledby="notes">
            <h2 id="notes">"Notes"</h2>
            {if notes.is_empty() {
                view! { <p class="quiet">"Nobody has noted anything yet."</p> }.into_any()
            } else {
                view! { <ul class="refunds">{notes.into_iter().map(note).collect_view()}</ul> }.into_any()
            }}
            <LiveForm state=form label="Add a note" class="panel quiet-panel">
                <input type="hidden" name="run" value=run.to_string() />
                <input type="hidden" name="reference" value=reference.to_string() />
                <input type="hidden" name="token" value=token />
                <Field label="Note" name="note" value=text error=form.field_error("note") long=true required=true hint="For your own people: members see it, travelers do not." />
                <p class="field-error">{move || form.field_error("token").get()}</p>
                <Submit label=Signal::stored("Add the note".to_owned()) busy=form.busy() />
            </LiveForm>
        </section>
    }
}
