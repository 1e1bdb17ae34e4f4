//! What can be written to a traveler, and to hosts about a run. A letter carries only what the database will not know later: the rest is looked up when it goes out.

use crate::domain::{
    ids::{AppealId, BookingId, RunId, UserId},
    money::Paise,
};
use chrono::{DateTime, Utc};
use sea_orm::prelude::DateTimeUtc;
use serde::{Deserialize, Serialize};

/// A letter about one booking, to its contact address; or, where it names somebody to greet, to a host about the booking's run.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "letter", rename_all = "snake_case")]
pub enum Letter {
    /// The seats are the traveler's.
    BookingConfirmed,
    /// A payment was refused; the hold goes on.
    PaymentFailed {
        /// The provider's words for people, as a sentence; may be empty.
        reason: String,
    },
    /// Nobody paid in time: the seats are free again, or offered to the next in line.
    HoldExpired,
    /// Seats came free for somebody in line, and are kept until they are paid for or accepted.
    SeatsOffered,
    /// The traveler cancelled all or part of the party.
    BookingCancelled {
        /// One for each traveler who was cancelled.
        lines: Vec<LetterLine>,
        /// All that comes back.
        total: Paise,
        /// True where nobody is left on the booking.
        whole: bool,
        /// Tells several cancellations of one booking apart; part of the key.
        part: i64,
    },
    /// The provider has carried out a refund.
    RefundProcessed {
        amount: Paise,
        /// The refund's id; part of the key.
        refund: i64,
    },
    /// The host or the platform called the run off.
    RunCancelled {
        /// The host's words; may be empty.
        reason: String,
        /// All that comes back; zero where nothing was paid.
        total: Paise,
    },
    /// The host cancelled this one booking; the run takes place.
    CancelledByHost {
        /// The host's words.
        reason: String,
        /// All that comes back; zero where nothing was paid.
        total: Paise,
    },
    /// Nukkad cancelled this booking; the run takes place.
    CancelledByPlatform {
        /// An admin's words, or ours.
        reason: String,
        /// All that comes back; zero where nothing was paid.
        total: Paise,
    },
    /// A member of the host's has written to the run's travelers.
    FromHost {
        /// One line.
        subject: String,
        /// Plain text with line breaks.
        text: String,
        /// The member's name; no address goes along.
        sender: String,
        /// The message's id; part of the key.
        message: i64,
    },
    /// The host has changed when the run starts.
    RunRescheduled {
        /// When it was to start before.
        from: DateTimeUtc,
        /// Until when the traveler may leave for it.
        leave_until: DateTimeUtc,
        /// The change, in milliseconds since 1970; part of the key.
        change: i64,
    },
    /// A payment for which no seats can be given: too late, a second time, or of another amount.
    PaymentNotKept {
        amount: Paise,
        /// Why, as a sentence.
        why: String,
        /// True where the money was taken and is refunded; false where the bank releases it by itself.
        captured: bool,
        /// The payment's id; part of the key.
        payment: i64,
    },
    /// The run is over, and who was there is final: what becomes of the stakes.
    AttendanceFinal {
        /// One for each traveler who had a seat.
        lines: Vec<StakeLine>,
        /// Until when an appeal can be made; none where nobody was missed.
        appeal_until: Option<DateTime<Utc>>,
        /// True where nobody at all was checked in, so that all stakes come back.
        unattended: bool,
    },
    /// The stakes of travelers who were missed come back after all.
    AppealGranted {
        names: Vec<String>,
        amount: Paise,
        /// True where the host said so; otherwise an admin did.
        by_host: bool,
        /// Why, as far as anybody said; may be empty.
        words: String,
    },
    /// They do not.
    AppealDenied { names: Vec<String>, amount: Paise, words: String },
    /// Nobody appealed in time.
    StakeForfeited { names: Vec<String>, amount: Paise },
    /// To a host: nobody was checked in on a run that is over.
    AttendanceAsked {
        /// Whom it greets.
        name: String,
        /// Part of the key, as is `time`, which counts from 1.
        user: UserId,
        run: RunId,
        time: i32,
    },
    /// To a host: somebody who was missed has appealed.
    AppealMade {
        /// Whom it greets.
        name: String,
        /// Part of the key.
        user: UserId,
        run: RunId,
        /// Those it is for.
        names: Vec<String>,
        /// The traveler's.
        words: String,
        appeal: AppealId,
    },
}

/// What becomes of one traveler's stake.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct StakeLine {
    /// The traveler's name.
    pub name: String,
    pub stake: Paise,
    /// True where it comes back; otherwise it waits for an appeal.
    pub is_back: bool,
}

/// What comes back for one traveler.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LetterLine {
    /// The traveler's name.
    pub name: String,
    /// Of the price.
    pub price_back: Paise,
    /// Of the stake.
    pub stake_back: Paise,
    /// Of the stake, what does not come back.
    pub stake_forfeited: Paise,
}

impl Letter {
    /// The key under which this letter goes out once, however often it is posted: its kind, the booking, and
    /// whatever tells several of a kind apart.
    #[must_use]
    pub fn key(&self, booking: BookingId) -> String {
        match self {
            Self::BookingConfirmed => format!("booking_confirmed:{booking}"),
            Self::PaymentFailed { .. } => format!("payment_failed:{booking}"),
            Self::HoldExpired => format!("hold_expired:{booking}"),
            Self::SeatsOffered => format!("seats_offered:{booking}"),
            Self::BookingCancelled { part, .. } => format!("booking_cancelled:{booking}:{part}"),
            Self::RefundProcessed { refund, .. } => format!("refund_processed:{booking}:{refund}"),
            Self::RunCancelled { .. } => format!("run_cancelled:{booking}"),
            Self::CancelledByHost { .. } => format!("cancelled_by_host:{booking}"),
            Self::CancelledByPlatform { .. } => format!("cancelled_by_platform:{booking}"),
            Self::FromHost { message, .. } => format!("from_host:{booking}:{message}"),
            Self::RunRescheduled { change, .. } => format!("run_rescheduled:{booking}:{change}"),
            Self::PaymentNotKept { payment, .. } => format!("payment_not_kept:{booking}:{payment}"),
            Self::AttendanceFinal { .. } => format!("attendance_final:{booking}"),
            Self::AppealGranted { .. } => format!("appeal_granted:{booking}"),
            Self::AppealDenied { .. } => format!("appeal_denied:{booking}"),
            Self::StakeForfeited { .. } => format!("stake_forfeited:{booking}"),
            // Of the run, whichever of its bookings stands for it.
            Self::AttendanceAsked { user, run, time, .. } => format!("attendance_asked:{run}:{user}:{time}"),
            Self::AppealMade { user, .. } => format!("appeal_made:{booking}:{user}"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_tells_apart_what_may_be_sent_twice() {
        let letter = |refund| Letter::RefundProcessed { amount: Paise(1), refund };
        assert_eq!(letter(7).key(BookingId(12)), "refund_processed:12:7");
        assert_ne!(letter(7).key(BookingId(12)), letter(8).key(BookingId(12)));
        assert_eq!(Letter::BookingConfirmed.key(BookingId(12)), "booking_confirmed:12");
        let failed = |reason: &str| Letter::PaymentFailed { reason: reason.to_owned() }.key(BookingId(3));
        assert_eq!(failed("a"), failed("b"), "one a booking, whatever the reason");
    }

    #[test]
    fn letters_in_the_outbox_can_be_read_for_ever() {
        for (letter, json) in [
            (Letter::HoldExpired, r#"{"letter":"hold_expired"}"#),
            (Letter::SeatsOffered, r#"{"letter":"seats_offered"}"#),
            (Letter::RefundProcessed { amount: Paise(65_000), refund: 7 }, r#"{"letter":"refund_processed","amount":65000,"refund":7}"#),
            (
                Letter::RunRescheduled { from: DateTimeUtc::UNIX_EPOCH, leave_until: DateTimeUtc::UNIX_EPOCH, change: 5 },
                r#"{"letter":"run_rescheduled","from":"1970-01-01T00:00:00Z","leave_until":"1970-01-01T00:00:00Z","change":5}"#,
            ),
            (
                Letter::PaymentNotKept { amount: Paise(1), why: "w".into(), captured: true, payment: 4 },
                r#"{"letter":"payment_not_kept","amount":1,"why":"w","captured":true,"payment":4}"#,
            ),
            (
                Letter::AttendanceFinal { lines: vec![StakeLine { name: "A".into(), stake: Paise(1), is_back: true }], appeal_until: None, unattended: false },
                r#"{"letter":"attendance_final","lines":[{"name":"A","stake":1,"is_back":true}],"appeal_until":null,"unattended":false}"#,
            ),
            (
                Letter::AttendanceAsked { name: "H".into(), user: UserId(2), run: RunId(3), time: 1 },
                r#"{"letter":"attendance_asked","name":"H","user":2,"run":3,"time":1}"#,
            ),
        ] {
            assert_eq!(serde_json::to_string(&letter).unwrap(), json);
            assert_eq!(serde_json::from_str::<Letter>(json).unwrap(), letter);
        }
    }
}
