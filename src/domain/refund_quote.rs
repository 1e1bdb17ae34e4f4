//! What comes back when seats are cancelled: one pure function, whose lines are shown before the traveler confirms,
//! and then executed and logged as they were shown.

use super::{money::Paise, payment::RefundCause, refund_policy::RefundPolicy};
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

/// The terms of a booking, as they were when its seats were taken.
#[derive(Clone, Copy, Debug)]
pub struct Terms<'a> {
    pub policy: &'a RefundPolicy,
    /// When the run starts.
    pub starts_at: DateTime<Utc>,
    /// What one traveler paid for the experience.
    pub price_each: Paise,
    /// What one traveler staked.
    pub stake_each: Paise,
}

/// A traveler whose seat is cancelled.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Leaving {
    /// The place in the booking's list; 0 is the lead traveler.
    pub position: i32,
    pub name: String,
}

/// What one traveler's seat brings back.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct QuoteLine {
    pub traveler: Leaving,
    pub price_paid: Paise,
    pub price_back: Paise,
    pub stake_paid: Paise,
    pub stake_back: Paise,
}

/// What cancelling brings back, line by line.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RefundQuote {
    pub cause: RefundCause,
    /// The share of the price that comes back.
    pub price_percent: u8,
    pub lines: Vec<QuoteLine>,
}

impl RefundQuote {
    fn sum(&self, of: impl Fn(&QuoteLine) -> Paise) -> Paise {
        self.lines.iter().map(of).sum()
    }

    /// Price that comes back.
    #[must_use]
    pub fn price_back(&self) -> Paise {
        self.sum(|line| line.price_back)
    }

    /// Stake that comes back.
    #[must_use]
    pub fn stake_back(&self) -> Paise {
        self.sum(|line| line.stake_back)
    }

    /// All that comes back.
    #[must_use]
    pub fn total(&self) -> Paise {
        self.price_back() + self.stake_back()
    }

    /// Price that the host keeps, before the platform's fee.
    #[must_use]
    pub fn price_kept(&self) -> Paise {
        self.sum(|line| line.price_paid - line.price_back)
    }

    /// Stake that is forfeited.
    #[must_use]
    pub fn stake_forfeited(&self) -> Paise {
        self.sum(|line| line.stake_paid - line.stake_back)
    }
}

/// For so long after a change of date may travelers leave on host-cancels terms.
pub const LEAVE_HOURS: i64 = 72;

/// A change of a run's date.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Moved {
    /// When it was changed.
    pub at: DateTime<Utc>,
    /// Until when travelers may leave for it.
    pub leave_until: DateTime<Utc>,
}

/// Why a traveler's own cancellation at `now` counts: for the host's sake where the host has moved the run after the seats were
/// taken and the time to leave is not over (the deadline itself still counts), else for the traveler's.
#[must_use]
pub fn cause_of_leaving(moved: Option<Moved>, booked_at: DateTime<Utc>, now: DateTime<Utc>) -> RefundCause {
    match moved {
        Some(moved) if booked_at < moved.at && now <= moved.leave_until => RefundCause::Host,
        _ => RefundCause::Traveler,
    }
}

/// Quotes the seats of `leaving`, cancelled at `now` for `cause`. The same inputs give the same paise, for ever.
///
/// A traveler gets the percentage of the policy and the stake until its own deadline; after the run the stake comes back, and nothing of
/// the price; for any other cause all comes back.
/// Each seat is rounded for itself, half up: so it makes no difference whether a party leaves at once or one by one.
#[must_use]
pub fn refund_quote(terms: &Terms<'_>, leaving: &[Leaving], cause: RefundCause, now: DateTime<Utc>) -> RefundQuote {
    let (price_percent, stake_back) = match cause {
        RefundCause::Traveler => {
            (terms.policy.price_percent(terms.starts_at, now), if terms.policy.returns_stake(terms.starts_at, now) { terms.stake_each } else { Paise::ZERO })
        }
        cause if cause.is_after_the_run() => (0, terms.stake_each),
        _ => (100, terms.stake_each),
    };
    let line = |traveler: &Leaving| QuoteLine {
        traveler: traveler.clone(),
        price_paid: terms.price_each,
        price_back: terms.price_each.share(i32::from(price_percent) * 100),
        stake_paid: terms.stake_each,
        stake_back,
    };
    RefundQuote { cause, price_percent, lines: leaving.iter().map(line).collect() }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::experience::RefundPreset;
    use chrono::{Duration, TimeZone};
    use proptest::prelude::*;

    fn starts_at() -> DateTime<Utc> {
        Utc.with_ymd_and_hms(2026, 12, 10, 6, 0, 0).unwrap()
    }

    fn people(count: i32) -> Vec<Leaving> {
        (0..count).map(|position| Leaving { position, name: format!("Traveler {position}") }).collect()
    }

    fn quote(preset: RefundPreset, price: i64, stake: i64, party: i32, cause: RefundCause, minutes_before: i64) -> RefundQuote {
        let policy = RefundPolicy::from(preset);
        let terms = Terms { policy: &policy, starts_at: starts_at(), price_each: Paise(price), stake_each: Paise(stake) };
        refund_quote(&terms, &people(party), cause, starts_at() - Duration::minutes(minutes_before))
    }

    #[test]
    fn the_rules_as_a_table() {
        use RefundCause::{Appeal, Attendance, Host, LatePayment, Traveler, Unattended};
        use RefundPreset::{Flexible, Moderate, Strict};
        for (preset, cause, hours, price_back, stake_back) in [
            (Flexible, Traveler, 24, 45_000, 20_000),
            (Flexible, Traveler, 23, 0, 0),
            (Moderate, Traveler, 121, 45_000, 20_000),
            (Moderate, Traveler, 119, 22_500, 20_000),
            (Moderate, Traveler, 23, 0, 0),
            (Strict, Traveler, 168, 22_500, 20_000),
            (Strict, Traveler, 167, 0, 20_000),
            (Strict, Traveler, 1, 0, 0),
            (Strict, Host, 1, 45_000, 20_000),
            (Strict, LatePayment, 0, 45_000, 20_000),
            (Flexible, Attendance, -3, 0, 20_000),
            (Moderate, Unattended, -15, 0, 20_000),
            (Strict, Appeal, -50, 0, 20_000),
        ] {
            let quote = quote(preset, 45_000, 20_000, 2, cause, hours * 60);
            assert_eq!((quote.price_back(), quote.stake_back()), (Paise(price_back * 2), Paise(stake_back * 2)), "{preset} {cause} {hours} h before");
        }
    }

    #[test]
    fn who_leaves_a_run_that_was_moved_leaves_for_the_hosts_sake() {
        use RefundCause::{Host, Traveler};
        let at = starts_at() - Duration::days(10);
        let moved = Some(Moved { at, leave_until: at + Duration::hours(LEAVE_HOURS) });
        let (second, leave_until) = (Duration::seconds(1), at + Duration::hours(72));
        for (moved, booked_at, now, cause) in [
            (None, at - second, at, Traveler),
            (moved, at - second, at, Host),
            (moved, at - Duration::days(90), leave_until, Host),
            (moved, at - second, leave_until + second, Traveler),
            (moved, at, at + second, Traveler),
            (moved, at + second, at + second * 2, Traveler),
        ] {
            assert_eq!(cause_of_leaving(moved, booked_at, now), cause, "booked {booked_at}, left {now}");
        }
    }

    #[test]
    fn half_a_paisa_is_rounded_up_seat_by_seat() {
        let quote = quote(RefundPreset::Moderate, 333, 0, 3, RefundCause::Traveler, 48 * 60);
        assert_eq!(quote.lines.iter().map(|line| line.price_back.0).collect::<Vec<_>>(), [167, 167, 167]);
        assert_eq!((quote.total(), quote.price_kept()), (Paise(501), Paise(498)));
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(10_000))]

        #[test]
        fn nothing_is_lost_and_nothing_is_made(
            preset in 0..3_usize, cause in 0..RefundCause::ALL.len(), price in 0..100_000_000_i64, stake in 0..100_000_000_i64, party in 1..=10_i32, minutes in -1_000..20_000_i64,
        ) {
            let (preset, cause) = (RefundPreset::ALL[preset], RefundCause::ALL[cause]);
            let whole = quote(preset, price, stake, party, cause, minutes);
            let paid = Paise((price + stake) * i64::from(party));
            prop_assert_eq!(whole.total() + whole.price_kept() + whole.stake_forfeited(), paid);
            for line in &whole.lines {
                prop_assert!(line.price_back >= Paise::ZERO && line.price_back <= line.price_paid);
                prop_assert!(line.stake_back == Paise::ZERO || line.stake_back == line.stake_paid);
            }
            let one_by_one: Paise = (0..party).map(|_| quote(preset, price, stake, 1, cause, minutes).total()).sum();
            prop_assert_eq!(one_by_one, whole.total());
            if cause.is_after_the_run() {
                prop_assert_eq!((whole.price_back(), whole.stake_forfeited()), (Paise::ZERO, Paise::ZERO));
            } else if cause != RefundCause::Traveler {
                prop_assert_eq!(whole.total(), paid);
            }
        }

        #[test]
        fn moving_a_run_never_takes_anything_from_those_who_had_booked(
            preset in 0..3_usize, price in 0..1_000_000_i64, stake in 0..1_000_000_i64, booked in -5_000..5_000_i64, wait in 0..6_000_i64, before in 0..20_000_i64,
        ) {
            let now = starts_at() - Duration::minutes(before);
            let at = now - Duration::minutes(wait);
            let booked_at = at + Duration::minutes(booked);
            let cause = cause_of_leaving(Some(Moved { at, leave_until: at + Duration::hours(LEAVE_HOURS) }), booked_at, now);
            let (preset, plain) = (RefundPreset::ALL[preset], RefundCause::Traveler);
            let (back, ordinary) = (quote(preset, price, stake, 1, cause, before).total(), quote(preset, price, stake, 1, plain, before).total());
            if booked < 0 && wait <= LEAVE_HOURS * 60 {
                prop_assert_eq!(back, Paise(price + stake));
            } else {
                prop_assert_eq!(back, ordinary);
            }
        }

        #[test]
        fn waiting_never_brings_more(preset in 0..3_usize, price in 0..1_000_000_i64, stake in 0..1_000_000_i64, earlier in 0..20_000_i64, wait in 0..20_000_i64) {
            let preset = RefundPreset::ALL[preset];
            let first = quote(preset, price, stake, 1, RefundCause::Traveler, earlier).total();
            prop_assert!(first >= quote(preset, price, stake, 1, RefundCause::Traveler, earlier - wait).total());
        }
    }
}
