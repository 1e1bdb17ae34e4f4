//! The order of a list, and the place in it after which a page begins.

use crate::domain::{ids::RunId, text_enum::text_enum};
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

text_enum! {
    /// An order that somebody asks for.
    Sort {
        Soonest => "soonest",
        /// The cheapest first, stake aside.
        Price => "price",
        /// What was put up last comes first.
        Newest => "newest",
    }
}

impl Sort {
    /// The name on screen.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Soonest => "Soonest first",
            Self::Price => "Cheapest first",
            Self::Newest => "Newest first",
        }
    }
}

/// The order of a list. Whatever it is, runs that it finds equal are ordered by start, then by id.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Order {
    By(Sort),
    /// What fits the words of a search best comes first.
    BestMatch,
}

impl Order {
    /// What cursors of this order begin with.
    const fn mark(self) -> &'static str {
        match self {
            Self::By(Sort::Soonest) => "",
            Self::By(Sort::Price) => "p",
            Self::By(Sort::Newest) => "n",
            Self::BestMatch => "m",
        }
    }

    /// As the words above a list say it.
    #[must_use]
    pub const fn in_words(self) -> &'static str {
        match self {
            Self::By(Sort::Soonest) => "soonest first",
            Self::By(Sort::Price) => "cheapest first",
            Self::By(Sort::Newest) => "newest first",
            Self::BestMatch => "best match first",
        }
    }
}

/// A place in a list that is ordered by start, then id.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Cursor {
    pub starts_at: DateTime<Utc>,
    pub run: RunId,
}

impl Cursor {
    /// As it stands in an address: milliseconds since 1970, a hyphen, the run.
    #[must_use]
    pub fn to_text(self) -> String {
        format!("{}-{}", self.starts_at.timestamp_millis(), self.run)
    }

    /// Reads [`Cursor::to_text`]; `None` for anything else.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let (millis, run) = text.split_once('-')?;
        let digits = millis.bytes().all(|byte| byte.is_ascii_digit());
        let starts_at = DateTime::from_timestamp_millis(millis.parse().ok().filter(|_| digits)?)?;
        Some(Self { starts_at, run: run.parse().ok()? })
    }
}

/// A place in a list of any order.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct After {
    pub order: Order,
    /// What the order goes by, small first; 0 where that is the start alone.
    pub rank: i64,
    pub at: Cursor,
}

impl After {
    /// As it stands in an address: `1795-17` for the soonest first, else the order's letter, its rank, and the same: `p45000-1795-17`.
    #[must_use]
    pub fn to_text(self) -> String {
        match self.order.mark() {
            "" => self.at.to_text(),
            mark => format!("{mark}{}-{}", self.rank, self.at.to_text()),
        }
    }

    /// Reads [`After::to_text`]; `None` for anything else.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let orders = [Order::By(Sort::Price), Order::By(Sort::Newest), Order::BestMatch];
        let Some((order, rest)) = orders.into_iter().find_map(|order| Some((order, text.strip_prefix(order.mark())?))) else {
            return Some(Self { order: Order::By(Sort::Soonest), rank: 0, at: Cursor::parse(text)? });
        };
        let (rank, at) = rest.split_once('-')?;
        let digits = rank.bytes().all(|byte| byte.is_ascii_digit());
        Some(Self { order, rank: rank.parse().ok().filter(|_| digits)?, at: Cursor::parse(at)? })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn order() -> impl Strategy<Value = Order> {
        prop_oneof![Just(Order::BestMatch), prop::sample::select(Sort::ALL).prop_map(Order::By)]
    }

    proptest! {
        #[test]
        fn cursors_survive_the_address_bar(millis in 0..4_000_000_000_000_i64, run in 0..i64::MAX, rank in 0..i64::MAX, order in order()) {
            let at = Cursor { starts_at: DateTime::from_timestamp_millis(millis).unwrap(), run: RunId(run) };
            prop_assert_eq!(Cursor::parse(&at.to_text()), Some(at));
            let after = After { order, rank: if order == Order::By(Sort::Soonest) { 0 } else { rank }, at };
            prop_assert_eq!(After::parse(&after.to_text()), Some(after));
        }

        #[test]
        fn no_text_panics(text in ".{0,40}") {
            if let Some(after) = After::parse(&text) {
                prop_assert_eq!(After::parse(&after.to_text()), Some(after));
            }
        }
    }

    #[test]
    fn what_is_no_place_is_none() {
        for bad in ["", "x", "1795", "-5-1", "p-1795-17", "p12-1795", "q12-1795-17", "p1-2-3-4", "99999999999999999999-1"] {
            assert_eq!(After::parse(bad), None, "{bad}");
        }
    }
}
