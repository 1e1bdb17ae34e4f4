//! The fields of the editor.

use super::{desk::Desk, domain_groups, place_groups, questions::QuestionList};
use crate::{
    api::experiences::PlaceChoice,
    app::{
        components::map::Map,
        form::{Choice, Field, field_id},
    },
    domain::{draft::ExperienceForm, experience::RefundPreset, map, refund_policy::RefundPolicy},
};
use leptos::prelude::*;

/// All of them, in the order in which travelers read.
#[component]
pub(super) fn Fields(desk: Desk, places: Vec<PlaceChoice>, tiles: Option<String>) -> impl IntoView {
    let typed = desk.typed.get_untracked();
    view! {
        <Telling desk typed=typed.clone() />
        <Place desk typed=typed.clone() places tiles />
        <Practical desk typed=typed.clone() />
        <Refunds desk chosen=typed.refund_preset />
        <QuestionList desk />
    }
}

/// What it is.
#[component]
fn Telling(desk: Desk, typed: ExperienceForm) -> impl IntoView {
    view! {
        <Field label="Title" name="form[title]" value=typed.title error=desk.error("title") required=true />
        <Field label="Summary" name="form[summary]" value=typed.summary error=desk.error("summary") required=true hint="One sentence, for cards and search engines." />
        <Choice label="Kind" name="form[domain]" value=typed.domain error=desk.error("domain") groups=domain_groups() required=true />
        <Field label="Story" name="form[story]" value=typed.story error=desk.error("story") long=true required=true hint="An empty line begins a paragraph. **bold**, *slanted*, lines that begin with “- ” for a list or “## ” for a heading, [words](https://…) for a link." />
    }
}

/// Where it is.
#[component]
fn Place(desk: Desk, typed: ExperienceForm, places: Vec<PlaceChoice>, tiles: Option<String>) -> impl IntoView {
    let groups = place_groups(&places);
    let at = Memo::new(move |_| desk.typed.with(|typed| map::read(&typed.coordinates).ok()));
    let found = Memo::new(move |_| {
        let chosen = desk.typed.with(|typed| typed.neighborhood.clone());
        places.iter().find(|place| place.id.to_string() == chosen).map(|place| place.name.clone())
    });
    let name = move || found.get().unwrap_or_default();
    // Whether a neighborhood exists is not for the form alone to say.
    let fault = desk.error("neighborhood");
    let unknown =
        move || (found.with(Option::is_none) && desk.typed.with(|typed| !typed.neighborhood.is_empty())).then(|| "Choose the neighborhood.".to_owned());
    let error = Signal::derive(move || fault.get().or_else(unknown));
    view! {
        <Choice label="Neighborhood" name="form[neighborhood]" value=typed.neighborhood error groups required=true />
        <Field label="Meeting point" name="form[meeting_point]" value=typed.meeting_point error=desk.error("meeting_point") required=true hint="So that a stranger finds it: “18th Cross bus stand, under the rain tree”." />
        <Field label="On the map" name="form[coordinates]" value=typed.coordinates error=desk.error("coordinates") required=true hint="Paste a link from OpenStreetMap or Google Maps, or two numbers like 12.97160, 77.59460." />
        {move || at.get().map(|at| view! { <Map at place=name() tiles=tiles.clone() /> })}
    }
}

/// What one must know before coming.
#[component]
fn Practical(desk: Desk, typed: ExperienceForm) -> impl IntoView {
    view! {
        <Field label="How long it takes, in minutes" name="form[duration]" value=typed.duration error=desk.error("duration") required=true />
        <Field label="Languages" name="form[languages]" value=typed.languages error=desk.error("languages") required=true hint="With commas between them." />
        <Field label="What is included" name="form[included]" value=typed.included error=desk.error("included") long=true required=true />
        <Field label="What to bring" name="form[bring]" value=typed.bring error=desk.error("bring") long=true />
        <Field label="Ages" name="form[age_note]" value=typed.age_note error=desk.error("age_note") hint="“Good for children from eight”, “18 and over”." />
        <Field label="Access" name="form[accessibility]" value=typed.accessibility error=desk.error("accessibility") long=true hint="Steps, distances, seats, noise, toilets: what somebody with a wheelchair, a cane or a pram wants to know." />
    }
}

/// The refund policies, each with what it means.
#[component]
fn Refunds(desk: Desk, chosen: String) -> impl IntoView {
    let (id, error) = (field_id("form[refund_preset]"), desk.error("refund_preset"));
    let error_id = format!("{id}-error");
    let described = error_id.clone();
    let radio = {
        let id = id.clone();
        move |(preset, index): (&RefundPreset, u32)| {
            // The first is where the list of what is missing leads.
            let id = if index == 0 { id.clone() } else { format!("{id}-{index}") };
            let (word, name, meaning) = (preset.as_str(), preset.name(), RefundPolicy::from(*preset).in_general());
            view! { <label class="tick"><input type="radio" id=id name="form[refund_preset]" value=word checked=chosen == word /> <span><strong>{name}</strong> <span class="quiet">{meaning}</span></span></label> }
        }
    };
    view! {
        <fieldset class="choices" aria-describedby=described>
            <legend>"When somebody cancels"</legend>
            {RefundPreset::ALL.iter().zip(0..).map(radio).collect_view()}
            <p class="hint">"A stake comes back in full up to 24 hours before the start, whichever you choose."</p>
            <p class="field-error" id=error_id>{move || error.get()}</p>
        </fieldset>
    }
}
