//! Payouts: for admins, who approve them and write down what the bank has done; and for the hosts who get them.

use super::{Go, papers::PaperLine};
use crate::{
    domain::{
        ids::{BookingRef, PayoutApprovalId, PayoutFileId, PayoutId, RunId},
        ledger::EntryKind,
        money::Paise,
        organization::Role,
        payout::{ApprovalOutcome, PayoutStatus},
        payout_transfer::TransferStatus,
        time::ZonedTime,
    },
    error::AppError,
};
use leptos::{prelude::*, server_fn::codec::GetUrl};
use serde::{Deserialize, Serialize};

/// A payout on a list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PayoutLine {
    pub id: PayoutId,
    /// A form sends it back: it says which state of the payout was seen.
    pub version: i32,
    pub organization: String,
    pub status: PayoutStatus,
    pub amount: Paise,
    pub lines: i32,
    /// What may be shown of the account it goes to; known once it is approved.
    pub account: Option<String>,
    pub utr: Option<String>,
    /// Such as `2026-11-28`.
    pub paid_on: Option<String>,
    pub failure: Option<String>,
    pub file: Option<PayoutFileId>,
    pub since: ZonedTime,
}

/// A line of a statement.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct StatementLine {
    pub booking: BookingRef,
    pub run: RunId,
    pub experience: String,
    pub run_starts: ZonedTime,
    pub kind: EntryKind,
    pub price: Paise,
    pub fee: Paise,
    pub net: Paise,
}

/// A try of having the provider send a payout.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TransferLine {
    pub status: TransferStatus,
    /// How often the provider was told of it.
    pub attempts: i32,
    /// The provider's name for it, and its own word for its state.
    pub provider: Option<(String, String)>,
    pub failure: Option<String>,
    /// What the provider keeps for it, tax included.
    pub fee: Option<Paise>,
    pub at: ZonedTime,
}

/// A payout, line by line.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PayoutPage {
    pub payout: PayoutLine,
    pub statement: Vec<StatementLine>,
    /// The latest first; shown to admins only.
    pub transfers: Vec<TransferLine>,
    /// True where the provider pays it, so that nobody says by hand how it ended.
    pub by_provider: bool,
}

/// The payouts in one state.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PayoutsPage {
    /// The word of the state.
    pub tab: String,
    pub payouts: Vec<PayoutLine>,
    /// How many there are in each state, and what they come to.
    pub sums: Vec<(PayoutStatus, i64, Paise)>,
    /// True where the provider can pay hosts.
    pub provider_pays: bool,
}

/// How far an action that approves many has come.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ApprovalPage {
    pub id: PayoutApprovalId,
    pub all: u64,
    pub done: u64,
    /// How many came to each outcome.
    pub outcomes: Vec<(ApprovalOutcome, u64)>,
    /// Those that were not approved.
    pub left: Vec<(PayoutId, ApprovalOutcome)>,
}

/// Where a host's money is, and what was paid.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct HostPayoutsPage {
    pub organization: String,
    pub role: Role,
    pub available: Paise,
    pub not_yet: Paise,
    pub held: Paise,
    pub in_transit: Paise,
    pub paid: Paise,
    /// What may be shown of the account that counts.
    pub account: Option<String>,
    pub payouts: Vec<PayoutLine>,
}

/// What a host was paid in a month.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PaidMonth {
    /// Such as `November 2026`.
    pub name: String,
    pub payouts: u64,
    pub price: Paise,
    pub fee: Paise,
    pub net: Paise,
}

/// A financial year of a host's.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PayoutYearPage {
    pub organization: String,
    /// The calendar year in which it began.
    pub year: i32,
    /// Years that can be looked at, the latest first.
    pub years: Vec<i32>,
    pub months: Vec<PaidMonth>,
    /// What the platform has invoiced for its fee, with the month that it is about; the latest first.
    pub invoices: Vec<(PaperLine, String)>,
}

/// The payouts in a state; 404 for anybody but an admin.
#[server(endpoint = "payouts", input = GetUrl)]
pub async fn payouts(tab: Option<String>) -> Result<PayoutsPage, AppError> {
    use super::{server, shape};
    use crate::services::payments::payouts::PayoutTab;
    let (services, _) = server::admin().await?;
    let tab = tab.and_then(|tab| tab.parse().ok()).unwrap_or(PayoutTab::Draft);
    let rows = services.payouts(tab).await?;
    let provider_pays = services.payments.payer.is_some();
    Ok(PayoutsPage { tab: tab.to_string(), payouts: rows.into_iter().map(shape::payout).collect(), sums: services.payout_sums().await?, provider_pays })
}

/// One payout, line by line; 404 for anybody but an admin.
#[server(endpoint = "payout", input = GetUrl)]
pub async fn payout(payout: String) -> Result<PayoutPage, AppError> {
    use super::{server, shape};
    let (services, _) = server::admin().await?;
    let payout = payout.parse().map_err(|_| AppError::not_found())?;
    Ok(shape::payout_page(services.payout_statement(payout).await?, services.transfers_of(payout).await?))
}

/// Has what can be paid collected, now; 404 for anybody but an admin.
#[server(endpoint = "collect_payouts")]
pub async fn collect_payouts() -> Result<Go, AppError> {
    use super::server;
    use crate::services::payments::payouts::CollectPayouts;
    let (services, admin) = server::admin().await?;
    services.collect_payouts(CollectPayouts { by: Some(admin.id) }).await?;
    Ok(Go { to: "/admin/payouts".to_owned() })
}

/// Approves many payouts, each as it was seen: `seen` is a list of `ID.VERSION`. Goes on by itself; leads to the page that shows how far it is.
#[server(endpoint = "approve_payouts")]
pub async fn approve_payouts(seen: String, reason: String) -> Result<Go, AppError> {
    use super::{errors, server, shape};
    let (services, admin) = server::admin().await?;
    let reason = errors::reason(&reason)?;
    let seen = shape::payouts_seen(&seen).ok_or_else(AppError::not_found)?;
    let approval = services.approve_payouts(admin.id, &seen, &reason).await?;
    Ok(Go { to: format!("/admin/payouts/approvals/{approval}") })
}

/// How far an action that approves many has come; 404 for anybody but an admin.
#[server(endpoint = "payout_approval", input = GetUrl)]
pub async fn payout_approval(approval: String) -> Result<ApprovalPage, AppError> {
    use super::{server, shape};
    let (services, _) = server::admin().await?;
    let approval = approval.parse().map_err(|_| AppError::not_found())?;
    Ok(shape::approval(approval, services.approval_progress(approval).await?))
}

/// Approves one payout as it was seen; 409 where it was changed, or cannot be approved by this admin or at all.
#[server(endpoint = "approve_payout")]
pub async fn approve_payout(payout: String, version: String, reason: String) -> Result<Go, AppError> {
    use super::{errors, server};
    use crate::services::payments::payouts::Seen;
    let (services, admin) = server::admin().await?;
    let seen = Seen { payout: payout.parse().map_err(|_| AppError::not_found())?, version: version.parse().map_err(|_| AppError::not_found())? };
    services.approve_payout(admin.id, seen, &errors::reason(&reason)?).await?;
    Ok(Go { to: format!("/admin/payouts/{payout}") })
}

/// Takes all that is approved into a file for the bank; 409 where there is nothing.
#[server(endpoint = "begin_bank_file")]
pub async fn begin_bank_file(reason: String) -> Result<Go, AppError> {
    use super::{errors, server};
    let (services, admin) = server::admin().await?;
    services.begin_bank_file(admin.id, &errors::reason(&reason)?).await?;
    Ok(Go { to: "/admin/payouts?tab=processing".to_owned() })
}

/// Has the provider pay all that is approved; 409 where there is nothing, or no provider that pays.
#[server(endpoint = "begin_transfers")]
pub async fn begin_transfers(reason: String) -> Result<Go, AppError> {
    use super::{errors, server};
    let (services, admin) = server::admin().await?;
    services.begin_transfers(admin.id, &errors::reason(&reason)?).await?;
    Ok(Go { to: "/admin/payouts?tab=processing".to_owned() })
}

/// Asks the provider what became of a payout; 404 where it was never told of it, 502 where it gives no answer that settles anything.
#[server(endpoint = "ask_about_payout")]
pub async fn ask_about_payout(payout: String, reason: String) -> Result<Go, AppError> {
    use super::{errors, server};
    let (services, admin) = server::admin().await?;
    let id = payout.parse().map_err(|_| AppError::not_found())?;
    services.ask_about_payout(admin.id, id, &errors::reason(&reason)?).await?;
    Ok(Go { to: format!("/admin/payouts/{id}") })
}

/// Writes down that the bank has paid; 409 where the payout is not on its way as it was seen.
#[server(endpoint = "payout_paid")]
pub async fn payout_paid(payout: String, version: String, utr: String, day: String) -> Result<Go, AppError> {
    use super::{errors, server};
    let (services, admin) = server::admin().await?;
    let id = payout.parse().map_err(|_| AppError::not_found())?;
    let version = version.parse().map_err(|_| AppError::not_found())?;
    let receipt = errors::receipt(&utr, &day, services.clock.now())?;
    services.payout_paid(admin.id, id, version, (&receipt.0, receipt.1)).await?;
    Ok(Go { to: format!("/admin/payouts/{id}") })
}

/// Writes down that the bank could not pay, or that it has come back; 409 where the payout is not as it was seen.
#[server(endpoint = "payout_failed")]
pub async fn payout_failed(payout: String, version: String, reason: String) -> Result<Go, AppError> {
    use super::{errors, server};
    let (services, admin) = server::admin().await?;
    let id = payout.parse().map_err(|_| AppError::not_found())?;
    let version = version.parse().map_err(|_| AppError::not_found())?;
    services.payout_failed(admin.id, id, version, &errors::reason(&reason)?).await?;
    Ok(Go { to: format!("/admin/payouts/{id}") })
}

/// Where the money of the organization acted for is. Owners and managers only.
#[server(endpoint = "host_payouts", input = GetUrl)]
pub async fn host_payouts() -> Result<HostPayoutsPage, AppError> {
    use super::{server, shape};
    use crate::domain::organization::Permission;
    let (services, membership) = server::member(Permission::ManageOffer).await?;
    let id = membership.organization_id;
    let (balance, rows, accounts) = (services.payout_balance(id).await?, services.payouts_of(id).await?, services.payout_accounts(id).await?);
    Ok(shape::host_payouts(membership, balance, rows, accounts))
}

/// One payout of the organization acted for, line by line. Owners and managers only.
#[server(endpoint = "host_payout", input = GetUrl)]
pub async fn host_payout(payout: String) -> Result<PayoutPage, AppError> {
    use super::{server, shape};
    use crate::domain::organization::Permission;
    let (services, membership) = server::member(Permission::ManageOffer).await?;
    let payout = payout.parse().map_err(|_| AppError::not_found())?;
    Ok(shape::payout_page(services.payout_statement_of(membership.organization_id, payout).await?, Vec::new()))
}

/// What the organization acted for was paid in a financial year, the present one where the year makes no sense. Owners and managers only.
#[server(endpoint = "host_payout_year", input = GetUrl)]
pub async fn host_payout_year(year: Option<String>) -> Result<PayoutYearPage, AppError> {
    use super::{server, shape};
    use crate::domain::organization::Permission;
    let (services, membership) = server::member(Permission::ManageOffer).await?;
    let year = year.and_then(|year| year.parse().ok()).filter(|year| (2000..=2999).contains(year));
    let invoices = services.fee_invoices(membership.organization_id).await?;
    Ok(shape::payout_year(services.payout_year(membership.organization_id, year).await?, membership.name, invoices))
}
