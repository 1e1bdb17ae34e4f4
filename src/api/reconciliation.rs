//! Reconciliation, for admins. For anybody else it does not exist.

use super::Go;
use crate::{
    domain::{
        ids::ReconciliationId,
        money::Paise,
        reconciliation::{Finding, ItemKind, Remedy},
        time::ZonedTime,
    },
    error::AppError,
};
use leptos::{prelude::*, server_fn::codec::GetUrl};
use serde::{Deserialize, Serialize};

/// A report on a list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReportLine {
    pub id: ReconciliationId,
    /// Such as `2026-11-28`.
    pub day: String,
    pub payments: i32,
    pub refunds: i32,
    pub settled: i32,
    /// What came to our bank.
    pub settled_amount: Paise,
    pub mended: u64,
    pub open: u64,
    pub started: ZonedTime,
    /// Nothing while it goes on, or where it broke off.
    pub finished: Option<ZonedTime>,
}

/// Something that did not agree.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReportItem {
    pub kind: ItemKind,
    pub name: String,
    pub finding: Finding,
    pub remedy: Remedy,
    /// JSON.
    pub detail: String,
    pub at: ZonedTime,
    /// How old the item is, in whole days.
    pub age_days: i64,
}

/// The latest reports.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReconciliationsPage {
    /// Yesterday in India, such as `2026-11-27`: what one would reconcile next.
    pub yesterday: String,
    pub reports: Vec<ReportLine>,
}

/// A report with all that was found.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReportPage {
    pub report: ReportLine,
    pub items: Vec<ReportItem>,
}

/// The latest reports; 404 for anybody but an admin.
#[server(endpoint = "reconciliations", input = GetUrl)]
pub async fn reconciliations() -> Result<ReconciliationsPage, AppError> {
    use super::{server, shape};
    let (services, _) = server::admin().await?;
    Ok(shape::reconciliations(services.reconciliations().await?, services.clock.now()))
}

/// One report; 404 for anybody but an admin.
#[server(endpoint = "reconciliation", input = GetUrl)]
pub async fn reconciliation(report: String) -> Result<ReportPage, AppError> {
    use super::{server, shape};
    let (services, _) = server::admin().await?;
    let report = report.parse().map_err(|_| AppError::not_found())?;
    let found = services.reconciliation(report).await?.ok_or_else(AppError::not_found)?;
    Ok(shape::reconciliation(found, services.clock.now()))
}

/// Plans to reconcile a day; 422 for one that is none or has not begun.
#[server(endpoint = "reconcile_day")]
pub async fn reconcile_day(day: String) -> Result<Go, AppError> {
    use super::{errors, server};
    let (services, admin) = server::admin().await?;
    let day = errors::past_day("day", &day, services.clock.now())?;
    services.plan_reconciliation(admin.id, day).await?;
    Ok(Go { to: "/admin/reconciliation?asked".to_owned() })
}
