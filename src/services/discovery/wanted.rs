//! A filter as the board's places and numbers say it: what a run fails by.

use super::board::{Board, Notice, Offer};
use crate::{
    domain::{
        experience::Domain,
        explore::{Order, RunFilter, Sort},
        ids::{ExperienceId, RunId},
        money::Paise,
    },
    services::zones::today_in,
};
use chrono::{DateTime, Datelike, NaiveDate, Utc};
use chrono_tz::Tz;
use std::collections::HashMap;

// What a run fails by, a bit each.
pub(super) const CITY: u16 = 1;
pub(super) const DOMAIN: u16 = 1 << 1;
pub(super) const NEIGHBORHOOD: u16 = 1 << 2;
pub(super) const DAYS: u16 = 1 << 3;
pub(super) const PRICE: u16 = 1 << 4;
pub(super) const SEATS: u16 = 1 << 5;
pub(super) const STAKE: u16 = 1 << 6;
pub(super) const LANGUAGE: u16 = 1 << 7;
const WORDS: u16 = 1 << 8;

/// What the newest first are ordered by counts down from here: the last millisecond of the year 9999.
const FAR_MS: i64 = 253_402_300_799_999;

/// How well experiences fit the words of a search, 0 best; those that are not among them do not.
pub(super) type Tiers = HashMap<ExperienceId, u8>;

/// True for what fails by more than one condition.
pub(super) const fn more_than_one(fails: u16) -> bool {
    fails & fails.wrapping_sub(1) != 0
}

const fn unless(fits: bool, bit: u16) -> u16 {
    if fits { 0 } else { bit }
}

fn bit(domain: Domain) -> u32 {
    1 << domain as u32
}

/// Cities in which it is the same day.
pub(super) struct Zone {
    tz: Tz,
    pub(super) today: NaiveDate,
    /// First and last day that will do, counted from the year 1.
    days: (i32, i32),
}

/// What all runs of an offer have in common.
#[derive(Clone, Copy)]
pub(super) struct Common {
    /// The conditions that the offer does not fulfil; all of them where it is not published.
    pub(super) fails: u16,
    /// Its place among the zones.
    pub(super) zone: u16,
}

/// A filter, ready to be asked of tens of thousands of runs.
pub(super) struct Wanted {
    pub(super) zones: Vec<Zone>,
    /// By offer.
    pub(super) offers: Vec<Common>,
    price: (Paise, Paise),
    seats: i32,
    stake: Option<bool>,
    /// By offer, how well it fits the words; None where it does not. No list where there are no words.
    tiers: Option<Vec<Option<u8>>>,
    pub(super) order: Order,
    /// What the page begins after.
    pub(super) after: Option<(i64, i64, RunId)>,
}

impl Board {
    /// What a filter asks of runs; `tiers` are what its words have found.
    pub(super) fn wanted(&self, filter: &RunFilter, tiers: Option<&Tiers>, now: DateTime<Utc>) -> Wanted {
        let (zones, zone_of) = self.zones(filter, now);
        let tiers = tiers.map(|tiers| self.by_offer(tiers));
        let fails = self.offers_failing(filter);
        let words = |at: usize| unless(tiers.as_ref().is_none_or(|tiers| tiers[at].is_some()), WORDS);
        let offers = self.offers.iter().enumerate().map(|(at, offer)| Common { fails: fails(offer) | words(at), zone: zone_of[offer.city] }).collect();
        let rupees = |rupees: Option<i64>, open: i64| rupees.and_then(Paise::from_rupees).unwrap_or(Paise(open));
        Wanted {
            zones,
            offers,
            price: (rupees(filter.price_min, i64::MIN), rupees(filter.price_max, i64::MAX)),
            seats: filter.seats.map_or(i32::MIN, |seats| i32::try_from(seats).unwrap_or(i32::MAX)),
            stake: filter.stake,
            tiers,
            order: filter.order(),
            after: filter.after.map(|after| (after.rank, after.at.starts_at.timestamp_millis(), after.at.run)),
        }
    }

    fn by_offer(&self, tiers: &Tiers) -> Vec<Option<u8>> {
        let mut by_offer = vec![None; self.offers.len()];
        for (experience, tier) in tiers {
            if let Some(at) = self.offer_of(*experience) {
                by_offer[at] = Some(*tier);
            }
        }
        by_offer
    }

    /// All zones, and for each city its own.
    fn zones(&self, filter: &RunFilter, now: DateTime<Utc>) -> (Vec<Zone>, Vec<u16>) {
        let mut zones: Vec<Zone> = Vec::new();
        let mut zone_of = Vec::with_capacity(self.cities.len());
        for city in &self.cities {
            let at = zones.iter().position(|zone| zone.tz == city.zone).unwrap_or_else(|| {
                let today = today_in(now, city.zone);
                let (from, to) = filter.days(today);
                let days = (from.map_or(i32::MIN, |day| day.num_days_from_ce()), to.map_or(i32::MAX, |day| day.num_days_from_ce()));
                zones.push(Zone { tz: city.zone, today, days });
                zones.len() - 1
            });
            // There are some hundred zones in the world.
            zone_of.push(u16::try_from(at).unwrap_or_default());
        }
        (zones, zone_of)
    }

    /// The conditions that an offer does not fulfil, and so none of its runs.
    fn offers_failing(&self, filter: &RunFilter) -> impl Fn(&Offer) -> u16 + use<> {
        let chosen = |list: &[String], names: &mut dyn Iterator<Item = bool>| (!list.is_empty()).then(|| names.collect::<Vec<bool>>());
        // A city that is none is found nowhere.
        let city = filter.city.as_ref().map(|slug| self.city(slug).unwrap_or(usize::MAX));
        let domains: u32 = filter.domains.iter().map(|domain| bit(*domain)).sum();
        let places = chosen(&filter.neighborhoods, &mut self.neighborhoods.iter().map(|place| filter.neighborhoods.contains(&place.slug)));
        let languages = chosen(&filter.languages, &mut self.languages.iter().map(|name| filter.languages.contains(&name.to_lowercase())));
        move |offer| {
            if !offer.published {
                return u16::MAX;
            }
            unless(city.is_none_or(|city| city == offer.city), CITY)
                | unless(domains == 0 || domains & bit(offer.domain) != 0, DOMAIN)
                | unless(places.as_ref().is_none_or(|places| places[offer.neighborhood]), NEIGHBORHOOD)
                | unless(languages.as_ref().is_none_or(|fit| offer.languages.iter().any(|language| fit[*language])), LANGUAGE)
        }
    }
}

impl Wanted {
    /// The conditions that a run in this zone does not fulfil, beyond those of its offer.
    pub(super) fn fails(&self, notice: &Notice, zone: u16) -> u16 {
        let (from, to) = self.zones[usize::from(zone)].days;
        unless((from..=to).contains(&notice.day), DAYS)
            | unless((self.price.0..=self.price.1).contains(&notice.price), PRICE)
            | unless(notice.left() >= self.seats, SEATS)
            | unless(self.stake.is_none_or(|with| with != notice.stake.is_zero()), STAKE)
    }

    /// What a list of this order goes by: rank, start, id.
    pub(super) fn place(&self, notice: &Notice) -> (i64, i64, RunId) {
        let rank = match self.order {
            Order::By(Sort::Soonest) => 0,
            Order::By(Sort::Price) => notice.price.0,
            Order::By(Sort::Newest) => FAR_MS - notice.created_ms,
            Order::BestMatch => self.tiers.as_ref().and_then(|tiers| tiers[notice.offer]).map_or(0, i64::from),
        };
        (rank, notice.starts_ms, notice.run)
    }
}
