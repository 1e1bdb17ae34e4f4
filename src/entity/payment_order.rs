//! What a traveler is asked to pay for one booking: our row beside the provider's order. Every attempt to pay uses the same one.

use crate::domain::{
    ids::{BookingId, OrderId},
    money::Paise,
};
use sea_orm::entity::prelude::*;
use sea_orm::{ActiveValue::NotSet, ExprTrait, QueryOrder, Set, sea_query::Expr, sea_query::OnConflict};

/// A row.
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "payment_orders")]
pub struct Model {
    #[sea_orm(primary_key)]
    pub id: OrderId,
    pub booking_id: BookingId,
    /// Our name for it at the provider: an order whose making was not answered is found again by it.
    pub receipt: String,
    /// Empty until the provider has answered.
    pub provider_order_id: Option<String>,
    pub amount: Paise,
    pub currency: String,
    /// When the provider is next asked what has become of it, whatever its webhooks say or do not say. Empty: nothing more can come.
    pub next_look_at: Option<DateTimeUtc>,
    /// How often in a row asking has failed.
    pub failed_looks: i32,
    pub last_error: Option<String>,
    pub created_at: DateTimeUtc,
}

/// What a row points at.
#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {
    #[sea_orm(belongs_to = "super::booking::Entity", from = "Column::BookingId", to = "super::booking::Column::Id")]
    Booking,
    #[sea_orm(has_many = "super::payment::Entity")]
    Payments,
}

impl Related<super::booking::Entity> for Entity {
    fn to() -> RelationDef {
        Relation::Booking.def()
    }
}

impl Related<super::payment::Entity> for Entity {
    fn to() -> RelationDef {
        Relation::Payments.def()
    }
}

impl ActiveModelBehavior for ActiveModel {}

/// Writes down that a booking is to be paid; nothing where that is written already. True where this call wrote it.
///
/// # Errors
/// Whatever the database says.
pub async fn intend(db: &impl ConnectionTrait, booking: BookingId, receipt: &str, amount: Paise, currency: &str, now: DateTimeUtc) -> Result<bool, DbErr> {
    let row = ActiveModel {
        id: NotSet,
        booking_id: Set(booking),
        receipt: Set(receipt.to_owned()),
        provider_order_id: Set(None),
        amount: Set(amount),
        currency: Set(currency.to_owned()),
        next_look_at: Set(None),
        failed_looks: Set(0),
        last_error: Set(None),
        created_at: Set(now),
    };
    let written = Entity::insert(row).on_conflict(OnConflict::column(Column::Receipt).do_nothing().to_owned()).exec_without_returning(db).await?;
    Ok(written == 1)
}

/// Writes down the provider's order, unless another call has done so.
///
/// # Errors
/// Whatever the database says.
pub async fn opened(db: &impl ConnectionTrait, order: OrderId, provider_order_id: &str, look_at: DateTimeUtc) -> Result<(), DbErr> {
    Entity::update_many()
        .col_expr(Column::ProviderOrderId, Expr::value(provider_order_id))
        .col_expr(Column::NextLookAt, Expr::value(look_at))
        .filter(Column::Id.eq(order))
        .filter(Column::ProviderOrderId.is_null())
        .exec(db)
        .await
        .map(drop)
}

/// Brings the next look forward to `at`, unless one is due sooner.
///
/// # Errors
/// Whatever the database says.
pub async fn look_by(db: &impl ConnectionTrait, order: OrderId, at: DateTimeUtc) -> Result<(), DbErr> {
    Entity::update_many()
        .col_expr(Column::NextLookAt, Expr::value(at))
        .filter(Column::Id.eq(order))
        .filter(Column::NextLookAt.is_null().or(Column::NextLookAt.gt(at)))
        .exec(db)
        .await
        .map(drop)
}

/// Orders that the provider is to be asked about now, the longest overdue first.
#[must_use]
pub fn due(now: DateTimeUtc) -> Select<Entity> {
    Entity::find().filter(Column::NextLookAt.lte(now)).order_by_asc(Column::NextLookAt)
}

/// Takes a look that is due for oneself, until `until`. True for the one process that wins it.
///
/// # Errors
/// Whatever the database says.
pub async fn claim_look(db: &impl ConnectionTrait, order: &Model, until: DateTimeUtc) -> Result<bool, DbErr> {
    let claimed = Entity::update_many()
        .col_expr(Column::NextLookAt, Expr::value(until))
        .filter(Column::Id.eq(order.id))
        .filter(Column::NextLookAt.eq(order.next_look_at))
        .exec(db)
        .await?;
    Ok(claimed.rows_affected == 1)
}

/// Writes down how a look went and when the next one is; nothing, where another look has found out more meanwhile.
///
/// # Errors
/// Whatever the database says.
pub async fn looked(db: &impl ConnectionTrait, order: &Model, error: Option<String>, next: Option<DateTimeUtc>) -> Result<(), DbErr> {
    Entity::update_many()
        .col_expr(Column::NextLookAt, Expr::value(next))
        .col_expr(Column::FailedLooks, Expr::value(if error.is_some() { order.failed_looks + 1 } else { 0 }))
        .col_expr(Column::LastError, Expr::value(error))
        .filter(Column::Id.eq(order.id))
        .filter(Column::FailedLooks.eq(order.failed_looks))
        .exec(db)
        .await
        .map(drop)
}
