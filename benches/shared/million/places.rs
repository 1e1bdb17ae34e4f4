//! The cities, with what is spoken there and where their neighborhoods are, good to a kilometer or so.

use nukkad::domain::slug::slug_of;

/// One line a city: its name and language, then its neighborhoods with degrees north and east. The largest come first.
const PLACES: &str = include_str!("places.txt");
/// A city has a share of one in its rank plus this: a few large ones, and many that are small.
const STEEP: i64 = 2;

/// A city.
pub(super) struct City {
    pub(super) name: &'static str,
    pub(super) slug: String,
    /// What is spoken there besides English and Hindi.
    pub(super) language: &'static str,
    pub(super) neighborhoods: Vec<Neighborhood>,
    /// Its share of everything, beside the other cities'.
    pub(super) weight: i64,
}

/// A part of a city.
pub(super) struct Neighborhood {
    pub(super) name: &'static str,
    pub(super) slug: String,
    pub(super) latitude: f64,
    pub(super) longitude: f64,
}

/// All cities.
pub(super) fn cities() -> Vec<City> {
    PLACES.lines().zip(0..).map(|(line, rank)| city(line, rank)).collect()
}

fn city(line: &'static str, rank: i64) -> City {
    let (head, neighborhoods) = line.split_once("): ").unwrap();
    let (name, language) = head.split_once(" (").unwrap();
    City { name, slug: slug_of(name), language, neighborhoods: neighborhoods.split("; ").map(neighborhood).collect(), weight: 10_000 / (rank + STEEP) }
}

fn neighborhood(text: &'static str) -> Neighborhood {
    let mut parts = text.rsplitn(3, ' ');
    let (longitude, latitude) = (parts.next().unwrap().parse().unwrap(), parts.next().unwrap().parse().unwrap());
    let name = parts.next().unwrap();
    Neighborhood { name, slug: slug_of(name), latitude, longitude }
}
