//! The admin's side: what is stuck, and every paisa of one booking.

pub(crate) mod appeal;
pub(crate) mod audit;
pub(crate) mod disputes;
pub(crate) mod figures;
pub(crate) mod find;
pub(crate) mod ledger;
pub(crate) mod organizations;
pub(crate) mod overview;
pub(crate) mod papers;
pub(crate) mod payout;
pub(crate) mod payouts;
pub(crate) mod people;
pub(crate) mod reconciliation;
pub(crate) mod rules;
pub(crate) mod statement;
pub(crate) mod webhooks;

use crate::{
    app::form::Field,
    domain::{money::Paise, time::ZonedTime},
};
use leptos::prelude::*;

/// Why an admin does something. `id` tells it from the same field of other forms.
#[component]
fn Why(
    #[prop(into)] id: String,
    #[prop(into)] value: String,
    error: Signal<Option<String>>,
    #[prop(default = "It goes into the log.")] hint: &'static str,
) -> impl IntoView {
    view! { <Field id=id label="Why" name="reason" value error required=true hint /> }
}

/// An amount of the ledger in its two columns, debit and credit; the other one stays empty.
fn columns(amount: Paise) -> (Option<String>, Option<String>) {
    if amount < Paise::ZERO { (None, Some((Paise::ZERO - amount).to_string())) } else { (Some(amount.to_string()), None) }
}

/// A moment as an admin reads it, to the second.
fn exact(time: &ZonedTime) -> String {
    time.local().format("%Y-%m-%d %H:%M:%S").to_string()
}
