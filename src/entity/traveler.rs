//! The people on a booking, in the order in which they were named.

use crate::domain::{
    booking::{Attendance, BookingStatus},
    ids::{BookingId, RunId, TravelerId},
    stake::{StakeEvent, StakeStatus},
};
use sea_orm::entity::prelude::*;
use sea_orm::{QuerySelect, QueryTrait, sea_query::Expr};

/// A row.
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "travelers")]
pub struct Model {
    #[sea_orm(primary_key)]
    pub id: TravelerId,
    pub booking_id: BookingId,
    /// 0 is the lead traveler.
    pub position: i32,
    pub name: String,
    pub attendance: Attendance,
    /// When this seat was cancelled, alone or with others of the party.
    pub cancelled_at: Option<DateTimeUtc>,
    /// When somebody at the door saw this traveler; by the clock of the device that did.
    pub checked_in_at: Option<DateTimeUtc>,
    pub stake: StakeStatus,
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

/// Cancels the seats of the travelers at `positions`, of those who have been checked in only where `inside_too`; gives how many of them
/// still had one.
///
/// # Errors
/// Whatever the database says.
pub async fn cancel(db: &impl ConnectionTrait, booking: BookingId, positions: &[i32], inside_too: bool, now: DateTimeUtc) -> Result<u64, DbErr> {
    let mut change = Entity::update_many()
        .col_expr(Column::CancelledAt, Expr::value(now))
        .filter(Column::BookingId.eq(booking))
        .filter(Column::Position.is_in(positions.iter().copied()))
        .filter(Column::CancelledAt.is_null());
    if !inside_too {
        change = change.filter(Column::Attendance.ne(Attendance::Attended));
    }
    Ok(change.exec(db).await?.rows_affected)
}

/// Moves the stakes of all travelers at `positions` from `from` by `event`. False where the machine refuses it, or the stake of one of
/// them stands elsewhere: then the caller rolls back.
///
/// # Errors
/// Whatever the database says.
pub async fn move_stakes(db: &impl ConnectionTrait, booking: BookingId, positions: &[i32], from: StakeStatus, event: StakeEvent) -> Result<bool, DbErr> {
    let Some(to) = from.after(event) else { return Ok(false) };
    let change = Entity::update_many()
        .col_expr(Column::Stake, Expr::value(to))
        .filter(Column::BookingId.eq(booking))
        .filter(Column::Position.is_in(positions.iter().copied()))
        .filter(Column::Stake.eq(from));
    Ok(change.exec(db).await?.rows_affected == u64::try_from(positions.len()).unwrap_or_default())
}

/// The stakes of everybody who has a seat on a booking are in escrow from now on; gives how many there are.
///
/// # Errors
/// Whatever the database says.
pub async fn hold_stakes(db: &impl ConnectionTrait, booking: BookingId) -> Result<u64, DbErr> {
    let Some(to) = StakeStatus::None.after(StakeEvent::Paid) else { return Ok(0) };
    let change = Entity::update_many()
        .col_expr(Column::Stake, Expr::value(to))
        .filter(Column::BookingId.eq(booking))
        .filter(Column::CancelledAt.is_null())
        .filter(Column::Stake.eq(StakeStatus::None));
    Ok(change.exec(db).await?.rows_affected)
}

/// Marks the travelers at `positions` as missing, whose stakes all stand at `stake`; those that are held wait for an appeal from now on.
/// False where one of them was seen meanwhile, or nobody at all was seen on the run: without a check-in nothing is ever forfeited.
///
/// # Errors
/// Whatever the database says.
pub async fn miss(db: &impl ConnectionTrait, run: RunId, booking: BookingId, positions: &[i32], stake: StakeStatus) -> Result<bool, DbErr> {
    let to = if stake == StakeStatus::Held { stake.after(StakeEvent::Missed) } else { Some(stake) };
    let Some(to) = to else { return Ok(false) };
    let of_run = super::booking::Entity::find().select_only().column(super::booking::Column::Id).filter(super::booking::Column::RunId.eq(run));
    let seen = Entity::find().select_only().column(Column::Id).filter(Column::Attendance.eq(Attendance::Attended));
    let seen = seen.filter(Column::BookingId.in_subquery(of_run.into_query()));
    let change = Entity::update_many()
        .col_expr(Column::Attendance, Expr::value(Attendance::NoShow))
        .col_expr(Column::Stake, Expr::value(to))
        .filter(Column::BookingId.eq(booking))
        .filter(Column::Position.is_in(positions.iter().copied()))
        .filter(Column::Attendance.eq(Attendance::Expected))
        .filter(Column::CancelledAt.is_null())
        .filter(Column::Stake.eq(stake))
        .filter(Expr::exists(seen.into_query()));
    Ok(change.exec(db).await?.rows_affected == u64::try_from(positions.len()).unwrap_or_default())
}

/// Those who have a seat on a confirmed booking of a run.
#[must_use]
pub fn expected_on(run: RunId) -> Select<Entity> {
    Entity::find()
        .inner_join(super::booking::Entity)
        .filter(super::booking::Column::RunId.eq(run))
        .filter(super::booking::Column::Status.eq(BookingStatus::Confirmed))
        .filter(Column::CancelledAt.is_null())
}

/// The travelers that a run's door knows: those of every booking that was confirmed once, whatever became of it.
#[must_use]
pub fn at_the_door(run: RunId) -> Select<Entity> {
    Entity::find()
        .inner_join(super::booking::Entity)
        .filter(super::booking::Column::RunId.eq(run))
        .filter(super::booking::Column::ConfirmedAt.is_not_null())
        .filter(super::booking::Column::Status.is_in([BookingStatus::Confirmed, BookingStatus::Completed, BookingStatus::Cancelled]))
}

/// Writes down whether a traveler is here, and since when. Nothing for one whose seat is cancelled.
///
/// # Errors
/// Whatever the database says.
pub async fn set_here(db: &impl ConnectionTrait, traveler: TravelerId, since: Option<DateTimeUtc>) -> Result<(), DbErr> {
    let attendance = if since.is_some() { Attendance::Attended } else { Attendance::Expected };
    Entity::update_many()
        .col_expr(Column::Attendance, Expr::value(attendance))
        .col_expr(Column::CheckedInAt, Expr::value(since))
        .filter(Column::Id.eq(traveler))
        .filter(Column::CancelledAt.is_null())
        .exec(db)
        .await
        .map(drop)
}
