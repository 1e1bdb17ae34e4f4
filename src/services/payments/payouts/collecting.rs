//! Collecting: what has become payable goes into the organization's draft, and what is held goes out of it again. Once a day by itself.

use super::{PayoutError, draft_of, subject};
use crate::{
    domain::{
        ids::{OrganizationId, PayoutId, UserId},
        money::Paise,
        payout::{ELIGIBLE_AFTER, LEAST, PayoutStatus},
    },
    entity::{audit_log, ledger_leg, organization, payout, payout_line},
    services::Services,
};
use chrono::{DateTime, Utc};
use sea_orm::{
    ActiveValue::NotSet,
    ColumnTrait, DatabaseTransaction, DbErr, EntityTrait, QueryFilter, QueryOrder, QuerySelect, Set,
    sea_query::{Expr, ExprTrait},
};
use serde::{Deserialize, Serialize};
use serde_json::json;

/// The job that collects what has become payable; see [`CollectPayouts`].
pub const COLLECT_PAYOUTS: &str = "collect_payouts";

/// What the job [`COLLECT_PAYOUTS`] carries.
#[derive(Clone, Copy, Debug, Serialize, Deserialize)]
pub struct CollectPayouts {
    /// The admin who wants it; nobody where it is time.
    pub by: Option<UserId>,
}

impl Services {
    /// Collects what has become payable of every organization, each in a transaction of its own: can be interrupted anywhere and done again.
    /// Gives how many drafts were made, changed or given up.
    ///
    /// # Errors
    /// The database's.
    pub async fn collect_payouts(&self, job: CollectPayouts) -> Result<usize, PayoutError> {
        let mut changed = 0;
        for organization in self.to_collect_for().await? {
            let db = self.store.begin().await?;
            organization::in_turn(&db, organization).await?;
            if self.collect_for(&db, organization, job.by).await? {
                db.commit().await?;
                changed += 1;
            } else {
                db.rollback().await?;
            }
        }
        Ok(changed)
    }

    /// Organizations with a draft, or to whom something is owed that is in no payout.
    async fn to_collect_for(&self) -> Result<Vec<OrganizationId>, DbErr> {
        let db = self.store.reader();
        let owed: Vec<i64> = payout_line::unpaid(Some(self.clock.now() - ELIGIBLE_AFTER))
            .select_only()
            .column(ledger_leg::Column::OwnerId)
            .filter(ledger_leg::Column::OwnerId.is_not_null())
            .distinct()
            .into_tuple()
            .all(db)
            .await?;
        let drafts: Vec<i64> = payout::Entity::find()
            .select_only()
            .column(payout::Column::OrganizationId)
            .filter(payout::Column::Status.eq(PayoutStatus::Draft))
            .into_tuple()
            .all(db)
            .await?;
        let mut all: Vec<OrganizationId> = owed.into_iter().chain(drafts).map(OrganizationId).collect();
        all.sort_unstable();
        all.dedup();
        Ok(all)
    }

    /// Makes an organization's draft what can be paid out now. False where it is that already; then the caller is to roll back.
    pub(super) async fn collect_for(&self, db: &DatabaseTransaction, organization: OrganizationId, by: Option<UserId>) -> Result<bool, PayoutError> {
        let now = self.clock.now();
        let draft = draft_of(db, organization).await?;
        let before = match &draft {
            Some(draft) => lines(db, draft.id).await?,
            None => Vec::new(),
        };
        if let Some(draft) = &draft {
            payout_line::Entity::delete_many().filter(payout_line::Column::PayoutId.eq(draft.id)).exec(db).await?;
        }
        let owed = owed(db, organization, now - ELIGIBLE_AFTER).await?;
        // Negative or next to nothing: it is carried over until more is earned.
        if owed < LEAST {
            return match draft {
                Some(draft) => {
                    payout::Entity::delete_by_id(draft.id).exec(db).await?;
                    audit_log::record(db, now, by, "payout.given_up", subject(draft.id), json!({ "amount": draft.amount, "owed": owed })).await?;
                    Ok(true)
                }
                None => Ok(false),
            };
        }
        let payout = match &draft {
            Some(draft) => draft.id,
            None => insert(db, organization, owed, by, now).await?,
        };
        payout_line::collect(db, payout, organization, now - ELIGIBLE_AFTER).await?;
        let after = lines(db, payout).await?;
        if draft.is_some() && before == after {
            return Ok(false);
        }
        let (count, amount) = payout_line::sum_of(db, payout).await?;
        payout::Entity::update_many()
            .col_expr(payout::Column::Amount, Expr::value(amount))
            .col_expr(payout::Column::LineCount, Expr::value(count))
            .col_expr(payout::Column::Version, Expr::col(payout::Column::Version).add(1))
            .col_expr(payout::Column::MadeBy, Expr::value(by))
            .col_expr(payout::Column::UpdatedAt, Expr::value(now))
            .filter(payout::Column::Id.eq(payout))
            .exec(db)
            .await?;
        let detail = json!({ "organization": organization, "lines": count, "amount": amount, "before": draft.map(|draft| draft.amount) });
        audit_log::record(db, now, by, "payout.collected", subject(payout), detail).await?;
        Ok(true)
    }
}

/// The legs that a payout's lines stand for, in order.
async fn lines(db: &DatabaseTransaction, payout: PayoutId) -> Result<Vec<i64>, DbErr> {
    payout_line::Entity::find()
        .select_only()
        .column(payout_line::Column::LegId)
        .filter(payout_line::Column::PayoutId.eq(payout))
        .order_by_asc(payout_line::Column::LegId)
        .into_tuple()
        .all(db)
        .await
}

/// What an organization can be paid now.
async fn owed(db: &DatabaseTransaction, organization: OrganizationId, ended_before: DateTime<Utc>) -> Result<Paise, DbErr> {
    let sum: Option<Option<i64>> = payout_line::eligible(organization, ended_before)
        .select_only()
        .column_as(Expr::col((ledger_leg::Entity, ledger_leg::Column::Amount)).sum().cast_as("bigint"), "sum")
        .into_tuple()
        .one(db)
        .await?;
    // What is owed is a credit.
    Ok(Paise::ZERO - Paise(sum.flatten().unwrap_or_default()))
}

async fn insert(db: &DatabaseTransaction, organization: OrganizationId, amount: Paise, by: Option<UserId>, now: DateTime<Utc>) -> Result<PayoutId, DbErr> {
    let row = payout::ActiveModel {
        id: NotSet,
        organization_id: Set(organization),
        account_id: Set(None),
        status: Set(PayoutStatus::Draft),
        amount: Set(amount),
        line_count: Set(0),
        version: Set(0),
        made_by: Set(by),
        approved_by: Set(None),
        approved_at: Set(None),
        file_id: Set(None),
        utr: Set(None),
        paid_on: Set(None),
        failure: Set(None),
        created_at: Set(now),
        updated_at: Set(now),
    };
    Ok(payout::Entity::insert(row).exec_with_returning(db).await?.id)
}
