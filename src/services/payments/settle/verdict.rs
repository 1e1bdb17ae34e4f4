//! What a payment is good for: it pays for its booking, or it is turned away, and its payer is told why and what happens to the money.

use super::{PaymentError, Turn, breakdown, provider};
use crate::{
    domain::{
        booking::BookingStatus,
        payment::{PaymentVerdict, RefundCause},
        run::RunStatus,
    },
    entity::{audit_log, booking, event_run, job, payment},
    services::{
        Services,
        bookings::{EXPIRE_HOLD, ExpireHold},
        mail::{self, Letter},
    },
};
use chrono::{DateTime, Utc};
use sea_orm::{DatabaseTransaction, DbErr, EntityTrait};

impl Services {
    /// True where a payment pays for its booking. Decided once, except that a payment which was kept and is not taken yet is let go of
    /// when its run is called off or begins meanwhile. Whoever paid one that is not kept is told.
    pub(super) async fn decide(&self, turn: Turn<'_>, payment: &mut payment::Model) -> Result<bool, PaymentError> {
        let Turn { db, news, now, .. } = turn;
        let before = payment.verdict;
        if before == PaymentVerdict::Undecided {
            payment.verdict = self.judge(turn, payment).await?;
        } else if before == PaymentVerdict::Kept && !takes_place(&run_of(db, payment).await?, news.captured, now) {
            payment.verdict = PaymentVerdict::TooLate;
            let_go(self, db, payment, now).await?;
        }
        if payment.verdict != before && payment.verdict != PaymentVerdict::Kept {
            let why = match payment.verdict {
                PaymentVerdict::Duplicate => "this booking had been paid already",
                PaymentVerdict::Mismatch => "the amount was not the one that this booking asks for",
                _ => why_too_late(&run_of(db, payment).await?, now),
            };
            turned_away(turn, payment, why).await?;
        }
        Ok(payment.verdict == PaymentVerdict::Kept)
    }

    /// Decides by the rules what a payment is good for. Where it is kept, the seats are in hand when this returns.
    async fn judge(&self, turn: Turn<'_>, payment: &payment::Model) -> Result<PaymentVerdict, PaymentError> {
        let Turn { db, order, news, now } = turn;
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
            if !takes_place(&run, news.captured, now) {
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
            // Seats are taken on the date that was read.
            let moved = event_run::Entity::find_by_id(run.id).one(db).await?.is_some_and(|now| now.starts_at != run.starts_at);
            if !moved {
                return Ok(PaymentVerdict::TooLate);
            }
        }
        Err(PaymentError::Unsettled(format!("booking {} would not hold still", order.booking_id)))
    }
}

/// The run that a payment is about.
async fn run_of(db: &DatabaseTransaction, payment: &payment::Model) -> Result<event_run::Model, PaymentError> {
    let found = booking::Entity::find_by_id(payment.booking_id).find_also_related(event_run::Entity).one(db).await?;
    found.and_then(|(_, run)| run).ok_or(PaymentError::NoBooking)
}

/// True where a payment may still pay for a seat: the run is on, has not begun before the money was taken, and nobody has said for good
/// who was there.
fn takes_place(run: &event_run::Model, is_taken: bool, now: DateTime<Utc>) -> bool {
    run.status == RunStatus::Scheduled && run.finalized_at.is_none() && (is_taken || now < run.starts_at)
}

fn why_too_late(run: &event_run::Model, now: DateTime<Utc>) -> &'static str {
    match run.status {
        RunStatus::Cancelled => "the host has called the run off",
        _ if now >= run.starts_at => "the run had begun before your payment could be taken",
        _ => "it came after your hold had run out, and your seats are no longer free",
    }
}

/// A payment that is not kept: its payer and the logs are told, once.
pub(super) async fn turned_away(turn: Turn<'_>, payment: &payment::Model, why: &str) -> Result<(), DbErr> {
    let Turn { db, order, news: &provider::Payment { captured, .. }, now } = turn;
    tracing::warn!(receipt = order.receipt, payment = payment.provider_payment_id, verdict = %payment.verdict, captured, "a payment is not kept");
    let letter = Letter::PaymentNotKept { amount: payment.amount, why: why.to_owned(), captured, payment: payment.id.0 };
    mail::post(db, payment.booking_id, &letter, now).await?;
    let detail = serde_json::json!({ "payment": payment.provider_payment_id, "amount": payment.amount, "verdict": payment.verdict, "captured": captured });
    audit_log::record(db, now, None, "payment.not_kept", format!("booking:{}", payment.booking_id), detail).await
}

/// Lets go of the booking that was claimed for a payment, and of the seats that were kept for it. Nothing where none was.
pub(super) async fn let_go(services: &Services, db: &DatabaseTransaction, payment: &payment::Model, now: DateTime<Utc>) -> Result<(), PaymentError> {
    if !booking::release(db, payment.booking_id, payment.id).await? {
        return Ok(());
    }
    let booking = booking::Entity::find_by_id(payment.booking_id).one(db).await?.ok_or(PaymentError::NoBooking)?;
    if booking.status == BookingStatus::Pending {
        // Its hold may have run out while it waited for the capture.
        let payload = serde_json::to_value(ExpireHold { booking: booking.id })?;
        job::enqueue(db, EXPIRE_HOLD, payload, booking.hold_expires_at.unwrap_or(now).max(now), now).await?;
    } else {
        services.give_seats_back(db, booking.run_id, booking.party, now).await?;
    }
    Ok(())
}

/// Why a payment that is not kept goes back.
pub(super) const fn cause_of(verdict: PaymentVerdict) -> RefundCause {
    match verdict {
        PaymentVerdict::Duplicate => RefundCause::DuplicatePayment,
        PaymentVerdict::Mismatch => RefundCause::WrongPayment,
        _ => RefundCause::LatePayment,
    }
}
