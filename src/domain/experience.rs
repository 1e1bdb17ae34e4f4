//! What hosts offer: its category, its state and its refund policy's name.

use super::text_enum::text_enum;

text_enum! {
    /// The category of an experience.
    Domain {
        Food => "food",
        Heritage => "heritage",
        Nature => "nature",
        Art => "art",
        Craft => "craft",
        Music => "music",
        Wellness => "wellness",
        Sport => "sport",
        Learning => "learning",
        Nightlife => "nightlife",
    }
}

impl Domain {
    /// The name on screen.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Food => "Food",
            Self::Heritage => "Heritage",
            Self::Nature => "Nature",
            Self::Art => "Art",
            Self::Craft => "Craft",
            Self::Music => "Music",
            Self::Wellness => "Wellness",
            Self::Sport => "Sport",
            Self::Learning => "Learning",
            Self::Nightlife => "Nightlife",
        }
    }
}

text_enum! {
    /// Whether travelers can see an experience.
    ExperienceStatus {
        /// Only its host sees it.
        Draft => "draft",
        /// On offer.
        Published => "published",
        /// No longer on offer; what was booked stays.
        Archived => "archived",
    }
}

/// What a host can do with an experience.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ExperienceEvent {
    /// Show the working copy to travelers.
    Publish,
    /// Take it off the shelf.
    Archive,
    /// Put it back on the shelf, as it was when travelers saw it last.
    BringBack,
    /// Go on with one that was put away before it was ever published.
    Resume,
}

impl ExperienceStatus {
    /// The state machine: the state after `event`, or `None` where the event is refused.
    #[must_use]
    pub const fn after(self, event: ExperienceEvent) -> Option<Self> {
        match (self, event) {
            (_, ExperienceEvent::Publish) | (Self::Archived, ExperienceEvent::BringBack) => Some(Self::Published),
            (Self::Draft | Self::Published, ExperienceEvent::Archive) => Some(Self::Archived),
            (Self::Archived, ExperienceEvent::Resume) => Some(Self::Draft),
            _ => None,
        }
    }

    /// The name on screen.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Draft => "Draft",
            Self::Published => "Published",
            Self::Archived => "Archived",
        }
    }
}

text_enum! {
    /// A ready-made refund policy; see [`super::refund_policy`] for what each means.
    RefundPreset {
        Flexible => "flexible",
        Moderate => "moderate",
        Strict => "strict",
    }
}

impl RefundPreset {
    /// The name on screen.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Flexible => "Flexible",
            Self::Moderate => "Moderate",
            Self::Strict => "Strict",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{
        ExperienceEvent::{Archive, BringBack, Publish, Resume},
        ExperienceStatus::{Archived, Draft, Published},
    };

    #[test]
    fn every_cell_of_the_machine() {
        for (state, row) in [
            (Draft, [Some(Published), Some(Archived), None, None]),
            (Published, [Some(Published), Some(Archived), None, None]),
            (Archived, [Some(Published), None, Some(Published), Some(Draft)]),
        ] {
            for (event, expected) in [Publish, Archive, BringBack, Resume].into_iter().zip(row) {
                assert_eq!(state.after(event), expected, "{state} on {event:?}");
            }
        }
    }
}
