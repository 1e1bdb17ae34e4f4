//! Founding an organization, step by step. The first step founds it; what the others ask for can be skipped and added later.

use super::settings::{Invitations, Invite, LinksField, TaglineAndBio, version};
use crate::{
    api::{
        accounts::who_am_i,
        members::{ChangeInvitation, InviteMember},
        organizations::{DescribeOrganization, FoundOrganization, LinkOrganization, OrganizationPage, organization},
    },
    app::{
        components::{errors::loaded, host_bar::HostBar},
        form::{Field, FormState, LiveForm, Submit, use_form},
        pages::query,
    },
    domain::{organization::Permission, slug::slug_of, text_enum::text_enum},
    error::{AppError, ErrorCode},
};
use leptos::prelude::*;
use leptos_meta::Title;

text_enum! {
    /// Where the founder is.
    Step {
        Name => "name",
        About => "about",
        Links => "links",
        People => "people",
    }
}

impl Step {
    const fn title(self) -> &'static str {
        match self {
            Self::Name => "Name",
            Self::About => "Who you are",
            Self::Links => "Links",
            Self::People => "People",
        }
    }
}

/// The forms of the steps.
#[derive(Clone, Copy)]
struct Forms {
    found: FormState<FoundOrganization>,
    about: FormState<DescribeOrganization>,
    links: FormState<LinkOrganization>,
    invite: FormState<InviteMember>,
    invitation: FormState<ChangeInvitation>,
}

/// The page on which an organization is founded.
#[component]
pub(crate) fn NewOrganization() -> impl IntoView {
    let forms = Forms { found: use_form(), about: use_form(), links: use_form(), invite: use_form(), invitation: use_form() };
    let word = query("step");
    let step = Memo::new(move |_| word.get().and_then(|word| word.parse::<Step>().ok()).unwrap_or(Step::Name));
    let page = Resource::new_blocking(
        move || step.get(),
        |step| async move {
            who_am_i().await?.ok_or_else(AppError::unauthenticated)?;
            // The first step is about no organization yet, whatever else its founder belongs to.
            let founded = if step == Step::Name { None } else { Some(organization().await?) };
            match &founded {
                Some(page) if !page.role.may(Permission::ManageOrganization) => Err(AppError::new(ErrorCode::Forbidden, "This is for owners.")),
                _ => Ok((step, founded)),
            }
        },
    );
    view! {
        <Title text="Create an organization" />
        <HostBar />
        {loaded(page, move |(step, founded)| content(step, founded, forms))}
    }
}

fn content(step: Step, founded: Option<OrganizationPage>, forms: Forms) -> impl IntoView {
    let number = Step::ALL.iter().position(|other| *other == step).map_or(1, |at| at + 1);
    let name = founded.as_ref().map(|page| page.name.clone());
    // A table of invitations needs more room than a form.
    let room = if step == Step::People { "wrap narrow" } else { "wrap slim" };
    view! {
        <section class=room>
            <p class="quiet">{format!("Step {number} of {}: {}", Step::ALL.len(), step.title())}</p>
            <h1>{name.unwrap_or_else(|| "Create an organization".to_owned())}</h1>
            {match (step, founded) {
                (Step::About, Some(page)) => view! { <About page form=forms.about /> }.into_any(),
                (Step::Links, Some(page)) => view! { <Links page form=forms.links /> }.into_any(),
                (Step::People, Some(page)) => view! { <People page invite=forms.invite invitation=forms.invitation /> }.into_any(),
                _ => view! { <Found form=forms.found /> }.into_any(),
            }}
        </section>
    }
}

/// Name and address. What address a name makes is shown while it is typed; without JavaScript it is made all the same.
#[component]
fn Found(form: FormState<FoundOrganization>) -> impl IntoView {
    let typed = form.input().map(|input| input.form).unwrap_or_default();
    let (name, slug) = (RwSignal::new(typed.name.clone()), RwSignal::new(typed.slug.clone()));
    let address = move || {
        let typed = slug.get();
        let made = if typed.trim().is_empty() { slug_of(&name.get()) } else { typed.trim().to_owned() };
        if made.is_empty() { "Your page will have an address of its own.".to_owned() } else { format!("Your page will be at /hosts/{made}") }
    };
    view! {
        <p>"You host as an organization, also when you are one person. You own it, and can ask others in."</p>
        <LiveForm state=form label="Name and address" class="panel">
            <div on:input=move |event| name.set(event_target_value(&event))>
                <Field label="Name" name="form[name]" autocomplete="organization" value=typed.name error=form.field_error("name") required=true hint="As it would stand on the sign." />
            </div>
            <div on:input=move |event| slug.set(event_target_value(&event))>
                <Field label="Address" name="form[slug]" value=typed.slug error=form.field_error("slug") hint="Small letters, digits and hyphens. Left empty, it is made of the name." />
            </div>
            <p class="quiet" aria-live="polite">{address}</p>
            <Submit label=Signal::stored("Create it".to_owned()) busy=form.busy() class="button wide" />
        </LiveForm>
    }
}

#[component]
fn About(page: OrganizationPage, form: FormState<DescribeOrganization>) -> impl IntoView {
    let typed = form.input().map(|input| input.form);
    let (tagline, bio) = typed.as_ref().map_or((page.tagline, page.bio), |typed| (typed.tagline.clone(), typed.bio.clone()));
    let version = version(form.field_error("version"), typed.map(|typed| typed.version), page.version);
    view! {
        <p>"The organization is there, and yours. Now let people know who you are."</p>
        <LiveForm state=form label="Who you are" class="panel">
            <input type="hidden" name="form[organization]" value=page.id.to_string() />
            <input type="hidden" name="form[version]" prop:value=version value=version.get_untracked() />
            <TaglineAndBio tagline bio tagline_error=form.field_error("tagline") bio_error=form.field_error("bio") />
            <Submit label=Signal::stored("Save and go on".to_owned()) busy=form.busy() class="button wide" />
        </LiveForm>
        <p class="center"><a href="/host/new?step=links">"Skip this for now"</a></p>
    }
}

#[component]
fn Links(page: OrganizationPage, form: FormState<LinkOrganization>) -> impl IntoView {
    let typed = form.input().map(|input| input.form);
    let links = typed.as_ref().map_or_else(|| page.links.join("\n"), |typed| typed.links.clone());
    let version = version(form.field_error("version"), typed.map(|typed| typed.version), page.version);
    view! {
        <p>"Where else can people find you?"</p>
        <LiveForm state=form label="Links" class="panel">
            <input type="hidden" name="form[organization]" value=page.id.to_string() />
            <input type="hidden" name="form[version]" prop:value=version value=version.get_untracked() />
            <LinksField links error=form.field_error("links") />
            <Submit label=Signal::stored("Save and go on".to_owned()) busy=form.busy() class="button wide" />
        </LiveForm>
        <p class="center"><a href="/host/new?step=people">"Skip this for now"</a></p>
    }
}

#[component]
fn People(page: OrganizationPage, invite: FormState<InviteMember>, invitation: FormState<ChangeInvitation>) -> impl IntoView {
    let done = if page.invitations.is_empty() { "Skip this for now" } else { "Done" };
    view! {
        <p>"You can do all of it alone, or ask others in: at the door, or for everything."</p>
        <Invite organization=page.id form=invite next="/host/new?step=people" />
        <Invitations organization=page.id invitations=page.invitations form=Some(invitation) />
        <p class="more"><a class="button ghost" href="/host">{done}</a></p>
    }
}
