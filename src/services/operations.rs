//! What is stuck and waits for a person.

use super::Services;
use crate::{
    domain::{
        ids::{BookingRef, JobId, UserId},
        ledger::Account,
        money::Paise,
        payment::{PaymentVerdict, RefundStatus},
    },
    entity::{audit_log, booking, job, mail, payment, payment_order, refund, webhook_rejection},
};
use chrono::Duration;
use sea_orm::{ColumnTrait, DbErr, EntityTrait, ExprTrait, QueryFilter, QueryOrder, QuerySelect};

/// Lines shown of each kind.
const LINES_MAX: u64 = 100;
/// Days of rejected webhooks that are shown.
const REJECTION_DAYS: u64 = 14;
/// An order that has not been settled this often in a row is shown.
const FAILED_LOOKS: i32 = 3;
/// A refund that has not been sent after this time is shown, and one that the provider has not done in this time.
const INTENDED_PATIENCE: Duration = Duration::hours(1);
const SENT_PATIENCE: Duration = Duration::days(7);

/// What waits for a person.
#[derive(Clone, Debug)]
pub struct StuckRecord {
    pub dead_jobs: Vec<job::Model>,
    /// The booking, what is odd about its money, and how much it is.
    pub flags: Vec<(BookingRef, String, Paise)>,
    /// Day (UTC) and number.
    pub rejections: Vec<(String, i64)>,
    pub balances: Vec<(Account, Paise)>,
}

impl Services {
    /// Everything that is stuck.
    ///
    /// # Errors
    /// The database's.
    pub async fn stuck(&self) -> Result<StuckRecord, DbErr> {
        let db = self.store.reader();
        let dead_jobs = job::Entity::find().filter(job::Column::Status.eq(job::DEAD)).order_by_desc(job::Column::Id).limit(LINES_MAX).all(db).await?;
        let days = webhook_rejection::Entity::find().order_by_desc(webhook_rejection::Column::Day).limit(REJECTION_DAYS).all(db).await?;
        let mut flags = self.odd_payments().await?;
        flags.extend(self.stuck_refunds().await?);
        flags.extend(self.refunds_elsewhere().await?);
        flags.extend(self.dead_mails().await?);
        flags.extend(self.unsettled_orders().await?);
        let balances = self.balances_by_account().await?;
        Ok(StuckRecord { dead_jobs, flags, rejections: days.into_iter().map(|day| (day.day, day.count)).collect(), balances })
    }

    async fn odd_payments(&self) -> Result<Vec<(BookingRef, String, Paise)>, DbErr> {
        let rows = payment::Entity::find()
            .find_also_related(booking::Entity)
            .filter(payment::Column::Verdict.eq(PaymentVerdict::Mismatch))
            .order_by_desc(payment::Column::Id)
            .limit(LINES_MAX)
            .all(self.store.reader())
            .await?;
        let line = |(payment, booking): (payment::Model, Option<booking::Model>)| {
            booking.map(|booking| (booking.reference, format!("payment {} is not what was asked for", payment.provider_payment_id), payment.amount))
        };
        Ok(rows.into_iter().filter_map(line).collect())
    }

    /// Refunds that the provider has refused, that nobody knows the fate of, or that take far longer than they should.
    async fn stuck_refunds(&self) -> Result<Vec<(BookingRef, String, Paise)>, DbErr> {
        let now = self.clock.now();
        let since = |status: RefundStatus, patience| refund::Column::Status.eq(status).and(refund::Column::UpdatedAt.lt(now - patience));
        let stuck = refund::Column::Status
            .is_in([RefundStatus::Failed, RefundStatus::Unknown])
            .or(since(RefundStatus::Intended, INTENDED_PATIENCE))
            .or(since(RefundStatus::Sent, SENT_PATIENCE));
        let rows = refund::Entity::find()
            .find_also_related(booking::Entity)
            .filter(stuck)
            .order_by_desc(refund::Column::Id)
            .limit(LINES_MAX)
            .all(self.store.reader())
            .await?;
        let line = |(refund, booking): (refund::Model, Option<booking::Model>)| {
            booking.map(|booking| (booking.reference, format!("refund {} is {}", refund.id, refund.status), refund.amount()))
        };
        Ok(rows.into_iter().filter_map(line).collect())
    }

    async fn refunds_elsewhere(&self) -> Result<Vec<(BookingRef, String, Paise)>, DbErr> {
        let rows = payment::Entity::find()
            .find_also_related(booking::Entity)
            .filter(payment::Column::RefundedElsewhere.gt(0))
            .order_by_desc(payment::Column::Id)
            .limit(LINES_MAX)
            .all(self.store.reader())
            .await?;
        let line = |(payment, booking): (payment::Model, Option<booking::Model>)| {
            booking.map(|booking| (booking.reference, format!("payment {} was refunded elsewhere", payment.provider_payment_id), payment.refunded_elsewhere))
        };
        Ok(rows.into_iter().filter_map(line).collect())
    }

    async fn dead_mails(&self) -> Result<Vec<(BookingRef, String, Paise)>, DbErr> {
        let rows = mail::Entity::find()
            .find_also_related(booking::Entity)
            .filter(mail::Column::Status.eq(mail::DEAD))
            .order_by_desc(mail::Column::Id)
            .limit(LINES_MAX)
            .all(self.store.reader())
            .await?;
        let line = |(mail, booking): (mail::Model, Option<booking::Model>)| {
            let kind = mail.key.split(':').next().unwrap_or_default().replace('_', " ");
            booking.map(|booking| (booking.reference, format!("its mail “{kind}” could not be delivered"), Paise::ZERO))
        };
        Ok(rows.into_iter().filter_map(line).collect())
    }

    async fn unsettled_orders(&self) -> Result<Vec<(BookingRef, String, Paise)>, DbErr> {
        let rows = payment_order::Entity::find()
            .find_also_related(booking::Entity)
            .filter(payment_order::Column::FailedLooks.gte(FAILED_LOOKS))
            .order_by_desc(payment_order::Column::Id)
            .limit(LINES_MAX)
            .all(self.store.reader())
            .await?;
        let line = |(order, booking): (payment_order::Model, Option<booking::Model>)| {
            let words = format!("its order was asked about {} times in vain: {}", order.failed_looks, order.last_error.unwrap_or_default());
            booking.map(|booking| (booking.reference, words, order.amount))
        };
        Ok(rows.into_iter().filter_map(line).collect())
    }

    /// Puts a job that was given up back into the queue. False where there is no such job.
    ///
    /// # Errors
    /// The database's.
    pub async fn revive_job(&self, admin: UserId, id: JobId, reason: &str) -> Result<bool, DbErr> {
        let now = self.clock.now();
        let db = self.store.begin().await?;
        let revived = job::revive(&db, id, now).await?;
        if revived {
            audit_log::record(&db, now, Some(admin), "job.revived", format!("job:{id}"), serde_json::json!({ "reason": reason })).await?;
        }
        db.commit().await?;
        Ok(revived)
    }
}
