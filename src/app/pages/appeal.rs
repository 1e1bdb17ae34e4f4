//! An appeal of somebody who was missed: whom it is for, what happened, and what became of it.

use super::param;
use crate::{
    api::{
        appeals::{AppealPage, MakeAppeal, appeal_of_booking},
        attendance::StakePlace,
    },
    app::{
        components::{errors::loaded, stakes::briefly},
        form::{Field, FormState, LiveForm, Submit, use_form},
    },
    domain::appeal::{AppealStatus, HostAnswer},
};
use leptos::prelude::*;
use leptos_meta::Title;

/// The page of a booking's appeal.
#[component]
pub(crate) fn Appeal() -> impl IntoView {
    let reference = param("reference");
    let form = use_form::<MakeAppeal>();
    let page = Resource::new_blocking(move || reference.get(), appeal_of_booking);
    view! {
        <Title text="Appeal" />
        {loaded(page, move |page| content(page, form))}
    }
}

fn content(page: AppealPage, form: FormState<MakeAppeal>) -> impl IntoView {
    let reference = page.card.reference.to_string();
    let run = page.card.run.clone();
    view! {
        <section class="wrap narrow">
            <p class="crumb"><a href=format!("/bookings/{reference}")>"← Booking " {reference.clone()}</a></p>
            <h1>{if page.can_appeal { "Appeal" } else { "Your appeal" }}</h1>
            <p>{run.title} ", " {run.starts.date_and_clock()} ", " {run.starts.zone_name()}</p>
            {if page.can_appeal {
                view! { <Make reference page form /> }.into_any()
            } else {
                view! { <Course page /> }.into_any()
            }}
        </section>
    }
}

/// The form, as long as there is time.
#[component]
fn Make(reference: String, page: AppealPage, form: FormState<MakeAppeal>) -> impl IntoView {
    let until = format!("{}, {}", page.until.date_and_clock(), page.until.zone_name());
    let typed = form.input().map(|input| input.form);
    let only_one = page.people.len() == 1;
    let chosen = typed.as_ref().map(|form| form.who.clone());
    let tick = move |(index, person): (usize, StakePlace)| {
        let place = person.position.to_string();
        let checked = chosen.as_ref().map_or(only_one, |chosen| chosen.contains(&place));
        view! { <li><label class="tick"><input type="checkbox" name=format!("form[who][{index}]") value=place checked=checked /> {person.name} ", " {person.amount.short()}</label></li> }
    };
    view! {
        <p>"Not checked in at the door, so the stake waits. Tell us what happened: your host reads it first and can give the stake back at once; otherwise we decide. No stake is forfeited meanwhile."</p>
        <p class="notice pending">"You can appeal once, until " <strong>{until}</strong> "."</p>
        <LiveForm state=form label="Appeal">
            <input type="hidden" name="form[reference]" value=reference.clone() />
            <fieldset>
                <legend>"Whom is it about?"</legend>
                <ul>{page.people.into_iter().enumerate().map(tick).collect_view()}</ul>
                <p class="field-error">{move || form.field_error("who").get()}</p>
            </fieldset>
            <Field label="What happened?" name="form[words]" value=typed.map(|form| form.words).unwrap_or_default() error=form.field_error("words") long=true required=true hint="A sentence or two: you were there and were not seen, or what kept you." />
            <div class="actions">
                <Submit label=Signal::stored("Send the appeal".to_owned()) busy=form.busy() />
                <a class="button ghost" href=format!("/bookings/{reference}")>"Back to the booking"</a>
            </div>
        </LiveForm>
    }
}

/// What was said, and what became of it.
#[component]
fn Course(page: AppealPage) -> impl IntoView {
    let (class, state) = match page.status {
        AppealStatus::Possible | AppealStatus::Lapsed => ("notice", "The time to appeal is over, and nobody did."),
        AppealStatus::Open => ("notice pending", "It is being looked at. No stake is forfeited until it is decided, and we write to you then."),
        AppealStatus::Granted => ("notice good", "It was decided in your favor: the stake comes back to you."),
        AppealStatus::Denied => ("notice bad", "The stake does not come back: the appeal was not granted."),
    };
    let person = |person: StakePlace| {
        let (class, words) = briefly(person.stake);
        view! { <li><strong>{person.name}</strong> " " <span class="price">{person.amount.short()}</span> " " <span class=class>{words}</span></li> }
    };
    let host = match page.answer {
        Some(HostAnswer::Supports) => "Your host supports you.",
        Some(HostAnswer::Disputes) => "Your host does not agree.",
        None => "",
    };
    let decided_by_admin = page.answer != Some(HostAnswer::Supports);
    let said = |who: &'static str, words: Option<String>| words.map(|words| view! { <div><dt>{who}</dt><dd class="pre">{words}</dd></div> });
    view! {
        <p class=class>{state}</p>
        <ul class="stakes">{page.people.into_iter().map(person).collect_view()}</ul>
        <dl class="details">
            {said("You said", page.words)}
            {(!host.is_empty()).then(|| view! { <div><dt>"Your host"</dt><dd>{host}</dd>{page.answer_words.map(|words| view! { <dd class="pre">{words}</dd> })}</div> })}
            {said("Our decision", page.decision_words.filter(|_| decided_by_admin))}
        </dl>
    }
}
