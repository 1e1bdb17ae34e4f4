//! Every paisa of one booking: its payments, its refunds with every step, and its lines in the ledger.

use super::{Why, columns, exact};
use crate::{
    api::{
        admin::CancelForTraveler,
        operations::{LedgerLine, PaymentLine, RefundHistory, RetryRefund, SettleNow, StatementPage, TimelineEvent, statement},
    },
    app::{
        components::{admin_bar::AdminBar, errors::loaded, ticket::StatusTag},
        form::{Field, FormState, LiveForm, Submit, use_form},
        pages::param,
    },
    domain::{
        booking::BookingStatus,
        money::Paise,
        payment::{Bearer, PaymentStatus, RefundStatus},
        text_enum::spoken,
        time::ZonedTime,
    },
};
use leptos::prelude::*;
use leptos_meta::Title;

/// The forms of the page.
#[derive(Clone, Copy)]
struct Forms {
    settle: FormState<SettleNow>,
    retry: FormState<RetryRefund>,
    cancel: FormState<CancelForTraveler>,
    give_back: FormState<crate::api::admin::GiveBack>,
}

/// The statement of a booking.
#[component]
pub(crate) fn Statement() -> impl IntoView {
    let reference = param("reference");
    let forms = Forms { settle: use_form(), retry: use_form(), cancel: use_form(), give_back: use_form() };
    let page = Resource::new_blocking(move || reference.get(), statement);
    loaded(page, move |page| content(page, forms))
}

fn content(page: StatementPage, forms: Forms) -> impl IntoView {
    let paid = page.payments.iter().any(|payment| payment.status == PaymentStatus::Captured);
    let (ahead, over) = (page.status == BookingStatus::Confirmed, paid && matches!(page.status, BookingStatus::Completed | BookingStatus::Cancelled));
    let reference = page.reference.to_string();
    let of = reference.clone();
    let order = page.order.map_or_else(|| view! { "no order yet" }.into_any(), |order| view! { "order " <code>{order}</code> }.into_any());
    view! {
        <Title text=format!("Statement {reference}") />
        <AdminBar />
        <section class="wrap">
            <h1>{reference.clone()}</h1>
            <p class="row-tags"><StatusTag status=page.status /> {page.run} " · " {order}</p>
            <Settle reference=reference.clone() form=forms.settle />
            {ahead.then(|| view! { <Cancel reference=reference.clone() form=forms.cancel /> })}
            {over.then(|| view! { <GiveBack reference=reference.clone() form=forms.give_back /> })}
            <h2>"Payments"</h2>
            <Payments payments=page.payments />
            <Timeline events=page.timeline />
            <h2>"Refunds"</h2>
            <Refunds refunds=page.refunds reference=of retry=forms.retry />
            <h2>"Ledger"</h2>
            <Ledger lines=page.ledger />
        </section>
    }
}

#[component]
fn Settle(reference: String, form: FormState<SettleNow>) -> impl IntoView {
    let typed = form.input();
    let open = typed.is_some();
    view! {
        <details class="fold" open=open>
            <summary>"Ask the provider"</summary>
            <LiveForm state=form label="Ask the provider">
                <input type="hidden" name="reference" value=reference />
                <Why id="settle-reason" value=typed.map(|input| input.reason).unwrap_or_default() error=form.field_error("reason") />
                <Submit label=Signal::stored("Ask the provider now".to_owned()) busy=form.busy() class="button ghost" />
            </LiveForm>
        </details>
    }
}

#[component]
fn Cancel(reference: String, form: FormState<CancelForTraveler>) -> impl IntoView {
    let typed = form.input();
    let open = typed.is_some();
    view! {
        <details class="fold" open=open>
            <summary>"Cancel it for the traveler"</summary>
            <LiveForm state=form label="Cancel it for the traveler">
                <input type="hidden" name="reference" value=reference />
                <Why id="cancel-reason" value=typed.map(|input| input.reason).unwrap_or_default() error=form.field_error("reason") hint="Everybody on it gets all of it back." />
                <Submit label=Signal::stored("Cancel the booking".to_owned()) busy=form.busy() class="button danger" />
            </LiveForm>
        </details>
    }
}

#[component]
fn GiveBack(reference: String, form: FormState<crate::api::admin::GiveBack>) -> impl IntoView {
    let typed = form.input();
    let open = typed.is_some();
    let (rupees, bearer, reason) = typed.map(|input| (input.rupees, input.bearer, input.reason)).unwrap_or_default();
    let platform = bearer == Bearer::Platform.as_str();
    view! {
        <details class="fold" open=open>
            <summary>"Give something back"</summary>
            <LiveForm state=form label="Give something back">
                <input type="hidden" name="reference" value=reference />
                <Field label="Rupees" name="rupees" value=rupees error=form.field_error("rupees") inputmode="decimal" required=true />
                <fieldset class="choices">
                    <legend>"Who bears it"</legend>
                    <label class="tick"><input type="radio" name="bearer" value=Bearer::Host.as_str() checked=!platform /> <span>"Host and platform, each with their part of the price"</span></label>
                    <label class="tick"><input type="radio" name="bearer" value=Bearer::Platform.as_str() checked=platform /> <span>"The platform alone"</span></label>
                </fieldset>
                <Why id="give-back-reason" value=reason error=form.field_error("reason") />
                <Submit label=Signal::stored("Give it back".to_owned()) busy=form.busy() class="button danger" />
            </LiveForm>
        </details>
    }
}

#[component]
fn Payments(payments: Vec<PaymentLine>) -> impl IntoView {
    if payments.is_empty() {
        return view! { <p>"Nobody has tried to pay."</p> }.into_any();
    }
    let row = |payment: PaymentLine| {
        let class = match payment.status {
            PaymentStatus::Captured => "tag confirmed",
            PaymentStatus::Failed | PaymentStatus::Lapsed => "tag cancelled",
            _ => "tag pending",
        };
        view! {
            <tr>
                <td data-label="Payment"><code>{payment.payment}</code></td>
                <td data-label="State"><span class=class>{spoken(payment.status)}</span> <span class="quiet">{payment.failure}</span></td>
                <td data-label="Verdict">{spoken(payment.verdict)}</td>
                <td data-label="Amount" class="amount">{payment.amount.to_string()}</td>
                <td data-label="Fee" class="amount">{payment.fee.map(|fee| fee.to_string())}</td>
                <td data-label="Last change">{exact(&payment.at)}</td>
            </tr>
        }
    };
    view! {
        <div class="table">
            <table>
                <thead><tr><th scope="col">"Payment"</th><th scope="col">"State"</th><th scope="col">"Verdict"</th><th scope="col" class="amount">"Amount"</th><th scope="col" class="amount">"Fee"</th><th scope="col">"Last change"</th></tr></thead>
                <tbody>{payments.into_iter().map(row).collect_view()}</tbody>
            </table>
        </div>
    }
    .into_any()
}

/// What we asked and what the provider said, folded up: it is looked at where something is odd.
#[component]
fn Timeline(events: Vec<TimelineEvent>) -> impl IntoView {
    let count = events.len();
    (count > 0).then(|| {
        let event = |event: TimelineEvent| {
            view! { <li><span class="quiet">{exact(&event.at)}</span> " " <strong>{event.what}</strong> " " <code>{event.about}</code> " " <code class="detail">{event.detail}</code></li> }
        };
        view! {
            <details class="fold">
                <summary>{format!("Timeline: {count} answers and messages of the provider")}</summary>
                <ol class="steps">{events.into_iter().map(event).collect_view()}</ol>
            </details>
        }
    })
}

#[component]
fn Refunds(refunds: Vec<RefundHistory>, reference: String, retry: FormState<RetryRefund>) -> impl IntoView {
    if refunds.is_empty() {
        return view! { <p>"Nothing goes back."</p> }.into_any();
    }
    view! { <ul class="refunds">{refunds.into_iter().map(|refund| view! { <Refund refund reference=reference.clone() retry /> }).collect_view()}</ul> }
        .into_any()
}

#[component]
fn Refund(refund: RefundHistory, reference: String, retry: FormState<RetryRefund>) -> impl IntoView {
    let class = match refund.status {
        RefundStatus::Processed => "tag confirmed",
        RefundStatus::Failed => "tag cancelled",
        _ => "tag pending",
    };
    let provider = refund.provider_refund.map(|id| view! { " " <code>{id}</code> });
    let step = |(at, what, detail): (ZonedTime, String, String)| {
        let empty = matches!(detail.as_str(), "" | "{}" | "null");
        view! { <li><span class="quiet">{exact(&at)}</span> " " <strong>{spoken(what)}</strong> " " {(!empty).then(|| view! { <code class="detail">{detail}</code> })}</li> }
    };
    view! {
        <li>
            <p class="refund-head"><strong class="price">{refund.amount.to_string()}</strong> <span class=class>{spoken(refund.status)}</span></p>
            <p class="quiet">{format!("Refund {}", refund.id)} {provider}</p>
            {(refund.status == RefundStatus::Failed).then(|| view! {
                <LiveForm state=retry label=format!("Try refund {} again", refund.id)>
                    <input type="hidden" name="refund" value=refund.id.to_string() />
                    <input type="hidden" name="reference" value=reference.clone() />
                    <Why id=format!("retry-{}", refund.id) value=retry.input().map(|input| input.reason).unwrap_or_default() error=retry.field_error("reason") />
                    <Submit label=Signal::stored("Try again".to_owned()) busy=retry.busy() class="button ghost" />
                </LiveForm>
            })}
            <ol class="steps">{refund.steps.into_iter().map(step).collect_view()}</ol>
        </li>
    }
}

/// The legs, entry by entry, with what they add up to on the way: at each entry's end that is nothing.
#[component]
fn Ledger(lines: Vec<LedgerLine>) -> impl IntoView {
    if lines.is_empty() {
        return view! { <p>"The ledger has nothing on this booking."</p> }.into_any();
    }
    let entries: Vec<Vec<LedgerLine>> = lines.chunk_by(|one, other| entry_of(one) == entry_of(other)).map(<[_]>::to_vec).collect();
    view! {
        <div class="table">
            <table class="ledger">
                <thead><tr><th scope="col">"Account"</th><th scope="col" class="amount">"Debit"</th><th scope="col" class="amount">"Credit"</th><th scope="col" class="amount">"Sum so far"</th></tr></thead>
                {entries.into_iter().map(|legs| view! { <Entry legs /> }).collect_view()}
            </table>
        </div>
    }
    .into_any()
}

/// The entry that a leg belongs to: its reference without the leg's number.
fn entry_of(leg: &LedgerLine) -> &str {
    leg.reference.rsplit_once('/').map_or(leg.reference.as_str(), |(entry, _)| entry)
}

#[component]
fn Entry(legs: Vec<LedgerLine>) -> impl IntoView {
    let title = legs
        .first()
        .map(|first| view! { {spoken(first.kind)} " " <code>{entry_of(first).to_owned()}</code> " " <span class="quiet">{exact(&first.at)}</span> });
    let sums = legs.iter().scan(Paise::ZERO, |sum, leg| {
        *sum = *sum + leg.amount;
        Some(*sum)
    });
    let sums: Vec<Paise> = sums.collect();
    let row = |(leg, sum): (LedgerLine, Paise)| {
        let (debit, credit) = columns(leg.amount);
        view! {
            <tr>
                <td data-label="Account">{spoken(leg.account)}</td>
                <td data-label="Debit" class="amount">{debit}</td>
                <td data-label="Credit" class="amount">{credit}</td>
                <td data-label="Sum so far" class="amount">{sum.to_string()}</td>
            </tr>
        }
    };
    view! {
        <tbody>
            <tr class="entry"><th colspan="4" scope="rowgroup">{title}</th></tr>
            {legs.into_iter().zip(sums).map(row).collect_view()}
        </tbody>
    }
}
