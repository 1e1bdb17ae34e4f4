//! One booking, as its traveler sees it.

use super::param;
use crate::{
    api::bookings::{BookingPage, GiveUp, booking},
    app::{
        components::{
            errors::loaded,
            ticket::{Countdown, PriceLines, StatusTag, Ticket},
        },
        form::{FormState, LiveForm, Submit, use_form},
    },
    domain::booking::BookingStatus,
};
use leptos::prelude::*;
use leptos_meta::Title;

/// The page of a booking.
#[component]
pub(crate) fn Booking() -> impl IntoView {
    let reference = param("reference");
    let give_up = use_form::<GiveUp>();
    let page = Resource::new_blocking(move || reference.get(), booking);
    loaded(page, move |page| content(page, give_up))
}

fn content(page: BookingPage, give_up: FormState<GiveUp>) -> impl IntoView {
    let card = page.card.clone();
    let run = card.run.clone();
    let mut terms = page.policy.in_words(&run.starts);
    if !card.price.stake.is_zero() {
        terms.push(page.policy.stake_in_words(&run.starts));
    }
    let heading = match card.status {
        BookingStatus::Pending => "Your seats are held",
        BookingStatus::Confirmed => "You are going",
        BookingStatus::Completed => "You were there",
        BookingStatus::Cancelled => "This booking is cancelled",
        BookingStatus::Expired => "The hold ran out",
    };
    let total_label = if card.status == BookingStatus::Pending { "To pay" } else { "In all" };
    let kept = matches!(card.status, BookingStatus::Pending | BookingStatus::Confirmed | BookingStatus::Completed);
    view! {
        <Title text=format!("Booking {}", card.reference) />
        <section class="wrap narrow">
            <p class="crumb"><a href="/bookings">"← Your bookings"</a></p>
            <h1>{heading}</h1>
            <p class="row-tags"><StatusTag status=card.status /> <code class="reference">{card.reference.to_string()}</code></p>
            <State page=page.clone() give_up />
            <Ticket card=run.clone() title=run.title.clone() seats=false>
                <dl class="details">
                    <div><dt>"Travelers"</dt>{page.travelers.iter().map(|name| view! { <dd>{name.clone()}</dd> }).collect_view()}</div>
                    <div><dt>"Meet"</dt><dd>{page.meeting_point.clone()} ", " {run.neighborhood.clone()}</dd></div>
                    <div><dt>"Contact"</dt><dd>{page.email.clone()}</dd>{page.phone.clone().map(|phone| view! { <dd>{phone}</dd> })}</div>
                    {page.requests.clone().map(|requests| view! { <div><dt>"Special requests"</dt><dd class="pre">{requests}</dd></div> })}
                </dl>
                {kept.then(|| view! { <PriceLines price=card.price total_label /> })}
                {kept.then(|| view! { <ul class="terms">{terms.into_iter().map(|line| view! { <li>{line}</li> }).collect_view()}</ul> })}
                <p class="center"><a href=format!("/runs/{}", run.run)>"The run’s page"</a></p>
            </Ticket>
        </section>
    }
}

/// What the booking's state means for its traveler, and what can be done about it.
#[component]
fn State(page: BookingPage, give_up: FormState<GiveUp>) -> impl IntoView {
    let run = page.card.run.run;
    if let (Some(reason), true) = (page.run_cancel_reason, page.card.status != BookingStatus::Expired) {
        return view! { <p class="notice bad">"The host has cancelled this run: " {reason} " Nothing more is to be paid. "<a href=format!("/runs/{run}")>"Look for another date"</a></p> }.into_any();
    }
    match page.card.status {
        BookingStatus::Pending => view! {
            <div class="notice pending">
                <p>"Kept for you for " <strong><Countdown seconds=page.card.hold_seconds_left.unwrap_or_default() /></strong> " more"
                    {page.held_until.map(|until| format!(", until {} {}", until.clock(), until.zone_name()))} ". After that the seats go back and nothing is owed."</p>
                <p>"Paying is not connected yet on this site, so this booking cannot be confirmed today. Nothing has been charged."</p>
                <LiveForm state=give_up label="Give up the seats">
                    <input type="hidden" name="reference" value=page.card.reference.to_string() />
                    <Submit label=Signal::stored("Give up the seats".to_owned()) busy=give_up.busy() class="button ghost" />
                </LiveForm>
            </div>
        }
        .into_any(),
        BookingStatus::Confirmed => view! { <p class="notice good">"See you there. The host has your name on the list."</p> }.into_any(),
        BookingStatus::Expired => view! { <p class="notice">"The seats went back because they were not paid for in time. Nothing was charged. " <a href=format!("/runs/{run}")>"Book again"</a></p> }.into_any(),
        BookingStatus::Cancelled => view! { <p class="notice">"The seats are free again for others. " <a href=format!("/runs/{run}")>"Look at the run"</a></p> }.into_any(),
        BookingStatus::Completed => ().into_any(),
    }
}
