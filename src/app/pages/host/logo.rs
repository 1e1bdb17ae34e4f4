//! The organization's logo.

use crate::{
    api::pictures::{LogoPage, RemoveLogo, host_logo},
    app::{
        components::{card::LogoImage, errors::loaded, files::FilesForm, host_bar::HostBar},
        form::{FormState, LiveForm, Submit, use_files_error, use_form},
        pages::query,
    },
    domain::media::LOGO_PIXELS,
    error::AppError,
};
use leptos::prelude::*;
use leptos_meta::Title;

/// The page of the logo.
#[component]
pub(crate) fn Logo() -> impl IntoView {
    let (added, done) = (query("added"), query("done"));
    let form = use_form::<RemoveLogo>();
    let wrong = use_files_error();
    let page = Resource::new_blocking(|| (), |()| host_logo());
    let words = move || match (added.get_untracked(), done.get_untracked()) {
        (Some(_), _) => Some("Travelers see it now beside your name."),
        (_, Some(_)) => Some("The logo is gone."),
        _ => None,
    };
    view! {
        <HostBar />
        {loaded(page, move |page| content(page, form, words(), wrong))}
    }
}

fn content(page: LogoPage, form: FormState<RemoveLogo>, words: Option<&'static str>, wrong: StoredValue<Option<AppError>>) -> impl IntoView {
    let hint = format!("JPEG, PNG or WebP, up to 15 MB, at least {LOGO_PIXELS} pixels on the longer side. A square looks best.");
    view! {
        <Title text="Logo" />
        <section class="wrap slim">
            <p class="crumb"><a href="/host/settings">"← " {page.organization}</a></p>
            <h1>"Logo"</h1>
            <div role="status">{words.map(|words| view! { <p class="notice good">{words}</p> })}</div>
            {match page.logo {
                Some(logo) => view! {
                    <div class="logo-now">
                        <LogoImage logo />
                        <LiveForm state=form label="Remove the logo">
                            <input type="hidden" name="organization" value=page.id.to_string() />
                            <Submit label=Signal::stored("Remove the logo".to_owned()) busy=form.busy() class="button ghost small" />
                        </LiveForm>
                    </div>
                }
                .into_any(),
                None => view! { <p>"There is none yet. It stands beside your name, on your page and on those of your experiences."</p> }.into_any(),
            }}
            <FilesForm action=format!("?organization={}", page.id) label="Choose a logo" hint button="Upload" error=wrong.get_value() />
            <p><a href=format!("/hosts/{}", page.slug)>"Your page, as travelers see it"</a></p>
        </section>
    }
}
