//! What anyone may see: home, explore, experiences, runs and hosts.

use crate::{
    domain::{
        experience::Domain,
        explore::{Cluster, Facet, Facets, MonthOfRuns, RunFilter, When},
        ids::RunId,
        map::Coordinates,
        media::MediaHash,
        money::Paise,
        poster::Poster,
        refund_policy::RefundPolicy,
        run::{Bookable, Seats},
        search::Piece,
        time::ZonedTime,
    },
    error::AppError,
};
use leptos::{prelude::*, server_fn::codec::GetUrl};
use serde::{Deserialize, Serialize};

/// A run as a card shows it.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct RunCard {
    pub run: RunId,
    /// The experience's.
    pub slug: String,
    pub title: String,
    pub domain: Domain,
    pub neighborhood: String,
    pub city: String,
    pub host: String,
    pub starts: ZonedTime,
    pub ends: ZonedTime,
    /// For one traveler.
    pub price: Paise,
    /// For one traveler; comes back.
    pub stake: Paise,
    pub seats: Seats,
    pub bookable: Bookable,
    /// The experience's uploaded cover; without one it is drawn.
    pub cover: Option<Photo>,
    /// Where the words of a search are.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub found: Option<FoundIn>,
}

/// Where the words of a search are in an experience's texts.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct FoundIn {
    /// All of the title.
    pub title: Vec<Piece>,
    /// A part of what else is told; none where all is in the title.
    pub excerpt: Option<Vec<Piece>>,
}

impl RunCard {
    /// The path of its experience's poster.
    #[must_use]
    pub fn poster(&self) -> String {
        let (slug, title, host) = (&self.slug, &self.title, &self.host);
        let cover = self.cover.as_ref().map(|cover| &cover.hash);
        Poster { slug, title, domain: self.domain, neighborhood: &self.neighborhood, city: &self.city, host, cover }.path()
    }
}

/// An experience as a card shows it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ExperienceCard {
    pub slug: String,
    pub title: String,
    pub summary: String,
    pub domain: Domain,
    pub neighborhood: String,
    pub duration_minutes: i64,
    /// Its uploaded cover; without one it is drawn.
    pub cover: Option<Photo>,
}

/// A city or a neighborhood.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Place {
    pub slug: String,
    pub name: String,
}

/// A drawn picture of an experience.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Picture {
    /// `dawn`, `day`, `dusk` or `night`.
    pub hour: String,
    pub alt: String,
}

/// An uploaded picture.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Photo {
    pub hash: MediaHash,
    /// Of the widest file, in pixels; the others follow from it.
    pub width: u32,
    /// Of the widest file, in pixels.
    pub height: u32,
    /// What stands in its place until it is loaded, as `#rrggbb`.
    pub color: String,
    /// What it shows, for those who do not see it.
    pub alt: String,
}

/// The home page of a city.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct HomePage {
    /// Every city, with its runs of the coming seven days.
    pub cities: Vec<Facet>,
    pub city: Place,
    /// What the first shelf shows; None where there is no city at all.
    pub when: Option<When>,
    pub first: Vec<RunCard>,
    pub last_seats: Vec<RunCard>,
    pub free: Vec<RunCard>,
    pub newest: Vec<RunCard>,
    /// All runs of the coming seven days, and how they are spread.
    pub total: u64,
    pub neighborhoods: Vec<Facet>,
    pub domains: Vec<Facet>,
}

/// A page of `/explore`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ExplorePage {
    /// The query as it was understood.
    pub filter: RunFilter,
    /// What of it was left out or put right, a sentence each.
    pub notes: Vec<String>,
    pub runs: Vec<RunCard>,
    /// The address of the next page.
    pub next: Option<String>,
    /// Runs on all pages.
    pub total: u64,
    pub facets: Facets,
    /// What was searched for instead of the words that were typed.
    pub meant: Option<String>,
    /// For the calendar.
    pub month: Option<MonthOfRuns>,
    /// For the map.
    pub clusters: Vec<Cluster>,
    /// How addresses of map tiles are made, where there are any.
    pub tiles: Option<String>,
}

/// An experience with its upcoming runs.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ExperiencePage {
    pub slug: String,
    pub title: String,
    pub summary: String,
    /// HTML that is safe to show.
    pub story_html: String,
    pub domain: Domain,
    pub meeting_point: String,
    /// None while nobody has said.
    pub at: Option<Coordinates>,
    /// How addresses of map tiles are made, where there are any.
    pub tiles: Option<String>,
    pub duration_minutes: i64,
    pub languages: String,
    pub included: String,
    pub bring: String,
    /// For whom it is by age; may be empty.
    pub age_note: String,
    /// How accessible it is; may be empty.
    pub accessibility: String,
    pub policy: RefundPolicy,
    pub host_slug: String,
    pub host: String,
    pub host_tagline: String,
    pub host_verified: bool,
    pub host_logo: Option<MediaHash>,
    pub neighborhood: String,
    pub city: String,
    /// Drawn pictures, for an experience without uploaded ones.
    pub pictures: Vec<Picture>,
    /// Uploaded pictures, the cover first.
    pub photos: Vec<Photo>,
    pub runs: Vec<RunCard>,
}

impl ExperiencePage {
    /// The path of its poster.
    #[must_use]
    pub fn poster(&self) -> String {
        let (slug, title, host) = (&self.slug, &self.title, &self.host);
        let cover = self.photos.first().map(|cover| &cover.hash);
        Poster { slug, title, domain: self.domain, neighborhood: &self.neighborhood, city: &self.city, host, cover }.path()
    }
}

/// A run with its experience, whose `runs` are the other dates.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct RunPage {
    pub card: RunCard,
    pub cutoff: ZonedTime,
    pub cancel_reason: Option<String>,
    pub experience: ExperiencePage,
}

/// A host with what it offers.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct HostPage {
    /// The address that it has now; it may have been asked for by one that it had before.
    pub slug: String,
    pub name: String,
    pub tagline: String,
    pub bio: String,
    /// Addresses elsewhere, each begins with `https://`.
    pub links: Vec<String>,
    pub verified: bool,
    pub logo: Option<MediaHash>,
    pub experiences: Vec<ExperienceCard>,
    pub runs: Vec<RunCard>,
}

/// The first page of a city, named by its slug; without one, of the city that was looked at last; of an unknown one, of the first.
#[server(endpoint = "home", input = GetUrl)]
pub async fn home(city: Option<String>) -> Result<HomePage, AppError> {
    use super::{server, shape};
    use crate::domain::explore::slug;
    let services = server::services()?;
    let named = city.as_deref().and_then(slug).map(str::to_owned);
    let record = services.home(named.clone().or_else(server::remembered_city).as_deref()).await?;
    if named.is_some_and(|city| city == record.city) {
        server::remember_city(&record.city);
    }
    Ok(shape::home(record, services.clock.now()))
}

/// Upcoming runs by the query string of `/explore`, without its question mark.
#[server(endpoint = "explore", input = GetUrl)]
pub async fn explore(query: String) -> Result<ExplorePage, AppError> {
    use super::{server, shape};
    use crate::domain::explore::Reading;
    let services = server::services()?;
    let record = services.explore(Reading::of(&query)).await?;
    if let Some(city) = &record.reading.filter.city {
        server::remember_city(city);
    }
    Ok(shape::explore(record, services.tile_template(), services.clock.now()))
}

/// A published experience; 404 for any other slug.
#[server(endpoint = "experience", input = GetUrl)]
pub async fn experience(slug: String) -> Result<ExperiencePage, AppError> {
    use super::{server, shape, structured_data::tell};
    use crate::services::structured_data;
    let services = server::services()?;
    let slug = crate::domain::explore::slug(&slug).ok_or_else(AppError::not_found)?;
    let record = services.experience(slug).await?.ok_or_else(AppError::not_found)?;
    tell(|| structured_data::experience(&record, &services.site(), services.clock.now()));
    Ok(shape::experience(record, services.tile_template(), services.clock.now()))
}

/// A run, whatever its state; 404 for an id that is none.
#[server(endpoint = "run", input = GetUrl)]
pub async fn run(id: String) -> Result<RunPage, AppError> {
    use super::{server, shape, structured_data::tell};
    use crate::services::structured_data;
    let services = server::services()?;
    let id = id.parse().map_err(|_| AppError::not_found())?;
    let record = services.run(id).await?.ok_or_else(AppError::not_found)?;
    tell(|| structured_data::run(&record, &services.site(), services.clock.now()));
    Ok(shape::run(record, services.tile_template(), services.clock.now()))
}

/// A host; 404 for any other slug.
#[server(endpoint = "host", input = GetUrl)]
pub async fn host(slug: String) -> Result<HostPage, AppError> {
    use super::{server, shape, structured_data::tell};
    use crate::services::structured_data;
    let services = server::services()?;
    let slug = crate::domain::explore::slug(&slug).ok_or_else(AppError::not_found)?;
    let record = services.host(slug).await?.ok_or_else(AppError::not_found)?;
    tell(|| structured_data::host(&record, &services.site()));
    Ok(shape::host(record, services.clock.now()))
}
