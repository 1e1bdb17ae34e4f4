//! A traveler's bookings.

use crate::{
    api::bookings::{BookingCard, bookings},
    app::components::{
        card::{DateBlock, Plate},
        errors::loaded,
        ticket::StatusTag,
        waitlist::Waits,
    },
};
use leptos::prelude::*;
use leptos_meta::Title;

/// The list, latest first.
#[component]
pub(crate) fn Bookings() -> impl IntoView {
    let page = Resource::new_blocking(|| (), |()| bookings());
    view! {
        <Title text="Your bookings" />
        {loaded(page, content)}
        <Waits />
    }
}

fn content(bookings: Vec<BookingCard>) -> impl IntoView {
    view! {
        <section class="wrap narrow">
            <h1>"Your bookings"</h1>
            {if bookings.is_empty() {
                view! { <p>"Nothing booked yet. "<a href="/explore">"See what is on round the corner."</a></p> }.into_any()
            } else {
                view! { <ul class="rows">{bookings.into_iter().map(|booking| view! { <li><Row booking /></li> }).collect_view()}</ul> }.into_any()
            }}
        </section>
    }
}

#[component]
fn Row(booking: BookingCard) -> impl IntoView {
    let run = booking.run;
    let party = booking.price.party;
    view! {
        <article class="row">
            <DateBlock starts=run.starts.clone() />
            <div>
                <h2><a href=format!("/bookings/{}", booking.reference)>{run.title}</a></h2>
                <p class="quiet">{format!("{} · {} · ", run.starts.until(&run.ends), run.host)} <span class="whole">{if party == 1 { "1 traveler".to_owned() } else { format!("{party} travelers") }}</span></p>
                <p class="row-tags"><StatusTag status=booking.status hold_seconds_left=booking.hold_seconds_left /> <code>{booking.reference.to_string()}</code> <Plate name=run.neighborhood /></p>
            </div>
            <p class="row-total">{booking.price.total.tag()}</p>
        </article>
    }
}
