//! Calling runs off: whom it touches and what it costs, told before; and how far it has come, told after.

use super::{
    booking::BookingStatus,
    money::Paise,
    payment::RefundCause,
    refund_quote::{Leaving, Terms, refund_quote},
};
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

/// Whom calling runs off touches, and what goes back to them.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct CallOffQuote {
    pub runs: u32,
    /// Confirmed bookings.
    pub bookings: u32,
    /// People on them.
    pub travelers: u32,
    /// Seats held for bookings that nobody has paid for yet: they end.
    pub holds: u32,
    /// Of the confirmed bookings, all of it.
    pub price_back: Paise,
    /// Of the confirmed bookings, all of it.
    pub stake_back: Paise,
}

impl CallOffQuote {
    /// All that goes back.
    #[must_use]
    pub fn total(&self) -> Paise {
        self.price_back + self.stake_back
    }

    /// Adds a booking of `party` travelers under its own terms, by the quote that is carried out when its run is called off at `now`.
    pub fn add(&mut self, status: BookingStatus, party: u32, terms: &Terms<'_>, now: DateTime<Utc>) {
        if status != BookingStatus::Confirmed {
            self.holds += 1;
            return;
        }
        let everybody: Vec<Leaving> = (0..i32::try_from(party).unwrap_or_default()).map(|position| Leaving { position, name: String::new() }).collect();
        let quote = refund_quote(terms, &everybody, RefundCause::Host, now);
        self.bookings += 1;
        self.travelers += party;
        self.price_back = self.price_back + quote.price_back();
        self.stake_back = self.stake_back + quote.stake_back();
    }
}

/// How far calling runs off has come.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct CallOffProgress {
    /// Bookings and holds there were at the moment of calling off.
    pub bookings: u64,
    /// Of those, taken off so far.
    pub taken_off: u64,
    /// Refunds that are written down.
    pub refunds: u64,
    /// Of those, handed to the payment provider, and not yet carried out.
    pub sent: u64,
    /// Of those, carried out.
    pub processed: u64,
    /// Of those, refused; they are tried again, and a person looks at them.
    pub failed: u64,
    /// What the refunds come to.
    pub back: Paise,
}

impl CallOffProgress {
    /// True once nothing is left that happens by itself.
    #[must_use]
    pub const fn is_done(&self) -> bool {
        self.taken_off >= self.bookings && self.processed + self.failed >= self.refunds
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::{experience::RefundPreset, refund_policy::RefundPolicy};
    use chrono::{Duration, TimeZone};

    #[test]
    fn everybody_gets_everything_whatever_the_policy_and_holds_cost_nothing() {
        let starts_at = Utc.with_ymd_and_hms(2026, 12, 10, 6, 0, 0).unwrap();
        let now = starts_at - Duration::minutes(1);
        let mut quote = CallOffQuote { runs: 1, ..CallOffQuote::default() };
        for preset in RefundPreset::ALL {
            let policy = RefundPolicy::from(*preset);
            let terms = Terms { policy: &policy, starts_at, price_each: Paise(333), stake_each: Paise(20_000) };
            quote.add(BookingStatus::Confirmed, 2, &terms, now);
            quote.add(BookingStatus::Pending, 4, &terms, now);
        }
        let expected = CallOffQuote { runs: 1, bookings: 3, travelers: 6, holds: 3, price_back: Paise(1_998), stake_back: Paise(120_000) };
        assert_eq!((quote, quote.total()), (expected, Paise(121_998)));
    }

    #[test]
    fn it_is_done_when_the_money_is_back() {
        let progress = CallOffProgress { bookings: 3, taken_off: 3, refunds: 2, sent: 1, processed: 1, ..CallOffProgress::default() };
        assert!(!progress.is_done());
        assert!(CallOffProgress { sent: 0, processed: 2, ..progress }.is_done());
        assert!(!CallOffProgress { taken_off: 2, sent: 0, processed: 2, ..progress }.is_done());
        assert!(CallOffProgress::default().is_done());
    }
}
