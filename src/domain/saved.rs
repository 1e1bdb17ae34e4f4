//! What people keep: experiences, hosts and searches. How much of it, and what a search is called.

use super::{
    explore::RunFilter,
    money::Paise,
    text::{NAME_CHARS_MAX, tidy_line},
    text_enum::text_enum,
};
use chrono::{DateTime, TimeDelta, Utc};

/// Experiences that one person may save.
pub const EXPERIENCES_MAX: u64 = 500;
/// Hosts that one person may follow.
pub const HOSTS_MAX: u64 = 500;
/// Searches that one person may save.
pub const SEARCHES_MAX: u64 = 20;
/// Longest search that can be saved, in bytes.
pub const QUERY_BYTES_MAX: usize = 2_000;
/// From one mail to the next.
const MAIL_EVERY: TimeDelta = TimeDelta::days(7);

text_enum! {
    /// What stands behind a button that saves or follows, and so what it is named by.
    FavoriteKind {
        /// An experience, by its slug.
        Experience => "experience",
        /// A run, by its id: what is saved is its experience.
        Run => "run",
        /// A host, by its slug.
        Host => "host",
    }
}

/// A search as it is kept: what is looked for, whatever the order, the view and the page.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Search {
    pub filter: RunFilter,
    /// The filter as a query string; the same search is always the same text.
    pub query: String,
}

impl Search {
    /// Reads a query string of `/explore`. `None` for one that is longer than can be kept.
    #[must_use]
    pub fn read(query: &str) -> Option<Self> {
        let filter = RunFilter::parse(query).conditions();
        let query = filter.to_query();
        (query.len() <= QUERY_BYTES_MAX).then_some(Self { filter, query })
    }

    /// A name for it: `Food in Jaipur, this weekend`. The city and the neighborhoods go by the names given, so far as they have one.
    #[must_use]
    pub fn proposed_name(&self, city: Option<&str>, neighborhoods: &[String]) -> String {
        let filter = &self.filter;
        let what = match filter.domains.as_slice() {
            [] => filter.q.as_ref().map_or_else(|| "Everything".to_owned(), |words| format!("“{words}”")),
            [one] => one.name().to_owned(),
            [one, other] => format!("{} and {}", one.name(), other.name().to_lowercase()),
            [one, rest @ ..] => format!("{} and {} more kinds", one.name(), rest.len()),
        };
        let place = match (neighborhoods, city) {
            ([], city) => city.map(str::to_owned),
            ([one], _) => Some(one.clone()),
            ([one, rest @ ..], _) => Some(format!("{one} and {} more", rest.len())),
        };
        let mut name = place.map_or_else(|| what.clone(), |place| format!("{what} in {place}"));
        let price = |rupees: i64| Paise::from_rupees(rupees).unwrap_or_default().short();
        let more = [
            filter.q.as_ref().filter(|_| !filter.domains.is_empty()).map(|words| format!("“{words}”")),
            filter.when.map(|when| when.name().to_lowercase()),
            filter.from.map(|day| format!("from {}", day.format("%-d %b"))),
            filter.to.map(|day| format!("until {}", day.format("%-d %b"))),
            filter.price_min.filter(|rupees| *rupees > 0).map(|rupees| format!("from {}", price(rupees))),
            filter.price_max.map(|rupees| if rupees == 0 { "free or stake only".to_owned() } else { format!("up to {}", price(rupees)) }),
            filter.seats.filter(|seats| *seats > 1).map(|seats| format!("{seats} seats together")),
            filter.stake.map(|with| if with { "with a stake" } else { "without a stake" }.to_owned()),
            (!filter.languages.is_empty()).then(|| format!("in {}", filter.languages.join(" or "))),
        ];
        for words in more.into_iter().flatten() {
            name = format!("{name}, {words}");
        }
        shortened(&name)
    }
}

/// When the mail after the one that was due then is due: whole weeks later, and after `now`.
#[must_use]
pub fn next_mail_at(due: DateTime<Utc>, now: DateTime<Utc>) -> DateTime<Utc> {
    let weeks = (now - due).num_days().div_euclid(MAIL_EVERY.num_days()) + 1;
    due + MAIL_EVERY * i32::try_from(weeks.max(1)).unwrap_or(i32::MAX)
}

/// As much of a name as one may be long.
fn shortened(name: &str) -> String {
    if name.chars().count() <= NAME_CHARS_MAX {
        return name.to_owned();
    }
    let kept: String = name.chars().take(NAME_CHARS_MAX - 1).collect();
    format!("{}…", kept.trim_end_matches([' ', ',']))
}

/// The name of a search as typed, or what is wrong with it.
///
/// # Errors
/// Words to show beside the field.
pub fn search_name(text: &str) -> Result<String, &'static str> {
    let name = tidy_line(text);
    if name.is_empty() {
        Err("Please give it a name.")
    } else if name.chars().count() > NAME_CHARS_MAX {
        Err("That is longer than 80 letters. A shorter name will do.")
    } else {
        Ok(name)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::experience::Domain;
    use proptest::prelude::*;

    #[test]
    fn a_search_is_called_by_what_it_looks_for() {
        let places = |names: &[&str]| names.iter().map(|name| (*name).to_owned()).collect::<Vec<_>>();
        for (query, city, neighborhoods, name) in [
            ("", None, &[][..], "Everything"),
            ("city=jaipur&domain=food&when=weekend", Some("Jaipur"), &[], "Food in Jaipur, this weekend"),
            ("domain=food&domain=art", None, &[], "Food and art"),
            ("q=clay&city=kochi", Some("Kochi"), &[], "“clay” in Kochi"),
            ("q=clay&domain=art&stake=no&language=hindi", None, &[], "Art, “clay”, without a stake, in hindi"),
            ("domain=food&domain=art&domain=music", None, &[], "Food and 2 more kinds"),
            ("city=kochi&neighborhood=a", Some("Kochi"), &["Mattancherry"], "Everything in Mattancherry"),
            ("neighborhood=a&neighborhood=b&neighborhood=c", None, &["A", "B", "C"], "Everything in A and 2 more"),
            ("from=2026-11-28&to=2026-12-01", None, &[], "Everything, from 28 Nov, until 1 Dec"),
            ("price_min=0&price_max=0&seats=1", None, &[], "Everything, free or stake only"),
            ("price_min=100&price_max=1500&seats=4", None, &[], "Everything, from ₹100, up to ₹1,500, 4 seats together"),
        ] {
            assert_eq!(Search::read(query).unwrap().proposed_name(city, &places(neighborhoods)), name, "{query}");
        }
        let long = Search::read("").unwrap().proposed_name(Some(&"ಮಲ್ಲೇಶ್ವರಂ".repeat(20)), &[]);
        assert!(long.chars().count() <= NAME_CHARS_MAX && long.ends_with('…'));
    }

    #[test]
    fn the_place_in_the_list_is_not_part_of_a_search() {
        let search = Search::read("after=1795824000000-7&domain=art&domain=food&nonsense=1").unwrap();
        assert_eq!((search.query.as_str(), search.filter.after), ("domain=food&domain=art", None));
        let places = (0..20).map(|number| format!("&neighborhood={number:03}{}", "n".repeat(77))).collect::<Vec<_>>().concat();
        assert!(Search::read(&places).is_some());
        let domains = Domain::ALL.iter().map(|domain| format!("&domain={domain}")).collect::<Vec<_>>().concat();
        assert_eq!(Search::read(&format!("city={}{domains}{places}", "c".repeat(80))), None, "longer than can be kept");
    }

    #[test]
    fn mails_keep_to_their_day_and_hour() {
        let at = |text: &str| text.parse::<DateTime<Utc>>().unwrap();
        let due = at("2026-11-26T08:00:00Z");
        for (now, next) in [
            ("2026-11-20T08:00:00Z", "2026-12-03T08:00:00Z"),
            ("2026-11-26T08:00:00Z", "2026-12-03T08:00:00Z"),
            ("2026-12-03T07:59:59Z", "2026-12-03T08:00:00Z"),
            ("2026-12-03T08:00:00Z", "2026-12-10T08:00:00Z"),
            ("2027-01-01T00:00:00Z", "2027-01-07T08:00:00Z"),
        ] {
            assert_eq!(next_mail_at(due, at(now)), at(next), "{now}");
        }
    }

    #[test]
    fn names_are_tidied() {
        assert_eq!(search_name("  Food \u{202E} near\nme "), Ok("Food near me".to_owned()));
        assert_eq!(search_name("🍛"), Ok("🍛".to_owned()));
        for bad in ["", " \u{200F} ", &"a".repeat(81)] {
            assert!(search_name(bad).is_err(), "{bad:?}");
        }
    }

    proptest! {
        #[test]
        fn a_search_that_was_read_is_read_the_same_again(query in "([a-z_]{0,12}=[^&]{0,12}&?){0,12}") {
            if let Some(search) = Search::read(&query) {
                prop_assert_eq!(Search::read(&search.query), Some(search));
            }
        }
    }
}
