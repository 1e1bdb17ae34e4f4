//! The organization: what it says of itself, who belongs to it, who is invited. Owners change it, others see it.

mod people;
mod profile;

use crate::{
    api::{
        members::{ChangeInvitation, InviteMember, LeaveOrganization},
        organizations::{ChangeOrganization, OrganizationPage, organization},
    },
    app::{
        components::{errors::loaded, host_bar::HostBar},
        form::{FormState, LiveForm, Submit, use_form},
        pages::query,
    },
    domain::{
        organization::{Permission, Role},
        time::ZonedTime,
    },
};
use leptos::prelude::*;
use leptos_meta::Title;
use people::Members;
pub(super) use people::{Invitations, Invite};
pub(super) use profile::{LinksField, TaglineAndBio, version};

/// The forms of the page.
#[derive(Clone, Copy)]
struct Forms {
    profile: FormState<ChangeOrganization>,
    invite: FormState<InviteMember>,
    invitation: FormState<ChangeInvitation>,
    leave: FormState<LeaveOrganization>,
}

/// The organization's page.
#[component]
pub(crate) fn Settings() -> impl IntoView {
    let forms = Forms { profile: use_form(), invite: use_form(), invitation: use_form(), leave: use_form() };
    let saved = query("saved");
    let page = Resource::new_blocking(|| (), |()| organization());
    view! {
        <Title text="Organization" />
        <HostBar />
        {loaded(page, move |page| content(page, forms, saved.get_untracked()))}
    }
}

fn content(page: OrganizationPage, forms: Forms, saved: Option<String>) -> impl IntoView {
    let owns = page.role.may(Permission::ManageOrganization);
    let leads = page.role.may(Permission::ManageOffer);
    let note = match saved.as_deref() {
        Some("profile") => Some("Saved."),
        Some("role") => Some("The role is changed."),
        Some("removed") => Some("They belong to the organization no longer."),
        Some("invited") => Some("The invitation is on its way. It is good for a week."),
        Some("withdrawn") => Some("The invitation is taken back."),
        _ => None,
    };
    let (id, name, slug) = (page.id, page.name.clone(), page.slug.clone());
    view! {
        <section class="wrap narrow">
            <h1>{name.clone()}</h1>
            <p class="links">
                <a href=format!("/hosts/{slug}")>"Your page, as travelers see it"</a>
                {leads.then(|| view! { <a href="/host/settings/activity">"Activity log"</a> })}
                {owns.then(|| view! { <a href="/host/settings/logo">"Logo"</a> })}
                {owns.then(|| view! { <a href="/host/payouts/account">"Payout account"</a> })}
                <a href="/host/new">"Create another organization"</a>
            </p>
            <div role="status">{note.map(|note| view! { <p class="notice good">{note}</p> })}</div>
            <Verification verified=page.verified.clone() />
            <h2 id="profile">"Profile"</h2>
            {if owns {
                view! { <profile::Edit page=page.clone() form=forms.profile /> }.into_any()
            } else {
                view! { <profile::Shown page=page.clone() /> }.into_any()
            }}
            <h2 id="members">"Members"</h2>
            <Members members=page.members owns />
            {owns.then(|| view! { <Invite organization=id form=forms.invite next="/host/settings?saved=invited" /> })}
            {leads.then(|| view! { <Invitations organization=id invitations=page.invitations form=owns.then_some(forms.invitation) /> })}
            <Leave organization=id.to_string() name role=page.role form=forms.leave />
        </section>
    }
}

/// Whether the organization is verified, in words.
#[component]
fn Verification(#[prop(optional_no_strip)] verified: Option<ZonedTime>) -> impl IntoView {
    match verified {
        Some(since) => {
            view! { <p><span class="verified">"verified"</span> " since " {since.date()} ". Travelers see this mark beside your name."</p> }.into_any()
        }
        None => {
            view! { <p class="quiet">"Not verified yet. People can book all the same; the mark stands beside your name once Nukkad knows who you are."</p> }
                .into_any()
        }
    }
}

/// Leaving the organization, folded up below everything else.
#[component]
fn Leave(organization: String, name: String, role: Role, form: FormState<LeaveOrganization>) -> impl IntoView {
    let open = form.input().is_some();
    let label = format!("Leave {name}");
    view! {
        <details class="fold" open=open>
            <summary>{label.clone()}</summary>
            <p>{format!("You are {} here. Once you have left you see nothing of {name} any more; an owner can invite you again.", role.name().to_lowercase())}</p>
            <LiveForm state=form label=label.clone()>
                <input type="hidden" name="organization" value=organization />
                <Submit label=Signal::stored(label) busy=form.busy() class="button danger" />
            </LiveForm>
        </details>
    }
}
