//! A lost dispute: the traveler's bank has given the money back by itself. In our books that stands for what we owed the traveler anyway:
//! refunds that were not sent yet, stakes in escrow; then for the price, which the host has to give up; only the rest is the platform's loss.

use super::{Services, raced, subject};
use crate::{
    domain::{
        booking::{Attendance, BookingStatus, CancelledBy},
        dispute::DisputeStatus,
        ids::{BookingId, DisputeId},
        ledger::Entry,
        money::Paise,
        payment::{PaymentVerdict, RefundCause},
        refund_quote::RefundQuote,
    },
    entity::{dispute, ledger_entry, payment, refund},
    services::{
        bookings::BookingRecord,
        cancellations::{Cancelling, host_of},
        payments::{
            PaymentError,
            ledger::earned,
            provider,
            refunds::{Intent, refund_done},
        },
    },
};
use chrono::{DateTime, Utc};
use sea_orm::{DatabaseTransaction, EntityTrait, QueryOrder};
use serde_json::json;

/// What the traveler reads where a seat goes because the bank has given its price back.
const WHY: &str = "Your bank has given the payment back to you.";

impl Services {
    /// Books a lost dispute. Interrupted, it is done again from the beginning: each part finds done what is done.
    pub(super) async fn lose_dispute(&self, row: &dispute::Model, news: &provider::Dispute) -> Result<(), PaymentError> {
        let lost = if news.amount_deducted > Paise::ZERO { news.amount_deducted } else { row.amount };
        let payment = self.disputed_payment(row).await?;
        let whole = lost >= payment.amount - payment.refund_reserved;
        if whole && payment.verdict == PaymentVerdict::Kept {
            self.take_seats_back(row.booking_id).await?;
        }
        let record = self.booking_by_id(row.booking_id).await?;
        let now = self.clock.now();
        let db = self.store.begin().await?;
        if whole && payment.verdict == PaymentVerdict::Kept {
            Box::pin(self.stakes_taken_by_bank(&db, &record, now)).await.map_err(|error| PaymentError::Unsettled(error.to_string()))?;
        }
        let mut left = lost - self.take_unsent(&db, row, lost, now).await?;
        if payment.verdict == PaymentVerdict::Kept {
            left = left - self.take_price(&db, row, &record, left, now).await?;
        }
        ledger_entry::post(&db, Entry::dispute_written_off(row.id, row.booking_id, left), now).await?;
        if !dispute::advance(&db, row, DisputeStatus::Lost, (lost - left, left), now).await? {
            return Err(raced(row));
        }
        self.after_move(&db, row, DisputeStatus::Lost, json!({ "lost": lost, "written_off": left }), now).await?;
        db.commit().await?;
        if left > Paise::ZERO {
            tracing::error!(dispute = subject(row.id), booking = %row.booking_id, amount = left.0, "a lost dispute has cost the platform itself");
        }
        Ok(())
    }

    async fn disputed_payment(&self, row: &dispute::Model) -> Result<payment::Model, PaymentError> {
        payment::Entity::find_by_id(row.payment_id).one(self.store.writer()).await?.ok_or(PaymentError::NoBooking)
    }

    /// Cancels the seats of a booking whose run has not begun: who has the money back has no seat.
    async fn take_seats_back(&self, booking: BookingId) -> Result<(), PaymentError> {
        let record = self.booking_by_id(booking).await?;
        let is_ahead = record.booking.status == BookingStatus::Confirmed
            && self.clock.now() < record.run.starts_at
            && record.staying().all(|person| person.attendance == Attendance::Expected);
        if !is_ahead {
            return Ok(());
        }
        let everybody: Vec<i32> = record.staying().map(|person| person.position).collect();
        let quote = self.quote_for(&record, &everybody, RefundCause::Platform)?;
        let cancelling = Cancelling { by: CancelledBy::Platform, actor: None, member: None, reason: Some(WHY) };
        if self.execute(&record, &quote, cancelling).await? { Ok(()) } else { Err(PaymentError::Unsettled(format!("booking {booking} would not hold still"))) }
    }

    /// Counts refunds that were not sent yet as done by the bank, as far as the money goes. Gives what they come to.
    async fn take_unsent(&self, db: &DatabaseTransaction, row: &dispute::Model, lost: Paise, now: DateTime<Utc>) -> Result<Paise, PaymentError> {
        let mut taken = Paise::ZERO;
        for refund in refund::unsent(row.payment_id).order_by_asc(refund::Column::Id).all(db).await? {
            if taken + refund.amount() <= lost {
                take(db, row.id, &refund, now).await?;
                taken = taken + refund.amount();
            }
        }
        Ok(taken)
    }

    /// Takes as much of the price back as is left of the loss: from host and platform, each their part. Gives how much that is.
    async fn take_price(
        &self,
        db: &DatabaseTransaction,
        row: &dispute::Model,
        record: &BookingRecord,
        lost: Paise,
        now: DateTime<Utc>,
    ) -> Result<Paise, PaymentError> {
        let (host, fee_basis_points) = host_of(db, record.run.id).await?;
        let earned = earned(db, row.booking_id).await?;
        // What the run is yet to earn is taken too; once it is over, that comes to the host and is gone again.
        let staying = u32::try_from(record.staying().count()).ok().filter(|_| record.booking.status == BookingStatus::Confirmed).unwrap_or_default();
        let ahead = record.booking.price_each.times(staying).ok_or(PaymentError::Amount)?;
        let price = Ord::min(lost, earned.price + ahead);
        if price <= Paise::ZERO {
            return Ok(Paise::ZERO);
        }
        let fee = earned.fee_of(price, fee_basis_points);
        ledger_entry::post(db, Entry::price_taken_back(&subject(row.id), row.booking_id, host, price, fee), now).await?;
        let payment = payment::Entity::find_by_id(row.payment_id).one(db).await?.ok_or(PaymentError::NoBooking)?;
        let quote = RefundQuote { cause: RefundCause::Dispute, price_percent: 100, lines: Vec::new() };
        let refund = self.intend_refund(db, &payment, Intent { quote: &quote, price, stake: Paise::ZERO, actor: None }, now).await?;
        let refund = refund.ok_or_else(|| PaymentError::Unsettled(format!("nothing is left of {} to be taken back", payment.provider_payment_id)))?;
        let refund = refund::Entity::find_by_id(refund).one(db).await?.ok_or(PaymentError::NoBooking)?;
        take(db, row.id, &refund, now).await?;
        Ok(price)
    }
}

/// Counts one refund as done by the bank.
async fn take(db: &DatabaseTransaction, dispute: DisputeId, refund: &refund::Model, now: DateTime<Utc>) -> Result<(), PaymentError> {
    if !refund::taken_by_bank(db, refund, dispute, now).await? {
        return Err(PaymentError::Unsettled(format!("refund {} was sent meanwhile", refund.id)));
    }
    refund_done(db, refund, json!({ "dispute": dispute }), now).await
}
