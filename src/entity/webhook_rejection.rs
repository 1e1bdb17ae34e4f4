//! How many messages with a bad signature came in on a day. Their content is nobody's word, and is not kept.

use sea_orm::entity::prelude::*;
use sea_orm::{
    ExprTrait, Set,
    sea_query::{Expr, OnConflict},
};

/// A row.
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "webhook_rejections")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub endpoint: String,
    /// `YYYY-MM-DD`, UTC.
    #[sea_orm(primary_key, auto_increment = false)]
    pub day: String,
    pub count: i64,
}

/// What a row points at.
#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

/// Counts so many more.
///
/// # Errors
/// Whatever the database says.
pub async fn count(db: &impl ConnectionTrait, endpoint: &str, more: i64, now: DateTimeUtc) -> Result<(), DbErr> {
    let row = ActiveModel { endpoint: Set(endpoint.to_owned()), day: Set(now.format("%Y-%m-%d").to_string()), count: Set(more) };
    let one_more = OnConflict::columns([Column::Endpoint, Column::Day]).value(Column::Count, Expr::col((Entity, Column::Count)).add(more)).to_owned();
    Entity::insert(row).on_conflict(one_more).exec_without_returning(db).await.map(drop)
}
