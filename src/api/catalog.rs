//! What anyone may see: home, explore, experiences, runs and hosts.

use crate::{
    domain::{
        experience::Domain,
        explore::RunFilter,
        ids::RunId,
        map::Coordinates,
        media::MediaHash,
        money::Paise,
        poster::Poster,
        refund_policy::RefundPolicy,
        run::{Bookable, Seats},
        time::ZonedTime,
    },
    error::AppError,
};
use leptos::{prelude::*, server_fn::codec::GetUrl};
use serde::{Deserialize, Serialize};

/// A run as a card shows it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
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

/// A city with its neighborhoods.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PlaceGroup {
    pub slug: String,
    pub name: String,
    pub neighborhoods: Vec<Place>,
}

/// How many runs something has this week.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Count {
    pub slug: String,
    pub name: String,
    pub runs: u64,
}

/// A drawn picture of an experience.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Picture {
    /// `dawn`, `day`, `dusk` or `night`.
    pub hour: String,
    pub alt: String,
}

/// An uploaded picture.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
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

/// The home page.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct HomePage {
    pub cities: Vec<PlaceGroup>,
    pub city: Place,
    /// The first runs of the coming seven days.
    pub runs: Vec<RunCard>,
    /// All runs of the coming seven days.
    pub total: u64,
    pub neighborhoods: Vec<Count>,
    pub domains: Vec<Count>,
}

/// A page of `/explore`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ExplorePage {
    /// The query as it was understood.
    pub filter: RunFilter,
    pub cities: Vec<PlaceGroup>,
    pub runs: Vec<RunCard>,
    /// The address of the next page.
    pub next: Option<String>,
    /// Runs on all pages.
    pub total: u64,
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

/// This week in a city, named by its slug; an unknown one is the first.
#[server(endpoint = "home", input = GetUrl)]
pub async fn home(city: Option<String>) -> Result<HomePage, AppError> {
    use super::{server, shape};
    use crate::domain::explore::slug;
    let services = server::services()?;
    let record = services.home(city.as_deref().and_then(slug)).await?;
    Ok(shape::home(record, services.clock.now()))
}

/// Upcoming runs by the query string of `/explore`, without its question mark.
#[server(endpoint = "explore", input = GetUrl)]
pub async fn explore(query: String) -> Result<ExplorePage, AppError> {
    use super::{server, shape};
    let services = server::services()?;
    let filter = RunFilter::parse(&query);
    let record = services.explore(&filter).await?;
    Ok(shape::explore(filter, record, services.clock.now()))
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
