//! What a traveler looks for, as the address bar says it. Parsing never fails: what makes no sense is left out.

use super::{experience::Domain, ids::RunId, text_enum::text_enum};
use chrono::{DateTime, Datelike, Days, NaiveDate, Utc};
use serde::{Deserialize, Serialize};

/// Most values of one repeatable word; more are left out.
const VALUES_MAX: usize = 20;
/// Highest price in rupees that can be asked for.
const RUPEES_MAX: i64 = 10_000_000;
/// Most seats that can be asked for.
const SEATS_MAX: u32 = 500;
/// Longest name of a place in an address, in bytes.
const SLUG_BYTES_MAX: usize = 80;

text_enum! {
    /// A time that needs no calendar.
    When {
        Today => "today",
        Tomorrow => "tomorrow",
        /// The coming Saturday and Sunday; on a weekend, what is left of it.
        Weekend => "weekend",
        /// Seven days from today.
        Week => "week",
    }
}

impl When {
    /// The name on screen.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Today => "Today",
            Self::Tomorrow => "Tomorrow",
            Self::Weekend => "This weekend",
            Self::Week => "This week",
        }
    }

    /// First and last day, both included, as seen on `today`.
    #[must_use]
    pub fn days(self, today: NaiveDate) -> (NaiveDate, NaiveDate) {
        let in_days = |days: u32| today.checked_add_days(Days::new(u64::from(days))).unwrap_or(today);
        match self {
            Self::Today => (today, today),
            Self::Tomorrow => (in_days(1), in_days(1)),
            Self::Week => (today, in_days(6)),
            Self::Weekend => match today.weekday().num_days_from_monday() {
                6 => (today, today),
                weekday => (in_days(5 - weekday), in_days(6 - weekday)),
            },
        }
    }
}

/// The place in the list after which a page begins: runs are ordered by start, then id.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
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

/// All that can be asked of `/explore`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct RunFilter {
    /// A city's slug.
    pub city: Option<String>,
    pub domains: Vec<Domain>,
    /// Slugs of neighborhoods.
    pub neighborhoods: Vec<String>,
    pub when: Option<When>,
    pub from: Option<NaiveDate>,
    pub to: Option<NaiveDate>,
    /// Rupees for one traveler, stake aside.
    pub price_min: Option<i64>,
    pub price_max: Option<i64>,
    /// Only runs with this many seats left.
    pub seats: Option<u32>,
    pub after: Option<Cursor>,
}

impl RunFilter {
    /// Reads a query string; unknown words and broken values are left out.
    #[must_use]
    pub fn parse(query: &str) -> Self {
        let mut filter = Self::default();
        for (word, value) in form_urlencoded::parse(query.as_bytes()).take(200) {
            filter.take_in(&word, value.trim());
        }
        filter.domains.sort_unstable();
        filter.domains.dedup();
        filter.neighborhoods.sort_unstable();
        filter.neighborhoods.dedup();
        filter
    }

    fn take_in(&mut self, word: &str, value: &str) {
        let rupees = || value.parse().ok().filter(|rupees| (0..=RUPEES_MAX).contains(rupees));
        match word {
            "city" => self.city = slug(value).map(str::to_owned),
            "domain" => self.domains.extend(value.parse::<Domain>().ok().filter(|_| self.domains.len() < VALUES_MAX)),
            "neighborhood" => self.neighborhoods.extend(slug(value).map(str::to_owned).filter(|_| self.neighborhoods.len() < VALUES_MAX)),
            "when" => self.when = value.parse().ok(),
            "from" => self.from = day(value),
            "to" => self.to = day(value),
            "price_min" => self.price_min = rupees(),
            "price_max" => self.price_max = rupees(),
            "seats" => self.seats = value.parse().ok().filter(|seats| (1..=SEATS_MAX).contains(seats)),
            "after" => self.after = Cursor::parse(value),
            _ => {}
        }
    }

    /// The filter as a query string in one fixed order, without the question mark; the same filter is always the same text.
    #[must_use]
    pub fn to_query(&self) -> String {
        let mut pairs: Vec<(&str, String)> = Vec::new();
        pairs.extend(self.city.iter().map(|city| ("city", city.clone())));
        pairs.extend(self.domains.iter().map(|domain| ("domain", domain.to_string())));
        pairs.extend(self.neighborhoods.iter().map(|slug| ("neighborhood", slug.clone())));
        pairs.extend(self.when.map(|when| ("when", when.to_string())));
        pairs.extend(self.from.map(|day| ("from", day.to_string())));
        pairs.extend(self.to.map(|day| ("to", day.to_string())));
        pairs.extend(self.price_min.map(|rupees| ("price_min", rupees.to_string())));
        pairs.extend(self.price_max.map(|rupees| ("price_max", rupees.to_string())));
        pairs.extend(self.seats.map(|seats| ("seats", seats.to_string())));
        pairs.extend(self.after.map(|cursor| ("after", cursor.to_text())));
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

    /// First and last day asked for, as seen on `today`; `None` is open. An explicit date beats `when`.
    #[must_use]
    pub fn days(&self, today: NaiveDate) -> (Option<NaiveDate>, Option<NaiveDate>) {
        let when = self.when.map(|when| when.days(today));
        (self.from.or(when.map(|days| days.0)), self.to.or(when.map(|days| days.1)))
    }
}

/// A date that a database can hold.
fn day(text: &str) -> Option<NaiveDate> {
    text.parse().ok().filter(|day: &NaiveDate| (1970..=9999).contains(&day.year()))
}

/// A name in an address, if it is one: lower-case ASCII words joined by hyphens.
#[must_use]
pub fn slug(text: &str) -> Option<&str> {
    let sound = !text.is_empty() && text.len() <= SLUG_BYTES_MAX && text.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-');
    sound.then_some(text)
}

/// The digits of percent-encoding.
const HEX: [&str; 16] = ["0", "1", "2", "3", "4", "5", "6", "7", "8", "9", "A", "B", "C", "D", "E", "F"];

/// Percent-encodes all but the letters that need none in a query (RFC 3986, 2.3, and the slash).
#[must_use]
pub fn encode(text: &str) -> String {
    text.bytes().fold(String::with_capacity(text.len()), |mut encoded, byte| {
        match byte {
            b'-' | b'.' | b'_' | b'~' | b'/' => encoded.push(char::from(byte)),
            byte if byte.is_ascii_alphanumeric() => encoded.push(char::from(byte)),
            byte => encoded.extend(["%", HEX[usize::from(byte >> 4)], HEX[usize::from(byte & 15)]]),
        }
        encoded
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    #[test]
    fn times_become_days() {
        for (when, today, from, to) in [
            (When::Today, "2026-11-23", "2026-11-23", "2026-11-23"),
            (When::Tomorrow, "2026-11-30", "2026-12-01", "2026-12-01"),
            (When::Weekend, "2026-11-23", "2026-11-28", "2026-11-29"),
            (When::Weekend, "2026-11-28", "2026-11-28", "2026-11-29"),
            (When::Weekend, "2026-11-29", "2026-11-29", "2026-11-29"),
            (When::Week, "2026-12-28", "2026-12-28", "2027-01-03"),
        ] {
            assert_eq!(when.days(day(today)), (day(from), day(to)), "{when} on {today}");
        }
    }

    #[test]
    fn what_makes_no_sense_is_left_out() {
        let filter = RunFilter::parse(
            "city=bengaluru&domain=food&domain=nonsense&domain=art&domain=food&when=never&from=2026-13-01&price_min=-5&price_max=500&seats=0&after=x-y&q=%00&city",
        );
        let expected = RunFilter { city: None, domains: vec![Domain::Food, Domain::Art], price_max: Some(500), ..RunFilter::default() };
        assert_eq!(filter, expected);
        assert_eq!(filter.to_path(), "/explore?domain=food&domain=art&price_max=500");
        assert_eq!(RunFilter::default().to_path(), "/explore");
        assert_eq!(RunFilter::parse("city=' OR 1=1 --").city, None);
    }

    proptest! {
        #[test]
        fn any_query_is_read_and_written_back_the_same(query in "([a-z_]{0,12}=[^&]{0,12}&?){0,12}") {
            let filter = RunFilter::parse(&query);
            prop_assert_eq!(RunFilter::parse(&filter.to_query()), filter);
        }

        #[test]
        fn cursors_survive_the_address_bar(millis in 0..4_000_000_000_000_i64, run in 0..i64::MAX) {
            let cursor = Cursor { starts_at: DateTime::from_timestamp_millis(millis).unwrap(), run: RunId(run) };
            prop_assert_eq!(Cursor::parse(&cursor.to_text()), Some(cursor));
        }
    }
}
