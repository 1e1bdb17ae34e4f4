//! Home: this weekend in a city, its last seats, what costs nothing and what is new; by domain and by neighborhood.

use super::query;
use crate::{
    api::catalog::{HomePage, RunCard, home},
    app::components::{
        card::{Cards, Plate},
        errors::loaded,
        head::PageHead,
    },
    domain::{
        experience::Domain,
        explore::{Facet, RunFilter, Sort, When},
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
    let HomePage { cities, city, when, first, last_seats, free, newest, total, neighborhoods, domains } = page;
    let here = RunFilter { city: Some(city.slug.clone()), ..RunFilter::default() };
    let to = |change: &dyn Fn(&mut RunFilter)| here.with(|filter| change(filter)).to_path();
    let when = when.unwrap_or(When::Week);
    let (first_path, week_path) = (to(&|filter| filter.when = Some(when)), to(&|filter| filter.when = Some(When::Week)));
    let (free_path, newest_path) = (to(&|filter| filter.price_max = Some(0)), to(&|filter| filter.sort = Some(Sort::Newest)));
    let (cheap_path, all_path) = (to(&|filter| filter.price_max = Some(500)), to(&|_| {}));
    let words = format!("{} in {} this week", runs(u32::try_from(total).unwrap_or(u32::MAX)), neighborhoods_in_words(neighborhoods.len()));
    let elsewhere = cities.iter().filter(|other| other.value != city.slug).cloned().collect::<Vec<_>>();
    // The first city's page is the one that the bare address shows.
    let at_first = cities.first().is_none_or(|first| first.value == city.slug);
    let path = if at_first { "/".to_owned() } else { format!("/?city={}", city.slug) };
    view! {
        <PageHead path title="Nukkad" description="Walks, workshops and evenings led by people who live here. Put down a small stake, turn up, and get it back." />
        <section class="wrap hero">
            <div>
                <h1>"Something good is happening " <em>"round the corner."</em></h1>
                <p class="lead">"Walks, workshops and evenings led by people who live here. Put down a small stake, turn up, and get it back."</p>
            </div>
            <SearchPanel cities city=city.slug.clone() />
        </section>
        <div class="wrap">
            <ul class="chips ruled" aria-label="Ways to look">
                <li><a class="chip chosen" href=first_path.clone()>{when.name()}</a></li>
                {domains.iter().map(|facet| domain_chip(facet, &here)).collect_view()}
                <li><a class="chip" href=free_path.clone()>"Free, or stake only"</a></li>
                <li><a class="chip" href=cheap_path>"Up to ₹500"</a></li>
            </ul>
        </div>
        <section class="wrap" aria-labelledby="first">
            <div class="section-head">
                <div>
                    <h2 id="first">{format!("{} in {}", when.name(), city.name)}</h2>
                    <p class="quiet">{words}</p>
                </div>
                <p class="cities">"Elsewhere: " {elsewhere.into_iter().map(|other| view! { <a href=format!("/?city={}", other.value)>{other.name}</a> " " }).collect_view()}</p>
            </div>
            {if first.is_empty() {
                view! { <p>"Nothing is on this week. "<a href=all_path>"See what comes later"</a></p> }.into_any()
            } else {
                view! {
                    <Cards cards=first />
                    <p class="more"><a class="button ghost" href=week_path>{format!("All {} this week", runs(u32::try_from(total).unwrap_or(u32::MAX)))}</a></p>
                }.into_any()
            }}
        </section>
        <Shelf id="last" title="Last seats" about="A few are left, and then they are gone." cards=last_seats />
        <Shelf id="free" title="Free, or stake only" about="Nothing to pay, or only what comes back when you come." cards=free more=free_path />
        <Shelf id="new" title="Newly listed" about="Fresh on the corner." cards=newest more=newest_path />
        <section class="wrap" aria-labelledby="places">
            <h2 id="places">"By neighborhood"</h2>
            <ul class="plates">{neighborhoods.iter().map(|facet| neighborhood_link(facet, &here)).collect_view()}</ul>
        </section>
        <section class="wrap promise" aria-label="How the stake works">
            <div><h3>"Book a seat"</h3><p>"The seat is yours the moment you press the button. No two people are ever sold the same one."</p></div>
            <div><h3>"Put down a stake"</h3><p>"A small deposit beside the price. It is kept apart, for you, so that hosts can count on people coming."</p></div>
            <div><h3>"Come, and get it back"</h3><p>"The host ticks you off at the corner and the stake is on its way home. All of it."</p></div>
        </section>
    }
}

fn runs(count: u32) -> String {
    if count == 1 { "1 run".to_owned() } else { format!("{count} runs") }
}

fn neighborhoods_in_words(count: usize) -> String {
    if count == 1 { "1 neighborhood".to_owned() } else { format!("{count} neighborhoods") }
}

/// A few cards under a heading, and the way to more; nothing where there are none.
#[component]
fn Shelf(id: &'static str, title: &'static str, about: &'static str, cards: Vec<RunCard>, #[prop(optional, into)] more: Option<String>) -> impl IntoView {
    (!cards.is_empty()).then(|| {
        view! {
            <section class="wrap" aria-labelledby=id>
                <div class="section-head">
                    <div><h2 id=id>{title}</h2><p class="quiet">{about}</p></div>
                    {more.map(|path| view! { <p class="links"><a href=path aria-label=format!("See all: {title}")>"See all"</a></p> })}
                </div>
                <Cards cards />
            </section>
        }
    })
}

fn domain_chip(facet: &Facet, here: &RunFilter) -> impl IntoView + use<> {
    let filter = here.with(|filter| filter.domains = facet.value.parse::<Domain>().into_iter().collect());
    view! { <li><a class="chip" href=filter.to_path()>{facet.name.clone()} <span class="count">{facet.runs}</span></a></li> }
}

fn neighborhood_link(facet: &Facet, here: &RunFilter) -> impl IntoView + use<> {
    let filter = here.with(|filter| filter.neighborhoods = vec![facet.value.clone()]);
    view! { <li><a href=filter.to_path()><Plate name=facet.name.clone() /> <span class="quiet">{runs(facet.runs)}</span></a></li> }
}

/// Where, when, what and how many: a form that leads to explore.
#[component]
fn SearchPanel(cities: Vec<Facet>, city: String) -> impl IntoView {
    view! {
        <div class="search">
            <Form method="GET" action="/explore">
                <label class="wide">"Looking for"<input type="search" name="q" maxlength="100" autocomplete="off" /></label>
                <label>"Where"
                    <select name="city">
                        {cities.into_iter().map(|place| view! { <option value=place.value.clone() selected=place.value == city>{place.name}</option> }).collect_view()}
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
