//! What is about money as files: the bank's, reports and evidence for admins, and statements for the hosts who are paid.

use super::{
    exports::{broken, member, or_words, saved_as},
    state::AppState,
};
use crate::{
    domain::organization::Permission,
    error::AppError,
    services::{
        Services,
        bookings::BookingError,
        exports::FileKind,
        payments::{
            disputes::evidence_file,
            payouts::{PayoutError, statement_file},
            reconciliation::report_file,
        },
    },
};
use axum::{
    extract::{OriginalUri, Path, Query, State},
    http::HeaderMap,
    response::Response,
};
use axum_login::AuthSession;
use serde::Deserialize;

/// `/host/payouts/{id}/statement.csv`
pub(super) async fn statement(state: State<AppState>, session: AuthSession<Services>, uri: OriginalUri, payout: Path<String>, headers: HeaderMap) -> Response {
    or_words(write_statement(&state.services, session, &payout).await, &uri, &headers)
}

async fn write_statement(services: &Services, session: AuthSession<Services>, payout: &str) -> Result<Response, AppError> {
    let membership = member(services, session, Permission::ManageOffer).await?;
    let payout = payout.parse().map_err(|_| AppError::not_found())?;
    let statement = services.payout_statement_of(membership.organization_id, payout).await.map_err(missing)?;
    let bytes = statement_file(&statement).map_err(missing)?;
    Ok(saved_as(&format!("nukkad-payout-{payout}.csv"), FileKind::Csv.media_type(), bytes))
}

/// `/admin/payout-files/{file}`, which ends with `.csv`
pub(super) async fn bank_file(state: State<AppState>, session: AuthSession<Services>, uri: OriginalUri, file: Path<String>, headers: HeaderMap) -> Response {
    or_words(write_bank_file(&state.services, session, &file).await, &uri, &headers)
}

async fn write_bank_file(services: &Services, session: AuthSession<Services>, file: &str) -> Result<Response, AppError> {
    let user = session.user.ok_or_else(AppError::unauthenticated)?;
    let file = file.strip_suffix(".csv").filter(|_| user.is_admin).and_then(|file| file.parse().ok()).ok_or_else(AppError::not_found)?;
    let bytes = services.bank_file(user.id, file).await.map_err(missing)?;
    Ok(saved_as(&format!("nukkad-bank-file-{file}.csv"), FileKind::Csv.media_type(), bytes))
}

/// `/admin/reconciliation/{id}/report.csv`
pub(super) async fn report(state: State<AppState>, session: AuthSession<Services>, uri: OriginalUri, report: Path<String>, headers: HeaderMap) -> Response {
    or_words(write_report(&state.services, session, &report).await, &uri, &headers)
}

async fn write_report(services: &Services, session: AuthSession<Services>, report: &str) -> Result<Response, AppError> {
    let user = session.user.ok_or_else(AppError::unauthenticated)?;
    let id = Some(report).filter(|_| user.is_admin).and_then(|report| report.parse().ok()).ok_or_else(AppError::not_found)?;
    let report = services.reconciliation(id).await.map_err(|error| broken(&error))?.ok_or_else(AppError::not_found)?;
    let bytes = report_file(&report).map_err(|error| broken(&error))?;
    Ok(saved_as(&format!("nukkad-reconciliation-{}.csv", report.row.reconciliation.day), FileKind::Csv.media_type(), bytes))
}

/// `/admin/disputes/{id}/evidence.txt`
pub(super) async fn evidence(state: State<AppState>, session: AuthSession<Services>, uri: OriginalUri, dispute: Path<String>, headers: HeaderMap) -> Response {
    or_words(write_evidence(&state.services, session, &dispute).await, &uri, &headers)
}

async fn write_evidence(services: &Services, session: AuthSession<Services>, dispute: &str) -> Result<Response, AppError> {
    let user = session.user.ok_or_else(AppError::unauthenticated)?;
    let id = Some(dispute).filter(|_| user.is_admin).and_then(|dispute| dispute.parse().ok()).ok_or_else(AppError::not_found)?;
    let evidence = services.dispute_evidence(id).await.map_err(|error| match error {
        BookingError::NoBooking => AppError::not_found(),
        error => broken(&error),
    })?;
    Ok(saved_as(&format!("nukkad-dispute-{id}.txt"), "text/plain; charset=utf-8", evidence_file(&evidence).into_bytes()))
}

fn missing(error: PayoutError) -> AppError {
    match error {
        PayoutError::NoPayout => AppError::not_found(),
        error => broken(&error),
    }
}

/// Which financial year's papers are wanted.
#[derive(Debug, Deserialize)]
pub(super) struct OfYear {
    year: Option<String>,
}

/// `/admin/papers.csv`
pub(super) async fn papers(state: State<AppState>, session: AuthSession<Services>, uri: OriginalUri, of: Query<OfYear>, headers: HeaderMap) -> Response {
    or_words(write_papers(&state.services, session, of.0).await, &uri, &headers)
}

async fn write_papers(services: &Services, session: AuthSession<Services>, of: OfYear) -> Result<Response, AppError> {
    let user = session.user.ok_or_else(AppError::unauthenticated)?;
    let year = of.year.filter(|_| user.is_admin).and_then(|year| year.parse().ok()).ok_or_else(AppError::not_found)?;
    let bytes = services.paper_register(year).await.map_err(|error| broken(&*error))?;
    Ok(saved_as(&format!("nukkad-papers-{year}.csv"), FileKind::Csv.media_type(), bytes))
}
