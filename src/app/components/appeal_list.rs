//! Appeals that wait for an admin.

use crate::{
    api::appeals::{ListedAppeal, open_appeals},
    domain::appeal::HostAnswer,
};
use leptos::prelude::*;

/// The list. Nothing for anybody but an admin: the page below says why.
#[component]
pub(crate) fn AppealList() -> impl IntoView {
    let appeals = Resource::new_blocking(|| (), |()| open_appeals());
    view! { <Transition fallback=|| ()>{move || Suspend::new(async move { appeals.await.ok().map(|appeals| view! { <List appeals /> }) })}</Transition> }
}

#[component]
fn List(appeals: Vec<ListedAppeal>) -> impl IntoView {
    if appeals.is_empty() {
        return ().into_any();
    }
    let row = |appeal: ListedAppeal| {
        let host = match appeal.answer {
            None => "no answer yet",
            Some(HostAnswer::Supports) => "supports it",
            Some(HostAnswer::Disputes) => "disputes it",
        };
        let names = appeal.names.join(", ");
        view! {
            <tr>
                <td data-label="Booking"><code>{appeal.reference.to_string()}</code> <span class="quiet">{appeal.title}</span></td>
                <td data-label="For">{names.clone()}</td>
                <td data-label="Host">{appeal.host} <span class="quiet">{host}</span></td>
                <td data-label="Made">{appeal.made.date_and_clock()}</td>
                <td data-label="Stakes" class="amount">{appeal.amount.to_string()}</td>
                <td><a class="button ghost small" href=format!("/admin/appeals/{}", appeal.id) aria-label=format!("Decide the appeal for {names}")>"Decide"</a></td>
            </tr>
        }
    };
    view! {
        <section class="wrap" aria-label="Appeals to decide">
            <h2>"Appeals to decide"</h2>
            <div class="table">
                <table>
                    <thead><tr><th scope="col">"Booking"</th><th scope="col">"For"</th><th scope="col">"Host"</th><th scope="col">"Made"</th><th scope="col" class="amount">"Stakes"</th><th scope="col"><span class="hidden">"Decide"</span></th></tr></thead>
                    <tbody>{appeals.into_iter().map(row).collect_view()}</tbody>
                </table>
            </div>
        </section>
    }
    .into_any()
}
