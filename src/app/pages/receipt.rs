//! What was paid for a booking and what came back, to keep or to print.

use super::param;
use crate::{
    api::{
        papers::PaperLine,
        payments::{PaidLine, ReceiptPage, RefundLine, receipt},
    },
    app::{
        components::{
            errors::loaded,
            papers::{IssuedBy, dated},
            refunds::{cause, progress},
        },
        platform,
    },
    domain::money::Paise,
};
use leptos::prelude::*;
use leptos_meta::Title;

/// The receipt of a booking.
#[component]
pub(crate) fn Receipt() -> impl IntoView {
    let reference = param("reference");
    let page = Resource::new_blocking(move || reference.get(), receipt);
    loaded(page, content)
}

fn content(page: ReceiptPage) -> impl IntoView {
    let (reference, run, price) = (page.card.reference.to_string(), page.card.run, page.card.price);
    let traveler = |name: String, cancelled: bool| view! { <dd>{name} {cancelled.then(|| view! { <span class="quiet">" (cancelled)"</span> })}</dd> };
    view! {
        <Title text=format!("Receipt {reference}") />
        <article class="wrap narrow receipt">
            <p class="crumb"><a href=format!("/bookings/{reference}")>"← Booking " {reference.clone()}</a></p>
            <div class="section-head">
                <h1>"Receipt"</h1>
                <p class="links"><button type="button" class="button ghost small when-live" on:click=move |_| platform::print()>"Print"</button></p>
            </div>
            <div class="panel">
                <IssuedBy issuer=page.issuer />
                <dl class="details">
                    <div><dt>"Booking"</dt><dd><code class="reference">{reference.clone()}</code></dd></div>
                    <Papers papers=page.papers />
                    <div><dt>"Experience"</dt><dd>{run.title.clone()}</dd><dd class="quiet">{format!("{}, {}", run.neighborhood, run.city)}</dd></div>
                    <div><dt>"When"</dt><dd>{format!("{}, {}", dated(&run.starts), run.starts.until(&run.ends))}</dd><dd class="quiet">{run.starts.zone_name()}</dd></div>
                    <div><dt>"Host"</dt><dd>{run.host.clone()}</dd></div>
                    <div><dt>"Travelers"</dt>{page.people.into_iter().map(|person| traveler(person.name, person.cancelled)).collect_view()}</div>
                    <div><dt>"Issued to"</dt><dd>{page.email}</dd></div>
                    <div><dt>"Booked"</dt><dd>{format!("{}, {}", dated(&page.booked_at), page.booked_at.clock())}</dd></div>
                </dl>
                <dl class="lines sums">
                    <Sum words=format!("Price {} × {}", price.party, price.price_each) amount=price.price />
                    {(!price.stake.is_zero()).then(|| view! { <Sum words=format!("Stake {} × {}, refundable", price.party, price.stake_each) amount=price.stake /> })}
                    <Sum words="Total".to_owned() amount=price.total class="total" />
                    {page.paid.map(paid)}
                    {page.refunds.into_iter().map(refund).collect_view()}
                    <Sum words="Balance".to_owned() amount=page.balance class="total" />
                </dl>
                <p class="quiet small">"The balance is what you paid, less what has gone back or is on its way. All amounts are in Indian rupees."</p>
            </div>
        </article>
    }
}

/// The receipt's number, and the credit notes over what has gone back.
#[component]
fn Papers(papers: Vec<PaperLine>) -> impl IntoView {
    let paper = |paper: PaperLine| {
        view! { <div><dt>{paper.kind.name()}</dt><dd><code class="reference">{paper.number}</code></dd><dd class="quiet">{format!("{}, {}", dated(&paper.issued), paper.amount)}</dd></div> }
    };
    if papers.is_empty() {
        return view! { <div><dt>"Receipt"</dt><dd class="quiet">"Its number is being made out. Look again in a moment."</dd></div> }.into_any();
    }
    papers.into_iter().map(paper).collect_view().into_any()
}

#[component]
fn Sum(words: String, amount: Paise, #[prop(optional)] note: String, #[prop(optional)] class: &'static str) -> impl IntoView {
    view! { <div class=class><dt>{words} {(!note.is_empty()).then(|| view! { <span class="quiet small">{note}</span> })}</dt><dd>{amount.to_string()}</dd></div> }
}

fn paid(paid: PaidLine) -> impl IntoView {
    let by = paid.method.map_or_else(|| "Paid".to_owned(), |method| format!("Paid by {}", if method == "upi" { "UPI".to_owned() } else { method }));
    let note = format!("{}, {} · {}", dated(&paid.at), paid.at.clock(), paid.payment);
    view! { <Sum words=by note amount=paid.amount /> }
}

fn refund(refund: RefundLine) -> impl IntoView {
    let (_, state, _) = progress(refund.status);
    let note = format!("{} {} · {state}", cause(refund.cause), dated(&refund.updated));
    view! { <Sum words="Refund".to_owned() note amount=Paise::ZERO - refund.amount /> }
}
