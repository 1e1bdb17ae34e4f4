//! What stands over every page of the admin's desk: the ways on.

use leptos::prelude::*;
use leptos_router::components::A;

/// The bar. It stands within what an admin alone gets to see.
#[component]
pub(crate) fn AdminBar() -> impl IntoView {
    view! {
        <div class="host-bar">
            <div class="wrap">
                <nav aria-label="Admin">
                    <A href="/admin" exact=true>"Overview"</A>
                    <A href="/admin/payouts">"Payouts"</A>
                    <A href="/admin/disputes">"Disputes"</A>
                    <A href="/admin/reconciliation">"Reconciliation"</A>
                    <A href="/admin/organizations">"Organizations"</A>
                    <A href="/admin/people">"People"</A>
                    <A href="/admin/ledger">"Ledger"</A>
                    <A href="/admin/papers">"Papers"</A>
                    <A href="/admin/webhooks">"Webhooks"</A>
                    <A href="/admin/audit">"Audit log"</A>
                    <A href="/admin/rules">"Rules"</A>
                </nav>
            </div>
        </div>
    }
}
