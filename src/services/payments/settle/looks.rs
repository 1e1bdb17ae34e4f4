//! Our own looks at orders, for browsers that never come back and webhooks that never arrive: when the next one is due, and when
//! there is nothing more to look for.

use super::PaymentError;
use crate::{
    domain::{
        booking::BookingStatus,
        ids::{BookingId, OrderId},
        payment::PaymentStatus,
    },
    entity::{booking, payment, payment_order},
    services::Services,
};
use chrono::Duration;
use futures_util::future::join_all;
use sea_orm::{ColumnTrait, DbErr, EntityTrait, QueryFilter, QuerySelect};

/// The first look at an order whose payer has not come back, and the shortest wait between two.
pub(in crate::services::payments) const LOOK_FIRST: Duration = Duration::seconds(30);
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

impl Services {
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
        join_all(claimed.into_iter().map(|order| self.look_at(order))).await;
        Ok(looked)
    }

    /// Looks once more before the hold of a booking runs out: whoever has paid in time keeps the seats, however late the news of it is.
    /// A provider that does not answer keeps no seats: then the rules for late payments hold.
    pub(in crate::services) async fn last_look(&self, booking: BookingId) -> Result<(), DbErr> {
        let open = payment_order::Entity::find()
            .inner_join(booking::Entity)
            .filter(booking::Column::Id.eq(booking))
            // Most holds end long before, with the payment.
            .filter(booking::Column::Status.eq(BookingStatus::Pending))
            .filter(payment_order::Column::ProviderOrderId.is_not_null())
            .all(self.store.reader())
            .await?;
        join_all(open.into_iter().map(|order| self.look_at(order))).await;
        Ok(())
    }

    /// Failures are written beside the order, and told when they go on.
    async fn look_at(&self, order: payment_order::Model) {
        if let Err(error) = self.settle(order.id).await {
            tracing::debug!(order = %order.id, receipt = order.receipt, %error, "an order could not be settled yet");
        }
    }

    /// True while something may still become of a payment of the order.
    async fn under_way(&self, order: OrderId) -> Result<bool, DbErr> {
        let open = PaymentStatus::ALL.iter().copied().filter(|status| status.is_under_way());
        let rows = payment::Entity::find().filter(payment::Column::OrderId.eq(order)).filter(payment::Column::Status.is_in(open));
        Ok(rows.one(self.store.reader()).await?.is_some())
    }

    /// Writes down how a look went, and when the next one is. An order that cannot be settled is looked at just as long as any other.
    pub(super) async fn plan_next_look(&self, order: &payment_order::Model, error: Option<&PaymentError>) -> Result<(), DbErr> {
        let now = self.clock.now();
        let age = now - order.created_at;
        let next = match error {
            _ if age > LOOKS_END && !self.under_way(order.id).await? => None,
            Some(_) => {
                let wait = 2_i64.saturating_pow(u32::try_from(order.failed_looks).unwrap_or_default().saturating_add(1));
                Some(now + Duration::seconds(wait.min(RETRY_LATEST_SECONDS)))
            }
            None => Some(now + (age / 2).clamp(LOOK_FIRST, LOOK_LATEST)),
        };
        if let (Some(error), FAILURES_TOLD) = (error, order.failed_looks + 1) {
            tracing::error!(order = %order.id, receipt = order.receipt, %error, "an order cannot be settled; it is tried on");
        }
        payment_order::looked(self.store.writer(), order, error.map(ToString::to_string), next).await
    }
}
