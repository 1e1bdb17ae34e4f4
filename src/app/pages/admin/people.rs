//! People with an account: the list, and one of them with what can be done about them.

use crate::{
    api::admin::{JudgePerson, PeoplePage, PersonCasePage, PersonLine, admin_people, person_case},
    app::{
        components::{admin_bar::AdminBar, errors::loaded},
        form::{Field, FormState, LiveForm, use_form},
        pages::{param, query},
    },
    domain::account::PersonAct,
};
use leptos::prelude::*;
use leptos_meta::Title;

/// People, those of a name or an address where the query has one.
#[component]
pub(crate) fn People() -> impl IntoView {
    let name = query("name");
    let page = Resource::new_blocking(move || name.get().unwrap_or_default(), admin_people);
    view! {
        <Title text="People" />
        {loaded(page, list)}
    }
}

fn list(page: PeoplePage) -> impl IntoView {
    view! {
        <AdminBar />
        <section class="wrap">
            <h1>"People"</h1>
            <form method="get" action="/admin/people" class="ask" aria-label="Which people">
                <Field label="Name or mail address" name="name" value=page.name />
                <button type="submit" class="button">"Show"</button>
            </form>
            {if page.people.is_empty() { view! { <p class="empty">"Nobody."</p> }.into_any() } else { view! { <Table people=page.people /> }.into_any() }}
        </section>
    }
}

/// How somebody stands.
fn tags(line: &PersonLine) -> impl IntoView + use<> {
    let (is_admin, suspended) = (line.is_admin, line.suspended);
    view! {
        {is_admin.then(|| view! { <span class="tag confirmed">"Admin"</span> })}
        {suspended.then(|| view! { <span class="tag cancelled">"Suspended"</span> })}
    }
}

#[component]
fn Table(people: Vec<PersonLine>) -> impl IntoView {
    let row = |line: PersonLine| {
        let label = format!("View {}", line.email);
        view! {
            <tr>
                <td data-label="Person"><strong>{line.name.clone()}</strong> " " <span class="quiet">{line.email.clone()}</span></td>
                <td data-label="Stands">{tags(&line)}</td>
                <td data-label="Since">{line.since.date()}</td>
                <td><a class="button ghost small" href=format!("/admin/people/{}", line.id) aria-label=label>"View"</a></td>
            </tr>
        }
    };
    view! {
        <div class="table">
            <table>
                <thead><tr><th scope="col">"Person"</th><th scope="col">"Stands"</th><th scope="col">"Since"</th><th scope="col"><span class="hidden">"Details"</span></th></tr></thead>
                <tbody>{people.into_iter().map(row).collect_view()}</tbody>
            </table>
        </div>
    }
}

/// One person.
#[component]
pub(crate) fn Person() -> impl IntoView {
    let id = param("id");
    let form = use_form::<JudgePerson>();
    let page = Resource::new_blocking(move || id.get(), person_case);
    loaded(page, move |page| case(page, form))
}

fn case(page: PersonCasePage, form: FormState<JudgePerson>) -> impl IntoView {
    let line = page.person;
    let browsers = match page.sessions {
        0 => "nowhere".to_owned(),
        1 => "in 1 browser".to_owned(),
        count => format!("in {count} browsers"),
    };
    let facts = [("Mail address", line.email.clone()), ("Phone", page.phone.unwrap_or_else(|| "none".to_owned())), ("Logged in", browsers)];
    let member = |(id, name, role): (_, String, crate::domain::organization::Role)| {
        view! { <li><a href=format!("/admin/organizations/{id}")>{name}</a> " " <span class="quiet">{role.name()}</span></li> }
    };
    let booking = |(reference, status, at): (crate::domain::ids::BookingRef, crate::domain::booking::BookingStatus, crate::domain::time::ZonedTime)| {
        view! { <li><a href=format!("/admin/bookings/{reference}")><code>{reference.to_string()}</code></a> " " <span class="quiet">{format!("{status}, {}", at.date_and_clock())}</span></li> }
    };
    view! {
        <Title text=line.name.clone() />
        <AdminBar />
        <section class="wrap">
            <p class="crumb"><a href="/admin/people">"← People"</a></p>
            <h1>{line.name.clone()}</h1>
            <p class="row-tags">{tags(&line)} " since " {line.since.date()}</p>
            <dl class="facts">{facts.map(|(name, words)| view! { <div><dt>{name}</dt><dd>{words}</dd></div> }).collect_view()}</dl>
            <Judge line form />
            {(!page.memberships.is_empty()).then(|| view! { <h2>"Member of"</h2> <ul class="terms">{page.memberships.into_iter().map(member).collect_view()}</ul> })}
            <h2>"Bookings"</h2>
            {if page.bookings.is_empty() { view! { <p>"None."</p> }.into_any() } else { view! { <ul class="terms">{page.bookings.into_iter().map(booking).collect_view()}</ul> }.into_any() }}
        </section>
    }
}

/// What can be done, each by a button of its own.
#[component]
fn Judge(line: PersonLine, form: FormState<JudgePerson>) -> impl IntoView {
    let typed = form.input().map(|input| input.reason).unwrap_or_default();
    let (act, words) = if line.suspended { (PersonAct::Release, "End the suspension") } else { (PersonAct::Suspend, "Suspend the account") };
    let class = if line.suspended { "button ghost" } else { "button danger" };
    view! {
        <LiveForm state=form label="Log out or suspend" class="panel">
            <input type="hidden" name="person" value=line.id.to_string() />
            <Field label="Why" name="reason" value=typed error=form.field_error("reason") required=true hint="It goes into the log. Whoever is suspended is logged out and cannot log in; bookings stay." />
            <p class="links">
                <button type="submit" class="button ghost" name="act" value=PersonAct::LogOut.as_str() aria-disabled=move || form.busy().get().then_some("true")>"Log out everywhere"</button>
                <button type="submit" class=class name="act" value=act.as_str() aria-disabled=move || form.busy().get().then_some("true")>{words}</button>
            </p>
        </LiveForm>
    }
}
