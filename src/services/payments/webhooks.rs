//! The provider's webhooks: verified over the raw bytes, kept, answered; then worked on from the inbox by a job.
//! Duplicates, any order and any delay end in the same state, for each only says which order, refund, dispute or payout to ask about.

use super::{PaymentError, signature};
use crate::{
    domain::ids::WebhookId,
    entity::{job, payment_order, webhook_event, webhook_rejection},
    services::Services,
};
use chrono::{DateTime, Utc};
use sea_orm::{ColumnTrait, DbErr, EntityTrait, QueryFilter, QueryOrder, QuerySelect};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use std::sync::atomic::Ordering;

/// The job that works on an event of the inbox; see [`ProcessWebhook`].
pub const PROCESS_WEBHOOK: &str = "process_webhook";
/// The one endpoint so far.
pub const RAZORPAY: &str = "razorpay";

/// What the job [`PROCESS_WEBHOOK`] carries.
#[derive(Clone, Copy, Debug, Serialize, Deserialize)]
pub struct ProcessWebhook {
    pub event: WebhookId,
}

/// The parts of an event that say what it is about. Everything else is asked for, not believed.
#[derive(Debug, Deserialize)]
struct Event {
    #[serde(default)]
    event: String,
    #[serde(default)]
    payload: Payload,
}

#[derive(Debug, Default, Deserialize)]
struct Payload {
    payment: Option<Part>,
    order: Option<Part>,
    refund: Option<Part>,
    dispute: Option<Part>,
    payout: Option<Part>,
}

impl Payload {
    /// The provider's name for what all of it is about.
    fn about(&self) -> Option<&str> {
        let parts = [&self.payment, &self.order, &self.payout, &self.dispute, &self.refund];
        parts.into_iter().flatten().find_map(|part| part.entity.id.as_deref())
    }
}

#[derive(Debug, Deserialize)]
struct Part {
    entity: Entity,
}

#[derive(Debug, Deserialize)]
struct Entity {
    id: Option<String>,
    order_id: Option<String>,
    receipt: Option<String>,
}

impl Services {
    /// Keeps a message of the provider's and plans the work on it. The same event comes any number of times and is kept once.
    ///
    /// # Errors
    /// [`PaymentError::BadSignature`] where it is not signed with a secret that is accepted now: it is counted, and not kept.
    pub async fn receive_webhook(&self, body: &[u8], signature: Option<&str>, event_id: Option<&str>) -> Result<(), PaymentError> {
        let now = self.clock.now();
        let signed = |secret: &str| signature.is_some_and(|signature| signature::webhook_signature_is_good(secret, body, signature));
        if !self.payments.webhook_secrets(now).any(signed) {
            self.payments.rejected.fetch_add(1, Ordering::Relaxed);
            return Err(PaymentError::BadSignature);
        }
        // Every real message has an id. One without is told apart by its content.
        let event_id = event_id.map_or_else(|| hex::encode(Sha256::digest(body)), |id| id.chars().take(100).collect());
        let db = self.store.begin().await?;
        if let Some(event) = webhook_event::keep(&db, RAZORPAY, &event_id, body, now).await? {
            job::enqueue(&db, PROCESS_WEBHOOK, serde_json::to_value(ProcessWebhook { event })?, now, now).await?;
        }
        db.commit().await?;
        Ok(())
    }

    /// Writes the number of messages with a bad signature down: now and then, so that a flood of them does not become one of writes.
    ///
    /// # Errors
    /// The database's.
    pub async fn note_rejections(&self) -> Result<(), DbErr> {
        let count = self.payments.rejected.swap(0, Ordering::Relaxed);
        if count > 0 {
            webhook_rejection::count(self.store.writer(), RAZORPAY, count, self.clock.now()).await?;
        }
        Ok(())
    }

    /// Does what an event calls for, and writes down what came of it.
    ///
    /// # Errors
    /// When the provider or the database does not answer; the job is tried again.
    pub async fn process_webhook(&self, id: WebhookId) -> Result<(), PaymentError> {
        let Some(row) = webhook_event::Entity::find_by_id(id).one(self.store.reader()).await? else { return Ok(()) };
        let event = serde_json::from_slice::<Event>(&row.body);
        let outcome = match &event {
            Ok(event) => self.act_on(event).await?,
            Err(error) => {
                // Its words may quote the message.
                tracing::warn!(event = row.event_id, error = ?error.classify(), "a signed webhook cannot be read");
                "unreadable"
            }
        };
        let about = event.as_ref().ok().and_then(|event| event.payload.about());
        webhook_event::processed(self.store.writer(), id, (outcome, about), self.clock.now()).await?;
        Ok(())
    }

    async fn act_on(&self, event: &Event) -> Result<&'static str, PaymentError> {
        let Payload { payment, order, refund, dispute, payout } = &event.payload;
        if let Some(Part { entity: Entity { id: Some(id), .. } }) = dispute {
            return Ok(if self.look_at_dispute(id).await? { "dispute brought forward" } else { "a dispute that is not ours" });
        }
        if let Some(Part { entity: Entity { id: Some(id), .. } }) = payout {
            let ours = self.look_at_transfer(id).await.map_err(Box::new)?;
            return Ok(if ours { "payout brought forward" } else { "a payout that is not ours" });
        }
        // One that is not ours was made by hand, or by the provider, for a payment that may be ours.
        if let Some(Part { entity: Entity { id: Some(id), receipt, .. } }) = refund
            && let Some(refund) = self.refund_named(id, receipt.as_deref()).await?
        {
            return self.advance_refund(refund, None).await.map(|()| "refund brought forward");
        }
        let about_money = ["payment.", "order.", "refund."].iter().any(|kind| event.event.starts_with(kind));
        if !about_money {
            return Ok("ignored");
        }
        let from_payment = payment.as_ref().and_then(|part| part.entity.order_id.as_ref());
        let from_order = order.as_ref().and_then(|part| part.entity.id.as_ref());
        let Some(order) = from_payment.or(from_order) else { return Ok("ignored") };
        // The provider's lists may be behind its messages: the payment is asked for by its name where they lack it.
        let paid_with = payment.as_ref().and_then(|part| part.entity.id.as_deref());
        let ours = payment_order::Entity::find().filter(payment_order::Column::ProviderOrderId.eq(order.as_str())).one(self.store.reader()).await?;
        match ours {
            Some(ours) => self.settle_expecting(ours.id, paid_with).await.map(|()| "settled"),
            None => Ok("an order that is not ours"),
        }
    }

    /// Plans the work on events of the inbox once more: one by its id, or all that came since a time. Gives how many.
    ///
    /// # Errors
    /// The database's.
    pub async fn replay_webhooks(&self, event_id: Option<&str>, since: Option<DateTime<Utc>>) -> Result<usize, PaymentError> {
        let mut wanted = webhook_event::Entity::find().select_only().column(webhook_event::Column::Id).order_by_asc(webhook_event::Column::Id);
        if let Some(event_id) = event_id {
            wanted = wanted.filter(webhook_event::Column::EventId.eq(event_id));
        }
        if let Some(since) = since {
            wanted = wanted.filter(webhook_event::Column::ReceivedAt.gte(since));
        }
        let events: Vec<WebhookId> = wanted.into_tuple().all(self.store.reader()).await?;
        let now = self.clock.now();
        let db = self.store.begin().await?;
        for event in &events {
            job::enqueue(&db, PROCESS_WEBHOOK, serde_json::to_value(ProcessWebhook { event: *event })?, now, now).await?;
        }
        db.commit().await?;
        Ok(events.len())
    }
}
