//! What a token alone opens: the calendar of a saved search, and the stop of its mail. Neither has a session: calendar programs and mail
//! providers come by themselves, from anywhere.

use super::{body_limit, errors, state::AppState};
use crate::error::AppError;
use axum::{
    body::Body,
    extract::{Path, State},
    http::{HeaderMap, StatusCode, header},
    response::{IntoResponse, Redirect, Response},
};

/// Largest post, in bytes; real ones have thirty.
const STOP_BYTES_MAX: usize = 4 * 1024;

/// `/saved-searches/{token}.ics`.
pub(super) async fn calendar(State(state): State<AppState>, Path(file): Path<String>) -> Response {
    let Some(token) = file.strip_suffix(".ics") else { return errors::not_found().into_response() };
    match state.services.search_calendar(token).await {
        Ok(Some(calendar)) => {
            let name = "inline; filename=\"nukkad-search.ics\"";
            ([(header::CONTENT_TYPE, "text/calendar; charset=utf-8"), (header::CONTENT_DISPOSITION, name)], calendar).into_response()
        }
        Ok(None) => errors::not_found().into_response(),
        Err(error) => AppError::from(error).into_response(),
    }
}

/// `POST /saved-searches/{token}/stop`: stops the mail, for mail providers (RFC 8058) and for the button on the page at this address; the
/// same page's other button sends it again. A person goes back to the page, with a GET.
pub(super) async fn stop(State(state): State<AppState>, Path(token): Path<String>, headers: HeaderMap, body: Body) -> Response {
    let bytes = match body_limit::read(body, STOP_BYTES_MAX).await {
        Ok(bytes) => bytes,
        Err(error) => return error.into_response(),
    };
    let again = form_urlencoded::parse(&bytes).any(|(name, value)| name == "mail" && value == "again");
    let by_provider = form_urlencoded::parse(&bytes).any(|(name, _)| name == "List-Unsubscribe");
    match state.services.set_mail(&token, again && !by_provider).await {
        Ok(true) if errors::accepts_html(&headers) && !by_provider => Redirect::to(&format!("/saved-searches/{token}/stop")).into_response(),
        Ok(true) => (StatusCode::OK, "done\n").into_response(),
        Ok(false) => errors::not_found().into_response(),
        Err(error) => AppError::from(error).into_response(),
    }
}
