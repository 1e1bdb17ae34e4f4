//! `settle`: the one routine in which every piece of news about a payment ends, be it a callback, a webhook, a look of ours or an
//! admin's wish. It asks the provider what is true and moves our rows forward, never back; called any number of times, in any order
//! and at once, it leaves the same state.

use super::{
    PaymentError,
    provider::{self, PaymentState, ProviderError},
};
use crate::{
    domain::{
        booking::{BookingStatus, PriceBreakdown},
        ids::{BookingId, OrderId},
        ledger::{Capture, Entry},
        money::Paise,
        payment::{PaymentEvent, PaymentStatus, PaymentVerdict, RefundCause},
        run::RunStatus,
    },
    entity::{audit_log, booking, event_run, job, ledger_entry, payment, payment_order},
    services::{
        Services,
        bookings::{EXPIRE_HOLD, ExpireHold},
        mail::{self, Letter},
    },
};
use chrono::{DateTime, Duration, Utc};
use futures_util::future::join_all;
use sea_orm::{ColumnTrait, DatabaseTransaction, DbErr, EntityTrait, QueryFilter, QuerySelect};
use std::collections::HashMap;

/// The first look at an order whose payer has not come back, and the shortest wait between two.
pub(super) const LOOK_FIRST: Duration = Duration::seconds(30);
/// The longest wait between two looks.
const LOOK_LATEST: Duration = Duration::hours(12);
/// So long after its making something can still come of an order: banks change their minds for up to five days, and a provider's page
/// may have stood open for some before. Longer where a payment is still under way.
const LOOKS_END: Duration = Duration::days(10);
/// The longest wait after the provider has not answered.
const RETRY_LATEST_SECONDS: i64 = 600;
/// Looks that one process claims and does at once, and how long they are its own.
const LOOKS_AT_ONCE: u64 = 8;
const LOOK_LEASE: Duration = Duration::minutes(2);
/// So many failed looks in a row are told to people once, as an error.
const FAILURES_TOLD: i32 = 6;

/// What a piece of news asks of us.
#[derive(Debug)]
enum Next {
    Nothing,
    /// Seats are in hand: the payment may be taken.
    Capture(payment::Model),
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

    /// Settles every order whose next look is due; gives how many there were. Failures are planned for, not given back.
    ///
    /// # Errors
    /// The database's.
    pub async fn look_at_orders(&self) -> Result<usize, DbErr> {
        let now = self.clock.now();
        let mut claimed = Vec::new();
        for order in payment_order::due(now).limit(LOOKS_AT_ONCE).all(self.store.reader()).await? {
            if payment_order::claim_look(self.store.writer(), &order, now + LOOK_LEASE).await? {
                claimed.push(order);
            }
        }
        let looked = claimed.len();
        let look = async |order: payment_order::Model| {
            // Failures are written beside the order, and told when they go on.
            if let Err(error) = self.settle(order.id).await {
                tracing::debug!(order = %order.id, receipt = order.receipt, %error, "an order could not be settled yet");
            }
        };
        join_all(claimed.into_iter().map(look)).await;
        Ok(looked)
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
        for payment in news.iter().filter(|payment| is_news(payment, known.get(&payment.id).copied())) {
            if let Err(error) = self.settle_payment(order, payment).await {
                failure.get_or_insert(error);
            }
        }
        failure.map_or(Ok(()), Err)
    }

    async fn known_payments(&self, order: OrderId) -> Result<HashMap<String, PaymentStatus>, DbErr> {
        let rows: Vec<(String, PaymentStatus)> = payment::Entity::find()
            .select_only()
            .column(payment::Column::ProviderPaymentId)
            .column(payment::Column::Status)
            .filter(payment::Column::OrderId.eq(order))
            .into_tuple()
            .all(self.store.reader())
            .await?;
        Ok(rows.into_iter().collect())
    }

    async fn settle_payment(&self, order: &payment_order::Model, news: &provider::Payment) -> Result<(), PaymentError> {
        let Next::Capture(payment) = self.take_in(order, news).await? else { return Ok(()) };
        let truth = self.capture(&payment).await?;
        match self.take_in(order, &truth).await? {
            Next::Nothing => Ok(()),
            Next::Capture(_) => Err(PaymentError::Unsettled(format!("{} was not captured and is still {:?}", news.id, truth.status))),
        }
    }

    /// Asks the provider to take a payment that seats are kept for; gives what is true afterwards.
    async fn capture(&self, payment: &payment::Model) -> Result<provider::Payment, PaymentError> {
        match self.payments.provider.capture(&payment.provider_payment_id, payment.amount).await {
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

    /// Brings one payment's row, and its booking, up to what the provider says, in one transaction.
    async fn take_in(&self, order: &payment_order::Model, news: &provider::Payment) -> Result<Next, PaymentError> {
        let now = self.clock.now();
        let db = self.store.begin().await?;
        let first = payment::News { provider_payment_id: &news.id, amount: news.amount, currency: &news.currency, method: news.method.as_deref() };
        let mut payment = payment::hold_row(&db, order, &first, now).await?;
        let next = match news.status {
            PaymentState::Authorized => self.authorized(&db, order, news, &mut payment, now).await?,
            PaymentState::Captured => self.captured(&db, order, news, &mut payment, now).await?,
            // Given back by others than us before we ever had it: by the provider itself, or by hand on its dashboard.
            PaymentState::Refunded => given_back(&db, news, &mut payment, now).await?,
            PaymentState::Failed => failed(&db, news, &mut payment, now).await?,
            _ => Next::Nothing,
        };
        db.commit().await?;
        Ok(next)
    }

    async fn authorized(
        &self,
        db: &DatabaseTransaction,
        order: &payment_order::Model,
        news: &provider::Payment,
        payment: &mut payment::Model,
        now: DateTime<Utc>,
    ) -> Result<Next, PaymentError> {
        if matches!(payment.status, PaymentStatus::Captured | PaymentStatus::Lapsed) {
            return Ok(Next::Nothing);
        }
        let kept = self.decide(db, order, news, payment, now).await?;
        let events: &[PaymentEvent] = if kept { &[PaymentEvent::Authorized, PaymentEvent::CaptureBegun] } else { &[PaymentEvent::Authorized] };
        payment::advance(db, payment, events, now).await?;
        Ok(if payment.status == PaymentStatus::Capturing { Next::Capture(payment.clone()) } else { Next::Nothing })
    }

    async fn captured(
        &self,
        db: &DatabaseTransaction,
        order: &payment_order::Model,
        news: &provider::Payment,
        payment: &mut payment::Model,
        now: DateTime<Utc>,
    ) -> Result<Next, PaymentError> {
        if payment.status.after(PaymentEvent::Captured).is_none() {
            return Ok(Next::Nothing);
        }
        let kept = self.decide(db, order, news, payment, now).await?;
        (payment.fee, payment.tax) = (news.fee, news.tax);
        payment::advance(db, payment, &[PaymentEvent::Captured], now).await?;
        let booking = booking::Entity::find_by_id(payment.booking_id).one(db).await?.ok_or(PaymentError::NoBooking)?;
        let stake = if kept { breakdown(&booking)?.stake } else { Paise::ZERO };
        let (fee, tax) = (news.fee.unwrap_or_default(), news.tax.unwrap_or_default());
        let capture = Capture { payment: payment.id, booking: booking.id, amount: payment.amount, stake, fee, tax };
        ledger_entry::post(db, Entry::captured(&capture), now).await?;
        if kept {
            confirm(db, &booking, payment, now).await?;
        } else {
            self.refund_rest(db, payment, payment.amount - news.amount_refunded, cause_of(payment.verdict), now).await?;
        }
        Ok(Next::Nothing)
    }

    /// True where a payment pays for its booking. Decided once; whoever paid one that does not is told.
    async fn decide(
        &self,
        db: &DatabaseTransaction,
        order: &payment_order::Model,
        news: &provider::Payment,
        payment: &mut payment::Model,
        now: DateTime<Utc>,
    ) -> Result<bool, PaymentError> {
        if payment.verdict == PaymentVerdict::Undecided {
            payment.verdict = self.judge(db, order, news, payment, now).await?;
            if payment.verdict != PaymentVerdict::Kept {
                turned_away(db, payment, news.captured, now).await?;
            }
        }
        Ok(payment.verdict == PaymentVerdict::Kept)
    }

    /// Decides by the rules what a payment is good for. Where it is kept, the seats are in hand when this returns.
    async fn judge(
        &self,
        db: &DatabaseTransaction,
        order: &payment_order::Model,
        news: &provider::Payment,
        payment: &payment::Model,
        now: DateTime<Utc>,
    ) -> Result<PaymentVerdict, PaymentError> {
        // A second round, where the booking moved between being read and being claimed. It can only move forward: three are plenty.
        for _ in 0..3 {
            let booking = booking::Entity::find_by_id(order.booking_id).one(db).await?.ok_or(PaymentError::NoBooking)?;
            if booking.confirmed_at.is_some() || booking.capturing_payment_id.is_some() {
                return Ok(PaymentVerdict::Duplicate);
            }
            let whole = news.amount_refunded.is_zero();
            let ours = whole && news.order_id == order.provider_order_id && (news.amount, news.currency.as_str()) == (order.amount, order.currency.as_str());
            if !ours || order.amount != breakdown(&booking)?.total {
                return Ok(PaymentVerdict::Mismatch);
            }
            let run = event_run::Entity::find_by_id(booking.run_id).one(db).await?.ok_or(PaymentError::NoBooking)?;
            if run.status != RunStatus::Scheduled {
                return Ok(PaymentVerdict::TooLate);
            }
            if !booking::claim(db, booking.id, booking.status, payment.id).await? {
                continue;
            }
            // A pending booking has its seats. Any other must win them again, under the same guard as everybody.
            if booking.status == BookingStatus::Pending || self.seats.take(db, &run, booking.party, now).await? {
                return Ok(PaymentVerdict::Kept);
            }
            booking::release(db, booking.id, payment.id).await?;
            return Ok(PaymentVerdict::TooLate);
        }
        Err(PaymentError::Unsettled(format!("booking {} would not hold still", order.booking_id)))
    }

    /// True while something may still become of a payment of the order.
    async fn under_way(&self, order: OrderId) -> Result<bool, DbErr> {
        let open = [PaymentStatus::Authorized, PaymentStatus::Capturing, PaymentStatus::Unknown];
        let rows = payment::Entity::find().filter(payment::Column::OrderId.eq(order)).filter(payment::Column::Status.is_in(open));
        Ok(rows.one(self.store.reader()).await?.is_some())
    }

    async fn plan_next_look(&self, order: &payment_order::Model, error: Option<&PaymentError>) -> Result<(), DbErr> {
        let now = self.clock.now();
        let age = now - order.created_at;
        let next = match error {
            Some(_) => {
                let wait = 2_i64.saturating_pow(u32::try_from(order.failed_looks).unwrap_or_default().saturating_add(1));
                Some(now + Duration::seconds(wait.min(RETRY_LATEST_SECONDS)))
            }
            None if age > LOOKS_END && !self.under_way(order.id).await? => None,
            None => Some(now + (age / 2).clamp(LOOK_FIRST, LOOK_LATEST)),
        };
        if let (Some(error), FAILURES_TOLD) = (error, order.failed_looks + 1) {
            tracing::error!(order = %order.id, receipt = order.receipt, %error, "an order cannot be settled; it is tried on");
        }
        payment_order::looked(self.store.writer(), order, error.map(ToString::to_string), next).await
    }
}

/// False where a row is final already, or as far as the news.
fn is_news(news: &provider::Payment, known: Option<PaymentStatus>) -> bool {
    match known {
        Some(PaymentStatus::Captured | PaymentStatus::Lapsed) => false,
        Some(PaymentStatus::Failed) => news.status != PaymentState::Failed,
        Some(PaymentStatus::Created) => news.status != PaymentState::Created,
        _ => true,
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
    mail::post(db, booking.id, &Letter::BookingConfirmed, now).await?;
    let detail = serde_json::json!({ "payment": payment.provider_payment_id, "amount": payment.amount, "from": booking.status });
    audit_log::record(db, now, None, "booking.confirmed", format!("booking:{}", booking.id), detail).await?;
    Ok(())
}

/// A payment that is not kept: its payer and the log are told, once.
async fn turned_away(db: &DatabaseTransaction, payment: &payment::Model, captured: bool, now: DateTime<Utc>) -> Result<(), DbErr> {
    let why = match payment.verdict {
        PaymentVerdict::Duplicate => "this booking had been paid already",
        PaymentVerdict::Mismatch => "the amount was not the one that this booking asks for",
        _ if run_is_off(db, payment.booking_id).await? => "the host has called the run off",
        _ => "it came after your hold had run out, and your seats are no longer free",
    };
    let letter = Letter::PaymentNotKept { amount: payment.amount, why: why.to_owned(), captured, payment: payment.id.0 };
    mail::post(db, payment.booking_id, &letter, now).await?;
    let detail = serde_json::json!({ "payment": payment.provider_payment_id, "amount": payment.amount, "verdict": payment.verdict, "captured": captured });
    audit_log::record(db, now, None, "payment.not_kept", format!("booking:{}", payment.booking_id), detail).await
}

async fn run_is_off(db: &DatabaseTransaction, booking: BookingId) -> Result<bool, DbErr> {
    let found = booking::Entity::find_by_id(booking).find_also_related(event_run::Entity).one(db).await?;
    Ok(found.and_then(|(_, run)| run).is_some_and(|run| run.status == RunStatus::Cancelled))
}

async fn failed(db: &DatabaseTransaction, news: &provider::Payment, payment: &mut payment::Model, now: DateTime<Utc>) -> Result<Next, PaymentError> {
    let words = news.error.as_ref().map_or_else(|| "The bank did not approve the payment.".to_owned(), |error| error.description.clone());
    payment.failure = Some(words.clone());
    if matches!(payment.status, PaymentStatus::Authorized | PaymentStatus::Capturing | PaymentStatus::Unknown) {
        return Err(PaymentError::Unsettled(format!("{} was authorized and is said to have failed", news.id)));
    }
    if payment::advance(db, payment, &[PaymentEvent::Failed], now).await? {
        mail::post(db, payment.booking_id, &Letter::PaymentFailed { reason: words }, now).await?;
    }
    Ok(Next::Nothing)
}

/// The provider gave the money back without anybody having taken it. Seats that were kept for it go back too.
async fn given_back(db: &DatabaseTransaction, news: &provider::Payment, payment: &mut payment::Model, now: DateTime<Utc>) -> Result<Next, PaymentError> {
    if news.captured {
        // Somebody had it meanwhile, and it was not us: a person should know.
        payment.verdict = PaymentVerdict::Mismatch;
    }
    if payment::advance(db, payment, &[PaymentEvent::GivenBack], now).await? && booking::release(db, payment.booking_id, payment.id).await? {
        let booking = booking::Entity::find_by_id(payment.booking_id).one(db).await?.ok_or(PaymentError::NoBooking)?;
        if booking.status == BookingStatus::Pending {
            // Its hold may have run out while it waited for the capture.
            let payload = serde_json::to_value(ExpireHold { booking: booking.id })?;
            job::enqueue(db, EXPIRE_HOLD, payload, booking.hold_expires_at.unwrap_or(now).max(now), now).await?;
        } else {
            event_run::give_seats_back(db, booking.run_id, booking.party).await?;
        }
    }
    Ok(Next::Nothing)
}

const fn cause_of(verdict: PaymentVerdict) -> RefundCause {
    match verdict {
        PaymentVerdict::Duplicate => RefundCause::DuplicatePayment,
        PaymentVerdict::Mismatch => RefundCause::WrongPayment,
        _ => RefundCause::LatePayment,
    }
}
