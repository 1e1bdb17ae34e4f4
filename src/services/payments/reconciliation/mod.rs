//! Reconciliation of a day, three ways: our rows, the provider's payments and refunds, and what it says has come to our bank. What asking
//! once more can mend is mended; the rest is written down for a person. Done again, it books nothing twice.

mod comparing;
mod reports;
mod settling;

pub use reports::{Report, ReportRow, report_file};

use super::PaymentError;
use crate::{
    domain::{
        ids::{ReconciliationId, UserId},
        money::Paise,
        reconciliation::{Finding, ItemKind, Remedy},
    },
    entity::{audit_log, job, reconciliation, reconciliation_item},
    services::{Services, daily_tasks::midnight_in_india},
};
use chrono::{DateTime, Days, NaiveDate, Utc};
use sea_orm::{ActiveValue::NotSet, ColumnTrait, DbErr, EntityTrait, QueryFilter, Set, sea_query::Expr};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

/// The job that reconciles a day; see [`Reconcile`].
pub const RECONCILE: &str = "reconcile";
/// Pages of a list that are read at most: a provider that never stops must not keep us for ever.
const PAGES_MAX: usize = 10_000;

/// What the job [`RECONCILE`] carries.
#[derive(Clone, Copy, Debug, Serialize, Deserialize)]
pub struct Reconcile {
    /// One of India's.
    pub day: NaiveDate,
    /// The admin who wants it; nobody where it is time.
    pub by: Option<UserId>,
}

/// A finding, to be written down.
struct Found<'a> {
    kind: ItemKind,
    /// The provider's name for the item; ours where it has none.
    name: &'a str,
    finding: Finding,
    remedy: Remedy,
    /// What either side says.
    detail: Value,
    at: DateTime<Utc>,
}

impl Services {
    /// Compares a day with the provider, mends what can be mended and writes down the rest.
    ///
    /// # Errors
    /// When the provider or the database does not answer; what was found until then stays.
    pub async fn reconcile(&self, job: Reconcile) -> Result<ReconciliationId, PaymentError> {
        let begun = self.clock.now();
        let row = reconciliation::ActiveModel {
            id: NotSet,
            day: Set(job.day.to_string()),
            asked_by: Set(job.by),
            payments: Set(0),
            refunds: Set(0),
            settled: Set(0),
            settled_amount: Set(Paise::ZERO),
            started_at: Set(begun),
            finished_at: Set(None),
        };
        let id = reconciliation::Entity::insert(row).exec_with_returning(self.store.writer()).await?.id;
        let (from, to) = (midnight_in_india(job.day), midnight_in_india(job.day + Days::new(1)));
        let payments = self.compare_payments(id, (from, to)).await?;
        let refunds = self.compare_refunds(id, (from, to)).await?;
        let (settled, amount) = self.take_in_settlements(id, job.day).await?;
        let now = self.clock.now();
        let db = self.store.begin().await?;
        reconciliation::Entity::update_many()
            .col_expr(reconciliation::Column::Payments, Expr::value(payments))
            .col_expr(reconciliation::Column::Refunds, Expr::value(refunds))
            .col_expr(reconciliation::Column::Settled, Expr::value(settled))
            .col_expr(reconciliation::Column::SettledAmount, Expr::value(amount))
            .col_expr(reconciliation::Column::FinishedAt, Expr::value(now))
            .filter(reconciliation::Column::Id.eq(id))
            .exec(&db)
            .await?;
        let detail = json!({ "day": job.day, "payments": payments, "refunds": refunds, "settled": settled, "amount": amount });
        audit_log::record(&db, now, job.by, "reconciliation.done", format!("reconciliation:{id}"), detail).await?;
        db.commit().await?;
        Ok(id)
    }

    /// Plans to reconcile a day, because an admin wants it.
    ///
    /// # Errors
    /// The database's.
    pub async fn plan_reconciliation(&self, admin: UserId, day: NaiveDate) -> Result<(), PaymentError> {
        let now = self.clock.now();
        let db = self.store.begin().await?;
        job::enqueue(&db, RECONCILE, serde_json::to_value(Reconcile { day, by: Some(admin) })?, now, now).await?;
        audit_log::record(&db, now, Some(admin), "reconciliation.asked", format!("day:{day}"), json!({})).await?;
        db.commit().await?;
        Ok(())
    }

    /// Writes a finding down; the same one of a reconciliation once.
    async fn note(&self, reconciliation: ReconciliationId, found: Found<'_>) -> Result<(), DbErr> {
        use reconciliation_item::Column;
        let row = reconciliation_item::ActiveModel {
            id: NotSet,
            reconciliation_id: Set(reconciliation),
            kind: Set(found.kind),
            name: Set(found.name.to_owned()),
            finding: Set(found.finding),
            remedy: Set(found.remedy),
            detail: Set(found.detail.to_string()),
            at: Set(found.at),
        };
        let once = [Column::ReconciliationId, Column::Kind, Column::Name, Column::Finding];
        reconciliation_item::Entity::insert(row).on_conflict_do_nothing_on(once).exec_without_returning(self.store.writer()).await.map(drop)
    }
}

/// A count as it is stored.
fn counted(count: usize) -> i32 {
    i32::try_from(count).unwrap_or(i32::MAX)
}

/// When the provider has made something.
fn made(seconds: i64, otherwise: DateTime<Utc>) -> DateTime<Utc> {
    DateTime::from_timestamp(seconds, 0).unwrap_or(otherwise)
}
