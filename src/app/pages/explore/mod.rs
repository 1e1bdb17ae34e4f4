//! Explore: upcoming runs by the words in the address, as a list, on a calendar or on a map. Live, the page is changed in place.

mod calendar;
mod chips;
mod filters;
mod list;
mod plan;

use crate::{
    api::catalog::{ExplorePage, explore},
    app::{
        components::{errors::loaded, head::PageHead, save_search::SaveSearch},
        platform,
    },
    domain::explore::{RunFilter, View},
    error::AppError,
};
use calendar::Calendar;
use chips::Chips;
use filters::Filters;
use leptos::{prelude::*, task::spawn_local};
use leptos_meta::{Link, Title};
use leptos_router::{NavigateOptions, hooks::use_location};
use list::List;
use plan::Plan;

/// What is shown, and changed in place.
type Shown = RwSignal<ExplorePage>;

/// What stands below the filters can be asked to take the focus.
const FOUND: &str = "found";

/// The list of runs.
#[component]
pub(crate) fn Explore() -> impl IntoView {
    let search = use_location().search;
    // The first answer comes with the page; later ones take its place without drawing the filters anew.
    let first = Resource::new_blocking(|| (), move |()| explore(query_of(&search.get_untracked())));
    let query = Signal::derive(move || query_of(&search.get()));
    view! {
        {loaded(first, move |page| content(page, search))}
        <div class="wrap"><SaveSearch query /></div>
    }
}

fn query_of(search: &str) -> String {
    search.trim_start_matches('?').to_owned()
}

fn content(page: ExplorePage, search: Memo<String>) -> impl IntoView {
    // What can be said more shortly has one address only; unless there is something to tell about the one that was asked for.
    let asked = query_of(&search.get_untracked());
    if page.notes.is_empty() && page.filter.to_query() != asked {
        platform::canonical_location(&page.filter.to_path());
    }
    let shown = RwSignal::new(page);
    let failed = RwSignal::new(None::<AppError>);
    // What the address asks for: the form shows it at once, whatever the answer and however late.
    let wanted = RwSignal::new(shown.with_untracked(|page| page.filter.clone()));
    follow(search, asked, (shown, wanted), failed);
    let filter = Memo::new(move |_| shown.with(|page| page.filter.clone()));
    let view = move || filter.with(|filter| filter.view.unwrap_or(View::List));
    view! {
        {move || shown.with(head)}
        <section class="wrap explore">
            <h1>{move || shown.with(heading)}</h1>
            <Filters shown wanted />
            <Chips shown />
            {move || {
                let notes = shown.with(|page| page.notes.clone());
                (!notes.is_empty()).then(|| view! { <ul class="notes">{notes.into_iter().map(|note| view! { <li>{note}</li> }).collect_view()}</ul> })
            }}
            {move || shown.with(|page| page.meant.clone()).map(|meant| view! { <p class="notes">"Nothing is called that. You see what fits " <strong>{meant}</strong> "."</p> })}
            {move || failed.get().map(|error| view! { <p class="error" role="alert">{error.message}</p> })}
            <div class="found">
                <p id=FOUND tabindex="-1" class="quiet" role="status">{move || shown.with(found)}</p>
                <ul class="views" aria-label="Ways to look">{View::ALL.iter().map(|way| view! { <Way way=*way filter /> }).collect_view()}</ul>
            </div>
            {move || match view() {
                View::List => ().into_any(),
                View::Calendar => view! { <Calendar shown /> }.into_any(),
                View::Map => view! { <Plan shown /> }.into_any(),
            }}
            <List shown />
        </section>
    }
}

/// Asks anew whenever the address has changed, and puts the last answer in the place of what is shown.
fn follow(search: Memo<String>, at_first: String, (shown, wanted): (Shown, RwSignal<RunFilter>), failed: RwSignal<Option<AppError>>) {
    let latest = StoredValue::new(at_first);
    Effect::new(move |_| {
        let query = query_of(&search.get());
        if latest.with_value(|latest| *latest == query) {
            return;
        }
        latest.set_value(query.clone());
        wanted.set(RunFilter::parse(&query));
        spawn_local(async move {
            let answer = explore(query.clone()).await;
            // Whoever has asked for something else meanwhile, or has left the page, waits for another answer.
            if latest.try_with_value(|latest| *latest == query) != Some(true) {
                return;
            }
            match answer {
                Ok(page) => {
                    failed.set(None);
                    wanted.set(page.filter.clone());
                    shown.set(page);
                }
                Err(error) => failed.set(Some(error)),
            }
        });
    });
}

/// Goes to a filter without moving the page.
fn go(navigate: &impl Fn(&str, NavigateOptions), filter: &RunFilter) {
    navigate(&filter.to_path(), NavigateOptions { scroll: false, ..NavigateOptions::default() });
}

/// One way to look at what was found.
#[component]
fn Way(way: View, filter: Memo<RunFilter>) -> impl IntoView {
    let here = move || filter.with(|filter| filter.view.unwrap_or(View::List)) == way;
    let path = move || filter.with(|filter| filter.with(|filter| (filter.view, filter.month) = (Some(way).filter(|way| *way != View::List), None)).to_path());
    view! {
        <li>
            <a href=path data-noscroll="" class=move || if here() { "chip chosen" } else { "chip" } aria-current=move || here().then_some("true")>{way.name()}</a>
        </li>
    }
}

/// What the page says of itself to those who link to it.
fn head(page: &ExplorePage) -> impl IntoView + use<> {
    let first_page = RunFilter { after: None, ..page.filter.clone() };
    // A page further down the list, or with nothing on it, is none that one searches for.
    let thin = page.total == 0 || page.filter.after.is_some();
    let feed = first_page.to_path().replacen("/explore", "/explore.atom", 1);
    view! {
        <Title text=heading(page) />
        <PageHead path=first_page.to_path() title=heading(page) description="Walks, workshops and evenings led by people who live here." thin />
        <Link rel="alternate" type_="application/atom+xml" href=feed title="What is coming up" />
    }
}

fn heading(page: &ExplorePage) -> String {
    let city = page.facets.cities.iter().find(|city| page.filter.city.as_deref() == Some(city.value.as_str()));
    let what = match (&page.filter.q, page.filter.when) {
        (Some(words), _) => format!("“{words}”"),
        (None, Some(when)) => when.name().to_owned(),
        (None, None) => "Coming up".to_owned(),
    };
    city.map_or_else(|| what.clone(), |city| format!("{what} in {}", city.name))
}

fn found(page: &ExplorePage) -> String {
    let order = page.filter.order().in_words();
    match page.total {
        0 => "Nothing fits all of this. Take one thing away, or look at another day.".to_owned(),
        1 => format!("1 run, {order}"),
        total => format!("{total} runs, {order}"),
    }
}
