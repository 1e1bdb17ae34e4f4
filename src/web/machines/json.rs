//! Runs as JSON, for programs that read only; `openapi.json` says exactly what is in it.

use super::{HOUR, MINUTE, broken, feeds::CALENDAR};
use crate::{
    domain::{
        explore::{Reading, RunFilter},
        ids::RunId,
        map::Coordinates,
        media,
        money::{CURRENCY, Paise},
    },
    error::AppError,
    services::{
        Services,
        catalog::{RunRecord, RunRow},
        listings::rfc3339,
    },
    web::{conditional::answer, errors, state::AppState},
};
use axum::{
    extract::{Path, RawQuery, State},
    http::{HeaderMap, header},
    response::Response,
};
use serde::Serialize;
use std::sync::LazyLock;

const JSON: &str = "application/json";

/// The description, written by hand; the one thing in it that differs from site to site is where the site is.
const DESCRIPTION: &str = include_str!("openapi.json");
const SITE: &str = "https://site.invalid";

#[derive(Serialize)]
struct Money {
    /// In the hundredth part of the currency.
    amount: i64,
    currency: &'static str,
}

#[derive(Serialize)]
struct Named {
    slug: String,
    name: String,
    url: String,
}

#[derive(Serialize)]
struct Run {
    id: i64,
    url: String,
    calendar_url: String,
    title: String,
    experience: Named,
    host: Named,
    domain: String,
    city: String,
    neighborhood: String,
    meeting_point: String,
    starts_at: String,
    ends_at: String,
    time_zone: String,
    booking_closes_at: String,
    status: String,
    availability: String,
    capacity: u32,
    seats_left: u32,
    price: Money,
    stake: Money,
    image_url: String,
    listed_at: String,
    rescheduled_at: Option<String>,
}

#[derive(Serialize)]
struct RunList {
    runs: Vec<Run>,
    total: u64,
    #[serde(rename = "self")]
    this: String,
    next: Option<String>,
}

#[derive(Serialize)]
struct Point {
    latitude: f64,
    longitude: f64,
}

#[derive(Serialize)]
struct RunDetail {
    #[serde(flatten)]
    run: Run,
    summary: String,
    languages: Vec<String>,
    duration_minutes: i32,
    location: Option<Point>,
    photo_url: Option<String>,
    cancel_reason: Option<String>,
}

/// `/runs.json?…`
pub(super) async fn runs(State(state): State<AppState>, RawQuery(query): RawQuery, headers: HeaderMap) -> Result<Response, AppError> {
    let services = &state.services;
    let record = services.explore(Reading::of(&query.unwrap_or_default())).await.map_err(|error| broken(&error))?;
    let filter = record.reading.filter;
    let next = record.next.map(|cursor| address(services, &RunFilter { after: Some(cursor), ..filter.clone() }));
    let runs = record.runs.iter().map(|row| run(services, row)).collect();
    json(&headers, &RunList { runs, total: record.total, this: address(services, &filter), next })
}

/// `/runs/{id}.json` and `/runs/{id}.ics`
pub(super) async fn or_calendar(State(state): State<AppState>, Path(file): Path<String>, headers: HeaderMap) -> Result<Response, AppError> {
    let services = &state.services;
    let (id, kind) = file.rsplit_once('.').ok_or_else(errors::not_found)?;
    let id: RunId = id.parse().map_err(|_| errors::not_found())?;
    if kind == "json" {
        let record = services.run(id).await.map_err(|error| broken(&error))?.ok_or_else(errors::not_found)?;
        return json(&headers, &detail(services, record));
    }
    let calendar = services.run_calendar(id).await.map_err(|error| broken(&error))?.ok_or_else(errors::not_found)?;
    let mut response = answer(&headers, CALENDAR, MINUTE, calendar);
    if let Ok(name) = format!("attachment; filename=\"nukkad-run-{id}.ics\"").parse() {
        response.headers_mut().insert(header::CONTENT_DISPOSITION, name);
    }
    Ok(response)
}

/// `/openapi.json`
pub(super) async fn description(State(state): State<AppState>, headers: HeaderMap) -> Response {
    static PARTS: LazyLock<Vec<&str>> = LazyLock::new(|| DESCRIPTION.split(SITE).collect());
    answer(&headers, JSON, HOUR, PARTS.join(&state.services.site().at("")))
}

fn json(headers: &HeaderMap, value: &impl Serialize) -> Result<Response, AppError> {
    let text = serde_json::to_string(value).map_err(|error| broken(&error))?;
    Ok(answer(headers, JSON, MINUTE, text))
}

fn address(services: &Services, filter: &RunFilter) -> String {
    services.site().at(&filter.to_path().replacen("/explore", "/runs.json", 1))
}

fn money(amount: Paise) -> Money {
    Money { amount: amount.0, currency: CURRENCY }
}

fn run(services: &Services, row: &RunRow) -> Run {
    let (site, now, seats) = (services.site(), services.clock.now(), row.seats());
    let local = |at| rfc3339(at, &row.time_zone);
    Run {
        id: row.id.0,
        url: site.run(row.id),
        calendar_url: format!("{}.ics", site.run(row.id)),
        title: row.title.clone(),
        experience: Named { slug: row.slug.clone(), name: row.title.clone(), url: site.experience(&row.slug) },
        host: Named { slug: row.host_slug.clone(), name: row.host.clone(), url: site.host(&row.host_slug) },
        domain: row.domain.to_string(),
        city: row.city.clone(),
        neighborhood: row.neighborhood.clone(),
        meeting_point: row.meeting_point.clone(),
        starts_at: local(row.starts_at),
        ends_at: local(row.ends_at),
        time_zone: row.time_zone.clone(),
        booking_closes_at: local(row.cutoff_at),
        status: row.status.to_string(),
        availability: row.availability(now).to_string(),
        capacity: seats.capacity,
        seats_left: seats.left(),
        price: money(row.price),
        stake: money(row.stake),
        image_url: site.at(&row.poster().path()),
        listed_at: local(row.created_at),
        rescheduled_at: row.rescheduled_at.map(local),
    }
}

fn detail(services: &Services, record: RunRecord) -> RunDetail {
    let (row, experience) = (record.run, record.experience);
    let photo = row.cover.as_ref().and_then(|cover| Some(media::path(&cover.hash, u32::try_from(cover.width).ok()?)));
    RunDetail {
        run: run(services, &row),
        summary: experience.summary,
        languages: experience.languages.split(", ").filter(|name| !name.is_empty()).map(str::to_owned).collect(),
        duration_minutes: experience.duration_minutes,
        location: Coordinates::stored(experience.latitude, experience.longitude).map(|at| Point { latitude: at.latitude, longitude: at.longitude }),
        photo_url: photo.map(|path| services.site().at(&path)),
        cancel_reason: row.cancel_reason,
    }
}
