//! Explore: upcoming runs, soonest first, narrowed down by the words in the address.

use crate::{
    api::catalog::{ExplorePage, PlaceGroup, explore},
    app::components::{card::Cards, errors::loaded, head::PageHead},
    domain::{
        experience::Domain,
        explore::{RunFilter, When},
        money::Paise,
    },
};
use leptos::prelude::*;
use leptos_meta::{Link, Title};
use leptos_router::{components::Form, hooks::use_location};

/// The list of runs.
#[component]
pub(crate) fn Explore() -> impl IntoView {
    let search = use_location().search;
    let page = Resource::new_blocking(move || search.get().trim_start_matches('?').to_owned(), explore);
    view! {
        <Title text="Explore" />
        {loaded(page, content)}
    }
}

fn content(page: ExplorePage) -> impl IntoView {
    let first_page = RunFilter { after: None, ..page.filter.clone() };
    let found = match page.total {
        0 => "Nothing fits all of this. Take one thing away, or look at another day.".to_owned(),
        1 => "1 run, soonest first".to_owned(),
        total => format!("{total} runs, soonest first"),
    };
    // A page further down the list, or with nothing on it, is none that one searches for.
    let thin = page.total == 0 || page.filter.after.is_some();
    let feed = first_page.to_path().replacen("/explore", "/explore.atom", 1);
    view! {
        <PageHead path=first_page.to_path() title=heading(&page) description="Walks, workshops and evenings led by people who live here." thin />
        <Link rel="alternate" type_="application/atom+xml" href=feed title="What is coming up" />
        <section class="wrap explore">
            <h1>{heading(&page)}</h1>
            <Filters filter=page.filter.clone() cities=page.cities.clone() />
            {chosen(&first_page, &page.cities)}
            <p class="quiet" role="status">{found}</p>
            <h2 class="hidden">"Runs"</h2>
            <Cards cards=page.runs />
            <nav class="more" aria-label="Pages">
                {page.filter.after.map(|_| view! { <a class="button ghost" href=first_page.to_path()>"Back to the soonest"</a> })}
                {page.next.map(|next| view! { <a class="button" href=next rel="next">"Later runs"</a> })}
            </nav>
        </section>
    }
}

fn heading(page: &ExplorePage) -> String {
    let city = page.cities.iter().find(|city| page.filter.city.as_deref() == Some(city.slug.as_str()));
    let when = page.filter.when.map_or("Coming up", When::name);
    city.map_or_else(|| when.to_owned(), |city| format!("{when} in {}", city.name))
}

/// Every condition in force as a chip that takes it away.
fn chosen(filter: &RunFilter, cities: &[PlaceGroup]) -> impl IntoView + use<> {
    let mut chips: Vec<(String, RunFilter)> = Vec::new();
    let without = |change: &dyn Fn(&mut RunFilter)| {
        let mut rest = filter.clone();
        change(&mut rest);
        rest
    };
    if let Some(slug) = &filter.city {
        let name = cities.iter().find(|city| city.slug == *slug).map_or(slug, |city| &city.name);
        chips.push((name.clone(), without(&|rest| rest.city = None)));
    }
    for domain in &filter.domains {
        chips.push((domain.name().to_owned(), without(&|rest| rest.domains.retain(|other| other != domain))));
    }
    for slug in &filter.neighborhoods {
        let name = cities.iter().flat_map(|city| &city.neighborhoods).find(|place| place.slug == *slug).map_or(slug, |place| &place.name);
        chips.push((name.clone(), without(&|rest| rest.neighborhoods.retain(|other| other != slug))));
    }
    chips.extend(filter.when.map(|when| (when.name().to_owned(), without(&|rest| rest.when = None))));
    chips.extend(filter.from.map(|day| (format!("From {day}"), without(&|rest| rest.from = None))));
    chips.extend(filter.to.map(|day| (format!("Until {day}"), without(&|rest| rest.to = None))));
    chips.extend(filter.price_min.map(|rupees| (format!("From {}", rupee_tag(rupees)), without(&|rest| rest.price_min = None))));
    chips.extend(filter.price_max.map(|rupees| {
        (if rupees == 0 { "Free, or stake only".to_owned() } else { format!("Up to {}", rupee_tag(rupees)) }, without(&|rest| rest.price_max = None))
    }));
    chips.extend(filter.seats.filter(|seats| *seats > 1).map(|seats| (format!("{seats} seats together"), without(&|rest| rest.seats = None))));
    let several = chips.len() > 1;
    view! {
        <ul class="chips" aria-label="In force">
            {chips.into_iter().map(|(name, rest)| {
                let label = format!("Take away: {name}");
                view! { <li><a class="chip chosen" href=rest.to_path() aria-label=label>{name} <span aria-hidden="true">" ×"</span></a></li> }
            }).collect_view()}
            {several.then(|| view! { <li><a class="chip" href="/explore">"Clear all"</a></li> })}
        </ul>
    }
}

fn rupee_tag(rupees: i64) -> String {
    Paise::from_rupees(rupees).unwrap_or_default().short()
}

/// Conditions that the form has no field for, so that sending it keeps them.
fn unseen(filter: &RunFilter) -> Vec<(&'static str, String)> {
    let mut words: Vec<(&str, String)> = Vec::new();
    words.extend(filter.domains.iter().skip(1).map(|domain| ("domain", domain.to_string())));
    words.extend(filter.neighborhoods.iter().map(|slug| ("neighborhood", slug.clone())));
    words.extend(filter.from.map(|day| ("from", day.to_string())));
    words.extend(filter.to.map(|day| ("to", day.to_string())));
    words.extend(filter.price_min.map(|rupees| ("price_min", rupees.to_string())));
    words
}

/// The conditions as a form; without JavaScript the button sends it.
#[component]
fn Filters(filter: RunFilter, cities: Vec<PlaceGroup>) -> impl IntoView {
    let kept = unseen(&filter);
    let RunFilter { city, domains, when, price_max, seats, .. } = filter;
    let domain = domains.first().copied();
    view! {
        <Form method="GET" action="/explore">
            {kept.into_iter().map(|(word, value)| view! { <input type="hidden" name=word value=value /> }).collect_view()}
            <div class="filters">
                <label>"Where"
                    <select name="city">
                        <option value="">"Everywhere"</option>
                        {cities.into_iter().map(|place| view! { <option value=place.slug.clone() selected=city.as_ref() == Some(&place.slug)>{place.name}</option> }).collect_view()}
                    </select>
                </label>
                <label>"When"
                    <select name="when">
                        <option value="">"Any day"</option>
                        {When::ALL.iter().map(|choice| view! { <option value=choice.as_str() selected=when == Some(*choice)>{choice.name()}</option> }).collect_view()}
                    </select>
                </label>
                <label>"What"
                    <select name="domain">
                        <option value="">"Anything"</option>
                        {Domain::ALL.iter().map(|choice| view! { <option value=choice.as_str() selected=domain == Some(*choice)>{choice.name()}</option> }).collect_view()}
                    </select>
                </label>
                <label>"Price"
                    <select name="price_max">
                        <option value="">"Any price"</option>
                        {[(0, "Free, or stake only"), (500, "Up to ₹500"), (1_000, "Up to ₹1,000")].map(|(rupees, words)| view! { <option value=rupees selected=price_max == Some(rupees)>{words}</option> }).collect_view()}
                    </select>
                </label>
                <label>"Who"
                    <select name="seats">
                        <option value="">"1 traveler"</option>
                        {(2..=8_u32).map(|count| view! { <option value=count selected=seats == Some(count)>{format!("{count} travelers")}</option> }).collect_view()}
                    </select>
                </label>
                <button type="submit" class="button ink">"Show"</button>
            </div>
        </Form>
    }
}
