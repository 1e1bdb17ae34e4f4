//! Whatever goes by a name: bookings, people, organizations, payouts, disputes.

use crate::{
    api::admin::{Found, FoundPage, find_anything},
    app::{
        components::{admin_bar::AdminBar, errors::loaded},
        form::Field,
        pages::query,
    },
};
use leptos::prelude::*;
use leptos_meta::Title;

/// What was found for the name in the query.
#[component]
pub(crate) fn Find() -> impl IntoView {
    let name = query("name");
    let page = Resource::new_blocking(move || name.get().unwrap_or_default(), find_anything);
    view! {
        <Title text="Find" />
        {loaded(page, content)}
    }
}

/// The one field that finds anything.
#[component]
pub(crate) fn FindForm(#[prop(into)] name: String) -> impl IntoView {
    view! {
        <form method="get" action="/admin/find" class="ask" aria-label="Find anything" role="search">
            <Field label="Find" name="name" value=name required=true hint="A reference, mail address, name, payment, order, refund, dispute, payout or UTR" />
            <button type="submit" class="button">"Find"</button>
        </form>
    }
}

fn content(page: FoundPage) -> impl IntoView {
    let count = match page.found.len() {
        0 => "Nothing goes by this name.".to_owned(),
        1 => "1 thing goes by this name.".to_owned(),
        count => format!("{count} things go by this name."),
    };
    view! {
        <AdminBar />
        <section class="wrap">
            <h1>"Find"</h1>
            <FindForm name=page.name />
            <p role="status">{count}</p>
            <ul class="terms">{page.found.into_iter().map(line).collect_view()}</ul>
        </section>
    }
}

fn line(found: Found) -> impl IntoView {
    let (kind, href, name, more) = match found {
        Found::Booking { reference, status, email } => ("Booking", format!("/admin/bookings/{reference}"), reference.to_string(), format!("{status}, {email}")),
        Found::Person { id, name, email } => ("Person", format!("/admin/people/{id}"), name, email),
        Found::Organization { id, name, slug } => ("Organization", format!("/admin/organizations/{id}"), name, slug),
        Found::Payout { id, utr } => ("Payout", format!("/admin/payouts/{id}"), format!("PO-{id}"), utr.unwrap_or_default()),
        Found::Dispute { id, name } => ("Dispute", format!("/admin/disputes/{id}"), name, String::new()),
    };
    view! { <li>{kind} " " <a href=href>{name}</a> " " <span class="quiet">{more}</span></li> }
}
