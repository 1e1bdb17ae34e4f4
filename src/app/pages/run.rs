//! A run: when and where, what it costs and what comes back, how many seats are left, and the way to book.

use super::{
    experience::{Byline, Facts, MeetingMap, Story},
    param, query,
};
use crate::{
    api::catalog::{RunCard, RunPage, run},
    app::{
        components::{
            card::{Cover, Dates, PAGE_SIZES, hour_of},
            errors::loaded,
            favorites::{Favorite, FavoriteButton, use_favorite},
            head::{PageHead, StructuredData},
            ticket::{PriceLines, Ticket},
        },
        live_seats::live_seats,
    },
    domain::{
        booking::{PARTY_MAX, PriceBreakdown},
        run::{Bookable, SeatNews},
        saved::FavoriteKind,
    },
};
use leptos::prelude::*;
use leptos_meta::{Meta, Title};
use leptos_router::components::A;

/// The page of a run.
#[component]
pub(crate) fn Run() -> impl IntoView {
    let id = param("id");
    let favorite = use_favorite(FavoriteKind::Run, id);
    let page = Resource::new_blocking(move || id.get(), run);
    loaded(page, move |page| content(page, favorite))
}

fn content(page: RunPage, favorite: Favorite) -> impl IntoView {
    let RunPage { card, cutoff, cancel_reason, experience } = page;
    let mut cancel = experience.policy.in_words(&card.starts);
    if !card.stake.is_zero() {
        cancel.push(experience.policy.stake_in_words(&card.starts));
    }
    let others = experience.runs.clone();
    let open = card.bookable == Bookable::Open;
    view! {
        <Title text=format!("{}, {}", card.title, card.starts.date_and_clock()) />
        <Meta name="description" content=experience.summary.clone() />
        <PageHead
            path=format!("/runs/{}", card.run) poster=Some(card.poster()) description=experience.summary.clone()
            title=format!("{}, {} in {}", card.title, card.starts.date_and_clock(), card.city)
        />
        <StructuredData />
        <div class="wrap two">
            <article>
                <Cover slug=card.slug.clone() domain=card.domain hour=hour_of(&card.starts).to_owned() neighborhood=card.neighborhood.clone() photo=card.cover.clone() sizes=PAGE_SIZES first=true />
                <h1>{card.title.clone()}</h1>
                <Byline page=experience.clone() />
                <FavoriteButton favorite name=card.title.clone() />
                <a class="button ghost wide jump" href="#ticket">"Dates, price and booking"</a>
                <Story page=experience.clone() />
                <Facts page=experience.clone() cancel />
                <MeetingMap page=experience.clone() />
                <aside class="host-box">
                    <p class="quiet">"Your host"</p>
                    <p><a href=format!("/hosts/{}", experience.host_slug)><strong>{experience.host.clone()}</strong></a></p>
                    <p>{experience.host_tagline.clone()}</p>
                </aside>
            </article>
            <div class="side" id="ticket">
                <Ticket card=card.clone()>
                    <Booking card=card.clone() cancel_reason />
                    <p class="center"><a class="button ghost small" href=format!("/runs/{}.ics", card.run) rel="external" download>"Add to your calendar"</a></p>
                    {open.then(|| view! { <p class="quiet small center">{format!("Booking closes {}.", cutoff.date_and_clock())}</p> })}
                </Ticket>
            </div>
        </div>
        {(!others.is_empty()).then(|| view! {
            <section class="wrap" aria-labelledby="others">
                <h2 id="others">"Other dates"</h2>
                <Dates cards=others />
            </section>
        })}
    }
}

/// The part of the ticket where one says how many are coming, or reads why nobody can any more. It follows the seats as they change.
#[component]
fn Booking(card: RunCard, cancel_reason: Option<String>) -> impl IntoView {
    let now = live_seats(SeatNews { run: card.run, seats: card.seats, bookable: card.bookable });
    // What the panel says changes with these alone.
    let state = Memo::new(move |_| now.with(|now| (now.bookable, now.seats.left().min(PARTY_MAX), now.seats.capacity)));
    move || panel(&card, cancel_reason.clone(), state.get())
}

fn panel(card: &RunCard, cancel_reason: Option<String>, (bookable, most, capacity): (Bookable, u32, u32)) -> AnyView {
    let closed = match bookable {
        Bookable::Cancelled => {
            Some(cancel_reason.map_or_else(|| "The host has cancelled this run.".to_owned(), |reason| format!("Cancelled by the host: {reason}")))
        }
        Bookable::Begun => Some("This run has already begun.".to_owned()),
        Bookable::CutoffPassed => Some("Booking for this run has closed.".to_owned()),
        Bookable::Open if most == 0 => Some("Every seat is taken. Now and then one comes free: who is in line is asked first.".to_owned()),
        Bookable::Open => None,
    };
    if let Some(words) = closed {
        let full = bookable == Bookable::Open;
        return view! {
            <p class="closed">{words}</p>
            {full.then(|| view! { <p><a class="button wide" href=format!("/runs/{}/waitlist", card.run)>"Join the waitlist"</a></p> })}
        }
        .into_any();
    }
    let asked = query("travelers");
    let party = Memo::new(move |_| asked.get().and_then(|text| text.parse::<u32>().ok()).unwrap_or(1).clamp(1, most));
    let (run, price, stake) = (card.run, card.price, card.stake);
    let with = move |change: i64| {
        let wanted = (i64::from(party.get()) + change).clamp(1, i64::from(most));
        format!("/runs/{run}?travelers={wanted}")
    };
    let lines = move || PriceBreakdown::of(party.get(), price, stake).map(|price| view! { <PriceLines price /> });
    view! {
        <div class="stepper" role="group" aria-label="Number of travelers">
            <A href=move || with(-1) scroll=false attr:class="step" attr:aria-label="One traveler fewer">"−"</A>
            <output>{move || if party.get() == 1 { "1 traveler".to_owned() } else { format!("{} travelers", party.get()) }}</output>
            <A href=move || with(1) scroll=false attr:class="step" attr:aria-label="One traveler more">"+"</A>
        </div>
        {lines}
        <a class="button wide" href=move || format!("/runs/{run}/book?travelers={}", party.get())>
            {move || if party.get() == 1 { "Book 1 seat".to_owned() } else { format!("Book {} seats", party.get()) }}
        </a>
        {(!(price + stake).is_zero()).then(|| view! { <p class="quiet small center">"Seats are kept for 15 minutes while you pay."</p> })}
        {(most < capacity.min(PARTY_MAX)).then(|| view! {
            <p class="quiet small center">"More of you? " <a href=format!("/runs/{run}/waitlist?travelers={}", most + 1)>"Join the waitlist"</a></p>
        })}
        {(!stake.is_zero()).then(|| view! { <p class="returns">"The stake is yours. It is kept apart from the price and comes back in full when you come."</p> })}
    }
    .into_any()
}
