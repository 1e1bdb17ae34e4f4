//! The queue of background work.

use crate::domain::ids::JobId;
use sea_orm::entity::prelude::*;
use sea_orm::{ActiveValue::NotSet, QueryOrder, Set, sea_query::Expr};

/// A row.
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "jobs")]
pub struct Model {
    #[sea_orm(primary_key)]
    pub id: JobId,
    pub kind: String,
    /// JSON.
    pub payload: String,
    /// `queued`, `running`, `done` or `dead`.
    pub status: String,
    /// Not before. While running: when the claim lapses and another process may take over.
    pub run_at: DateTimeUtc,
    pub attempts: i32,
    pub last_error: Option<String>,
    pub created_at: DateTimeUtc,
}

/// What a row points at.
#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

/// Waiting for its time.
pub const QUEUED: &str = "queued";
/// Claimed by a process.
pub const RUNNING: &str = "running";
/// Finished.
pub const DONE: &str = "done";
/// Failed too often; a person has to look.
pub const DEAD: &str = "dead";

/// Puts a job into the queue, in the transaction of the change that calls for it.
///
/// # Errors
/// Whatever the database says.
pub async fn enqueue(db: &impl ConnectionTrait, kind: &str, payload: serde_json::Value, run_at: DateTimeUtc, now: DateTimeUtc) -> Result<(), DbErr> {
    let job = ActiveModel {
        id: NotSet,
        kind: Set(kind.to_owned()),
        payload: Set(payload.to_string()),
        status: Set(QUEUED.to_owned()),
        run_at: Set(run_at),
        attempts: Set(0),
        last_error: Set(None),
        created_at: Set(now),
    };
    Entity::insert(job).exec_without_returning(db).await.map(drop)
}

/// Jobs whose time has come, oldest first: queued ones, and running ones whose claim has lapsed.
#[must_use]
pub fn due(now: DateTimeUtc) -> Select<Entity> {
    Entity::find().filter(Column::Status.is_in([QUEUED, RUNNING])).filter(Column::RunAt.lte(now)).order_by_asc(Column::RunAt).order_by_asc(Column::Id)
}

/// Claims a job until `lease_until`. True for the one process that wins it.
///
/// # Errors
/// Whatever the database says.
pub async fn claim(db: &impl ConnectionTrait, job: &Model, lease_until: DateTimeUtc) -> Result<bool, DbErr> {
    let claimed = Entity::update_many()
        .col_expr(Column::Status, Expr::value(RUNNING))
        .col_expr(Column::RunAt, Expr::value(lease_until))
        .col_expr(Column::Attempts, Expr::value(job.attempts + 1))
        .filter(Column::Id.eq(job.id))
        .filter(Column::Status.eq(job.status.as_str()))
        .filter(Column::Attempts.eq(job.attempts))
        .exec(db)
        .await?;
    Ok(claimed.rows_affected == 1)
}

/// Writes down how a claimed job ended; nothing, where the claim has lapsed and another process has taken over.
///
/// # Errors
/// Whatever the database says.
pub async fn finish(db: &impl ConnectionTrait, job: &Model, status: &str, run_at: DateTimeUtc, error: Option<String>) -> Result<(), DbErr> {
    Entity::update_many()
        .col_expr(Column::Status, Expr::value(status))
        .col_expr(Column::RunAt, Expr::value(run_at))
        .col_expr(Column::LastError, Expr::value(error))
        .filter(Column::Id.eq(job.id))
        .filter(Column::Status.eq(RUNNING))
        .filter(Column::Attempts.eq(job.attempts))
        .exec(db)
        .await
        .map(drop)
}

/// Puts a dead job back into the queue, with all its attempts before it. True where there was one.
///
/// # Errors
/// Whatever the database says.
pub async fn revive(db: &impl ConnectionTrait, job: JobId, now: DateTimeUtc) -> Result<bool, DbErr> {
    let revived = Entity::update_many()
        .col_expr(Column::Status, Expr::value(QUEUED))
        .col_expr(Column::RunAt, Expr::value(now))
        .col_expr(Column::Attempts, Expr::value(0))
        .filter(Column::Id.eq(job))
        .filter(Column::Status.eq(DEAD))
        .exec(db)
        .await?;
    Ok(revived.rows_affected == 1)
}
