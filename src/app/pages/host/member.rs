//! One member: another role, or none any more. For owners.

use crate::{
    api::members::{ChangeRole, MemberPage, RemoveMember, organization_member},
    app::{
        components::{errors::loaded, host_bar::HostBar, role_choice::RoleChoice},
        form::{FormState, LiveForm, Submit, use_form},
        pages::param,
    },
};
use leptos::prelude::*;
use leptos_meta::Title;

/// The page of a member.
#[component]
pub(crate) fn Member() -> impl IntoView {
    let id = param("id");
    let (role, remove) = (use_form::<ChangeRole>(), use_form::<RemoveMember>());
    let page = Resource::new_blocking(move || id.get(), organization_member);
    view! {
        <HostBar />
        {loaded(page, move |page| content(page, role, remove))}
    }
}

fn content(page: MemberPage, role: FormState<ChangeRole>, remove: FormState<RemoveMember>) -> impl IntoView {
    let MemberPage { organization_id, organization, member } = page;
    let chosen = role.input().map_or_else(|| member.role.to_string(), |input| input.role);
    let removing = remove.input().is_some();
    let leave = if member.you { "Leave the organization".to_owned() } else { format!("Remove {}", member.name) };
    view! {
        <Title text=member.name.clone() />
        <section class="wrap slim">
            <p class="crumb"><a href="/host/settings">"← " {organization.clone()}</a></p>
            <h1>{member.name.clone()}</h1>
            <p class="quiet">{member.email} ", " {member.role.name()} " since " {member.since.date()}</p>
            <LiveForm state=role label="Role" class="panel">
                <input type="hidden" name="organization" value=organization_id.to_string() />
                <input type="hidden" name="member" value=member.id.to_string() />
                <input type="hidden" name="shown" value=member.role.as_str() />
                <RoleChoice name="role" chosen error=role.field_error("role") />
                <Submit label=Signal::stored("Save".to_owned()) busy=role.busy() />
            </LiveForm>
            <details class="fold" open=removing>
                <summary>{leave.clone()}</summary>
                <p>{format!("They lose sight of {organization} at once, wherever they are logged in. What they did stays in the activity log.")}</p>
                <LiveForm state=remove label=leave.clone()>
                    <input type="hidden" name="organization" value=organization_id.to_string() />
                    <input type="hidden" name="member" value=member.id.to_string() />
                    <Submit label=Signal::stored(leave) busy=remove.busy() class="button danger" />
                </LiveForm>
            </details>
        </section>
    }
}
