//! Home: what is on this week in a city, by neighborhood and by domain.

use super::query;
use crate::{
    api::catalog::{Count, HomePage, PlaceGroup, home},
    app::components::{
        card::{Cards, Plate},
        errors::loaded,
        head::PageHead,
    },
    domain::{
        experience::Domain,
        explore::{RunFilter, When},
    },
};
use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::components::Form;

/// The home page.
#[component]
pub(crate) fn Home() -> impl IntoView {
    let page = {
        let city = query("city");
        Resource::new_blocking(move || city.get(), home)
    };
    view! {
        <Title text="" />
        {loaded(page, content)}
    }
}

fn content(page: HomePage) -> impl IntoView {
    let city = page.city.clone();
    let in_city = move |change: fn(RunFilter) -> RunFilter| change(RunFilter { city: Some(city.slug.clone()), ..RunFilter::default() }).to_path();
    let week = in_city(|filter| RunFilter { when: Some(When::Week), ..filter });
    let others = page.cities.iter().filter(|other| other.slug != page.city.slug).cloned().collect::<Vec<_>>();
    let places = page.neighborhoods.len();
    // The first city's page is the one that the bare address shows.
    let first = page.cities.first().is_none_or(|first| first.slug == page.city.slug);
    let path = if first { "/".to_owned() } else { format!("/?city={}", page.city.slug) };
    view! {
        <PageHead path title="Nukkad" description="Walks, workshops and evenings led by people who live here. Put down a small stake, turn up, and get it back." />
        <section class="wrap hero">
            <div>
                <h1>"Something good is happening " <em>"round the corner."</em></h1>
                <p class="lead">"Walks, workshops and evenings led by people who live here. Put down a small stake, turn up, and get it back."</p>
            </div>
            <SearchPanel cities=page.cities.clone() city=page.city.slug.clone() />
        </section>
        <div class="wrap">
            <ul class="chips ruled" aria-label="Ways to look">
                <li><a class="chip chosen" href=in_city(|filter| RunFilter { when: Some(When::Weekend), ..filter })>"This weekend"</a></li>
                {page.domains.iter().map(|count| domain_chip(count, &page.city.slug)).collect_view()}
                <li><a class="chip" href=in_city(|filter| RunFilter { price_max: Some(0), ..filter })>"Free, or stake only"</a></li>
                <li><a class="chip" href=in_city(|filter| RunFilter { price_max: Some(500), ..filter })>"Up to ₹500"</a></li>
            </ul>
        </div>
        <section class="wrap" aria-labelledby="week">
            <div class="section-head">
                <div>
                    <h2 id="week">{format!("This week in {}", page.city.name)}</h2>
                    <p class="quiet">{format!("{} runs in {places} neighborhoods", page.total)}</p>
                </div>
                <p class="cities">"Elsewhere: " {others.into_iter().map(|other| view! { <a href=format!("/?city={}", other.slug)>{other.name}</a> " " }).collect_view()}</p>
            </div>
            <Cards cards=page.runs />
            <p class="more"><a class="button ghost" href=week>{format!("All {} runs this week", page.total)}</a></p>
        </section>
        <section class="wrap" aria-labelledby="places">
            <h2 id="places">"By neighborhood"</h2>
            <ul class="plates">{page.neighborhoods.iter().map(|count| neighborhood_link(count, &page.city.slug)).collect_view()}</ul>
        </section>
        <section class="wrap promise" aria-label="How the stake works">
            <div><h3>"Book a seat"</h3><p>"The seat is yours the moment you press the button. No two people are ever sold the same one."</p></div>
            <div><h3>"Put down a stake"</h3><p>"A small deposit beside the price. It is kept apart, for you, so that hosts can count on people coming."</p></div>
            <div><h3>"Come, and get it back"</h3><p>"The host ticks you off at the corner and the stake is on its way home. All of it."</p></div>
        </section>
    }
}

fn domain_chip(count: &Count, city: &str) -> impl IntoView + use<> {
    let filter = RunFilter { city: Some(city.to_owned()), domains: count.slug.parse::<Domain>().into_iter().collect(), ..RunFilter::default() };
    view! { <li><a class="chip" href=filter.to_path()>{count.name.clone()} <span class="count">{count.runs}</span></a></li> }
}

fn neighborhood_link(count: &Count, city: &str) -> impl IntoView + use<> {
    let filter = RunFilter { city: Some(city.to_owned()), neighborhoods: vec![count.slug.clone()], ..RunFilter::default() };
    let runs = if count.runs == 1 { "1 run".to_owned() } else { format!("{} runs", count.runs) };
    view! { <li><a href=filter.to_path()><Plate name=count.name.clone() /> <span class="quiet">{runs}</span></a></li> }
}

/// Where, when, what and how many: a form that leads to explore.
#[component]
fn SearchPanel(cities: Vec<PlaceGroup>, city: String) -> impl IntoView {
    view! {
        <div class="search">
            <Form method="GET" action="/explore">
                <label>"Where"
                    <select name="city">
                        {cities.into_iter().map(|place| view! { <option value=place.slug.clone() selected=place.slug == city>{place.name}</option> }).collect_view()}
                    </select>
                </label>
                <label>"When"
                    <select name="when">
                        {When::ALL.iter().rev().map(|when| view! { <option value=when.as_str()>{when.name()}</option> }).collect_view()}
                        <option value="">"Any day"</option>
                    </select>
                </label>
                <label>"What"
                    <select name="domain">
                        <option value="">"Anything"</option>
                        {Domain::ALL.iter().map(|domain| view! { <option value=domain.as_str()>{domain.name()}</option> }).collect_view()}
                    </select>
                </label>
                <label>"Who"
                    <select name="seats">
                        <option value="1">"1 traveler"</option>
                        {(2..=8).map(|count| view! { <option value=count selected=count == 2>{format!("{count} travelers")}</option> }).collect_view()}
                    </select>
                </label>
                <button type="submit" class="button ink">"Show what is on"</button>
            </Form>
        </div>
    }
}
