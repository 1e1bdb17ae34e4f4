//! The provider's messages, as they came: what each was about, what came of it, and working on one once more.

use super::{AdminError, LIST_MAX, still_admin};
use crate::{
    domain::ids::{UserId, WebhookId},
    entity::{audit_log, job, webhook_event},
    services::{
        Services,
        payments::{
            PaymentError,
            webhooks::{PROCESS_WEBHOOK, ProcessWebhook},
        },
    },
};
use chrono::{DateTime, Utc};
use sea_orm::{ColumnTrait, DbErr, EntityTrait, PaginatorTrait, QueryFilter, QueryOrder, QuerySelect};
use serde_json::json;

/// A message.
#[derive(Clone, Debug)]
pub struct InboxRow {
    pub id: WebhookId,
    /// The provider's.
    pub event_id: String,
    /// Such as `payment.captured`.
    pub event: String,
    pub outcome: String,
    pub received_at: DateTime<Utc>,
    pub processed_at: Option<DateTime<Utc>>,
}

/// Messages, latest first.
#[derive(Clone, Debug)]
pub struct InboxPage {
    pub rows: Vec<InboxRow>,
    /// Where the next page begins, if there is one.
    pub next: Option<WebhookId>,
}

impl Services {
    /// A page of the provider's messages, those before one where that is asked for.
    ///
    /// # Errors
    /// The database's.
    pub async fn inbox(&self, before: Option<WebhookId>) -> Result<InboxPage, DbErr> {
        let mut rows = webhook_event::Entity::find().order_by_desc(webhook_event::Column::Id).limit(LIST_MAX + 1);
        if let Some(before) = before {
            rows = rows.filter(webhook_event::Column::Id.lt(before));
        }
        let rows = rows.all(self.store.reader()).await?;
        let shown = usize::try_from(LIST_MAX).unwrap_or(usize::MAX);
        let next = (rows.len() > shown).then(|| rows[shown - 1].id);
        let row = |row: webhook_event::Model| InboxRow {
            id: row.id,
            event: row.event(),
            event_id: row.event_id,
            outcome: row.outcome,
            received_at: row.received_at,
            processed_at: row.processed_at,
        };
        Ok(InboxPage { rows: rows.into_iter().take(shown).map(row).collect(), next })
    }

    /// Plans the work on a message once more, because an admin says so.
    ///
    /// # Errors
    /// [`AdminError::Missing`], [`AdminError::NoAdmin`].
    pub async fn replay_webhook(&self, admin: UserId, id: WebhookId, reason: &str) -> Result<(), AdminError> {
        let now = self.clock.now();
        let db = self.store.begin().await?;
        still_admin(&db, admin).await?;
        if webhook_event::Entity::find_by_id(id).count(&db).await? == 0 {
            return Err(AdminError::Missing);
        }
        let payload = serde_json::to_value(ProcessWebhook { event: id }).map_err(PaymentError::from)?;
        job::enqueue(&db, PROCESS_WEBHOOK, payload, now, now).await?;
        audit_log::record(&db, now, Some(admin), "webhook.replayed", format!("webhook:{id}"), json!({ "reason": reason })).await?;
        db.commit().await?;
        Ok(())
    }
}
