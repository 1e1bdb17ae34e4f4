//! Runs that are over and at which nobody was checked in: how often their host was asked who was there, and when we look again.

use crate::domain::ids::RunId;
use sea_orm::entity::prelude::*;
use sea_orm::{Set, TryInsertResult, sea_query::Expr};

/// A row.
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "run_looks")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub run_id: RunId,
    /// How often the host was asked.
    pub asked: i32,
    /// Not before.
    pub look_at: DateTimeUtc,
}

/// What a row points at.
#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {
    #[sea_orm(belongs_to = "super::event_run::Entity", from = "Column::RunId", to = "super::event_run::Column::Id")]
    Run,
}

impl Related<super::event_run::Entity> for Entity {
    fn to() -> RelationDef {
        Relation::Run.def()
    }
}

impl ActiveModelBehavior for ActiveModel {}

/// Writes down that the host is asked once more after having been asked `before` times, and when we look again. True for the one
/// call that does.
///
/// # Errors
/// Whatever the database says.
pub async fn ask(db: &impl ConnectionTrait, run: RunId, before: i32, look_at: DateTimeUtc) -> Result<bool, DbErr> {
    if before == 0 {
        let row = ActiveModel { run_id: Set(run), asked: Set(1), look_at: Set(look_at) };
        return Ok(matches!(Entity::insert(row).on_conflict_do_nothing_on([Column::RunId]).exec_without_returning(db).await?, TryInsertResult::Inserted(_)));
    }
    let change = Entity::update_many()
        .col_expr(Column::Asked, Expr::value(before + 1))
        .col_expr(Column::LookAt, Expr::value(look_at))
        .filter(Column::RunId.eq(run))
        .filter(Column::Asked.eq(before));
    Ok(change.exec(db).await?.rows_affected == 1)
}
