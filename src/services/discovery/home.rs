//! The first page of a city: this weekend, the last seats, what costs nothing, and what is new.

use super::{Services, board::Board};
use crate::{
    domain::{
        explore::{Facet, RunFilter, Sort, When},
        ids::RunId,
        run::Bookable,
    },
    services::catalog::RunRow,
};
use chrono::{DateTime, Duration, Utc};
use sea_orm::DbErr;

/// Cards of this weekend.
const FIRST_RUNS: usize = 6;
/// Cards of each other shelf.
const SHELF_RUNS: usize = 3;

/// The home page of a city.
#[derive(Clone, Debug, Default)]
pub struct HomeRecord {
    /// Every city, with its runs of the coming seven days.
    pub cities: Vec<Facet>,
    /// Slug of the city shown; empty where there is none at all.
    pub city: String,
    /// What the first shelf shows: this weekend, or this week where the weekend has nothing.
    pub when: Option<When>,
    pub first: Vec<RunRow>,
    pub last_seats: Vec<RunRow>,
    pub free: Vec<RunRow>,
    pub newest: Vec<RunRow>,
    /// The coming seven days by neighborhood; those that have runs.
    pub neighborhoods: Vec<Facet>,
    /// The coming seven days by domain; those that have runs.
    pub domains: Vec<Facet>,
    /// All runs of the coming seven days.
    pub total: u64,
}

impl Services {
    /// The first page of a city; of an unknown one, of the first.
    ///
    /// # Errors
    /// The database's.
    pub async fn home(&self, city: Option<&str>) -> Result<HomeRecord, DbErr> {
        self.freshen(Duration::zero()).await?;
        let (mut record, shelves) = self.discovery.board().first_page(city, self.clock.now());
        let rows = self.cards(&shelves.concat()).await?;
        let cards = |ids: &[RunId]| rows.iter().filter(|row| ids.contains(&row.id)).cloned().collect();
        [record.first, record.last_seats, record.free, record.newest] = [&shelves[0], &shelves[1], &shelves[2], &shelves[3]].map(|ids| cards(ids));
        Ok(record)
    }
}

impl Board {
    /// All but the cards, and the runs of each shelf; no run stands on two.
    fn first_page(&self, city: Option<&str>, now: DateTime<Utc>) -> (HomeRecord, [Vec<RunId>; 4]) {
        let Some(here) = city.and_then(|slug| self.city(slug)).or((!self.cities.is_empty()).then_some(0)) else {
            return Default::default();
        };
        let slug = self.cities[here].slug.clone();
        let filter = RunFilter { city: Some(slug.clone()), ..RunFilter::default() };
        let of = |change: &dyn Fn(&mut RunFilter), most: usize| self.look(&filter.with(|filter| change(filter)), None, most, now);
        let week = of(&|filter| filter.when = Some(When::Week), FIRST_RUNS);
        let weekend = of(&|filter| filter.when = Some(When::Weekend), FIRST_RUNS);
        let (when, first) = if weekend.page.is_empty() { (When::Week, week.page) } else { (When::Weekend, weekend.page) };
        let mut shown = first.clone();
        let mut few = |found: Vec<RunId>| {
            let open = |run: &RunId| self.seats_of(*run, now).is_some_and(|news| news.bookable == Bookable::Open);
            let some: Vec<RunId> = found.into_iter().filter(|run| !shown.contains(run) && open(run)).take(SHELF_RUNS).collect();
            shown.extend(&some);
            some
        };
        // As many more as may stand on a shelf above already, or can be booked no more.
        let most = FIRST_RUNS + 6 * SHELF_RUNS;
        let last_seats = few(self.nearly_full(here, most, now));
        let free = few(of(&|filter| filter.price_max = Some(0), most).page);
        let newest = few(of(&|filter| filter.sort = Some(Sort::Newest), most).page);
        let some = |facets: Vec<Facet>| facets.into_iter().filter(|facet| facet.runs > 0).collect();
        let record = HomeRecord {
            cities: week.counted.facets.cities,
            city: slug,
            when: Some(when),
            neighborhoods: some(week.counted.facets.neighborhoods),
            domains: some(week.counted.facets.domains),
            total: week.counted.total.into(),
            ..HomeRecord::default()
        };
        (record, [first, last_seats, free, newest])
    }

    /// The next runs in a city of which few seats are left.
    fn nearly_full(&self, city: usize, most: usize, now: DateTime<Utc>) -> Vec<RunId> {
        let here = self.notices.iter().filter(|notice| self.offers[notice.offer].city == city && self.offers[notice.offer].published);
        let few = here.filter_map(|notice| self.seats_of(notice.run, now)).filter(|news| news.bookable == Bookable::Open && news.seats.few_left());
        few.map(|news| news.run).take(most).collect()
    }
}
