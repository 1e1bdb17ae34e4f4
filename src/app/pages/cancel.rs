//! Cancelling seats: who is not coming, what that brings back line by line, and one button that says both once more.

use super::param;
use crate::{
    api::payments::{CancelPage, CancelSeats, Person, quote_cancellation},
    app::{
        components::errors::{Failed, loaded_or},
        form::{FormState, LiveForm, Submit, use_form},
        platform,
    },
    domain::{
        booking::BookingStatus,
        refund_quote::{QuoteLine, RefundQuote},
        run::Bookable,
    },
    error::{AppError, ErrorCode},
};
use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::{components::Form, hooks::use_location};

/// The page on which seats are cancelled. Who is chosen stands in its address.
#[component]
pub(crate) fn Cancel() -> impl IntoView {
    let (reference, search) = (param("reference"), use_location().search);
    let form = use_form::<CancelSeats>();
    let page = Resource::new_blocking(
        move || (reference.get(), search.get().trim_start_matches('?').to_owned()),
        |(reference, query)| quote_cancellation(reference, query),
    );
    // What was refused as out of date is shown as it is now.
    let error = form.error();
    Effect::new(move |_| {
        if error.with(|error| error.as_ref().is_some_and(|error| error.code == ErrorCode::Conflict)) {
            page.refetch();
        }
    });
    view! {
        <Title text="Cancel seats" />
        {loaded_or(page, move |page| content(page, form), move |error| refused(error, reference.get_untracked()))}
    }
}

fn content(page: CancelPage, form: FormState<CancelSeats>) -> AnyView {
    let reference = page.card.reference.to_string();
    let run = page.card.run.clone();
    if page.card.status != BookingStatus::Confirmed || matches!(run.bookable, Bookable::Cancelled | Bookable::Begun) {
        return view! { <Closed reference /> }.into_any();
    }
    let moved = page.leave_until.as_ref().map(|until| {
        let until = format!("{}, {}", until.date_and_clock(), until.zone_name());
        view! { <p class="notice good">"The host has changed the date. Until " {until} " all of it comes back when you leave, price and stake, whatever the terms say."</p> }
    });
    view! {
        <section class="wrap narrow">
            <p class="crumb"><a href=format!("/bookings/{reference}")>"← Booking " {reference.clone()}</a></p>
            <h1>"Cancel seats"</h1>
            <p>{run.title.clone()} ", " {run.starts.date_and_clock()} ", " {run.starts.zone_name()}</p>
            <Who reference=reference.clone() people=page.people.clone() chosen=page.chosen.clone() />
            <section aria-labelledby="back" aria-live="polite">
                <h2 id="back">"What comes back"</h2>
                {match page.quote.clone() {
                    Some(quote) => view! { {moved} <Quote quote terms=page.terms.clone() /> }.into_any(),
                    None => view! { <p>"Nobody is chosen, so nothing changes."</p> }.into_any(),
                }}
            </section>
            {page.quote.map(|quote| view! { <Confirm reference staying=page.people.len() quote form /> })}
        </section>
    }
    .into_any()
}

/// Who is not coming; the answer stands below. It changes with each tick, and without JavaScript with the button.
#[component]
fn Who(reference: String, people: Vec<Person>, chosen: Vec<i32>) -> impl IntoView {
    let box_of = move |person: Person| {
        let checked = chosen.contains(&person.position);
        view! { <li><label class="tick"><input type="checkbox" name="who" value=person.position.to_string() checked=checked /> {person.name}</label></li> }
    };
    view! {
        <Form method="GET" action=format!("/bookings/{reference}/cancel") replace=true noscroll=true attr:class="panel quiet-panel" attr:autocomplete="off">
            <fieldset on:change=move |event| platform::send_form_around(&event)>
                <legend>"Who is not coming?"</legend>
                // Tells a form with no tick at all from an address without a choice, which means everybody.
                <input type="hidden" name="choose" value="1" />
                <ul>{people.into_iter().map(box_of).collect_view()}</ul>
            </fieldset>
            <button type="submit" class="button ghost small when-plain">"Show what comes back"</button>
        </Form>
    }
}

/// The quote, seat by seat and added up, with the terms that it follows from.
#[component]
fn Quote(quote: RefundQuote, terms: Vec<String>) -> impl IntoView {
    let percent = quote.price_percent;
    let (total, kept, forfeited) = (quote.total(), quote.price_kept(), quote.stake_forfeited());
    if quote.lines.iter().all(|line| line.price_paid.is_zero() && line.stake_paid.is_zero()) {
        return view! { <p>"Nothing was paid for these seats, so nothing is owed either way."</p> }.into_any();
    }
    view! {
        <ul class="seat-lines">{quote.lines.into_iter().map(|line| view! { <Seat line percent /> }).collect_view()}</ul>
        <dl class="lines">
            {(!kept.is_zero()).then(|| view! { <div><dt>"The host keeps"</dt><dd>{kept.short()}</dd></div> })}
            {(!forfeited.is_zero()).then(|| view! { <div><dt>"Stake forfeited"</dt><dd>{forfeited.short()}</dd></div> })}
            <div class=if total.is_zero() { "total" } else { "total back" }><dt>"Comes back to you"</dt><dd>{total.short()}</dd></div>
        </dl>
        {(!total.is_zero()).then(|| view! { <p class="quiet">"It goes back the way you paid, and is with your bank in 5–7 working days."</p> })}
        <ul class="terms">{terms.into_iter().map(|line| view! { <li>{line}</li> }).collect_view()}</ul>
    }
    .into_any()
}

/// One seat: its price and its stake, each with what becomes of it.
#[component]
fn Seat(line: QuoteLine, percent: u8) -> impl IntoView {
    let price = (!line.price_paid.is_zero()).then(|| {
        let (class, words) = match percent {
            0 => ("gone", "nothing back".to_owned()),
            _ => ("back", format!("{} back ({percent} %)", line.price_back.short())),
        };
        view! { <div><dt>{format!("Price {}", line.price_paid.short())}</dt><dd class=class>{words}</dd></div> }
    });
    let stake = (!line.stake_paid.is_zero()).then(|| {
        let (class, words) = if line.stake_back.is_zero() { ("gone", "forfeited".to_owned()) } else { ("back", format!("{} back", line.stake_back.short())) };
        view! { <div><dt>{format!("Stake {}", line.stake_paid.short())}</dt><dd class=class>{words}</dd></div> }
    });
    view! {
        <li>
            <strong>{line.traveler.name}</strong>
            <dl class="lines">{price} {stake}</dl>
        </li>
    }
}

/// The button that does it, by the quote that stands above it.
#[component]
fn Confirm(reference: String, staying: usize, quote: RefundQuote, form: FormState<CancelSeats>) -> impl IntoView {
    let who: Vec<String> = quote.lines.iter().map(|line| line.traveler.position.to_string()).collect();
    let what = match who.len() {
        all if all == staying => "Cancel the booking".to_owned(),
        1 => "Cancel 1 seat".to_owned(),
        seats => format!("Cancel {seats} seats"),
    };
    let back = format!("/bookings/{reference}");
    let paid = quote.total() + quote.price_kept() + quote.stake_forfeited();
    let label = match quote.total() {
        _ if paid.is_zero() => what,
        nothing if nothing.is_zero() => format!("{what}, nothing comes back"),
        total => format!("{what}, {} comes back", total.short()),
    };
    view! {
        <div class="actions">
            <LiveForm state=form label="Cancel seats">
                <input type="hidden" name="reference" value=reference />
                <input type="hidden" name="who" value=who.join(",") />
                <input type="hidden" name="quoted" value=quote.total().0.to_string() />
                <Submit label=Signal::stored(label) busy=form.busy() class="button danger" />
            </LiveForm>
            <a class="button ghost" href=back>"Keep the seats"</a>
        </div>
    }
}

/// What could not be quoted: a booking whose seats cannot be cancelled, or any other error.
fn refused(error: AppError, reference: String) -> AnyView {
    if error.code == ErrorCode::Conflict { view! { <Closed reference /> }.into_any() } else { view! { <Failed error /> }.into_any() }
}

/// Says that no seats can be cancelled here, and where to go instead.
#[component]
fn Closed(reference: String) -> impl IntoView {
    platform::set_status(ErrorCode::Conflict.status());
    view! {
        <section class="wrap message">
            <h1>"Nothing to cancel here"</h1>
            <p>"Seats can be cancelled once a booking is confirmed, and until its run begins. The booking’s page says how it stands."</p>
            <p>"Nothing was changed just now, and no money has moved."</p>
            <p><a class="button" href=format!("/bookings/{reference}")>"To the booking"</a></p>
        </section>
    }
}
