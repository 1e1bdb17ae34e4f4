//! What stands over every page of the host's area: whom one acts for, the ways on, and the way to another organization.

use crate::{
    api::hosting::{Acting, OtherOrganization, SwitchOrganization, host_bar},
    app::form::{LiveForm, Submit, use_form},
    domain::organization::{Permission, Role},
};
use leptos::prelude::*;
use leptos_router::components::A;

/// The bar. Nothing for somebody who hosts nothing: the page below says why.
#[component]
pub(crate) fn HostBar() -> impl IntoView {
    let bar = Resource::new_blocking(|| (), |()| host_bar());
    view! { <Transition fallback=|| ()>{move || Suspend::new(async move { bar.await.ok().map(|bar| view! { <Ways bar /> }) })}</Transition> }
}

#[component]
fn Ways(bar: Acting) -> impl IntoView {
    let manages = |role: Role| role.may(Permission::ManageOffer);
    let several = !bar.others.is_empty();
    view! {
        <div class="host-bar">
            <div class="wrap">
                <p class="host-name"><strong>{bar.organization}</strong>" "<span class="quiet">{bar.role.name()}</span></p>
                <nav aria-label="Host">
                    <A href="/host" exact=true>"Overview"</A>
                    {manages(bar.role).then(|| view! { <A href="/host/experiences">"Experiences"</A> })}
                    <A href="/host/runs">"Event runs"</A>
                    {manages(bar.role).then(|| view! { <A href="/host/payouts">"Payouts"</A> })}
                    <A href="/host/settings">"Organization"</A>
                </nav>
                {several.then(|| view! { <Switch others=bar.others /> })}
            </div>
        </div>
    }
}

/// The choice of another organization.
#[component]
fn Switch(others: Vec<OtherOrganization>) -> impl IntoView {
    let form = use_form::<SwitchOrganization>();
    view! {
        <details class="switch">
            <summary>"Switch"</summary>
            <LiveForm state=form label="Act for another organization">
                <label class="field">"Act for" <select name="organization">{others.into_iter().map(|other| view! { <option value=other.id.to_string()>{other.name}</option> }).collect_view()}</select></label>
                <Submit label=Signal::stored("Switch".to_owned()) busy=form.busy() class="button small" />
            </LiveForm>
        </details>
    }
}
