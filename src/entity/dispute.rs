//! Disputes: a traveler has taken a payment up with their bank.

use crate::domain::{
    dispute::DisputeStatus,
    ids::{BookingId, DisputeId, PaymentId},
    money::Paise,
};
use sea_orm::entity::prelude::*;
use sea_orm::{ActiveValue::NotSet, PaginatorTrait, QuerySelect, Set, sea_query::Expr};

/// A row.
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "disputes")]
pub struct Model {
    #[sea_orm(primary_key)]
    pub id: DisputeId,
    /// Unique.
    pub provider_dispute_id: String,
    pub payment_id: PaymentId,
    pub booking_id: BookingId,
    pub status: DisputeStatus,
    /// How far it has gone between the banks, in the provider's words: `chargeback`, `pre_arbitration` …
    pub phase: String,
    /// Why, in the provider's words.
    pub reason: String,
    /// What it is about; at most what was paid.
    pub amount: Paise,
    /// Of a lost one: what the bank has given back in place of refunds of ours.
    pub taken: Paise,
    /// Of a lost one: what nobody but the platform can bear.
    pub written_off: Paise,
    /// Until when the bank hears what we have to say.
    pub respond_by: Option<DateTimeUtc>,
    pub opened_at: DateTimeUtc,
    pub decided_at: Option<DateTimeUtc>,
    pub updated_at: DateTimeUtc,
}

/// What a row points at.
#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {
    #[sea_orm(belongs_to = "super::booking::Entity", from = "Column::BookingId", to = "super::booking::Column::Id")]
    Booking,
    #[sea_orm(belongs_to = "super::payment::Entity", from = "Column::PaymentId", to = "super::payment::Column::Id")]
    Payment,
}

impl Related<super::booking::Entity> for Entity {
    fn to() -> RelationDef {
        Relation::Booking.def()
    }
}

impl Related<super::payment::Entity> for Entity {
    fn to() -> RelationDef {
        Relation::Payment.def()
    }
}

impl ActiveModelBehavior for ActiveModel {}

/// What the provider says of a dispute when it is first heard of.
#[derive(Clone, Debug)]
pub struct NewDispute<'a> {
    pub provider_dispute_id: &'a str,
    pub phase: &'a str,
    pub reason: &'a str,
    pub amount: Paise,
    pub respond_by: Option<DateTimeUtc>,
    pub opened_at: DateTimeUtc,
}

/// Writes a dispute about a payment down, open. False where it was written before.
///
/// # Errors
/// Whatever the database says.
pub async fn open(db: &impl ConnectionTrait, payment: &super::payment::Model, new: &NewDispute<'_>, now: DateTimeUtc) -> Result<bool, DbErr> {
    let row = ActiveModel {
        id: NotSet,
        provider_dispute_id: Set(new.provider_dispute_id.to_owned()),
        payment_id: Set(payment.id),
        booking_id: Set(payment.booking_id),
        status: Set(DisputeStatus::Open),
        phase: Set(new.phase.to_owned()),
        reason: Set(new.reason.to_owned()),
        amount: Set(new.amount),
        taken: Set(Paise::ZERO),
        written_off: Set(Paise::ZERO),
        respond_by: Set(new.respond_by),
        opened_at: Set(new.opened_at),
        decided_at: Set(None),
        updated_at: Set(now),
    };
    let inserted = Entity::insert(row).on_conflict_do_nothing_on([Column::ProviderDisputeId]).exec_without_returning(db).await?;
    Ok(matches!(inserted, sea_orm::TryInsertResult::Inserted(1..)))
}

/// Moves a dispute that still stands at `was.status` to where `to` says, with what it has taken and what is written off.
/// False where somebody else has moved it.
///
/// # Errors
/// Whatever the database says.
pub async fn advance(db: &impl ConnectionTrait, was: &Model, to: DisputeStatus, (taken, written_off): (Paise, Paise), now: DateTimeUtc) -> Result<bool, DbErr> {
    let decided = (!to.is_undecided()).then_some(now);
    let change = Entity::update_many()
        .col_expr(Column::Status, Expr::value(to))
        .col_expr(Column::Taken, Expr::value(taken))
        .col_expr(Column::WrittenOff, Expr::value(written_off))
        .col_expr(Column::DecidedAt, Expr::value(decided))
        .col_expr(Column::UpdatedAt, Expr::value(now))
        .filter(Column::Id.eq(was.id))
        .filter(Column::Status.eq(was.status));
    Ok(change.exec(db).await?.rows_affected == 1)
}

/// Writes down how far a dispute has gone between the banks, and until when they hear us.
///
/// # Errors
/// Whatever the database says.
pub async fn note_phase(db: &impl ConnectionTrait, dispute: DisputeId, phase: &str, respond_by: Option<DateTimeUtc>) -> Result<(), DbErr> {
    Entity::update_many()
        .col_expr(Column::Phase, Expr::value(phase))
        .col_expr(Column::RespondBy, Expr::value(respond_by))
        .filter(Column::Id.eq(dispute))
        .exec(db)
        .await
        .map(drop)
}

/// The dispute of that name at the provider.
#[must_use]
pub fn named(provider_dispute_id: &str) -> Select<Entity> {
    Entity::find().filter(Column::ProviderDisputeId.eq(provider_dispute_id))
}

/// Disputes that are not decided yet.
#[must_use]
pub fn undecided() -> Select<Entity> {
    Entity::find().filter(Column::Status.is_in([DisputeStatus::Open, DisputeStatus::UnderReview]))
}

/// Bookings about whose payments a dispute is not decided yet.
#[must_use]
pub fn of_bookings() -> Select<Entity> {
    undecided().select_only().column(Column::BookingId)
}

/// True while a dispute about a payment is not decided: nothing of it is given back meanwhile.
///
/// # Errors
/// Whatever the database says.
pub async fn freezes(db: &impl ConnectionTrait, payment: PaymentId) -> Result<bool, DbErr> {
    Ok(undecided().filter(Column::PaymentId.eq(payment)).count(db).await? > 0)
}
