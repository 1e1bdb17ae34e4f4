//! One booking, as its traveler sees it: what is to be paid, what has been, and what comes back.

use super::{param, query};
use crate::{
    api::{
        bookings::{BookingPage, GiveUp, booking},
        payments::{CheckoutForm, OpenCheckout, Paying, Person},
        waitlist::AcceptOffer,
    },
    app::{
        components::{
            errors::loaded,
            refunds::Refunds,
            stakes::Stakes,
            ticket::{Countdown, PriceLines, StatusTag, Ticket},
        },
        form::{FormState, LiveForm, Submit, use_form},
        platform,
    },
    domain::{
        booking::{Attendance, BookingStatus, CancelledBy},
        money::Paise,
        payment::RefundStatus,
    },
    error::AppError,
};
use leptos::{prelude::*, task::spawn_local};
use leptos_meta::Title;

/// Seconds between two looks at a booking while its payment is being confirmed; and without JavaScript.
const LOOK_SECONDS: u64 = 2;
const RELOAD_SECONDS: u64 = 3;
/// Seconds between two looks at a booking that waits for its traveler, or whose money is on its way back; and without JavaScript.
const IDLE_LOOK_SECONDS: u64 = 10;
const IDLE_RELOAD_SECONDS: u64 = 30;

/// The forms of the page.
#[derive(Clone, Copy)]
struct Forms {
    accept: FormState<AcceptOffer>,
    give_up: FormState<GiveUp>,
    open: FormState<OpenCheckout>,
}

/// The page of a booking. The word `checking` in its query says that the traveler has just been at the payment page.
#[component]
pub(crate) fn Booking() -> impl IntoView {
    let (reference, checking) = (param("reference"), query("checking"));
    let forms = Forms { accept: use_form(), give_up: use_form(), open: use_form() };
    let page = Resource::new_blocking(move || reference.get(), booking);
    loaded(page, move |shown| {
        if let Some(seconds) = seconds_to_next_look(&shown, checking.get_untracked().is_some()) {
            look_again(seconds, page, reference, shown.clone());
        }
        content(shown, forms, checking.get_untracked().is_some())
    })
}

/// Looks every few seconds what has become of the booking. The page changes only where there is news, and stays as it is where
/// nobody answers.
fn look_again(seconds: u64, page: Resource<Result<BookingPage, AppError>>, reference: Memo<String>, shown: BookingPage) {
    let (shown, asking) = (StoredValue::new(shown), StoredValue::new(false));
    platform::every(seconds, move || {
        if asking.get_value() {
            return;
        }
        asking.set_value(true);
        spawn_local(async move {
            let answer = booking(reference.get_untracked()).await;
            // Meanwhile the reader may have gone elsewhere, and all of this with the page.
            asking.try_update_value(|asking| *asking = false);
            let news = |fresh: &BookingPage| shown.try_with_value(|shown| is_news(shown, fresh)).unwrap_or_default();
            if let Some(fresh) = answer.ok().filter(news) {
                page.try_update(|page| *page = Some(Ok(fresh)));
            }
        });
    });
}

/// True where something has happened; time going by is nothing.
fn is_news(shown: &BookingPage, fresh: &BookingPage) -> bool {
    let over = |page: &BookingPage| page.card.hold_seconds_left == Some(0);
    (shown.card.status, &shown.paying, &shown.refunds, &shown.run_cancel_reason) != (fresh.card.status, &fresh.paying, &fresh.refunds, &fresh.run_cancel_reason)
        || (&shown.stakes, &shown.appeal) != (&fresh.stakes, &fresh.appeal)
        || over(shown) != over(fresh)
}

fn content(page: BookingPage, forms: Forms, checking: bool) -> impl IntoView {
    let card = page.card.clone();
    let run = card.run.clone();
    let mut terms = page.policy.in_words(&run.starts);
    if !card.price.stake.is_zero() {
        terms.push(page.policy.stake_in_words(&run.starts));
    }
    let total_label = if card.status == BookingStatus::Pending { "To pay" } else { "In all" };
    let kept = matches!(card.status, BookingStatus::Pending | BookingStatus::Confirmed | BookingStatus::Completed);
    let all_come = page.people.iter().all(|person| !person.cancelled);
    view! {
        <Title text=format!("Booking {}", card.reference) />
        <section class="wrap narrow">
            <p class="crumb"><a href="/bookings">"← Your bookings"</a></p>
            <h1>{heading(&page, checking)}</h1>
            <p class="row-tags"><StatusTag status=card.status /> <code class="reference">{card.reference.to_string()}</code></p>
            {page.leave_until.as_ref().map(|until| {
                let until = format!("{}, {}", until.date_and_clock(), until.zone_name());
                let cancel = format!("/bookings/{}/cancel", card.reference);
                view! { <p class="notice">"The host has changed the date of this run. Your seats are kept. If the new date does not suit you, you can " <a href=cancel>"cancel"</a> " until " {until} " and get everything back."</p> }
            })}
            <State page=page.clone() forms checking />
            <Stakes reference=card.reference.to_string() stakes=page.stakes.clone() appeal=page.appeal.clone() />
            <Paid page=page.clone() />
            <Ticket card=run.clone() title=run.title.clone() seats=false>
                <dl class="details">
                    <div><dt>"Travelers"</dt>{page.people.into_iter().map(traveler).collect_view()}</div>
                    <div><dt>"Meet"</dt><dd>{page.meeting_point.clone()} ", " {run.neighborhood.clone()}</dd></div>
                    <div><dt>"Contact"</dt><dd>{page.email.clone()}</dd>{page.phone.clone().map(|phone| view! { <dd>{phone}</dd> })}</div>
                    {page.answers.iter().map(|answer| view! { <div><dt>{answer.prompt.clone()}</dt><dd>{answer.answer.clone()}</dd></div> }).collect_view()}
                    {page.requests.clone().map(|requests| view! { <div><dt>"Special requests"</dt><dd class="pre">{requests}</dd></div> })}
                </dl>
                {kept.then(|| view! { <PriceLines price=card.price total_label back=all_come /> })}
                {kept.then(|| view! { <ul class="terms">{terms.into_iter().map(|line| view! { <li>{line}</li> }).collect_view()}</ul> })}
                <p class="center"><a href=format!("/runs/{}", run.run)>"The run’s page"</a></p>
            </Ticket>
        </section>
    }
}

/// How soon it is worth looking again; not at all where nothing is under way.
fn seconds_to_next_look(page: &BookingPage, checking: bool) -> Option<u64> {
    let under_way = page.card.status == BookingStatus::Pending || page.refunds.iter().any(|refund| refund.status == RefundStatus::Intended);
    if is_confirming(page, checking) { Some(LOOK_SECONDS) } else { under_way.then_some(IDLE_LOOK_SECONDS) }
}

fn traveler(person: Person) -> AnyView {
    if person.cancelled {
        view! { <dd class="left"><s>{person.name}</s> " " <span class="quiet">"cancelled"</span></dd> }.into_any()
    } else {
        view! { <dd>{person.name}</dd> }.into_any()
    }
}

/// True while what became of a payment is being found out.
fn is_confirming(page: &BookingPage, checking: bool) -> bool {
    let may_have_paid = page.card.status == BookingStatus::Pending && matches!(page.paying, Paying::Ready { .. } | Paying::Unopened);
    page.paying == Paying::Processing || (checking && may_have_paid)
}

fn heading(page: &BookingPage, checking: bool) -> &'static str {
    match page.card.status {
        _ if is_confirming(page, checking) => "Nearly there",
        BookingStatus::Pending | BookingStatus::Confirmed | BookingStatus::Expired if page.run_cancel_reason.is_some() => "This run is cancelled",
        BookingStatus::Pending if page.offered => "It is your turn",
        BookingStatus::Pending => "Your seats are held",
        BookingStatus::Confirmed => "You are going",
        BookingStatus::Completed if page.stakes.iter().all(|person| person.attendance == Attendance::NoShow) => "We missed you",
        BookingStatus::Completed => "You were there",
        BookingStatus::Cancelled => "This booking is cancelled",
        BookingStatus::Expired if page.offered => "The offer ran out",
        BookingStatus::Expired => "The hold ran out",
    }
}

/// What the booking's state means for its traveler, and what can be done about it.
#[component]
fn State(page: BookingPage, forms: Forms, checking: bool) -> impl IntoView {
    let run = page.card.run.run;
    if is_confirming(&page, checking) {
        return view! { <Confirming page checking /> }.into_any();
    }
    let unpaid = unpaid(&page);
    if let Some(reason) = page.run_cancel_reason.clone() {
        let money = match page.card.status {
            _ if unpaid.is_some() => "",
            BookingStatus::Confirmed if page.has_receipt => "All that you paid for your seats comes back to you.",
            BookingStatus::Cancelled if page.has_receipt => "",
            BookingStatus::Pending => "Nothing more is to be paid.",
            _ => "Nothing was charged.",
        };
        return view! {
            <p class="notice bad">"The host has cancelled this run: " {reason} " " {money} " " <a href=format!("/runs/{run}")>"Look for another date"</a></p>
            {unpaid}
        }
        .into_any();
    }
    match page.card.status {
        BookingStatus::Pending => view! { {unpaid} <Hold page forms /> }.into_any(),
        BookingStatus::Confirmed => view! { <p class="notice good">"See you there. The host has your name on the list."</p> }.into_any(),
        BookingStatus::Expired if unpaid.is_some() => unpaid.into_any(),
        BookingStatus::Expired if page.offered => view! { <p class="notice">"The seats were not taken in time and went to the next in line. Nothing was charged. " <a href=format!("/runs/{run}/waitlist")>"Join the line again"</a></p> }.into_any(),
        BookingStatus::Expired => view! { <p class="notice">"The seats went back because they were not paid for in time. Nothing was charged. " <a href=format!("/runs/{run}")>"Book again"</a></p> }.into_any(),
        BookingStatus::Cancelled if page.cancelled.is_some() => {
            let money = if page.has_receipt { "All that you paid for your seats comes back to you." } else { "Nothing was charged." };
            let (by, reason) = page.cancelled.unzip();
            let who = if by == Some(CancelledBy::Platform) { "Nukkad" } else { "The host" };
            view! { <p class="notice bad">{format!("{who} has cancelled your booking: ")} {reason} " " {money} " " <a href="/explore">"See what else is on"</a></p> }.into_any()
        }
        BookingStatus::Cancelled => view! { {unpaid} <p class="notice">"The seats are free again for others. " <a href=format!("/runs/{run}")>"Look at the run"</a></p> }.into_any(),
        BookingStatus::Completed => ().into_any(),
    }
}

/// A payment that came and could not be kept: what happens to the money, and when.
fn unpaid(page: &BookingPage) -> Option<AnyView> {
    let Paying::NotKept { amount, captured } = page.paying else { return None };
    let why = if page.card.status == BookingStatus::Pending { "is not the one that was asked for" } else { "came when the seats had already gone" };
    let money = if captured {
        "All of it is being refunded; below you see how far it is."
    } else {
        "It was not taken: your bank lets go of it by itself, within about five days."
    };
    Some(view! { <p class="notice bad"><strong>{format!("Your payment of {} {why}.", amount.short())}</strong> " " {money}</p> }.into_any())
}

/// The time while a payment is being confirmed.
#[component]
fn Confirming(page: BookingPage, checking: bool) -> impl IntoView {
    let unanswered = page.paying != Paying::Processing;
    let words = if unanswered && checking {
        "The payment provider has not told us yet what became of it. Please do not pay twice: as soon as we know, it stands here."
    } else {
        "It takes a few seconds, and your seats are yours meanwhile. This page looks again by itself."
    };
    view! {
        <div class="notice" role="status">
            <p><strong>"Your payment is being confirmed…"</strong></p>
            <p>{words}</p>
        </div>
        {unanswered.then(|| view! { <p><a href=format!("/bookings/{}", page.card.reference) rel="external">"Not paid? Pay now"</a></p> })}
        <Reload seconds=RELOAD_SECONDS />
    }
}

/// Loads the page anew after a while, where there is no JavaScript to look again. HTML wants this in the head, where it would hold
/// for everybody; browsers without scripts heed it here too.
#[component]
fn Reload(seconds: u64) -> impl IntoView {
    view! { <noscript inner_html=format!("<meta http-equiv=\"refresh\" content=\"{seconds}\">")></noscript> }
}

/// Seats that wait to be paid for: how long, and the ways to pay and to let go.
#[component]
fn Hold(page: BookingPage, forms: Forms) -> impl IntoView {
    let card = page.card;
    let left = card.hold_seconds_left.unwrap_or_default();
    let offered = page.offered;
    let until = page.held_until.map(|until| format!(", until {} {}", if offered { until.date_and_clock() } else { until.clock() }, until.zone_name()));
    let failed = match &page.paying {
        Paying::Failed { reason, .. } => Some(reason.clone()),
        _ => None,
    };
    let give_up = forms.give_up;
    view! {
        {failed.map(|reason| view! {
            <p class="notice bad"><strong>"The payment did not go through. Nothing was charged."</strong> {(!reason.is_empty()).then(|| format!(" The bank said: {reason}"))}</p>
        })}
        <div class="notice pending">
            {if left == 0 {
                view! { <p>"The time is up, and the seats are going back. Nothing is owed."</p> }.into_any()
            } else if offered {
                view! { <p>"Seats came free, and you are next in line. They are kept for you for " <strong><Countdown seconds=left /></strong> {until} ". After that they go to the next in line and nothing is owed."</p> }.into_any()
            } else {
                view! { <p>"Seats are kept for " <strong><Countdown seconds=left /></strong> " while you pay" {until} ". After that they go back and nothing is owed."</p> }.into_any()
            }}
            <div class="actions">
                {(left > 0 && card.price.total.is_zero()).then(|| view! { <Accept reference=card.reference.to_string() form=forms.accept /> })}
                {(left > 0).then(|| view! { <Pay paying=page.paying amount=card.price.total reference=card.reference.to_string() open=forms.open /> })}
                <LiveForm state=give_up label="Give up the seats">
                    <input type="hidden" name="reference" value=card.reference.to_string() />
                    <Submit label=Signal::stored("Give up the seats".to_owned()) busy=give_up.busy() class="button ghost" />
                </LiveForm>
            </div>
        </div>
        <Reload seconds=IDLE_RELOAD_SECONDS />
    }
}

/// The button that takes offered seats which cost nothing.
#[component]
fn Accept(reference: String, form: FormState<AcceptOffer>) -> impl IntoView {
    view! {
        <LiveForm state=form label="Accept the seats">
            <input type="hidden" name="reference" value=reference />
            <Submit label=Signal::stored("Accept the seats".to_owned()) busy=form.busy() />
        </LiveForm>
    }
}

/// The way to the provider's page.
#[component]
fn Pay(paying: Paying, amount: Paise, reference: String, open: FormState<OpenCheckout>) -> impl IntoView {
    match paying {
        Paying::Ready { form } => view! { <Checkout form words=format!("Pay {}", amount.short()) /> }.into_any(),
        Paying::Failed { form, .. } => view! { <Checkout form words="Try again".to_owned() /> }.into_any(),
        Paying::Unopened => view! {
            <LiveForm state=open label="Payment">
                <input type="hidden" name="reference" value=reference />
                <Submit label=Signal::stored("Go to payment".to_owned()) busy=open.busy() />
            </LiveForm>
        }
        .into_any(),
        Paying::Settled | Paying::Processing | Paying::NotKept { .. } => ().into_any(),
    }
}

/// The provider's own form: a plain post to another site.
#[component]
fn Checkout(form: CheckoutForm, words: String) -> impl IntoView {
    view! {
        <form method="post" action=form.action aria-label="Payment">
            {form.fields.into_iter().map(|(name, value)| view! { <input type="hidden" name=name value=value /> }).collect_view()}
            <button type="submit" class="button">{words}</button>
        </form>
    }
}

/// What is open to whoever has paid, and what comes back.
#[component]
fn Paid(page: BookingPage) -> impl IntoView {
    let here = format!("/bookings/{}", page.card.reference);
    let cancel = page.can_cancel.then(|| view! { <a class="button ghost small" href=format!("{here}/cancel")>"Cancel seats"</a> });
    let receipt = page.has_receipt.then(|| view! { <a class="button ghost small" href=format!("{here}/receipt")>"Receipt"</a> });
    let has_tickets = matches!(page.card.status, BookingStatus::Confirmed | BookingStatus::Completed);
    let tickets = has_tickets.then(|| view! { <a class="button small" href=format!("{here}/tickets")>"Tickets"</a> });
    let ways = page.can_cancel || page.has_receipt || has_tickets;
    let refunds = page.refunds;
    view! {
        {ways.then(|| view! { <p class="links">{tickets} {cancel} {receipt}</p> })}
        {(!refunds.is_empty()).then(|| view! {
            <section aria-labelledby="back">
                <h2 id="back">"What comes back"</h2>
                <Refunds refunds />
            </section>
        })}
    }
}
