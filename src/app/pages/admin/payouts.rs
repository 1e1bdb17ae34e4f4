//! Payouts by their state: to collect and to approve, to pay by a file for the bank, and what has become of them.

use super::Why;
use crate::{
    api::payouts::{ApprovalPage, ApprovePayouts, BeginBankFile, BeginTransfers, CollectPayouts, PayoutLine, PayoutsPage, payout_approval, payouts},
    app::{
        components::{admin_bar::AdminBar, errors::loaded, payouts::PayoutRows, progress::Progress},
        form::{Field, FormState, LiveForm, Submit, use_form},
        pages::{look_again, param, query},
    },
    domain::{
        ids::PayoutId,
        money::Paise,
        payout::{ApprovalOutcome, PayoutStatus},
    },
};
use leptos::prelude::*;
use leptos_meta::Title;

/// The forms of the page.
#[derive(Clone, Copy)]
struct Forms {
    collect: FormState<CollectPayouts>,
    approve: FormState<ApprovePayouts>,
    file: FormState<BeginBankFile>,
    transfers: FormState<BeginTransfers>,
}

/// The payouts of one state.
#[component]
pub(crate) fn Payouts() -> impl IntoView {
    let forms = Forms { collect: use_form(), approve: use_form(), file: use_form(), transfers: use_form() };
    let tab = query("tab");
    let page = Resource::new_blocking(move || tab.get(), payouts);
    view! {
        <Title text="Payouts" />
        {loaded(page, move |page| content(page, forms))}
    }
}

fn content(page: PayoutsPage, forms: Forms) -> impl IntoView {
    let chosen = page.tab.clone();
    let sums = page.sums.clone();
    let tab = |status: &PayoutStatus| {
        let count = sums.iter().find(|(of, ..)| of == status).map_or(0, |(_, count, _)| *count);
        let here = chosen == status.as_str();
        view! { <li><a class=if here { "chip chosen" } else { "chip" } href=format!("/admin/payouts?tab={status}") aria-current=here.then_some("page")>{status.name()} " " <span class="count">{count}</span></a></li> }
    };
    let order = [PayoutStatus::Draft, PayoutStatus::Approved, PayoutStatus::Processing, PayoutStatus::Failed, PayoutStatus::Paid];
    let sum = sums.iter().find(|(of, ..)| of.as_str() == chosen).map_or(Paise::ZERO, |(.., sum)| *sum);
    let action = match page.tab.as_str() {
        "draft" => view! { <Drafts payouts=page.payouts.clone() forms /> }.into_any(),
        "approved" if !page.payouts.is_empty() => view! {
            {page.provider_pays.then(|| view! { <ToTheProvider form=forms.transfers sum /> })}
            <ToTheBank form=forms.file sum />
        }
        .into_any(),
        "processing" => view! { <Files payouts=page.payouts.clone() /> }.into_any(),
        _ => ().into_any(),
    };
    view! {
        <AdminBar />
        <section class="wrap">
            <h1>"Payouts"</h1>
            <ul class="chips" aria-label="Which payouts">{order.iter().map(tab).collect_view()}</ul>
            <p>{format!("{sum} in all.")}</p>
            {action}
            <PayoutRows payouts=page.payouts folder="/admin/payouts" named=true empty="None." />
        </section>
    }
}

/// Collecting, and approving all that is shown.
#[component]
fn Drafts(payouts: Vec<PayoutLine>, forms: Forms) -> impl IntoView {
    let seen = payouts.iter().map(|payout| format!("{}.{}", payout.id, payout.version)).collect::<Vec<_>>().join(" ");
    let typed = forms.approve.input().map(|input| input.reason).unwrap_or_default();
    let count = payouts.len();
    let label = if count == 1 { "Approve this one".to_owned() } else { format!("Approve all {count}") };
    view! {
        <LiveForm state=forms.collect label="Collect" class="links">
            <Submit label=Signal::stored("Collect now what can be paid".to_owned()) busy=forms.collect.busy() class="button ghost" />
        </LiveForm>
        {(count > 0).then(|| view! {
            <LiveForm state=forms.approve label="Approve" class="panel">
                <input type="hidden" name="seen" value=seen />
                <Field label="Why" name="reason" value=typed error=forms.approve.field_error("reason") required=true hint="It goes into the log. What has changed since you opened this page is not approved." />
                <Submit label=Signal::stored(label) busy=forms.approve.busy() />
            </LiveForm>
        })}
    }
}

/// Having the provider pay all that is approved.
#[component]
fn ToTheProvider(form: FormState<BeginTransfers>, sum: Paise) -> impl IntoView {
    let typed = form.input().map(|input| input.reason).unwrap_or_default();
    view! {
        <LiveForm state=form label="Through RazorpayX" class="panel">
            <p>{format!("{sum} is approved. RazorpayX pays each host, and says by itself what has become of it.")}</p>
            <Why id="transfers-reason" value=typed error=form.field_error("reason") />
            <Submit label=Signal::stored("Pay through RazorpayX".to_owned()) busy=form.busy() />
        </LiveForm>
    }
}

/// Taking all that is approved into a file for the bank.
#[component]
fn ToTheBank(form: FormState<BeginBankFile>, sum: Paise) -> impl IntoView {
    let typed = form.input().map(|input| input.reason).unwrap_or_default();
    view! {
        <LiveForm state=form label="A file for the bank" class="panel">
            <p>{format!("{sum} is approved. Once it is in a file, it counts as on its way: hand the file to the bank, and write down what the bank has done.")}</p>
            <Why id="file-reason" value=typed error=form.field_error("reason") />
            <Submit label=Signal::stored("Make the file".to_owned()) busy=form.busy() />
        </LiveForm>
    }
}

/// The files that told a bank of what is on its way.
#[component]
fn Files(payouts: Vec<PayoutLine>) -> impl IntoView {
    let mut files: Vec<_> = payouts.iter().filter_map(|payout| payout.file).collect();
    files.dedup();
    let file = |file| view! { <li><a href=format!("/admin/payout-files/{file}.csv") rel="external">{format!("File {file} for the bank (CSV)")}</a></li> };
    (!files.is_empty()).then(|| view! { <ul class="terms">{files.into_iter().map(file).collect_view()}</ul> })
}

/// How far an action that approves many has come.
#[component]
pub(crate) fn Approval() -> impl IntoView {
    let id = param("id");
    let page = Resource::new_blocking(move || id.get(), payout_approval);
    view! {
        <Title text="Approving" />
        {loaded(page, move |shown| {
            if shown.done < shown.all {
                look_again(page, shown.clone(), move || payout_approval(id.get_untracked()));
            }
            approval(shown)
        })}
    }
}

fn approval(page: ApprovalPage) -> impl IntoView {
    let outcome = |(outcome, count): (ApprovalOutcome, u64)| view! { <li>{format!("{count}: {}", outcome.in_words())}</li> };
    let left = |(payout, outcome): (PayoutId, ApprovalOutcome)| {
        view! { <li><a href=format!("/admin/payouts/{payout}")>{format!("PO-{payout}")}</a> ": " {outcome.in_words()}</li> }
    };
    view! {
        <section class="wrap narrow">
            <p class="crumb"><a href="/admin/payouts">"← Payouts"</a></p>
            <h1>"Approving"</h1>
            <Progress label="Payouts looked at" done=page.done all=page.all />
            <p class="quiet">{if page.done < page.all { "It goes on by itself, also when you leave this page." } else { "Done." }}</p>
            <ul class="terms">{page.outcomes.into_iter().map(outcome).collect_view()}</ul>
            {(!page.left.is_empty()).then(|| view! { <h2>"Not approved"</h2><ul class="terms">{page.left.into_iter().map(left).collect_view()}</ul> })}
            <p class="links"><a class="button" href="/admin/payouts?tab=approved">"To what is approved"</a></p>
        </section>
    }
}
