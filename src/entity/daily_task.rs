//! Work that is done once a day: whoever writes the day down does it.

use sea_orm::entity::prelude::*;
use sea_orm::{Set, TryInsertResult};

/// A row.
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "daily_tasks")]
pub struct Model {
    /// The kind of its job.
    #[sea_orm(primary_key, auto_increment = false)]
    pub task: String,
    /// Such as `2026-11-28`.
    #[sea_orm(primary_key, auto_increment = false)]
    pub day: String,
    pub at: DateTimeUtc,
}

/// What a row points at.
#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

/// Takes a day on. True for the one who does.
///
/// # Errors
/// Whatever the database says.
pub async fn take(db: &impl ConnectionTrait, task: &str, day: &str, now: DateTimeUtc) -> Result<bool, DbErr> {
    let row = ActiveModel { task: Set(task.to_owned()), day: Set(day.to_owned()), at: Set(now) };
    let taken = Entity::insert(row).on_conflict_do_nothing_on([Column::Task, Column::Day]).exec_without_returning(db).await?;
    Ok(matches!(taken, TryInsertResult::Inserted(1)))
}
