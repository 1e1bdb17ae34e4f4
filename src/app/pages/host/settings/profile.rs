//! What the organization says of itself: as a form for owners, as words for others.

use crate::{
    api::organizations::{ChangeOrganization, OrganizationPage},
    app::form::{Field, FormState, LiveForm, Submit},
};
use leptos::prelude::*;

/// The whole profile as a form. What came back from the server as it was typed stays as it was typed.
#[component]
pub(super) fn Edit(page: OrganizationPage, form: FormState<ChangeOrganization>) -> impl IntoView {
    let typed = form.input().map(|input| input.form);
    let (name, slug) = typed.as_ref().map_or_else(|| (page.name.clone(), page.slug.clone()), |typed| (typed.name.clone(), typed.slug.clone()));
    let (tagline, bio) = typed.as_ref().map_or_else(|| (page.tagline.clone(), page.bio.clone()), |typed| (typed.tagline.clone(), typed.bio.clone()));
    let links = typed.as_ref().map_or_else(|| page.links.join("\n"), |typed| typed.links.clone());
    let version = version(form.field_error("version"), typed.map(|typed| typed.version), page.version);
    let moved = "Your page’s address. Addresses that you had before keep leading here.";
    view! {
        <LiveForm state=form label="Profile" class="panel">
            <input type="hidden" name="form[organization]" value=page.id.to_string() />
            <input type="hidden" name="form[version]" prop:value=version value=version.get_untracked() />
            <Field label="Name" name="form[name]" autocomplete="organization" value=name error=form.field_error("name") required=true />
            <Field label="Address" name="form[slug]" value=slug error=form.field_error("slug") required=true hint=moved />
            <TaglineAndBio tagline bio tagline_error=form.field_error("tagline") bio_error=form.field_error("bio") />
            <LinksField links error=form.field_error("links") />
            <Submit label=Signal::stored("Save".to_owned()) busy=form.busy() />
        </LiveForm>
    }
}

/// The version that a form sends: the one it was filled in with, until its sender was told of a newer one.
pub(crate) fn version(told: Signal<Option<String>>, typed: Option<String>, page: i32) -> Signal<String> {
    let filled_in = StoredValue::new(typed.unwrap_or_else(|| page.to_string()));
    Signal::derive(move || told.get().unwrap_or_else(|| filled_in.get_value()))
}

/// A line, and a few sentences.
#[component]
pub(crate) fn TaglineAndBio(tagline: String, bio: String, tagline_error: Signal<Option<String>>, bio_error: Signal<Option<String>>) -> impl IntoView {
    view! {
        <Field label="In one line" name="form[tagline]" value=tagline error=tagline_error hint="What you do, as you would say it at the corner." />
        <Field label="Who you are" name="form[bio]" value=bio error=bio_error long=true hint="A few sentences: who leads, since when, what people can look forward to." />
    }
}

/// Links, one a line.
#[component]
pub(crate) fn LinksField(links: String, error: Signal<Option<String>>) -> impl IntoView {
    view! { <Field label="Links" name="form[links]" value=links error long=true hint="Your site, your pictures, your channel: one a line, five at most, each beginning with https://" /> }
}

/// The profile as members see it who may not change it.
#[component]
pub(super) fn Shown(page: OrganizationPage) -> impl IntoView {
    view! {
        <dl class="facts">
            <div><dt>"Name"</dt><dd>{page.name}</dd></div>
            <div><dt>"Address"</dt><dd>"/hosts/" {page.slug}</dd></div>
            <div><dt>"In one line"</dt><dd>{or_nothing(page.tagline)}</dd></div>
            <div><dt>"Who you are"</dt><dd class="pre">{or_nothing(page.bio)}</dd></div>
            <div><dt>"Links"</dt><dd class="pre">{or_nothing(page.links.join("\n"))}</dd></div>
        </dl>
        <p class="quiet">"Owners can change this."</p>
    }
}

fn or_nothing(text: String) -> String {
    if text.is_empty() { "Nothing yet.".to_owned() } else { text }
}
