//! The door of a run: who is here. Without JavaScript by search and button; live by camera too, with a network or without.

use crate::{
    api::check_in::{CheckInPage, MarkTraveler, check_in_list},
    app::{
        components::{
            door::{Finder, Guests, Said, Standing},
            errors::loaded,
            host_bar::HostBar,
        },
        desk::Desk,
        form::{FormState, use_form},
        pages::{param, query},
    },
    domain::ticket,
    error::ErrorCode,
};
use leptos::prelude::*;
use leptos_meta::Title;

/// The page at the door.
#[component]
pub(crate) fn AtTheDoor() -> impl IntoView {
    let (id, words, marked, was, all) = (param("id"), query("q"), query("marked"), query("was"), query("all"));
    let mark = use_form::<MarkTraveler>();
    let page =
        Resource::new_blocking(move || (id.get(), words.get(), marked.get(), was.get()), |(id, words, marked, was)| check_in_list(id, words, marked, was));
    view! {
        <HostBar />
        {loaded(page, move |page| content(page, mark, all.get_untracked().is_some()))}
    }
}

fn content(page: CheckInPage, mark: FormState<MarkTraveler>, all: bool) -> impl IntoView {
    let desk = Desk::new(&page);
    let (words, all) = (RwSignal::new(page.words), RwSignal::new(all));
    let run = page.card;
    let refused = move || mark.error().get().filter(|error| error.code != ErrorCode::Unauthenticated);
    view! {
        <Title text=format!("Check-in, {}", run.title) />
        <section class="wrap door">
            <p class="crumb"><a href=format!("/host/runs/{}", run.run) rel="external">"← " {run.starts.date_and_clock()}</a></p>
            <h1>"Check-in"</h1>
            <p class="quiet">{run.title.clone()} " · " {run.starts.date()} ", " {run.starts.until(&run.ends)} ", " {run.starts.zone_name()}</p>
            <Standing desk />
            <div role="alert" class="form-error">{move || refused().map(|error| view! { <p>{error.message}</p> })}</div>
            <Said desk words />
            <Finder desk />
            <Search desk words />
            <Guests desk words all />
        </section>
    }
}

/// The search by name, booking or code; it reads a ticket's text too, as a scanner types it.
#[component]
fn Search(desk: Desk, words: RwSignal<String>) -> impl IntoView {
    let send = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        let text = words.get_untracked();
        if ticket::is_scanned(&text) {
            words.set(String::new());
            desk.read(text);
        }
    };
    view! {
        <form method="get" class="ask" role="search" aria-label="Search the list" autocomplete="off" on:submit=send>
            <div class="field">
                <label for="q">"Name, booking or ticket code"</label>
                <input id="q" name="q" type="search" value=words.get_untracked() prop:value=move || words.get() on:input=move |event| words.set(event_target_value(&event)) enterkeyhint="search" autocapitalize="off" spellcheck="false" />
            </div>
            <button type="submit" class="button">"Find"</button>
        </form>
    }
}
