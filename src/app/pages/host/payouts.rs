//! Where the organization's money is, and what it was paid. For owners and managers.

use crate::{
    api::payouts::{HostPayoutsPage, PayoutPage, host_payout, host_payouts},
    app::{
        components::{
            errors::loaded,
            host_bar::HostBar,
            payouts::{PayoutRows, PayoutTag, StatementTable},
        },
        pages::param,
        platform,
    },
    domain::{money::Paise, organization::Permission, payout::PayoutStatus},
};
use leptos::prelude::*;
use leptos_meta::Title;

/// The list of payouts, under the balance.
#[component]
pub(crate) fn Payouts() -> impl IntoView {
    let page = Resource::new_blocking(|| (), |()| host_payouts());
    view! {
        <Title text="Payouts" />
        <HostBar />
        {loaded(page, content)}
    }
}

fn content(page: HostPayoutsPage) -> impl IntoView {
    let owns = page.role.may(Permission::ManageOrganization);
    let parts = [
        ("Available", page.available, "Paid with the next payout."),
        ("Not yet", page.not_yet, "From runs that are to come, or that ended less than a day ago."),
        ("On hold", page.held, "A traveler’s appeal or a dispute is not decided yet."),
        ("On its way", page.in_transit, "Approved, and being paid."),
        ("Paid", page.paid, "All that you were paid until now."),
    ];
    let part = |(name, amount, meaning): (&'static str, Paise, &'static str)| {
        view! { <div><dt>{name}</dt><dd><strong>{amount.to_string()}</strong></dd><dd class="quiet">{meaning}</dd></div> }
    };
    let account = match (page.account, owns) {
        (Some(account), true) => {
            view! { <p>"Your money goes to " <code>{account}</code> ". " <a href="/host/payouts/account">"See or change the account"</a></p> }.into_any()
        }
        (Some(account), false) => view! { <p>"Your money goes to " <code>{account}</code> "."</p> }.into_any(),
        (None, true) => {
            view! { <p class="notice">"Nothing can be paid until there is an account. " <a href="/host/payouts/account">"Give one"</a></p> }.into_any()
        }
        (None, false) => view! { <p class="notice">"Nothing can be paid until one of the owners has given an account."</p> }.into_any(),
    };
    view! {
        <section class="wrap">
            <p class="crumb"><a href="/host">"← " {page.organization}</a></p>
            <h1>"Payouts"</h1>
            {account}
            <dl class="facts">{parts.map(part).collect_view()}</dl>
            <h2>"What you were paid"</h2>
            <p class="links"><a href="/host/payouts/year">"Year by year"</a></p>
            <PayoutRows payouts=page.payouts folder="/host/payouts" empty="Nothing yet. What a run earns is paid from a day after it has ended." />
        </section>
    }
}

/// One payout, line by line.
#[component]
pub(crate) fn Payout() -> impl IntoView {
    let id = param("id");
    let page = Resource::new_blocking(move || id.get(), host_payout);
    view! {
        <HostBar />
        {loaded(page, statement)}
    }
}

fn statement(page: PayoutPage) -> impl IntoView {
    let payout = page.payout.clone();
    let title = format!("Payout PO-{}", payout.id);
    let words = match payout.status {
        PayoutStatus::Paid => format!("Paid on {} under the bank’s reference {}.", payout.paid_on.unwrap_or_default(), payout.utr.unwrap_or_default()),
        PayoutStatus::Failed => format!("It could not be paid: {}. It will be tried again.", payout.failure.unwrap_or_default().trim_end_matches('.')),
        _ => format!("Since {}.", payout.since.date_and_clock()),
    };
    view! {
        <Title text=title.clone() />
        <section class="wrap">
            <p class="crumb"><a href="/host/payouts">"← Payouts"</a></p>
            <h1>{title}</h1>
            <p class="row-tags"><PayoutTag status=payout.status /> " " <strong>{payout.amount.to_string()}</strong> {payout.account.map(|account| view! { " to " <code>{account}</code> })}</p>
            <p>{words}</p>
            <p class="links">
                <button type="button" class="button ghost small when-live" on:click=move |_| platform::print()>"Print"</button>
                <a class="button ghost small" href=format!("/host/payouts/{}/statement.csv", payout.id) rel="external">"As a file (CSV)"</a>
            </p>
            <StatementTable page />
        </section>
    }
}
