//! Event runs: their state, and whether seats on one can be booked now.

use super::{ids::RunId, money::Paise, text_enum::text_enum};
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

text_enum! {
    /// The state of an event run.
    RunStatus {
        /// It will take place.
        Scheduled => "scheduled",
        /// Called off.
        Cancelled => "cancelled",
        /// It took place, and attendance is final.
        Completed => "completed",
    }
}

/// Whether a traveler can still book, seats aside.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Bookable {
    /// Yes, until the cutoff.
    Open,
    /// The booking cutoff has passed.
    CutoffPassed,
    /// It has begun or is over.
    Begun,
    /// It was called off.
    Cancelled,
}

impl Bookable {
    /// The same of a run whose experience is `offered` or not: off the shelf it takes place as planned, but takes nobody in.
    #[must_use]
    pub const fn if_offered(self, offered: bool) -> Self {
        match self {
            Self::Open if !offered => Self::CutoffPassed,
            decided => decided,
        }
    }
}

/// Decides [`Bookable`]; the cutoff itself and the start itself are already too late.
#[must_use]
pub fn bookable(status: RunStatus, starts_at: DateTime<Utc>, cutoff_at: DateTime<Utc>, now: DateTime<Utc>) -> Bookable {
    match status {
        RunStatus::Cancelled => Bookable::Cancelled,
        RunStatus::Completed => Bookable::Begun,
        RunStatus::Scheduled if now >= starts_at => Bookable::Begun,
        RunStatus::Scheduled if now >= cutoff_at => Bookable::CutoffPassed,
        RunStatus::Scheduled => Bookable::Open,
    }
}

/// What a host may change of a run that has not begun.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RunTerms {
    pub starts_at: DateTime<Utc>,
    pub ends_at: DateTime<Utc>,
    pub cutoff_at: DateTime<Utc>,
    pub capacity: i32,
    /// For one traveler.
    pub price: Paise,
    /// For one traveler; comes back.
    pub stake: Paise,
}

impl RunTerms {
    /// As a form carries along what its sender was shown: six numbers with a dot between them, instants in milliseconds since 1970.
    #[must_use]
    pub fn to_text(&self) -> String {
        let millis = [self.starts_at, self.ends_at, self.cutoff_at].map(|at| at.timestamp_millis());
        let numbers = [millis[0], millis[1], millis[2], i64::from(self.capacity), self.price.0, self.stake.0];
        numbers.map(|number| number.to_string()).join(".")
    }

    /// Reads [`RunTerms::to_text`]; `None` for anything else.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let numbers: Vec<i64> = text.split('.').map(|number| number.parse().ok()).collect::<Option<_>>()?;
        let [starts, ends, cutoff, capacity, price, stake] = numbers.try_into().ok()?;
        Some(Self {
            starts_at: DateTime::from_timestamp_millis(starts)?,
            ends_at: DateTime::from_timestamp_millis(ends)?,
            cutoff_at: DateTime::from_timestamp_millis(cutoff)?,
            capacity: i32::try_from(capacity).ok()?,
            price: Paise(price),
            stake: Paise(stake),
        })
    }
}

/// Seats of a run.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Seats {
    pub capacity: u32,
    pub taken: u32,
}

impl Seats {
    /// Seats nobody has taken yet.
    #[must_use]
    pub const fn left(self) -> u32 {
        self.capacity.saturating_sub(self.taken)
    }

    /// How full the run is, in whole percent.
    #[must_use]
    pub fn percent_taken(self) -> u32 {
        (self.taken * 100).checked_div(self.capacity).unwrap_or(100).min(100)
    }

    /// True where it is worth hurrying: some seats are left, and at most three or a sixth of all.
    #[must_use]
    pub const fn few_left(self) -> bool {
        let left = self.left();
        left > 0 && (left <= 3 || left * 6 <= self.capacity)
    }

    /// `3 seats left`, `5 of 8 seats`, `Full`.
    #[must_use]
    pub fn in_words(self) -> String {
        match self.left() {
            0 => "Full".to_owned(),
            1 => "1 seat left".to_owned(),
            left if self.few_left() => format!("{left} seats left"),
            left => format!("{left} of {} seats left", self.capacity),
        }
    }
}

/// How many seats a run has now, and whether they can be booked.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SeatNews {
    pub run: RunId,
    pub seats: Seats,
    pub bookable: Bookable,
}

#[cfg(test)]
mod tests {
    use super::*;
    use chrono::{Duration, TimeZone};

    #[test]
    fn booking_closes_at_the_cutoff() {
        let starts = Utc.with_ymd_and_hms(2026, 12, 10, 6, 0, 0).unwrap();
        let cutoff = starts - Duration::hours(2);
        let second = Duration::seconds(1);
        for (status, now, expected) in [
            (RunStatus::Scheduled, cutoff - second, Bookable::Open),
            (RunStatus::Scheduled, cutoff, Bookable::CutoffPassed),
            (RunStatus::Scheduled, starts - second, Bookable::CutoffPassed),
            (RunStatus::Scheduled, starts, Bookable::Begun),
            (RunStatus::Cancelled, cutoff - second, Bookable::Cancelled),
            (RunStatus::Completed, cutoff - second, Bookable::Begun),
        ] {
            assert_eq!(bookable(status, starts, cutoff, now), expected);
        }
    }

    #[test]
    fn what_was_shown_reads_back() {
        let starts_at = Utc.with_ymd_and_hms(2026, 12, 10, 6, 0, 0).unwrap();
        let (ends_at, cutoff_at) = (starts_at + Duration::minutes(150), starts_at - Duration::hours(2));
        let terms = RunTerms { starts_at, ends_at, cutoff_at, capacity: 12, price: Paise(45_000), stake: Paise(20_050) };
        assert_eq!(RunTerms::parse(&terms.to_text()), Some(terms));
        for bad in ["", "1.2.3", "a.b.c.d.e.f", "1.2.3.4.5.6.7", "1.2.3.99999999999.5.6", "99999999999999999.2.3.4.5.6"] {
            assert_eq!(RunTerms::parse(bad), None, "{bad}");
        }
    }

    #[test]
    fn seats_are_counted_in_words() {
        for (taken, capacity, words) in [(0, 8, "8 of 8 seats left"), (5, 8, "3 seats left"), (7, 8, "1 seat left"), (8, 8, "Full"), (34, 40, "6 seats left")] {
            assert_eq!(Seats { capacity, taken }.in_words(), words);
        }
    }
}
