//! A run's terms as a form has them: filled in from what the run is like, and read back as what it is to be like.

use super::{
    planning::GAP,
    runs::RunError,
    zones::{WallClock, wall_clock, zoned},
};
use crate::domain::{
    money::Paise,
    run::RunTerms,
    run_form::{RunForm, RunRequest},
};
use chrono::{DateTime, Duration, NaiveDate, NaiveTime, Utc};

/// A run's terms as its form is filled in with them, on the clock of the place.
#[must_use]
pub fn filled_in(terms: &RunTerms, zone: &str) -> RunForm {
    let starts = zoned(terms.starts_at, zone).local();
    RunForm {
        date: starts.date().to_string(),
        time: starts.format("%H:%M").to_string(),
        minutes: (terms.ends_at - terms.starts_at).num_minutes().to_string(),
        ends: String::new(),
        price: terms.price.typed(),
        stake: terms.stake.typed(),
        capacity: terms.capacity.to_string(),
        cutoff: (terms.starts_at - terms.cutoff_at).num_hours().to_string(),
    }
}

/// The terms that a form asks for, where it was filled in with those that were `shown`.
pub(super) fn asked_for(request: &RunRequest, shown: &RunTerms, zone: &str, now: DateTime<Utc>) -> Result<RunTerms, RunError> {
    let before = zoned(shown.starts_at, zone).local();
    // A start that was left alone stays the very instant that it is, also where clocks show it twice.
    let starts_at = if (before.date(), minute(before.time())) == (request.day, minute(request.time)) {
        shown.starts_at
    } else {
        instant_of(request.day, request.time, zone).ok_or_else(|| RunError::field("time", GAP))?
    };
    if starts_at <= now {
        return Err(RunError::field("date", "A run cannot be moved into the past. Choose a time that is to come."));
    }
    let shown_hours = (shown.starts_at - shown.cutoff_at).num_hours();
    let cutoff = if shown_hours == i64::from(request.cutoff_hours) { shown.starts_at - shown.cutoff_at } else { hours(request.cutoff_hours) };
    Ok(RunTerms {
        starts_at,
        ends_at: starts_at + Duration::minutes(i64::from(request.minutes)),
        cutoff_at: starts_at - cutoff,
        capacity: request.capacity,
        price: request.price,
        stake: request.stake,
    })
}

fn hours(hours: i32) -> Duration {
    Duration::hours(i64::from(hours))
}

fn minute(time: NaiveTime) -> String {
    time.format("%H:%M").to_string()
}

/// The first instant at which clocks show a time, if they do.
fn instant_of(day: NaiveDate, time: NaiveTime, zone: &str) -> Option<DateTime<Utc>> {
    match wall_clock(day, time, zone) {
        WallClock::Once(at) | WallClock::Twice(at) => Some(at),
        WallClock::Never => None,
    }
}

/// What differs between two versions of a run: only that is changed on the runs that follow it.
#[derive(Clone, Copy, Debug)]
pub(super) struct Difference {
    /// True where it takes place on another day; no other run does so with it.
    pub(super) day: bool,
    time: Option<NaiveTime>,
    length: Option<Duration>,
    /// From the end of booking to the start.
    cutoff: Option<Duration>,
    capacity: Option<i32>,
    price: Option<Paise>,
    stake: Option<Paise>,
}

/// The second value, where it is not the first.
fn new<T: PartialEq>(was: &T, is: T) -> Option<T> {
    Some(is).filter(|is| is != was)
}

impl Difference {
    pub(super) fn between(before: &RunTerms, after: &RunTerms, zone: &str) -> Self {
        let (was, is) = (zoned(before.starts_at, zone).local(), zoned(after.starts_at, zone).local());
        Self {
            day: was.date() != is.date(),
            time: new(&was.time(), is.time()),
            length: new(&(before.ends_at - before.starts_at), after.ends_at - after.starts_at),
            cutoff: new(&(before.starts_at - before.cutoff_at), after.starts_at - after.cutoff_at),
            capacity: new(&before.capacity, after.capacity),
            price: new(&before.price, after.price),
            stake: new(&before.stake, after.stake),
        }
    }

    /// Another run's terms with the same changed.
    pub(super) fn on(&self, terms: &RunTerms, zone: &str) -> Result<RunTerms, RunError> {
        let starts = zoned(terms.starts_at, zone);
        let starts_at = match self.time {
            None => terms.starts_at,
            Some(time) => instant_of(starts.local().date(), time, zone).ok_or_else(|| RunError::field("time", format!("{}: {GAP}", starts.date())))?,
        };
        Ok(RunTerms {
            starts_at,
            ends_at: starts_at + self.length.unwrap_or(terms.ends_at - terms.starts_at),
            cutoff_at: starts_at - self.cutoff.unwrap_or(terms.starts_at - terms.cutoff_at),
            capacity: self.capacity.unwrap_or(terms.capacity),
            price: self.price.unwrap_or(terms.price),
            stake: self.stake.unwrap_or(terms.stake),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::text::FieldErrors;

    const LONDON: &str = "Europe/London";

    fn at(text: &str) -> DateTime<Utc> {
        DateTime::parse_from_rfc3339(text).unwrap().with_timezone(&Utc)
    }

    fn terms(starts_at: &str) -> RunTerms {
        let starts_at = at(starts_at);
        let (ends_at, cutoff_at) = (starts_at + Duration::minutes(150), starts_at - Duration::minutes(90));
        RunTerms { starts_at, ends_at, cutoff_at, capacity: 12, price: Paise(45_000), stake: Paise(20_000) }
    }

    fn ask(shown: &RunTerms, change: impl Fn(&mut RunForm)) -> Result<RunTerms, RunError> {
        let mut form = filled_in(shown, LONDON);
        change(&mut form);
        let mut errors = FieldErrors::new();
        asked_for(&form.validate(&mut errors).ok_or(RunError::Fields(errors))?, shown, LONDON, at("2027-03-01T00:00:00Z"))
    }

    #[test]
    fn what_is_left_alone_stays_to_the_millisecond() {
        // The second half past one of the night when clocks are set back, and a cutoff of an hour and a half.
        for starts_at in ["2027-10-31T01:30:00Z", "2027-10-31T00:30:00Z", "2027-06-01T09:00:00.250Z"] {
            let shown = terms(starts_at);
            assert_eq!(ask(&shown, |_| {}).unwrap(), shown, "{starts_at}");
            assert_eq!(ask(&shown, |form| form.price = "500".into()).unwrap(), RunTerms { price: Paise(50_000), ..shown });
        }
    }

    #[test]
    fn a_move_takes_length_and_cutoff_along_and_keeps_out_of_gaps_and_the_past() {
        let moved = ask(&terms("2027-06-01T09:00:00Z"), |form| form.time = "11:00".into()).unwrap();
        assert_eq!(moved, terms("2027-06-01T10:00:00Z"));
        for (date, time, field) in [("2027-03-28", "01:30", "time"), ("2027-02-28", "10:00", "date"), ("2027-06-31", "10:00", "date")] {
            let Err(RunError::Fields(errors)) = ask(&terms("2027-06-01T09:00:00Z"), |form| (form.date, form.time) = (date.into(), time.into())) else {
                panic!("{date} {time} went through")
            };
            assert_eq!(errors.keys().collect::<Vec<_>>(), [field]);
        }
    }

    #[test]
    fn runs_that_follow_change_only_what_was_changed() {
        let shown = terms("2027-03-21T10:00:00Z");
        let mut form = filled_in(&shown, LONDON);
        (form.time, form.capacity) = ("11:00".into(), "15".into());
        let request = form.validate(&mut FieldErrors::new()).unwrap();
        let after = asked_for(&request, &shown, LONDON, at("2027-03-01T00:00:00Z")).unwrap();
        let difference = Difference::between(&shown, &after, LONDON);
        assert!(!difference.day && difference.price.is_none() && difference.cutoff.is_none() && difference.length.is_none());
        // In summer, at a price of its own.
        let later = RunTerms { price: Paise(60_000), ..terms("2027-04-04T09:00:00Z") };
        let changed = difference.on(&later, LONDON).unwrap();
        assert_eq!(changed, RunTerms { price: Paise(60_000), capacity: 15, ..terms("2027-04-04T10:00:00Z") });
    }
}
