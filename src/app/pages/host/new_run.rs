//! Scheduling runs: a form whose answer stands below it, the dates it would make, and one button that makes them.
//! What is asked for stands in the page's address, so that nothing typed is lost on the way.

use crate::{
    api::{
        hosting::OfferChoice,
        runs::{OfferPlace, PlanPage, PlannedDay, PlannedRuns, ScheduleRuns, plan_runs},
    },
    app::{
        components::{errors::loaded, host_bar::HostBar, run_fields::run_fields},
        form::{Field, FormState, LiveForm, Submit, use_form, without_mark},
        platform,
    },
    domain::{
        schedule::{ScheduleForm, Snag, Weekday},
        text::FieldErrors,
    },
    error::{AppError, ErrorCode},
};
use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::{components::Form, hooks::use_location};

/// The page on which runs are scheduled.
#[component]
pub(crate) fn NewRun() -> impl IntoView {
    let search = use_location().search;
    let query = Memo::new(move |_| search.with(|search| without_mark(search.trim_start_matches('?')).to_owned()));
    let form = use_form::<ScheduleRuns>();
    let page = Resource::new_blocking(move || query.get(), plan_runs);
    // What was refused as out of date is shown as it is now.
    let error = form.error();
    Effect::new(move |_| {
        if error.with(|error| error.as_ref().is_some_and(|error| error.code == ErrorCode::Conflict)) {
            page.refetch();
        }
    });
    view! {
        <Title text="Schedule a run" />
        <HostBar />
        {loaded(page, move |page| content(page, query.get_untracked(), form))}
    }
}

fn content(page: PlanPage, query: String, form: FormState<ScheduleRuns>) -> AnyView {
    let Some(offer) = page.offer else { return view! { <Choose offers=page.offers /> }.into_any() };
    if !page.errors.is_empty() {
        platform::set_status(ErrorCode::Invalid.status());
    }
    let (token, plan) = (page.token, page.plan);
    view! {
        <section class="wrap narrow">
            <p class="crumb"><a href="/host/runs">"← Event runs"</a></p>
            <h1>"Schedule a run"</h1>
            <p>{offer.title.clone()} ", " {offer.city.clone()} " · " <a href="/host/runs/new">"another experience"</a></p>
            <Ask offer form=page.form errors=page.errors />
            <div aria-live="polite">{plan.map(|plan| view! { <Answer plan query token form /> })}</div>
        </section>
    }
    .into_any()
}

/// The choice of an experience.
#[component]
fn Choose(offers: Vec<OfferChoice>) -> impl IntoView {
    let offer = |offer: OfferChoice| view! { <li><a class="button ghost wide" href=format!("/host/runs/new?experience={}", offer.id)>{offer.title}</a></li> };
    view! {
        <section class="wrap narrow">
            <p class="crumb"><a href="/host/runs">"← Event runs"</a></p>
            <h1>"Schedule a run"</h1>
            {if offers.is_empty() {
                view! { <p>"Nothing is published yet. Publish an experience first: its runs come after that."</p> <p><a class="button" href="/host/experiences">"Experiences"</a></p> }.into_any()
            } else {
                view! { <h2>"Of which experience?"</h2> <ul class="rows">{offers.into_iter().map(offer).collect_view()}</ul> }.into_any()
            }}
        </section>
    }
}

/// The form. It changes nothing: it asks what would be made.
#[component]
fn Ask(offer: OfferPlace, form: ScheduleForm, errors: FieldErrors) -> impl IntoView {
    let message = (!errors.is_empty()).then(|| AppError::invalid(errors.clone()).message);
    let errors = StoredValue::new(errors);
    let error = move |name: &'static str| Signal::stored(errors.with_value(|errors| errors.get(name).cloned()));
    let zone = format!("{} ({})", offer.now.zone_name(), offer.now.zone);
    let repeats = form.repeats();
    let fields = run_fields(form.run.clone(), &zone, str::to_owned, error);
    view! {
        <Form method="GET" action="/host/runs/new" noscroll=true attr:class="panel" attr:novalidate="" attr:autocomplete="off">
            <div role="alert" class="form-error">{message.map(|message| view! { <p>{message}</p> })}</div>
            <input type="hidden" name="experience" value=offer.id.to_string() />
            <input type="hidden" name="check" value="1" />
            {fields}
            <fieldset>
                <legend>"How often?"</legend>
                <label class="tick"><input type="radio" name="repeat" value="once" checked=!repeats /> "Once"</label>
                <label class="tick"><input type="radio" name="repeat" value="weekly" checked=repeats /> "Again and again: a series"</label>
            </fieldset>
            <Repeat form error />
            <button type="submit" class="button ghost">"Show what this makes"</button>
        </Form>
    }
}

/// When a series takes place, and its end. Out of sight as long as no series is wanted.
#[component]
fn Repeat(form: ScheduleForm, error: impl Fn(&'static str) -> Signal<Option<String>>) -> impl IntoView {
    let wrong_days = error("weekdays");
    let chosen = form.weekdays;
    let day = move |day: &Weekday| {
        let checked = chosen.iter().any(|word| word == day.as_str());
        view! { <li><label class="tick"><input type="checkbox" name="weekday" value=day.as_str() checked=checked /> {day.name()}</label></li> }
    };
    view! {
        <div class="series-fields">
            <fieldset aria-describedby="weekdays-error">
                <legend>"On these days"</legend>
                <ul class="weekdays">{Weekday::ALL.iter().map(day).collect_view()}</ul>
                <p class="field-error" id="weekdays-error">{wrong_days}</p>
            </fieldset>
            <div class="pair">
                <Field label="Every so many weeks" name="every" inputmode="numeric" value=form.every error=error("every") required=true hint="1 for every week." />
                <Field label="Until" name="until" kind="date" value=form.until error=error("until") hint="The last day, or else a number of dates." />
                <Field label="Number of dates" name="count" inputmode="numeric" value=form.count error=error("count") hint="At most 200." />
            </div>
        </div>
    }
}

/// What the form would make, and the button that makes it.
#[component]
fn Answer(plan: PlannedRuns, query: String, token: String, form: FormState<ScheduleRuns>) -> impl IntoView {
    // Ticks that were taken away stay so when the form comes back; they are those of this very plan.
    let before = form.input().filter(|input| input.plan == query);
    let (series, usable) = (plan.series, plan.dates.iter().filter(|date| date.usable()).count());
    let left_out = plan.dates.len() - usable;
    let heading = match (series, usable) {
        (false, _) => "One run".to_owned(),
        (true, 1) => "A series of 1 run".to_owned(),
        (true, runs) => format!("A series of {runs} runs"),
    };
    let kept = move |date: &PlannedDay| before.as_ref().is_none_or(|input| input.keep.contains(&date.day.to_string()));
    let dates = plan.dates.into_iter().enumerate().map(move |(index, date)| {
        let checked = kept(&date);
        view! { <Date index date series checked /> }
    });
    let terms = [
        (!plan.stake.is_zero()).then(|| format!("Stake {}: it comes back when they come", plan.stake.short())),
        Some(format!("{} seats, booking closes {} hours before", plan.capacity, plan.cutoff_hours)),
        (left_out > 0).then(|| if left_out == 1 { "1 date is left out".to_owned() } else { format!("{left_out} dates are left out") }),
    ];
    let label = if series { "Schedule these runs" } else { "Schedule this run" };
    view! {
        <section aria-labelledby="plan" class="panel">
            <h2 id="plan">{heading}</h2>
            <p><strong class="price">{plan.price.tag()}</strong></p>
            <ul class="terms">{terms.into_iter().flatten().map(|line| view! { <li>{line}</li> }).collect_view()}</ul>
            <LiveForm state=form label="Schedule">
                <input type="hidden" name="plan" value=query />
                <input type="hidden" name="token" value=token />
                <fieldset>
                    <legend>{if series { "Dates; take the tick away from those that are not to be" } else { "Date" }}</legend>
                    <ul class="dates">{dates.collect_view()}</ul>
                    <p class="field-error">{form.field_error("keep")}</p>
                </fieldset>
                <Submit label=Signal::stored(label.to_owned()) busy=form.busy() class="button wide" />
            </LiveForm>
        </section>
    }
}

/// A date, with what is odd about it.
#[component]
fn Date(index: usize, date: PlannedDay, series: bool, checked: bool) -> impl IntoView {
    let day = date.day.format("%a %-d %b %Y").to_string();
    let usable = date.usable();
    let words = date.at.as_ref().map_or_else(|| day.clone(), |(from, to)| format!("{day}, {}", from.until(to)));
    let note = date.snag.map(|snag| match snag {
        Snag::Gap => "left out: clocks are set forward across that time, so it does not exist on this day",
        Snag::Twice => "clocks are set back: this time comes twice that day, and the first is meant",
        Snag::Past => "left out: it is over",
    });
    let note = note.map(|note| view! { " " <span class="quiet">{note}</span> });
    if !usable {
        return view! { <li class="left-out"><s>{words}</s> {note}</li> }.into_any();
    }
    if !series {
        return view! { <li>{words} {note}</li> }.into_any();
    }
    let name = format!("keep[{index}]");
    view! { <li><label class="tick"><input type="checkbox" name=name value=date.day.to_string() checked=checked /> <span>{words} {note}</span></label></li> }
        .into_any()
}
