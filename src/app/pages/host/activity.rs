//! What the organization's members have changed: who, when, what it was and what it is.

use crate::{
    api::organizations::{ActivityEntry, ActivityField, ActivityPage, organization_activity},
    app::{
        components::{errors::loaded, host_bar::HostBar},
        pages::query,
    },
};
use chrono::Datelike;
use leptos::prelude::*;
use leptos_meta::Title;

/// The activity log.
#[component]
pub(crate) fn Activity() -> impl IntoView {
    let before = query("before");
    let page = Resource::new_blocking(move || before.get(), organization_activity);
    view! {
        <Title text="Activity log" />
        <HostBar />
        {loaded(page, move |page| content(page, before.get_untracked().is_some()))}
    }
}

fn content(page: ActivityPage, later: bool) -> impl IntoView {
    let zone = page.entries.first().map(|entry| entry.at.zone_name());
    view! {
        <section class="wrap">
            <p class="crumb"><a href="/host/settings">"← " {page.organization}</a></p>
            <h1>"Activity log"</h1>
            <p class="quiet">"Every change by a member, latest first." {zone.map(|zone| format!(" Times are {zone}."))}</p>
            {if page.entries.is_empty() {
                view! { <p class="empty">"Nothing here yet."</p> }.into_any()
            } else {
                view! { <Table entries=page.entries /> }.into_any()
            }}
            <p class="more">
                {later.then(|| view! { <a class="button ghost" href="/host/settings/activity">"Latest changes"</a> })}
                {page.next.map(|line| view! { <a class="button ghost" href=format!("/host/settings/activity?before={line}")>"Earlier changes"</a> })}
            </p>
        </section>
    }
}

#[component]
fn Table(entries: Vec<ActivityEntry>) -> impl IntoView {
    view! {
        <div class="table">
            <table>
                <thead><tr><th scope="col">"When"</th><th scope="col">"Who"</th><th scope="col">"What"</th><th scope="col">"Before → after"</th></tr></thead>
                <tbody>{entries.into_iter().map(|entry| view! { <Row entry /> }).collect_view()}</tbody>
            </table>
        </div>
    }
}

#[component]
fn Row(entry: ActivityEntry) -> impl IntoView {
    let what = match entry.link {
        Some(link) => view! { <a href=link>{entry.what}</a> }.into_any(),
        None => view! { <strong>{entry.what}</strong> }.into_any(),
    };
    view! {
        <tr>
            <td data-label="When">{format!("{} {}", entry.at.date(), entry.at.local().year())} <span class="quiet">{entry.at.clock()}</span></td>
            <td data-label="Who">{entry.who}</td>
            <td data-label="What">{what}</td>
            <td data-label="Change"><ul class="changes">{entry.fields.into_iter().map(field).collect_view()}</ul></td>
        </tr>
    }
}

/// `Role: staff → owner`; `Member: Asha` where nothing of it has changed.
fn field(field: ActivityField) -> impl IntoView {
    let value = |value: Option<String>| value.unwrap_or_else(|| "nothing".to_owned());
    let words = if field.before == field.after { value(field.after) } else { format!("{} → {}", value(field.before), value(field.after)) };
    view! { <li><span class="name-of">{field.name} ":"</span> " " {words}</li> }
}
