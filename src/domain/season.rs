//! A host's season, week by week: seats against capacity, revenue, and who did not come.

use super::money::Paise;
use chrono::{Datelike, Days, NaiveDate};
use serde::{Deserialize, Serialize};

/// Weeks before the present one.
const WEEKS_BACK: u64 = 6;
/// Weeks in all.
const WEEKS: usize = 12;
const DAYS_IN_WEEK: u64 = 7;

/// What happened, or is going to, in the seven days from a Monday.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Week {
    /// A Monday, on the clocks of the place.
    pub begins: NaiveDate,
    pub figures: Figures,
}

/// Figures that can be added up, of one run or of many.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Figures {
    pub runs: u32,
    pub capacity: u32,
    pub taken: u32,
    /// Price of what is booked and paid, less the platform's fee.
    pub revenue: Paise,
    /// Travelers who came.
    pub attended: u32,
    /// Travelers who did not, where attendance is final.
    pub no_shows: u32,
}

impl Figures {
    fn add(&mut self, other: &Self) {
        self.runs += other.runs;
        self.capacity += other.capacity;
        self.taken += other.taken;
        self.revenue = self.revenue + other.revenue;
        self.attended += other.attended;
        self.no_shows += other.no_shows;
    }

    /// Of those who were expected, how many percent did not come; `None` where nothing is final yet.
    #[must_use]
    pub fn no_show_percent(&self) -> Option<u32> {
        let expected = self.attended + self.no_shows;
        (self.no_shows * 100 + expected / 2).checked_div(expected)
    }
}

/// The weeks around a day.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Season {
    pub weeks: Vec<Week>,
    /// The Monday of the present week.
    pub this_week: NaiveDate,
}

impl Season {
    /// Empty weeks around `today`: six before it, its own, and five after.
    #[must_use]
    pub fn around(today: NaiveDate) -> Self {
        let this_week = monday(today);
        let first = this_week.checked_sub_days(Days::new(WEEKS_BACK * DAYS_IN_WEEK)).unwrap_or(this_week);
        let weeks = first.iter_weeks().take(WEEKS).map(|begins| Week { begins, figures: Figures::default() }).collect();
        Self { weeks, this_week }
    }

    /// The first day, and the first day after it all.
    #[must_use]
    pub fn span(&self) -> (NaiveDate, NaiveDate) {
        let begins = self.weeks.first().map_or(self.this_week, |week| week.begins);
        let last = self.weeks.last().map_or(self.this_week, |week| week.begins);
        (begins, last.checked_add_days(Days::new(DAYS_IN_WEEK)).unwrap_or(last))
    }

    /// Adds a run on `day`; one outside the season changes nothing.
    pub fn add(&mut self, day: NaiveDate, figures: &Figures) {
        let begins = monday(day);
        if let Some(week) = self.weeks.iter_mut().find(|week| week.begins == begins) {
            week.figures.add(figures);
        }
    }

    /// All weeks together.
    #[must_use]
    pub fn total(&self) -> Figures {
        let mut total = Figures::default();
        self.weeks.iter().for_each(|week| total.add(&week.figures));
        total
    }
}

fn monday(day: NaiveDate) -> NaiveDate {
    day.checked_sub_days(Days::new(u64::from(day.weekday().num_days_from_monday()))).unwrap_or(day)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    fn run(taken: u32) -> Figures {
        Figures { runs: 1, capacity: 12, taken, revenue: Paise(100), attended: 3, no_shows: 1 }
    }

    #[test]
    fn weeks_begin_on_mondays_around_today() {
        let season = Season::around(day("2026-11-26"));
        assert_eq!((season.this_week, season.weeks.len()), (day("2026-11-23"), 12));
        assert_eq!(season.span(), (day("2026-10-12"), day("2027-01-04")));
    }

    #[test]
    fn runs_are_counted_in_their_week_and_nowhere_else() {
        let mut season = Season::around(day("2026-11-26"));
        for (date, taken) in [("2026-11-23", 5), ("2026-11-29", 7), ("2026-11-30", 1), ("2026-10-11", 9), ("2027-01-04", 9)] {
            season.add(day(date), &run(taken));
        }
        let taken: Vec<u32> = season.weeks.iter().map(|week| week.figures.taken).filter(|taken| *taken > 0).collect();
        assert_eq!(taken, [12, 1]);
        assert_eq!((season.total().runs, season.total().capacity, season.total().revenue), (3, 36, Paise(300)));
    }

    #[test]
    fn the_rate_of_no_shows_is_rounded_and_never_made_up() {
        for (attended, no_shows, percent) in [(0, 0, None), (3, 1, Some(25)), (2, 1, Some(33)), (1, 2, Some(67)), (0, 4, Some(100))] {
            assert_eq!(Figures { attended, no_shows, ..Figures::default() }.no_show_percent(), percent);
        }
    }

    proptest! {
        #[test]
        fn nothing_within_the_span_is_lost(offset in 0..84_u64, today in 0..4_000_i32) {
            let today = NaiveDate::from_num_days_from_ce_opt(738_000 + today).unwrap();
            let mut season = Season::around(today);
            season.add(season.span().0 + Days::new(offset), &run(1));
            prop_assert_eq!(season.total().runs, 1);
        }
    }
}
