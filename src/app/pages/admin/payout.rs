//! One payout, line by line, with what can be done about it as it stands.

use super::{Why, exact};
use crate::{
    api::payouts::{ApprovePayout, AskAboutPayout, PayoutFailed, PayoutLine, PayoutPage, PayoutPaid, TransferLine, payout},
    app::{
        components::{
            admin_bar::AdminBar,
            errors::loaded,
            payouts::{PayoutTag, StatementTable},
        },
        form::{Field, FormState, LiveForm, Submit, use_form},
        pages::param,
    },
    domain::{payout::PayoutStatus, payout_transfer::TransferStatus, text_enum::spoken},
};
use leptos::prelude::*;
use leptos_meta::Title;

/// The forms of the page.
#[derive(Clone, Copy)]
struct Forms {
    approve: FormState<ApprovePayout>,
    paid: FormState<PayoutPaid>,
    failed: FormState<PayoutFailed>,
    ask: FormState<AskAboutPayout>,
}

/// The page of a payout.
#[component]
pub(crate) fn Payout() -> impl IntoView {
    let id = param("id");
    let forms = Forms { approve: use_form(), paid: use_form(), failed: use_form(), ask: use_form() };
    let page = Resource::new_blocking(move || id.get(), payout);
    loaded(page, move |page| content(page, forms))
}

fn content(page: PayoutPage, forms: Forms) -> impl IntoView {
    let shown = page.payout.clone();
    let title = format!("Payout PO-{}", shown.id);
    let told = match shown.status {
        PayoutStatus::Paid => format!("Paid on {} under {}.", shown.paid_on.clone().unwrap_or_default(), shown.utr.clone().unwrap_or_default()),
        PayoutStatus::Failed => shown.failure.clone().unwrap_or_default(),
        _ => format!("Since {}.", shown.since.date_and_clock()),
    };
    let action = match shown.status {
        PayoutStatus::Draft | PayoutStatus::Failed => view! { <Approve payout=shown.clone() form=forms.approve /> }.into_any(),
        PayoutStatus::Approved => view! { <p><a class="button" href="/admin/payouts?tab=approved">"Pay what is approved"</a></p> }.into_any(),
        PayoutStatus::Processing | PayoutStatus::Paid if page.by_provider => view! { <Ask payout=shown.clone() form=forms.ask /> }.into_any(),
        PayoutStatus::Processing => view! {
            <Paid payout=shown.clone() form=forms.paid />
            <Failed payout=shown.clone() form=forms.failed label="The bank could not pay it" />
        }
        .into_any(),
        PayoutStatus::Paid => view! { <Failed payout=shown.clone() form=forms.failed label="It has come back" /> }.into_any(),
    };
    view! {
        <Title text=title.clone() />
        <AdminBar />
        <section class="wrap">
            <p class="crumb"><a href=format!("/admin/payouts?tab={}", shown.status)>"← Payouts"</a></p>
            <h1>{title}</h1>
            <p class="row-tags"><PayoutTag status=shown.status /> " " <strong>{shown.amount.to_string()}</strong> " · " {shown.organization} {shown.account.map(|account| view! { " · " <code>{account}</code> })}</p>
            <p>{told}</p>
            {action}
            {(!page.transfers.is_empty()).then(|| view! { <Transfers transfers=page.transfers.clone() /> })}
            <h2>"Line by line"</h2>
            <StatementTable page admin=true />
        </section>
    }
}

/// What every form says of the payout: which one, and as it was seen.
#[component]
fn AsSeen(payout: PayoutLine) -> impl IntoView {
    view! {
        <input type="hidden" name="payout" value=payout.id.to_string() />
        <input type="hidden" name="version" value=payout.version.to_string() />
    }
}

#[component]
fn Approve(payout: PayoutLine, form: FormState<ApprovePayout>) -> impl IntoView {
    let typed = form.input().map(|input| input.reason).unwrap_or_default();
    let label = if payout.status == PayoutStatus::Failed { "Approve it anew" } else { "Approve it" };
    view! {
        <LiveForm state=form label=label class="panel">
            <AsSeen payout />
            <Field label="Why" name="reason" value=typed error=form.field_error("reason") required=true hint="It goes into the log." />
            <Submit label=Signal::stored(label.to_owned()) busy=form.busy() />
        </LiveForm>
    }
}

#[component]
fn Paid(payout: PayoutLine, form: FormState<PayoutPaid>) -> impl IntoView {
    let (utr, day) = form.input().map(|input| (input.utr, input.day)).unwrap_or_default();
    view! {
        <LiveForm state=form label="The bank has paid it" class="panel">
            <AsSeen payout />
            <Field label="The bank’s reference (UTR)" name="utr" value=utr error=form.field_error("utr") required=true />
            <Field label="Paid on" name="day" kind="date" value=day error=form.field_error("day") required=true />
            <Submit label=Signal::stored("The bank has paid it".to_owned()) busy=form.busy() />
        </LiveForm>
    }
}

/// Folded up: it is the exception.
#[component]
fn Failed(payout: PayoutLine, form: FormState<PayoutFailed>, label: &'static str) -> impl IntoView {
    let typed = form.input();
    let open = typed.is_some();
    view! {
        <details class="fold" open=open>
            <summary>{label}</summary>
            <LiveForm state=form label=label>
                <AsSeen payout />
                <Field label="What the bank says" name="reason" value=typed.map(|input| input.reason).unwrap_or_default() error=form.field_error("reason") required=true hint="The host reads it." />
                <Submit label=Signal::stored("Write it down".to_owned()) busy=form.busy() class="button danger" />
            </LiveForm>
        </details>
    }
}

#[component]
fn Ask(payout: PayoutLine, form: FormState<AskAboutPayout>) -> impl IntoView {
    let typed = form.input();
    let open = typed.is_some();
    view! {
        <p>"RazorpayX pays it, and says by itself how it ends: also if it should come back."</p>
        <details class="fold" open=open>
            <summary>"Ask RazorpayX"</summary>
            <LiveForm state=form label="Ask RazorpayX">
                <input type="hidden" name="payout" value=payout.id.to_string() />
                <Why id="ask-reason" value=typed.map(|input| input.reason).unwrap_or_default() error=form.field_error("reason") />
                <Submit label=Signal::stored("Ask it now".to_owned()) busy=form.busy() class="button ghost" />
            </LiveForm>
        </details>
    }
}

/// Every try of having the provider send it.
#[component]
fn Transfers(transfers: Vec<TransferLine>) -> impl IntoView {
    let row = |transfer: TransferLine| {
        let class = match transfer.status {
            TransferStatus::Processed => "tag confirmed",
            TransferStatus::Failed | TransferStatus::Reversed => "tag cancelled",
            TransferStatus::Intended | TransferStatus::Sent => "tag pending",
        };
        let provider = transfer.provider.map(|(id, word)| view! { <code>{id}</code> " " <span class="quiet">{word}</span> });
        view! {
            <tr>
                <td data-label="State"><span class=class>{spoken(transfer.status)}</span> " " <span class="quiet">{transfer.failure}</span></td>
                <td data-label="At RazorpayX">{provider}</td>
                <td data-label="Tries" class="amount">{transfer.attempts}</td>
                <td data-label="Fee" class="amount">{transfer.fee.map(|fee| fee.to_string())}</td>
                <td data-label="Last change">{exact(&transfer.at)}</td>
            </tr>
        }
    };
    view! {
        <h2>"Through RazorpayX"</h2>
        <div class="table">
            <table>
                <thead><tr><th scope="col">"State"</th><th scope="col">"At RazorpayX"</th><th scope="col" class="amount">"Tries"</th><th scope="col" class="amount">"Fee"</th><th scope="col">"Last change"</th></tr></thead>
                <tbody>{transfers.into_iter().map(row).collect_view()}</tbody>
            </table>
        </div>
    }
}
