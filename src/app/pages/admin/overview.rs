//! What is stuck: the books, money that a person should look at, work that was given up, messages that were refused.

use super::{Why, columns, figures::Figures, find::FindForm};
use crate::{
    api::operations::{DeadJob, Flag, OperationsPage, RetryJob, operations},
    app::{
        components::{admin_bar::AdminBar, appeal_list::AppealList, errors::loaded},
        form::{FormState, LiveForm, use_form},
    },
    domain::{ledger::Account, money::Paise, text_enum::spoken},
};
use leptos::prelude::*;
use leptos_meta::Title;

/// The admin's first page.
#[component]
pub(crate) fn Overview() -> impl IntoView {
    let retry = use_form::<RetryJob>();
    let page = Resource::new_blocking(|| (), |()| operations());
    view! {
        <Title text="Admin" />
        {loaded(page, move |page| content(page, retry))}
    }
}

fn content(page: OperationsPage, retry: FormState<RetryJob>) -> impl IntoView {
    view! {
        <AdminBar />
        <section class="wrap">
            <h1>"Admin"</h1>
            <FindForm name="" />
        </section>
        <AppealList />
        <section class="wrap">
            <Figures />
            <h2>"The books"</h2>
            <Faults faults=page.faults />
            <Balances balances=page.balances />
            <h2>"Money to look at"</h2>
            <Flags flags=page.flags />
            <h2>"Work that was given up"</h2>
            <Jobs jobs=page.dead_jobs retry />
            <h2>"Webhooks that were refused"</h2>
            <Rejections rejections=page.rejections />
        </section>
    }
}

#[component]
fn Faults(faults: Vec<String>) -> impl IntoView {
    if faults.is_empty() {
        return view! { <p class="notice good">"The books are in order: every entry adds up to zero, and nothing is left over."</p> }.into_any();
    }
    view! {
        <div class="notice bad">
            <p><strong>"The books are not in order."</strong></p>
            <ul class="terms">{faults.into_iter().map(|fault| view! { <li>{fault}</li> }).collect_view()}</ul>
        </div>
    }
    .into_any()
}

#[component]
fn Balances(balances: Vec<(Account, Paise)>) -> impl IntoView {
    if balances.is_empty() {
        return view! { <p>"No money has moved yet."</p> }.into_any();
    }
    let row = |(account, balance): (Account, Paise)| {
        let (debit, credit) = columns(balance);
        view! { <tr><td data-label="Account">{spoken(account)}</td><td data-label="Debit" class="amount">{debit}</td><td data-label="Credit" class="amount">{credit}</td></tr> }
    };
    view! {
        <div class="table snug">
            <table>
                <thead><tr><th scope="col">"Account"</th><th scope="col" class="amount">"Debit"</th><th scope="col" class="amount">"Credit"</th></tr></thead>
                <tbody>{balances.into_iter().map(row).collect_view()}</tbody>
            </table>
        </div>
    }
    .into_any()
}

#[component]
fn Flags(flags: Vec<Flag>) -> impl IntoView {
    if flags.is_empty() {
        return view! { <p>"Nothing: every payment and every refund goes its way."</p> }.into_any();
    }
    let row = |flag: Flag| {
        let href = format!("/admin/bookings/{}", flag.booking);
        view! { <tr><td data-label="Booking"><a href=href><code>{flag.booking.to_string()}</code></a></td><td data-label="What">{flag.what}</td><td data-label="Amount" class="amount">{flag.amount.to_string()}</td></tr> }
    };
    view! {
        <div class="table">
            <table>
                <thead><tr><th scope="col">"Booking"</th><th scope="col">"What"</th><th scope="col" class="amount">"Amount"</th></tr></thead>
                <tbody>{flags.into_iter().map(row).collect_view()}</tbody>
            </table>
        </div>
    }
    .into_any()
}

/// The jobs stand in one form, whose buttons say which of them is meant.
#[component]
fn Jobs(jobs: Vec<DeadJob>, retry: FormState<RetryJob>) -> impl IntoView {
    if jobs.is_empty() {
        return view! { <p>"None: all work gets done."</p> }.into_any();
    }
    let typed = retry.input().map(|input| input.reason).unwrap_or_default();
    let row = move |job: DeadJob| {
        let label = format!("Try again: {}, number {}", spoken(&job.kind), job.id);
        view! {
            <tr>
                <td data-label="Work"><strong>{spoken(&job.kind)}</strong> <span class="quiet">{format!("number {}, tried {} times", job.id, job.attempts)}</span></td>
                <td data-label="About"><code class="detail">{job.payload}</code></td>
                <td data-label="Error">{job.error}</td>
                <td><button type="submit" class="button ghost small" name="job" value=job.id.to_string() aria-label=label aria-disabled=move || retry.busy().get().then_some("true")>"Try again"</button></td>
            </tr>
        }
    };
    view! {
        <LiveForm state=retry label="Work that was given up">
            <Why id="job-reason" value=typed error=retry.field_error("reason") />
            <div class="table">
                <table>
                    <thead><tr><th scope="col">"Work"</th><th scope="col">"About"</th><th scope="col">"Error"</th><th scope="col"><span class="hidden">"Try again"</span></th></tr></thead>
                    <tbody>{jobs.into_iter().map(row).collect_view()}</tbody>
                </table>
            </div>
        </LiveForm>
    }
    .into_any()
}

#[component]
fn Rejections(rejections: Vec<(String, i64)>) -> impl IntoView {
    if rejections.is_empty() {
        return view! { <p>"None: every message was signed by the provider."</p> }.into_any();
    }
    let row = |(day, count): (String, i64)| view! { <tr><td data-label="Day (UTC)">{day}</td><td data-label="Refused" class="amount">{count}</td></tr> };
    view! {
        <div class="table snug">
            <table>
                <thead><tr><th scope="col">"Day (UTC)"</th><th scope="col" class="amount">"Refused"</th></tr></thead>
                <tbody>{rejections.into_iter().map(row).collect_view()}</tbody>
            </table>
        </div>
    }
    .into_any()
}
