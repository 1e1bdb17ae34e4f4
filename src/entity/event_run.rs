//! Event runs: one dated instance of an experience. The only place where seats are counted.

use crate::domain::{
    ids::{ExperienceId, RunId, SeriesId},
    money::Paise,
    refund_quote::Moved,
    run::{RunStatus, RunTerms},
};
use sea_orm::entity::prelude::*;
use sea_orm::{Condition, ExprTrait, JoinType, QueryOrder, QuerySelect, QueryTrait, sea_query::Expr};

/// A row.
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "event_runs")]
pub struct Model {
    #[sea_orm(primary_key)]
    pub id: RunId,
    pub experience_id: ExperienceId,
    pub starts_at: DateTimeUtc,
    pub ends_at: DateTimeUtc,
    /// An IANA name.
    pub time_zone: String,
    /// From here on nobody can book.
    pub cutoff_at: DateTimeUtc,
    pub capacity: i32,
    /// Kept equal to the parties of the bookings that keep seats.
    pub seats_taken: i32,
    /// For one traveler.
    pub price: Paise,
    /// For one traveler; comes back.
    pub stake: Paise,
    pub currency: String,
    pub status: RunStatus,
    pub cancel_reason: Option<String>,
    /// The series that it was made with, if it was.
    pub series_id: Option<SeriesId>,
    /// After a change of date: until when travelers may leave on host-cancels terms.
    pub leave_until: Option<DateTimeUtc>,
    /// When its start was changed last. Bookings made before that may leave on those terms, later ones knew the date.
    pub rescheduled_at: Option<DateTimeUtc>,
    /// When attendance became final.
    pub finalized_at: Option<DateTimeUtc>,
    pub created_at: DateTimeUtc,
}

/// What a row points at.
#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {
    #[sea_orm(belongs_to = "super::experience::Entity", from = "Column::ExperienceId", to = "super::experience::Column::Id")]
    Experience,
    #[sea_orm(has_one = "super::run_look::Entity")]
    Look,
}

impl Related<super::experience::Entity> for Entity {
    fn to() -> RelationDef {
        Relation::Experience.def()
    }
}

impl ActiveModelBehavior for ActiveModel {}

/// Takes `party` seats if there are that many on a scheduled run that can still be booked at `now`, and was not moved since it was read.
/// One statement decides: whoever comes second finds the row already changed. True where the seats are taken.
///
/// # Errors
/// Whatever the database says.
pub async fn take_seats(db: &impl ConnectionTrait, run: &Model, party: i32, now: DateTimeUtc) -> Result<bool, DbErr> {
    let taken = Entity::update_many()
        .col_expr(Column::SeatsTaken, Expr::col(Column::SeatsTaken).add(party))
        .filter(Column::Id.eq(run.id))
        .filter(Column::Status.eq(RunStatus::Scheduled))
        .filter(Column::CutoffAt.gt(now))
        .filter(Column::StartsAt.gt(now))
        .filter(Column::StartsAt.eq(run.starts_at))
        .filter(Expr::col(Column::SeatsTaken).add(party).lte(Expr::col(Column::Capacity)))
        .exec(db)
        .await?;
    Ok(taken.rows_affected == 1)
}

/// Makes sure that a run is open for booking and has too few free seats for `party`, and keeps it so until the transaction ends:
/// whoever gives seats back meanwhile waits. False where it is closed or the party fits.
///
/// # Errors
/// Whatever the database says.
pub async fn is_too_full(db: &impl ConnectionTrait, run: RunId, party: i32, now: DateTimeUtc) -> Result<bool, DbErr> {
    // Nothing changes: that the row is written is what others wait for.
    let held = Entity::update_many()
        .col_expr(Column::SeatsTaken, Expr::col(Column::SeatsTaken))
        .filter(Column::Id.eq(run))
        .filter(Column::Status.eq(RunStatus::Scheduled))
        .filter(Column::CutoffAt.gt(now))
        .filter(Column::StartsAt.gt(now))
        .filter(Expr::col(Column::SeatsTaken).add(party).gt(Expr::col(Column::Capacity)))
        .exec(db)
        .await?;
    Ok(held.rows_affected == 1)
}

/// Gives seats back. The caller has just moved the booking that kept them, by a statement that lets only one do so.
///
/// # Errors
/// Whatever the database says; also when more would be given back than were taken, which the table's check refuses.
pub async fn give_seats_back(db: &impl ConnectionTrait, run: RunId, party: i32) -> Result<(), DbErr> {
    Entity::update_many().col_expr(Column::SeatsTaken, Expr::col(Column::SeatsTaken).sub(party)).filter(Column::Id.eq(run)).exec(db).await.map(drop)
}

/// Calls off a run that has not begun. True for the one call that does.
///
/// # Errors
/// Whatever the database says.
pub async fn call_off(db: &impl ConnectionTrait, run: RunId, reason: &str, now: DateTimeUtc) -> Result<bool, DbErr> {
    let change = Entity::update_many()
        .col_expr(Column::Status, Expr::value(RunStatus::Cancelled))
        .col_expr(Column::CancelReason, Expr::value(reason))
        .filter(Column::Id.eq(run))
        .filter(Column::Status.eq(RunStatus::Scheduled))
        .filter(Column::StartsAt.gt(now));
    Ok(change.exec(db).await?.rows_affected == 1)
}

/// Gives seats back on a run that is still on, starts when the traveler believes it does, and has not begun. False where it was
/// called off, was moved or has begun meanwhile: other terms hold then.
///
/// # Errors
/// Whatever the database says.
pub async fn leave(db: &impl ConnectionTrait, run: RunId, party: i32, starts_at: DateTimeUtc, now: DateTimeUtc) -> Result<bool, DbErr> {
    let change = Entity::update_many()
        .col_expr(Column::SeatsTaken, Expr::col(Column::SeatsTaken).sub(party))
        .filter(Column::Id.eq(run))
        .filter(Column::Status.eq(RunStatus::Scheduled))
        .filter(Column::StartsAt.eq(starts_at))
        .filter(Column::StartsAt.gt(now));
    Ok(change.exec(db).await?.rows_affected == 1)
}

/// Makes the attendance of a run final that is over. True for the one call that does.
///
/// # Errors
/// Whatever the database says.
pub async fn finalize(db: &impl ConnectionTrait, run: RunId, now: DateTimeUtc) -> Result<bool, DbErr> {
    let change = Entity::update_many()
        .col_expr(Column::FinalizedAt, Expr::value(now))
        .filter(Column::Id.eq(run))
        .filter(Column::Status.eq(RunStatus::Scheduled))
        .filter(Column::EndsAt.lte(now))
        .filter(Column::FinalizedAt.is_null());
    Ok(change.exec(db).await?.rows_affected == 1)
}

/// Completes a run whose attendance is final and whose bookings are all settled. True for the one call that does.
///
/// # Errors
/// Whatever the database says.
pub async fn complete(db: &impl ConnectionTrait, run: RunId) -> Result<bool, DbErr> {
    let unsettled = super::booking::on_board(run).select_only().column(super::booking::Column::Id).into_query();
    let change = Entity::update_many()
        .col_expr(Column::Status, Expr::value(RunStatus::Completed))
        .filter(Column::Id.eq(run))
        .filter(Column::Status.eq(RunStatus::Scheduled))
        .filter(Column::FinalizedAt.is_not_null())
        .filter(Expr::exists(unsettled).not());
    Ok(change.exec(db).await?.rows_affected == 1)
}

/// Runs that have been over since `ended_by` and whose attendance is not final, as far as it is time to look at them, the oldest first.
#[must_use]
pub fn over_and_open(ended_by: DateTimeUtc, now: DateTimeUtc) -> Select<Entity> {
    Entity::find()
        .join(JoinType::LeftJoin, Relation::Look.def())
        .filter(Column::Status.eq(RunStatus::Scheduled))
        .filter(Column::EndsAt.lte(ended_by))
        .filter(Column::FinalizedAt.is_null())
        .filter(super::run_look::Column::LookAt.is_null().or(super::run_look::Column::LookAt.lte(now)))
        .order_by_asc(Column::EndsAt)
}

/// Runs that a host may still change: scheduled, and not begun.
#[must_use]
pub fn open_to_change(now: DateTimeUtc) -> Condition {
    Condition::all().add(Column::Status.eq(RunStatus::Scheduled)).add(Column::StartsAt.gt(now))
}

impl Model {
    /// What a host may change of it, as it is now.
    #[must_use]
    pub fn terms(&self) -> RunTerms {
        RunTerms { starts_at: self.starts_at, ends_at: self.ends_at, cutoff_at: self.cutoff_at, capacity: self.capacity, price: self.price, stake: self.stake }
    }
}

/// Changes a run from the terms that somebody was shown to others; `moved` where its start is among what changes.
/// One statement decides: true only where the run still has the terms that were shown, has not begun, and has no more
/// seats taken than it is to have.
///
/// # Errors
/// Whatever the database says.
pub async fn amend(db: &impl ConnectionTrait, run: RunId, (shown, new): (&RunTerms, &RunTerms), moved: Option<Moved>, now: DateTimeUtc) -> Result<bool, DbErr> {
    let mut change = Entity::update_many()
        .col_expr(Column::StartsAt, Expr::value(new.starts_at))
        .col_expr(Column::EndsAt, Expr::value(new.ends_at))
        .col_expr(Column::CutoffAt, Expr::value(new.cutoff_at))
        .col_expr(Column::Capacity, Expr::value(new.capacity))
        .col_expr(Column::Price, Expr::value(new.price))
        .col_expr(Column::Stake, Expr::value(new.stake));
    if let Some(moved) = moved {
        change = change.col_expr(Column::RescheduledAt, Expr::value(moved.at)).col_expr(Column::LeaveUntil, Expr::value(moved.leave_until));
    }
    let change = change
        .filter(Column::Id.eq(run))
        .filter(open_to_change(now))
        .filter(Column::SeatsTaken.lte(new.capacity))
        .filter(Column::StartsAt.eq(shown.starts_at))
        .filter(Column::EndsAt.eq(shown.ends_at))
        .filter(Column::CutoffAt.eq(shown.cutoff_at))
        .filter(Column::Capacity.eq(shown.capacity))
        .filter(Column::Price.eq(shown.price))
        .filter(Column::Stake.eq(shown.stake));
    Ok(change.exec(db).await?.rows_affected == 1)
}

/// Keeps a run's door open until the caller's transaction ends: until then nobody makes its attendance final, calls it off, or writes
/// down another scan of it. False where attendance is final already or the run is called off.
///
/// # Errors
/// Whatever the database says.
pub async fn hold_door(db: &impl ConnectionTrait, run: RunId) -> Result<bool, DbErr> {
    let change = Entity::update_many()
        .col_expr(Column::SeatsTaken, Expr::col(Column::SeatsTaken))
        .filter(Column::Id.eq(run))
        .filter(Column::Status.ne(RunStatus::Cancelled))
        .filter(Column::FinalizedAt.is_null());
    Ok(change.exec(db).await?.rows_affected == 1)
}
