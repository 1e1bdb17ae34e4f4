//! The stake of one traveler: escrow that comes back to whoever turns up.

use super::text_enum::text_enum;

text_enum! {
    /// Where a traveler's stake stands.
    StakeStatus {
        /// Nothing was staked, or it is not paid yet.
        None => "none",
        /// In escrow.
        Held => "held",
        /// The traveler came, or had it decided: it goes back.
        ReturnDue => "return_due",
        /// It is back with the traveler.
        Returned => "returned",
        /// The traveler did not come, and may still appeal.
        ForfeitPending => "forfeit_pending",
        /// It went to the forfeiture pool.
        Forfeited => "forfeited",
    }
}

/// What can happen to a stake.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum StakeEvent {
    /// The payment that carries it was captured.
    Paid,
    /// The traveler was there, or the seat was cancelled on terms that return it.
    Return,
    /// The provider has given it back.
    Refunded,
    /// The traveler did not come.
    Missed,
    /// An appeal was granted.
    Excused,
    /// The seat was cancelled too late, or the time to appeal is over.
    Forfeit,
}

impl StakeStatus {
    /// The state machine: the state after `event`, or `None` where the event is refused.
    #[must_use]
    pub const fn after(self, event: StakeEvent) -> Option<Self> {
        match (self, event) {
            (Self::None, StakeEvent::Paid) => Some(Self::Held),
            (Self::Held, StakeEvent::Return) | (Self::ForfeitPending, StakeEvent::Excused) => Some(Self::ReturnDue),
            (Self::ReturnDue, StakeEvent::Refunded) => Some(Self::Returned),
            (Self::Held, StakeEvent::Missed) => Some(Self::ForfeitPending),
            (Self::Held | Self::ForfeitPending, StakeEvent::Forfeit) => Some(Self::Forfeited),
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::StakeEvent::{Excused, Forfeit, Missed, Paid, Refunded, Return};
    use super::StakeStatus::{self, ForfeitPending, Forfeited, Held, ReturnDue, Returned};

    #[test]
    fn every_cell_of_the_machine() {
        for (state, row) in [
            (StakeStatus::None, [Some(Held), None, None, None, None, None]),
            (Held, [None, Some(ReturnDue), None, Some(ForfeitPending), None, Some(Forfeited)]),
            (ReturnDue, [None, None, Some(Returned), None, None, None]),
            (Returned, [None; 6]),
            (ForfeitPending, [None, None, None, None, Some(ReturnDue), Some(Forfeited)]),
            (Forfeited, [None; 6]),
        ] {
            for (event, expected) in [Paid, Return, Refunded, Missed, Excused, Forfeit].into_iter().zip(row) {
                assert_eq!(state.after(event), expected, "{state} on {event:?}");
            }
        }
    }
}
