//! Runs that each choice would leave. A choice counts the runs that fail by nothing but the condition that it would replace.

use super::{
    board::{Board, Notice},
    wanted::{CITY, DAYS, DOMAIN, LANGUAGE, NEIGHBORHOOD, PRICE, SEATS, STAKE, Wanted, more_than_one},
};
use crate::domain::{
    experience::Domain,
    explore::{Facet, Facets, RunFilter, When},
    money::Paise,
};
use chrono::{Datelike, NaiveDate};
use std::cmp::Reverse;

/// Prices up to which runs are counted.
const PRICES: [Paise; 4] = [Paise(0), Paise(50_000), Paise(100_000), Paise(200_000)];
/// Seats together up to which runs are counted.
const PARTIES: usize = 8;
/// Days ahead up to which runs are counted: hosts cannot schedule as far.
const DAYS_AHEAD_MAX: usize = 10 * 366;

/// What was counted along the board: each run in as few places as will do, to be summed up at the end.
pub(super) struct Counts {
    /// By offer, the runs that fail by nothing of their own.
    offers: Vec<u32>,
    /// By zone.
    days: Vec<DayCounts>,
    /// By the first of [`PRICES`] that is enough; the last place has those for which none is.
    prices: [u32; PRICES.len() + 1],
    /// By seats left, the last place by [`PARTIES`] or more.
    seats: [u32; PARTIES + 1],
    /// With a stake, and without.
    stake: [u32; 2],
}

/// Runs by the day on which they begin.
#[derive(Clone, Debug, Default)]
pub(super) struct DayCounts {
    /// Counted from the year 1. Runs before it count as on it: there are none, but where a clock was set.
    first: i32,
    runs: Vec<u32>,
}

/// All sums.
#[derive(Debug)]
pub(super) struct Summed {
    pub(super) total: u32,
    pub(super) facets: Facets,
    /// Whatever days the filter asks for.
    pub(super) days: Vec<DayCounts>,
    /// By neighborhood, whatever neighborhoods the filter asks for.
    pub(super) places: Vec<u32>,
    /// By city, whatever city the filter asks for.
    pub(super) cities: Vec<u32>,
}

impl DayCounts {
    fn count(&mut self, day: i32) {
        let at = usize::try_from(day - self.first).unwrap_or_default();
        if at > DAYS_AHEAD_MAX {
            return;
        }
        if at >= self.runs.len() {
            self.runs.resize(at + 1, 0);
        }
        self.runs[at] += 1;
    }

    /// Runs on a day.
    pub(super) fn on(&self, day: NaiveDate) -> u32 {
        let at = usize::try_from(day.num_days_from_ce() - self.first).ok();
        at.and_then(|at| self.runs.get(at)).copied().unwrap_or_default()
    }
}

impl Counts {
    pub(super) fn new(board: &Board, wanted: &Wanted) -> Self {
        Self {
            offers: vec![0; board.offers.len()],
            days: wanted.zones.iter().map(|zone| DayCounts { first: zone.today.num_days_from_ce(), runs: Vec::new() }).collect(),
            prices: [0; PRICES.len() + 1],
            seats: [0; PARTIES + 1],
            stake: [0; 2],
        }
    }

    /// Takes in a run that fails by one condition at most, its offer's or its own.
    pub(super) fn take_in(&mut self, notice: &Notice, zone: u16, offer: u16, own: u16) {
        if own == 0 {
            self.offers[notice.offer] += 1;
        }
        if offer != 0 {
            return;
        }
        let by_nothing_but = |bit: u16| own & !bit == 0;
        if by_nothing_but(DAYS) {
            self.days[usize::from(zone)].count(notice.day);
        }
        if by_nothing_but(PRICE) {
            // All four are compared: to stop at the first that is enough takes longer.
            self.prices[PRICES.iter().map(|enough| usize::from(notice.price > *enough)).sum::<usize>()] += 1;
        }
        if by_nothing_but(SEATS) {
            self.seats[usize::try_from(notice.left()).unwrap_or_default().min(PARTIES)] += 1;
        }
        if by_nothing_but(STAKE) {
            self.stake[usize::from(notice.stake.is_zero())] += 1;
        }
    }

    /// Sums up.
    pub(super) fn summed(self, board: &Board, wanted: &Wanted, filter: &RunFilter) -> Summed {
        let (mut total, mut domains) = (0, [0; Domain::ALL.len()]);
        let (mut cities, mut places, mut spoken) = (vec![0; board.cities.len()], vec![0; board.neighborhoods.len()], vec![0; board.languages.len()]);
        for ((offer, common), runs) in board.offers.iter().zip(&wanted.offers).zip(&self.offers) {
            let fails = common.fails;
            if *runs == 0 || more_than_one(fails) {
                continue;
            }
            let counts = |bit: u16| if fails & !bit == 0 { *runs } else { 0 };
            total += counts(0);
            cities[offer.city] += counts(CITY);
            domains[offer.domain as usize] += counts(DOMAIN);
            places[offer.neighborhood] += counts(NEIGHBORHOOD);
            for language in &offer.languages {
                spoken[*language] += counts(LANGUAGE);
            }
        }
        let facets = Facets {
            cities: board.cities.iter().zip(&cities).map(|(city, runs)| facet(&city.slug, &city.name, *runs)).collect(),
            domains: Domain::ALL.iter().zip(domains).map(|(domain, runs)| facet(domain.as_str(), domain.name(), runs)).collect(),
            neighborhoods: neighborhoods(board, filter, &places),
            when: When::ALL.iter().map(|when| facet(when.as_str(), when.name(), self.when(wanted, *when))).collect(),
            prices: self.prices(),
            seats: self.parties(),
            stake: [("yes", "With a stake"), ("no", "Without a stake")].iter().zip(self.stake).map(|((value, name), runs)| facet(value, name, runs)).collect(),
            languages: languages(board, filter, &spoken),
        };
        Summed { total, facets, days: self.days, places, cities }
    }

    fn when(&self, wanted: &Wanted, when: When) -> u32 {
        let here = |(days, today): (&DayCounts, NaiveDate)| {
            let (from, to) = when.days(today);
            from.iter_days().take_while(|day| *day <= to).map(|day| days.on(day)).sum::<u32>()
        };
        self.days.iter().zip(wanted.zones.iter().map(|zone| zone.today)).map(here).sum()
    }

    fn prices(&self) -> Vec<Facet> {
        let name = |price: Paise| if price.is_zero() { "Free, or stake only".to_owned() } else { format!("Up to {}", price.short()) };
        let up_to = |at: usize| self.prices[..=at].iter().sum();
        PRICES.iter().enumerate().map(|(at, price)| facet(&(price.0 / 100).to_string(), &name(*price), up_to(at))).collect()
    }

    fn parties(&self) -> Vec<Facet> {
        let name = |seats: usize| if seats == 1 { "1 traveler".to_owned() } else { format!("{seats} travelers") };
        (1..=PARTIES).map(|seats| facet(&seats.to_string(), &name(seats), self.seats[seats..].iter().sum())).collect()
    }
}

fn facet(value: &str, name: &str, runs: u32) -> Facet {
    Facet { value: value.to_owned(), name: name.to_owned(), runs }
}

/// Those of the city that is asked for, where there are runs, and any that is asked for.
fn neighborhoods(board: &Board, filter: &RunFilter, places: &[u32]) -> Vec<Facet> {
    let here = filter.city.as_deref().and_then(|slug| board.city(slug));
    let shown = board.neighborhoods.iter().zip(places).filter(|(place, runs)| {
        let chosen = filter.neighborhoods.contains(&place.slug);
        here.map_or(chosen && **runs > 0, |city| place.city == city && (chosen || **runs > 0))
    });
    shown.map(|(place, runs)| facet(&place.slug, &place.name, *runs)).collect()
}

/// Those with runs, and any that is asked for; the most spoken first.
fn languages(board: &Board, filter: &RunFilter, spoken: &[u32]) -> Vec<Facet> {
    let mut languages: Vec<Facet> = board.languages.iter().zip(spoken).map(|(name, runs)| facet(&name.to_lowercase(), name, *runs)).collect();
    languages.retain(|language| language.runs > 0 || filter.languages.contains(&language.value));
    languages.sort_by(|a, b| (Reverse(a.runs), &a.name).cmp(&(Reverse(b.runs), &b.name)));
    languages
}
