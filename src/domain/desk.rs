//! The list of who comes to a run, as its host wants to see it: what stands in the page's address, and in that of an export.

use super::{booking::BookingStatus, explore::encode, ids::RunId, text::tidy_start, text_enum::text_enum};
use serde::{Deserialize, Serialize};

/// Rows on one page.
pub const PAGE_ROWS: u32 = 100;
/// Longest text that is searched for, in characters.
const SEARCH_CHARS_MAX: usize = 80;
/// The last page that can be asked for.
const PAGE_MAX: u32 = 1_000_000;
/// Fewer digits than these are no part of a phone number worth looking for.
const PHONE_DIGITS_MIN: usize = 3;

text_enum! {
    /// What a row of the list is.
    DeskView {
        Bookings => "bookings",
        Travelers => "travelers",
    }
}

text_enum! {
    /// The order of the list.
    RunSort {
        Newest => "newest",
        Oldest => "oldest",
        /// By lead traveler; where a row is a traveler, by that one.
        Name => "name",
        /// Largest first.
        Party => "party",
        Status => "status",
    }
}

/// All that can be asked of the list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DeskFilter {
    pub view: DeskView,
    /// Only bookings of this status.
    pub status: Option<BookingStatus>,
    /// Only rows in which this stands somewhere; see [`DeskFilter::phone_digits`] for the phone.
    pub search: Option<String>,
    pub sort: RunSort,
    /// From 1.
    pub page: u32,
}

impl Default for DeskFilter {
    fn default() -> Self {
        Self { view: DeskView::Bookings, status: None, search: None, sort: RunSort::Newest, page: 1 }
    }
}

/// The words of a query as they came; unknown ones count as none.
#[derive(Clone, Debug, Default)]
pub struct DeskWords {
    pub view: Option<String>,
    pub status: Option<String>,
    pub q: Option<String>,
    pub sort: Option<String>,
    pub page: Option<String>,
}

impl From<DeskWords> for DeskFilter {
    fn from(words: DeskWords) -> Self {
        let search = words.q.map(|q| tidy_start(&q, SEARCH_CHARS_MAX));
        Self {
            view: words.view.and_then(|view| view.parse().ok()).unwrap_or(DeskView::Bookings),
            status: words.status.and_then(|status| status.parse().ok()),
            search: search.filter(|search| !search.is_empty()),
            sort: words.sort.and_then(|sort| sort.parse().ok()).unwrap_or(RunSort::Newest),
            page: words.page.and_then(|page| page.parse().ok()).unwrap_or(1).clamp(1, PAGE_MAX),
        }
    }
}

impl DeskFilter {
    /// Reads a query string: `view=travelers&q=asha`. Of a word that is there twice, the last counts.
    #[must_use]
    pub fn parse(query: &str) -> Self {
        let mut words = DeskWords::default();
        for (word, value) in form_urlencoded::parse(query.as_bytes()) {
            let value = Some(value.into_owned());
            match word.as_ref() {
                "view" => words.view = value,
                "status" => words.status = value,
                "q" => words.q = value,
                "sort" => words.sort = value,
                "page" => words.page = value,
                _ => {}
            }
        }
        words.into()
    }

    /// The query with its question mark, in one fixed order; empty where nothing differs from what is shown at first.
    #[must_use]
    pub fn to_query(&self) -> String {
        let mut words: Vec<(&str, String)> = Vec::new();
        words.extend((self.view != DeskView::Bookings).then(|| ("view", self.view.to_string())));
        words.extend(self.status.map(|status| ("status", status.to_string())));
        words.extend(self.search.as_ref().map(|search| ("q", encode(search))));
        words.extend((self.sort != RunSort::Newest).then(|| ("sort", self.sort.to_string())));
        words.extend((self.page > 1).then(|| ("page", self.page.to_string())));
        let words: Vec<String> = words.iter().map(|(word, value)| format!("{word}={value}")).collect();
        if words.is_empty() { String::new() } else { format!("?{}", words.join("&")) }
    }

    /// The page's address.
    #[must_use]
    pub fn to_path(&self, run: RunId) -> String {
        format!("/host/runs/{run}{}", self.to_query())
    }

    /// The search as the digits of a phone number, if it can be one: without blanks, signs, and the zero that stands for the country.
    #[must_use]
    pub fn phone_digits(&self) -> Option<String> {
        let search = self.search.as_deref()?;
        let digits: String = search.chars().filter(char::is_ascii_digit).collect();
        let only_signs = search.chars().all(|c| c.is_ascii_digit() || matches!(c, ' ' | '-' | '(' | ')' | '.' | '+'));
        (only_signs && digits.len() >= PHONE_DIGITS_MIN).then(|| digits.trim_start_matches('0').to_owned()).filter(|digits| !digits.is_empty())
    }
}

/// Pages that so many rows fill; one where there are none.
#[must_use]
pub fn pages(rows: u64) -> u32 {
    u32::try_from(rows.div_ceil(u64::from(PAGE_ROWS))).unwrap_or(u32::MAX).max(1)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn an_address_says_only_what_differs() {
        let filter = |query: &str| DeskFilter::parse(query);
        assert_eq!(filter("").to_path(RunId(7)), "/host/runs/7");
        assert_eq!(filter("sort=newest&page=1&view=bookings&status=nonsense&other=1"), DeskFilter::default());
        assert_eq!(
            filter("page=3&q=+Asha%20%20Rao+&sort=party&status=confirmed&view=travelers").to_query(),
            "?view=travelers&status=confirmed&q=Asha%20Rao&sort=party&page=3"
        );
        for (page, read) in [("0", 1), ("-1", 1), ("two", 1), ("99999999999", 1), ("12", 12)] {
            assert_eq!(filter(&format!("page={page}")).page, read, "{page}");
        }
        assert_eq!(filter(&format!("q={}", "x".repeat(500))).search.unwrap().len(), SEARCH_CHARS_MAX);
        let cut_at_a_blank = filter(&format!("q={}+more", "x".repeat(SEARCH_CHARS_MAX - 1)));
        assert_eq!(DeskFilter::parse(cut_at_a_blank.to_query().trim_start_matches('?')), cut_at_a_blank);
    }

    #[test]
    fn phones_are_found_however_they_are_typed() {
        for (search, digits) in [
            ("98450 12345", Some("9845012345")),
            ("+91 98450-12345", Some("919845012345")),
            ("098450", Some("98450")),
            ("12", None),
            ("000", None),
            ("NK-2345", None),
            ("asha", None),
        ] {
            let filter = DeskFilter { search: Some(search.to_owned()), ..DeskFilter::default() };
            assert_eq!(filter.phone_digits().as_deref(), digits, "{search}");
        }
    }

    #[test]
    fn pages_are_counted() {
        assert_eq!([0, 1, 100, 101, 1_000].map(pages), [1, 1, 1, 2, 10]);
    }

    proptest! {
        #[test]
        fn what_is_written_reads_back(query in "[a-z=&%+0-9 ]{0,60}", search in ".{0,90}") {
            let filter = DeskFilter::parse(&format!("{query}&q={}", encode(&search)));
            prop_assert_eq!(DeskFilter::parse(filter.to_query().trim_start_matches('?')), filter);
        }
    }
}
