//! What has happened to the money of one booking: for its traveler, and for the admin who is asked about it.

use super::PaymentError;
use crate::{
    domain::{
        ids::{BookingId, BookingRef, UserId},
        payment::{PaymentStatus, PaymentVerdict},
    },
    entity::{audit_log, booking, payment, payment_order, refund, refund_log},
    services::{
        Services,
        bookings::{BookingError, BookingRecord},
    },
};
use sea_orm::{ColumnTrait, DbErr, EntityTrait, QueryFilter, QueryOrder};

/// Money that goes back.
pub type Refund = refund::Model;

/// Orders, payments and refunds of one booking, each oldest first.
#[derive(Clone, Debug, Default)]
pub struct MoneyRecord {
    pub orders: Vec<payment_order::Model>,
    pub payments: Vec<payment::Model>,
    pub refunds: Vec<refund::Model>,
    pub refund_log: Vec<refund_log::Model>,
}

impl MoneyRecord {
    /// The payment that pays for the booking.
    #[must_use]
    pub fn kept(&self) -> Option<&payment::Model> {
        self.payments.iter().find(|payment| payment.verdict == PaymentVerdict::Kept && payment.status == PaymentStatus::Captured)
    }
}

impl Services {
    /// The money of one booking. Whose booking it is, the caller has seen to.
    ///
    /// # Errors
    /// The database's.
    pub async fn money_of(&self, booking: BookingId) -> Result<MoneyRecord, DbErr> {
        let db = self.store.reader();
        let orders = payment_order::Entity::find().filter(payment_order::Column::BookingId.eq(booking)).order_by_asc(payment_order::Column::Id).all(db).await?;
        if orders.is_empty() {
            return Ok(MoneyRecord::default());
        }
        let payments = payment::Entity::find().filter(payment::Column::BookingId.eq(booking)).order_by_asc(payment::Column::Id).all(db).await?;
        let refunds = refund::Entity::find().filter(refund::Column::BookingId.eq(booking)).order_by_asc(refund::Column::Id).all(db).await?;
        Ok(MoneyRecord { orders, payments, refunds, refund_log: Vec::new() })
    }

    /// The same with every step of its refunds.
    ///
    /// # Errors
    /// The database's.
    pub async fn money_history_of(&self, booking: BookingId) -> Result<MoneyRecord, DbErr> {
        let mut money = self.money_of(booking).await?;
        let refunds = money.refunds.iter().map(|refund| refund.id);
        money.refund_log = refund_log::Entity::find()
            .filter(refund_log::Column::RefundId.is_in(refunds))
            .order_by_asc(refund_log::Column::Id)
            .all(self.store.reader())
            .await?;
        Ok(money)
    }

    /// Any booking by its reference, whoever it belongs to: for admins.
    ///
    /// # Errors
    /// [`BookingError::NoBooking`] where there is none.
    pub async fn booking_named(&self, reference: &BookingRef) -> Result<BookingRecord, BookingError> {
        let row = booking::Entity::find().filter(booking::Column::Reference.eq(reference.clone())).one(self.store.reader()).await?;
        self.with_runs(row.into_iter().collect()).await?.pop().ok_or(BookingError::NoBooking)
    }

    /// Settles all orders of a booking now, because an admin says so.
    ///
    /// # Errors
    /// As [`Services::settle`]; [`PaymentError::NoBooking`] where there is no such booking.
    pub async fn settle_booking(&self, admin: UserId, reference: &BookingRef, reason: &str) -> Result<(), PaymentError> {
        let record = self.booking_named(reference).await?;
        let subject = format!("booking:{}", record.booking.id);
        audit_log::record(self.store.writer(), self.clock.now(), Some(admin), "booking.settle_asked", subject, serde_json::json!({ "reason": reason })).await?;
        for order in self.money_of(record.booking.id).await?.orders {
            self.settle(order.id).await?;
        }
        Ok(())
    }
}
