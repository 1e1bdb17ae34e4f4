//! Event runs: their state, and whether seats on one can be booked now.

use super::text_enum::text_enum;
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
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
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

/// Seats of a run.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
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
    fn seats_are_counted_in_words() {
        for (taken, capacity, words) in [(0, 8, "8 of 8 seats left"), (5, 8, "3 seats left"), (7, 8, "1 seat left"), (8, 8, "Full"), (34, 40, "6 seats left")] {
            assert_eq!(Seats { capacity, taken }.in_words(), words);
        }
    }
}
