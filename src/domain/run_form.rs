//! What a run is like as a form has it: text throughout, so that nothing typed is lost, and what that says once it makes sense.

use super::{money::Paise, text::FieldErrors};
use chrono::{NaiveDate, NaiveTime};
use serde::{Deserialize, Serialize};

/// Most seats on one run.
pub const CAPACITY_MAX: i32 = 1_000;
/// Most that one traveler can be asked for, price and stake apart: ten lakh rupees.
const AMOUNT_MAX: Paise = Paise(100_000_000);
/// Least that the payment provider takes in one payment: a rupee.
const PAYABLE_MIN: Paise = Paise(100);
/// Shortest and longest run, in minutes.
const MINUTES_MIN: i32 = 5;
const MINUTES_MAX: i32 = 72 * 60;
/// Booking closes at most so many hours before the start.
const CUTOFF_HOURS_MAX: i32 = 30 * 24;

/// What a run is like, as typed.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct RunForm {
    /// `2026-12-05`
    pub date: String,
    /// `06:45`
    pub time: String,
    /// How long it takes.
    pub minutes: String,
    /// When it ends on the same day; empty where the length says so.
    pub ends: String,
    /// In rupees.
    pub price: String,
    /// In rupees.
    pub stake: String,
    pub capacity: String,
    /// Hours before the start.
    pub cutoff: String,
}

/// A run that makes sense.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RunRequest {
    pub day: NaiveDate,
    pub time: NaiveTime,
    pub minutes: i32,
    /// For one traveler.
    pub price: Paise,
    /// For one traveler; comes back.
    pub stake: Paise,
    pub capacity: i32,
    /// Booking closes so many hours before the start.
    pub cutoff_hours: i32,
}

impl RunForm {
    /// Checks every field; what is wrong goes into `errors` under the field's name. `Some` where nothing is.
    pub fn validate(&self, errors: &mut FieldErrors) -> Option<RunRequest> {
        let before = errors.len();
        let day = check(errors, "date", day(&self.date, "On which day? Choose a date."));
        let time = check(errors, "time", time(&self.time).ok_or("When does it begin? A time such as 06:45."));
        let minutes = match time {
            Some(begins) if !self.ends.trim().is_empty() => check(errors, "ends", minutes_until(begins, &self.ends)),
            _ => check(errors, "minutes", number(&self.minutes, MINUTES_MIN, MINUTES_MAX).ok_or("How long does it take? From 5 minutes to 72 hours (4320).")),
        };
        let price = check(errors, "price", amount(&self.price));
        let stake = check(errors, "stake", amount(if self.stake.trim().is_empty() { "0" } else { &self.stake }));
        let capacity = check(errors, "capacity", number(&self.capacity, 1, CAPACITY_MAX).ok_or("How many can come? A whole number from 1 to 1000."));
        let cutoff = number(&self.cutoff, 0, CUTOFF_HOURS_MAX).ok_or("A whole number of hours from 0 to 720 (30 days).");
        let cutoff_hours = check(errors, "cutoff", cutoff);
        if let (Some(price), Some(stake)) = (price, stake)
            && !(price + stake).is_zero()
            && price + stake < PAYABLE_MIN
        {
            errors.insert("price".to_owned(), "The payment provider takes nothing below ₹1. Make it free, or ₹1 and more.".to_owned());
        }
        if errors.len() > before {
            return None;
        }
        Some(RunRequest { day: day?, time: time?, minutes: minutes?, price: price?, stake: stake?, capacity: capacity?, cutoff_hours: cutoff_hours? })
    }
}

/// The value, or its error put beside the field.
pub(super) fn check<T>(errors: &mut FieldErrors, field: &str, value: Result<T, &'static str>) -> Option<T> {
    value.map_err(|words| errors.insert(field.to_owned(), words.to_owned())).ok()
}

/// A date as a browser sends it, in a year of four digits.
pub(super) fn day(text: &str, missing: &'static str) -> Result<NaiveDate, &'static str> {
    let text = text.trim();
    if text.is_empty() {
        return Err(missing);
    }
    NaiveDate::parse_from_str(text, "%Y-%m-%d").ok().filter(|_| text.len() == 10).ok_or("That day is not in the calendar. A date such as 2026-12-05.")
}

fn time(text: &str) -> Option<NaiveTime> {
    let text = text.trim();
    NaiveTime::parse_from_str(text, "%H:%M").or_else(|_| NaiveTime::parse_from_str(text, "%H:%M:%S")).ok()
}

/// Minutes from the start to an end on the same day.
fn minutes_until(begins: NaiveTime, ends: &str) -> Result<i32, &'static str> {
    let ends = time(ends).ok_or("A time such as 09:15, or nothing.")?;
    match i32::try_from((ends - begins).num_minutes()).unwrap_or_default() {
        ..=0 => Err("It would end before it begins. For a run past midnight leave this empty and give the length."),
        minutes if minutes < MINUTES_MIN => Err("That is shorter than five minutes."),
        minutes => Ok(minutes),
    }
}

/// A whole number within limits, digits only.
pub(super) fn number(text: &str, least: i32, most: i32) -> Option<i32> {
    let text = text.trim();
    let digits = text.bytes().all(|byte| byte.is_ascii_digit());
    text.parse().ok().filter(|number| digits && (least..=most).contains(number))
}

fn amount(text: &str) -> Result<Paise, &'static str> {
    match Paise::from_typed(text) {
        None => Err("An amount in rupees, such as 450 or 450.50. Write 0 for nothing."),
        Some(amount) if amount > AMOUNT_MAX => Err("That is more than ₹10,00,000 for one traveler. Is it in rupees?"),
        Some(amount) => Ok(amount),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn no_odd_run_comes_through(date in ".{0,12}", time in ".{0,8}", number in ".{0,8}", digits in "[0-9]{0,5}") {
            for number in [number, digits] {
                let [minutes, price, stake, capacity, cutoff] = std::array::from_fn(|_| number.clone());
                for (date, time) in [(date.as_str(), time.as_str()), ("2026-12-05", "06:45")] {
                    let (date, time, ends) = (date.to_owned(), time.to_owned(), String::new());
                    let run = RunForm { date, time, ends, minutes: minutes.clone(), price: price.clone(), stake: stake.clone(), capacity: capacity.clone(), cutoff: cutoff.clone() };
                    if let Some(run) = run.validate(&mut FieldErrors::new()) {
                        prop_assert!((1..=CAPACITY_MAX).contains(&run.capacity) && run.minutes >= MINUTES_MIN && run.price <= AMOUNT_MAX);
                    }
                }
            }
        }
    }
}
