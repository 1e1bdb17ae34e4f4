//! Writing to the travelers of a run: to everybody, or to those that are ticked. What they will read stands below while it is written.

use crate::{
    api::desk::{HostRecipient, MessagesPage, SendMessage, run_messages},
    app::{
        components::{
            desk::{MessageList, in_bookings},
            errors::loaded,
            host_bar::HostBar,
        },
        form::{Field, FormState, LiveForm, REDRAW_FIELD, Submit, use_form},
        pages::{param, query},
    },
    domain::message::{Audience, MessageForm},
};
use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::hooks::use_location;

/// The messages of a run.
#[component]
pub(crate) fn Messages() -> impl IntoView {
    let (id, done, search) = (param("id"), query("done"), use_location().search);
    let form = use_form::<SendMessage>();
    let page = Resource::new_blocking(move || id.get(), run_messages);
    view! {
        <HostBar />
        {loaded(page, move |page| content(page, form, search.get_untracked(), done.get_untracked().is_some()))}
    }
}

fn content(page: MessagesPage, form: FormState<SendMessage>, search: String, done: bool) -> impl IntoView {
    let card = page.card.clone();
    let (sent, left) = (page.sent.clone(), page.left_today);
    let last = sent.first().filter(|_| done && form.input().is_none()).map(|message| in_bookings(message.recipients));
    let filled = begin(&page, form, &search);
    view! {
        <Title text="Write to travelers" />
        <section class="wrap narrow">
            <p class="crumb"><a href=format!("/host/runs/{}", card.run)>"← " {card.title} ", " {card.starts.date_and_clock()}</a></p>
            <h1>"Write to travelers"</h1>
            {last.map(|bookings| view! { <p class="notice good" role="status">{format!("Your message is on its way to {bookings}.")}</p> })}
            {if page.recipients.is_empty() {
                view! { <p class="closed">"Nobody has a confirmed booking on this run, so there is nobody to write to."</p> }.into_any()
            } else if left == 0 {
                view! { <p class="closed">"20 messages about this run have gone out today, which is all there are. Tomorrow you can write again."</p> }.into_any()
            } else {
                view! { <Compose page filled form /> }.into_any()
            }}
            {(!sent.is_empty()).then(|| view! { <h2>"Written so far"</h2> <MessageList messages=sent /> })}
        </section>
    }
}

/// What the form begins with: what was typed before, else everybody, or those whom the address names.
fn begin(page: &MessagesPage, form: FormState<SendMessage>, search: &str) -> MessageForm {
    if let Some(input) = form.input() {
        return input.form;
    }
    let named = form_urlencoded::parse(search.trim_start_matches('?').as_bytes()).filter(|(name, _)| name == "to");
    let chosen: Vec<String> = named.map(|(_, reference)| reference.into_owned()).collect();
    let audience = if chosen.is_empty() { Audience::All } else { Audience::Chosen };
    MessageForm { run: page.card.run.to_string(), audience: audience.to_string(), chosen, token: page.token.clone(), ..MessageForm::default() }
}

#[component]
fn Compose(page: MessagesPage, filled: MessageForm, form: FormState<SendMessage>) -> impl IntoView {
    let (subject, text) = (RwSignal::new(filled.subject.clone()), RwSignal::new(filled.text.clone()));
    let (sender, host) = (page.sender.clone(), page.card.host.clone());
    let about = format!("{}, {}", page.card.title, page.card.starts.date_and_clock());
    let preview = move || {
        let written = !subject.get().trim().is_empty() || !text.get().trim().is_empty();
        let signed = format!("{sender}, {host}");
        let title = format!("{}: {about}", subject.get());
        written.then(|| {
            view! {
                <section class="panel quiet-panel" aria-labelledby="preview">
                    <h2 id="preview">"What they read"</h2>
                    <p><strong>{title}</strong></p>
                    <p class="pre">{text.get()}</p>
                    <p>{signed}</p>
                    <p class="quiet small">"Your name is on it, no address. Answers to the mail are not read."</p>
                </section>
            }
        })
    };
    view! {
        <LiveForm state=form label="Write to travelers">
            <input type="hidden" name="form[run]" value=filled.run />
            <input type="hidden" name="form[token]" value=filled.token />
            <Whom recipients=page.recipients audience=filled.audience chosen=filled.chosen form />
            <div on:input=move |event| subject.set(event_target_value(&event))>
                <Field label="Subject" name="form[subject]" value=filled.subject error=form.field_error("subject") required=true />
            </div>
            <div on:input=move |event| text.set(event_target_value(&event))>
                <Field label="Text" name="form[text]" value=filled.text error=form.field_error("text") long=true required=true hint="Plain text, up to 2,000 characters. The run’s date and place are added below it." />
            </div>
            <p class="field-error">{move || form.field_error("token").get()}</p>
            {preview}
            <div class="actions">
                // A press of Enter in the subject presses the first button: this one sends nothing.
                <button type="submit" class="button ghost when-plain" name=REDRAW_FIELD value="preview" on:click=move |event| event.prevent_default()>"Show what they read"</button>
                <Submit label=Signal::stored("Send".to_owned()) busy=form.busy() />
            </div>
        </LiveForm>
    }
}

/// Everybody, or those who are ticked.
#[component]
fn Whom(recipients: Vec<HostRecipient>, audience: String, chosen: Vec<String>, form: FormState<SendMessage>) -> impl IntoView {
    let everybody = format!("Every confirmed booking ({})", recipients.len());
    let way = move |value: Audience, words: String| {
        let checked = audience == value.as_str();
        view! { <label class="tick"><input type="radio" name="form[audience]" value=value.as_str() checked=checked /> {words}</label> }
    };
    let recipient = move |recipient: HostRecipient| {
        let reference = recipient.reference.to_string();
        let checked = chosen.contains(&reference);
        let party = format!("{reference}, party of {}", recipient.party);
        view! {
            <li>
                <label class="tick"><input type="checkbox" name="form[chosen][]" value=reference checked=checked /> <span>{recipient.lead_traveler} " " <span class="quiet">{party}</span></span></label>
            </li>
        }
    };
    view! {
        <fieldset>
            <legend>"To whom?"</legend>
            {way(Audience::All, everybody)}
            {way(Audience::Chosen, "Only those ticked here".to_owned())}
            <ul class="ticks">{recipients.into_iter().map(recipient).collect_view()}</ul>
            <p class="field-error">{move || form.field_error("audience").get().or(form.field_error("chosen").get())}</p>
        </fieldset>
    }
}
