//! Reconciliation: what we have written down beside what the provider says, item by item. A day is one of India's, as the provider counts.

use super::{money::Paise, text_enum::text_enum};

text_enum! {
    /// What is compared.
    ItemKind {
        Payment => "payment",
        Refund => "refund",
        /// What the provider has paid to our bank at once.
        Settlement => "settlement",
    }
}

text_enum! {
    /// What comparing has found.
    Finding {
        /// The provider has it, and we do not.
        MissingHere => "missing_here",
        /// We have it, and the provider does not.
        MissingThere => "missing_there",
        AmountDiffers => "amount_differs",
        StatusDiffers => "status_differs",
        /// What the provider keeps is not what it said at the time.
        FeeDiffers => "fee_differs",
        /// A settlement does not come to what its items do.
        TotalDiffers => "total_differs",
    }
}

impl Finding {
    /// In words.
    #[must_use]
    pub const fn in_words(self) -> &'static str {
        match self {
            Self::MissingHere => "missing here",
            Self::MissingThere => "missing at the provider",
            Self::AmountDiffers => "the amount differs",
            Self::StatusDiffers => "the state differs",
            Self::FeeDiffers => "the fee differs",
            Self::TotalDiffers => "the total differs",
        }
    }
}

text_enum! {
    /// What became of a finding.
    Remedy {
        /// It was put right by asking the provider once more.
        Mended => "mended",
        /// A person has to look.
        Open => "open",
    }
}

/// How far money has moved.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Stage {
    /// Not at all: not begun, failed, or let go of.
    Idle,
    /// It is set aside, or on its way.
    UnderWay,
    /// It has arrived: captured, or given back.
    Done,
}

/// A payment or refund, as one side has it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Side {
    pub amount: Paise,
    pub stage: Stage,
}

/// Compares one item; nothing where both sides agree. What has moved on neither side is no finding, whatever else is said of it.
#[must_use]
pub fn compare(ours: Option<Side>, theirs: Option<Side>) -> Option<Finding> {
    let moved = |side: &Side| side.stage > Stage::Idle;
    match (ours, theirs) {
        (Some(ours), Some(theirs)) if !moved(&ours) && !moved(&theirs) => None,
        (Some(ours), Some(theirs)) if ours.amount != theirs.amount => Some(Finding::AmountDiffers),
        (Some(ours), Some(theirs)) if ours.stage != theirs.stage => Some(Finding::StatusDiffers),
        (None, Some(theirs)) if moved(&theirs) => Some(Finding::MissingHere),
        (Some(ours), None) if moved(&ours) => Some(Finding::MissingThere),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use Stage::{Done, Idle, UnderWay};

    #[test]
    fn every_way_in_which_two_sides_can_differ() {
        let side = |amount, stage| Some(Side { amount: Paise(amount), stage });
        for (ours, theirs, expected) in [
            (side(100, Done), side(100, Done), None),
            (side(100, UnderWay), side(100, UnderWay), None),
            (side(100, Idle), side(101, Idle), None),
            (side(100, Done), side(101, Done), Some(Finding::AmountDiffers)),
            (side(100, Done), side(101, Idle), Some(Finding::AmountDiffers)),
            (side(100, Done), side(100, UnderWay), Some(Finding::StatusDiffers)),
            (side(100, UnderWay), side(100, Done), Some(Finding::StatusDiffers)),
            (side(100, Idle), side(100, UnderWay), Some(Finding::StatusDiffers)),
            (None, side(100, Done), Some(Finding::MissingHere)),
            (None, side(100, UnderWay), Some(Finding::MissingHere)),
            (None, side(100, Idle), None),
            (side(100, Done), None, Some(Finding::MissingThere)),
            (side(100, UnderWay), None, Some(Finding::MissingThere)),
            (side(100, Idle), None, None),
            (None, None, None),
        ] {
            assert_eq!(compare(ours, theirs), expected, "{ours:?} {theirs:?}");
        }
    }
}
