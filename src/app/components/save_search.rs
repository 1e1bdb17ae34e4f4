//! The button that keeps a search, beside those of `favorites`: the page is the same for everybody who is not logged in.

use super::favorites::here;
use crate::{
    api::saved_searches::{SaveSearch as SaveSearchForm, is_search_saved},
    app::form::{LiveForm, use_form},
};
use leptos::prelude::*;

/// The button that saves the search of a page, given as a query string of `/explore`. To be put into a page's body, outside anything
/// that waits.
#[component]
pub(crate) fn SaveSearch(#[prop(into)] query: Signal<String>) -> impl IntoView {
    let form = use_form::<SaveSearchForm>();
    let (nobody, saved_since) = (StoredValue::new(false), RwSignal::new(None::<String>));
    let ask = move |query| async move {
        if nobody.get_value() {
            return Ok(None);
        }
        let known = is_search_saved(query).await;
        nobody.set_value(matches!(known, Ok(None)));
        known
    };
    let known = Resource::new_blocking(move || query.get(), ask);
    let shown = move || {
        Suspend::new(async move {
            let (was, query) = (known.await.ok().flatten(), query.get_untracked());
            let (this, sent) = (query.clone(), form.input().map(|sent| sent.query));
            let saved = Signal::derive(move || was == Some(true) || saved_since.with(|saved| saved.as_ref() == Some(&this)));
            let done = Callback::new(move |sent: SaveSearchForm| saved_since.set(Some(sent.query)));
            let pressed = was == Some(false) && sent.as_ref() == Some(&query);
            let words = move || match (saved.get(), pressed) {
                (true, _) => view! { "What is new comes in your weekly mail. " <a href="/saved#searches">"Your searches"</a> }.into_any(),
                (false, true) => "You are logged in: one more click saves it.".into_any(),
                (false, false) => ().into_any(),
            };
            let label = move || if saved.get() { "Search saved" } else { "Save this search" };
            view! {
                <LiveForm state=form label="Save this search" done>
                    <input type="hidden" name="query" value=query />
                    <input type="hidden" name="next" value=here() />
                    <button type="submit" class="button ghost small" aria-disabled=move || form.busy().get().then_some("true")>{label}</button>
                </LiveForm>
                <p class="quiet" role="status">{words}</p>
            }
        })
    };
    view! { <div class="favorite save-search"><Transition fallback=|| ()>{shown}</Transition></div> }
}
