//! What a list would come down to: counts beside every choice, by day and by place.

use super::{Month, Reading};
use crate::domain::map::Coordinates;
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

/// A choice, and how many runs it would leave if all the other conditions stay as they are.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Facet {
    /// As it stands in the address.
    pub value: String,
    /// As it stands on screen.
    pub name: String,
    pub runs: u32,
}

/// All choices with their counts.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Facets {
    /// Every city.
    pub cities: Vec<Facet>,
    /// Every domain.
    pub domains: Vec<Facet>,
    /// The chosen city's that have runs or are chosen; none without a city.
    pub neighborhoods: Vec<Facet>,
    /// Every time that needs no calendar.
    pub when: Vec<Facet>,
    /// Highest prices, as `price_max`.
    pub prices: Vec<Facet>,
    /// So many seats together.
    pub seats: Vec<Facet>,
    /// With a stake, `yes`, and without, `no`.
    pub stake: Vec<Facet>,
    /// Those that have runs or are chosen, what most runs are held in first.
    pub languages: Vec<Facet>,
}

/// A month with the number of runs on each of its days.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct MonthOfRuns {
    pub month: Month,
    /// The day on which one looks at it.
    pub today: NaiveDate,
    /// From the first day of the month to the last.
    pub days: Vec<u32>,
}

/// Runs that begin near each other.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Cluster {
    /// Slug of the neighborhood or, as long as no city is chosen, of the city.
    pub slug: String,
    pub name: String,
    pub runs: u32,
    /// The middle of their meeting points.
    pub at: Coordinates,
}

impl Reading {
    /// Leaves out a city, a neighborhood or a language that nobody has heard of, and says so.
    pub fn keep_known(&mut self, known: impl Fn(Named<'_>) -> bool) {
        let filter = &mut self.filter;
        let mut notes = Vec::new();
        if let Some(city) = filter.city.take_if(|city| !known(Named::City(city))) {
            notes.push(format!("We have no city “{city}” yet, so you see all of them."));
        }
        for slug in filter.neighborhoods.extract_if(.., |slug| !known(Named::Neighborhood(slug))) {
            notes.push(format!("We know no neighborhood “{slug}” there, so it was left out."));
        }
        for name in filter.languages.extract_if(.., |name| !known(Named::Language(name))) {
            notes.push(format!("Nothing is held in “{name}” just now, so it was left out."));
        }
        for words in notes {
            self.note(words);
        }
    }
}

/// A name in a filter that only the catalog can tell from nonsense.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Named<'a> {
    City(&'a str),
    Neighborhood(&'a str),
    Language(&'a str),
}
