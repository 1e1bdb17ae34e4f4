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

/// A payment or refund, as one side has it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Side {
    pub amount: Paise,
    /// True where money has moved: captured, or given back.
    pub done: bool,
}

/// Compares one item; nothing where both sides agree.
///
/// What neither side has finished is no finding: it is under way.
#[must_use]
pub fn compare(ours: Option<Side>, theirs: Option<Side>) -> Option<Finding> {
    match (ours, theirs) {
        (Some(ours), Some(theirs)) if ours.amount != theirs.amount => Some(Finding::AmountDiffers),
        (Some(ours), Some(theirs)) if ours.done != theirs.done => Some(Finding::StatusDiffers),
        (None, Some(theirs)) if theirs.done => Some(Finding::MissingHere),
        (Some(ours), None) if ours.done => Some(Finding::MissingThere),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_way_in_which_two_sides_can_differ() {
        let side = |amount, done| Some(Side { amount: Paise(amount), done });
        for (ours, theirs, expected) in [
            (side(100, true), side(100, true), None),
            (side(100, false), side(100, false), None),
            (side(100, true), side(101, true), Some(Finding::AmountDiffers)),
            (side(100, true), side(101, false), Some(Finding::AmountDiffers)),
            (side(100, true), side(100, false), Some(Finding::StatusDiffers)),
            (side(100, false), side(100, true), Some(Finding::StatusDiffers)),
            (None, side(100, true), Some(Finding::MissingHere)),
            (None, side(100, false), None),
            (side(100, true), None, Some(Finding::MissingThere)),
            (side(100, false), None, None),
            (None, None, None),
        ] {
            assert_eq!(compare(ours, theirs), expected, "{ours:?} {theirs:?}");
        }
    }
}
