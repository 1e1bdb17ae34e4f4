//! What members change, as their organization can read it: who, when, what it was and what it is now.

use super::{Services, hosting::Membership};
use crate::{
    domain::ids::OrganizationId,
    entity::{audit_log, user},
};
use chrono::{DateTime, Utc};
use sea_orm::{ColumnTrait, ConnectionTrait, DbErr, EntityTrait, QueryFilter, QueryOrder, QuerySelect};
use serde_json::{Value, json};

/// Lines on one page of the log.
const PAGE_LINES: u64 = 50;

/// A change to one thing.
#[derive(Clone, Debug)]
pub struct Change {
    /// The thing's kind and id: `run:17`.
    pub subject: String,
    /// Of the thing, what is changed, as it was; null for something new.
    pub before: Value,
    /// The same as it is now; null for something that is gone.
    pub after: Value,
}

/// Lines of the log, latest first.
#[derive(Clone, Debug)]
pub struct ActivityRecord {
    pub lines: Vec<ActivityLine>,
    /// Where the next page begins: before this line.
    pub next: Option<i64>,
}

/// A line of the log.
#[derive(Clone, Debug)]
pub struct ActivityLine {
    pub id: i64,
    pub at: DateTime<Utc>,
    /// The member's name.
    pub who: String,
    pub action: String,
    pub subject: String,
    pub before: Value,
    pub after: Value,
}

/// Writes a change of a member's down, in its transaction.
///
/// # Errors
/// The database's.
pub async fn record(db: &impl ConnectionTrait, by: &Membership, action: &str, change: Change, now: DateTime<Utc>) -> Result<(), DbErr> {
    let detail = json!({ "before": change.before, "after": change.after });
    audit_log::record_for(db, now, (by.organization_id, by.user_id), action, change.subject, detail).await
}

impl Services {
    /// A page of the organization's log, latest first, from before the line `before`.
    ///
    /// # Errors
    /// The database's.
    pub async fn activity(&self, organization: OrganizationId, before: Option<i64>) -> Result<ActivityRecord, DbErr> {
        let mut rows = audit_log::Entity::find().find_also_related(user::Entity).filter(audit_log::Column::OrganizationId.eq(organization));
        if let Some(before) = before {
            rows = rows.filter(audit_log::Column::Id.lt(before));
        }
        // One more than is shown says whether there is another page.
        let rows = rows.order_by_desc(audit_log::Column::Id).limit(PAGE_LINES + 1).all(self.store.reader()).await?;
        let shown = usize::try_from(PAGE_LINES).unwrap_or(usize::MAX);
        let more = rows.len() > shown;
        let lines: Vec<ActivityLine> = rows.into_iter().take(shown).map(|(line, user)| activity_line(line, user)).collect();
        Ok(ActivityRecord { next: lines.last().filter(|_| more).map(|line| line.id), lines })
    }
}

fn activity_line(line: audit_log::Model, user: Option<user::Model>) -> ActivityLine {
    // What is not JSON was not written by `record`; it is shown without its detail.
    let mut detail: Value = serde_json::from_str(&line.detail).unwrap_or_default();
    let (before, after) = (detail["before"].take(), detail["after"].take());
    ActivityLine { id: line.id, at: line.at, who: user.map(|user| user.name).unwrap_or_default(), action: line.action, subject: line.subject, before, after }
}
