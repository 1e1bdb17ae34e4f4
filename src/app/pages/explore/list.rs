//! The cards, and the way to more of them: a link to the next page that, live, brings its cards here.

use super::Shown;
use crate::{
    api::catalog::{RunCard, explore},
    app::{
        components::card::{Card, Cards},
        platform,
    },
    domain::explore::{Order, RunFilter, Sort},
    error::AppError,
};
use leptos::{ev, prelude::*, task::spawn_local};

/// Pages that were brought here, and where the next one is.
#[derive(Clone, Default)]
struct Brought {
    cards: Vec<RunCard>,
    next: Option<String>,
}

/// The runs of a page.
#[component]
pub(super) fn List(shown: Shown) -> impl IntoView {
    let brought = RwSignal::new(Brought::default());
    let (busy, failed) = (RwSignal::new(false), RwSignal::new(None::<AppError>));
    let next = Memo::new(move |_| {
        let further = brought.with(|brought| (!brought.cards.is_empty()).then(|| brought.next.clone()));
        further.unwrap_or_else(|| shown.with(|page| page.next.clone()))
    });
    // Another list begins at its beginning.
    Effect::new(move |_| {
        shown.track();
        brought.set(Brought::default());
    });
    let more = move |event: ev::MouseEvent| {
        let Some(path) = next.get_untracked().filter(|_| !event.ctrl_key() && !event.meta_key() && !event.shift_key()) else { return };
        event.prevent_default();
        if busy.get_untracked() {
            return;
        }
        busy.set(true);
        spawn_local(async move {
            let query = path.split_once('?').map_or_else(String::new, |(_, query)| query.to_owned());
            match explore(query).await {
                Ok(page) => {
                    failed.set(None);
                    if let Some(first) = page.runs.first() {
                        platform::focus_soon(format!("run-{}", first.run));
                    }
                    brought.update(|brought| {
                        brought.cards.extend(page.runs);
                        brought.next = page.next;
                    });
                }
                Err(error) => failed.set(Some(error)),
            }
            busy.set(false);
        });
    };
    let later = move || {
        shown.with(|page| match page.filter.order() {
            Order::By(Sort::Soonest) => ("Later runs", "Back to the soonest"),
            _ => ("More runs", "Back to the first"),
        })
    };
    let first = move || shown.with(|page| page.filter.after.map(|_| RunFilter { after: None, ..page.filter.clone() }.to_path()));
    view! {
        <h2 class="hidden">"Runs"</h2>
        {move || shown.with(|page| view! { <Cards cards=page.runs.clone() /> })}
        <ul class="cards further">
            <For each=move || brought.with(|brought| brought.cards.clone()) key=|card| card.run let:card><li><Card card /></li></For>
        </ul>
        {move || failed.get().map(|error| view! { <p class="error" role="alert">{error.message}</p> })}
        <nav class="more" aria-label="Pages">
            {move || first().map(|path| view! { <a href=path class="button ghost">{later().1}</a> })}
            {move || next.get().map(|path| view! {
                <a class="button" href=path rel="next" aria-disabled=move || busy.get().then_some("true") on:click=more>{later().0}</a>
            })}
        </nav>
    }
}
