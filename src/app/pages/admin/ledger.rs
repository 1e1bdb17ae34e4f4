//! The ledger, account by account, with what the account stood at after every leg.

use super::{columns, exact};
use crate::{
    api::admin::{AccountLine, LedgerPage, ledger},
    app::{
        components::{admin_bar::AdminBar, errors::loaded},
        form::Field,
        pages::query,
    },
    domain::{ledger::Account, money::Paise, text_enum::spoken},
};
use leptos::prelude::*;
use leptos_meta::Title;

/// One account, chosen by the query.
#[component]
pub(crate) fn Ledger() -> impl IntoView {
    let (account, owner, before) = (query("account"), query("owner"), query("before"));
    let page = Resource::new_blocking(move || (account.get(), owner.get(), before.get()), |(account, owner, before)| ledger(account, owner, before));
    view! {
        <Title text="Ledger" />
        {loaded(page, content)}
    }
}

/// A balance as accountants write it.
fn stands(balance: Paise) -> String {
    match columns(balance) {
        (Some(debit), _) => format!("{debit} Dr"),
        (None, credit) => format!("{} Cr", credit.unwrap_or_default()),
    }
}

fn content(page: LedgerPage) -> impl IntoView {
    let owner = page.owner.map(|owner| owner.to_string()).unwrap_or_default();
    let next = page.next.map(|next| format!("/admin/ledger?account={}&owner={owner}&before={next}", page.account));
    let option = |account: &Account| view! { <option value=account.as_str() selected=*account == page.account>{spoken(account)}</option> };
    view! {
        <AdminBar />
        <section class="wrap">
            <h1>"Ledger"</h1>
            <form method="get" action="/admin/ledger" class="ask" aria-label="Which account">
                <label class="field">"Account" <select name="account">{Account::ALL.iter().map(option).collect_view()}</select></label>
                <Field label="Owner’s number" name="owner" value=owner />
                <button type="submit" class="button">"Show"</button>
            </form>
            <p class="quiet">"The owner of an escrow account is a booking, that of a payable account an organization."</p>
            {if page.lines.is_empty() { view! { <p class="empty">"Nothing was posted here."</p> }.into_any() } else { view! { <Lines lines=page.lines /> }.into_any() }}
            {next.map(|next| view! { <p class="more"><a class="button ghost" href=next>"Earlier lines"</a></p> })}
        </section>
    }
}

#[component]
fn Lines(lines: Vec<AccountLine>) -> impl IntoView {
    let row = |line: AccountLine| {
        let (debit, credit) = columns(line.amount);
        let booking = line.booking.map(|booking| view! { <a href=format!("/admin/bookings/{booking}")><code>{booking.to_string()}</code></a> });
        view! {
            <tr>
                <td data-label="When">{exact(&line.at)}</td>
                <td data-label="What">{spoken(line.kind)} " " <code class="detail">{line.reference}</code></td>
                <td data-label="Booking">{booking}</td>
                <td data-label="Owner">{line.owner}</td>
                <td data-label="Debit" class="amount">{debit}</td>
                <td data-label="Credit" class="amount">{credit}</td>
                <td data-label="Balance" class="amount">{stands(line.balance)}</td>
            </tr>
        }
    };
    view! {
        <div class="table">
            <table>
                <thead><tr><th scope="col">"When"</th><th scope="col">"What"</th><th scope="col">"Booking"</th><th scope="col">"Owner"</th><th scope="col" class="amount">"Debit"</th><th scope="col" class="amount">"Credit"</th><th scope="col" class="amount">"Balance"</th></tr></thead>
                <tbody>{lines.into_iter().map(row).collect_view()}</tbody>
            </table>
        </div>
    }
}
