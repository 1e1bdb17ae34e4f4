//! Logging in, and back to where one came from.

use super::{leads_to_a_form, query};
use crate::{
    api::accounts::LogIn,
    app::form::{Field, LiveForm, Submit, use_form},
    domain::{explore::encode, return_path::local_or_home},
};
use leptos::prelude::*;
use leptos_meta::Title;

/// The login page.
#[component]
pub(crate) fn LogInPage() -> impl IntoView {
    let state = use_form::<LogIn>();
    let next = query("next").get_untracked().unwrap_or_default();
    let next = local_or_home(&next).to_owned();
    let other_way = format!("/signup?next={}", encode(&next));
    let typed = state.input().map(|input| input.form).unwrap_or_default();
    view! {
        <Title text="Log in" />
        <section class="wrap slim">
            <h1>"Log in"</h1>
            {leads_to_a_form(&next).then(|| view! { <p class="notice">"Your form is kept. Log in and you are back at it."</p> })}
            <LiveForm state label="Log in" class="panel">
                <input type="hidden" name="form[next]" value=next.clone() />
                <Field label="E-mail" name="form[email]" kind="email" autocomplete="username" value=typed.email error=state.field_error("email") required=true />
                <Field label="Password" name="form[password]" kind="password" autocomplete="current-password" error=state.field_error("password") required=true />
                <Submit label=Signal::stored("Log in".to_owned()) busy=state.busy() class="button wide" />
            </LiveForm>
            <p class="center">"New here? " <a href=other_way>"Sign up"</a> ", it is one step."</p>
        </section>
    }
}
