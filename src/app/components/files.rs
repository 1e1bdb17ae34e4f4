//! The form that sends files. A browser sends it itself, with JavaScript or without.

use crate::{app::form::Submit, error::AppError};
use leptos::prelude::*;

/// What is wrong with single files stands above the form, one line each.
#[component]
pub(crate) fn FilesForm(
    /// Where it is sent to; a question mark and words keep it on the page that shows it.
    #[prop(into, default = "?sent".into())]
    action: Oco<'static, str>,
    label: &'static str,
    hint: String,
    button: &'static str,
    #[prop(optional_no_strip)] error: Option<AppError>,
    /// More than one at a time.
    #[prop(optional)]
    several: bool,
) -> impl IntoView {
    let busy = RwSignal::new(false);
    let wrong = error.map(|error| {
        view! {
            <p>{error.message}</p>
            <ul>{error.fields.into_values().map(|words| view! { <li>{words}</li> }).collect_view()}</ul>
        }
    });
    view! {
        <form method="post" action=action enctype="multipart/form-data" class="panel quiet-panel" aria-label=label on:submit=move |_| busy.set(true)>
            <div role="alert" class="form-error">{wrong}</div>
            <div class="field">
                <label for="files">{label}</label>
                <input id="files" type="file" name="files" accept="image/jpeg,image/png,image/webp" multiple=several aria-describedby="files-hint" />
                <p class="hint" id="files-hint">{hint}</p>
            </div>
            <Submit label=Signal::stored(button.to_owned()) busy=busy.into() />
        </form>
    }
}
