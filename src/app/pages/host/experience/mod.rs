//! The editor of an experience. What is typed is a working copy that is saved by itself; travelers see it once it is published.

mod desk;
mod fields;
mod questions;

use crate::{
    api::experiences::{ArchiveExperience, BringBackExperience, DiscardChanges, EditorPage, PlaceChoice, SaveExperience, Then, experience_editor},
    app::{
        components::{errors::loaded, host_bar::HostBar},
        form::{FormState, LiveForm, Submit, field_id, use_form},
        pages::{param, query},
    },
    domain::experience::{Domain, ExperienceStatus},
};
use desk::Desk;
use fields::Fields;
use leptos::prelude::*;
use leptos_meta::Title;

/// The forms of the page.
#[derive(Clone, Copy)]
struct Forms {
    save: FormState<SaveExperience>,
    discard: FormState<DiscardChanges>,
    archive: FormState<ArchiveExperience>,
    back: FormState<BringBackExperience>,
}

/// The page. The word `done` in its query says what has just been done; `archive` unfolds the question whether it is to be archived.
#[component]
pub(crate) fn Editor() -> impl IntoView {
    let (id, done, archive) = (param("id"), query("done"), query("archive"));
    let forms = Forms { save: use_form(), discard: use_form(), archive: use_form(), back: use_form() };
    let page = Resource::new_blocking(move || id.get(), experience_editor);
    view! {
        <HostBar />
        {loaded(page, move |page| content(page, forms, done.get_untracked(), archive.get_untracked().is_some()))}
    }
}

fn content(page: EditorPage, forms: Forms, done: Option<String>, archive: bool) -> impl IntoView {
    let desk = Desk::new(&page, forms.save);
    let title = move || desk.typed.with(|typed| Some(typed.title_for_lists()).filter(|title| !title.is_empty()).unwrap_or_else(|| "Untitled".to_owned()));
    let on_offer = page.status == ExperienceStatus::Published;
    let note = done.as_deref().and_then(done_words);
    let (public, schedule) = (format!("/experiences/{}", page.slug), format!("/host/runs/new?experience={}", page.experience));
    let (id, shown) = (page.experience.to_string(), page.clone());
    view! {
        <Title text=title />
        <section class="wrap editor">
            <p class="crumb"><a href="/host/experiences">"← Experiences"</a></p>
            <h1>{title}</h1>
            <p class="row-tags">
                <span class=format!("tag {}", tag(page.status))>{page.status.name().to_lowercase()}</span>
                {on_offer.then(|| view! { <a href=public>"As travelers see it now"</a> <a href=schedule>"Schedule a run"</a> })}
            </p>
            <div role="status">{note.map(|note| view! { <p class="notice good">{note}</p> })}</div>
            <LiveForm state=forms.save label="Experience">
                <input type="hidden" name="experience" value=id />
                <input type="hidden" name="version" prop:value=move || desk.version.get().to_string() value=desk.version.get_untracked().to_string() />
                // A press of Enter in a field presses the first button of the form: this one saves.
                <SaveButton desk words="Save draft" class="first-button" hidden=true />
                <TheirSave desk />
                <div class="two" on:input=move |event| desk.changed(&event)>
                    <div><Fields desk places=shown.places.clone() tiles=shown.tiles.clone() /></div>
                    <div class="side"><Panel desk page=shown /></div>
                </div>
            </LiveForm>
            {(page.waiting && page.was_published).then(|| view! { <Discard page=page.clone() form=forms.discard /> })}
            {if page.status == ExperienceStatus::Archived {
                view! { <BringBack page form=forms.back /> }.into_any()
            } else {
                view! { <Archive page form=forms.archive open=archive /> }.into_any()
            }}
        </section>
    }
}

fn done_words(done: &str) -> Option<&'static str> {
    Some(match done {
        "saved" => "Your draft is saved. Travelers do not see it yet.",
        "published" => "Published: this is what travelers see now.",
        "discarded" => "The changes are thrown away. This is what travelers see.",
        "copied" => "This is the copy: a draft of its own.",
        "back" => "It is back on the shelf.",
        _ => return None,
    })
}

const fn tag(status: ExperienceStatus) -> &'static str {
    match status {
        ExperienceStatus::Draft => "pending",
        ExperienceStatus::Published => "confirmed",
        ExperienceStatus::Archived => "cancelled",
    }
}

/// Saves, and stays on the page where there is JavaScript.
#[component]
fn SaveButton(desk: Desk, words: &'static str, class: &'static str, #[prop(optional)] hidden: bool) -> impl IntoView {
    let press = move |event: leptos::ev::MouseEvent| {
        event.prevent_default();
        desk.read(&event);
        desk.save();
    };
    view! { <button type="submit" class=class name="then" value=Then::Save.as_str() tabindex=hidden.then_some("-1") aria-hidden=hidden.then_some("true") on:click=press>{words}</button> }
}

/// Somebody else has saved in between: who and when, and the two ways on.
#[component]
fn TheirSave(desk: Desk) -> impl IntoView {
    let shown = move |theirs: desk::Theirs| {
        let version = theirs.version;
        let over = move |event: leptos::ev::MouseEvent| {
            event.prevent_default();
            desk.read(&event);
            desk.save_over(version);
        };
        view! {
            <div class="notice bad">
                <p><strong>{theirs.words} ", after you had opened it."</strong> " What you typed is all still here, and is not saved yet."</p>
                <div class="actions">
                    <button type="submit" class="button small" name="over" value=version.to_string() on:click=over>"Save mine over it"</button>
                    <a class="button ghost small" href=format!("/host/experiences/{}", desk.experience) rel="external">"Take theirs, and lose mine"</a>
                </div>
            </div>
        }
    };
    view! { <div role="alert">{move || desk.theirs.get().map(shown)}</div> }
}

/// What is missing, how saving goes, and the buttons.
#[component]
fn Panel(desk: Desk, page: EditorPage) -> impl IntoView {
    let EditorPage { experience, status, pictures, .. } = page;
    // The buttons' ids are the words that they send.
    let leave = move |then: Then| {
        move |event: leptos::ev::MouseEvent| {
            if !desk.may_leave(&event, then.as_str()) {
                event.prevent_default();
            }
        }
    };
    let label = Signal::stored(if status == ExperienceStatus::Published { "Publish the changes".to_owned() } else { "Publish".to_owned() });
    let busy = desk.form.busy();
    view! {
        <div class="panel editor-panel">
            <h2>"Before publishing"</h2>
            <Missing desk />
            <p><a href=format!("/host/experiences/{experience}/pictures")>"Pictures"</a> {picture_words(pictures)}</p>
            <p class="quiet small" role="status">{move || desk.note.get()}</p>
            <SaveButton desk words="Save draft" class="button ghost wide" />
            <button type="submit" class="button ghost wide" id=Then::Preview.as_str() name="then" value=Then::Preview.as_str() on:click=leave(Then::Preview)>"Preview"</button>
            <button type="submit" class="button wide" id=Then::Publish.as_str() name="then" value=Then::Publish.as_str() aria-disabled=move || busy.get().then_some("true") on:click=leave(Then::Publish)>
                {move || if busy.get() { "One moment…".to_owned() } else { label.get() }}
            </button>
        </div>
    }
}

fn picture_words(pictures: u64) -> String {
    match pictures {
        0 => ": none yet. They are not needed, but people book what they can see.".to_owned(),
        1 => ": 1".to_owned(),
        pictures => format!(": {pictures}"),
    }
}

/// All that keeps it from being published, each with the way to its field.
#[component]
fn Missing(desk: Desk) -> impl IntoView {
    let list = move || {
        let faults = desk.faults.get();
        if faults.is_empty() {
            return view! { <p class="complete">"Nothing is missing."</p> }.into_any();
        }
        let fault =
            |fault: crate::domain::draft::Fault| view! { <li><a href=format!("#{}", field_id(&format!("form[{}]", fault.field)))>{fault.words}</a></li> };
        view! { <ul class="missing" aria-label="What is missing">{faults.into_iter().map(fault).collect_view()}</ul> }.into_any()
    };
    view! { <div>{list}</div> }
}

/// Throwing the working copy away.
#[component]
fn Discard(page: EditorPage, form: FormState<DiscardChanges>) -> impl IntoView {
    view! {
        <details class="fold">
            <summary>"Throw the changes away"</summary>
            <p>"The editor shows again what travelers see. What was changed since is gone."</p>
            <LiveForm state=form label="Throw the changes away">
                <input type="hidden" name="experience" value=page.experience.to_string() />
                <input type="hidden" name="version" value=page.version.to_string() />
                <Submit label=Signal::stored("Throw the changes away".to_owned()) busy=form.busy() class="button danger" />
            </LiveForm>
        </details>
    }
}

/// Taking it off the shelf, with what becomes of the runs that are yet to come.
#[component]
fn Archive(page: EditorPage, form: FormState<ArchiveExperience>, open: bool) -> impl IntoView {
    let seats = if page.seats_booked == 1 { "1 seat".to_owned() } else { format!("{} seats", page.seats_booked) };
    let to_come = match page.runs_to_come {
        0 => "No runs are to come.".to_owned(),
        1 => format!("1 run is to come, with {seats} booked. It takes place, and who has booked keeps the seats; nobody else can book."),
        runs => format!("{runs} runs are to come, with {seats} booked. They take place, and who has booked keeps the seats; nobody else can book."),
    };
    let more = (page.runs_to_come > 0).then(|| view! { " To give everything back instead, " <a href="/host/runs">"call the runs off"</a> "." });
    view! {
        <details class="fold" id="archive" open=open>
            <summary>"Archive this experience"</summary>
            <p>"It goes off the shelf: travelers no longer find it, and no new runs can be scheduled. You can bring it back at any time."</p>
            <p>{to_come} {more}</p>
            <LiveForm state=form label="Archive this experience">
                <input type="hidden" name="experience" value=page.experience.to_string() />
                <Submit label=Signal::stored("Archive it".to_owned()) busy=form.busy() class="button danger" />
            </LiveForm>
        </details>
    }
}

/// Putting it back on the shelf.
#[component]
fn BringBack(page: EditorPage, form: FormState<BringBackExperience>) -> impl IntoView {
    let words = if page.was_published {
        "Travelers find it again, as they saw it last, and can book the runs that are yet to come."
    } else {
        "It becomes a draft again, which only you see."
    };
    view! {
        <section class="panel quiet-panel" aria-labelledby="back">
            <h2 id="back">"Off the shelf"</h2>
            <p>{words}</p>
            <LiveForm state=form label="Bring back">
                <input type="hidden" name="experience" value=page.experience.to_string() />
                <Submit label=Signal::stored("Bring it back".to_owned()) busy=form.busy() />
            </LiveForm>
        </section>
    }
}

/// The kinds of experiences, as a choice.
pub(super) fn domain_groups() -> Vec<(String, Vec<(String, String)>)> {
    vec![(String::new(), Domain::ALL.iter().map(|domain| (domain.to_string(), domain.name().to_owned())).collect())]
}

/// The neighborhoods under their cities, as a choice.
pub(super) fn place_groups(places: &[PlaceChoice]) -> Vec<(String, Vec<(String, String)>)> {
    let mut groups: Vec<(String, Vec<(String, String)>)> = Vec::new();
    for place in places {
        let choice = (place.id.to_string(), place.name.clone());
        match groups.last_mut() {
            Some((city, choices)) if *city == place.city => choices.push(choice),
            _ => groups.push((place.city.clone(), vec![choice])),
        }
    }
    groups
}
