//! Days on which payouts were collected: whoever writes the day down does it.

use sea_orm::entity::prelude::*;
use sea_orm::{Set, TryInsertResult};

/// A row.
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "payout_collections")]
pub struct Model {
    /// Such as `2026-11-28`, in UTC.
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
pub async fn take(db: &impl ConnectionTrait, day: String, now: DateTimeUtc) -> Result<bool, DbErr> {
    let taken = Entity::insert(ActiveModel { day: Set(day), at: Set(now) }).on_conflict_do_nothing_on([Column::Day]).exec_without_returning(db).await?;
    Ok(matches!(taken, TryInsertResult::Inserted(1)))
}
