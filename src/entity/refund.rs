//! Money that goes back: written down first, then sent.

use crate::domain::{
    ids::{BookingId, DisputeId, PaymentId, RefundId, UserId},
    money::Paise,
    payment::{RefundCause, RefundEvent, RefundStatus},
};
use sea_orm::entity::prelude::*;
use sea_orm::{ExprTrait, sea_query::Expr};

/// A row.
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "refunds")]
pub struct Model {
    #[sea_orm(primary_key)]
    pub id: RefundId,
    pub payment_id: PaymentId,
    pub booking_id: BookingId,
    pub cause: RefundCause,
    pub status: RefundStatus,
    pub price_part: Paise,
    pub stake_part: Paise,
    /// JSON of [`crate::domain::refund_quote::RefundQuote`] as it was shown.
    pub quote: String,
    /// Sent along, so that the provider does the same refund once however often it is asked. A retry after a failure has a new one.
    pub idempotency_key: String,
    /// How often it was sent under this key.
    pub attempts: i32,
    /// How often it has failed and begun anew.
    pub generation: i32,
    pub provider_refund_id: Option<String>,
    /// Who called for it; empty where a rule did.
    pub actor_id: Option<UserId>,
    /// The provider's name for the settlement that it was taken off from.
    pub settlement: Option<String>,
    /// The dispute by which the traveler's bank has given this back, in our place; none where the provider did, or is to.
    pub dispute_id: Option<DisputeId>,
    pub created_at: DateTimeUtc,
    pub updated_at: DateTimeUtc,
}

impl Model {
    /// What goes back.
    #[must_use]
    pub fn amount(&self) -> Paise {
        self.price_part + self.stake_part
    }
}

/// What a row points at.
#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {
    #[sea_orm(belongs_to = "super::payment::Entity", from = "Column::PaymentId", to = "super::payment::Column::Id")]
    Payment,
    #[sea_orm(belongs_to = "super::booking::Entity", from = "Column::BookingId", to = "super::booking::Column::Id")]
    Booking,
}

impl Related<super::payment::Entity> for Entity {
    fn to() -> RelationDef {
        Relation::Payment.def()
    }
}

impl Related<super::booking::Entity> for Entity {
    fn to() -> RelationDef {
        Relation::Booking.def()
    }
}

impl ActiveModelBehavior for ActiveModel {}

/// Moves a refund by `event`, with what else `refund` says. True for the one caller that moves it; false where the machine refuses
/// the event, or somebody else has moved the refund since it was read in its `generation`.
///
/// # Errors
/// Whatever the database says.
pub async fn advance(db: &impl ConnectionTrait, refund: &mut Model, generation: i32, event: RefundEvent, now: DateTimeUtc) -> Result<bool, DbErr> {
    let Some(to) = refund.status.after(event) else { return Ok(false) };
    let moved = Entity::update_many()
        .col_expr(Column::Status, Expr::value(to))
        .col_expr(Column::IdempotencyKey, Expr::value(refund.idempotency_key.as_str()))
        .col_expr(Column::Attempts, Expr::value(refund.attempts))
        .col_expr(Column::Generation, Expr::value(refund.generation))
        .col_expr(Column::ProviderRefundId, Expr::value(refund.provider_refund_id.clone()))
        .col_expr(Column::UpdatedAt, Expr::value(now))
        .filter(Column::Id.eq(refund.id))
        .filter(Column::Status.eq(refund.status))
        .filter(Column::Generation.eq(generation))
        .exec(db)
        .await?;
    if moved.rows_affected == 1 {
        refund.status = to;
    }
    Ok(moved.rows_affected == 1)
}

/// Writes down that a refund is about to be sent once more. False where somebody else has moved it since it was read.
///
/// # Errors
/// Whatever the database says.
pub async fn sending(db: &impl ConnectionTrait, refund: &mut Model) -> Result<bool, DbErr> {
    let written = Entity::update_many()
        .col_expr(Column::Attempts, Expr::value(refund.attempts + 1))
        .filter(Column::Id.eq(refund.id))
        .filter(Column::Status.eq(refund.status))
        .filter(Column::Generation.eq(refund.generation))
        .filter(Column::Attempts.eq(refund.attempts))
        .exec(db)
        .await?;
    refund.attempts += 1;
    Ok(written.rows_affected == 1)
}

/// Writes down that a processed refund was taken off from what came to our bank. False where that was written before.
///
/// # Errors
/// Whatever the database says.
pub async fn settled(db: &impl ConnectionTrait, refund: &Model, settlement: &str) -> Result<bool, DbErr> {
    let settled = Entity::update_many()
        .col_expr(Column::Settlement, Expr::value(settlement))
        .filter(Column::Id.eq(refund.id))
        .filter(Column::Status.eq(RefundStatus::Processed))
        .filter(Column::Settlement.is_null());
    Ok(settled.exec(db).await?.rows_affected == 1)
}

/// Refunds of a payment that the provider does not know of, and never will where nothing is done: they can be given up for a bank's.
#[must_use]
pub fn unsent(payment: PaymentId) -> Select<Entity> {
    let never_sent = Column::Status.eq(RefundStatus::Intended).and(Column::Attempts.eq(0));
    Entity::find().filter(Column::PaymentId.eq(payment)).filter(never_sent.or(Column::Status.eq(RefundStatus::Failed)))
}

/// Writes down that a traveler's bank has given back what an unsent refund was for. False where somebody else has moved it meanwhile.
///
/// # Errors
/// Whatever the database says.
pub async fn taken_by_bank(db: &impl ConnectionTrait, refund: &Model, dispute: DisputeId, now: DateTimeUtc) -> Result<bool, DbErr> {
    let taken = Entity::update_many()
        .col_expr(Column::Status, Expr::value(RefundStatus::Processed))
        .col_expr(Column::DisputeId, Expr::value(dispute))
        .col_expr(Column::ProviderRefundId, Expr::value(None::<String>))
        .col_expr(Column::UpdatedAt, Expr::value(now))
        .filter(Column::Id.eq(refund.id))
        .filter(Column::Status.eq(refund.status))
        .filter(Column::Generation.eq(refund.generation))
        .filter(Column::Attempts.eq(refund.attempts));
    Ok(taken.exec(db).await?.rows_affected == 1)
}
