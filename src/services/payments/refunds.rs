//! Refunds: decided in the transaction of the change that calls for them, then sent by a job, again and again until the provider has
//! said what became of them. The provider is never asked to give back the same money twice: each refund carries its own key.

use super::{
    PaymentError,
    papers::{self, IssuePaper},
    provider::{self, NewRefund, ProviderError, RefundState},
};
use crate::{
    domain::{
        ids::{PaymentId, RefundId, UserId},
        ledger::Entry,
        money::Paise,
        payment::{RefundCause, RefundEvent, RefundStatus},
        refund_quote::RefundQuote,
        stake::{StakeEvent, StakeStatus},
    },
    entity::{audit_log, dispute, job, ledger_entry, payment, refund, refund_log, traveler},
    services::{
        Services,
        mail::{self, Letter},
    },
};
use chrono::{DateTime, Duration, Utc};
use sea_orm::{ActiveValue::NotSet, ColumnTrait, ConnectionTrait, DatabaseTransaction, DbErr, EntityTrait, ExprTrait, QueryFilter, Set};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// The job that sends a refund, and asks what became of it; see [`SendRefund`].
pub const SEND_REFUND: &str = "send_refund";
/// A refund that the provider has refused this often, over some four days, is left for a person.
const GENERATIONS_MAX: i32 = 8;
/// The wait before a refused refund is begun anew; four times as long after each refusal, up to a day.
const ANEW_AFTER_MINUTES: i64 = 5;
const ANEW_LATEST_MINUTES: i64 = 24 * 60;
/// The note that carries a refund's number to the provider.
const NUMBER: &str = "refund";
/// The shortest and the longest wait before a refund under way is asked about again.
const ASK_FIRST: Duration = Duration::minutes(1);
const ASK_LATEST: Duration = Duration::hours(6);

/// What the job [`SEND_REFUND`] carries.
#[derive(Clone, Copy, Debug, Serialize, Deserialize)]
pub struct SendRefund {
    pub refund: RefundId,
    /// How often the refund had failed when the job was planned: a refused refund is begun anew only by the job that is meant to.
    pub generation: i32,
}

/// A refund to be written down.
#[derive(Clone, Copy, Debug)]
pub(in crate::services) struct Intent<'a> {
    pub quote: &'a RefundQuote,
    pub price: Paise,
    pub stake: Paise,
    /// Who called for it; nobody where a rule did.
    pub actor: Option<UserId>,
}

/// What the provider has of a refund, and of others of its payment.
struct AtProvider {
    ours: Option<provider::Refund>,
    /// True where there is one that we did not make.
    elsewhere: bool,
}

/// Refunds are told by the provider's name for them, by the key they were last sent under, or by our number, which every try carries along.
fn is_ours(refund: &refund::Model, found: &provider::Refund) -> bool {
    refund.provider_refund_id.as_ref() == Some(&found.id)
        || found.receipt.as_ref() == Some(&refund.idempotency_key)
        || found.notes.get(NUMBER) == Some(&refund.id.to_string())
}

impl Services {
    /// Writes a refund down: the guard, the row, the log, the ledger and the job that sends it, all in the caller's transaction.
    /// `None` where the payment has not that much left, and nothing was written.
    pub(in crate::services) async fn intend_refund(
        &self,
        db: &DatabaseTransaction,
        payment: &payment::Model,
        intent: Intent<'_>,
        now: DateTime<Utc>,
    ) -> Result<Option<RefundId>, PaymentError> {
        if !payment::reserve_refund(db, payment.id, intent.price + intent.stake).await? {
            return Ok(None);
        }
        let row = refund::ActiveModel {
            id: NotSet,
            payment_id: Set(payment.id),
            booking_id: Set(payment.booking_id),
            cause: Set(intent.quote.cause),
            status: Set(RefundStatus::Intended),
            price_part: Set(intent.price),
            stake_part: Set(intent.stake),
            quote: Set(serde_json::to_string(intent.quote)?),
            idempotency_key: Set(self.refund_key()),
            attempts: Set(0),
            generation: Set(0),
            provider_refund_id: Set(None),
            actor_id: Set(intent.actor),
            settlement: Set(None),
            dispute_id: Set(None),
            created_at: Set(now),
            updated_at: Set(now),
        };
        let refund = refund::Entity::insert(row).exec_with_returning(db).await?;
        let detail = serde_json::json!({ "cause": refund.cause, "amount": refund.amount(), "quote": intent.quote });
        refund_log::record(db, refund.id, now, intent.actor, "intended", detail).await?;
        ledger_entry::post(db, Entry::refund_intended(refund.id, refund.booking_id, refund.price_part, refund.stake_part), now).await?;
        plan(db, refund.id, 0, now, now).await?;
        Ok(Some(refund.id))
    }

    /// Writes down that what is left of a payment goes back that nobody kept.
    pub(super) async fn refund_rest(
        &self,
        db: &DatabaseTransaction,
        payment: &payment::Model,
        amount: Paise,
        cause: RefundCause,
        now: DateTime<Utc>,
    ) -> Result<(), PaymentError> {
        let quote = RefundQuote { cause, price_percent: 100, lines: Vec::new() };
        let intent = Intent { quote: &quote, price: amount, stake: Paise::ZERO, actor: None };
        match self.intend_refund(db, payment, intent, now).await? {
            Some(_) => Ok(()),
            None => Err(PaymentError::Unsettled(format!("{} has been refunded in part already", payment.provider_payment_id))),
        }
    }

    /// Brings a refund forward: sends it, or asks what became of it. `anew` is the generation that a refused one may begin.
    ///
    /// # Errors
    /// When the provider gave no answer that settles anything; the job is tried again later.
    pub async fn advance_refund(&self, id: RefundId, anew: Option<i32>) -> Result<(), PaymentError> {
        let Some(mut refund) = refund::Entity::find_by_id(id).one(self.store.reader()).await? else { return Ok(()) };
        match refund.status {
            RefundStatus::Failed if anew == Some(refund.generation + 1) => self.begin_anew(&mut refund).await,
            RefundStatus::Processed | RefundStatus::Failed => Ok(()),
            RefundStatus::Sent => {
                let answer = match &refund.provider_refund_id {
                    Some(known) => self.payments.provider.refund_status(known).await?,
                    None => return Err(PaymentError::Unsettled(format!("refund {id} was sent and has no name"))),
                };
                self.refund_answered(&mut refund, &answer).await?;
                // Each refund under way has one job that asks on; whoever else asks plans none.
                if refund.status == RefundStatus::Sent && anew.is_some() { self.ask_again(&refund).await } else { Ok(()) }
            }
            // It may have been sent before, by a process that died or heard nothing. So ask first.
            RefundStatus::Unknown | RefundStatus::Intended if refund.attempts > 0 => match self.at_provider(&refund).await?.ours {
                Some(found) => self.refund_answered(&mut refund, &found).await,
                None => self.send_refund(&mut refund).await,
            },
            RefundStatus::Unknown | RefundStatus::Intended => self.send_refund(&mut refund).await,
        }
    }

    /// Looks a refund up among those that the provider has of its payment.
    async fn at_provider(&self, refund: &refund::Model) -> Result<AtProvider, PaymentError> {
        let payment = self.payment_of(refund).await?;
        let siblings = refund::Entity::find().filter(refund::Column::PaymentId.eq(payment.id)).all(self.store.reader()).await?;
        let mut all = self.payments.provider.refunds_of_payment(&payment.provider_payment_id).await?;
        // One that was refused is the answer only where no other is.
        all.sort_by_key(|found| found.status == RefundState::Failed);
        let elsewhere = all.iter().any(|found| found.status != RefundState::Failed && !siblings.iter().any(|refund| is_ours(refund, found)));
        // An earlier try that was refused is ours too, but no answer to this one.
        let answers = |found: &provider::Refund| found.status != RefundState::Failed || found.receipt.as_ref() == Some(&refund.idempotency_key);
        Ok(AtProvider { ours: all.into_iter().find(|found| is_ours(refund, found) && answers(found)), elsewhere })
    }

    async fn payment_of(&self, refund: &refund::Model) -> Result<payment::Model, PaymentError> {
        let payment = payment::Entity::find_by_id(refund.payment_id).one(self.store.reader()).await?;
        payment.ok_or_else(|| PaymentError::Unsettled(format!("refund {} has no payment", refund.id)))
    }

    async fn send_refund(&self, refund: &mut refund::Model) -> Result<(), PaymentError> {
        let payment = self.payment_of(refund).await?;
        // The traveler's bank may give the same money back. Whoever decides the dispute plans this anew.
        if dispute::freezes(self.store.writer(), payment.id).await? {
            return Ok(refund_log::record(self.store.writer(), refund.id, self.clock.now(), None, "held back: disputed", serde_json::json!({})).await?);
        }
        if refund.status == RefundStatus::Unknown {
            self.note_refund(refund, RefundEvent::Retried, "not found at the provider", serde_json::json!({})).await?;
        }
        self.note_sending(refund).await?;
        let order = NewRefund {
            payment: payment.provider_payment_id,
            amount: refund.amount(),
            idempotency_key: refund.idempotency_key.clone(),
            receipt: refund.idempotency_key.clone(),
            notes: BTreeMap::from([(NUMBER.to_owned(), refund.id.to_string())]),
        };
        match self.payments.provider.refund(&order).await {
            Ok(answer) => self.refund_answered(refund, &answer).await,
            Err(error @ ProviderError::Unknown(_)) => {
                self.note_refund(refund, RefundEvent::Unanswered, "unanswered", serde_json::json!({ "error": error.to_string() })).await?;
                Err(error.into())
            }
            Err(error @ (ProviderError::Invalid { .. } | ProviderError::Declined { .. })) => {
                self.note_refund(refund, RefundEvent::Failed, "refused", serde_json::json!({ "error": error.to_string() })).await
            }
            // It never left, or was turned away at the door: nothing has changed.
            Err(error) => {
                let detail = serde_json::json!({ "error": error.to_string() });
                refund_log::record(self.store.writer(), refund.id, self.clock.now(), None, "not sent", detail).await?;
                Err(error.into())
            }
        }
    }

    async fn note_sending(&self, refund: &mut refund::Model) -> Result<(), PaymentError> {
        let db = self.store.begin().await?;
        if !refund::sending(&db, refund).await? {
            return Err(raced(refund));
        }
        let detail = serde_json::json!({ "key": refund.idempotency_key, "attempt": refund.attempts });
        refund_log::record(&db, refund.id, self.clock.now(), None, "sending", detail).await?;
        db.commit().await?;
        Ok(())
    }

    /// Writes down what the provider says of a refund.
    async fn refund_answered(&self, refund: &mut refund::Model, answer: &provider::Refund) -> Result<(), PaymentError> {
        let detail = serde_json::json!({ "refund": answer.id, "status": format!("{:?}", answer.status), "amount": answer.amount });
        if answer.amount != refund.amount() {
            return Err(PaymentError::Unsettled(format!("refund {} is {} at the provider and {} here", refund.id, answer.amount, refund.amount())));
        }
        refund.provider_refund_id = Some(answer.id.clone());
        match answer.status {
            RefundState::Processed => self.note_refund(refund, RefundEvent::Processed, "processed", detail).await,
            RefundState::Failed => self.note_refund(refund, RefundEvent::Failed, "failed", detail).await,
            _ if refund.status == RefundStatus::Sent => Ok(()),
            _ => {
                self.note_refund(refund, RefundEvent::Accepted, "sent", detail).await?;
                self.ask_again(refund).await
            }
        }
    }

    /// Plans to ask what became of a refund under way.
    async fn ask_again(&self, refund: &refund::Model) -> Result<(), PaymentError> {
        let now = self.clock.now();
        let wait = ((now - refund.created_at) / 2).clamp(ASK_FIRST, ASK_LATEST);
        plan(self.store.writer(), refund.id, refund.generation, now + wait, now).await
    }

    /// A refund that the provider has refused is sent anew, under a new key; unless the provider turns out to have done it after all,
    /// or somebody has refunded the payment by hand meanwhile, which may have been in its place: then a person has to look.
    async fn begin_anew(&self, refund: &mut refund::Model) -> Result<(), PaymentError> {
        let AtProvider { ours, elsewhere } = self.at_provider(refund).await?;
        let done_after_all = ours.filter(|found| found.status != RefundState::Failed);
        if elsewhere && done_after_all.is_none() {
            tracing::error!(refund = %refund.id, booking = %refund.booking_id, "not sent again, because the payment was refunded elsewhere: a person has to look");
            return Ok(
                refund_log::record(self.store.writer(), refund.id, self.clock.now(), None, "not sent again: refunded elsewhere", serde_json::json!({})).await?
            );
        }
        let generation = refund.generation;
        refund.generation += 1;
        refund.attempts = 0;
        refund.provider_refund_id = None;
        if done_after_all.is_none() {
            refund.idempotency_key = self.refund_key();
        }
        let detail = serde_json::json!({ "generation": refund.generation });
        self.note_refund_of(refund, generation, RefundEvent::Retried, "retried", detail).await?;
        match done_after_all {
            Some(found) => self.refund_answered(refund, &found).await,
            None => self.send_refund(refund).await,
        }
    }

    async fn note_refund(&self, refund: &mut refund::Model, event: RefundEvent, step: &str, detail: serde_json::Value) -> Result<(), PaymentError> {
        self.note_refund_of(refund, refund.generation, event, step, detail).await
    }

    /// Moves a refund and writes the step into its log; a processed one is posted to the ledger and told to the traveler.
    /// Whoever finds that somebody else has moved it does nothing, and is to look again.
    async fn note_refund_of(
        &self,
        refund: &mut refund::Model,
        generation: i32,
        event: RefundEvent,
        step: &str,
        detail: serde_json::Value,
    ) -> Result<(), PaymentError> {
        if refund.status.after(event).is_none() {
            return Ok(());
        }
        let now = self.clock.now();
        let db = self.store.begin().await?;
        if !refund::advance(&db, refund, generation, event, now).await? {
            return Err(raced(refund));
        }
        refund_log::record(&db, refund.id, now, None, step, detail).await?;
        match event {
            RefundEvent::Processed => {
                booked_as_done(&db, refund, now).await?;
                mail::post(&db, refund.booking_id, &Letter::RefundProcessed { amount: refund.amount(), refund: refund.id.0 }, now).await?;
            }
            RefundEvent::Failed => self.after_refusal(&db, refund, now).await?,
            _ => {}
        }
        db.commit().await?;
        Ok(())
    }

    /// Plans another try of a refused refund as long as there is hope; then a person has to look.
    async fn after_refusal(&self, db: &DatabaseTransaction, refund: &refund::Model, now: DateTime<Utc>) -> Result<(), PaymentError> {
        let next = refund.generation + 1;
        if next >= GENERATIONS_MAX {
            tracing::error!(refund = %refund.id, booking = %refund.booking_id, "a refund was refused again and again: a person has to look");
            return Ok(());
        }
        let minutes = ANEW_AFTER_MINUTES.saturating_mul(4_i64.saturating_pow(u32::try_from(refund.generation).unwrap_or_default()));
        let wait = Duration::minutes(std::cmp::min(minutes, ANEW_LATEST_MINUTES));
        plan(db, refund.id, next, now + wait, now).await
    }

    /// Begins a refused refund anew at once, because an admin says so. False where there is no such refund, or none that was refused.
    ///
    /// # Errors
    /// The database's.
    pub async fn retry_refund(&self, admin: UserId, id: RefundId, reason: &str) -> Result<bool, PaymentError> {
        let refused = refund::Entity::find_by_id(id).filter(refund::Column::Status.eq(RefundStatus::Failed)).one(self.store.reader()).await?;
        let Some(refund) = refused else { return Ok(false) };
        let now = self.clock.now();
        let db = self.store.begin().await?;
        refund_log::record(&db, id, now, Some(admin), "retry asked for", serde_json::json!({})).await?;
        audit_log::record(&db, now, Some(admin), "refund.retried", format!("refund:{id}"), serde_json::json!({ "reason": reason })).await?;
        plan(&db, id, refund.generation + 1, now, now).await?;
        db.commit().await?;
        Ok(true)
    }

    /// The refund of ours that the provider speaks of, by its name for it or by ours.
    pub(super) async fn refund_named(&self, provider_refund: &str, receipt: Option<&str>) -> Result<Option<RefundId>, DbErr> {
        let mut named = refund::Column::ProviderRefundId.eq(provider_refund);
        if let Some(receipt) = receipt {
            named = named.or(refund::Column::IdempotencyKey.eq(receipt));
        }
        let found = refund::Entity::find().filter(named).one(self.store.reader()).await?;
        Ok(found.map(|refund| refund.id))
    }

    fn refund_key(&self) -> String {
        format!("nukkad-{}", self.entropy.token())
    }
}

/// Books a refund that has got to its traveler: posted to the ledger, and its stakes are back.
async fn booked_as_done(db: &impl ConnectionTrait, refund: &refund::Model, now: DateTime<Utc>) -> Result<(), PaymentError> {
    ledger_entry::post(db, Entry::refund_processed(refund.id, refund.booking_id, refund.amount()), now).await?;
    papers::plan(db, IssuePaper::Refund(refund.id), now).await?;
    stakes_returned(db, refund).await
}

/// The same of one that the traveler's bank has made in our place. The traveler knows.
pub(super) async fn refund_done(db: &impl ConnectionTrait, refund: &refund::Model, detail: serde_json::Value, now: DateTime<Utc>) -> Result<(), PaymentError> {
    refund_log::record(db, refund.id, now, None, "made by the traveler’s bank", detail).await?;
    booked_as_done(db, refund, now).await
}

/// Plans to send the refunds of a payment that were held back.
pub(super) async fn thaw(db: &impl ConnectionTrait, payment: PaymentId, now: DateTime<Utc>) -> Result<(), PaymentError> {
    let waiting = refund::Entity::find().filter(refund::Column::PaymentId.eq(payment));
    for refund in waiting.filter(refund::Column::Status.is_in([RefundStatus::Intended, RefundStatus::Unknown])).all(db).await? {
        plan(db, refund.id, refund.generation, now, now).await?;
    }
    Ok(())
}

/// The stakes that a refund carries are back with their travelers.
async fn stakes_returned(db: &impl ConnectionTrait, refund: &refund::Model) -> Result<(), PaymentError> {
    let quote: RefundQuote = serde_json::from_str(&refund.quote)?;
    let carried: Vec<i32> = quote.lines.iter().filter(|line| !line.stake_back.is_zero()).map(|line| line.traveler.position).collect();
    if !carried.is_empty() && !traveler::move_stakes(db, refund.booking_id, &carried, StakeStatus::ReturnDue, StakeEvent::Refunded).await? {
        // The money is back whatever our rows say; the check of the books tells which of them is wrong.
        tracing::error!(refund = %refund.id, booking = %refund.booking_id, "stakes came back that were not due");
    }
    Ok(())
}

async fn plan(db: &impl ConnectionTrait, refund: RefundId, generation: i32, at: DateTime<Utc>, now: DateTime<Utc>) -> Result<(), PaymentError> {
    job::enqueue(db, SEND_REFUND, serde_json::to_value(SendRefund { refund, generation })?, at, now).await?;
    Ok(())
}

fn raced(refund: &refund::Model) -> PaymentError {
    PaymentError::Unsettled(format!("refund {} was moved by somebody else meanwhile", refund.id))
}
