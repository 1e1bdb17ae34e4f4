//! The board: all runs that are coming up, with what a filter asks of them, in memory. A filter with all its counts is one walk along
//! it, whatever is asked. The database remains what decides: whoever looks reads first what has changed there.

use crate::{
    domain::{
        experience::{Domain, ExperienceStatus},
        ids::{CityId, ExperienceId, NeighborhoodId, RunId},
        map::Coordinates,
        money::Paise,
        run::{RunStatus, SeatNews, bookable},
    },
    entity::{city, event_run, experience, neighborhood},
    services::{bookings::seats, zones::zone},
};
use chrono::{DateTime, Datelike, Utc};
use chrono_tz::Tz;
use sea_orm::{ColumnTrait, ConnectionTrait, DbErr, DerivePartialModel, EntityTrait, QueryFilter, QueryOrder, prelude::DateTimeUtc};
use std::collections::HashMap;

/// Ids in one statement.
const IDS_AT_ONCE: usize = 500;

/// A city.
#[derive(Debug)]
pub(super) struct CityEntry {
    pub(super) slug: String,
    pub(super) name: String,
    pub(super) zone: Tz,
}

/// A neighborhood.
#[derive(Debug)]
pub(super) struct NeighborhoodEntry {
    pub(super) slug: String,
    pub(super) name: String,
    /// Its place among the cities.
    pub(super) city: usize,
}

/// An experience, as far as filters ask for it.
#[derive(Debug)]
pub(super) struct Offer {
    pub(super) domain: Domain,
    /// Its place among the neighborhoods.
    pub(super) neighborhood: usize,
    /// Its place among the cities.
    pub(super) city: usize,
    /// Their places among the languages.
    pub(super) languages: Vec<usize>,
    pub(super) at: Option<Coordinates>,
    pub(super) published: bool,
}

/// A run, as far as filters ask for it.
#[derive(Debug)]
pub(super) struct Notice {
    /// Milliseconds since 1970.
    pub(super) starts_ms: i64,
    pub(super) run: RunId,
    /// Its place among the offers.
    pub(super) offer: usize,
    /// The day on which it begins where it begins, counted from the year 1.
    pub(super) day: i32,
    pub(super) price: Paise,
    pub(super) stake: Paise,
    pub(super) capacity: i32,
    pub(super) taken: i32,
    /// Milliseconds since 1970.
    pub(super) created_ms: i64,
    /// Milliseconds since 1970.
    pub(super) cutoff_ms: i64,
}

impl Notice {
    /// Seats nobody has taken yet.
    pub(super) const fn left(&self) -> i32 {
        self.capacity - self.taken
    }

    pub(super) const fn place(&self) -> (i64, RunId) {
        (self.starts_ms, self.run)
    }
}

/// All runs that are coming up.
#[derive(Debug, Default)]
pub(super) struct Board {
    pub(super) cities: Vec<CityEntry>,
    pub(super) neighborhoods: Vec<NeighborhoodEntry>,
    /// As hosts write them; told apart by their small letters.
    pub(super) languages: Vec<String>,
    pub(super) offers: Vec<Offer>,
    /// By start, then id.
    pub(super) notices: Vec<Notice>,
    places: HashMap<NeighborhoodId, usize>,
    offer_of: HashMap<ExperienceId, usize>,
    starts: HashMap<RunId, i64>,
}

#[derive(DerivePartialModel)]
#[sea_orm(entity = "event_run::Entity")]
struct RunLine {
    id: RunId,
    experience_id: ExperienceId,
    starts_at: DateTimeUtc,
    time_zone: String,
    cutoff_at: DateTimeUtc,
    capacity: i32,
    seats_taken: i32,
    price: Paise,
    stake: Paise,
    status: RunStatus,
    created_at: DateTimeUtc,
}

#[derive(DerivePartialModel)]
#[sea_orm(entity = "experience::Entity")]
struct OfferLine {
    id: ExperienceId,
    neighborhood_id: NeighborhoodId,
    domain: Domain,
    latitude: f64,
    longitude: f64,
    languages: String,
    status: ExperienceStatus,
}

impl Board {
    /// Reads everything.
    pub(super) async fn read(db: &impl ConnectionTrait, now: DateTime<Utc>) -> Result<Self, DbErr> {
        let mut board = Self::default();
        let mut city_at: HashMap<CityId, usize> = HashMap::new();
        for row in city::Entity::find().order_by_asc(city::Column::Id).all(db).await? {
            city_at.insert(row.id, board.cities.len());
            board.cities.push(CityEntry { zone: zone(&row.time_zone), slug: row.slug, name: row.name });
        }
        for row in neighborhood::Entity::find().order_by_asc(neighborhood::Column::CityId).order_by_asc(neighborhood::Column::Name).all(db).await? {
            if let Some(city) = city_at.get(&row.city_id) {
                board.places.insert(row.id, board.neighborhoods.len());
                board.neighborhoods.push(NeighborhoodEntry { slug: row.slug, name: row.name, city: *city });
            }
        }
        // Drafts too: a run's offer is on the board before the run is, whatever becomes of it.
        for row in experience::Entity::find().into_partial_model::<OfferLine>().all(db).await? {
            board.put_offer(&row);
        }
        let runs = event_run::Entity::find()
            .filter(event_run::Column::Status.eq(RunStatus::Scheduled))
            .filter(event_run::Column::StartsAt.gt(now))
            .order_by_asc(event_run::Column::StartsAt)
            .order_by_asc(event_run::Column::Id)
            .into_partial_model::<RunLine>()
            .all(db)
            .await?;
        board.notices = runs.iter().filter_map(|row| board.notice(row)).collect();
        // The database knows fractions of a millisecond that the board does not.
        board.notices.sort_unstable_by_key(Notice::place);
        board.starts = board.notices.iter().map(|notice| (notice.run, notice.starts_ms)).collect();
        Ok(board)
    }

    /// The place of an experience among the offers.
    pub(super) fn offer_of(&self, experience: ExperienceId) -> Option<usize> {
        self.offer_of.get(&experience).copied()
    }

    /// The place of a city among the cities.
    pub(super) fn city(&self, slug: &str) -> Option<usize> {
        self.cities.iter().position(|city| city.slug == slug)
    }

    /// Reads some experiences anew.
    pub(super) async fn read_offers(db: &impl ConnectionTrait, ids: &[ExperienceId]) -> Result<Lines, DbErr> {
        let mut lines = Lines::default();
        for ids in ids.chunks(IDS_AT_ONCE) {
            let found = experience::Entity::find().filter(experience::Column::Id.is_in(ids.iter().copied()));
            lines.offers.extend(found.into_partial_model::<OfferLine>().all(db).await?);
        }
        Ok(lines)
    }

    /// Reads some runs anew.
    pub(super) async fn read_runs(db: &impl ConnectionTrait, ids: &[RunId]) -> Result<Lines, DbErr> {
        let mut lines = Lines::default();
        for ids in ids.chunks(IDS_AT_ONCE) {
            let found = event_run::Entity::find().filter(event_run::Column::Id.is_in(ids.iter().copied()));
            lines.runs.extend(found.into_partial_model::<RunLine>().all(db).await?);
        }
        Ok(lines)
    }

    /// Puts up what was read in the place of what was there, and tells what has become of the seats.
    pub(super) fn put_up(&mut self, lines: &Lines, now: DateTime<Utc>) -> Vec<SeatNews> {
        for row in &lines.offers {
            self.put_offer(row);
        }
        let mut news = Vec::with_capacity(lines.runs.len());
        for row in &lines.runs {
            self.take_down(row.id);
            news.push(self.news_of(row, now));
            if let Some(notice) = self.notice(row).filter(|_| row.status == RunStatus::Scheduled && row.starts_at > now) {
                let at = self.notices.partition_point(|other| other.place() < notice.place());
                self.starts.insert(notice.run, notice.starts_ms);
                self.notices.insert(at, notice);
            }
        }
        news
    }

    fn news_of(&self, row: &RunLine, now: DateTime<Utc>) -> SeatNews {
        let published = self.offer_of.get(&row.experience_id).is_some_and(|offer| self.offers[*offer].published);
        let bookable = bookable(row.status, row.starts_at, row.cutoff_at, now).if_offered(published);
        SeatNews { run: row.id, seats: seats(row.capacity, row.seats_taken), bookable }
    }

    /// Takes down what has begun.
    pub(super) fn tidy(&mut self, now: DateTime<Utc>) {
        let begun = self.notices.partition_point(|notice| notice.starts_ms <= now.timestamp_millis());
        for notice in self.notices.drain(..begun) {
            self.starts.remove(&notice.run);
        }
    }

    fn take_down(&mut self, run: RunId) {
        if let Some(starts_ms) = self.starts.remove(&run)
            && let Ok(at) = self.notices.binary_search_by_key(&(starts_ms, run), Notice::place)
        {
            self.notices.remove(at);
        }
    }

    /// The seats of a run that is coming up.
    pub(super) fn seats_of(&self, run: RunId, now: DateTime<Utc>) -> Option<SeatNews> {
        let at = self.notices.binary_search_by_key(&(*self.starts.get(&run)?, run), Notice::place).ok()?;
        let notice = self.notices.get(at)?;
        let (starts_at, cutoff_at) = (DateTime::from_timestamp_millis(notice.starts_ms)?, DateTime::from_timestamp_millis(notice.cutoff_ms)?);
        // Only what is scheduled is on the board.
        let bookable = bookable(RunStatus::Scheduled, starts_at, cutoff_at, now).if_offered(self.offers[notice.offer].published);
        Some(SeatNews { run, seats: seats(notice.capacity, notice.taken), bookable })
    }

    fn put_offer(&mut self, row: &OfferLine) {
        let Some(neighborhood) = self.places.get(&row.neighborhood_id).copied() else { return };
        let names = row.languages.split(',').map(str::trim).filter(|name| !name.is_empty());
        let languages = names.map(|name| self.language(name)).collect();
        let offer = Offer {
            domain: row.domain,
            neighborhood,
            city: self.neighborhoods[neighborhood].city,
            languages,
            at: Coordinates::stored(row.latitude, row.longitude),
            published: row.status == ExperienceStatus::Published,
        };
        if let Some(at) = self.offer_of.get(&row.id) {
            self.offers[*at] = offer;
        } else {
            self.offer_of.insert(row.id, self.offers.len());
            self.offers.push(offer);
        }
    }

    fn language(&mut self, name: &str) -> usize {
        let small = name.to_lowercase();
        self.languages.iter().position(|other| other.to_lowercase() == small).unwrap_or_else(|| {
            self.languages.push(name.to_owned());
            self.languages.len() - 1
        })
    }

    fn notice(&self, row: &RunLine) -> Option<Notice> {
        let offer = *self.offer_of.get(&row.experience_id)?;
        Some(Notice {
            starts_ms: row.starts_at.timestamp_millis(),
            run: row.id,
            offer,
            day: row.starts_at.with_timezone(&zone(&row.time_zone)).num_days_from_ce(),
            price: row.price,
            stake: row.stake,
            capacity: row.capacity,
            taken: row.seats_taken,
            created_ms: row.created_at.timestamp_millis(),
            cutoff_ms: row.cutoff_at.timestamp_millis(),
        })
    }
}

/// Rows that were read, to be put up.
#[derive(Default)]
pub(super) struct Lines {
    offers: Vec<OfferLine>,
    runs: Vec<RunLine>,
}
