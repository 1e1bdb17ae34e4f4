//! A run's list as a file, for members of the organization: the same rights and the same answers as its page.

use super::{errors, state::AppState};
use crate::{
    domain::{desk::DeskFilter, organization::Permission, return_path},
    error::{AppError, ErrorCode},
    services::{
        Services,
        bookings::BookingError,
        exports::{Export, ExportError, FileKind},
        hosting::Membership,
        sessions::ACTING_FOR,
    },
};
use axum::{
    extract::{OriginalUri, Path, RawQuery, State},
    http::{HeaderMap, header},
    response::{IntoResponse, Redirect, Response},
};
use axum_login::AuthSession;

/// `/host/runs/{id}/bookings.csv`
pub(super) async fn csv(
    state: State<AppState>,
    session: AuthSession<Services>,
    uri: OriginalUri,
    run: Path<String>,
    query: RawQuery,
    headers: HeaderMap,
) -> Response {
    answer(state.0, session, &uri, &run, &query.0.unwrap_or_default(), &headers, FileKind::Csv).await
}

/// `/host/runs/{id}/bookings.xlsx`
pub(super) async fn xlsx(
    state: State<AppState>,
    session: AuthSession<Services>,
    uri: OriginalUri,
    run: Path<String>,
    query: RawQuery,
    headers: HeaderMap,
) -> Response {
    answer(state.0, session, &uri, &run, &query.0.unwrap_or_default(), &headers, FileKind::Xlsx).await
}

async fn answer(state: AppState, session: AuthSession<Services>, uri: &OriginalUri, run: &str, query: &str, headers: &HeaderMap, kind: FileKind) -> Response {
    let answer = export(&state.services, session, run, query, kind).await.map(file);
    or_words(answer, uri, headers)
}

/// A file, or why there is none: as a page to a person, who is sent to log in where that is what is missing.
pub(super) fn or_words(answer: Result<Response, AppError>, uri: &OriginalUri, headers: &HeaderMap) -> Response {
    let person = errors::accepts_html(headers);
    match answer {
        Ok(file) => file,
        Err(error) if person && error.code == ErrorCode::Unauthenticated => {
            let here = uri.path_and_query().map_or_else(|| uri.path().to_owned(), ToString::to_string);
            Redirect::to(&return_path::login_then(&here)).into_response()
        }
        Err(error) if person => errors::as_page(&error),
        Err(error) => error.into_response(),
    }
}

async fn export(services: &Services, session: AuthSession<Services>, run: &str, query: &str, kind: FileKind) -> Result<Export, AppError> {
    let membership = member(services, session, Permission::SeeBookings).await?;
    let run = run.parse().map_err(|_| AppError::not_found())?;
    match services.export(&membership, run, &DeskFilter::parse(query), kind).await {
        Ok(export) => Ok(export),
        Err(ExportError::Booking(BookingError::NoRun)) => Err(AppError::not_found()),
        Err(error) => Err(broken(&error)),
    }
}

/// Who calls, and for which organization: as server functions find it out.
pub(super) async fn member(services: &Services, session: AuthSession<Services>, permission: Permission) -> Result<Membership, AppError> {
    let user = session.user.ok_or_else(AppError::unauthenticated)?;
    let chosen = session.session.get(ACTING_FOR).await.map_err(|error| broken(&error))?;
    let membership = services.membership(user.id, chosen).await.map_err(|error| broken(&error))?;
    let membership =
        membership.ok_or_else(|| AppError::new(ErrorCode::Forbidden, "This area is for hosts. Your account does not belong to an organization yet."))?;
    if membership.role.may(permission) { Ok(membership) } else { Err(AppError::new(ErrorCode::Forbidden, "This is not for your role. Ask one of the owners.")) }
}

pub(super) fn broken(error: &dyn std::error::Error) -> AppError {
    tracing::error!(%error, "an export failed");
    AppError::internal()
}

fn file(export: Export) -> Response {
    saved_as(&export.name, export.kind.media_type(), export.bytes)
}

/// A file to be saved under a name, and kept by nobody on the way.
pub(super) fn saved_as(name: &str, media_type: &str, bytes: Vec<u8>) -> Response {
    let headers =
        [(header::CONTENT_TYPE, media_type.to_owned()), (header::CONTENT_DISPOSITION, disposition(name)), (header::CACHE_CONTROL, "no-store".to_owned())];
    (headers, bytes).into_response()
}

/// The name of a file to save, plain for old browsers and in full as RFC 8187 has it (which RFC 5987 became).
fn disposition(name: &str) -> String {
    let plain: String = name.chars().map(|c| if c.is_ascii_alphanumeric() || matches!(c, '-' | '.' | '_') { c } else { '-' }).collect();
    format!("attachment; filename=\"{plain}\"; filename*=UTF-8''{}", crate::domain::explore::encode(name).replace('/', "%2F"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_travel_in_both_forms() {
        assert_eq!(disposition("nukkad-a.csv"), "attachment; filename=\"nukkad-a.csv\"; filename*=UTF-8''nukkad-a.csv");
        assert_eq!(disposition("क \"/x.csv"), "attachment; filename=\"----x.csv\"; filename*=UTF-8''%E0%A4%95%20%22%2Fx.csv");
    }
}
