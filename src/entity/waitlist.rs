//! Places in line for seats on a run, in the order of their ids: they are given while the run's row is held.

use crate::domain::{
    experience::ExperienceStatus,
    ids::{ExperienceId, RunId, UserId, WaitlistId},
    run::RunStatus,
    waitlist::{WaitEvent, WaitStatus},
};
use sea_orm::entity::prelude::*;
use sea_orm::{ExprTrait, JoinType, QueryOrder, QuerySelect, QueryTrait, sea_query::Expr};

/// A row.
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "waitlist")]
pub struct Model {
    #[sea_orm(primary_key)]
    pub id: WaitlistId,
    pub run_id: RunId,
    pub user_id: UserId,
    pub status: WaitStatus,
    /// Seats wanted.
    pub party: i32,
    /// JSON of [`crate::domain::booking::BookingForm`], which has been checked: what an offer is made from.
    pub form: String,
    /// The form's.
    pub token: String,
    /// The lead traveler's name.
    pub lead: String,
    pub contact_email: String,
    pub created_at: DateTimeUtc,
    pub updated_at: DateTimeUtc,
}

/// What a row points at.
#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {
    #[sea_orm(belongs_to = "super::event_run::Entity", from = "Column::RunId", to = "super::event_run::Column::Id")]
    EventRun,
}

impl Related<super::event_run::Entity> for Entity {
    fn to() -> RelationDef {
        Relation::EventRun.def()
    }
}

impl ActiveModelBehavior for ActiveModel {}

/// The places of one user, and of nobody else.
#[must_use]
pub fn of_user(user: UserId) -> Select<Entity> {
    Entity::find().filter(Column::UserId.eq(user))
}

/// Those who wait and whom the free seats of their run fit while it can be booked, in order.
#[must_use]
pub fn fitting(now: DateTimeUtc) -> Select<Entity> {
    use super::{event_run, experience};
    let run = |column: event_run::Column| Expr::col((event_run::Entity, column));
    Entity::find()
        .join(JoinType::InnerJoin, Relation::EventRun.def())
        .join(JoinType::InnerJoin, event_run::Relation::Experience.def())
        .filter(Column::Status.eq(WaitStatus::Waiting))
        .filter(event_run::Column::Status.eq(RunStatus::Scheduled))
        .filter(event_run::Column::CutoffAt.gt(now))
        .filter(event_run::Column::StartsAt.gt(now))
        .filter(experience::Column::Status.eq(ExperienceStatus::Published))
        .filter(run(event_run::Column::SeatsTaken).add(Expr::col((Entity, Column::Party))).lte(run(event_run::Column::Capacity)))
        .order_by_asc(Column::Id)
}

/// Runs of an experience that have not begun and that somebody waits for, in the order in which several runs are locked.
#[must_use]
pub fn runs_waited_for(experience: ExperienceId, now: DateTimeUtc) -> Select<super::event_run::Entity> {
    use super::event_run;
    let waiting = Entity::find().select_only().column(Column::RunId).filter(Column::Status.eq(WaitStatus::Waiting));
    event_run::Entity::find()
        .filter(event_run::Column::ExperienceId.eq(experience))
        .filter(event_run::open_to_change(now))
        .filter(event_run::Column::Id.in_subquery(waiting.into_query()))
        .order_by_asc(event_run::Column::StartsAt)
        .order_by_asc(event_run::Column::Id)
}

/// Moves a place by `event`, by one statement that only one caller can win. False where the machine refuses the event in its present state.
///
/// # Errors
/// Whatever the database says.
pub async fn advance(db: &impl ConnectionTrait, entry: WaitlistId, event: WaitEvent, now: DateTimeUtc) -> Result<bool, DbErr> {
    let change = Entity::update_many()
        .col_expr(Column::Status, Expr::value(event.leads_to()))
        .col_expr(Column::UpdatedAt, Expr::value(now))
        .filter(Column::Id.eq(entry))
        .filter(Column::Status.is_in(event.accepted_in()));
    Ok(change.exec(db).await?.rows_affected == 1)
}

/// How many wait before `entry`.
///
/// # Errors
/// Whatever the database says.
pub async fn ahead_of(db: &impl ConnectionTrait, entry: &Model) -> Result<u64, DbErr> {
    let ahead = Entity::find().filter(Column::RunId.eq(entry.run_id)).filter(Column::Status.eq(WaitStatus::Waiting)).filter(Column::Id.lt(entry.id));
    ahead.count(db).await
}
