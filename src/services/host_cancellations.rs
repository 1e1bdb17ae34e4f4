//! A host takes one booking off a run: everything comes back, by the same quote and the same transaction as any cancellation.

use super::{
    Services,
    bookings::{BookingError, BookingRecord},
    cancellations::Cancelling,
    hosting::Membership,
};
use crate::{
    domain::{
        booking::{BookingStatus, CancelledBy},
        ids::{BookingRef, RunId},
        money::Paise,
        payment::RefundCause,
        refund_quote::RefundQuote,
    },
    entity::booking,
};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};

impl Services {
    async fn hosted_booking(&self, membership: &Membership, run: RunId, reference: &BookingRef) -> Result<BookingRecord, BookingError> {
        self.host_run_row(membership, run).await?;
        let row = booking::Entity::find().filter(booking::Column::RunId.eq(run)).filter(booking::Column::Reference.eq(reference.clone()));
        let row = row.one(self.store.reader()).await?;
        self.with_runs(row.into_iter().collect()).await?.pop().ok_or(BookingError::NoBooking)
    }

    /// What taking a booking off its run gives back: all of it, for everybody who still has a seat. Nothing changes.
    ///
    /// # Errors
    /// [`BookingError::NoRun`] or [`BookingError::NoBooking`] where it is not on a run of the organization's, and as [`Services::quote`].
    pub async fn host_quote(&self, membership: &Membership, run: RunId, reference: &BookingRef) -> Result<(BookingRecord, RefundQuote), BookingError> {
        let record = self.hosted_booking(membership, run, reference).await?;
        let quote = self.quote_of_all(&record)?;
        Ok((record, quote))
    }

    fn quote_of_all(&self, record: &BookingRecord) -> Result<RefundQuote, BookingError> {
        let everybody: Vec<i32> = record.staying().map(|person| person.position).collect();
        self.quote_for(record, &everybody, RefundCause::Host)
    }

    /// Cancels a confirmed booking for its host, who has seen a quote of `quoted` in all; the traveler is told the reason.
    /// One that a host has cancelled already stays as it is, and that is no error.
    ///
    /// # Errors
    /// As [`Services::host_quote`]; [`BookingError::QuoteChanged`] where part of the party has left since the quote was shown, and
    /// [`BookingError::Raced`] where somebody else changed the booking this very moment. Whatever it is, nothing was cancelled.
    pub async fn cancel_booking(&self, membership: &Membership, run: RunId, reference: &BookingRef, reason: &str, quoted: Paise) -> Result<(), BookingError> {
        let record = self.hosted_booking(membership, run, reference).await?;
        if is_done(&record) {
            return Ok(());
        }
        let quote = self.quote_of_all(&record)?;
        if quote.total() != quoted {
            return Err(BookingError::QuoteChanged);
        }
        let cancelling = Cancelling { by: CancelledBy::Host, actor: Some(membership.user_id), member: Some(membership), reason: Some(reason) };
        match self.execute(&record, &quote, cancelling).await {
            Ok(true) => Ok(()),
            // Lost to somebody: perhaps to this very form, sent twice.
            Ok(false) | Err(BookingError::Raced) if is_done(&self.hosted_booking(membership, run, reference).await?) => Ok(()),
            Ok(false) => Err(BookingError::Raced),
            Err(error) => Err(error),
        }
    }
}

fn is_done(record: &BookingRecord) -> bool {
    record.booking.status == BookingStatus::Cancelled && record.booking.cancelled_by == Some(CancelledBy::Host)
}
