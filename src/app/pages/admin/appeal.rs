//! One appeal, as the admin who decides it sees it: what the traveler says, what the host says, who of the party was checked in.

use crate::{
    api::{
        appeals::{AppealCasePage, DecideAppeal, appeal_case},
        attendance::StakePlace,
    },
    app::{
        components::{
            admin_bar::AdminBar,
            errors::loaded,
            stakes::{SeenTag, briefly},
        },
        form::{Field, FormState, LiveForm, Submit, use_form},
        pages::param,
    },
    domain::appeal::{AppealStatus, Decision, HostAnswer},
};
use leptos::prelude::*;
use leptos_meta::Title;

/// The page of an appeal.
#[component]
pub(crate) fn Appeal() -> impl IntoView {
    let id = param("id");
    let form = use_form::<DecideAppeal>();
    let page = Resource::new_blocking(move || id.get(), appeal_case);
    loaded(page, move |page| content(page, form))
}

fn content(page: AppealCasePage, form: FormState<DecideAppeal>) -> impl IntoView {
    let (appeal, run) = (page.appeal.clone(), page.appeal.card.run.clone());
    let reference = appeal.card.reference.to_string();
    let names: Vec<String> = appeal.people.iter().map(|person| person.name.clone()).collect();
    let host = match appeal.answer {
        None => "has not answered yet.",
        Some(HostAnswer::Supports) => "supports it.",
        Some(HostAnswer::Disputes) => "disputes it.",
    };
    let person = |person: StakePlace| {
        let (class, words) = briefly(person.stake);
        view! {
            <tr><td data-label="Traveler">{person.name}</td><td data-label="At the door"><SeenTag attendance=person.attendance /></td><td data-label="Stake">{person.amount.short()} " " <span class=class>{words}</span></td></tr>
        }
    };
    view! {
        <Title text=format!("Appeal, {reference}") />
        <AdminBar />
        <section class="wrap">
            <h1>"Appeal"</h1>
            <p class="quiet"><a href=format!("/admin/bookings/{reference}")><code>{reference.clone()}</code></a> " · " {run.title.clone()} ", " {run.starts.date_and_clock()} " · " {page.host.clone()}</p>
            <p>{format!("For {}: {}. Made {}, {}.", names.join(", "), page.amount.short(), page.made.date_and_clock(), page.made.zone_name())}</p>
            <dl class="details">
                <div><dt>"The traveler says"</dt><dd class="pre">{appeal.words.clone()}</dd></div>
                <div><dt>"The host"</dt><dd>{host}</dd>{appeal.answer_words.clone().map(|words| view! { <dd class="pre">{words}</dd> })}</div>
            </dl>
            <h2>"The party"</h2>
            <div class="table snug">
                <table>
                    <thead><tr><th scope="col">"Traveler"</th><th scope="col">"At the door"</th><th scope="col">"Stake"</th></tr></thead>
                    <tbody>{page.party.clone().into_iter().map(person).collect_view()}</tbody>
                </table>
            </div>
            {if appeal.status == AppealStatus::Open {
                view! { <Decide page form /> }.into_any()
            } else {
                view! { <Decided page /> }.into_any()
            }}
        </section>
    }
}

#[component]
fn Decided(page: AppealCasePage) -> impl IntoView {
    let (class, words) = if page.appeal.status == AppealStatus::Granted { ("notice good", "Granted: the stake goes back.") } else { ("notice bad", "Denied.") };
    let at = page.decided.map(|at| format!(" {}, {}.", at.date_and_clock(), at.zone_name()));
    view! {
        <p class=class><strong>{words}</strong> {at}</p>
        {page.appeal.decision_words.map(|words| view! { <p class="pre">{words}</p> })}
    }
}

#[component]
fn Decide(page: AppealCasePage, form: FormState<DecideAppeal>) -> impl IntoView {
    let typed = form.input();
    let given = typed.as_ref().map(|input| input.decision.clone()).unwrap_or_default();
    let choice = move |decision: Decision, words: String| {
        view! { <li><label class="tick"><input type="radio" name="decision" value=decision.as_str() checked=given == decision.as_str() /> {words}</label></li> }
    };
    let amount = page.amount.short();
    view! {
        <h2>"Decide"</h2>
        <LiveForm state=form label="Decide" class="panel quiet-panel">
            <input type="hidden" name="id" value=page.id.to_string() />
            <fieldset>
                <legend>"Does the stake go back?"</legend>
                <ul>
                    {choice.clone()(Decision::Grant, format!("Yes, {amount} goes back"))}
                    {choice(Decision::Deny, format!("No, {amount} is forfeited, to the pool"))}
                </ul>
                <p class="field-error">{move || form.field_error("decision").get()}</p>
            </fieldset>
            <Field label="In your words" name="words" value=typed.map(|input| input.words).unwrap_or_default() error=form.field_error("words") long=true hint="The traveler reads it. Needed where the stake does not go back." />
            <Submit label=Signal::stored("Decide".to_owned()) busy=form.busy() />
        </LiveForm>
    }
}
