//! What the organization offers: published, drafts, archived.

use crate::{
    api::experiences::{BringBackExperience, DuplicateExperience, HostExperiencesPage, ListedExperience, host_experiences},
    app::{
        components::{errors::loaded, host_bar::HostBar},
        form::{FormState, LiveForm, use_form},
        pages::query,
    },
    domain::experience::ExperienceStatus,
};
use leptos::prelude::*;
use leptos_meta::Title;

/// The forms of the page.
#[derive(Clone, Copy)]
struct Forms {
    duplicate: FormState<DuplicateExperience>,
    back: FormState<BringBackExperience>,
}

/// The list.
#[component]
pub(crate) fn HostExperiences() -> impl IntoView {
    let status = query("status");
    let forms = Forms { duplicate: use_form(), back: use_form() };
    let page = Resource::new_blocking(move || status.get(), host_experiences);
    view! {
        <Title text="Experiences" />
        <HostBar />
        {loaded(page, move |page| content(page, forms))}
    }
}

fn content(page: HostExperiencesPage, forms: Forms) -> impl IntoView {
    let chosen = page.status;
    let shelves = page.counts.into_iter().map(move |(status, count)| {
        let here = status == chosen;
        let name = if status == ExperienceStatus::Draft { "Drafts" } else { status.name() };
        view! { <li><a class=if here { "chip chosen" } else { "chip" } href=format!("/host/experiences?status={status}") aria-current=here.then_some("page")>{name} " " <span class="count">{count}</span></a></li> }
    });
    view! {
        <section class="wrap">
            <p class="crumb"><a href="/host">"← " {page.organization}</a></p>
            <div class="section-head">
                <h1>"Experiences"</h1>
                <p><a class="button" href="/host/experiences/new">"New experience"</a></p>
            </div>
            <ul class="chips" aria-label="Which experiences">{shelves.collect_view()}</ul>
            {if page.experiences.is_empty() {
                view! { <p class="empty">{nothing(chosen)}</p> }.into_any()
            } else if chosen == ExperienceStatus::Archived {
                let rows = page.experiences.into_iter().map(move |experience| view! { <Row experience status=chosen /> }).collect_view();
                view! { <LiveForm state=forms.back label="Bring back"><Table rows=rows.into_any() /></LiveForm> }.into_any()
            } else {
                let rows = page.experiences.into_iter().map(move |experience| view! { <Row experience status=chosen /> }).collect_view();
                view! { <LiveForm state=forms.duplicate label="Duplicate"><Table rows=rows.into_any() /></LiveForm> }.into_any()
            }}
        </section>
    }
}

const fn nothing(status: ExperienceStatus) -> &'static str {
    match status {
        ExperienceStatus::Published => "Nothing is on offer yet.",
        ExperienceStatus::Draft => "No drafts.",
        ExperienceStatus::Archived => "Nothing is archived.",
    }
}

/// A table that turns into cards on a phone. Its buttons belong to the form around it.
#[component]
fn Table(rows: AnyView) -> impl IntoView {
    view! {
        <div class="table">
            <table>
                <thead><tr><th scope="col">"Experience"</th><th scope="col">"Next run"</th><th scope="col">"Pictures"</th><th scope="col"><span class="hidden">"What to do"</span></th></tr></thead>
                <tbody>{rows}</tbody>
            </table>
        </div>
    }
}

#[component]
fn Row(experience: ListedExperience, status: ExperienceStatus) -> impl IntoView {
    let ListedExperience { id, slug, title, domain, neighborhood, city, waiting_since, next_run, pictures } = experience;
    let title = if title.is_empty() { "Untitled".to_owned() } else { title };
    let editor = format!("/host/experiences/{id}");
    let waiting = waiting_since.map(|at| match status {
        ExperienceStatus::Draft => format!("saved {}", at.date_and_clock()),
        ExperienceStatus::Published | ExperienceStatus::Archived => format!("changes not published yet, {}", at.date_and_clock()),
    });
    let button = |words: &'static str| {
        let label = format!("{words}: {title}");
        view! { <button type="submit" class="button ghost small" name="experience" value=id.to_string() aria-label=label>{words}</button> }
    };
    let ways = match status {
        ExperienceStatus::Archived => button("Bring back").into_any(),
        ExperienceStatus::Draft | ExperienceStatus::Published => view! {
            {button("Duplicate")}
            <a class="button ghost small" href=format!("{editor}?archive#archive") aria-label=format!("Archive: {title}")>"Archive"</a>
        }
        .into_any(),
    };
    let public = (status == ExperienceStatus::Published)
        .then(|| view! { <a class="quiet" href=format!("/experiences/{slug}") aria-label=format!("As travelers see it: {title}")>"as travelers see it"</a> });
    view! {
        <tr>
            <td data-label="Experience">
                <a href=editor.clone()><strong>{title.clone()}</strong></a>
                <span class="quiet">{format!("{} · {neighborhood}, {city}", domain.name())}</span>
                {waiting.map(|words| view! { <span class="quiet">{words}</span> })}
                {public}
            </td>
            <td data-label="Next run">{next_run.map_or_else(|| "none".to_owned(), |at| at.date_and_clock())}</td>
            <td data-label="Pictures">{pictures}</td>
            <td><div class="row-ways"><a class="button small" href=editor aria-label=format!("Edit: {title}")>"Edit"</a> {ways}</div></td>
        </tr>
    }
}
