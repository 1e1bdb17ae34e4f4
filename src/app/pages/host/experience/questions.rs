//! The questions that are asked at booking.

use super::desk::Desk;
use crate::{
    app::{
        form::{Choice, Field, REDRAW_FIELD, field_id},
        platform,
    },
    domain::question::{QUESTIONS_MAX, QuestionForm, QuestionKind},
};
use leptos::prelude::*;

/// The list. Its buttons draw the form anew where there is no JavaScript.
#[component]
pub(super) fn QuestionList(desk: Desk) -> impl IntoView {
    // The number goes up each time the list is rearranged: all of it is then drawn anew, with what stands in its fields now.
    let shown = RwSignal::new((0_u32, desk.typed.with_untracked(|typed| typed.questions.clone())));
    let press = Callback::new(move |(event, wanted): (leptos::ev::MouseEvent, String)| {
        event.prevent_default();
        let place = desk.rearrange(&event, &wanted);
        shown.update(|(drawn, questions)| {
            *drawn += 1;
            *questions = desk.typed.with_untracked(|typed| typed.questions.clone());
        });
        platform::focus_soon(place.map_or_else(|| "add-question".to_owned(), |place| field_id(&format!("form[questions][{place}][prompt]"))));
    });
    let rows = move || {
        let (drawn, questions) = shown.get();
        let end = questions.len().saturating_sub(1);
        questions.into_iter().enumerate().map(|(place, question)| (drawn, place, place == end, question)).collect::<Vec<_>>()
    };
    let error = desk.error("questions");
    view! {
        <fieldset class="questions" id="form-questions" tabindex="-1">
            <legend>"Questions at booking"</legend>
            <p class="hint">"What you need to know of everybody who books: a shoe size, a choice of meal. At most eight, and fewer is kinder."</p>
            <ol>
                <For each=rows key=|(drawn, place, ..)| (*drawn, *place) let((_drawn, place, last, question))>
                    <QuestionFields desk place last question press />
                </For>
            </ol>
            <p class="field-error">{move || error.get()}</p>
            {move || (shown.with(|(_, questions)| questions.len()) < QUESTIONS_MAX).then(|| view! {
                <button type="submit" class="button ghost small" id="add-question" name=REDRAW_FIELD value="add" on:click=move |event| press.run((event, "add".to_owned()))>"Add a question"</button>
            })}
        </fieldset>
    }
}

/// One question.
#[component]
fn QuestionFields(desk: Desk, place: usize, last: bool, question: QuestionForm, press: Callback<(leptos::ev::MouseEvent, String)>) -> impl IntoView {
    let name = |part: &str| format!("form[questions][{place}][{part}]");
    let error = |part: &str| desk.error(format!("questions[{place}][{part}]"));
    let number = place + 1;
    let kinds = vec![(String::new(), QuestionKind::ALL.iter().map(|kind| (kind.to_string(), kind.name().to_owned())).collect())];
    let button = move |what: &'static str, words: &'static str| {
        let wanted = format!("{what}:{place}");
        let value = wanted.clone();
        let label = format!("{words}: question {number}");
        view! { <button type="submit" class="button ghost small" name=REDRAW_FIELD value=value aria-label=label on:click=move |event| press.run((event, wanted.clone()))>{words}</button> }
    };
    view! {
        <li class="question">
            <input type="hidden" name=name("id") value=question.id />
            <Field label=format!("Question {number}") name=name("prompt") value=question.prompt error=error("prompt") required=true />
            <Choice label="Answered by" name=name("kind") value=question.kind error=error("kind") groups=kinds required=true />
            <div class="choices"><Field label="Choices" name=name("choices") value=question.choices error=error("choices") long=true required=true hint="One a line, twenty at most." /></div>
            <label class="tick"><input type="checkbox" name=name("required") value="1" checked=question.required == "1" /> "An answer is needed"</label>
            <div class="actions">
                {(place > 0).then(|| button("up", "Up"))}
                {(!last).then(|| button("down", "Down"))}
                {button("remove", "Remove")}
            </div>
        </li>
    }
}
