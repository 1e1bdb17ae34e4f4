//! Disputes: a traveler takes a payment up with their bank. Until it is decided, nothing of that payment is given back or paid out.

use super::text_enum::text_enum;

text_enum! {
    /// How far a dispute has come.
    DisputeStatus {
        /// The bank waits for what we have to say.
        Open => "open",
        /// The bank looks at it.
        UnderReview => "under_review",
        /// The money stays.
        Won => "won",
        /// The money went back.
        Lost => "lost",
        /// It was only a question, and was answered.
        Closed => "closed",
    }
}

/// What the provider says of a dispute.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DisputeEvent {
    /// The bank wants to hear more.
    ActionRequired,
    Reviewed,
    Won,
    Lost,
    Closed,
}

impl DisputeStatus {
    /// The state machine: the state after `event`, or `None` where the event is refused, as old news is.
    #[must_use]
    pub const fn after(self, event: DisputeEvent) -> Option<Self> {
        match (self, event) {
            (Self::UnderReview, DisputeEvent::ActionRequired) => Some(Self::Open),
            (Self::Open, DisputeEvent::Reviewed) => Some(Self::UnderReview),
            (Self::Open | Self::UnderReview, DisputeEvent::Won) => Some(Self::Won),
            (Self::Open | Self::UnderReview, DisputeEvent::Lost) => Some(Self::Lost),
            (Self::Open | Self::UnderReview, DisputeEvent::Closed) => Some(Self::Closed),
            _ => None,
        }
    }

    /// True while it keeps the payment's money where it is.
    #[must_use]
    pub const fn is_undecided(self) -> bool {
        matches!(self, Self::Open | Self::UnderReview)
    }

    /// The event that leads to a state that the provider names.
    #[must_use]
    pub const fn event(self) -> DisputeEvent {
        match self {
            Self::Open => DisputeEvent::ActionRequired,
            Self::UnderReview => DisputeEvent::Reviewed,
            Self::Won => DisputeEvent::Won,
            Self::Lost => DisputeEvent::Lost,
            Self::Closed => DisputeEvent::Closed,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_cell_of_the_machine() {
        use DisputeEvent as E;
        use DisputeStatus::{Closed, Lost, Open, UnderReview, Won};
        let events = [E::ActionRequired, E::Reviewed, E::Won, E::Lost, E::Closed];
        for (state, row) in [
            (Open, [None, Some(UnderReview), Some(Won), Some(Lost), Some(Closed)]),
            (UnderReview, [Some(Open), None, Some(Won), Some(Lost), Some(Closed)]),
            (Won, [None; 5]),
            (Lost, [None; 5]),
            (Closed, [None; 5]),
        ] {
            for (event, expected) in events.into_iter().zip(row) {
                assert_eq!(state.after(event), expected, "{state} on {event:?}");
            }
        }
    }
}
