//! Beginning an experience: three things, and the editor opens.

use super::experience::{domain_groups, place_groups};
use crate::{
    api::experiences::{StartExperience, StartPage, prepare_experience},
    app::{
        components::{errors::loaded, host_bar::HostBar},
        form::{Choice, Field, FormState, LiveForm, Submit, use_form},
    },
};
use leptos::prelude::*;
use leptos_meta::Title;

/// The page.
#[component]
pub(crate) fn NewExperience() -> impl IntoView {
    let form = use_form::<StartExperience>();
    let page = Resource::new_blocking(|| (), |()| prepare_experience());
    view! {
        <Title text="New experience" />
        <HostBar />
        {loaded(page, move |page| content(page, form))}
    }
}

fn content(page: StartPage, form: FormState<StartExperience>) -> impl IntoView {
    let groups = place_groups(&page.places);
    let typed = form.input().map(|input| input.form).unwrap_or_default();
    view! {
        <section class="wrap slim">
            <p class="crumb"><a href="/host/experiences">"← Experiences"</a></p>
            <h1>"New experience"</h1>
            <p>"Three things to begin with. All of it can be changed later, and nobody else sees it until you publish it."</p>
            <LiveForm state=form label="New experience" class="panel">
                <input type="hidden" name="organization" value=page.organization.to_string() />
                <Field label="Title" name="form[title]" value=typed.title error=form.field_error("title") required=true hint="What it says on the poster: “Filter coffee and the corners of Malleshwaram”." />
                <Choice label="Kind" name="form[domain]" value=typed.domain error=form.field_error("domain") groups=domain_groups() required=true />
                <Choice label="Neighborhood" name="form[neighborhood]" value=typed.neighborhood error=form.field_error("neighborhood") groups required=true />
                <Submit label=Signal::stored("Begin".to_owned()) busy=form.busy() />
            </LiveForm>
        </section>
    }
}
