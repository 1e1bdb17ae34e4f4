//! Pictures for shared links.

use super::{FOR_EVER, MINUTE, broken};
use crate::{
    domain::explore::slug,
    error::AppError,
    services::posters::PosterFound,
    web::{conditional::answer, errors, state::AppState},
};
use axum::{
    extract::{Path, State},
    http::{HeaderMap, StatusCode, Uri, header},
    response::{IntoResponse, Response},
};

/// `/og/{version}/{slug}.png` or `.jpg`. An address that was good before the experience changed leads to the one that is good now.
pub(super) async fn poster(State(state): State<AppState>, uri: Uri, Path((_, file)): Path<(String, String)>, headers: HeaderMap) -> Result<Response, AppError> {
    let (name, kind) = match file.rsplit_once('.') {
        Some((name, "png")) => (name, "image/png"),
        Some((name, "jpg")) => (name, "image/jpeg"),
        _ => return Err(errors::not_found()),
    };
    let slug = slug(name).ok_or_else(errors::not_found)?;
    let found = state.services.poster(slug, uri.path()).await.map_err(|error| broken(&error))?.ok_or_else(errors::not_found)?;
    Ok(match found {
        PosterFound::File(bytes) => answer(&headers, kind, FOR_EVER, bytes),
        PosterFound::Moved(path) => (StatusCode::FOUND, [(header::LOCATION, path), (header::CACHE_CONTROL, MINUTE.to_owned())]).into_response(),
    })
}
