//! A payout on its way through the payment provider: one try of sending it, and how that ends.

use super::{money::Paise, payout_account::AccountKind, text_enum::text_enum};
use chrono::Duration;

/// How long a transfer that has arrived is still asked about: what a bank sends back comes within days.
pub const WATCHED_FOR: Duration = Duration::days(5);
/// The most that IMPS carries, and UPI; what exceeds it goes by NEFT. (Razorpay's limits)
const MOST_BY_IMPS: Paise = Paise(500_000 * 100);
const MOST_BY_UPI: Paise = Paise(100_000 * 100);

text_enum! {
    /// How far a transfer has come.
    TransferStatus {
        /// Written down; the provider may have heard of it or not.
        Intended => "intended",
        /// The provider has it: it waits for balance or for approval there, or is with the banks.
        Sent => "sent",
        Processed => "processed",
        /// It was refused, or could not be delivered.
        Failed => "failed",
        /// The bank has sent it back.
        Reversed => "reversed",
    }
}

/// What can happen to a transfer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TransferEvent {
    Accepted,
    Processed,
    Failed,
    Reversed,
}

impl TransferStatus {
    /// The state machine: the state after `event`, or `None` where the event is refused. The provider takes a failure back only to say
    /// that the money has come back.
    #[must_use]
    pub const fn after(self, event: TransferEvent) -> Option<Self> {
        use TransferEvent as E;
        match (self, event) {
            (Self::Intended, E::Accepted) => Some(Self::Sent),
            (Self::Intended | Self::Sent, E::Processed) => Some(Self::Processed),
            (Self::Intended | Self::Sent, E::Failed) => Some(Self::Failed),
            (Self::Intended | Self::Sent | Self::Processed | Self::Failed, E::Reversed) => Some(Self::Reversed),
            _ => None,
        }
    }

    /// True until the provider has said how it ends.
    #[must_use]
    pub const fn is_open(self) -> bool {
        matches!(self, Self::Intended | Self::Sent)
    }
}

/// How an amount travels, as the provider names it; `None` for what cannot go there at all.
#[must_use]
pub fn mode(kind: AccountKind, amount: Paise) -> Option<&'static str> {
    match kind {
        AccountKind::Upi => (amount <= MOST_BY_UPI).then_some("UPI"),
        AccountKind::Bank => Some(if amount <= MOST_BY_IMPS { "IMPS" } else { "NEFT" }),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_cell_of_the_machine() {
        use TransferEvent as E;
        use TransferStatus::{Failed, Intended, Processed, Reversed, Sent};
        for (state, row) in [
            (Intended, [Some(Sent), Some(Processed), Some(Failed), Some(Reversed)]),
            (Sent, [None, Some(Processed), Some(Failed), Some(Reversed)]),
            (Processed, [None, None, None, Some(Reversed)]),
            (Failed, [None, None, None, Some(Reversed)]),
            (Reversed, [None; 4]),
        ] {
            for (event, expected) in [E::Accepted, E::Processed, E::Failed, E::Reversed].into_iter().zip(row) {
                assert_eq!(state.after(event), expected, "{state} on {event:?}");
            }
        }
    }

    #[test]
    fn amounts_take_the_way_that_carries_them() {
        for (kind, amount, expected) in [
            (AccountKind::Bank, Paise(100), Some("IMPS")),
            (AccountKind::Bank, MOST_BY_IMPS, Some("IMPS")),
            (AccountKind::Bank, MOST_BY_IMPS + Paise(1), Some("NEFT")),
            (AccountKind::Upi, MOST_BY_UPI, Some("UPI")),
            (AccountKind::Upi, MOST_BY_UPI + Paise(1), None),
        ] {
            assert_eq!(mode(kind, amount), expected, "{kind} {amount}");
        }
    }
}
