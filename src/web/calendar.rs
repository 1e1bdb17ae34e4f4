//! Bookings as files for calendars.

use super::{errors, state::AppState};
use crate::{domain::return_path, error::AppError, services::Services};
use axum::{
    extract::{Path, State},
    http::{HeaderMap, Uri, header},
    response::{IntoResponse, Redirect, Response},
};
use axum_login::AuthSession;

/// `/bookings/{reference}/calendar.ics`, for the traveler whose booking it is.
pub(super) async fn booking(
    State(state): State<AppState>,
    session: AuthSession<Services>,
    Path(reference): Path<String>,
    uri: Uri,
    headers: HeaderMap,
) -> Response {
    let Some(user) = session.user else {
        return if errors::accepts_html(&headers) {
            Redirect::to(&return_path::login_then(uri.path())).into_response()
        } else {
            AppError::unauthenticated().into_response()
        };
    };
    let Ok(reference) = reference.parse() else { return errors::not_found().into_response() };
    match state.services.booking_calendar(user.id, &reference).await {
        Ok(file) => {
            let name = format!("attachment; filename=\"nukkad-{reference}.ics\"");
            ([(header::CONTENT_TYPE, "text/calendar; charset=utf-8".to_owned()), (header::CONTENT_DISPOSITION, name)], file).into_response()
        }
        Err(error) => AppError::from(error).into_response(),
    }
}
