//! What the host asks of whoever books.

use super::PartyForm;
use crate::{
    app::form::{Choice, Field, FormState, field_id},
    domain::question::{Question, QuestionKind, YES_NO},
};
use leptos::prelude::*;
use std::collections::BTreeMap;

/// The questions, each with what was answered before.
#[component]
pub(super) fn Questions<S: PartyForm>(questions: Vec<Question>, answers: BTreeMap<String, String>, form: FormState<S>) -> impl IntoView {
    let shown: Vec<String> = questions.iter().map(Question::field).collect();
    // A question that the host has just added has no field on a page that was drawn before.
    let error = form.error();
    let unseen = move || {
        let missed = |error: &crate::error::AppError| error.fields.keys().any(|field| field.starts_with("answers[") && !shown.contains(field));
        error.with(|error| error.as_ref().is_some_and(missed)).then_some("The host has changed the questions meanwhile. Please load the page anew to see them.")
    };
    let asked = questions.into_iter().map(move |question| {
        let given = answers.get(&question.id.to_string()).cloned().unwrap_or_default();
        view! { <Asked question given form /> }
    });
    view! {
        {asked.collect_view()}
        <p class="field-error">{unseen}</p>
    }
}

/// One question.
#[component]
fn Asked<S: PartyForm>(question: Question, given: String, form: FormState<S>) -> impl IntoView {
    let (name, error) = (format!("form[answers][{}]", question.id), form.field_error(question.field()));
    let Question { prompt, kind, choices, required, .. } = question;
    match kind {
        QuestionKind::Text => view! { <Field label=prompt name value=given error required /> }.into_any(),
        QuestionKind::Choice => {
            let nothing = if required { "Choose…" } else { "No answer" };
            let groups = vec![(String::new(), choices.into_iter().map(|choice| (choice.clone(), choice)).collect())];
            view! { <Choice label=prompt name value=given error nothing groups required /> }.into_any()
        }
        QuestionKind::YesNo => view! { <YesOrNo prompt name given error required /> }.into_any(),
    }
}

/// Two buttons, and a third for no answer where none is needed.
#[component]
fn YesOrNo(prompt: String, name: String, given: String, error: Signal<Option<String>>, required: bool) -> impl IntoView {
    let id = field_id(&name);
    let error_id = format!("{id}-error");
    let words = YES_NO.into_iter().map(|word| (word, word)).chain((!required).then_some(("", "No answer")));
    let radios = words.zip(0..).map(|((value, words), index)| {
        // The first is where a link to the question leads.
        let id = if index == 0 { id.clone() } else { format!("{id}-{index}") };
        view! { <label class="tick"><input type="radio" id=id name=name.clone() value=value checked=given == value && (!value.is_empty() || !required) /> {words}</label> }
    });
    let described = error_id.clone();
    view! {
        <fieldset class="field radios" aria-describedby=described>
            <legend>{prompt}{(!required).then(|| view! { <span class="optional">" (optional)"</span> })}</legend>
            <div>{radios.collect_view()}</div>
            <p class="field-error" id=error_id>{move || error.get()}</p>
        </fieldset>
    }
}
