//! What calling a run off set out to do, so that one can tell how far it has come.

use crate::domain::ids::RunId;
use sea_orm::Set;
use sea_orm::entity::prelude::*;

/// A row.
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "call_offs")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub run_id: RunId,
    /// How many were on board at that moment; see [`super::booking::on_board`].
    pub bookings: i32,
    pub created_at: DateTimeUtc,
}

/// What a row points at.
#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

/// Writes down how many bookings a run had when it was called off, in the transaction that does so.
///
/// # Errors
/// Whatever the database says.
pub async fn record(db: &impl ConnectionTrait, run: RunId, bookings: u64, now: DateTimeUtc) -> Result<(), DbErr> {
    let row = ActiveModel { run_id: Set(run), bookings: Set(i32::try_from(bookings).unwrap_or(i32::MAX)), created_at: Set(now) };
    Entity::insert(row).exec_without_returning(db).await.map(drop)
}
