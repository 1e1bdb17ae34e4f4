//! Approving: one payout, or many by one action whose job can be killed anywhere and goes on where it was.

use super::{PayoutError, find, still_admin, subject};
use crate::{
    domain::{
        ids::{PayoutApprovalId, PayoutId, UserId},
        payout::{ApprovalOutcome, PayoutEvent, PayoutStatus, may_approve},
        payout_account::{AccountStanding, standing},
    },
    entity::{
        audit_log, job, organization,
        payout::{self, Gains},
        payout_account, payout_approval, payout_approval_item,
    },
    services::Services,
};
use sea_orm::{ActiveValue::NotSet, ColumnTrait, DatabaseTransaction, EntityTrait, QueryFilter, QuerySelect, Set};
use serde::{Deserialize, Serialize};
use serde_json::json;

/// The job that approves what an action names; see [`ApprovePayouts`].
pub const APPROVE_PAYOUTS: &str = "approve_payouts";
/// Items looked up at once.
const BATCH: u64 = 50;

/// What the job [`APPROVE_PAYOUTS`] carries.
#[derive(Clone, Copy, Debug, Serialize, Deserialize)]
pub struct ApprovePayouts {
    pub approval: PayoutApprovalId,
}

/// A payout as an admin has seen it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Seen {
    pub payout: PayoutId,
    pub version: i32,
}

/// How far an action has come.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ApprovalProgress {
    pub all: u64,
    /// What became of each that is done, in their order.
    pub done: Vec<(PayoutId, ApprovalOutcome)>,
}

impl Services {
    /// Approves one payout as it was seen.
    ///
    /// # Errors
    /// [`PayoutError::Refused`] with the reason; [`PayoutError::NoPayout`], [`PayoutError::NoAdmin`], or the database's.
    pub async fn approve_payout(&self, admin: UserId, seen: Seen, reason: &str) -> Result<(), PayoutError> {
        let db = self.store.begin().await?;
        let outcome = self.approve(&db, admin, seen, reason).await?;
        // What was collected anew on the way stays: it is what the next one who looks is to see.
        db.commit().await?;
        if outcome == ApprovalOutcome::Approved { Ok(()) } else { Err(PayoutError::Refused(outcome)) }
    }

    async fn approve(&self, db: &DatabaseTransaction, admin: UserId, seen: Seen, reason: &str) -> Result<ApprovalOutcome, PayoutError> {
        still_admin(db, admin).await?;
        let payout = find(db, seen.payout).await?;
        organization::in_turn(db, payout.organization_id).await?;
        if payout.status == PayoutStatus::Draft && self.collect_for(db, payout.organization_id, payout.made_by).await? {
            return Ok(ApprovalOutcome::Changed);
        }
        let payout = find(db, seen.payout).await?;
        if payout.version != seen.version || payout.status.after(PayoutEvent::Approved).is_none() {
            return Ok(ApprovalOutcome::Changed);
        }
        if !may_approve(payout.amount, payout.made_by, admin, self.payouts.four_eyes_above) {
            return Ok(ApprovalOutcome::FourEyes);
        }
        let now = self.clock.now();
        let account = payout_account::current(payout.organization_id).one(db).await?;
        let ready = |account: &payout_account::Model| standing(account.status, account.confirm_until, account.confirmed_at, now) == AccountStanding::Ready;
        let Some(account) = account.filter(ready) else { return Ok(ApprovalOutcome::NoAccount) };
        if !payout::advance(db, &payout, PayoutEvent::Approved, Gains::Approval { account: account.id, by: admin }, now).await? {
            return Ok(ApprovalOutcome::Changed);
        }
        let detail = json!({ "reason": reason, "amount": payout.amount, "lines": payout.line_count, "account": account.masked });
        audit_log::record(db, now, Some(admin), "payout.approved", subject(payout.id), detail).await?;
        Ok(ApprovalOutcome::Approved)
    }

    /// Plans to approve many payouts, each as it was seen. Gives the action, whose progress can be asked for.
    ///
    /// # Errors
    /// [`PayoutError::Nothing`] where none is named, or the database's.
    pub async fn approve_payouts(&self, admin: UserId, seen: &[Seen], reason: &str) -> Result<PayoutApprovalId, PayoutError> {
        if seen.is_empty() {
            return Err(PayoutError::Nothing);
        }
        let now = self.clock.now();
        let db = self.store.begin().await?;
        still_admin(&db, admin).await?;
        let row = payout_approval::ActiveModel { id: NotSet, admin_id: Set(admin), reason: Set(reason.to_owned()), created_at: Set(now) };
        let approval = payout_approval::Entity::insert(row).exec_with_returning(&db).await?.id;
        let item = |seen: &Seen| payout_approval_item::ActiveModel {
            id: NotSet,
            approval_id: Set(approval),
            payout_id: Set(seen.payout),
            version: Set(seen.version),
            outcome: Set(None),
        };
        payout_approval_item::Entity::insert_many(seen.iter().map(item)).exec_without_returning(&db).await?;
        job::enqueue(&db, APPROVE_PAYOUTS, serde_json::to_value(ApprovePayouts { approval })?, now, now).await?;
        let detail = json!({ "reason": reason, "payouts": seen.len() });
        audit_log::record(&db, now, Some(admin), "payouts.approval_asked", format!("payout_approval:{approval}"), detail).await?;
        db.commit().await?;
        Ok(approval)
    }

    /// Approves what an action names and what nobody has looked at yet, one payout a transaction.
    ///
    /// # Errors
    /// The database's; what was done stays done, and the next call goes on from there.
    pub async fn work_on_approval(&self, job: ApprovePayouts) -> Result<(), PayoutError> {
        let Some(action) = payout_approval::Entity::find_by_id(job.approval).one(self.store.reader()).await? else { return Ok(()) };
        loop {
            let items = payout_approval_item::waiting(action.id).limit(BATCH).all(self.store.writer()).await?;
            if items.is_empty() {
                return Ok(());
            }
            for item in items {
                let seen = Seen { payout: item.payout_id, version: item.version };
                let db = self.store.begin().await?;
                let outcome = match self.approve(&db, action.admin_id, seen, &action.reason).await {
                    // A draft that was given up meanwhile.
                    Err(PayoutError::NoPayout) => ApprovalOutcome::Changed,
                    outcome => outcome?,
                };
                if payout_approval_item::done(&db, item.id, outcome).await? {
                    db.commit().await?;
                } else {
                    db.rollback().await?;
                }
            }
        }
    }

    /// How far an action has come.
    ///
    /// # Errors
    /// [`PayoutError::NoPayout`] where there is no such action.
    pub async fn approval_progress(&self, approval: PayoutApprovalId) -> Result<ApprovalProgress, PayoutError> {
        let items: Vec<(PayoutId, Option<ApprovalOutcome>)> = payout_approval_item::Entity::find()
            .select_only()
            .columns([payout_approval_item::Column::PayoutId, payout_approval_item::Column::Outcome])
            .filter(payout_approval_item::Column::ApprovalId.eq(approval))
            .into_tuple()
            .all(self.store.reader())
            .await?;
        if items.is_empty() {
            return Err(PayoutError::NoPayout);
        }
        let all = u64::try_from(items.len()).unwrap_or(u64::MAX);
        Ok(ApprovalProgress { all, done: items.into_iter().filter_map(|(payout, outcome)| Some((payout, outcome?))).collect() })
    }
}
