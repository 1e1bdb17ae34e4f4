//! Money that goes back, in words.

use crate::{
    api::payments::RefundLine,
    domain::payment::{RefundCause, RefundStatus},
};
use leptos::prelude::*;

/// Refunds, each with why and how far it has come.
#[component]
pub(crate) fn Refunds(refunds: Vec<RefundLine>) -> impl IntoView {
    let line = |refund: RefundLine| {
        let (class, state, meaning) = progress(refund.status);
        let last = if refund.status == RefundStatus::Processed { format!(", sent back {}", refund.updated.date()) } else { String::new() };
        view! {
            <li>
                <p class="refund-head"><strong class="price">{refund.amount.short()}</strong> <span class=class>{state}</span></p>
                <p>{cause(refund.cause)} " " {meaning}</p>
                <p class="quiet small">{format!("Decided {}, {}{last}", refund.at.date_and_clock(), refund.at.zone_name())}</p>
            </li>
        }
    };
    view! { <ul class="refunds">{refunds.into_iter().map(line).collect_view()}</ul> }
}

/// Why money goes back.
pub(crate) const fn cause(cause: RefundCause) -> &'static str {
    match cause {
        RefundCause::Traveler => "You cancelled.",
        RefundCause::Host => "The host cancelled, or moved the date.",
        RefundCause::Platform => "Nukkad cancelled.",
        RefundCause::LatePayment => "Your payment came when the seats had gone.",
        RefundCause::DuplicatePayment => "You had paid already.",
        RefundCause::WrongPayment => "The payment was not the one that was asked for.",
        RefundCause::Attendance => "You came: the stake is yours again.",
        RefundCause::Unattended => "Nobody was checked in, so every stake comes back.",
        RefundCause::Appeal => "Your appeal was granted.",
        RefundCause::Goodwill => "Nukkad has given it back to you.",
        RefundCause::Dispute => "Your bank gave it back to you.",
    }
}

/// How far a refund has come: the tag's class, its words, and what they mean for whoever waits.
pub(crate) const fn progress(status: RefundStatus) -> (&'static str, &'static str, &'static str) {
    match status {
        RefundStatus::Intended => ("tag pending", "on its way", "It leaves us in a moment, the way you paid."),
        RefundStatus::Sent | RefundStatus::Unknown => ("tag pending", "on its way", "The payment provider is passing it on to your bank."),
        RefundStatus::Processed => ("tag confirmed", "sent back", "Back with your bank in 5–7 working days."),
        RefundStatus::Failed => ("tag cancelled", "held up", "Your bank did not take it. The money is safe and we are on it; you need do nothing."),
    }
}
