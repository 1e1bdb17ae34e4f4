//! The audit log: who did what to what, and when.

use super::exact;
use crate::{
    api::audit::{AuditEntry, AuditLogPage, AuditQuery, audit_log},
    app::{
        components::{admin_bar::AdminBar, errors::loaded},
        form::Field,
        pages::query,
    },
};
use leptos::prelude::*;
use leptos_meta::Title;

/// The log, narrowed down by the words of the query.
#[component]
pub(crate) fn AuditLog() -> impl IntoView {
    let (action, subject, who) = (query("action"), query("subject"), query("who"));
    let (from, to, before) = (query("from"), query("to"), query("before"));
    let asked = move || AuditQuery { action: action.get(), subject: subject.get(), who: who.get(), from: from.get(), to: to.get(), before: before.get() };
    let page = Resource::new_blocking(asked, audit_log);
    view! {
        <Title text="Audit log" />
        {loaded(page, content)}
    }
}

/// The address of the page that begins before a line.
fn path(query: &AuditQuery, before: i64) -> String {
    let mut words = form_urlencoded::Serializer::new(String::new());
    let named = [("action", &query.action), ("subject", &query.subject), ("who", &query.who), ("from", &query.from), ("to", &query.to)];
    for (name, value) in named {
        if let Some(value) = value.as_deref().filter(|value| !value.is_empty()) {
            words.append_pair(name, value);
        }
    }
    words.append_pair("before", &before.to_string());
    format!("/admin/audit?{}", words.finish())
}

fn content(page: AuditLogPage) -> impl IntoView {
    let next = page.next.map(|line| path(&page.query, line));
    let notes = page.notes.clone();
    let note = move |name: &str| Signal::stored(notes.iter().find(|(of, _)| of == name).map(|(_, words)| words.clone()));
    let AuditQuery { action, subject, who, from, to, before } = page.query;
    let typed = |text: Option<String>| text.unwrap_or_default();
    view! {
        <AdminBar />
        <section class="wrap">
            <h1>"Audit log"</h1>
            <form method="get" action="/admin/audit" class="panel" aria-label="Which lines">
                <div class="pair">
                    <Field label="Action" name="action" value=typed(action) error=note("action") hint="How it begins: payout., refund.retried" />
                    <Field label="Of what" name="subject" value=typed(subject) error=note("subject") hint="A kind, or one thing: booking, payout:17" />
                    <Field label="By whom" name="who" value=typed(who) error=note("who") hint="A mail address" />
                    <Field label="From" name="from" kind="date" value=typed(from) error=note("from") />
                    <Field label="Until" name="to" kind="date" value=typed(to) error=note("to") />
                </div>
                <button type="submit" class="button">"Show"</button>
            </form>
            {if page.entries.is_empty() { view! { <p class="empty">"No lines."</p> }.into_any() } else { view! { <Lines entries=page.entries /> }.into_any() }}
            <p class="more">
                {before.map(|_| view! { <a class="button ghost" href="/admin/audit">"Latest lines"</a> })}
                {next.map(|next| view! { <a class="button ghost" href=next>"Earlier lines"</a> })}
            </p>
        </section>
    }
}

#[component]
fn Lines(entries: Vec<AuditEntry>) -> impl IntoView {
    let row = |entry: AuditEntry| {
        let who = match entry.who {
            Some((name, email)) => view! { {name} " " <span class="quiet">{email}</span> }.into_any(),
            None => view! { <span class="quiet">"by itself"</span> }.into_any(),
        };
        view! {
            <tr>
                <td data-label="When">{exact(&entry.at)}</td>
                <td data-label="Who" class="word">{who}</td>
                <td data-label="What" class="word"><code class="detail">{entry.action}</code></td>
                <td data-label="Of what" class="word"><code class="detail">{entry.subject}</code></td>
                <td data-label="Details"><code class="detail">{entry.detail}</code></td>
            </tr>
        }
    };
    view! {
        <div class="table">
            <table>
                <thead><tr><th scope="col">"When"</th><th scope="col">"Who"</th><th scope="col">"What"</th><th scope="col">"Of what"</th><th scope="col">"Details"</th></tr></thead>
                <tbody>{entries.into_iter().map(row).collect_view()}</tbody>
            </table>
        </div>
    }
}
