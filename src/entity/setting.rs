//! What admins have set. What is not here is as it was from the start.

use crate::domain::{ids::UserId, setting::Setting};
use sea_orm::{entity::prelude::*, sea_query::Expr};

/// A row.
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "settings")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub name: Setting,
    pub value: i32,
    pub changed_by: UserId,
    pub changed_at: DateTimeUtc,
}

/// What a row points at.
#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

/// Changes a setting that still is what was seen. False where it is not.
///
/// # Errors
/// Whatever the database says.
pub async fn change(db: &impl ConnectionTrait, to: Model, seen: i32) -> Result<bool, DbErr> {
    let changed = Entity::update_many()
        .col_expr(Column::Value, Expr::value(to.value))
        .col_expr(Column::ChangedBy, Expr::value(to.changed_by))
        .col_expr(Column::ChangedAt, Expr::value(to.changed_at))
        .filter(Column::Name.eq(to.name))
        .filter(Column::Value.eq(seen))
        .exec(db)
        .await?;
    Ok(changed.rows_affected == 1)
}
