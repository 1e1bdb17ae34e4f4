//! The provider's messages, what came of each, and working on one once more.

use super::exact;
use crate::{
    api::admin::{Message, MessagesPage, ReplayWebhook, inbox},
    app::{
        components::{admin_bar::AdminBar, errors::loaded},
        form::{Field, FormState, LiveForm, use_form},
        pages::query,
    },
};
use leptos::prelude::*;
use leptos_meta::Title;

/// The inbox.
#[component]
pub(crate) fn Webhooks() -> impl IntoView {
    let (before, replayed) = (query("before"), query("replayed"));
    let form = use_form::<ReplayWebhook>();
    let page = Resource::new_blocking(move || before.get(), inbox);
    view! {
        <Title text="Webhooks" />
        {loaded(page, move |page| content(page, form, replayed.get_untracked().is_some()))}
    }
}

fn content(page: MessagesPage, form: FormState<ReplayWebhook>, replayed: bool) -> impl IntoView {
    let next = page.next.map(|next| format!("/admin/webhooks?before={next}"));
    view! {
        <AdminBar />
        <section class="wrap">
            <h1>"Webhooks"</h1>
            <p>"What the provider has told us, as it came. Working on a message once more does no harm: it only says what to ask about."</p>
            <div role="status">{replayed.then(|| view! { <p class="notice good">"It is being worked on once more. Load this page again in a moment."</p> })}</div>
            {if page.messages.is_empty() { view! { <p class="empty">"Nothing has come yet."</p> }.into_any() } else { view! { <Table messages=page.messages form /> }.into_any() }}
            {next.map(|next| view! { <p class="more"><a class="button ghost" href=next>"Earlier messages"</a></p> })}
        </section>
    }
}

/// The messages stand in one form, whose buttons say which of them is meant.
#[component]
fn Table(messages: Vec<Message>, form: FormState<ReplayWebhook>) -> impl IntoView {
    let typed = form.input().map(|input| input.reason).unwrap_or_default();
    let row = move |message: Message| {
        let label = format!("Work on {} once more, number {}", message.event, message.id);
        view! {
            <tr>
                <td data-label="Message"><strong>{message.event}</strong> " " <code class="detail">{message.event_id}</code></td>
                <td data-label="Came">{exact(&message.received)}</td>
                <td data-label="Outcome">{message.outcome} " " <span class="quiet">{message.processed.as_ref().map(exact)}</span></td>
                <td><button type="submit" class="button ghost small" name="message" value=message.id.to_string() aria-label=label aria-disabled=move || form.busy().get().then_some("true")>"Once more"</button></td>
            </tr>
        }
    };
    view! {
        <LiveForm state=form label="Work on a message once more">
            <Field label="Why" name="reason" value=typed error=form.field_error("reason") required=true hint="Before a message is worked on once more. It goes into the log." />
            <div class="table">
                <table>
                    <thead><tr><th scope="col">"Message"</th><th scope="col">"Came"</th><th scope="col">"Outcome"</th><th scope="col"><span class="hidden">"Once more"</span></th></tr></thead>
                    <tbody>{messages.into_iter().map(row).collect_view()}</tbody>
                </table>
            </div>
        </LiveForm>
    }
}
