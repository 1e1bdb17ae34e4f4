//! One walk along the board: which runs fit a filter, the first of them in its order, and what each further condition would leave.

use super::board::{Board, Notice};
use crate::{
    domain::{
        experience::Domain,
        explore::{After, Cursor, Facet, Facets, Order, RunFilter, Sort, When},
        ids::{ExperienceId, RunId},
        money::Paise,
    },
    services::zones::today_in,
};
use chrono::{DateTime, Datelike, NaiveDate, Utc};
use std::{
    cmp::Reverse,
    collections::{BinaryHeap, HashMap},
};

/// Prices up to which runs are counted, in rupees.
const PRICES: [i64; 4] = [0, 500, 1_000, 2_000];
/// Seats together up to which runs are counted.
const PARTIES: usize = 8;
/// What the newest first are ordered by counts down from here: the last millisecond of the year 9999.
const FAR_MS: i64 = 253_402_300_799_999;

// What a run fails by, a bit each.
const CITY: u16 = 1;
const DOMAIN: u16 = 1 << 1;
const NEIGHBORHOOD: u16 = 1 << 2;
const DAYS: u16 = 1 << 3;
const PRICE: u16 = 1 << 4;
const SEATS: u16 = 1 << 5;
const STAKE: u16 = 1 << 6;
const LANGUAGE: u16 = 1 << 7;
const WORDS: u16 = 1 << 8;

/// What a walk along the board has found.
#[derive(Debug, Default)]
pub(super) struct Looked {
    /// All that fit.
    pub(super) total: u32,
    /// The first of them after the cursor.
    pub(super) page: Vec<RunId>,
    /// Where the next page begins, if there is one.
    pub(super) next: Option<After>,
    pub(super) facets: Facets,
    /// Runs by the day on which they begin, counted from the year 1, whatever days the filter asks for.
    pub(super) days: HashMap<i32, u32>,
    /// Runs by neighborhood, whatever neighborhoods the filter asks for.
    pub(super) places: Vec<u32>,
    /// Runs by city, whatever city the filter asks for.
    pub(super) cities: Vec<u32>,
}

/// A filter as the board's places and numbers say it.
struct Wanted {
    city: Option<usize>,
    domains: u32,
    /// For each neighborhood whether it will do; None where any does.
    neighborhoods: Option<Vec<bool>>,
    /// For each city the first and last day.
    days: Vec<(i32, i32)>,
    /// For each city the first and last day of every [`When`].
    when: Vec<[(i32, i32); 4]>,
    price: (Paise, Paise),
    seats: i32,
    stake: Option<bool>,
    /// For each language whether it will do; None where any does.
    languages: Option<Vec<bool>>,
    /// For each offer how well it fits the words, 0 best; None where it does not. No list where there are no words.
    tiers: Option<Vec<Option<u8>>>,
    order: Order,
    after: Option<(i64, i64, RunId)>,
}

/// How well experiences fit the words of a search, 0 best; those that are not among them do not.
pub(super) type Tiers = HashMap<ExperienceId, u8>;

impl Board {
    /// The page of a filter that begins after its cursor, at most `most` runs, with all counts.
    pub(super) fn look(&self, filter: &RunFilter, tiers: Option<&Tiers>, most: usize, now: DateTime<Utc>) -> Looked {
        let wanted = self.wanted(filter, tiers, now);
        let mut count = Counts::new(self);
        // The largest of the smallest is on top: it goes when a smaller one comes.
        let mut page: BinaryHeap<(i64, i64, RunId)> = BinaryHeap::with_capacity(most + 2);
        let begin = self.notices.partition_point(|notice| notice.starts_ms <= now.timestamp_millis());
        for notice in &self.notices[begin..] {
            let offer = &self.offers[notice.offer];
            if !offer.published {
                continue;
            }
            let fails = self.fails(notice, &wanted);
            count.take_in(self, notice, fails, &wanted);
            if fails == 0 {
                let place = wanted.place(notice);
                if wanted.after.is_none_or(|after| place > after) && (page.len() <= most || page.peek().is_some_and(|last| place < *last)) {
                    page.push(place);
                    if page.len() > most + 1 {
                        page.pop();
                    }
                }
            }
        }
        let mut page = page.into_sorted_vec();
        let more = page.len() > most;
        page.truncate(most);
        let next = page.last().filter(|_| more).and_then(|(rank, starts_ms, run)| {
            let starts_at = DateTime::from_timestamp_millis(*starts_ms)?;
            Some(After { order: wanted.order, rank: *rank, at: Cursor { starts_at, run: *run } })
        });
        count.looked(self, filter, page.into_iter().map(|(.., run)| run).collect(), next)
    }

    fn wanted(&self, filter: &RunFilter, tiers: Option<&Tiers>, now: DateTime<Utc>) -> Wanted {
        let number = |day: NaiveDate| day.num_days_from_ce();
        let todays: Vec<NaiveDate> = self.cities.iter().map(|city| today_in(now, city.zone)).collect();
        let days = todays.iter().map(|today| {
            let (from, to) = filter.days(*today);
            (from.map_or(i32::MIN, number), to.map_or(i32::MAX, number))
        });
        let when = todays.iter().map(|today| {
            std::array::from_fn(|index| {
                let (from, to) = When::ALL[index].days(*today);
                (number(from), number(to))
            })
        });
        let chosen = |list: &[String], names: &mut dyn Iterator<Item = bool>| (!list.is_empty()).then(|| names.collect::<Vec<bool>>());
        let rupees = |rupees: Option<i64>, open: i64| rupees.and_then(Paise::from_rupees).unwrap_or(Paise(open));
        Wanted {
            // A city that is none is found nowhere.
            city: filter.city.as_ref().map(|slug| self.city(slug).unwrap_or(usize::MAX)),
            domains: filter.domains.iter().map(|domain| bit(*domain)).sum(),
            neighborhoods: chosen(&filter.neighborhoods, &mut self.neighborhoods.iter().map(|place| filter.neighborhoods.contains(&place.slug))),
            days: days.collect(),
            when: when.collect(),
            price: (rupees(filter.price_min, i64::MIN), rupees(filter.price_max, i64::MAX)),
            seats: filter.seats.map_or(i32::MIN, |seats| i32::try_from(seats).unwrap_or(i32::MAX)),
            stake: filter.stake,
            languages: chosen(&filter.languages, &mut self.languages.iter().map(|name| filter.languages.contains(&name.to_lowercase()))),
            tiers: tiers.map(|tiers| self.offers.iter().map(|offer| tiers.get(&offer.experience).copied()).collect()),
            order: filter.order(),
            after: filter.after.map(|after| (after.rank, after.at.starts_at.timestamp_millis(), after.at.run)),
        }
    }

    /// The place of a city among the cities.
    pub(super) fn city(&self, slug: &str) -> Option<usize> {
        self.cities.iter().position(|city| city.slug == slug)
    }

    /// All conditions that a run does not fulfil.
    fn fails(&self, notice: &Notice, wanted: &Wanted) -> u16 {
        let offer = &self.offers[notice.offer];
        let (from, to) = wanted.days[offer.city];
        let unless = |fits: bool, bit: u16| if fits { 0 } else { bit };
        unless(wanted.city.is_none_or(|city| city == offer.city), CITY)
            | unless(wanted.domains == 0 || wanted.domains & bit(offer.domain) != 0, DOMAIN)
            | unless(wanted.neighborhoods.as_ref().is_none_or(|places| places[offer.neighborhood]), NEIGHBORHOOD)
            | unless((from..=to).contains(&notice.day), DAYS)
            | unless((wanted.price.0..=wanted.price.1).contains(&notice.price), PRICE)
            | unless(notice.left() >= wanted.seats, SEATS)
            | unless(wanted.stake.is_none_or(|with| with != notice.stake.is_zero()), STAKE)
            | unless(wanted.languages.as_ref().is_none_or(|fit| offer.languages.iter().any(|language| fit[*language])), LANGUAGE)
            | unless(wanted.tiers.as_ref().is_none_or(|tiers| tiers[notice.offer].is_some()), WORDS)
    }
}

impl Wanted {
    /// What a list of this order goes by: rank, start, id.
    fn place(&self, notice: &Notice) -> (i64, i64, RunId) {
        let rank = match self.order {
            Order::By(Sort::Soonest) => 0,
            Order::By(Sort::Price) => notice.price.0,
            Order::By(Sort::Newest) => FAR_MS - notice.created_ms,
            Order::BestMatch => self.tiers.as_ref().and_then(|tiers| tiers[notice.offer]).map_or(0, i64::from),
        };
        (rank, notice.starts_ms, notice.run)
    }
}

fn bit(domain: Domain) -> u32 {
    1 << domain as u32
}

/// Runs that each choice would leave. A choice counts the runs that fail by nothing but the condition that it would replace.
struct Counts {
    total: u32,
    cities: Vec<u32>,
    domains: [u32; Domain::ALL.len()],
    places: Vec<u32>,
    when: [u32; 4],
    prices: [u32; PRICES.len()],
    seats: [u32; PARTIES],
    stake: [u32; 2],
    languages: Vec<u32>,
    days: HashMap<i32, u32>,
}

impl Counts {
    fn new(board: &Board) -> Self {
        Self {
            total: 0,
            cities: vec![0; board.cities.len()],
            domains: [0; Domain::ALL.len()],
            places: vec![0; board.neighborhoods.len()],
            when: [0; 4],
            prices: [0; PRICES.len()],
            seats: [0; PARTIES],
            stake: [0; 2],
            languages: vec![0; board.languages.len()],
            days: HashMap::new(),
        }
    }

    fn take_in(&mut self, board: &Board, notice: &Notice, fails: u16, wanted: &Wanted) {
        // Most runs fail by more than one: they count nowhere.
        if fails & fails.wrapping_sub(1) != 0 {
            return;
        }
        let offer = &board.offers[notice.offer];
        let counts = |bit: u16| u32::from(fails & !bit == 0);
        self.total += counts(0);
        self.cities[offer.city] += counts(CITY);
        self.domains[offer.domain as usize] += counts(DOMAIN);
        self.places[offer.neighborhood] += counts(NEIGHBORHOOD);
        self.stake[usize::from(notice.stake.is_zero())] += counts(STAKE);
        for (count, (from, to)) in self.when.iter_mut().zip(wanted.when[offer.city]) {
            *count += counts(DAYS) * u32::from((from..=to).contains(&notice.day));
        }
        for (count, rupees) in self.prices.iter_mut().zip(PRICES) {
            *count += counts(PRICE) * u32::from(notice.price.0 <= rupees * 100);
        }
        for (count, seats) in self.seats.iter_mut().zip(1..) {
            *count += counts(SEATS) * u32::from(notice.left() >= seats);
        }
        for language in &offer.languages {
            self.languages[*language] += counts(LANGUAGE);
        }
        if counts(DAYS) > 0 {
            *self.days.entry(notice.day).or_default() += 1;
        }
    }

    fn looked(self, board: &Board, filter: &RunFilter, page: Vec<RunId>, next: Option<After>) -> Looked {
        let facet = |value: &str, name: &str, runs: u32| Facet { value: value.to_owned(), name: name.to_owned(), runs };
        let here = filter.city.as_deref().and_then(|slug| board.city(slug));
        let neighborhoods = board.neighborhoods.iter().zip(&self.places).filter(|(place, runs)| {
            let chosen = filter.neighborhoods.contains(&place.slug);
            here.map_or(chosen && **runs > 0, |city| place.city == city && (chosen || **runs > 0))
        });
        let mut languages: Vec<Facet> = board.languages.iter().zip(&self.languages).map(|(name, runs)| facet(&name.to_lowercase(), name, *runs)).collect();
        languages.retain(|language| language.runs > 0 || filter.languages.contains(&language.value));
        languages.sort_by(|a, b| (Reverse(a.runs), &a.name).cmp(&(Reverse(b.runs), &b.name)));
        let price = |rupees: i64| if rupees == 0 { "Free, or stake only".to_owned() } else { format!("Up to {}", Paise(rupees * 100).short()) };
        let party = |seats: usize| if seats == 1 { "1 traveler".to_owned() } else { format!("{seats} travelers") };
        let facets = Facets {
            cities: board.cities.iter().zip(&self.cities).map(|(city, runs)| facet(&city.slug, &city.name, *runs)).collect(),
            domains: Domain::ALL.iter().zip(self.domains).map(|(domain, runs)| facet(domain.as_str(), domain.name(), runs)).collect(),
            neighborhoods: neighborhoods.map(|(place, runs)| facet(&place.slug, &place.name, *runs)).collect(),
            when: When::ALL.iter().zip(self.when).map(|(when, runs)| facet(when.as_str(), when.name(), runs)).collect(),
            prices: PRICES.iter().zip(self.prices).map(|(rupees, runs)| facet(&rupees.to_string(), &price(*rupees), runs)).collect(),
            seats: (1..).zip(self.seats).map(|(seats, runs)| facet(&seats.to_string(), &party(seats), runs)).collect(),
            stake: [("yes", "With a stake"), ("no", "Without a stake")].iter().zip(self.stake).map(|((value, name), runs)| facet(value, name, runs)).collect(),
            languages,
        };
        Looked { total: self.total, page, next, facets, days: self.days, places: self.places, cities: self.cities }
    }
}
