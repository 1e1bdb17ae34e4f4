//! The fields that say what a run is like: the same when it is scheduled and when it is changed.

use crate::{app::form::Field, domain::run_form::RunForm};
use leptos::prelude::*;

/// The fields. `name` makes a field's name in the form of its short name, `error` gives what is wrong with it.
pub(crate) fn run_fields<N, E>(form: RunForm, zone: &str, name: N, error: E) -> impl IntoView + use<N, E>
where
    N: Fn(&str) -> String,
    E: Fn(&'static str) -> Signal<Option<String>>,
{
    let on_the_clock = format!("By the clock there: {zone}.");
    view! {
        <div class="pair">
            <Field label="Date" name=name("date") kind="date" value=form.date error=error("date") required=true />
            <Field label="Begins" name=name("time") kind="time" value=form.time error=error("time") required=true hint=on_the_clock />
            <Field label="Length in minutes" name=name("minutes") inputmode="numeric" value=form.minutes error=error("minutes") required=true />
            <Field label="Ends" name=name("ends") kind="time" value=form.ends error=error("ends") hint="On the same day, instead of the length." />
            <Field label="Price in rupees" name=name("price") inputmode="decimal" value=form.price error=error("price") required=true hint="For one traveler. 0 for nothing." />
            <Field label="Stake in rupees" name=name("stake") inputmode="decimal" value=form.stake error=error("stake") hint="For one traveler. It comes back when they come." />
            <Field label="Seats" name=name("capacity") inputmode="numeric" value=form.capacity error=error("capacity") required=true />
            <Field label="Booking closes, hours before" name=name("cutoff") inputmode="numeric" value=form.cutoff error=error("cutoff") required=true />
        </div>
    }
}
