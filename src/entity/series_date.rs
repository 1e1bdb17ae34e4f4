//! The dates of a series, each with its run once that is made.

use crate::domain::ids::{RunId, SeriesId};
use sea_orm::QueryOrder;
use sea_orm::entity::prelude::*;
use sea_orm::sea_query::Expr;

/// A row.
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "series_dates")]
pub struct Model {
    #[sea_orm(primary_key)]
    pub id: i64,
    pub series_id: SeriesId,
    /// Its place in the series, from 0.
    pub position: i32,
    /// As planned; the run may have been moved since.
    pub starts_at: DateTimeUtc,
    pub run_id: Option<RunId>,
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

/// Dates of a series that have no run yet, in order.
#[must_use]
pub fn unmade(series: SeriesId) -> Select<Entity> {
    Entity::find().filter(Column::SeriesId.eq(series)).filter(Column::RunId.is_null()).order_by_asc(Column::Position)
}

/// Ties a date to its run. True for the one call that does so; whoever comes second has made a run too many, and takes it back.
///
/// # Errors
/// Whatever the database says.
pub async fn made(db: &impl ConnectionTrait, date: i64, run: RunId) -> Result<bool, DbErr> {
    let change = Entity::update_many().col_expr(Column::RunId, Expr::value(run)).filter(Column::Id.eq(date)).filter(Column::RunId.is_null());
    Ok(change.exec(db).await?.rows_affected == 1)
}
