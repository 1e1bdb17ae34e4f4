//! Disputes: a traveler takes a payment up with their bank. As long as it is not decided, nothing of that payment is given back or paid
//! out; what a lost one costs is booked where it belongs. The provider says what is true, whoever brings the news.

mod evidence;
mod losing;

pub use evidence::{Evidence, Section, evidence_file};

use super::{
    PaymentError,
    provider::{self, ProviderError},
    refunds,
};
use crate::{
    domain::{
        dispute::DisputeStatus,
        ids::{BookingRef, DisputeId, UserId},
        money::{CURRENCY, Paise},
    },
    entity::{
        audit_log, booking,
        dispute::{self, NewDispute},
        payment,
    },
    services::Services,
};
use chrono::{DateTime, Duration, Utc};
use sea_orm::{ColumnTrait, DatabaseTransaction, DbErr, EntityTrait, QueryFilter, QueryOrder, QuerySelect};
use serde_json::json;

/// The job that asks the provider for all disputes of late.
pub const LOOK_AT_DISPUTES: &str = "look_at_disputes";
/// Disputes older than this are decided.
const LOOK_BACK: Duration = Duration::days(180);
/// Pages of the provider's list that are read at most.
const PAGES_MAX: usize = 1_000;
/// Disputes on the admin's list.
const LIST_MAX: u64 = 500;

/// A payment that a traveler has taken up with their bank.
pub type Dispute = dispute::Model;

/// A dispute on a list.
#[derive(Clone, Debug)]
pub struct DisputeRow {
    pub dispute: dispute::Model,
    pub booking: BookingRef,
}

/// What is recorded of a dispute: its subject in the logs.
fn subject(dispute: DisputeId) -> String {
    format!("dispute:{dispute}")
}

fn moment(seconds: Option<i64>) -> Option<DateTime<Utc>> {
    seconds.and_then(|seconds| DateTime::from_timestamp(seconds, 0))
}

impl Services {
    /// Asks the provider for every dispute of the last months and takes in what is new.
    ///
    /// # Errors
    /// When the provider does not answer, or the first of those that could not be taken in; all others have been.
    pub async fn look_at_disputes(&self) -> Result<(), PaymentError> {
        let now = self.clock.now();
        let span = ((now - LOOK_BACK).timestamp(), now.timestamp() + 1);
        let (mut skip, mut failure) = (0, None);
        for _ in 0..PAGES_MAX {
            let page = self.payments.provider.disputes_between(span, skip).await?;
            if page.is_empty() {
                break;
            }
            skip += page.len();
            for news in &page {
                if let Err(error) = self.take_in_dispute(news).await {
                    tracing::error!(dispute = news.id, %error, "a dispute could not be taken in");
                    failure.get_or_insert(error);
                }
            }
        }
        failure.map_or(Ok(()), Err)
    }

    /// Asks the provider for one dispute and takes it in. False where there is none of that name, or it is about no payment of ours.
    pub(super) async fn look_at_dispute(&self, id: &str) -> Result<bool, PaymentError> {
        match self.payments.provider.dispute(id).await {
            Ok(news) => self.take_in_dispute(&news).await,
            Err(ProviderError::Invalid { .. }) => Ok(false),
            Err(error) => Err(error.into()),
        }
    }

    /// The same, because an admin wants it. False where there is no such dispute.
    ///
    /// # Errors
    /// When the provider or the database does not answer.
    pub async fn ask_about_dispute(&self, admin: UserId, id: DisputeId, reason: &str) -> Result<bool, PaymentError> {
        let Some(row) = dispute::Entity::find_by_id(id).one(self.store.reader()).await? else { return Ok(false) };
        audit_log::record(self.store.writer(), self.clock.now(), Some(admin), "dispute.asked", subject(id), json!({ "reason": reason })).await?;
        self.look_at_dispute(&row.provider_dispute_id).await
    }

    async fn take_in_dispute(&self, news: &provider::Dispute) -> Result<bool, PaymentError> {
        let ours = payment::Entity::find().filter(payment::Column::ProviderPaymentId.eq(news.payment_id.as_str())).one(self.store.reader()).await?;
        let Some(payment) = ours else { return Ok(false) };
        if news.currency != CURRENCY || news.amount <= Paise::ZERO {
            return Err(PaymentError::Unsettled(format!("dispute {} is about {} {}", news.id, news.amount.0, news.currency)));
        }
        let unknown = || PaymentError::Unsettled(format!("dispute {} is {:?}, whatever that means", news.id, news.status));
        let to: DisputeStatus = news.status.parse().map_err(|_| unknown())?;
        self.open_dispute(&payment, news).await?;
        let row = dispute::named(&news.id).one(self.store.writer()).await?.ok_or_else(unknown)?;
        if row.status.after(to.event()).is_none() {
            return Ok(true);
        }
        if to == DisputeStatus::Lost { self.lose_dispute(&row, news).await } else { self.move_dispute(&row, to).await }.map(|()| true)
    }

    /// Writes a dispute down as open, where it is not known yet; and what may change of an open one.
    async fn open_dispute(&self, payment: &payment::Model, news: &provider::Dispute) -> Result<(), PaymentError> {
        let (now, respond_by) = (self.clock.now(), moment(news.respond_by));
        let new = NewDispute {
            provider_dispute_id: &news.id,
            phase: &news.phase,
            reason: &news.reason,
            amount: news.amount,
            respond_by,
            opened_at: moment(Some(news.created_at)).unwrap_or(now),
        };
        let db = self.store.begin().await?;
        let fresh = dispute::open(&db, payment, &new, now).await?;
        let Some(row) = dispute::named(&news.id).one(&db).await? else { return Ok(()) };
        if fresh {
            let detail = json!({ "payment": payment.provider_payment_id, "amount": news.amount, "reason": news.reason, "respond_by": respond_by });
            audit_log::record(&db, now, None, "dispute.opened", subject(row.id), detail).await?;
        } else {
            dispute::note_phase(&db, row.id, &news.phase, respond_by).await?;
        }
        db.commit().await?;
        Ok(())
    }

    /// Moves a dispute to a state that costs nothing; where it is decided by that, what it has held back goes on.
    async fn move_dispute(&self, row: &dispute::Model, to: DisputeStatus) -> Result<(), PaymentError> {
        let now = self.clock.now();
        let db = self.store.begin().await?;
        if !dispute::advance(&db, row, to, (Paise::ZERO, Paise::ZERO), now).await? {
            return Err(raced(row));
        }
        self.after_move(&db, row, to, json!({}), now).await?;
        db.commit().await?;
        Ok(())
    }

    /// Writes a move into the log, and lets refunds go on that it has held back.
    async fn after_move(
        &self,
        db: &DatabaseTransaction,
        row: &dispute::Model,
        to: DisputeStatus,
        detail: serde_json::Value,
        now: DateTime<Utc>,
    ) -> Result<(), PaymentError> {
        audit_log::record(db, now, None, &format!("dispute.{to}"), subject(row.id), json!({ "before": row.status, "outcome": detail })).await?;
        if !to.is_undecided() && !dispute::freezes(db, row.payment_id).await? {
            refunds::thaw(db, row.payment_id, now).await?;
        }
        Ok(())
    }

    /// The latest disputes; those that wait for us first, by the time that is left.
    ///
    /// # Errors
    /// The database's.
    pub async fn disputes(&self) -> Result<Vec<DisputeRow>, DbErr> {
        let rows =
            dispute::Entity::find().find_also_related(booking::Entity).order_by_desc(dispute::Column::Id).limit(LIST_MAX).all(self.store.reader()).await?;
        let mut rows: Vec<DisputeRow> = rows.into_iter().filter_map(|(dispute, booking)| Some(DisputeRow { dispute, booking: booking?.reference })).collect();
        rows.sort_by_key(|row| (!row.dispute.status.is_undecided(), row.dispute.respond_by.filter(|_| row.dispute.status.is_undecided())));
        Ok(rows)
    }
}

fn raced(row: &dispute::Model) -> PaymentError {
    PaymentError::Unsettled(format!("dispute {} was moved by somebody else meanwhile", row.id))
}
