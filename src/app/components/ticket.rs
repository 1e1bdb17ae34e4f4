//! The booking panel, shaped like a paper ticket, and what is printed on it.

use crate::{
    api::catalog::RunCard,
    app::{
        components::card::{DateBlock, SeatsLeft},
        platform,
    },
    domain::{
        booking::{BookingStatus, PriceBreakdown},
        time::countdown,
    },
};
use leptos::prelude::*;

/// A ticket: when, and below the tear whatever belongs to it.
#[component]
pub(crate) fn Ticket(
    card: RunCard,
    #[prop(optional)] title: Option<String>,
    /// Says how many seats are left; beside the point on a ticket that has been bought.
    #[prop(default = true)]
    seats: bool,
    children: Children,
) -> impl IntoView {
    view! {
        <section class="ticket" aria-label="Ticket">
            <div class="ticket-head">
                <DateBlock starts=card.starts.clone() />
                <div>
                    {title.map(|title| view! { <p class="ticket-title">{title}</p> })}
                    <p class="ticket-time">{card.starts.until(&card.ends)}</p>
                    <p>{card.starts.zone_name()}</p>
                    {seats.then(|| view! { <SeatsLeft run=card.run seats=card.seats bookable=card.bookable /> })}
                </div>
            </div>
            <div class="tear" aria-hidden="true"></div>
            <div class="ticket-body">{children()}</div>
        </section>
    }
}

/// What it costs, line by line, and what comes back.
#[component]
pub(crate) fn PriceLines(
    price: PriceBreakdown,
    #[prop(default = "Today")] total_label: &'static str,
    /// Says what comes back when everybody comes; not so once somebody has left the party.
    #[prop(default = true)]
    back: bool,
) -> impl IntoView {
    let PriceBreakdown { party, price_each, stake_each, price, stake, total } = price;
    let returns = match party {
        1 => "Back when you come",
        2 => "Back when you both come",
        _ => "Back when you all come",
    };
    view! {
        <dl class="lines">
            <div><dt>{format!("Price {party} × {}", price_each.short())}</dt><dd>{price.short()}</dd></div>
            {(!stake.is_zero()).then(|| view! { <div><dt>{format!("Stake {party} × {}", stake_each.short())}</dt><dd>{stake.short()}</dd></div> })}
            <div class="total"><dt>{total_label}</dt><dd>{total.tag()}</dd></div>
            {(back && !stake.is_zero()).then(|| view! { <div class="back"><dt>{returns}</dt><dd>{stake.short()}</dd></div> })}
        </dl>
    }
}

/// A booking's state, in words and color; a pending one with its clock.
#[component]
pub(crate) fn StatusTag(status: BookingStatus, #[prop(optional_no_strip)] hold_seconds_left: Option<i64>) -> impl IntoView {
    let class = format!("tag {status}");
    match hold_seconds_left {
        Some(seconds) => view! { <span class=class>{status.as_str()} " · " <Countdown seconds /></span> }.into_any(),
        None => view! { <span class=class>{status.as_str()}</span> }.into_any(),
    }
}

/// Minutes and seconds, going down where there is JavaScript.
#[component]
pub(crate) fn Countdown(seconds: i64) -> impl IntoView {
    let left = RwSignal::new(seconds);
    platform::count_down(left);
    view! { <span class="countdown" role="timer">{move || countdown(left.get())}</span> }
}
