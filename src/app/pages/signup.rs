//! Signing up: one step, and back to where one came from.

use super::{leads_to_a_form, query};
use crate::{
    api::accounts::SignUp,
    app::form::{Field, LiveForm, Submit, use_form},
    domain::{explore::encode, return_path::local_or_home},
};
use leptos::prelude::*;
use leptos_meta::Title;

/// The sign-up page.
#[component]
pub(crate) fn SignUpPage() -> impl IntoView {
    let state = use_form::<SignUp>();
    let next = query("next").get_untracked().unwrap_or_default();
    let next = local_or_home(&next).to_owned();
    let other_way = format!("/login?next={}", encode(&next));
    let typed = state.input().map(|input| input.form).unwrap_or_default();
    view! {
        <Title text="Sign up" />
        <section class="wrap slim">
            <h1>"Sign up"</h1>
            {leads_to_a_form(&next).then(|| view! { <p class="notice">"Your form is kept. Sign up and you are back at it."</p> })}
            <LiveForm state label="Sign up" class="panel">
                <input type="hidden" name="form[next]" value=next.clone() />
                <Field label="Name" name="form[name]" autocomplete="name" value=typed.name error=state.field_error("name") required=true />
                <Field label="E-mail" name="form[email]" kind="email" autocomplete="username" value=typed.email error=state.field_error("email") required=true />
                <Field label="Password" name="form[password]" kind="password" autocomplete="new-password" error=state.field_error("password") required=true hint="At least 8 characters." />
                <Submit label=Signal::stored("Sign up".to_owned()) busy=state.busy() class="button wide" />
            </LiveForm>
            <p class="center">"Been here before? " <a href=other_way>"Log in"</a></p>
        </section>
    }
}
