//! Changing a run: one, or one and those that follow in its series.

use crate::{
    api::runs::{ChangeRun, EditPage, run_to_change},
    app::{
        components::{errors::loaded, host_bar::HostBar, run_fields::run_fields},
        form::{FormState, LiveForm, Submit, use_form},
        pages::param,
    },
    domain::{run::RunTerms, schedule::Scope},
    error::ErrorCode,
};
use leptos::{prelude::*, task::spawn_local};
use leptos_meta::Title;

/// The page on which a run is changed.
#[component]
pub(crate) fn EditRun() -> impl IntoView {
    let id = param("id");
    let form = use_form::<ChangeRun>();
    let page = Resource::new_blocking(move || id.get(), run_to_change);
    // What somebody else has changed meanwhile is asked for; the form, with what is typed there, stays.
    let (fresh, error) = (RwSignal::new(None::<EditPage>), form.error());
    Effect::new(move |_| {
        if error.with(|error| error.as_ref().is_some_and(|error| error.code == ErrorCode::Conflict)) {
            spawn_local(async move {
                if let Ok(answer) = run_to_change(id.get_untracked()).await {
                    fresh.try_set(Some(answer));
                }
            });
        }
    });
    view! {
        <Title text="Change a run" />
        <HostBar />
        {loaded(page, move |page| content(page, form, fresh))}
    }
}

fn content(page: EditPage, form: FormState<ChangeRun>, fresh: RwSignal<Option<EditPage>>) -> impl IntoView {
    let (run, typed) = (page.card.run, form.input());
    let begun_with = typed.as_ref().map_or_else(|| page.shown.clone(), |typed| typed.shown.clone());
    let filled = typed.as_ref().map_or_else(|| page.form.clone(), |typed| typed.form.clone());
    let following = typed.and_then(|typed| typed.scope).is_some_and(|scope| scope == Scope::Following.as_str());
    let later = page.following;
    let when = format!("{}, {}, {}", page.card.title, page.card.starts.date_and_clock(), page.card.starts.zone_name());
    let zone = format!("{} ({})", page.card.starts.zone_name(), page.card.starts.zone);
    let taken = page.card.seats.taken;
    let page = StoredValue::new(page);
    // What the next attempt is based on: what the run is like now.
    let shown = move || fresh.with(|fresh| fresh.as_ref().map(|fresh| fresh.shown.clone())).unwrap_or_else(|| page.with_value(|page| page.shown.clone()));
    let news = move || {
        let lines =
            fresh.with(|fresh| fresh.as_ref().map(|fresh| changes(&begun_with, fresh))).unwrap_or_else(|| page.with_value(|page| changes(&begun_with, page)));
        (!lines.is_empty()).then(|| {
            view! {
                <div class="notice">
                    <p>"Somebody else has changed this meanwhile. If you save, what you typed takes its place:"</p>
                    <ul>{lines.into_iter().map(|line| view! { <li>{line}</li> }).collect_view()}</ul>
                </div>
            }
        })
    };
    view! {
        <section class="wrap narrow">
            <p class="crumb"><a href=format!("/host/runs/{run}")>"← The run"</a></p>
            <h1>"Change a run"</h1>
            <p>{when}</p>
            <p class="quiet">{format!("{taken} seats are taken.")} " Bookings keep the price they were made at. If the run starts at another time, everybody who has booked is told, and can leave within 72 hours and get everything back."</p>
            <LiveForm state=form label="Change a run" class="panel">
                <div aria-live="polite">{news}</div>
                <input type="hidden" name="run" value=run.to_string() />
                <input type="hidden" name="shown" value=untrack(shown) prop:value=shown />
                {run_fields(filled, &zone, |name| format!("form[{name}]"), |name| form.field_error(name))}
                {(later > 0).then(|| view! { <Scopes following later /> })}
                <div class="actions">
                    <Submit label=Signal::stored("Save the changes".to_owned()) busy=form.busy() />
                    <a class="button ghost" href=format!("/host/runs/{run}")>"Leave it as it is"</a>
                </div>
            </LiveForm>
        </section>
    }
}

/// What is different between what a form was filled in with and what the run is like now, in words.
fn changes(begun_with: &str, now: &EditPage) -> Vec<String> {
    let (Some(before), Some(after)) = (RunTerms::parse(begun_with), RunTerms::parse(&now.shown)) else { return Vec::new() };
    let mut lines = Vec::new();
    if before.starts_at != after.starts_at {
        lines.push(format!("It begins {}.", now.card.starts.date_and_clock()));
    }
    if before.ends_at - before.starts_at != after.ends_at - after.starts_at {
        lines.push(format!("It takes {} minutes.", now.form.minutes));
    }
    if before.price != after.price {
        lines.push(format!("The price is {}.", after.price.short()));
    }
    if before.stake != after.stake {
        lines.push(format!("The stake is {}.", after.stake.short()));
    }
    if before.capacity != after.capacity {
        lines.push(format!("There are {} seats.", after.capacity));
    }
    if before.starts_at - before.cutoff_at != after.starts_at - after.cutoff_at {
        lines.push(format!("Booking closes {}.", now.cutoff.date_and_clock()));
    }
    lines
}

/// One run, or the rest of its series with it.
#[component]
fn Scopes(following: bool, later: u32) -> impl IntoView {
    let more = if later == 1 { "This and the one that follows".to_owned() } else { format!("This and the {later} that follow") };
    view! {
        <fieldset>
            <legend>"Which runs?"</legend>
            <label class="tick"><input type="radio" name="scope" value="one" checked=!following /> "This run only"</label>
            <label class="tick"><input type="radio" name="scope" value="following" checked=following /> {more}</label>
            <p class="hint">"Of those that follow, only what you change here is changed; each keeps its day."</p>
        </fieldset>
    }
}
