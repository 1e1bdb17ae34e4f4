//! `settle`: the one routine in which every piece of news about a payment ends, be it a callback, a webhook, a look of ours or an
//! admin's wish. It asks the provider what is true and moves our rows forward, never back; called any number of times, in any order
//! and at once, it leaves the same state.

mod looks;
mod verdict;

use super::{
    PaymentError,
    papers::{self, IssuePaper},
    provider::{self, PaymentState, ProviderError},
};
use crate::{
    domain::{
        booking::PriceBreakdown,
        ids::OrderId,
        ledger::{Capture, Entry},
        money::Paise,
        payment::{PaymentEvent, PaymentStatus, PaymentVerdict},
        waitlist::WaitEvent,
    },
    entity::{audit_log, booking, ledger_entry, payment, payment_log, payment_order, traveler},
    services::{
        Services,
        mail::{self, Letter},
    },
};
use chrono::{DateTime, Utc};
pub(super) use looks::LOOK_FIRST;
use sea_orm::{ColumnTrait, DatabaseTransaction, DbErr, EntityTrait, QueryFilter};
use serde_json::json;
use std::collections::HashMap;
use verdict::{cause_of, let_go, turned_away};

/// One piece of news while it is taken in.
#[derive(Clone, Copy)]
struct Turn<'a> {
    db: &'a DatabaseTransaction,
    order: &'a payment_order::Model,
    /// What the provider says of one of the order's payments.
    news: &'a provider::Payment,
    now: DateTime<Utc>,
}

impl Services {
    /// Asks the provider what has become of an order and brings our rows up to it. See the module's documentation.
    ///
    /// # Errors
    /// When the provider does not answer, or the database; the next look is planned either way.
    pub async fn settle(&self, order: OrderId) -> Result<(), PaymentError> {
        self.settle_expecting(order, None).await
    }

    /// The same; `expected` is a payment that must be there, whether the provider lists it yet or not.
    pub(super) async fn settle_expecting(&self, order: OrderId, expected: Option<&str>) -> Result<(), PaymentError> {
        let Some(order) = payment_order::Entity::find_by_id(order).one(self.store.reader()).await? else { return Ok(()) };
        let outcome = self.settle_now(&order, expected).await;
        self.plan_next_look(&order, outcome.as_ref().err()).await?;
        outcome
    }

    async fn settle_now(&self, order: &payment_order::Model, expected: Option<&str>) -> Result<(), PaymentError> {
        let Some(provider_order) = &order.provider_order_id else { return Ok(()) };
        let mut news = self.payments.provider.payments_of_order(provider_order).await?;
        if let Some(expected) = expected.filter(|expected| news.iter().all(|payment| payment.id != *expected)) {
            news.push(self.payments.provider.payment(expected).await?);
        }
        // The first one to pay is the one to keep.
        news.sort_by_key(|payment| payment.created_at);
        let known = self.known_payments(order.id).await?;
        let mut failure = None;
        for payment in &news {
            let known = known.get(&payment.id);
            if !is_news(payment, known) {
                continue;
            }
            if let Err(error) = self.settle_payment(order, known, payment).await {
                failure.get_or_insert(error);
            }
        }
        failure.map_or(Ok(()), Err)
    }

    async fn known_payments(&self, order: OrderId) -> Result<HashMap<String, payment::Model>, DbErr> {
        let rows = payment::Entity::find().filter(payment::Column::OrderId.eq(order)).all(self.store.reader()).await?;
        Ok(rows.into_iter().map(|payment| (payment.provider_payment_id.clone(), payment)).collect())
    }

    async fn settle_payment(&self, order: &payment_order::Model, known: Option<&payment::Model>, news: &provider::Payment) -> Result<(), PaymentError> {
        let truth;
        let news = if news.status == PaymentState::Failed && known.is_some_and(|known| known.status.is_under_way()) {
            // Lists may be behind. That a payment failed after all is believed only when the payment itself says so.
            truth = self.payments.provider.payment(&news.id).await?;
            &truth
        } else {
            news
        };
        let Some(payment) = self.take_in(order, news).await? else { return Ok(()) };
        let truth = self.capture(&payment).await?;
        match self.take_in(order, &truth).await? {
            None => Ok(()),
            Some(_) => Err(PaymentError::Unsettled(format!("{} was not captured and is still {:?}", news.id, truth.status))),
        }
    }

    /// Asks the provider to take a payment that seats are kept for; gives what is true afterwards.
    async fn capture(&self, payment: &payment::Model) -> Result<provider::Payment, PaymentError> {
        let answer = self.payments.provider.capture(&payment.provider_payment_id, payment.amount).await;
        if let Err(error) = &answer {
            payment_log::record(self.store.writer(), payment.id, self.clock.now(), "capture refused or not answered", json!({ "error": error.to_string() }))
                .await?;
        }
        match answer {
            Ok(captured) => Ok(captured),
            // A refusal may well mean that it was captured before: the payment itself says what is true.
            Err(ProviderError::Invalid { .. } | ProviderError::Declined { .. }) => Ok(self.payments.provider.payment(&payment.provider_payment_id).await?),
            Err(error) => {
                if matches!(error, ProviderError::Unknown(_)) {
                    let mut unanswered = payment.clone();
                    payment::advance(self.store.writer(), &mut unanswered, &[PaymentEvent::Unanswered], self.clock.now()).await?;
                }
                Err(error.into())
            }
        }
    }

    /// Brings one payment's row, and its booking, up to what the provider says, in one transaction. Gives the payment where seats
    /// are in hand and it is to be taken.
    async fn take_in(&self, order: &payment_order::Model, news: &provider::Payment) -> Result<Option<payment::Model>, PaymentError> {
        let now = self.clock.now();
        let db = self.store.begin().await?;
        let first = payment::News { provider_payment_id: &news.id, amount: news.amount, currency: &news.currency, method: news.method.as_deref() };
        let mut payment = payment::hold_row(&db, order, &first, now).await?;
        let (turn, was) = (Turn { db: &db, order, news, now }, payment.status);
        let next = match news.status {
            _ if payment.status == PaymentStatus::Captured => {
                payment::note_refunds_elsewhere(&db, &payment, news.amount_refunded).await?;
                None
            }
            PaymentState::Authorized => self.authorized(turn, &mut payment).await?,
            PaymentState::Captured => self.captured(turn, &mut payment).await?,
            // Given back by others than us before we ever had it: by the provider itself, or by hand on its dashboard.
            PaymentState::Refunded => given_back(self, turn, &mut payment).await?,
            // It was authorized, and the bank has thought better of it.
            PaymentState::Failed if payment.status.is_under_way() => given_back(self, turn, &mut payment).await?,
            PaymentState::Failed => failed(turn, &mut payment).await?,
            _ => None,
        };
        payment_log::record(&db, payment.id, now, &step(&news.status), told(news, was, &payment)).await?;
        db.commit().await?;
        Ok(next)
    }

    async fn authorized(&self, turn: Turn<'_>, payment: &mut payment::Model) -> Result<Option<payment::Model>, PaymentError> {
        let Turn { db, order, now, .. } = turn;
        if payment.status == PaymentStatus::Lapsed {
            return Ok(None);
        }
        let kept = self.decide(turn, payment).await?;
        let next = if kept { PaymentEvent::CaptureBegun } else { PaymentEvent::TurnedAway };
        payment::advance(db, payment, &[PaymentEvent::Authorized, next], now).await?;
        if payment.status != PaymentStatus::Capturing {
            return Ok(None);
        }
        // Whatever becomes of this process, somebody soon looks what became of the capture.
        payment_order::look_by(db, order.id, now + LOOK_FIRST).await?;
        Ok(Some(payment.clone()))
    }

    async fn captured(&self, turn: Turn<'_>, payment: &mut payment::Model) -> Result<Option<payment::Model>, PaymentError> {
        let Turn { db, news, now, .. } = turn;
        if payment.status.after(PaymentEvent::Captured).is_none() {
            return Ok(None);
        }
        let kept = self.decide(turn, payment).await?;
        (payment.fee, payment.tax) = (news.fee, news.tax);
        payment::advance(db, payment, &[PaymentEvent::Captured], now).await?;
        payment::note_refunds_elsewhere(db, payment, news.amount_refunded).await?;
        let booking = booking::Entity::find_by_id(payment.booking_id).one(db).await?.ok_or(PaymentError::NoBooking)?;
        let stake = if kept { breakdown(&booking)?.stake } else { Paise::ZERO };
        let (fee, tax) = (news.fee.unwrap_or_default(), news.tax.unwrap_or_default());
        let capture = Capture { payment: payment.id, booking: booking.id, amount: payment.amount, stake, fee, tax };
        ledger_entry::post(db, Entry::captured(&capture), now).await?;
        if kept {
            confirm(db, &booking, payment, now).await?;
            self.end_offer(db, &booking, WaitEvent::Accepted, now).await?;
        } else {
            self.refund_rest(db, payment, payment.amount - news.amount_refunded, cause_of(payment.verdict), now).await?;
        }
        Ok(None)
    }
}

/// What the provider says a payment is, as its log names it.
fn step(state: &PaymentState) -> String {
    match state {
        PaymentState::Unknown(word) => format!("provider says {word}"),
        state => format!("provider says {}", format!("{state:?}").to_lowercase()),
    }
}

/// What else it says, and where that has brought our row.
fn told(news: &provider::Payment, was: PaymentStatus, payment: &payment::Model) -> serde_json::Value {
    let said = json!({
        "amount": news.amount, "currency": news.currency, "method": news.method, "captured": news.captured, "fee": news.fee, "tax": news.tax,
        "refunded": news.amount_refunded, "error": news.error.as_ref().map(|error| &error.description),
    });
    json!({ "said": said, "before": was, "after": payment.status, "verdict": payment.verdict })
}

/// False where a row is final already, or as far as the news.
fn is_news(news: &provider::Payment, known: Option<&payment::Model>) -> bool {
    let Some(known) = known else { return true };
    match known.status {
        PaymentStatus::Captured => news.amount_refunded > known.refund_reserved + known.refunded_elsewhere,
        PaymentStatus::Lapsed => false,
        PaymentStatus::Failed => news.status != PaymentState::Failed,
        PaymentStatus::Created => news.status != PaymentState::Created,
        PaymentStatus::Authorized | PaymentStatus::Capturing | PaymentStatus::Unknown => true,
    }
}

/// What a booking costs as it was made; the party of an unconfirmed booking never changes.
fn breakdown(booking: &booking::Model) -> Result<PriceBreakdown, PaymentError> {
    let party = u32::try_from(booking.party).unwrap_or_default();
    PriceBreakdown::of(party, booking.price_each, booking.stake_each).ok_or(PaymentError::Amount)
}

async fn confirm(db: &DatabaseTransaction, booking: &booking::Model, payment: &payment::Model, now: DateTime<Utc>) -> Result<(), PaymentError> {
    if !booking::confirm(db, booking.id, booking.status, payment.id, now).await? {
        return Err(PaymentError::Unsettled(format!("{} was captured, but booking {} would not be confirmed", payment.provider_payment_id, booking.id)));
    }
    if !booking.stake_each.is_zero() && traveler::hold_stakes(db, booking.id).await? != u64::try_from(booking.party).unwrap_or_default() {
        return Err(PaymentError::Unsettled(format!("booking {} is paid, but not every stake of it could be held", booking.id)));
    }
    mail::post(db, booking.id, &Letter::BookingConfirmed, now).await?;
    papers::plan(db, IssuePaper::Payment(payment.id), now).await?;
    let detail = serde_json::json!({ "payment": payment.provider_payment_id, "amount": payment.amount, "from": booking.status });
    audit_log::record(db, now, None, "booking.confirmed", format!("booking:{}", booking.id), detail).await?;
    Ok(())
}

async fn failed(turn: Turn<'_>, payment: &mut payment::Model) -> Result<Option<payment::Model>, PaymentError> {
    let Turn { db, news, now, .. } = turn;
    let words = news.error.as_ref().map_or_else(|| "The bank did not approve the payment.".to_owned(), |error| error.description.clone());
    payment.failure = Some(words.clone());
    if payment::advance(db, payment, &[PaymentEvent::Failed], now).await? {
        mail::post(db, payment.booking_id, &Letter::PaymentFailed { reason: words }, now).await?;
    }
    Ok(None)
}

/// The provider gave the money back without our having taken it. Seats that were kept for it go back too, and its payer is told.
async fn given_back(services: &Services, turn: Turn<'_>, payment: &mut payment::Model) -> Result<Option<payment::Model>, PaymentError> {
    let Turn { db, news, now, .. } = turn;
    let is_told = !matches!(payment.verdict, PaymentVerdict::Undecided | PaymentVerdict::Kept);
    if news.captured {
        // Somebody had it meanwhile, and it was not us: a person should know.
        payment.verdict = PaymentVerdict::Mismatch;
    }
    if payment::advance(db, payment, &[PaymentEvent::GivenBack], now).await? {
        if !is_told {
            turned_away(turn, payment, "it went back before we could take it").await?;
        }
        let_go(services, db, payment, now).await?;
    }
    Ok(None)
}
