//! Attempts to pay, each as the provider knows it.

use crate::domain::{
    ids::{BookingId, OrderId, PaymentId},
    money::Paise,
    payment::{PaymentEvent, PaymentStatus, PaymentVerdict},
};
use sea_orm::entity::prelude::*;
use sea_orm::{
    ActiveValue::NotSet,
    ExprTrait, Set,
    sea_query::{Expr, OnConflict},
};

/// A row.
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "payments")]
pub struct Model {
    #[sea_orm(primary_key)]
    pub id: PaymentId,
    pub order_id: OrderId,
    pub booking_id: BookingId,
    pub provider_payment_id: String,
    pub status: PaymentStatus,
    pub verdict: PaymentVerdict,
    pub amount: Paise,
    pub currency: String,
    pub method: Option<String>,
    /// The provider's words, where it failed.
    pub failure: Option<String>,
    /// What the provider keeps, tax included; known once captured.
    pub fee: Option<Paise>,
    pub tax: Option<Paise>,
    /// The sum of its refunds, whatever their state. Never more than the amount: the guard against giving back too much.
    pub refund_reserved: Paise,
    /// What the provider has given back that we know nothing of: refunds made by hand on its dashboard. A person should look.
    pub refunded_elsewhere: Paise,
    /// The provider's name for what brought it to our bank; none as long as it is with the provider.
    pub settlement: Option<String>,
    pub created_at: DateTimeUtc,
    pub updated_at: DateTimeUtc,
}

/// What a row points at.
#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {
    #[sea_orm(belongs_to = "super::booking::Entity", from = "Column::BookingId", to = "super::booking::Column::Id")]
    Booking,
    #[sea_orm(belongs_to = "super::payment_order::Entity", from = "Column::OrderId", to = "super::payment_order::Column::Id")]
    Order,
    #[sea_orm(has_many = "super::refund::Entity")]
    Refunds,
}

impl Related<super::booking::Entity> for Entity {
    fn to() -> RelationDef {
        Relation::Booking.def()
    }
}

impl Related<super::refund::Entity> for Entity {
    fn to() -> RelationDef {
        Relation::Refunds.def()
    }
}

impl Related<super::payment_order::Entity> for Entity {
    fn to() -> RelationDef {
        Relation::Order.def()
    }
}

impl ActiveModelBehavior for ActiveModel {}

/// What the provider says of a payment when it is first heard of.
#[derive(Clone, Debug)]
pub struct News<'a> {
    pub provider_payment_id: &'a str,
    pub amount: Paise,
    pub currency: &'a str,
    pub method: Option<&'a str>,
}

/// The row of a payment, made where there is none, and held: until the transaction ends nobody else moves it.
///
/// # Errors
/// Whatever the database says.
pub async fn hold_row(db: &impl ConnectionTrait, order: &super::payment_order::Model, news: &News<'_>, now: DateTimeUtc) -> Result<Model, DbErr> {
    let row = ActiveModel {
        id: NotSet,
        order_id: Set(order.id),
        booking_id: Set(order.booking_id),
        provider_payment_id: Set(news.provider_payment_id.to_owned()),
        status: Set(PaymentStatus::Created),
        verdict: Set(PaymentVerdict::Undecided),
        amount: Set(news.amount),
        currency: Set(news.currency.to_owned()),
        method: Set(news.method.map(str::to_owned)),
        failure: Set(None),
        fee: Set(None),
        tax: Set(None),
        refund_reserved: Set(Paise::ZERO),
        refunded_elsewhere: Set(Paise::ZERO),
        settlement: Set(None),
        created_at: Set(now),
        updated_at: Set(now),
    };
    // An update that changes nothing of note, but takes the row's lock and gives the row as it is now.
    let meeting = OnConflict::column(Column::ProviderPaymentId).update_column(Column::UpdatedAt).to_owned();
    Entity::insert(row).on_conflict(meeting).exec_with_returning(db).await
}

/// Moves a payment by `events`, one after the other as far as the machine takes them, and writes down what else `payment` says.
/// True where it moved; false where the machine refuses all of them or somebody else has moved the payment.
///
/// # Errors
/// Whatever the database says.
pub async fn advance(db: &impl ConnectionTrait, payment: &mut Model, events: &[PaymentEvent], now: DateTimeUtc) -> Result<bool, DbErr> {
    let from = payment.status;
    payment.status = events.iter().fold(from, |status, event| status.after(*event).unwrap_or(status));
    if payment.status == from {
        return Ok(false);
    }
    let moved = Entity::update_many()
        .col_expr(Column::Status, Expr::value(payment.status))
        .col_expr(Column::Verdict, Expr::value(payment.verdict))
        .col_expr(Column::Failure, Expr::value(payment.failure.clone()))
        .col_expr(Column::Fee, Expr::value(payment.fee))
        .col_expr(Column::Tax, Expr::value(payment.tax))
        .col_expr(Column::UpdatedAt, Expr::value(now))
        .filter(Column::Id.eq(payment.id))
        .filter(Column::Status.eq(from))
        .exec(db)
        .await?;
    Ok(moved.rows_affected == 1)
}

/// Sets `amount` of a captured payment aside for a refund. One statement decides: together they never exceed what was captured.
///
/// # Errors
/// Whatever the database says.
pub async fn reserve_refund(db: &impl ConnectionTrait, payment: PaymentId, amount: Paise) -> Result<bool, DbErr> {
    let reserved = Entity::update_many()
        .col_expr(Column::RefundReserved, Expr::col(Column::RefundReserved).add(amount))
        .filter(Column::Id.eq(payment))
        .filter(Column::Status.eq(PaymentStatus::Captured))
        .filter(Expr::col(Column::RefundReserved).add(amount).lte(Expr::col(Column::Amount)))
        .exec(db)
        .await?;
    Ok(reserved.rows_affected == 1)
}

/// Writes down what of `refunded`, all that the provider has given back of a payment, is none of our refunds. Nothing where all is ours.
///
/// # Errors
/// Whatever the database says.
pub async fn note_refunds_elsewhere(db: &impl ConnectionTrait, payment: &Model, refunded: Paise) -> Result<(), DbErr> {
    if refunded <= payment.refund_reserved + payment.refunded_elsewhere {
        return Ok(());
    }
    Entity::update_many()
        .col_expr(Column::RefundedElsewhere, Expr::value(refunded).sub(Expr::col(Column::RefundReserved)))
        .filter(Column::Id.eq(payment.id))
        .filter(Expr::col(Column::RefundReserved).add(Expr::col(Column::RefundedElsewhere)).lt(refunded))
        .exec(db)
        .await
        .map(drop)
}

/// Writes down that a captured payment has come to our bank, and what the provider kept of it. False where that was written before.
///
/// # Errors
/// Whatever the database says.
pub async fn settled(db: &impl ConnectionTrait, payment: &Model, settlement: &str, (fee, tax): (Paise, Paise)) -> Result<bool, DbErr> {
    let settled = Entity::update_many()
        .col_expr(Column::Settlement, Expr::value(settlement))
        .col_expr(Column::Fee, Expr::value(fee))
        .col_expr(Column::Tax, Expr::value(tax))
        .filter(Column::Id.eq(payment.id))
        .filter(Column::Status.eq(PaymentStatus::Captured))
        .filter(Column::Settlement.is_null());
    Ok(settled.exec(db).await?.rows_affected == 1)
}

/// The payment that pays for a booking.
#[must_use]
pub fn kept_for(booking: BookingId) -> Select<Entity> {
    Entity::find().filter(Column::BookingId.eq(booking)).filter(Column::Verdict.eq(PaymentVerdict::Kept)).filter(Column::Status.eq(PaymentStatus::Captured))
}
