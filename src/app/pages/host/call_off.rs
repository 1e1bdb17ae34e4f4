//! Calling a run off: whom it touches and what it costs, a button that does it, and then how far it has come.

use super::look_again;
use crate::{
    api::{
        hosting::CancelRun,
        runs::{CallOffPage, call_off},
    },
    app::{
        components::{errors::loaded, host_bar::HostBar, progress::Progress},
        form::{Field, FormState, LiveForm, Submit, use_form},
        pages::{param, query},
        platform,
    },
    domain::{
        call_off::{CallOffProgress, CallOffQuote},
        ids::RunId,
        schedule::Scope,
    },
    error::ErrorCode,
};
use leptos::prelude::*;
use leptos_meta::Title;

/// The page on which a run is called off. How much of its series goes with it stands in its address.
#[component]
pub(crate) fn CallOffRun() -> impl IntoView {
    let (id, scope) = (param("id"), query("scope"));
    let form = use_form::<CancelRun>();
    let page = Resource::new_blocking(move || (id.get(), scope.get()), |(id, scope)| call_off(id, scope));
    view! {
        <Title text="Call a run off" />
        <HostBar />
        {loaded(page, move |shown| {
            if shown.progress.is_some_and(|progress| !progress.is_done()) {
                look_again(page, shown.clone(), move || call_off(id.get_untracked(), scope.get_untracked()));
            }
            content(shown, form)
        })}
    }
}

fn content(page: CallOffPage, form: FormState<CancelRun>) -> impl IntoView {
    let card = page.card;
    let (run, back) = (card.run, format!("/host/runs/{}", card.run));
    let when = format!("{}, {}, {}", card.title, card.starts.date_and_clock(), card.starts.zone_name());
    let below = match (page.quote, page.cancel_reason) {
        (Some(quote), _) => view! { <DryRun run scope=page.scope following=page.following quote form /> }.into_any(),
        (None, Some(reason)) => view! { <CalledOff run reason progress=page.progress /> }.into_any(),
        (None, None) => {
            platform::set_status(ErrorCode::Conflict.status());
            view! { <p class="closed">"The run has begun: it can no longer be called off. Nothing was changed, and no money has moved."</p> }.into_any()
        }
    };
    view! {
        <section class="wrap narrow">
            <p class="crumb"><a href=back>"← The run"</a> {page.series.map(|series| view! { " " <a href=format!("/host/series/{series}")>"Its series"</a> })}</p>
            <h1>"Call a run off"</h1>
            <p>{when}</p>
            {below}
        </section>
    }
}

/// What it would do, and the form that does it.
#[component]
fn DryRun(run: RunId, scope: Scope, following: u32, quote: CallOffQuote, form: FormState<CancelRun>) -> impl IntoView {
    let reason = form.input().map(|input| input.reason).unwrap_or_default();
    let label = match quote.runs {
        1 => "Call the run off and give everything back".to_owned(),
        runs => format!("Call {runs} runs off and give everything back"),
    };
    view! {
        {(following > 0).then(|| view! { <Scopes run scope following /> })}
        <section aria-labelledby="dry-run">
            <h2 id="dry-run">"What this does"</h2>
            <Figures quote />
            <p>"Nobody can book any more, and everybody who has gets all of it back, price and stake, whatever the policy says. They are told by mail, with your reason. This cannot be undone."</p>
        </section>
        <LiveForm state=form label="Call the run off">
            <input type="hidden" name="run" value=run.to_string() />
            <input type="hidden" name="scope" value=scope.to_string() />
            <Field label="Reason" name="reason" value=reason error=form.field_error("reason") long=true required=true hint="A sentence for your travelers: rain, illness, too few people." />
            <div class="actions">
                <Submit label=Signal::stored(label) busy=form.busy() class="button danger" />
                <a class="button ghost" href=format!("/host/runs/{run}")>"Keep it"</a>
            </div>
        </LiveForm>
    }
}

/// One run, or the rest of its series with it.
#[component]
fn Scopes(run: RunId, scope: Scope, following: u32) -> impl IntoView {
    let choice = move |choice: Scope, name: String| {
        let here = choice == scope;
        view! { <li><a class=if here { "chip chosen" } else { "chip" } href=format!("/host/runs/{run}/cancel?scope={choice}") aria-current=here.then_some("true")>{name}</a></li> }
    };
    let more = if following == 1 { "This and the one that follows".to_owned() } else { format!("This and the {following} that follow") };
    view! { <ul class="chips" aria-label="How much of the series">{choice(Scope::One, "This run only".to_owned())} {choice(Scope::Following, more)}</ul> }
}

/// Whom it touches, and what goes back.
#[component]
fn Figures(quote: CallOffQuote) -> impl IntoView {
    let several = quote.runs > 1;
    let people = if quote.travelers == 1 { "1 traveler".to_owned() } else { format!("{} travelers", quote.travelers) };
    view! {
        <dl class="lines">
            {several.then(|| view! { <div><dt>"Runs called off"</dt><dd>{quote.runs}</dd></div> })}
            <div><dt>{format!("Bookings cancelled, {people}")}</dt><dd>{quote.bookings}</dd></div>
            <div><dt>"Unpaid holds that end"</dt><dd>{quote.holds}</dd></div>
            <div><dt>"Price that goes back"</dt><dd>{quote.price_back.short()}</dd></div>
            <div><dt>"Stake that goes back"</dt><dd>{quote.stake_back.short()}</dd></div>
            <div class="total"><dt>"Goes back in all"</dt><dd>{quote.total().short()}</dd></div>
        </dl>
    }
}

/// A run that is called off.
#[component]
fn CalledOff(run: RunId, reason: String, #[prop(optional_no_strip)] progress: Option<CallOffProgress>) -> impl IntoView {
    let going_on = progress.is_some_and(|progress| !progress.is_done());
    view! {
        <p class="notice bad">"Cancelled: " {reason}</p>
        {match progress {
            Some(progress) => view! { <CallOffState progress /> }.into_any(),
            None => view! { <p>"Nobody was on it any more."</p> }.into_any(),
        }}
        {going_on.then(|| view! { <p class="links when-plain"><a class="button ghost" href=format!("/host/runs/{run}/cancel")>"Look again"</a></p> })}
    }
}

/// How far it has come, in people and in money.
#[component]
pub(crate) fn CallOffState(progress: CallOffProgress) -> impl IntoView {
    let CallOffProgress { bookings, taken_off, refunds, sent, processed, failed, back } = progress;
    view! {
        <div aria-live="polite">
            <Progress label="Bookings taken off" done=taken_off all=bookings />
            {(refunds > 0).then(|| view! { <Progress label="Refunds sent back" done=processed all=refunds /> })}
            <p class="quiet">
                {match (refunds, progress.is_done()) {
                    (0, true) => "Nothing was paid, so nothing goes back.".to_owned(),
                    (0, false) => "No refund is written down yet.".to_owned(),
                    (_, true) => format!("{} in all. It is with the travelers’ banks.", back.short()),
                    (_, false) => format!("{} so far. {sent} with the payment provider, {} about to be sent. It goes on without you.", back.short(), refunds.saturating_sub(sent + processed + failed)),
                }}
            </p>
            {(failed > 0).then(|| view! { <p class="notice bad">{format!("{failed} could not be sent back yet. The money is safe; we are on it, and it is tried again.")}</p> })}
        </div>
    }
}
