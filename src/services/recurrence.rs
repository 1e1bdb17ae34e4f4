//! The days of a series by its rule (RFC 5545). Days only: what a day's wall clock makes of a time is for [`super::zones`] to say,
//! so that a change of clocks moves nothing and hides nothing.

use crate::domain::schedule::{RUNS_MAX, Repeat, SeriesEnd, Weekday};
use chrono::{DateTime, NaiveDate, NaiveTime, TimeZone};
use rrule::{Frequency, NWeekday, RRule, RRuleError, Tz};

/// What a rule cannot give.
#[derive(Debug, thiserror::Error)]
pub enum RecurrenceError {
    /// No day matches before the end.
    #[error("the rule has no dates")]
    NoDates,
    /// It has more dates than one series may have.
    #[error("the rule has more than {RUNS_MAX} dates")]
    TooMany,
    #[error(transparent)]
    Rule(#[from] RRuleError),
}

/// The days of a rule, and the rule as the standard writes it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Recurrence {
    /// In order; at least one, at most [`RUNS_MAX`].
    pub days: Vec<NaiveDate>,
    /// `FREQ=WEEKLY;…`
    pub rule: String,
}

/// The days on which a series takes place, from `first` on; weeks begin on Monday.
///
/// # Errors
/// See [`RecurrenceError`].
pub fn recurrence(first: NaiveDate, repeat: &Repeat) -> Result<Recurrence, RecurrenceError> {
    let weekdays = repeat.weekdays.iter().map(|day| NWeekday::Every(on_calendar(*day))).collect();
    let rule = RRule::new(Frequency::Weekly).interval(repeat.every).week_start(chrono::Weekday::Mon).by_weekday(weekdays);
    let rule = match repeat.end {
        SeriesEnd::Until(last) => rule.until(noon(last)),
        SeriesEnd::Count(count) => rule.count(count),
    };
    let set = rule.build(noon(first))?;
    let text = set.get_rrule().first().map(ToString::to_string).unwrap_or_default();
    let found = set.all(u16::try_from(RUNS_MAX + 1).unwrap_or(u16::MAX)).dates;
    if found.len() > usize::try_from(RUNS_MAX).unwrap_or_default() {
        return Err(RecurrenceError::TooMany);
    }
    let days: Vec<NaiveDate> = found.into_iter().map(|at| at.date_naive()).collect();
    if days.is_empty() { Err(RecurrenceError::NoDates) } else { Ok(Recurrence { days, rule: text }) }
}

/// Noon on a calendar without a place: a day, as the library wants it.
fn noon(day: NaiveDate) -> DateTime<Tz> {
    Tz::UTC.from_utc_datetime(&day.and_time(NaiveTime::from_hms_opt(12, 0, 0).unwrap_or_default()))
}

const fn on_calendar(day: Weekday) -> chrono::Weekday {
    match day {
        Weekday::Monday => chrono::Weekday::Mon,
        Weekday::Tuesday => chrono::Weekday::Tue,
        Weekday::Wednesday => chrono::Weekday::Wed,
        Weekday::Thursday => chrono::Weekday::Thu,
        Weekday::Friday => chrono::Weekday::Fri,
        Weekday::Saturday => chrono::Weekday::Sat,
        Weekday::Sunday => chrono::Weekday::Sun,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use chrono::{Datelike, Days};
    use proptest::prelude::*;

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    fn days(first: &str, every: u16, weekdays: &[Weekday], end: SeriesEnd) -> Vec<String> {
        let repeat = Repeat { every, weekdays: weekdays.to_vec(), end };
        recurrence(day(first), &repeat).unwrap().days.into_iter().map(|day| day.to_string()).collect()
    }

    #[test]
    fn a_rule_gives_its_days() {
        use Weekday::{Friday, Monday, Saturday, Sunday};
        assert_eq!(days("2026-12-05", 1, &[Saturday], SeriesEnd::Count(3)), ["2026-12-05", "2026-12-12", "2026-12-19"]);
        // The first day need not be one of the chosen.
        assert_eq!(days("2026-12-02", 1, &[Saturday, Sunday], SeriesEnd::Count(3)), ["2026-12-05", "2026-12-06", "2026-12-12"]);
        // Weeks begin on Monday: a Sunday belongs to the week before.
        assert_eq!(days("2026-12-06", 2, &[Monday, Sunday], SeriesEnd::Count(3)), ["2026-12-06", "2026-12-14", "2026-12-20"]);
        // The last day is included.
        assert_eq!(days("2026-12-04", 1, &[Friday], SeriesEnd::Until(day("2026-12-18"))), ["2026-12-04", "2026-12-11", "2026-12-18"]);
        let repeat = Repeat { every: 2, weekdays: vec![Saturday], end: SeriesEnd::Count(3) };
        let rule = recurrence(day("2026-12-05"), &repeat).unwrap().rule;
        assert!(rule.contains("FREQ=WEEKLY") && rule.contains("INTERVAL=2") && rule.contains("COUNT=3") && rule.contains("BYDAY=SA"), "{rule}");
    }

    #[test]
    fn a_series_has_between_one_and_two_hundred_dates() {
        let all = Weekday::ALL.to_vec();
        let until = |last: &str, weekdays: &[Weekday]| {
            recurrence(day("2026-12-01"), &Repeat { every: 1, weekdays: weekdays.to_vec(), end: SeriesEnd::Until(day(last)) })
        };
        assert_eq!(until("2027-06-18", &all).unwrap().days.len(), 200);
        assert!(matches!(until("2027-06-19", &all), Err(RecurrenceError::TooMany)));
        assert!(matches!(until("2026-12-02", &[Weekday::Saturday]), Err(RecurrenceError::NoDates)));
    }

    proptest! {
        #[test]
        fn days_are_as_the_rule_says(first in 0..2_000_u64, every in 1..=52_u16, mask in 1..128_u32, count in 1..=200_u32) {
            let first = day("2026-01-01") + Days::new(first);
            let weekdays: Vec<Weekday> = Weekday::ALL.iter().enumerate().filter(|(at, _)| mask & (1 << at) != 0).map(|(_, day)| *day).collect();
            let found = recurrence(first, &Repeat { every, weekdays: weekdays.clone(), end: SeriesEnd::Count(count) }).unwrap().days;
            prop_assert_eq!(found.len(), usize::try_from(count).unwrap());
            let monday = |day: NaiveDate| day - Days::new(u64::from(day.weekday().num_days_from_monday()));
            for pair in found.windows(2) {
                prop_assert!(pair[0] < pair[1]);
            }
            for date in found {
                prop_assert!(date >= first && weekdays.iter().any(|day| on_calendar(*day) == date.weekday()));
                prop_assert_eq!((monday(date) - monday(first)).num_weeks() % i64::from(every), 0);
            }
        }
    }
}
