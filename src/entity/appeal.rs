//! Appeals: a row for each booking some of whose travelers were missed, from the moment they were.

use crate::domain::{
    appeal::{AppealEvent, AppealStatus, HostAnswer},
    ids::{AppealId, BookingId, RunId, UserId},
};
use sea_orm::entity::prelude::*;
use sea_orm::{ActiveValue::NotSet, Set, sea_query::Expr};

/// A row.
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "appeals")]
pub struct Model {
    #[sea_orm(primary_key)]
    pub id: AppealId,
    /// Unique.
    pub booking_id: BookingId,
    pub status: AppealStatus,
    /// From here on it can no longer be made.
    pub until: DateTimeUtc,
    /// JSON: the places of the travelers it is for, once it was made.
    pub positions: String,
    /// The traveler's.
    pub words: Option<String>,
    pub made_at: Option<DateTimeUtc>,
    pub host_answer: Option<HostAnswer>,
    pub host_words: Option<String>,
    /// The member who answered.
    pub host_id: Option<UserId>,
    pub answered_at: Option<DateTimeUtc>,
    pub decision_words: Option<String>,
    /// An admin, or the member who supported it.
    pub decided_by: Option<UserId>,
    pub decided_at: Option<DateTimeUtc>,
    pub created_at: DateTimeUtc,
}

/// What a row points at.
#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {
    #[sea_orm(belongs_to = "super::booking::Entity", from = "Column::BookingId", to = "super::booking::Column::Id")]
    Booking,
}

impl Related<super::booking::Entity> for Entity {
    fn to() -> RelationDef {
        Relation::Booking.def()
    }
}

impl ActiveModelBehavior for ActiveModel {}

/// Somebody's word on an appeal.
#[derive(Clone, Copy, Debug)]
pub struct Verdict<'a> {
    pub event: AppealEvent,
    /// Nobody where it was decided by something else.
    pub by: Option<UserId>,
    pub words: Option<&'a str>,
}

/// Lets an appeal be made for a booking until `until`.
///
/// # Errors
/// Whatever the database says; also where the booking has one already.
pub async fn allow(db: &impl ConnectionTrait, booking: BookingId, until: DateTimeUtc, now: DateTimeUtc) -> Result<(), DbErr> {
    let row = ActiveModel {
        id: NotSet,
        booking_id: Set(booking),
        status: Set(AppealStatus::Possible),
        until: Set(until),
        positions: Set("[]".to_owned()),
        words: Set(None),
        made_at: Set(None),
        host_answer: Set(None),
        host_words: Set(None),
        host_id: Set(None),
        answered_at: Set(None),
        decision_words: Set(None),
        decided_by: Set(None),
        decided_at: Set(None),
        created_at: Set(now),
    };
    Entity::insert(row).exec_without_returning(db).await.map(drop)
}

/// Makes an appeal for the travelers at `positions` (JSON). False where it was made or decided before, or the time is over.
///
/// # Errors
/// Whatever the database says.
pub async fn make(db: &impl ConnectionTrait, appeal: AppealId, positions: String, words: &str, now: DateTimeUtc) -> Result<bool, DbErr> {
    let Some(to) = AppealStatus::Possible.after(AppealEvent::Made) else { return Ok(false) };
    let change = Entity::update_many()
        .col_expr(Column::Status, Expr::value(to))
        .col_expr(Column::Positions, Expr::value(positions))
        .col_expr(Column::Words, Expr::value(words))
        .col_expr(Column::MadeAt, Expr::value(now))
        .filter(Column::Id.eq(appeal))
        .filter(Column::Status.eq(AppealStatus::Possible))
        .filter(Column::Until.gt(now));
    Ok(change.exec(db).await?.rows_affected == 1)
}

/// Writes down what the host says to an appeal. False where it is decided; and of a dispute, where nobody has made it or the host has
/// disputed it before.
///
/// # Errors
/// Whatever the database says.
pub async fn answer(db: &impl ConnectionTrait, appeal: AppealId, by: UserId, answer: HostAnswer, words: Option<&str>, now: DateTimeUtc) -> Result<bool, DbErr> {
    let mut change = Entity::update_many()
        .col_expr(Column::HostAnswer, Expr::value(answer))
        .col_expr(Column::HostWords, Expr::value(words))
        .col_expr(Column::HostId, Expr::value(by))
        .col_expr(Column::AnsweredAt, Expr::value(now))
        .filter(Column::Id.eq(appeal))
        .filter(Column::Status.is_in([AppealStatus::Possible, AppealStatus::Open]));
    if answer == HostAnswer::Disputes {
        change = change.filter(Column::Status.eq(AppealStatus::Open)).filter(Column::HostAnswer.is_null());
    }
    Ok(change.exec(db).await?.rows_affected == 1)
}

/// Decides an appeal that stands at `from`, for the travelers at `positions` (JSON). False where somebody was faster.
///
/// # Errors
/// Whatever the database says.
pub async fn decide(
    db: &impl ConnectionTrait,
    appeal: AppealId,
    from: AppealStatus,
    positions: String,
    verdict: Verdict<'_>,
    now: DateTimeUtc,
) -> Result<bool, DbErr> {
    let Some(to) = from.after(verdict.event) else { return Ok(false) };
    let change = Entity::update_many()
        .col_expr(Column::Status, Expr::value(to))
        .col_expr(Column::Positions, Expr::value(positions))
        .col_expr(Column::DecisionWords, Expr::value(verdict.words))
        .col_expr(Column::DecidedBy, Expr::value(verdict.by))
        .col_expr(Column::DecidedAt, Expr::value(now))
        .filter(Column::Id.eq(appeal))
        .filter(Column::Status.eq(from));
    Ok(change.exec(db).await?.rows_affected == 1)
}

/// Ends the time of a booking's appeal that nobody has made. True for the one call that does.
///
/// # Errors
/// Whatever the database says.
pub async fn lapse(db: &impl ConnectionTrait, booking: BookingId, now: DateTimeUtc) -> Result<bool, DbErr> {
    let Some(to) = AppealStatus::Possible.after(AppealEvent::TimeOver) else { return Ok(false) };
    let change = Entity::update_many()
        .col_expr(Column::Status, Expr::value(to))
        .filter(Column::BookingId.eq(booking))
        .filter(Column::Status.eq(AppealStatus::Possible))
        .filter(Column::Until.lte(now));
    Ok(change.exec(db).await?.rows_affected == 1)
}

/// The appeal of one booking.
#[must_use]
pub fn of_booking(booking: BookingId) -> Select<Entity> {
    Entity::find().filter(Column::BookingId.eq(booking))
}

/// The appeals of a run's bookings.
#[must_use]
pub fn of_run(run: RunId) -> Select<Entity> {
    Entity::find().inner_join(super::booking::Entity).filter(super::booking::Column::RunId.eq(run))
}
