//! The waitlist of a run: who waits until seats come free, in what state an entry is, and how long seats are offered.
//!
//! The order is strictly that of joining. Free seats go to the first in line whose whole party fits; who stands before them with a
//! larger party keeps the place. As long as the free seats fit anybody who waits, nobody else gets them.

use super::text_enum::text_enum;
use chrono::{DateTime, Duration, Utc};

/// Longest time for which seats are offered.
const OFFER_MAX: Duration = Duration::hours(12);
/// Shortest, unless booking closes before.
const OFFER_MIN: Duration = Duration::minutes(30);
/// An offer lasts for this part of the time that is left, so that a few others can still be asked after it.
const OFFER_PART: i32 = 4;

text_enum! {
    /// The state of somebody's place in line.
    WaitStatus {
        /// No seats for this party so far.
        Waiting => "waiting",
        /// Seats are taken for them, until a certain time.
        Offered => "offered",
        /// They took the seats.
        Taken => "taken",
        /// The offer's time ran out.
        Lapsed => "lapsed",
        /// They did not want the seats any more.
        Declined => "declined",
        /// They left the line.
        Left => "left",
        /// Booking has closed, or the run was called off.
        Closed => "closed",
    }
}

/// What can happen to a place in line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum WaitEvent {
    /// Seats came free.
    Offered,
    /// The offered seats were paid for or, costing nothing, accepted; perhaps late, when the seats were won once more.
    Accepted,
    OfferRanOut,
    Declined,
    Left,
    /// Nothing can be booked on the run any more.
    RunClosed,
}

impl WaitEvent {
    /// The state that the event leads to, from wherever it is accepted.
    #[must_use]
    pub const fn leads_to(self) -> WaitStatus {
        match self {
            Self::Offered => WaitStatus::Offered,
            Self::Accepted => WaitStatus::Taken,
            Self::OfferRanOut => WaitStatus::Lapsed,
            Self::Declined => WaitStatus::Declined,
            Self::Left => WaitStatus::Left,
            Self::RunClosed => WaitStatus::Closed,
        }
    }

    /// The states in which the event is accepted.
    pub fn accepted_in(self) -> impl Iterator<Item = WaitStatus> {
        WaitStatus::ALL.iter().copied().filter(move |status| status.after(self).is_some())
    }
}

impl WaitStatus {
    /// The state machine: the state after `event`, or `None` where the event is refused.
    #[must_use]
    pub const fn after(self, event: WaitEvent) -> Option<Self> {
        let accepted = match event {
            WaitEvent::Offered | WaitEvent::Left => matches!(self, Self::Waiting),
            WaitEvent::Accepted => matches!(self, Self::Offered | Self::Lapsed | Self::Declined),
            WaitEvent::OfferRanOut | WaitEvent::Declined => matches!(self, Self::Offered),
            WaitEvent::RunClosed => matches!(self, Self::Waiting | Self::Offered),
        };
        if accepted { Some(event.leads_to()) } else { None }
    }

    /// True where something may still come of it.
    #[must_use]
    pub const fn is_open(self) -> bool {
        matches!(self, Self::Waiting | Self::Offered)
    }
}

/// Until when seats that are offered at `now` are kept: for a quarter of the time until booking closes, at least half an hour and at
/// most twelve hours, and never beyond the close.
#[must_use]
pub fn offer_until(cutoff_at: DateTime<Utc>, now: DateTime<Utc>) -> DateTime<Utc> {
    let time = ((cutoff_at - now) / OFFER_PART).clamp(OFFER_MIN, OFFER_MAX);
    (now + time).min(cutoff_at)
}

/// A place in words: `next in line`, `2nd in line`.
#[must_use]
pub fn place_in_words(place: u32) -> String {
    let ending = match (place % 10, place % 100) {
        _ if place <= 1 => return "next in line".to_owned(),
        (_, 11..=13) => "th",
        (1, _) => "st",
        (2, _) => "nd",
        (3, _) => "rd",
        _ => "th",
    };
    format!("{place}{ending} in line")
}

#[cfg(test)]
mod tests {
    use super::*;
    use chrono::TimeZone;
    use proptest::prelude::*;

    #[test]
    fn every_cell_of_the_machine() {
        use WaitEvent::{Accepted, Declined as Decline, Left as Leave, OfferRanOut, Offered as Offer, RunClosed};
        use WaitStatus::{Closed, Declined, Lapsed, Left, Offered, Taken, Waiting};
        for (state, row) in [
            (Waiting, [Some(Offered), None, None, None, Some(Left), Some(Closed)]),
            (Offered, [None, Some(Taken), Some(Lapsed), Some(Declined), None, Some(Closed)]),
            (Taken, [None; 6]),
            (Lapsed, [None, Some(Taken), None, None, None, None]),
            (Declined, [None, Some(Taken), None, None, None, None]),
            (Left, [None; 6]),
            (Closed, [None; 6]),
        ] {
            for (event, expected) in [Offer, Accepted, OfferRanOut, Decline, Leave, RunClosed].into_iter().zip(row) {
                assert_eq!(state.after(event), expected, "{state} on {event:?}");
                assert_eq!(event.accepted_in().any(|from| from == state), expected.is_some(), "{state} on {event:?}");
            }
        }
    }

    #[test]
    fn offers_become_shorter_as_the_close_comes_near() {
        let now = Utc.with_ymd_and_hms(2026, 12, 10, 6, 0, 0).unwrap();
        for (minutes_left, offered) in
            [(30 * 24 * 60, 720), (48 * 60, 720), (47 * 60, 705), (8 * 60, 120), (121, 30), (120, 30), (60, 30), (30, 30), (29, 29), (1, 1), (0, 0)]
        {
            let until = offer_until(now + Duration::minutes(minutes_left), now);
            assert_eq!((until - now).num_minutes(), offered, "{minutes_left} minutes before the close");
        }
    }

    #[test]
    fn places_are_counted_in_words() {
        for (place, words) in [
            (1, "next in line"),
            (2, "2nd in line"),
            (3, "3rd in line"),
            (4, "4th in line"),
            (11, "11th in line"),
            (22, "22nd in line"),
            (113, "113th in line"),
        ] {
            assert_eq!(place_in_words(place), words);
        }
    }

    proptest! {
        #[test]
        fn no_offer_is_too_long_or_outlasts_the_close(minutes_left in 1..200_000_i64) {
            let now = Utc.with_ymd_and_hms(2026, 12, 10, 6, 0, 0).unwrap();
            let cutoff = now + Duration::minutes(minutes_left);
            let until = offer_until(cutoff, now);
            prop_assert!(now < until && until <= cutoff && until - now <= OFFER_MAX);
            prop_assert!(until - now >= OFFER_MIN || until == cutoff);
        }
    }
}
