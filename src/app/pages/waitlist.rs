//! Waiting for seats on a full run: who is coming, as for a booking, and then one's place in line.

use super::{
    book::{Form, PartyForm},
    param, query,
};
use crate::{
    api::waitlist::{JoinWaitlist, LeaveWaitlist, Wait, WaitlistPage, prepare_waitlist},
    app::{
        components::{errors::loaded, ticket::Ticket},
        form::{FormState, LiveForm, Submit, use_form},
    },
    domain::{
        booking::{BookingForm, PARTY_MAX},
        run::{Bookable, Seats},
        waitlist::{WaitStatus, place_in_words},
    },
};
use leptos::prelude::*;
use leptos_meta::Title;

impl PartyForm for JoinWaitlist {
    const LABEL: &'static str = "Waitlist";
    const GATE: &'static str = "Log in and join the waitlist";
    const TOTAL: &'static str = "To pay then";

    fn typed(self) -> BookingForm {
        self.form
    }

    fn most(seats: Seats) -> u32 {
        seats.capacity.clamp(1, PARTY_MAX)
    }

    fn button(party: u32) -> String {
        if party == 1 { "Wait for 1 seat".to_owned() } else { format!("Wait for {party} seats") }
    }

    fn note() -> &'static str {
        "Nothing is charged for waiting. The price is the one on the day of the offer."
    }
}

/// The forms of the page.
#[derive(Clone, Copy)]
struct Forms {
    join: FormState<JoinWaitlist>,
    leave: FormState<LeaveWaitlist>,
}

/// The waitlist page of a run.
#[component]
pub(crate) fn Waitlist() -> impl IntoView {
    let (id, travelers) = (param("id"), query("travelers"));
    let forms = Forms { join: use_form(), leave: use_form() };
    let page = Resource::new_blocking(move || id.get(), prepare_waitlist);
    loaded(page, move |page| content(page, forms, travelers.get_untracked()))
}

fn content(page: WaitlistPage, forms: Forms, travelers: Option<String>) -> impl IntoView {
    let card = page.form.page.card.clone();
    let back = format!("/runs/{}", card.run);
    view! {
        <Title text=format!("Waitlist, {}", card.title) />
        <div class="wrap narrow">
            <p class="crumb"><a href=back.clone()>"← " {card.title.clone()}</a></p>
            {match page.wait {
                Some(wait) => view! {
                    <Place wait form=forms.leave />
                    <Ticket card title=page.form.page.card.title.clone()>
                        <p class="center"><a href=back>"The run’s page"</a></p>
                    </Ticket>
                }
                .into_any(),
                None if card.bookable != Bookable::Open && forms.join.input().is_none() => view! {
                    <h1>"Waitlist"</h1>
                    <p class="closed">"Nothing can be booked on this run any more, so there is nothing to wait for. " <a href=back>"Look at its other dates"</a></p>
                }
                .into_any(),
                None => view! {
                    <h1>"Wait for seats"</h1>
                    <Rules seats=card.seats book=format!("{back}/book") />
                    <Form page=page.form form=forms.join travelers />
                }
                .into_any(),
            }}
        </div>
    }
}

/// What waiting means, before one joins.
#[component]
fn Rules(seats: Seats, book: String) -> impl IntoView {
    let left = seats.left();
    view! {
        {(left > 0).then(|| view! { <p class="notice">{format!("{}. ", seats.in_words())} "If that is enough for you, " <a href=book>"book now"</a> "."</p> })}
        <p>"When seats come free they are offered in order, to the first in line whose whole party fits. We write to you and keep them for up to 12 hours, less as the run comes near. Then they go to the next."</p>
    }
}

/// One's place, and the way out of the line.
#[component]
fn Place(wait: Wait, form: FormState<LeaveWaitlist>) -> impl IntoView {
    let party = if wait.party == 1 { "1 seat".to_owned() } else { format!("{} seats", wait.party) };
    if wait.status == WaitStatus::Offered {
        let to = wait.booking.map_or_else(|| "/bookings".to_owned(), |reference| format!("/bookings/{reference}"));
        return view! {
            <h1>"It is your turn"</h1>
            <p class="notice good">{party} " came free and " {if wait.party == 1 { "is" } else { "are" }} " kept for you. " <a href=to>"Take your seats"</a></p>
        }
        .into_any();
    }
    view! {
        <h1>"You are " {wait.place.map(place_in_words)}</h1>
        <div class="notice pending">
            <p>"You wait for " {party} ", since " {wait.since.date_and_clock()} ". When it is your turn we write to you and keep the seats for you. Nothing is charged for waiting."</p>
            <div class="actions">
                <LiveForm state=form label="Leave the waitlist">
                    <input type="hidden" name="entry" value=wait.entry.to_string() />
                    <Submit label=Signal::stored("Leave the waitlist".to_owned()) busy=form.busy() class="button ghost" />
                </LiveForm>
            </div>
        </div>
    }
    .into_any()
}
