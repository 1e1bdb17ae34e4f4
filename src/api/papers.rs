//! Numbered papers: what stands on receipts, the host's invoices, and the register for admins.

use crate::{
    domain::{
        ids::{BookingRef, PaperId},
        ledger::EntryKind,
        money::Paise,
        paper::PaperKind,
        time::ZonedTime,
    },
    error::AppError,
};
use leptos::{prelude::*, server_fn::codec::GetUrl};
use serde::{Deserialize, Serialize};

/// A numbered paper.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PaperLine {
    pub id: PaperId,
    pub kind: PaperKind,
    /// As it is printed.
    pub number: String,
    pub issued: ZonedTime,
    /// Tax included.
    pub amount: Paise,
    pub tax: Paise,
}

/// Who issues papers, as the tax office knows it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct IssuerLine {
    pub name: String,
    pub address: Option<String>,
    pub gstin: Option<String>,
}

/// What was kept of one booking's price, or given back of it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FeeLine {
    pub at: ZonedTime,
    pub booking: BookingRef,
    pub experience: String,
    pub kind: EntryKind,
    pub fee: Paise,
}

/// An invoice over a month's fees, or what takes one back.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FeeInvoicePage {
    pub paper: PaperLine,
    pub issuer: IssuerLine,
    pub organization: String,
    /// Such as `November 2026`.
    pub month: String,
    /// Such as `18 %`.
    pub rate: String,
    pub lines: Vec<FeeLine>,
}

/// The papers of a kind in a financial year.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PaperSums {
    pub kind: PaperKind,
    /// The first and the last number, as they are printed.
    pub numbers: (String, String),
    pub papers: i64,
    pub amount: Paise,
    pub tax: Paise,
}

/// A financial year's papers.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PapersPage {
    /// The calendar year in which it began.
    pub year: i32,
    /// Years in which there are any, and this one; the latest first.
    pub years: Vec<i32>,
    pub sums: Vec<PaperSums>,
}

/// One of the papers over fees of the organization acted for, line by line. Owners and managers only; 404 for another's.
#[server(endpoint = "host_invoice", input = GetUrl)]
pub async fn host_invoice(paper: String) -> Result<FeeInvoicePage, AppError> {
    use super::{server, shape};
    use crate::domain::organization::Permission;
    let (services, membership) = server::member(Permission::ManageOffer).await?;
    let paper = paper.parse().map_err(|_| AppError::not_found())?;
    let invoice = services.fee_invoice(membership.organization_id, paper).await?.ok_or_else(AppError::not_found)?;
    Ok(shape::fee_invoice(invoice, &services.taxes))
}

/// A financial year's papers by their kind, the present one where the year makes no sense; 404 for anybody but an admin.
#[server(endpoint = "papers", input = GetUrl)]
pub async fn papers(year: Option<String>) -> Result<PapersPage, AppError> {
    use super::{server, shape};
    let (services, _) = server::admin().await?;
    let year = year.and_then(|year| year.parse().ok()).filter(|year| (2000..=2999).contains(year));
    Ok(shape::papers(services.paper_sums(year).await?))
}
