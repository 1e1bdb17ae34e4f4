//! What somebody keeps: experiences with their next dates, hosts they follow, and searches with their mail.

use super::query;
use crate::{
    api::{
        favorites::{FollowedHost, KeepFavorite, SavedCard, SavedPage, saved},
        saved_searches::{MailHosts, SavedSearch},
    },
    app::{
        components::{
            card::{Cover, LogoImage, PriceTag, SeatsLeft, hour_of},
            errors::loaded,
            favorites::{Keep, Toggle},
            saved_searches::{SearchForms, SearchRow},
        },
        form::{FormState, LiveForm, use_form},
    },
    domain::{saved::FavoriteKind, time::duration_words},
};
use leptos::prelude::*;
use leptos_meta::Title;

/// The forms of the page.
#[derive(Clone, Copy)]
struct Forms {
    keep: FormState<KeepFavorite>,
    hosts: FormState<MailHosts>,
    searches: SearchForms,
}

/// The page of what somebody keeps.
#[component]
pub(crate) fn Saved() -> impl IntoView {
    let searches = SearchForms { rename: use_form(), mail: use_form(), delete: use_form() };
    let forms = Forms { keep: use_form(), hosts: use_form(), searches };
    let asked = query("page");
    let page = Resource::new_blocking(move || asked.get(), saved);
    view! {
        <Title text="Saved" />
        {loaded(page, move |page| content(page, forms))}
    }
}

fn content(page: SavedPage, forms: Forms) -> impl IntoView {
    let SavedPage { experiences, total, page, pages, hosts, hosts_in_mail, searches } = page;
    view! {
        <section class="wrap">
            <h1>"Saved"</h1>
            <h2 id="experiences">"Experiences"</h2>
            {if total == 0 {
                view! { <p>"Nothing saved yet. Press Save on a page that you like, and it waits here with its next date. "<a href="/explore">"See what is on"</a></p> }.into_any()
            } else {
                view! { <ul class="cards">{experiences.into_iter().map(|card| view! { <li><Tile card form=forms.keep /></li> }).collect_view()}</ul> }.into_any()
            }}
            {(pages > 1).then(|| view! { <Pages page pages /> })}
        </section>
        <section class="wrap" aria-labelledby="hosts">
            <h2 id="hosts">"Hosts you follow"</h2>
            <Hosts hosts hosts_in_mail forms />
        </section>
        <section class="wrap" aria-labelledby="searches">
            <h2 id="searches">"Searches"</h2>
            <Searches searches forms=forms.searches />
        </section>
    }
}

/// An experience, and its next date where there is one.
#[component]
fn Tile(card: SavedCard, form: FormState<KeepFavorite>) -> impl IntoView {
    let SavedCard { experience, offered, next } = card;
    let hour = next.as_ref().map_or("day", |run| hour_of(&run.starts));
    let to = match (&next, offered) {
        (Some(run), _) => Some(format!("/runs/{}", run.run)),
        (None, true) => Some(format!("/experiences/{}", experience.slug)),
        (None, false) => None,
    };
    let title = experience.title.clone();
    let title = to.map_or_else(|| title.clone().into_any(), |to| view! { <a href=to>{title.clone()}</a> }.into_any());
    let when = match (&next, offered) {
        (Some(run), _) => format!("Next: {}", run.starts.date_and_clock()),
        (None, true) => "No open dates just now".to_owned(),
        (None, false) => "Not on offer just now".to_owned(),
    };
    view! {
        <article class="card">
            <Cover slug=experience.slug.clone() domain=experience.domain hour=hour.to_owned() neighborhood=experience.neighborhood photo=experience.cover alt=String::new() />
            <div class="card-text">
                <h3>{title}</h3>
                <p>{when}</p>
                <p class="quiet">{experience.domain.name()} " · " {duration_words(experience.duration_minutes)}</p>
                <Kept kind=FavoriteKind::Experience of=experience.slug name=experience.title form />
            </div>
            {next.map(|run| view! { <div class="stub"><PriceTag price=run.price stake=run.stake /><SeatsLeft run=run.run seats=run.seats bookable=run.bookable /></div> })}
        </article>
    }
}

/// The button of something that was kept when the page was loaded. Let go of, it stays in its place, so that it can be kept again.
#[component]
fn Kept(kind: FavoriteKind, of: String, name: String, form: FormState<KeepFavorite>) -> impl IntoView {
    let kept = RwSignal::new(true);
    let done = Callback::new(move |sent: KeepFavorite| kept.set(sent.keep));
    let form = form.for_row(|sent| sent.kind == kind && sent.of == of);
    view! { <div class="favorite"><Keep kind of name kept form done /></div> }
}

#[component]
fn Hosts(hosts: Vec<FollowedHost>, hosts_in_mail: bool, forms: Forms) -> impl IntoView {
    if hosts.is_empty() {
        return view! { <p>"Nobody yet. Press Follow on a host’s page, and their new dates come in your weekly mail."</p> }.into_any();
    }
    let weekly = RwSignal::new(hosts_in_mail);
    let done = Callback::new(move |sent: MailHosts| weekly.set(sent.weekly));
    let row = move |host: FollowedHost| {
        view! {
            <li>
                <article class="search-row">
                    {host.logo.map(|logo| view! { <LogoImage logo class="logo small" /> })}
                    <h3><a href=format!("/hosts/{}", host.slug)>{host.name.clone()}</a></h3>
                    <p class="quiet">{host.tagline}</p>
                    <Kept kind=FavoriteKind::Host of=host.slug name=host.name form=forms.keep />
                </article>
            </li>
        }
    };
    view! {
        <LiveForm state=forms.hosts label="Mail about hosts" done>
            <input type="hidden" name="weekly" value=move || (!weekly.get()).to_string() />
            <Toggle word="Weekly mail" label="Weekly mail: new dates of these hosts".to_owned() on=weekly busy=forms.hosts.busy() />
        </LiveForm>
        <ul class="rows">{hosts.into_iter().map(row).collect_view()}</ul>
    }
    .into_any()
}

#[component]
fn Searches(searches: Vec<SavedSearch>, forms: SearchForms) -> impl IntoView {
    if searches.is_empty() {
        return view! { <p>"None yet. " <a href="/explore">"Look for something"</a> " and press Save this search: what is new comes once a week, by mail."</p> }.into_any();
    }
    view! {
        <p class="quiet">"Everything new comes in one mail a week. Where there is nothing new, there is no mail."</p>
        <ul class="rows">{searches.into_iter().map(|search| view! { <li><SearchRow search forms /></li> }).collect_view()}</ul>
    }
    .into_any()
}

/// Ways to the other pages of saved experiences.
#[component]
fn Pages(page: u64, pages: u64) -> impl IntoView {
    let to = |page: u64| format!("/saved?page={page}");
    view! {
        <nav class="more" aria-label="Pages">
            {(page > 1).then(|| view! { <a class="button ghost" href=to(page - 1) rel="prev">"Saved later"</a> })}
            {(page < pages).then(|| view! { <a class="button" href=to(page + 1) rel="next">"Saved earlier"</a> })}
        </nav>
    }
}
