//! Money that an admin gives back: by cancelling a booking that is still ahead, or out of what it has earned.

use super::{AdminError, still_admin};
use crate::{
    domain::{
        booking::{BookingStatus, CancelledBy},
        ids::{BookingRef, UserId},
        ledger::Entry,
        money::Paise,
        payment::{Bearer, RefundCause},
        refund_quote::RefundQuote,
    },
    entity::{audit_log, ledger_entry, payment},
    services::{
        Services,
        bookings::BookingError,
        cancellations::{Cancelling, host_of},
        payments::{ledger::earned, refunds::Intent},
    },
};
use serde_json::json;

impl Services {
    /// Cancels a booking that is still ahead, for its traveler: everybody gets all of it back.
    ///
    /// # Errors
    /// [`AdminError::Missing`]; [`AdminError::Booking`] where it is not confirmed or its run has begun; [`AdminError::NoAdmin`].
    pub async fn cancel_for_traveler(&self, admin: UserId, reference: &BookingRef, reason: &str) -> Result<(), AdminError> {
        still_admin(self.store.writer(), admin).await?;
        let record = self.booking_named(reference).await.map_err(missing)?;
        let everybody: Vec<i32> = record.staying().map(|person| person.position).collect();
        let quote = self.quote_for(&record, &everybody, RefundCause::Platform)?;
        let cancelling = Cancelling { by: CancelledBy::Platform, actor: Some(admin), member: None, reason: Some(reason) };
        if self.execute(&record, &quote, cancelling).await? { Ok(()) } else { Err(BookingError::Raced.into()) }
    }

    /// Gives back some of the price of a booking that is over: out of what the host and the platform have earned by it, each their part, or
    /// out of the platform's fees alone.
    ///
    /// # Errors
    /// [`AdminError::Missing`], [`AdminError::NothingPaid`], [`AdminError::NoAdmin`]; [`AdminError::Moved`] where it is not over;
    /// [`AdminError::TooMuch`] with what could be given back.
    pub async fn give_back(&self, admin: UserId, reference: &BookingRef, amount: Paise, bearer: Bearer, reason: &str) -> Result<(), AdminError> {
        let record = self.booking_named(reference).await.map_err(missing)?;
        let booking = &record.booking;
        if !matches!(booking.status, BookingStatus::Completed | BookingStatus::Cancelled) {
            return Err(AdminError::Moved(booking.status));
        }
        let now = self.clock.now();
        let db = self.store.begin().await?;
        still_admin(&db, admin).await?;
        let paid = payment::kept_for(booking.id).one(&db).await?.ok_or(AdminError::NothingPaid)?;
        let quote = RefundQuote { cause: RefundCause::Goodwill, price_percent: 0, lines: Vec::new() };
        let refund = self.intend_refund(&db, &paid, Intent { quote: &quote, price: amount, stake: Paise::ZERO, actor: Some(admin) }, now).await?;
        let Some(refund) = refund else {
            let paid = payment::kept_for(booking.id).one(&db).await?.ok_or(AdminError::NothingPaid)?;
            return Err(AdminError::TooMuch(paid.amount - paid.refund_reserved));
        };
        let entry = match bearer {
            Bearer::Platform => Entry::goodwill(refund, booking.id, amount),
            Bearer::Host => {
                let (host, fee_basis_points) = host_of(&db, booking.run_id).await?;
                let earned = earned(&db, booking.id).await?;
                if amount > earned.price {
                    return Err(AdminError::TooMuch(earned.price));
                }
                Entry::price_taken_back(&format!("refund:{refund}"), booking.id, host, amount, earned.fee_of(amount, fee_basis_points))
            }
        };
        ledger_entry::post(&db, entry, now).await?;
        let detail = json!({ "reason": reason, "booking": reference, "amount": amount, "bearer": bearer });
        audit_log::record(&db, now, Some(admin), "refund.made", format!("refund:{refund}"), detail).await?;
        db.commit().await?;
        Ok(())
    }
}

fn missing(error: BookingError) -> AdminError {
    match error {
        BookingError::NoBooking => AdminError::Missing,
        error => error.into(),
    }
}
