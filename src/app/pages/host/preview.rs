//! An experience as travelers will see it once its working copy is published.

use crate::{
    api::experiences::preview_experience,
    app::{
        components::{errors::loaded, host_bar::HostBar},
        pages::{experience, param},
    },
};
use leptos::prelude::*;

/// The traveler's page, with a line above it that says who sees it.
#[component]
pub(crate) fn Preview() -> impl IntoView {
    let id = param("id");
    let page = Resource::new_blocking(move || id.get(), preview_experience);
    view! {
        <HostBar />
        {loaded(page, move |page| {
            let editor = format!("/host/experiences/{}", id.get_untracked());
            view! {
                <aside class="wrap preview-banner" aria-label="Preview">
                    <p class="notice pending"><strong>"Only you see this."</strong> " It is how travelers will see the experience once you publish it. " <a href=editor>"Back to the editor"</a></p>
                </aside>
                {experience::content(page, None)}
            }
        })}
    }
}
