//! People with an account.

use crate::domain::ids::UserId;
use sea_orm::{entity::prelude::*, sea_query::Expr};

/// A row.
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "users")]
pub struct Model {
    #[sea_orm(primary_key)]
    pub id: UserId,
    /// Lower case.
    pub email: String,
    pub name: String,
    /// `+` and digits.
    pub phone: Option<String>,
    /// An argon2id PHC string.
    pub password_hash: String,
    pub is_admin: bool,
    /// Since then they cannot log in.
    pub suspended_at: Option<DateTimeUtc>,
    pub created_at: DateTimeUtc,
    pub updated_at: DateTimeUtc,
}

/// What a row points at.
#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

/// Takes hold of an account for the rest of the transaction: whoever else does so waits until it has ended. False where there is none.
///
/// # Errors
/// Whatever the database says.
pub async fn hold(db: &impl ConnectionTrait, id: UserId) -> Result<bool, DbErr> {
    let touched = Entity::update_many().col_expr(Column::UpdatedAt, Expr::col(Column::UpdatedAt)).filter(Column::Id.eq(id)).exec(db).await?;
    Ok(touched.rows_affected == 1)
}
