//! From an address to a filter: what makes no sense is left out, what contradicts itself is put right, and both are told.

use super::{After, Month, RunFilter, Sort, View, slug};
use crate::domain::{experience::Domain, search};
use chrono::{Datelike, NaiveDate};
use std::fmt::Display;

/// Most words of an address that are looked at; more are left out.
const WORDS_MAX: usize = 200;
/// Most values of one repeatable word; more are left out.
const VALUES_MAX: usize = 20;
/// Highest price in rupees that can be asked for.
const RUPEES_MAX: i64 = 10_000_000;
/// Most seats that can be asked for.
const SEATS_MAX: u32 = 500;
/// Longest name of a language, in characters.
const LANGUAGE_CHARS_MAX: usize = 40;
/// Most notes; what else is wrong is left out without a word.
const NOTES_MAX: usize = 5;
/// Most characters of a broken value that a note repeats.
const SHOWN_CHARS_MAX: usize = 30;

/// A query string as it was understood.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Reading {
    pub filter: RunFilter,
    /// What was left out or put right, a sentence each.
    pub notes: Vec<String>,
}

impl Reading {
    /// Reads a query string, without its question mark. Words that are none of ours say nothing; neither do empty values.
    #[must_use]
    pub fn of(query: &str) -> Self {
        let mut reading = Self::default();
        let mut words = form_urlencoded::parse(query.as_bytes());
        for (word, value) in words.by_ref().take(WORDS_MAX) {
            let value = value.trim();
            if !value.is_empty() {
                reading.take_in(&word, value);
            }
        }
        if words.next().is_some() {
            reading.note("That address asks for more than we can look at; its end was left out.");
        }
        reading.put_right();
        reading
    }

    /// Tells something, unless much is told already.
    pub fn note(&mut self, words: impl Into<String>) {
        if self.notes.len() < NOTES_MAX {
            self.notes.push(words.into());
        }
    }

    fn broken(&mut self, value: &str, what: &str) {
        let shown: String = value.chars().filter(|c| !c.is_control()).take(SHOWN_CHARS_MAX).collect();
        self.note(format!("“{shown}” is no {what}, so it was left out."));
    }

    /// The value, or a note that it is none.
    fn sound<T>(&mut self, read: Option<T>, value: &str, what: &str) -> Option<T> {
        if read.is_none() {
            self.broken(value, what);
        }
        read
    }

    fn take_in(&mut self, word: &str, value: &str) {
        let number = value.parse().ok().filter(|rupees| (0..=RUPEES_MAX).contains(rupees));
        match word {
            "q" => self.filter.q = search::tidy(value),
            "city" => self.filter.city = self.sound(slug(value).map(str::to_owned), value, "city that we know"),
            "domain" => {
                let domain = self.sound(value.parse::<Domain>().ok(), value, "kind of experience");
                add(&mut self.filter.domains, domain);
            }
            "neighborhood" => {
                let place = self.sound(slug(value).map(str::to_owned), value, "neighborhood that we know");
                add(&mut self.filter.neighborhoods, place);
            }
            "when" => self.filter.when = self.sound(value.parse().ok(), value, "time that we know"),
            "from" => self.filter.from = self.sound(day(value), value, "date"),
            "to" => self.filter.to = self.sound(day(value), value, "date"),
            "price_min" => self.filter.price_min = self.sound(number, value, "price in rupees"),
            "price_max" => self.filter.price_max = self.sound(number, value, "price in rupees"),
            "seats" => self.filter.seats = self.sound(value.parse().ok().filter(|seats| (1..=SEATS_MAX).contains(seats)), value, "number of seats"),
            "stake" => self.filter.stake = self.sound(yes_or_no(value), value, "answer to whether there is a stake"),
            "language" => {
                let language = self.sound(language(value), value, "language");
                add(&mut self.filter.languages, language);
            }
            "sort" => self.filter.sort = self.sound(value.parse().ok(), value, "order"),
            "view" => self.filter.view = self.sound(value.parse().ok(), value, "way to look at runs"),
            "month" => self.filter.month = self.sound(value.parse().ok().filter(|month: &Month| in_range(month.first())), value, "month"),
            "after" => self.filter.after = self.sound(After::parse(value), value, "place in this list"),
            _ => {}
        }
    }

    /// Makes the filter the only one that says what it says.
    fn put_right(&mut self) {
        let filter = &mut self.filter;
        tidy(&mut filter.domains);
        tidy(&mut filter.neighborhoods);
        tidy(&mut filter.languages);
        filter.view = filter.view.filter(|view| *view != View::List);
        filter.month = filter.month.filter(|_| filter.view == Some(View::Calendar));
        // Without words the soonest come first anyway.
        filter.sort = filter.sort.filter(|sort| *sort != Sort::Soonest || filter.q.is_some());
        let (dates, order) = (filter.from.is_some() || filter.to.is_some(), filter.order());
        if let (true, Some(when)) = (dates, filter.when) {
            filter.when = None;
            self.note(format!("Dates and “{}” were both asked for; the dates count.", when.name()));
        }
        if let Some(told) = swapped(&mut self.filter.from, &mut self.filter.to) {
            self.note(format!("{told}, so the two dates were swapped."));
        }
        if let Some(told) = swapped(&mut self.filter.price_min, &mut self.filter.price_max) {
            self.note(format!("{told}, so the two prices were swapped."));
        }
        if self.filter.after.is_some_and(|after| after.order != order) {
            self.filter.after = None;
            self.note("That page is of a list in another order; here is the first page.");
        }
    }
}

impl From<&RunFilter> for Reading {
    /// A filter that nobody has typed: nothing is wrong with it.
    fn from(filter: &RunFilter) -> Self {
        Self { filter: filter.clone(), notes: Vec::new() }
    }
}

fn add<T>(list: &mut Vec<T>, value: Option<T>) {
    if list.len() < VALUES_MAX {
        list.extend(value);
    }
}

fn tidy<T: Ord>(list: &mut Vec<T>) {
    list.sort_unstable();
    list.dedup();
}

/// Puts two bounds into their order; says so where they were not.
fn swapped<T: Ord + Display>(low: &mut Option<T>, high: &mut Option<T>) -> Option<String> {
    let told = match (&*low, &*high) {
        (Some(from), Some(to)) if from > to => format!("{from} comes after {to}"),
        _ => return None,
    };
    std::mem::swap(low, high);
    Some(told)
}

/// A date that a database can hold.
fn day(text: &str) -> Option<NaiveDate> {
    text.parse().ok().filter(|day| in_range(*day))
}

fn in_range(day: NaiveDate) -> bool {
    (1970..=9999).contains(&day.year())
}

fn yes_or_no(text: &str) -> Option<bool> {
    match text {
        "yes" => Some(true),
        "no" => Some(false),
        _ => None,
    }
}

/// A language's name in small letters.
fn language(text: &str) -> Option<String> {
    let name = text.to_lowercase();
    (name.chars().count() <= LANGUAGE_CHARS_MAX && name.chars().all(|c| c.is_alphabetic() || matches!(c, ' ' | '-' | '\''))).then_some(name)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn what_makes_no_sense_is_left_out_and_told() {
        let reading = Reading::of(
            "city=bengaluru&city=B%C3%BC&domain=food&domain=nonsense&domain=art&domain=food&when=never&from=2026-13-01&price_min=-5&price_max=500&seats=0&after=x-y&q=%00&city",
        );
        let expected = RunFilter { city: None, domains: vec![Domain::Food, Domain::Art], price_max: Some(500), ..RunFilter::default() };
        assert_eq!(reading.filter, expected);
        assert_eq!(reading.filter.to_path(), "/explore?domain=food&domain=art&price_max=500");
        assert_eq!(reading.notes[1], "“nonsense” is no kind of experience, so it was left out.");
        assert_eq!(reading.notes.len(), NOTES_MAX);
        assert_eq!(RunFilter::default().to_path(), "/explore");
        assert_eq!(RunFilter::parse("city=' OR 1=1 --").city, None);
    }

    #[test]
    fn a_filter_has_one_address() {
        for (query, canonical) in [
            ("sort=soonest&view=list&month=2026-12", ""),
            ("q=dosa&sort=soonest", "q=dosa&sort=soonest"),
            ("view=calendar&month=2026-12", "view=calendar&month=2026-12"),
            ("language=Kannada&language=english&language=kannada", "language=english&language=kannada"),
            ("stake=no&utm_source=mail&seats=&q=++", "stake=no"),
            ("q=+masala%E2%80%8B%20%20dosa%0A", "q=masala%20dosa"),
            ("sort=price&after=p45000-1795-17", "sort=price&after=p45000-1795-17"),
        ] {
            let reading = Reading::of(query);
            assert_eq!((reading.filter.to_query().as_str(), reading.notes.len()), (canonical, 0), "{query}");
        }
    }

    #[test]
    fn contradictions_are_put_right_and_told() {
        for (query, canonical) in [
            ("from=2027-01-05&to=2026-12-24", "from=2026-12-24&to=2027-01-05"),
            ("price_min=900&price_max=100", "price_min=100&price_max=900"),
            ("when=today&from=2026-12-24", "from=2026-12-24"),
            ("sort=price&after=1795-17", "sort=price"),
            ("after=m2-1795-17", ""),
        ] {
            let reading = Reading::of(query);
            assert_eq!((reading.filter.to_query().as_str(), reading.notes.len()), (canonical, 1), "{query}: {:?}", reading.notes);
        }
    }

    #[test]
    fn thousands_of_words_are_not_looked_at() {
        let query = (0..5_000).map(|index| format!("neighborhood=n{index}")).collect::<Vec<_>>().join("&");
        let reading = Reading::of(&query);
        assert_eq!((reading.filter.neighborhoods.len(), reading.notes.len()), (VALUES_MAX, 1));
        let long = Reading::of(&format!("q={}&city={}", "x".repeat(10_000), "y".repeat(10_000)));
        assert_eq!(long.filter.q.unwrap().len(), search::TEXT_CHARS_MAX);
        assert!(long.notes[0].len() < 120, "{:?}", long.notes);
    }

    proptest! {
        #[test]
        fn any_query_is_read_and_written_back_the_same(query in "([a-z_]{0,12}=[^&]{0,12}&?){0,12}") {
            let filter = RunFilter::parse(&query);
            prop_assert_eq!(&RunFilter::parse(&filter.to_query()), &filter);
        }

        #[test]
        fn our_words_with_any_values_are_read_and_written_back_the_same(
            values in prop::collection::vec((0..16_usize, "[a-z0-9%+ -]{0,14}|yes|no|price|calendar|2026-1[0-2](-0[1-9])?|[pnm]?[0-9]{1,6}-[0-9]{1,4}-[0-9]{1,4}"), 0..12)
        ) {
            let names = ["q", "city", "domain", "neighborhood", "when", "from", "to", "price_min", "price_max", "seats", "stake", "language", "sort", "view", "month", "after"];
            let query = values.iter().map(|(name, value)| format!("{}={value}", names[*name])).collect::<Vec<_>>().join("&");
            let reading = Reading::of(&query);
            let again = Reading::of(&reading.filter.to_query());
            prop_assert_eq!((&again.filter, again.notes.len()), (&reading.filter, 0));
        }
    }
}
