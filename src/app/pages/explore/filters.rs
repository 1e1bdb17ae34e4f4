//! The conditions as a form. Without JavaScript the button sends it; live, every change does, and the counts follow.

use super::{Shown, go};
use crate::{
    app::platform,
    domain::explore::{Facet, Facets, RunFilter, Sort},
};
use leptos::{ev, prelude::*};
use leptos_router::hooks::use_navigate;

/// The form.
#[component]
pub(super) fn Filters(
    shown: Shown,
    /// What is asked for; the answer may be on its way.
    wanted: RwSignal<RunFilter>,
) -> impl IntoView {
    let filter = Memo::new(move |_| wanted.get());
    let facets = Memo::new(move |_| shown.with(|page| page.facets.clone()));
    let prices = Memo::new(move |_| facets.with(|facets| facets.prices.clone()));
    let navigate = StoredValue::new(use_navigate());
    let changed = move |event: &ev::Event| {
        if let Some(query) = platform::query_of_form(event) {
            let wanted = RunFilter::parse(&without_what_it_replaces(&query, &platform::changed_field(event)));
            navigate.with_value(|navigate| go(navigate, &wanted));
        }
    };
    let submit = move |event: ev::SubmitEvent| {
        event.prevent_default();
        changed(&event);
    };
    let one = move |value: fn(&RunFilter) -> Option<String>| Signal::derive(move || filter.with(|filter| value(filter).unwrap_or_default()));
    let of = move |pick: fn(&Facets) -> &Vec<Facet>| Signal::from(Memo::new(move |_| facets.with(|facets| pick(facets).clone())));
    let several = move |values: fn(&RunFilter) -> Vec<String>| Signal::from(Memo::new(move |_| filter.with(values)));
    view! {
        <form method="get" action="/explore" class="sieve" role="search" aria-label="Runs" on:submit=submit on:change=move |event| changed(&event)>
            <div class="filters">
                <Typed label="Looking for" kind="search" name="q" value=one(|filter| filter.q.clone()) />
                <Choice label="Where" name="city" any="Everywhere" options=of(|facets| &facets.cities) chosen=one(|filter| filter.city.clone()) />
                <Choice label="When" name="when" any="Any day" options=of(|facets| &facets.when) chosen=one(|filter| filter.when.map(|when| when.to_string())) />
                <Choice label="Who" name="seats" any="Anyone" options=of(|facets| &facets.seats) chosen=one(|filter| filter.seats.map(|seats| seats.to_string())) />
                <label>"Order"
                    <select name="sort">
                        {move || filter.with(orders)}
                    </select>
                </label>
                <button type="submit" class="button ink">"Show"</button>
            </div>
            <Pills legend="What" name="domain" options=of(|facets| &facets.domains) chosen=several(|filter| filter.domains.iter().map(ToString::to_string).collect()) />
            <Show when=move || facets.with(|facets| !facets.neighborhoods.is_empty())>
                <Pills legend="Neighborhood" name="neighborhood" options=of(|facets| &facets.neighborhoods) chosen=several(|filter| filter.neighborhoods.clone()) />
            </Show>
            <details class="more-filters" open=filter.with_untracked(has_more)>
                <summary>"Dates, price, stake and language"</summary>
                <div class="filters">
                    <Typed label="From" kind="date" name="from" value=one(|filter| filter.from.map(|day| day.to_string())) />
                    <Typed label="Until" kind="date" name="to" value=one(|filter| filter.to.map(|day| day.to_string())) />
                    <Typed label="Price from, ₹" kind="number" name="price_min" value=one(|filter| filter.price_min.map(|rupees| rupees.to_string())) />
                    <Typed label="Price up to, ₹" kind="number" name="price_max" value=one(|filter| filter.price_max.map(|rupees| rupees.to_string())) />
                    <Choice label="Stake" name="stake" any="Either way" options=of(|facets| &facets.stake) chosen=one(|filter| filter.stake.map(|with| if with { "yes" } else { "no" }.to_owned())) />
                </div>
                <Pills legend="Language" name="language" options=of(|facets| &facets.languages) chosen=several(|filter| filter.languages.clone()) />
            </details>
            {move || filter.with(|filter| filter.view).map(|view| view! { <input type="hidden" name="view" value=view.as_str() /> })}
        </form>
        <ul class="chips" aria-label="Prices">
            {move || prices.get().into_iter().map(|price| view! { <PriceChip price filter=filter.get() /> }).collect_view()}
        </ul>
    }
}

/// The orders of a list; the one that goes without saying has no word.
fn orders(filter: &RunFilter) -> impl IntoView + use<> {
    let searching = filter.q.is_some();
    let best = searching.then(|| view! { <option value="" selected=filter.sort.is_none()>"Best match first"</option> });
    let sort = |sort: &Sort| {
        let value = if *sort == Sort::Soonest && !searching { "" } else { sort.as_str() };
        view! { <option value=value selected=filter.sort == Some(*sort)>{sort.name()}</option> }
    };
    view! { {best} {Sort::ALL.iter().map(sort).collect_view()} }
}

/// True where something is asked for that stands among the further conditions.
fn has_more(filter: &RunFilter) -> bool {
    let RunFilter { from, to, price_min, stake, languages, .. } = filter;
    from.is_some() || to.is_some() || price_min.is_some() || stake.is_some() || !languages.is_empty()
}

/// Whoever says a time means it instead of the dates that stand there, and the other way round; another city has other neighborhoods.
fn without_what_it_replaces(query: &str, field: &str) -> String {
    let replaced: &[&str] = match field {
        "when" => &["from", "to"],
        "from" | "to" => &["when"],
        "city" => &["neighborhood"],
        _ => &[],
    };
    let stays = |pair: &&str| !replaced.contains(&pair.split('=').next().unwrap_or_default());
    query.split('&').filter(stays).collect::<Vec<_>>().join("&")
}

/// Something to type.
#[component]
fn Typed(label: &'static str, kind: &'static str, name: &'static str, value: Signal<String>) -> impl IntoView {
    let (least, wide) = ((kind == "number").then_some("0"), (kind == "search").then_some("wide"));
    view! { <label class=wide>{label}<input type=kind name=name min=least value=value.get_untracked() prop:value=value autocomplete="off" /></label> }
}

/// One of several choices, each with its count.
#[component]
fn Choice(label: &'static str, name: &'static str, any: &'static str, options: Signal<Vec<Facet>>, chosen: Signal<String>) -> impl IntoView {
    let option = move |facet: Facet| {
        let (value, runs) = (facet.value.clone(), count(options, facet.value.clone()));
        let selected = facet.value == chosen.get_untracked();
        view! { <option value=value selected=selected>{facet.name} {move || format!(" ({})", runs.get())}</option> }
    };
    view! {
        <label>{label}
            <select name=name prop:value=chosen>
                <option value="">{any}</option>
                <For each=move || options.get() key=|facet| facet.value.clone() children=option />
            </select>
        </label>
    }
}

/// Any number of choices, each with its count.
#[component]
fn Pills(legend: &'static str, name: &'static str, options: Signal<Vec<Facet>>, chosen: Signal<Vec<String>>) -> impl IntoView {
    let pill = move |facet: Facet| {
        let runs = count(options, facet.value.clone());
        let value = facet.value.clone();
        let on = Memo::new(move |_| chosen.with(|chosen| chosen.contains(&value)));
        view! {
            <label class="pill">
                <input type="checkbox" name=name value=facet.value checked=on.get_untracked() prop:checked=on />
                <span>{facet.name} " " <span class="count">{runs}</span></span>
            </label>
        }
    };
    view! {
        <fieldset class="pills">
            <legend>{legend}</legend>
            <For each=move || options.get() key=|facet| facet.value.clone() children=pill />
        </fieldset>
    }
}

/// How many runs a choice would leave.
fn count(options: Signal<Vec<Facet>>, value: String) -> Memo<u32> {
    Memo::new(move |_| options.with(|options| options.iter().find(|facet| facet.value == value).map_or(0, |facet| facet.runs)))
}

/// A highest price, or its end.
#[component]
fn PriceChip(price: Facet, filter: RunFilter) -> impl IntoView {
    let rupees: Option<i64> = price.value.parse().ok();
    let on = filter.price_max == rupees;
    let to = filter.with(|filter| {
        filter.price_max = rupees.filter(|_| !on);
        filter.price_min = filter.price_min.filter(|least| rupees.is_some_and(|most| *least <= most));
    });
    view! {
        <li>
            <a href=to.to_path() data-noscroll="" class=if on { "chip chosen" } else { "chip" } aria-current=on.then_some("true")>
                {price.name} " " <span class="count">{price.runs}</span>
            </a>
        </li>
    }
}
