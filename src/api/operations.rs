//! What an admin sees of the machinery: what is stuck, and every paisa of one booking. For anybody else it does not exist.

use super::Go;
use crate::{
    domain::{
        booking::BookingStatus,
        ids::{BookingRef, JobId},
        ledger::{Account, EntryKind},
        money::Paise,
        payment::{PaymentStatus, PaymentVerdict, RefundStatus},
        time::ZonedTime,
    },
    error::AppError,
};
use leptos::{prelude::*, server_fn::codec::GetUrl};
use serde::{Deserialize, Serialize};

/// A job that was given up.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DeadJob {
    pub id: JobId,
    pub kind: String,
    pub payload: String,
    pub attempts: i32,
    pub error: String,
}

/// Something about a booking's money that a person should look at.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Flag {
    pub booking: BookingRef,
    pub what: String,
    pub amount: Paise,
}

/// What is stuck.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct OperationsPage {
    pub dead_jobs: Vec<DeadJob>,
    pub flags: Vec<Flag>,
    /// Webhooks whose signature was bad: the day (UTC) and how many.
    pub rejections: Vec<(String, i64)>,
    /// What every account stands at: debit positive, credit negative.
    pub balances: Vec<(Account, Paise)>,
    /// What is wrong with the books; nothing where they are in order.
    pub faults: Vec<String>,
}

/// A step of a payment, or a message of the provider's about it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TimelineEvent {
    pub at: ZonedTime,
    /// The provider's name for the payment, or for the order.
    pub about: String,
    pub what: String,
    /// What was said, as JSON.
    pub detail: String,
}

/// A payment, as an admin sees it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PaymentLine {
    pub payment: String,
    pub status: PaymentStatus,
    pub verdict: PaymentVerdict,
    pub amount: Paise,
    pub fee: Option<Paise>,
    pub failure: Option<String>,
    pub at: ZonedTime,
}

/// A refund, as an admin sees it, with every step that it took.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RefundHistory {
    pub id: i64,
    pub status: RefundStatus,
    pub amount: Paise,
    pub provider_refund: Option<String>,
    /// When, what, and the details in JSON.
    pub steps: Vec<(ZonedTime, String, String)>,
}

/// One leg of the ledger.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LedgerLine {
    pub at: ZonedTime,
    pub kind: EntryKind,
    pub reference: String,
    pub account: Account,
    /// Debit positive, credit negative.
    pub amount: Paise,
}

/// All money of one booking.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct StatementPage {
    pub reference: BookingRef,
    pub status: BookingStatus,
    pub run: String,
    pub order: Option<String>,
    pub payments: Vec<PaymentLine>,
    /// As it came.
    pub timeline: Vec<TimelineEvent>,
    pub refunds: Vec<RefundHistory>,
    pub ledger: Vec<LedgerLine>,
}

/// What is stuck; 404 for anybody but an admin.
#[server(endpoint = "operations", input = GetUrl)]
pub async fn operations() -> Result<OperationsPage, AppError> {
    use super::{server, shape};
    let (services, _) = server::admin().await?;
    Ok(shape::operations(services.stuck().await?, services.ledger_check().await?))
}

/// All money of one booking; 404 for anybody but an admin.
#[server(endpoint = "statement", input = GetUrl)]
pub async fn statement(reference: String) -> Result<StatementPage, AppError> {
    use super::{server, shape};
    let (services, _) = server::admin().await?;
    let reference = reference.trim().parse().map_err(|_| AppError::not_found())?;
    let record = services.booking_named(&reference).await?;
    let money = services.money_history_of(record.booking.id).await?;
    let legs = services.statement(record.booking.id).await?;
    Ok(shape::statement(&record, money, legs))
}

/// Asks the provider what is true about a booking's payments, now.
#[server(endpoint = "settle_now")]
pub async fn settle_now(reference: String, #[server(default)] reason: String) -> Result<Go, AppError> {
    use super::{errors, server};
    let (services, admin) = server::admin().await?;
    let reference: BookingRef = reference.parse().map_err(|_| AppError::not_found())?;
    services.settle_booking(admin.id, &reference, &errors::reason(&reason)?).await?;
    Ok(Go { to: format!("/admin/bookings/{reference}") })
}

/// Puts a job that was given up back into the queue.
#[server(endpoint = "retry_job")]
pub async fn retry_job(job: String, #[server(default)] reason: String) -> Result<Go, AppError> {
    use super::{errors, server};
    let (services, admin) = server::admin().await?;
    let job = job.parse().map_err(|_| AppError::not_found())?;
    if services.revive_job(admin.id, job, &errors::reason(&reason)?).await? { Ok(Go { to: "/admin".to_owned() }) } else { Err(AppError::not_found()) }
}

/// Begins a refund anew that the provider has refused for good.
#[server(endpoint = "retry_refund")]
pub async fn retry_refund(refund: String, reference: String, #[server(default)] reason: String) -> Result<Go, AppError> {
    use super::{errors, server};
    let (services, admin) = server::admin().await?;
    let refund = refund.parse().map_err(|_| AppError::not_found())?;
    let reference: BookingRef = reference.parse().map_err(|_| AppError::not_found())?;
    if services.retry_refund(admin.id, refund, &errors::reason(&reason)?).await? {
        Ok(Go { to: format!("/admin/bookings/{reference}") })
    } else {
        Err(AppError::not_found())
    }
}
