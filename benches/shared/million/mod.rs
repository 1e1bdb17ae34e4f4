//! A marketplace as large as one likes: fifty cities, and as many runs as it is told to make, most of them over. The same plan makes the
//! same rows in either database. Made for measuring and for reading plans; it is no demo, and nobody is sent here to look at it.

mod catalogue;
mod dice;
mod places;
mod questions;
mod runs;
mod sink;
mod words;

use catalogue::{Catalogue, Offer};
use chrono::{DateTime, Duration, Utc};
use dice::Dice;
use nukkad::{
    domain::{cover::Hour, experience::Domain},
    services::{Services, demo::DEMO_PASSWORD},
};
pub(crate) use questions::questions;
use sink::{Cell, Sink, Table};

/// Everybody who travels here, and whoever owns the first host. The password is the demo's.
pub(crate) const TRAVELER: &str = "traveler@example.com";
pub(crate) const HOST: &str = "host@example.com";
/// Runs for each experience, and how few experiences there are at least.
const RUNS_AN_OFFER: usize = 100;
const OFFERS_MIN: usize = 500;
/// Days of the past.
const DAYS_BACK: i64 = 1_095;
/// Days that are planned ahead.
const DAYS_AHEAD: i64 = 90;

/// What to make.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Plan {
    pub(crate) runs: usize,
    /// Other seeds make other marketplaces.
    pub(crate) seed: u64,
    /// The day around which it is laid out.
    pub(crate) now: DateTime<Utc>,
}

impl Plan {
    /// One run in twenty is still to come.
    pub(crate) const fn upcoming(&self) -> usize {
        self.runs / 20
    }
}

/// Fills a database that has its schema and no rows. `services` are those over that very database.
pub(crate) async fn fill(url: &str, services: &Services, plan: Plan) {
    let mut dice = Dice(plan.seed);
    let catalogue = Catalogue::make((plan.runs / RUNS_AN_OFFER).max(OFFERS_MIN), &mut dice);
    let mut sink = Sink::open(url).await;
    places_and_people(&mut sink, &catalogue, plan.now).await;
    offers(&mut sink, &catalogue, plan.now).await;
    runs::fill(&mut sink, &catalogue, &mut dice, plan).await;
    finish(&mut sink, services).await;
    sink.close().await;
}

/// What follows from the rows and is not written by triggers is made here, once all of them are in. What the triggers have noted is
/// news to nobody: it is swept, as the jobs do after some days.
async fn finish(sink: &mut Sink, services: &Services) {
    services.fill_search().await.unwrap();
    sink.run("DELETE FROM changes").await;
    // PostgreSQL does this by itself when it has a minute.
    if matches!(sink, Sink::Postgres(_)) {
        sink.run("VACUUM (ANALYZE)").await;
    }
}

/// The id of what is at this place in a list: databases count from 1.
fn id(at: usize) -> Cell {
    Cell::Number(i64::try_from(at).unwrap() + 1)
}

fn text(words: &str) -> Cell {
    Cell::Text(words.to_owned())
}

async fn places_and_people(sink: &mut Sink, catalogue: &Catalogue, now: DateTime<Utc>) {
    let founded = Cell::Time(now - Duration::days(DAYS_BACK + 60));
    let domains = Domain::ALL.iter().zip(0..).map(|(domain, position)| vec![Cell::Word(domain.as_str()), Cell::Word(domain.name()), Cell::Number(position)]);
    sink.rows(&Table { name: "domains", columns: &["slug", "name", "position"], counted: false }, domains).await;
    let cities = &catalogue.cities;
    let rows = cities.iter().enumerate().map(|(at, city)| vec![id(at), text(&city.slug), text(city.name), Cell::Word("Asia/Kolkata")]);
    sink.rows(&Table { name: "cities", columns: &["id", "slug", "name", "time_zone"], counted: true }, rows).await;
    let rows = cities.iter().enumerate().flat_map(|(city, row)| row.neighborhoods.iter().map(move |place| vec![id(city), text(&place.slug), text(place.name)]));
    sink.rows(&Table { name: "neighborhoods", columns: &["city_id", "slug", "name"], counted: false }, rows).await;
    let password = password_auth::generate_hash(DEMO_PASSWORD);
    let people = [(TRAVELER, "Ananya Rao"), (HOST, "Kavya Prakash")]
        .into_iter()
        .enumerate()
        .map(|(at, (email, name))| vec![id(at), Cell::Word(email), Cell::Word(name), text(&password), Cell::Flag(false), founded.clone(), founded.clone()]);
    let columns = &["id", "email", "name", "password_hash", "is_admin", "created_at", "updated_at"];
    sink.rows(&Table { name: "users", columns, counted: true }, people).await;
    let hosts = catalogue.hosts.iter().enumerate().map(|(at, host)| {
        let verified = if host.verified { founded.clone() } else { Cell::Nothing };
        vec![
            id(at),
            text(&host.slug),
            text(&host.name),
            Cell::Word("Neighbors who show you around."),
            text(&host.bio),
            verified,
            Cell::Number(1_000),
            founded.clone(),
        ]
    });
    let columns = &["id", "slug", "name", "tagline", "bio", "verified_at", "fee_basis_points", "created_at"];
    sink.rows(&Table { name: "organizations", columns, counted: true }, hosts).await;
    let owner = vec![id(0), id(1), Cell::Word("owner"), founded];
    sink.rows(&Table { name: "members", columns: &["organization_id", "user_id", "role", "created_at"], counted: false }, std::iter::once(owner)).await;
}

async fn offers(sink: &mut Sink, catalogue: &Catalogue, now: DateTime<Utc>) {
    let mut neighborhoods = vec![0];
    for city in &catalogue.cities {
        neighborhoods.push(neighborhoods[neighborhoods.len() - 1] + city.neighborhoods.len());
    }
    let all = catalogue.offers.len();
    let rows = catalogue.offers.iter().enumerate().map(|(at, offer)| {
        // New ones come in every day, the last ones of late.
        let age = i64::try_from((all - at) * 900 / all).unwrap();
        experience(at, offer, neighborhoods[offer.city] + offer.neighborhood, now - Duration::days(DAYS_BACK.min(1 + age)))
    });
    sink.rows(&Table { name: "experiences", columns: EXPERIENCE, counted: true }, rows).await;
    let pictures = catalogue.offers.iter().enumerate().flat_map(|(at, offer)| {
        offer
            .pictures
            .iter()
            .zip(Hour::ALL)
            .zip(0..)
            .map(move |((alt, hour), position)| vec![id(at), Cell::Number(position), Cell::Word(hour.as_str()), Cell::Word(alt)])
    });
    sink.rows(&Table { name: "pictures", columns: &["experience_id", "position", "hour", "alt"], counted: false }, pictures).await;
}

const EXPERIENCE: &[&str] = &[
    "id",
    "organization_id",
    "neighborhood_id",
    "domain",
    "slug",
    "title",
    "summary",
    "story",
    "meeting_point",
    "latitude",
    "longitude",
    "duration_minutes",
    "languages",
    "included",
    "bring",
    "refund_preset",
    "status",
    "created_at",
];

fn experience(at: usize, offer: &Offer, neighborhood: usize, created_at: DateTime<Utc>) -> Vec<Cell> {
    vec![
        id(at),
        id(offer.host),
        id(neighborhood),
        Cell::Word(offer.domain.as_str()),
        text(&offer.slug),
        text(&offer.title),
        text(&offer.summary),
        text(&offer.story),
        text(&offer.meeting_point),
        Cell::Degrees(offer.latitude),
        Cell::Degrees(offer.longitude),
        Cell::Number(offer.minutes),
        text(&offer.languages),
        Cell::Word(offer.included),
        Cell::Word(offer.bring),
        Cell::Word(offer.refund_preset.as_str()),
        Cell::Word(offer.status.as_str()),
        Cell::Time(created_at),
    ]
}
