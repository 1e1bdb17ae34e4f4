//! Who was to come to a run and who did; making that final, with what it does to each stake; and answering those who appeal.

use crate::{
    api::attendance::{AnswerAppeal, AttendanceLine, AttendancePage, FinalizeRun, HostAppeal, StakePlace, run_attendance},
    app::{
        components::{
            errors::loaded,
            host_bar::HostBar,
            stakes::{SeenTag, briefly},
        },
        form::{Field, FormState, LiveForm, Submit, use_form},
        pages::{param, query},
    },
    domain::{
        appeal::{AppealStatus, HostAnswer},
        attendance::{APPEAL_HOURS, Closing, Standing},
        ids::RunId,
        stake::StakeStatus,
    },
};
use leptos::prelude::*;
use leptos_meta::Title;

/// The page. A word of its address chooses the appeal that is answered.
#[component]
pub(crate) fn Attendance() -> impl IntoView {
    let (id, chosen) = (param("id"), query("appeal"));
    let (close, answer) = (use_form::<FinalizeRun>(), use_form::<AnswerAppeal>());
    let page = Resource::new_blocking(move || id.get(), run_attendance);
    view! {
        <HostBar />
        {loaded(page, move |page| content(page, close, answer, chosen))}
    }
}

fn content(page: AttendancePage, close: FormState<FinalizeRun>, answer: FormState<AnswerAppeal>, chosen: Memo<Option<String>>) -> impl IntoView {
    let (run, card) = (page.card.run, page.card.clone());
    let appeals: Vec<HostAppeal> = page.bookings.iter().filter_map(|line| line.appeal.clone()).collect();
    view! {
        <Title text=format!("Attendance, {}", card.title) />
        <section class="wrap">
            <p class="crumb"><a href=format!("/host/runs/{run}")>"← " {card.starts.date_and_clock()}</a></p>
            <h1>"Attendance"</h1>
            <p class="quiet">{card.title.clone()} " · " {card.starts.date()} ", " {card.starts.until(&card.ends)} ", " {card.starts.zone_name()}</p>
            <Stands page=page.clone() />
            <Close page=page.clone() form=close />
            <h2>"Who was to come"</h2>
            <List bookings=page.bookings closing=page.standing.closing() />
            {(!appeals.is_empty()).then(|| view! { <Appeals run appeals answer chosen /> })}
        </section>
    }
}

/// How it stands, in a sentence or two.
#[component]
fn Stands(page: AttendancePage) -> impl IntoView {
    let by_itself = format!("{}, {}", page.by_itself.date_and_clock(), page.by_itself.zone_name());
    let run = page.card.run;
    match page.standing {
        Standing::Running => view! { <p class="notice">"The run is not over yet. Attendance can be made final from its end, and becomes final by itself " {by_itself} "."</p> }.into_any(),
        Standing::CalledOff => view! { <p class="notice bad">"This run was called off: everybody got everything back, and there is no attendance."</p> }.into_any(),
        Standing::Final => {
            let finalized = page.finalized.map(|at| format!("Since {}, {}: ", at.date_and_clock(), at.zone_name())).unwrap_or_default();
            view! { <p class="notice good"><strong>"Attendance is final. "</strong> {finalized} {count(page.attended, page.missed)}</p> }.into_any()
        }
        Standing::Unattended => view! {
            <div class="notice bad">
                <p><strong>"Nobody was checked in, so we do not know who was there."</strong></p>
                <p>"Were people there? " <a href=format!("/host/runs/{run}/check-in") rel="external">"Check them in now"</a> ", then come back. It is not accepted that nobody came: without a check-in no stake is ever forfeited, and all of them go back if you say nothing for some days."</p>
            </div>
        }
        .into_any(),
        Standing::Countable => view! { <p class="notice pending"><strong>{count(page.attended, page.missed)}</strong> " It becomes final by itself " {by_itself} "."</p> }.into_any(),
    }
}

fn count(attended: u32, missed: u32) -> String {
    match (attended, missed) {
        (0, 0) => "Nobody had booked.".to_owned(),
        (attended, 0) => format!("All {attended} were checked in."),
        (attended, missed) => format!("{attended} checked in, {missed} not."),
    }
}

/// What making it final does, and the button that does it.
#[component]
fn Close(page: AttendancePage, form: FormState<FinalizeRun>) -> impl IntoView {
    let Some(closing) = page.closing else { return ().into_any() };
    let (back, waiting) = (page.stakes_back, page.stakes_waiting);
    let label = match closing {
        Closing::ByAttendance => "Attendance is final".to_owned(),
        Closing::AllBack => "Nobody was checked in: give all stakes back".to_owned(),
    };
    view! {
        <section class="panel quiet-panel closing" aria-labelledby="closing">
            <h2 id="closing" class="small-head">"What happens then"</h2>
            <dl class="lines">
                <div class="back"><dt>"Goes back to those who get their stake"</dt><dd>{back.short()}</dd></div>
                {(closing == Closing::ByAttendance).then(|| view! { <div><dt>{format!("Waits {APPEAL_HOURS} hours for those who were missed to appeal")}</dt><dd>{waiting.short()}</dd></div> })}
            </dl>
            <p class="quiet">"The price is yours either way. A forfeited stake never goes to you. From here on nobody can be checked in or taken back."</p>
            <LiveForm state=form label=label.clone()>
                <input type="hidden" name="run" value=page.card.run.to_string() />
                <input type="hidden" name="closing" value=closing.as_str() />
                <input type="hidden" name="seen" value=page.attended.to_string() />
                <Submit label=Signal::stored(label) busy=form.busy() />
            </LiveForm>
        </section>
    }
    .into_any()
}

#[component]
fn List(bookings: Vec<AttendanceLine>, #[prop(optional_no_strip)] closing: Option<Closing>) -> impl IntoView {
    if bookings.is_empty() {
        return view! { <p>"Nobody has booked."</p> }.into_any();
    }
    let row = move |reference: &str, person: StakePlace| {
        let (class, words) = match closing {
            Some(closing) if person.stake == StakeStatus::Held => foreseen(closing, &person),
            _ => briefly(person.stake),
        };
        let stake = if person.amount.is_zero() { "no stake".to_owned() } else { person.amount.short() };
        view! {
            <tr>
                <td data-label="Traveler"><strong>{person.name}</strong></td>
                <td data-label="Booking"><code>{reference.to_owned()}</code></td>
                <td data-label="At the door"><SeenTag attendance=person.attendance /></td>
                <td data-label="Stake">{stake} " " <span class=class>{(!person.amount.is_zero()).then_some(words)}</span></td>
            </tr>
        }
    };
    let rows = bookings.into_iter().flat_map(|line| {
        let reference = line.reference.to_string();
        line.people.into_iter().map(|person| row(&reference, person)).collect::<Vec<_>>()
    });
    view! {
        <div class="table">
            <table>
                <thead><tr><th scope="col">"Traveler"</th><th scope="col">"Booking"</th><th scope="col">"At the door"</th><th scope="col">"Stake"</th></tr></thead>
                <tbody>{rows.collect_view()}</tbody>
            </table>
        </div>
    }
    .into_any()
}

/// What becomes of a stake once attendance is final.
fn foreseen(closing: Closing, person: &StakePlace) -> (&'static str, &'static str) {
    match person.stake.after(crate::domain::attendance::fate(closing, person.attendance).stake) {
        Some(StakeStatus::ForfeitPending) => ("stake-waits", "will wait for an appeal"),
        _ => ("stake-back", "will go back"),
    }
}

#[component]
fn Appeals(run: RunId, appeals: Vec<HostAppeal>, answer: FormState<AnswerAppeal>, chosen: Memo<Option<String>>) -> impl IntoView {
    let posted = answer.input().map(|input| input.appeal);
    let is_chosen = move |appeal: &HostAppeal| {
        let id = appeal.id.to_string();
        chosen.get().as_ref() == Some(&id) || posted.as_ref() == Some(&id)
    };
    view! {
        <h2>"Those who were missed"</h2>
        <ul class="appeals">
            {move || appeals.clone().into_iter().map(|appeal| { let open = is_chosen(&appeal); view! { <Appeal run appeal open answer /> } }).collect_view()}
        </ul>
    }
}

#[component]
fn Appeal(run: RunId, appeal: HostAppeal, open: bool, answer: FormState<AnswerAppeal>) -> impl IntoView {
    let until = format!("{}, {}", appeal.until.date_and_clock(), appeal.until.zone_name());
    let state = match appeal.status {
        AppealStatus::Possible => format!("Nobody has appealed yet; possible until {until}."),
        AppealStatus::Open if appeal.answer == Some(HostAnswer::Disputes) => "You have disputed it. An admin decides.".to_owned(),
        AppealStatus::Open => "There is an appeal. If you support it, the stake goes back at once; if not, an admin decides.".to_owned(),
        AppealStatus::Granted => "The stake goes back.".to_owned(),
        AppealStatus::Denied => "The appeal was not granted.".to_owned(),
        AppealStatus::Lapsed => "Nobody appealed in time: the stake is forfeited.".to_owned(),
    };
    let can_answer = appeal.can_support || appeal.can_dispute;
    let href = format!("/host/runs/{run}/attendance?appeal={}#answer", appeal.id);
    let said = |who: &'static str, words: Option<String>| words.map(|words| view! { <p class="pre"><span class="quiet">{who}</span> " " {words}</p> });
    view! {
        <li>
            <p><strong>{appeal.names.join(", ")}</strong> " " <span class="price">{appeal.amount.short()}</span></p>
            <p>{state}</p>
            {said("The traveler:", appeal.words.clone())}
            {said("You:", appeal.answer_words.clone())}
            {appeal.decision_words.clone().filter(|_| appeal.answer != Some(HostAnswer::Supports)).map(|words| view! { <p class="pre"><span class="quiet">"The admin: "</span> {words}</p> })}
            {(can_answer && !open).then(|| view! { <p><a class="button ghost small" href=href>{if appeal.status == AppealStatus::Open { "Answer" } else { "Excuse" }}</a></p> })}
            {(can_answer && open).then(|| view! { <Answer run appeal=appeal.clone() form=answer /> })}
        </li>
    }
}

/// The answer to one appeal, or the excuse of those who have not appealed.
#[component]
fn Answer(run: RunId, appeal: HostAppeal, form: FormState<AnswerAppeal>) -> impl IntoView {
    let typed = form.input();
    let given = typed.as_ref().map(|input| input.answer.clone()).unwrap_or_default();
    let supports = format!("They were there, or had a good reason: give {} back now", appeal.amount.short());
    let choice = move |answer: HostAnswer, words: String| {
        view! { <li><label class="tick"><input type="radio" name="answer" value=answer.as_str() checked=given == answer.as_str() /> {words}</label></li> }
    };
    view! {
        <div id="answer">
            <LiveForm state=form label="Your answer" class="panel quiet-panel">
                <input type="hidden" name="run" value=run.to_string() />
                <input type="hidden" name="appeal" value=appeal.id.to_string() />
                <fieldset>
                    <legend>"Your answer"</legend>
                    <ul>
                        {choice.clone()(HostAnswer::Supports, supports)}
                        {appeal.can_dispute.then(|| choice(HostAnswer::Disputes, "They were not there: let an admin decide".to_owned()))}
                    </ul>
                    <p class="field-error">{move || form.field_error("answer").get()}</p>
                </fieldset>
                <Field label="In your words" name="words" value=typed.map(|input| input.words).unwrap_or_default() error=form.field_error("words") long=true hint="The traveler reads it. Needed where you do not agree." />
                <Submit label=Signal::stored("Send the answer".to_owned()) busy=form.busy() />
            </LiveForm>
        </div>
    }
}
