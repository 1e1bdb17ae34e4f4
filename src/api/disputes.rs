//! Disputes, for admins. For anybody else they do not exist.

use super::Go;
use crate::{
    domain::{
        dispute::DisputeStatus,
        ids::{BookingRef, DisputeId},
        money::Paise,
        time::ZonedTime,
    },
    error::AppError,
};
use leptos::{prelude::*, server_fn::codec::GetUrl};
use serde::{Deserialize, Serialize};

/// A dispute on a list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DisputeLine {
    pub id: DisputeId,
    /// The provider's name for it.
    pub name: String,
    pub booking: BookingRef,
    pub status: DisputeStatus,
    pub reason: String,
    pub phase: String,
    pub amount: Paise,
    pub opened: ZonedTime,
    /// Until when the bank hears us.
    pub respond_by: Option<ZonedTime>,
    /// Whole days until then; less than nothing where it is over.
    pub days_left: Option<i64>,
    pub decided: Option<ZonedTime>,
    /// Of a lost one: what it has taken from travelers' money and hosts, and from the platform.
    pub taken: Paise,
    pub written_off: Paise,
}

/// All disputes of late.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DisputesPage {
    pub disputes: Vec<DisputeLine>,
}

/// A dispute with what we can say about it: headings, each with labels and words.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DisputePage {
    pub dispute: DisputeLine,
    pub evidence: Vec<(String, Vec<(String, String)>)>,
}

/// All disputes of late; 404 for anybody but an admin.
#[server(endpoint = "disputes", input = GetUrl)]
pub async fn disputes() -> Result<DisputesPage, AppError> {
    use super::{server, shape};
    let (services, _) = server::admin().await?;
    let now = services.clock.now();
    Ok(DisputesPage { disputes: services.disputes().await?.into_iter().map(|row| shape::dispute_line(row.dispute, row.booking, now)).collect() })
}

/// One dispute with its evidence; 404 for anybody but an admin.
#[server(endpoint = "dispute", input = GetUrl)]
pub async fn dispute(dispute: String) -> Result<DisputePage, AppError> {
    use super::{server, shape};
    let (services, _) = server::admin().await?;
    let id = dispute.parse().map_err(|_| AppError::not_found())?;
    Ok(shape::dispute(services.dispute_evidence(id).await?, services.clock.now()))
}

/// Asks the provider how a dispute stands, now; 404 where there is no such dispute.
#[server(endpoint = "ask_about_dispute")]
pub async fn ask_about_dispute(dispute: String, reason: String) -> Result<Go, AppError> {
    use super::{errors, server};
    let (services, admin) = server::admin().await?;
    let id = dispute.parse().map_err(|_| AppError::not_found())?;
    let known = services.ask_about_dispute(admin.id, id, &errors::reason(&reason)?).await?;
    if known { Ok(Go { to: format!("/admin/disputes/{id}") }) } else { Err(AppError::not_found()) }
}
