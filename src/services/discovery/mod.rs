//! What travelers find: runs by any filter, with the counts of what each further condition would leave, and the first page of a city.

mod board;
mod cards;
mod count;
mod feed;
mod home;
mod look;
mod searches;
mod wanted;

pub use feed::Discovery;
pub use home::HomeRecord;

use super::{
    Services,
    catalog::{RunRow, run_rows},
    search::{Found, Matched},
    zones::today_in,
};
use crate::{
    domain::{
        explore::{After, Cluster, Facets, Month, MonthOfRuns, Named, Reading, RunFilter, View},
        ids::{ExperienceId, RunId},
        map::{Coordinates, middle},
    },
    entity::event_run,
};
use board::Board;
use chrono::{DateTime, Duration, Utc};
use look::Looked;
use sea_orm::{ColumnTrait, DbErr, QueryFilter};
use std::{collections::HashMap, sync::Arc};

/// Cards on one page of a list.
pub const PAGE_RUNS: usize = 24;

/// One page of runs.
#[derive(Clone, Debug)]
pub struct ExploreRecord {
    /// The filter as it was understood, and what was wrong with it.
    pub reading: Reading,
    pub runs: Vec<RunRow>,
    /// Where the next page begins, if there is one.
    pub next: Option<After>,
    /// Runs on all pages.
    pub total: u64,
    pub facets: Facets,
    /// What was searched for instead of the words that were typed, which are nowhere.
    pub meant: Option<String>,
    /// Where the words of a search are in the experiences of this page.
    pub matched: HashMap<ExperienceId, Matched>,
    /// For the calendar.
    pub month: Option<MonthOfRuns>,
    /// For the map.
    pub clusters: Vec<Cluster>,
}

impl Services {
    /// One page of runs that are coming up, with all counts. What the filter names and nobody knows is left out, and noted.
    ///
    /// # Errors
    /// The database's.
    pub async fn explore(&self, asked: impl Into<Reading>) -> Result<ExploreRecord, DbErr> {
        let mut reading = asked.into();
        self.freshen(Duration::zero()).await?;
        let found = self.found(&mut reading).await?;
        let now = self.clock.now();
        let (looked, month, clusters) = {
            let board = self.discovery.board();
            reading.keep_known(|name| board.knows(name));
            let looked = board.look(&reading.filter, found.as_ref().map(|found| &found.tiers), PAGE_RUNS, now);
            let view = reading.filter.view.unwrap_or(View::List);
            let month = (view == View::Calendar).then(|| board.month(&reading.filter, &looked, now));
            let clusters = if view == View::Map { board.clusters(&reading.filter, &looked) } else { Vec::new() };
            (looked, month, clusters)
        };
        let runs = self.cards(&looked.page).await?;
        let matched = match &found {
            Some(found) if !runs.is_empty() => self.matching_words(&runs.iter().map(|run| run.experience_id).collect::<Vec<_>>(), found).await?,
            _ => HashMap::new(),
        };
        let meant = found.filter(|found| found.corrected).map(|found| found.meant());
        Ok(ExploreRecord {
            reading,
            runs,
            next: looked.next,
            total: looked.counted.total.into(),
            facets: looked.counted.facets,
            meant,
            matched,
            month,
            clusters,
        })
    }

    /// What a filter's words find; words that say nothing are left out.
    async fn found(&self, reading: &mut Reading) -> Result<Option<Arc<Found>>, DbErr> {
        let Some(words) = reading.filter.q.clone() else { return Ok(None) };
        let (texts, now) = (self.discovery.texts(), self.clock.now());
        if let Some(found) = self.discovery.searches.known(&words, texts, now) {
            return Ok(Some(found));
        }
        let found = self.search(&words).await?.map(Arc::new);
        if let Some(found) = &found {
            self.discovery.searches.keep(&words, found.clone(), texts, now);
        }
        if found.is_none() {
            reading.filter.q = None;
            reading.note(format!("There is no word in “{words}” to look for."));
        }
        Ok(found)
    }

    /// These runs in this order, as the database had them when the board was brought up to date, or later; one that is gone is left out.
    async fn cards(&self, ids: &[RunId]) -> Result<Vec<RunRow>, DbErr> {
        let mut known = self.discovery.cards.known(ids);
        let mut runs = std::mem::take(&mut known.rows);
        if !known.missing.is_empty() {
            let found = run_rows().filter(event_run::Column::Id.is_in(known.missing.iter().copied())).into_partial_model::<RunRow>();
            let read = found.all(self.store.reader()).await?;
            self.discovery.cards.keep(&read, &known);
            runs.extend(read);
        }
        runs.sort_by_key(|run| ids.iter().position(|id| *id == run.id));
        Ok(runs)
    }
}

impl Board {
    fn knows(&self, name: Named<'_>) -> bool {
        match name {
            Named::City(slug) => self.city(slug).is_some(),
            Named::Neighborhood(slug) => self.neighborhoods.iter().any(|place| place.slug == slug),
            Named::Language(name) => self.languages.iter().any(|other| other.to_lowercase() == name),
        }
    }

    /// The calendar's month: the one that is asked for, else that of the first day, else this one.
    fn month(&self, filter: &RunFilter, looked: &Looked, now: DateTime<Utc>) -> MonthOfRuns {
        let here = filter.city.as_deref().and_then(|slug| self.city(slug)).unwrap_or_default();
        let today = self.cities.get(here).map_or_else(|| now.date_naive(), |city| today_in(now, city.zone));
        let month = filter.month.unwrap_or_else(|| Month::of(filter.days(today).0.unwrap_or(today)));
        let days = month.first().iter_days().take_while(|day| *day <= month.last());
        MonthOfRuns { month, today, days: days.map(|day| looked.counted.days.iter().map(|days| days.on(day)).sum()).collect() }
    }

    /// Where the runs begin: by neighborhood in a city, else by city.
    fn clusters(&self, filter: &RunFilter, looked: &Looked) -> Vec<Cluster> {
        let cluster = |((slug, name), runs, points): ((&String, &String), u32, Vec<Coordinates>)| {
            Some(Cluster { slug: slug.clone(), name: name.clone(), runs, at: middle(points.into_iter()).filter(|_| runs > 0)? })
        };
        let counted = &looked.counted;
        let Some(city) = filter.city.as_deref().and_then(|slug| self.city(slug)) else {
            let cities = self.cities.iter().zip(&counted.cities).zip(self.points(self.cities.len(), |offer| offer.city));
            return cities.filter_map(|((city, runs), points)| cluster(((&city.slug, &city.name), *runs, points))).collect();
        };
        let places = self.neighborhoods.iter().zip(&counted.places).zip(self.points(self.neighborhoods.len(), |offer| offer.neighborhood));
        let here = places.filter(|((place, _), _)| place.city == city);
        here.filter_map(|((place, runs), points)| cluster(((&place.slug, &place.name), *runs, points))).collect()
    }

    /// Where the published offers of each of so many places are.
    fn points(&self, places: usize, place_of: impl Fn(&board::Offer) -> usize) -> Vec<Vec<Coordinates>> {
        let mut points = vec![Vec::new(); places];
        for (offer, at) in self.offers.iter().filter(|offer| offer.published).filter_map(|offer| Some((offer, offer.at?))) {
            points[place_of(offer)].push(at);
        }
        points
    }
}
