//! What a traveler looks for, as the address bar says it. Reading never fails: what makes no sense is left out, with a note.

mod address;
mod cursor;
mod facet;
mod reading;
mod when;

pub use address::{encode, slug};
pub use cursor::{After, Cursor, Order, Sort};
pub use facet::{Cluster, Facet, Facets, MonthOfRuns, Named};
pub use reading::Reading;
pub use when::{Month, When};

use super::{experience::Domain, text_enum::text_enum};
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

text_enum! {
    /// How what was found is shown.
    View {
        List => "list",
        /// A month, with the runs of a day below it.
        Calendar => "calendar",
        /// Where the runs begin, by neighborhood.
        Map => "map",
    }
}

impl View {
    /// The name on screen.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::List => "List",
            Self::Calendar => "Calendar",
            Self::Map => "Map",
        }
    }
}

/// All that can be asked of `/explore`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct RunFilter {
    /// Words to search for, tidied.
    pub q: Option<String>,
    /// A city's slug.
    pub city: Option<String>,
    /// Sorted, each once, as are the other lists.
    pub domains: Vec<Domain>,
    /// Slugs of neighborhoods.
    pub neighborhoods: Vec<String>,
    /// None where `from` or `to` is given.
    pub when: Option<When>,
    /// The first day.
    pub from: Option<NaiveDate>,
    /// The last day, not before the first.
    pub to: Option<NaiveDate>,
    /// Rupees for one traveler, stake aside.
    pub price_min: Option<i64>,
    /// Not below `price_min`.
    pub price_max: Option<i64>,
    /// Only runs with this many seats left.
    pub seats: Option<u32>,
    /// Only runs with a stake, or only runs without.
    pub stake: Option<bool>,
    /// Names of languages in small letters; one of them is enough.
    pub languages: Vec<String>,
    pub sort: Option<Sort>,
    /// None is the list.
    pub view: Option<View>,
    /// The calendar's; None is the month of the first day, or this one.
    pub month: Option<Month>,
    pub after: Option<After>,
}

impl RunFilter {
    /// Reads a query string, and forgets what was wrong with it; see [`Reading`].
    #[must_use]
    pub fn parse(query: &str) -> Self {
        Reading::of(query).filter
    }

    /// The filter as a query string in one fixed order, without the question mark; the same filter is always the same text.
    #[must_use]
    pub fn to_query(&self) -> String {
        let mut pairs: Vec<(&str, String)> = Vec::new();
        pairs.extend(self.q.iter().map(|words| ("q", words.clone())));
        pairs.extend(self.city.iter().map(|city| ("city", city.clone())));
        pairs.extend(self.domains.iter().map(|domain| ("domain", domain.to_string())));
        pairs.extend(self.neighborhoods.iter().map(|slug| ("neighborhood", slug.clone())));
        pairs.extend(self.when.map(|when| ("when", when.to_string())));
        pairs.extend(self.from.map(|day| ("from", day.to_string())));
        pairs.extend(self.to.map(|day| ("to", day.to_string())));
        pairs.extend(self.price_min.map(|rupees| ("price_min", rupees.to_string())));
        pairs.extend(self.price_max.map(|rupees| ("price_max", rupees.to_string())));
        pairs.extend(self.seats.map(|seats| ("seats", seats.to_string())));
        pairs.extend(self.stake.map(|with| ("stake", if with { "yes" } else { "no" }.to_owned())));
        pairs.extend(self.languages.iter().map(|language| ("language", language.clone())));
        pairs.extend(self.sort.map(|sort| ("sort", sort.to_string())));
        pairs.extend(self.view.map(|view| ("view", view.to_string())));
        pairs.extend(self.month.map(|month| ("month", month.to_string())));
        pairs.extend(self.after.map(|after| ("after", after.to_text())));
        pairs.iter().map(|(word, value)| format!("{word}={}", encode(value))).collect::<Vec<_>>().join("&")
    }

    /// The page's address: `/explore?…`.
    #[must_use]
    pub fn to_path(&self) -> String {
        match self.to_query() {
            query if query.is_empty() => "/explore".to_owned(),
            query => format!("/explore?{query}"),
        }
    }

    /// First and last day asked for, as seen on `today`; `None` is open.
    #[must_use]
    pub fn days(&self, today: NaiveDate) -> (Option<NaiveDate>, Option<NaiveDate>) {
        let when = self.when.map(|when| when.days(today));
        (self.from.or(when.map(|days| days.0)), self.to.or(when.map(|days| days.1)))
    }

    /// The order of the list.
    #[must_use]
    pub fn order(&self) -> Order {
        match (self.sort, &self.q) {
            (Some(sort), _) => Order::By(sort),
            (None, Some(_)) => Order::BestMatch,
            (None, None) => Order::By(Sort::Soonest),
        }
    }

    /// The conditions alone, whatever the order, the view and the page.
    #[must_use]
    pub fn conditions(&self) -> Self {
        Self { sort: None, view: None, month: None, after: None, ..self.clone() }
    }

    /// The same from its first page on, with a change.
    #[must_use]
    pub fn with(&self, change: impl FnOnce(&mut Self)) -> Self {
        let mut changed = Self { after: None, ..self.clone() };
        change(&mut changed);
        changed
    }
}
