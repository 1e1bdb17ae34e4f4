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

text_enum! {
    /// A ready-made refund policy; see [`super::refund_policy`] for what each means.
    RefundPreset {
        Flexible => "flexible",
        Moderate => "moderate",
        Strict => "strict",
    }
}
