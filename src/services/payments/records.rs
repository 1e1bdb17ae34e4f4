//! What has happened to the money of one booking: for its traveler, and for the admin who is asked about it.

use super::PaymentError;
use crate::{
    domain::{
        ids::{BookingId, BookingRef, PaymentId, UserId},
        payment::{PaymentStatus, PaymentVerdict},
    },
    entity::{audit_log, booking, payment, payment_log, payment_order, refund, refund_log, webhook_event},
    services::{
        Services,
        bookings::{BookingError, BookingRecord},
    },
};
use chrono::{DateTime, Utc};
use sea_orm::{ColumnTrait, DbErr, EntityTrait, QueryFilter, QueryOrder};
use serde_json::json;
use std::collections::HashMap;

/// Money that goes back.
pub type Refund = refund::Model;

/// Orders, payments and refunds of one booking, each oldest first.
#[derive(Clone, Debug, Default)]
pub struct MoneyRecord {
    pub orders: Vec<payment_order::Model>,
    pub payments: Vec<payment::Model>,
    pub refunds: Vec<refund::Model>,
    pub refund_log: Vec<refund_log::Model>,
    /// Every step of its payments, and every message of the provider's about them, as they came.
    pub timeline: Vec<TimelineLine>,
}

/// A step of a payment, or a message about it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TimelineLine {
    pub at: DateTime<Utc>,
    /// The provider's name for the payment, or for the order.
    pub about: String,
    pub what: String,
    /// JSON of what was said.
    pub detail: String,
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
        Ok(MoneyRecord { orders, payments, refunds, refund_log: Vec::new(), timeline: Vec::new() })
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
        money.timeline = self.timeline_of(&money).await?;
        Ok(money)
    }

    async fn timeline_of(&self, money: &MoneyRecord) -> Result<Vec<TimelineLine>, DbErr> {
        let db = self.store.reader();
        let names: HashMap<PaymentId, &str> = money.payments.iter().map(|payment| (payment.id, payment.provider_payment_id.as_str())).collect();
        let steps = payment_log::Entity::find().filter(payment_log::Column::PaymentId.is_in(names.keys().copied()));
        let steps = steps.order_by_asc(payment_log::Column::Id).all(db).await?;
        let step = |row: payment_log::Model| TimelineLine {
            at: row.at,
            about: names.get(&row.payment_id).copied().unwrap_or_default().to_owned(),
            what: row.step,
            detail: row.detail,
        };
        let orders = money.orders.iter().filter_map(|order| order.provider_order_id.as_deref());
        let messages = webhook_event::Entity::find().filter(webhook_event::Column::About.is_in(names.values().copied().chain(orders)));
        let messages = messages.order_by_asc(webhook_event::Column::Id).all(db).await?;
        let message = |row: webhook_event::Model| TimelineLine {
            at: row.received_at,
            what: format!("webhook {}", row.event()),
            about: row.about.unwrap_or_default(),
            detail: json!({ "event": row.event_id, "outcome": row.outcome }).to_string(),
        };
        let mut lines: Vec<TimelineLine> = steps.into_iter().map(step).chain(messages.into_iter().map(message)).collect();
        lines.sort_by_key(|line| line.at);
        Ok(lines)
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
