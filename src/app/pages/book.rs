//! Booking: who is coming, how to reach them, what it costs. The seats are taken the moment the form is sent.

mod questions;

use super::{param, query};
use crate::{
    api::{
        Go,
        bookings::{Book, BookingFormPage, prepare_booking},
    },
    app::{
        components::{
            errors::loaded,
            ticket::{PriceLines, Ticket},
        },
        form::{Field, FormState, LiveForm, REDRAW_FIELD, Submit, use_form},
    },
    domain::{
        booking::{BookingForm, PARTY_MAX, PriceBreakdown, ShownRun},
        run::{Bookable, Seats},
    },
    error::{AppError, ErrorCode},
};
use leptos::{
    prelude::*,
    server_fn::{
        Http, ServerFn,
        client::Client,
        codec::{Json, PostUrl},
        request::ClientReq,
    },
};
use leptos_meta::Title;
use serde::{Serialize, de::DeserializeOwned};

/// A form that asks who is coming, whatever it is for.
pub(crate) trait PartyForm:
    ServerFn<
        Error = AppError,
        Output = Go,
        Protocol = Http<PostUrl, Json>,
        Client: Client<AppError, Request: ClientReq<AppError, FormData: From<leptos::web_sys::FormData>>>,
    > + Clone
    + Send
    + Sync
    + Serialize
    + DeserializeOwned
    + 'static
{
    /// What it is for, for those who do not see it.
    const LABEL: &'static str;
    /// What its button says to somebody who has to log in first.
    const GATE: &'static str;
    /// When the price is to be paid.
    const TOTAL: &'static str;
    /// What was typed.
    fn typed(self) -> BookingForm;
    /// Most travelers that it takes.
    fn most(seats: Seats) -> u32;
    /// What its button says.
    fn button(party: u32) -> String;
    /// What it says below the button, where there is something to pay.
    fn note() -> &'static str;
}

impl PartyForm for Book {
    const LABEL: &'static str = "Booking";
    const GATE: &'static str = "Log in and book";
    const TOTAL: &'static str = "Today";

    fn typed(self) -> BookingForm {
        self.form
    }

    fn most(seats: Seats) -> u32 {
        seats.left().clamp(1, PARTY_MAX)
    }

    fn button(party: u32) -> String {
        if party == 1 { "Book 1 seat".to_owned() } else { format!("Book {party} seats") }
    }

    fn note() -> &'static str {
        "Seats are kept for 15 minutes while you pay."
    }
}

/// The booking page of a run.
#[component]
pub(crate) fn BookRun() -> impl IntoView {
    let (id, travelers) = (param("id"), query("travelers"));
    let form = use_form::<Book>();
    let page = Resource::new_blocking(move || id.get(), prepare_booking);
    loaded(page, move |page| content(page, form, travelers.get_untracked()))
}

fn content(page: BookingFormPage, form: FormState<Book>, travelers: Option<String>) -> impl IntoView {
    let card = page.page.card.clone();
    let bookable = card.bookable == Bookable::Open && card.seats.left() > 0;
    let back = format!("/runs/{}", card.run);
    let already = page.already.clone();
    let (line, full) = (format!("/runs/{}/waitlist", card.run), card.bookable == Bookable::Open && card.seats.left() == 0);
    let error = form.error();
    let sold_out = Signal::derive(move || error.with(|error| error.as_ref().is_some_and(|error| error.code == ErrorCode::SoldOut)));
    view! {
        <Title text=format!("Book {}", card.title) />
        <div class="wrap narrow">
            <p class="crumb"><a href=back.clone()>"← " {card.title.clone()}</a></p>
            <h1>"Who is coming?"</h1>
            {already.into_iter().map(|reference| view! {
                <p class="notice">"You already have seats on this run: " <a href=format!("/bookings/{reference}")>{reference.to_string()}</a> ". Booking again takes more seats."</p>
            }).collect_view()}
            {if bookable || form.input().is_some() {
                view! { <Form page form travelers /> }.into_any()
            } else {
                view! {
                    <p class="closed">
                        "No seats can be booked on this run any more. "
                        {full.then(|| view! { <a href=line.clone()>"Join the waitlist"</a> " or " })}
                        <a href=back>{if full { "look at its other dates" } else { "Look at its other dates" }}</a>
                    </p>
                }
                .into_any()
            }}
            {move || sold_out.get().then(|| view! { <p class="notice">"Seats come free now and then: " <a href=line.clone()>"join the waitlist"</a> "."</p> })}
        </div>
    }
}

/// What the form begins with: what was typed before, else what is known of the person who is logged in.
fn begin<S: PartyForm>(page: &BookingFormPage, form: FormState<S>, travelers: Option<String>) -> BookingForm {
    let most = S::most(page.page.card.seats);
    let parse = |text: &str| text.trim().parse::<u32>().ok();
    let mut filled = form.input().map_or_else(
        || {
            let me = page.me.as_ref();
            BookingForm {
                travelers: travelers.as_deref().and_then(parse).unwrap_or(1).clamp(1, most).to_string(),
                names: me.map(|me| me.name.clone()).into_iter().collect(),
                email: me.map(|me| me.email.clone()).unwrap_or_default(),
                phone: me.and_then(|me| me.phone.clone()).unwrap_or_default(),
                ..BookingForm::default()
            }
        },
        S::typed,
    );
    let party = parse(&filled.travelers).unwrap_or(1);
    let party = match form.redraw().as_deref() {
        Some("more") => (party + 1).min(most),
        Some("fewer") => party.saturating_sub(1),
        _ => party,
    }
    .clamp(1, PARTY_MAX);
    filled.travelers = party.to_string();
    filled.names.resize(usize::try_from(party).unwrap_or(1), String::new());
    if filled.token.is_empty() {
        filled.token.clone_from(&page.token);
        filled.shown.clone_from(&page.shown);
    }
    // Whoever typed a form, logged in and came back finds the contact filled in where it was still empty.
    if let (Some(me), true) = (&page.me, filled.email.is_empty()) {
        filled.email.clone_from(&me.email);
    }
    filled
}

/// The form, in the run's ticket.
#[component]
pub(crate) fn Form<S: PartyForm>(page: BookingFormPage, form: FormState<S>, #[prop(optional_no_strip)] travelers: Option<String>) -> impl IntoView {
    let filled = begin(&page, form, travelers);
    let card = page.page.card.clone();
    let (price, stake) = (card.price, card.stake);
    let most = S::most(card.seats);
    let signed_in = page.me.is_some();
    let party = RwSignal::new(filled.travelers.parse::<u32>().unwrap_or(1));
    let names = StoredValue::new(filled.names);
    let questions = page.questions.clone();
    let step = move |change: i32| {
        move |event: leptos::ev::MouseEvent| {
            event.prevent_default();
            party.update(|party| *party = party.saturating_add_signed(change).clamp(1, most));
        }
    };
    // Whoever was told that the run was changed has seen what it is now.
    let changed = form.field_error("shown");
    let news = Memo::new(move |before: Option<&Option<String>>| changed.get().or_else(|| before.cloned().flatten()));
    let shown = Signal::derive(move || news.get().unwrap_or_else(|| filled.shown.clone()));
    let each = move || news.with(|news| news.as_deref().and_then(ShownRun::parse)).map_or((price, stake), |now| (now.terms.price, now.terms.stake));
    let lines = move || PriceBreakdown::of(party.get(), each().0, each().1).map(|price| view! { <PriceLines price total_label=S::TOTAL /> });
    let label = Signal::derive(move || match (signed_in, party.get()) {
        (false, _) => S::GATE.to_owned(),
        (true, party) => S::button(party),
    });
    let mut terms = page.page.experience.policy.in_words(&card.starts);
    if !stake.is_zero() {
        terms.push(page.page.experience.policy.stake_in_words(&card.starts));
    }
    view! {
        <Ticket card=card.clone() title=card.title.clone()>
            <LiveForm state=form label=S::LABEL>
                <input type="hidden" name="form[run]" value=card.run.to_string() />
                <input type="hidden" name="form[token]" value=filled.token />
                <input type="hidden" name="form[shown]" value=shown.get_untracked() prop:value=shown />
                <input type="hidden" name="form[travelers]" prop:value=move || party.get().to_string() value=party.get_untracked().to_string() />
                // A press of Enter in a field presses the first button of the form: this one sends it.
                <button type="submit" class="first-button" tabindex="-1" aria-hidden="true">{S::LABEL}</button>
                <div class="stepper" role="group" aria-label="Number of travelers">
                    <button type="submit" class="step" name=REDRAW_FIELD value="fewer" aria-label="One traveler fewer" on:click=step(-1)>"−"</button>
                    <output>{move || if party.get() == 1 { "1 traveler".to_owned() } else { format!("{} travelers", party.get()) }}</output>
                    <button type="submit" class="step" name=REDRAW_FIELD value="more" aria-label="One traveler more" on:click=step(1)>"+"</button>
                </div>
                <p class="field-error">{move || form.field_error("travelers").get()}</p>
                <For each=move || 0..party.get() key=|index| *index let:index>
                    <Traveler index names form />
                </For>
                <Field label="E-mail" name="form[email]" kind="email" autocomplete="email" value=filled.email error=form.field_error("email") required=true hint="The host writes here if anything changes." />
                <Field label="Phone" name="form[phone]" kind="tel" autocomplete="tel" value=filled.phone error=form.field_error("phone") hint="For the day itself. Only your host sees it, and only once you are confirmed." />
                <questions::Questions questions answers=filled.answers form />
                <Field label="Special requests" name="form[requests]" value=filled.requests error=form.field_error("requests") long=true hint="Food, steps, a birthday: whatever the host should know." />
                {lines}
                <ul class="terms">{terms.into_iter().map(|line| view! { <li>{line}</li> }).collect_view()}</ul>
                <p class="field-error">{move || form.field_error("run").get().or(form.field_error("token").get())}</p>
                <Submit label busy=form.busy() class="button wide" />
                {(!signed_in)
                    .then(|| view! { <p class="quiet small center">"You log in or sign up next, and come back here with all of this still filled in."</p> })}
                {(!(price + stake).is_zero()).then(|| view! { <p class="quiet small center">{S::note()}</p> })}
            </LiveForm>
        </Ticket>
    }
}

/// One traveler's name; the first is the lead.
#[component]
fn Traveler<S: PartyForm>(index: u32, names: StoredValue<Vec<String>>, form: FormState<S>) -> impl IntoView {
    let at = usize::try_from(index).unwrap_or_default();
    let value = names.with_value(|names| names.get(at).cloned().unwrap_or_default());
    let label = if index == 0 { "Lead traveler".to_owned() } else { format!("Traveler {}", index + 1) };
    let autocomplete = if index == 0 { "name" } else { "off" };
    view! { <Field label name=format!("form[names][{index}]") autocomplete value error=form.field_error(format!("names[{index}]")) required=true /> }
}
