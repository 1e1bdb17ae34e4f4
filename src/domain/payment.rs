//! Payments and refunds: their state machines. They only ever move forward, whatever order the provider's news comes in.

use super::text_enum::text_enum;

text_enum! {
    /// The state of one attempt to pay, as far as we know.
    PaymentStatus {
        /// The traveler is at the bank.
        Created => "created",
        /// The bank has set the money aside; nobody has taken it yet.
        Authorized => "authorized",
        /// We are about to take it, or have asked to.
        Capturing => "capturing",
        /// The provider has it.
        Captured => "captured",
        /// The bank refused. (It may still change its mind.)
        Failed => "failed",
        /// Never taken: the bank lets go of it.
        Lapsed => "lapsed",
        /// We asked to take it and got no answer; the provider is asked what is true.
        Unknown => "unknown",
    }
}

/// What can happen to a payment.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PaymentEvent {
    /// The provider says that it is authorized.
    Authorized,
    /// The provider says that it failed.
    Failed,
    /// We ask the provider to take it.
    CaptureBegun,
    /// We asked, and got no answer.
    Unanswered,
    /// It is not to be taken after all.
    TurnedAway,
    /// The provider says that it is captured.
    Captured,
    /// The provider has given it back without ever capturing it.
    GivenBack,
}

impl PaymentStatus {
    /// True while the bank has the money set aside, as far as we know, and something may still become of it.
    #[must_use]
    pub const fn is_under_way(self) -> bool {
        matches!(self, Self::Authorized | Self::Capturing | Self::Unknown)
    }

    /// The state machine: the state after `event`, or `None` where the event is refused, as old news is.
    #[must_use]
    pub const fn after(self, event: PaymentEvent) -> Option<Self> {
        use PaymentEvent as E;
        match (self, event) {
            (Self::Created | Self::Failed, E::Authorized) | (Self::Capturing | Self::Unknown, E::TurnedAway) => Some(Self::Authorized),
            (Self::Created, E::Failed) => Some(Self::Failed),
            (Self::Authorized | Self::Unknown, E::CaptureBegun) => Some(Self::Capturing),
            (Self::Capturing, E::Unanswered) => Some(Self::Unknown),
            (Self::Captured | Self::Lapsed, _) => None,
            (_, E::Captured) => Some(Self::Captured),
            (_, E::GivenBack) => Some(Self::Lapsed),
            _ => None,
        }
    }
}

text_enum! {
    /// What we make of a payment.
    PaymentVerdict {
        Undecided => "undecided",
        /// It pays for the booking.
        Kept => "kept",
        /// The hold had run out and the seats were gone, or the run was off.
        TooLate => "too_late",
        /// The booking was paid already.
        Duplicate => "duplicate",
        /// Amount, currency or order are not ours; a person should look.
        Mismatch => "mismatch",
    }
}

text_enum! {
    /// The state of a refund.
    RefundStatus {
        /// Decided and written down; the provider does not know of it yet.
        Intended => "intended",
        /// The provider has taken it on.
        Sent => "sent",
        /// We sent it and got no answer; the provider is asked what is true.
        Unknown => "unknown",
        /// The money is on its way to the traveler's bank.
        Processed => "processed",
        /// The provider could not do it.
        Failed => "failed",
    }
}

/// What can happen to a refund.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RefundEvent {
    /// The provider has taken it on.
    Accepted,
    /// We sent it, and got no answer.
    Unanswered,
    /// The provider says that it is done.
    Processed,
    /// The provider says that it cannot be done.
    Failed,
    /// It is to be sent once more: as a new one after a failure, as the same one where the provider knows nothing of it.
    Retried,
}

impl RefundStatus {
    /// The state machine: the state after `event`, or `None` where the event is refused.
    #[must_use]
    pub const fn after(self, event: RefundEvent) -> Option<Self> {
        use RefundEvent as E;
        match (self, event) {
            (Self::Intended | Self::Unknown, E::Accepted) => Some(Self::Sent),
            (Self::Intended, E::Unanswered) => Some(Self::Unknown),
            (Self::Intended | Self::Unknown | Self::Sent, E::Processed) => Some(Self::Processed),
            (Self::Intended | Self::Unknown | Self::Sent, E::Failed) => Some(Self::Failed),
            (Self::Unknown | Self::Failed, E::Retried) => Some(Self::Intended),
            _ => None,
        }
    }
}

text_enum! {
    /// Why money goes back.
    RefundCause {
        /// The traveler cancelled.
        Traveler => "traveler",
        /// The host cancelled.
        Host => "host",
        /// The platform cancelled.
        Platform => "platform",
        /// It came when the seats were gone.
        LatePayment => "late_payment",
        /// The booking had been paid before.
        DuplicatePayment => "duplicate_payment",
        /// Amount, currency or order were not ours.
        WrongPayment => "wrong_payment",
        /// The stake of travelers who were there.
        Attendance => "attendance",
        /// The stake of travelers of a run at which nobody was checked in.
        Unattended => "unattended",
        /// The stake of travelers who were missed, and excused.
        Appeal => "appeal",
        /// The traveler's bank has given it back by itself.
        Dispute => "dispute",
        /// An admin has given it back after the run.
        Goodwill => "goodwill",
    }
}

text_enum! {
    /// Who bears what an admin gives back.
    Bearer {
        /// Host and platform, each with their part of the price.
        Host => "host",
        /// The platform alone.
        Platform => "platform",
    }
}

impl RefundCause {
    /// True where the run took place and its price was earned: only stakes go back.
    #[must_use]
    pub const fn is_after_the_run(self) -> bool {
        matches!(self, Self::Attendance | Self::Unattended | Self::Appeal | Self::Dispute)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_cell_of_the_payment_machine() {
        use PaymentEvent as E;
        use PaymentStatus::{Authorized, Captured, Capturing, Created, Failed, Lapsed, Unknown};
        let events = [E::Authorized, E::Failed, E::CaptureBegun, E::Unanswered, E::TurnedAway, E::Captured, E::GivenBack];
        for (state, row) in [
            (Created, [Some(Authorized), Some(Failed), None, None, None, Some(Captured), Some(Lapsed)]),
            (Failed, [Some(Authorized), None, None, None, None, Some(Captured), Some(Lapsed)]),
            (Authorized, [None, None, Some(Capturing), None, None, Some(Captured), Some(Lapsed)]),
            (Capturing, [None, None, None, Some(Unknown), Some(Authorized), Some(Captured), Some(Lapsed)]),
            (Unknown, [None, None, Some(Capturing), None, Some(Authorized), Some(Captured), Some(Lapsed)]),
            (Captured, [None; 7]),
            (Lapsed, [None; 7]),
        ] {
            for (event, expected) in events.into_iter().zip(row) {
                assert_eq!(state.after(event), expected, "{state} on {event:?}");
            }
        }
    }

    #[test]
    fn every_cell_of_the_refund_machine() {
        use RefundEvent as E;
        use RefundStatus::{Failed, Intended, Processed, Sent, Unknown};
        let events = [E::Accepted, E::Unanswered, E::Processed, E::Failed, E::Retried];
        for (state, row) in [
            (Intended, [Some(Sent), Some(Unknown), Some(Processed), Some(Failed), None]),
            (Sent, [None, None, Some(Processed), Some(Failed), None]),
            (Unknown, [Some(Sent), None, Some(Processed), Some(Failed), Some(Intended)]),
            (Failed, [None, None, None, None, Some(Intended)]),
            (Processed, [None; 5]),
        ] {
            for (event, expected) in events.into_iter().zip(row) {
                assert_eq!(state.after(event), expected, "{state} on {event:?}");
            }
        }
    }
}
