//! The Atom feed of explore, and a host's calendar.

use super::{MINUTE, broken};
use crate::{
    domain::explore::{RunFilter, slug},
    error::AppError,
    web::{conditional::answer, errors, state::AppState},
};
use axum::{
    extract::{Path, RawQuery, State},
    http::HeaderMap,
    response::Response,
};

pub(super) const CALENDAR: &str = "text/calendar; charset=utf-8";

/// `/explore.atom?…`
pub(super) async fn explore(State(state): State<AppState>, RawQuery(query): RawQuery, headers: HeaderMap) -> Result<Response, AppError> {
    let filter = RunFilter::parse(&query.unwrap_or_default());
    let feed = state.services.explore_feed(&filter).await.map_err(|error| broken(&error))?;
    Ok(answer(&headers, "application/atom+xml; charset=utf-8", MINUTE, feed))
}

/// `/hosts/{slug}.ics`
pub(super) async fn host(State(state): State<AppState>, Path(file): Path<String>, headers: HeaderMap) -> Result<Response, AppError> {
    let slug = file.strip_suffix(".ics").and_then(slug).ok_or_else(errors::not_found)?;
    let calendar = state.services.host_calendar(slug).await.map_err(|error| broken(&error))?.ok_or_else(errors::not_found)?;
    Ok(answer(&headers, CALENDAR, MINUTE, calendar))
}
