//! Days: those that need no calendar, and a month of one.

use crate::domain::text_enum::text_enum;
use chrono::{Datelike, Days, Months, NaiveDate};
use serde::{Deserialize, Serialize};
use std::{fmt, str::FromStr};

text_enum! {
    /// A time that needs no calendar.
    When {
        Today => "today",
        Tomorrow => "tomorrow",
        /// The coming Saturday and Sunday; on a weekend, what is left of it.
        Weekend => "weekend",
        /// Seven days from today.
        Week => "week",
    }
}

impl When {
    /// The name on screen.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Today => "Today",
            Self::Tomorrow => "Tomorrow",
            Self::Weekend => "This weekend",
            Self::Week => "This week",
        }
    }

    /// First and last day, both included, as seen on `today`.
    #[must_use]
    pub fn days(self, today: NaiveDate) -> (NaiveDate, NaiveDate) {
        let in_days = |days: u32| today.checked_add_days(Days::new(u64::from(days))).unwrap_or(today);
        match self {
            Self::Today => (today, today),
            Self::Tomorrow => (in_days(1), in_days(1)),
            Self::Week => (today, in_days(6)),
            Self::Weekend => match today.weekday().num_days_from_monday() {
                6 => (today, today),
                weekday => (in_days(5 - weekday), in_days(6 - weekday)),
            },
        }
    }
}

/// A month of the calendar, `2026-12` in an address.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Month {
    first: NaiveDate,
}

impl Month {
    /// The month of a day.
    #[must_use]
    pub fn of(day: NaiveDate) -> Self {
        Self { first: day.with_day(1).unwrap_or(day) }
    }

    /// Its first day.
    #[must_use]
    pub const fn first(self) -> NaiveDate {
        self.first
    }

    /// Its last day.
    #[must_use]
    pub fn last(self) -> NaiveDate {
        self.next().first.pred_opt().unwrap_or(self.first)
    }

    /// The month after it.
    #[must_use]
    pub fn next(self) -> Self {
        Self { first: self.first.checked_add_months(Months::new(1)).unwrap_or(self.first) }
    }

    /// The month before it.
    #[must_use]
    pub fn previous(self) -> Self {
        Self { first: self.first.checked_sub_months(Months::new(1)).unwrap_or(self.first) }
    }

    /// The weeks that the month touches, each from Monday to Sunday.
    #[must_use]
    pub fn weeks(self) -> Vec<[NaiveDate; 7]> {
        let monday = self.first - Days::new(u64::from(self.first.weekday().num_days_from_monday()));
        let week = |index: u64| std::array::from_fn(|day| monday + Days::new(index * 7 + u64::try_from(day).unwrap_or_default()));
        (0..6).map(week).take_while(|week: &[NaiveDate; 7]| week[0] <= self.last()).collect()
    }

    /// `December 2026`
    #[must_use]
    pub fn name(self) -> String {
        self.first.format("%B %Y").to_string()
    }
}

impl fmt::Display for Month {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:04}-{:02}", self.first.year(), self.first.month())
    }
}

impl FromStr for Month {
    type Err = chrono::ParseError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        NaiveDate::parse_from_str(&format!("{text}-01"), "%Y-%m-%d").map(Self::of)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    #[test]
    fn times_become_days() {
        for (when, today, from, to) in [
            (When::Today, "2026-11-23", "2026-11-23", "2026-11-23"),
            (When::Tomorrow, "2026-11-30", "2026-12-01", "2026-12-01"),
            (When::Weekend, "2026-11-23", "2026-11-28", "2026-11-29"),
            (When::Weekend, "2026-11-28", "2026-11-28", "2026-11-29"),
            (When::Weekend, "2026-11-29", "2026-11-29", "2026-11-29"),
            (When::Week, "2026-12-28", "2026-12-28", "2027-01-03"),
        ] {
            assert_eq!(when.days(day(today)), (day(from), day(to)), "{when} on {today}");
        }
    }

    #[test]
    fn a_month_is_whole_weeks_from_monday() {
        for (month, first, last, weeks) in [
            ("2026-11", "2026-10-26", "2026-12-06", 6),
            ("2026-12", "2026-11-30", "2027-01-03", 5),
            ("2027-02", "2027-02-01", "2027-02-28", 4),
            ("2028-02", "2028-01-31", "2028-03-05", 5),
        ] {
            let month: Month = month.parse().unwrap();
            let found = month.weeks();
            assert_eq!((found[0][0], found[found.len() - 1][6], found.len()), (day(first), day(last), weeks), "{month}");
        }
        let december: Month = "2026-12".parse().unwrap();
        assert_eq!(
            (december.next().to_string(), december.previous().to_string(), december.name()),
            ("2027-01".into(), "2026-11".into(), "December 2026".into())
        );
        assert_eq!(december.last(), day("2026-12-31"));
        for bad in ["", "2026", "2026-13", "2026-12-01", "abc"] {
            assert!(bad.parse::<Month>().is_err(), "{bad}");
        }
    }
}
