//! A payout account, so far as it may be shown.

use crate::api::payout_accounts::PayoutAccountLine;
use leptos::prelude::*;

/// What the account is, and who has asked for it when.
#[component]
pub(crate) fn AccountFacts(account: PayoutAccountLine) -> impl IntoView {
    view! {
        <dl class="facts">
            <div><dt>{account.kind.name()}</dt><dd><code>{account.masked}</code></dd></div>
            <div><dt>"Typed in by"</dt><dd>{account.asked_by} ", " {account.asked_at.date_and_clock()}</dd></div>
        </dl>
    }
}
