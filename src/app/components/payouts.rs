//! Payouts as tables: lists for admins and hosts, and a statement's lines.

use crate::{
    api::payouts::{PayoutLine, PayoutPage, StatementLine},
    domain::{ledger::EntryKind, money::Paise, payout::PayoutStatus},
};
use leptos::prelude::*;

/// The state as a tag.
#[component]
pub(crate) fn PayoutTag(status: PayoutStatus) -> impl IntoView {
    let class = match status {
        PayoutStatus::Paid => "tag confirmed",
        PayoutStatus::Failed => "tag cancelled",
        _ => "tag pending",
    };
    view! { <span class=class>{status.name()}</span> }
}

/// Payouts, each with the way to its statement.
#[component]
pub(crate) fn PayoutRows(
    payouts: Vec<PayoutLine>,
    /// The folder of their pages: `/host/payouts`.
    folder: &'static str,
    /// Whose they are stands beside them.
    #[prop(optional)]
    named: bool,
    empty: &'static str,
) -> impl IntoView {
    if payouts.is_empty() {
        return view! { <p>{empty}</p> }.into_any();
    }
    let row = move |payout: PayoutLine| {
        let told = match (payout.status, payout.utr, payout.failure) {
            (PayoutStatus::Paid, Some(utr), _) => format!("{}, UTR {utr}", payout.paid_on.unwrap_or_default()),
            (PayoutStatus::Failed, _, Some(why)) => why,
            _ => payout.since.date_and_clock(),
        };
        let label = format!("View payout {}", payout.id);
        view! {
            <tr>
                <td data-label="Payout"><strong>{format!("PO-{}", payout.id)}</strong></td>
                {named.then(|| view! { <td data-label="Organization">{payout.organization}</td> })}
                <td data-label="State"><PayoutTag status=payout.status /> " " <span class="quiet">{told}</span></td>
                <td data-label="Account">{payout.account.map(|account| view! { <code>{account}</code> })}</td>
                <td data-label="Lines" class="amount">{payout.lines}</td>
                <td data-label="Amount" class="amount">{payout.amount.to_string()}</td>
                <td><a class="button ghost small" href=format!("{folder}/{}", payout.id) aria-label=label>"View"</a></td>
            </tr>
        }
    };
    view! {
        <div class="table">
            <table>
                <thead><tr>
                    <th scope="col">"Payout"</th>
                    {named.then(|| view! { <th scope="col">"Organization"</th> })}
                    <th scope="col">"State"</th><th scope="col">"Account"</th><th scope="col" class="amount">"Lines"</th><th scope="col" class="amount">"Amount"</th>
                    <th scope="col"><span class="hidden">"Details"</span></th>
                </tr></thead>
                <tbody>{payouts.into_iter().map(row).collect_view()}</tbody>
            </table>
        </div>
    }
    .into_any()
}

/// What a line of a payout or of an invoice is for.
pub(crate) const fn in_words(kind: EntryKind) -> &'static str {
    match kind {
        EntryKind::PriceEarned => "Took place",
        EntryKind::PriceKept => "Cancelled late",
        EntryKind::StakeForfeited => "Share of a forfeited stake",
        EntryKind::PriceTakenBack => "Given back",
        _ => "Correction",
    }
}

/// A payout's lines, and what they come to.
#[component]
pub(crate) fn StatementTable(
    page: PayoutPage,
    /// For an admin: bookings lead to their statements.
    #[prop(optional)]
    admin: bool,
) -> impl IntoView {
    let sum = |part: fn(&StatementLine) -> Paise| page.statement.iter().map(part).sum::<Paise>().to_string();
    let (price, fee, net) = (sum(|line| line.price), sum(|line| line.fee), sum(|line| line.net));
    let row = move |line: StatementLine| {
        let booking = if admin { format!("/admin/bookings/{}", line.booking) } else { format!("/host/runs/{}/bookings/{}", line.run, line.booking) };
        view! {
            <tr>
                <td data-label="Booking"><a href=booking><code>{line.booking.to_string()}</code></a></td>
                <td data-label="Event run">{line.experience} ", " <span class="quiet">{line.run_starts.date_and_clock()}</span></td>
                <td data-label="For">{in_words(line.kind)}</td>
                <td data-label="Price" class="amount">{line.price.to_string()}</td>
                <td data-label="Fee" class="amount">{line.fee.to_string()}</td>
                <td data-label="Yours" class="amount">{line.net.to_string()}</td>
            </tr>
        }
    };
    view! {
        <div class="table">
            <table>
                <thead><tr><th scope="col">"Booking"</th><th scope="col">"Event run"</th><th scope="col">"For"</th><th scope="col" class="amount">"Price"</th><th scope="col" class="amount">"Fee"</th><th scope="col" class="amount">"Host’s"</th></tr></thead>
                <tbody>{page.statement.into_iter().map(row).collect_view()}</tbody>
                <tfoot><tr><th scope="row" colspan="3">"All of it"</th><td data-label="Price" class="amount">{price}</td><td data-label="Fee" class="amount">{fee}</td><td data-label="Host’s" class="amount"><strong>{net}</strong></td></tr></tfoot>
            </table>
        </div>
    }
}
