//! One's own account: name, phone and password.

use super::query;
use crate::{
    api::accounts::{ChangePassword, ChangeProfile, Me, who_am_i},
    app::{
        components::errors::loaded,
        form::{Field, FormState, LiveForm, Submit, use_form},
    },
    domain::account::ProfileForm,
    error::AppError,
};
use leptos::prelude::*;
use leptos_meta::Title;

/// The account page.
#[component]
pub(crate) fn Account() -> impl IntoView {
    let (profile, password) = (use_form::<ChangeProfile>(), use_form::<ChangePassword>());
    let saved = query("saved");
    let page = Resource::new_blocking(|| (), |()| async { who_am_i().await?.ok_or_else(AppError::unauthenticated) });
    view! {
        <Title text="Your account" />
        {loaded(page, move |me| content(me, profile, password, saved.get_untracked()))}
    }
}

fn content(me: Me, profile: FormState<ChangeProfile>, password: FormState<ChangePassword>, saved: Option<String>) -> impl IntoView {
    let typed = profile.input().map(|input| input.form);
    let typed = typed.unwrap_or_else(|| ProfileForm { name: me.name.clone(), phone: me.phone.clone().unwrap_or_default() });
    let note = match saved.as_deref() {
        Some("profile") => Some("Saved."),
        Some("password") => Some("Your password is changed. Everywhere else you are logged out now."),
        Some("left") => Some("You have left the organization."),
        _ => None,
    };
    view! {
        <section class="wrap slim">
            <h1>"Your account"</h1>
            <p class="quiet">{me.email}</p>
            <div role="status">{note.map(|note| view! { <p class="notice good">{note}</p> })}</div>
            <LiveForm state=profile label="Name and phone" class="panel">
                <h2>"Name and phone"</h2>
                <Field label="Name" name="form[name]" autocomplete="name" value=typed.name error=profile.field_error("name") required=true />
                <Field label="Phone" name="form[phone]" kind="tel" autocomplete="tel" value=typed.phone error=profile.field_error("phone") hint="Filled in for you when you book." />
                <Submit label=Signal::stored("Save".to_owned()) busy=profile.busy() />
            </LiveForm>
            <LiveForm state=password label="Password" class="panel">
                <h2>"Password"</h2>
                <Field label="Present password" name="form[current_password]" kind="password" autocomplete="current-password" error=password.field_error("current_password") required=true />
                <Field label="New password" name="form[new_password]" kind="password" autocomplete="new-password" error=password.field_error("new_password") required=true hint="At least 8 characters." />
                <Submit label=Signal::stored("Change password".to_owned()) busy=password.busy() />
            </LiveForm>
            <h2>"Hosting"</h2>
            <p>"Lead a walk, a workshop, an evening: people book, and their stake comes back when they come."</p>
            <p class="links">
                {me.hosts.then(|| view! { <a class="button ghost" href="/host">"Your workspace"</a> })}
                <a class="button ghost" href="/host/new">{if me.hosts { "Create another organization" } else { "Create an organization" }}</a>
            </p>
        </section>
    }
}
