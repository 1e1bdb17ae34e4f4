//! What travelers might ask of `/explore`, put together by chance out of all its words.

use super::{
    dice::Dice,
    places::{City, cities},
    words::VOCABULARIES,
};
use chrono::{DateTime, Datelike, Duration, Utc};
use nukkad::domain::{experience::Domain, explore::When};

/// Words that somebody might look for.
const SEARCHES: &[&str] = &["coffee", "biryani", "heritage walk", "pottry", "kavya", "moonlit", "indi", "birds", "havelis", "tabla evening", "grandmothers"];

/// So many queries, each of several words; the same ones for the same seed.
pub(crate) fn questions(seed: u64, now: DateTime<Utc>, count: usize) -> Vec<String> {
    let (mut dice, cities) = (Dice(seed), cities());
    (0..count).map(|_| question(&mut dice, &cities, now)).collect()
}

fn question(dice: &mut Dice, cities: &[City], now: DateTime<Utc>) -> String {
    let mut words: Vec<(&str, String)> = Vec::new();
    if dice.percent(70) {
        let city = &cities[dice.weighted(&cities.iter().map(|city| city.weight).collect::<Vec<_>>())];
        words.push(("city", city.slug.clone()));
        if dice.percent(30) {
            words.extend((0..dice.between(1, 3)).map(|_| ("neighborhood", dice.one(&city.neighborhoods).slug.clone())));
        }
        if dice.percent(20) {
            words.push(("language", city.language.to_lowercase()));
        }
    }
    if dice.percent(40) {
        words.extend(
            (0..dice.between(1, 3)).map(|_| ("domain", VOCABULARIES[dice.weighted(&VOCABULARIES.each_ref().map(|words| words.weight))].domain.to_string())),
        );
    }
    words.extend(when(dice, now));
    words.extend(terms(dice));
    if dice.percent(20) {
        words.push(("q", dice.pick(SEARCHES).replace(' ', "%20")));
    }
    if dice.percent(25) {
        words.push(("sort", dice.pick(&["price", "newest"]).to_string()));
    }
    if dice.percent(15) {
        words.push(("view", dice.pick(&["calendar", "map"]).to_string()));
    }
    if words.is_empty() {
        words.push(("domain", Domain::Food.to_string()));
    }
    words.iter().map(|(word, value)| format!("{word}={value}")).collect::<Vec<_>>().join("&")
}

fn when(dice: &mut Dice, now: DateTime<Utc>) -> Vec<(&'static str, String)> {
    let day = now.date_naive() + Duration::days(dice.between(0, 60));
    match dice.between(0, 9) {
        0..=2 => vec![("when", dice.pick(When::ALL).to_string())],
        3 => vec![("from", day.to_string())],
        4 => vec![("from", day.to_string()), ("to", (day + Duration::days(dice.between(0, 14))).to_string())],
        5 => vec![("month", format!("{}-{:02}", day.year(), day.month())), ("view", "calendar".to_owned())],
        _ => Vec::new(),
    }
}

fn terms(dice: &mut Dice) -> Vec<(&'static str, String)> {
    let mut words = Vec::new();
    match dice.between(0, 9) {
        0 => words.push(("price_max", "0".to_owned())),
        1 | 2 => words.push(("price_max", (dice.between(3, 20) * 50).to_string())),
        3 => words.extend([("price_min", "300".to_owned()), ("price_max", (dice.between(8, 20) * 50).to_string())]),
        _ => {}
    }
    if dice.percent(30) {
        words.push(("seats", dice.between(1, 8).to_string()));
    }
    if dice.percent(20) {
        words.push(("stake", dice.pick(&["yes", "no"]).to_string()));
    }
    words
}
