//! The demo's paid bookings have payments like any other, so that they can be cancelled and refunded.
//! Their names are known by a mark, so that the sandbox can be told of them.

use crate::{
    domain::{
        booking::BookingStatus,
        ids::PaymentId,
        ledger::{Capture, Entry},
        money::{CURRENCY, Paise},
        payment::{PaymentStatus, PaymentVerdict},
    },
    entity::{booking, ledger_entry, payment, payment_order},
    services::Services,
};
use sea_orm::{ActiveValue::NotSet, ColumnTrait, DatabaseTransaction, DbErr, EntityTrait, QueryFilter, Set};

/// Four letters in the names of the demo's orders and payments.
pub(super) const MARK: &str = "Demo";
/// What the provider keeps of a payment: two percent, and eighteen percent tax on that.
const FEE_BASIS_POINTS: i32 = 200;
const TAX_BASIS_POINTS: i32 = 1_800;

/// Pays for a confirmed or completed booking, as if its traveler had. Nothing where there is nothing to pay.
pub(super) async fn pay(db: &DatabaseTransaction, booking: &booking::Model) -> Result<Option<PaymentId>, DbErr> {
    let (price, stake) = (booking.price_each.0 * i64::from(booking.party), booking.stake_each.0 * i64::from(booking.party));
    let amount = Paise(price + stake);
    if !matches!(booking.status, BookingStatus::Confirmed | BookingStatus::Completed) || amount.is_zero() {
        return Ok(None);
    }
    let at = booking.created_at;
    let order = payment_order::ActiveModel {
        id: NotSet,
        booking_id: Set(booking.id),
        receipt: Set(format!("{}-{}", booking.reference, amount.0)),
        provider_order_id: Set(Some(format!("order_{MARK}{:010}", booking.id.0))),
        amount: Set(amount),
        currency: Set(CURRENCY.to_owned()),
        next_look_at: Set(None),
        failed_looks: Set(0),
        last_error: Set(None),
        created_at: Set(at),
    };
    let order = payment_order::Entity::insert(order).exec_with_returning(db).await?;
    let fee = amount.share(FEE_BASIS_POINTS);
    let tax = fee.share(TAX_BASIS_POINTS);
    let payment = payment::ActiveModel {
        id: NotSet,
        order_id: Set(order.id),
        booking_id: Set(booking.id),
        provider_payment_id: Set(format!("pay_{MARK}{:010}", booking.id.0)),
        status: Set(PaymentStatus::Captured),
        verdict: Set(PaymentVerdict::Kept),
        amount: Set(amount),
        currency: Set(CURRENCY.to_owned()),
        method: Set(Some("upi".to_owned())),
        failure: Set(None),
        fee: Set(Some(fee + tax)),
        tax: Set(Some(tax)),
        refund_reserved: Set(Paise::ZERO),
        refunded_elsewhere: Set(Paise::ZERO),
        settlement: Set(None),
        created_at: Set(at),
        updated_at: Set(at),
    };
    let payment = payment::Entity::insert(payment).exec_with_returning(db).await?.id;
    let capture = Capture { payment, booking: booking.id, amount, stake: Paise(stake), fee: fee + tax, tax };
    ledger_entry::post(db, Entry::captured(&capture), at).await?;
    Ok(Some(payment))
}

impl Services {
    /// The demo's orders with their payments, for the sandbox to know of.
    ///
    /// # Errors
    /// The database's.
    pub async fn demo_payments(&self) -> Result<Vec<(payment_order::Model, payment::Model)>, DbErr> {
        let rows = payment_order::Entity::find()
            .filter(payment_order::Column::ProviderOrderId.starts_with(format!("order_{MARK}")))
            .find_also_related(payment::Entity)
            .all(self.store.reader())
            .await?;
        Ok(rows.into_iter().filter_map(|(order, payment)| payment.map(|payment| (order, payment))).collect())
    }
}
