//! Numbered papers. A job issues each after what it is about has happened, so that nobody who pays waits for the one counter of its kind;
//! once a day whatever has none is given one.

mod fees;
mod numbering;
mod register;

pub use fees::{FeeInvoice, FeeLine, INVOICE_FEES, InvoiceFees};
pub use numbering::ISSUE_MISSING_PAPERS;
pub use register::{KindSums, Register};

use super::PaymentError;
use crate::{
    domain::{
        ids::{BookingId, PaymentId, RefundId},
        paper::PaperKind,
        payment::{PaymentStatus, PaymentVerdict, RefundStatus},
        payout::financial_year,
    },
    entity::{job, paper, payment, refund},
    services::{Services, daily_tasks::in_india},
};
use chrono::{DateTime, Utc};
use numbering::{NewPaper, issue};
use sea_orm::{ColumnTrait, ConnectionTrait, DatabaseTransaction, DbErr, EntityTrait, QueryFilter, QueryOrder};
use serde::{Deserialize, Serialize};

/// A numbered paper.
pub type Paper = paper::Model;

/// The job that issues a receipt or a credit note; see [`IssuePaper`].
pub const ISSUE_PAPER: &str = "issue_paper";

/// What the job [`ISSUE_PAPER`] carries.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum IssuePaper {
    /// The receipt over a payment.
    Payment(PaymentId),
    /// The credit note over a refund.
    Refund(RefundId),
}

impl IssuePaper {
    fn subject(self) -> String {
        match self {
            Self::Payment(payment) => format!("payment:{payment}"),
            Self::Refund(refund) => format!("refund:{refund}"),
        }
    }
}

/// Plans to issue a paper, in the transaction of what it is about.
pub(super) async fn plan(db: &impl ConnectionTrait, about: IssuePaper, now: DateTime<Utc>) -> Result<(), PaymentError> {
    job::enqueue(db, ISSUE_PAPER, serde_json::to_value(about)?, now, now).await?;
    Ok(())
}

impl Services {
    /// Issues a receipt or a credit note, unless there is one. A payment that nobody kept has neither.
    ///
    /// # Errors
    /// The database's.
    pub async fn issue_paper(&self, about: IssuePaper) -> Result<(), DbErr> {
        let now = self.clock.now();
        let db = self.store.begin().await?;
        issue_about(&db, about, now).await?;
        db.commit().await
    }

    /// The papers of a booking, in the order in which they were issued.
    ///
    /// # Errors
    /// The database's.
    pub async fn papers_of(&self, booking: BookingId) -> Result<Vec<paper::Model>, DbErr> {
        paper::Entity::find().filter(paper::Column::BookingId.eq(booking)).order_by_asc(paper::Column::Id).all(self.store.reader()).await
    }
}

/// Issues a paper in a transaction; a credit note after the receipt that it takes back.
async fn issue_about(db: &DatabaseTransaction, about: IssuePaper, now: DateTime<Utc>) -> Result<(), DbErr> {
    let (refund, payment) = match about {
        IssuePaper::Payment(payment) => (None, payment),
        IssuePaper::Refund(refund) => match refund::Entity::find_by_id(refund).one(db).await? {
            Some(refund) if refund.status == RefundStatus::Processed => (Some(refund.clone()), refund.payment_id),
            _ => return Ok(()),
        },
    };
    let Some(payment) = payment::Entity::find_by_id(payment).one(db).await? else { return Ok(()) };
    if payment.status != PaymentStatus::Captured || payment.verdict != PaymentVerdict::Kept {
        return Ok(());
    }
    let year = |at: DateTime<Utc>| financial_year(in_india(at).date_naive());
    let receipt =
        NewPaper::of_booking(PaperKind::Receipt, year(payment.updated_at), IssuePaper::Payment(payment.id).subject(), payment.booking_id, payment.amount);
    issue(db, &receipt, now).await?;
    if let Some(refund) = refund {
        let note = NewPaper::of_booking(PaperKind::CreditNote, year(refund.updated_at), about.subject(), refund.booking_id, refund.amount());
        issue(db, &note, now).await?;
    }
    Ok(())
}
