//! The rules that this server goes by.

use crate::{
    api::admin::{RulesPage, rules},
    app::components::{admin_bar::AdminBar, errors::loaded},
};
use leptos::prelude::*;
use leptos_meta::Title;

/// The rules, each with its value. They are set where the server is started.
#[component]
pub(crate) fn Rules() -> impl IntoView {
    let page = Resource::new_blocking(|| (), |()| rules());
    view! {
        <Title text="Rules" />
        {loaded(page, content)}
    }
}

fn content(page: RulesPage) -> impl IntoView {
    let row = |(name, words): (String, String)| view! { <tr><th scope="row">{name}</th><td data-label="Rule">{words}</td></tr> };
    view! {
        <AdminBar />
        <section class="wrap">
            <h1>"Rules"</h1>
            <p>"What this server goes by. It is set by whoever runs it, in the environment that it is started in."</p>
            <div class="table snug"><table><tbody>{page.rules.into_iter().map(row).collect_view()}</tbody></table></div>
        </section>
    }
}
