//! Experiences that people keep for later.

use crate::domain::ids::{ExperienceId, UserId};
use sea_orm::entity::prelude::*;
use sea_orm::{Set, TryInsertResult};

/// A row.
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "saved_experiences")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub user_id: UserId,
    #[sea_orm(primary_key, auto_increment = false)]
    pub experience_id: ExperienceId,
    pub created_at: DateTimeUtc,
}

/// What a row points at.
#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {
    #[sea_orm(belongs_to = "super::experience::Entity", from = "Column::ExperienceId", to = "super::experience::Column::Id")]
    Experience,
}

impl Related<super::experience::Entity> for Entity {
    fn to() -> RelationDef {
        Relation::Experience.def()
    }
}

impl ActiveModelBehavior for ActiveModel {}

/// What one user has saved, and nobody else.
#[must_use]
pub fn of_user(user: UserId) -> Select<Entity> {
    Entity::find().filter(Column::UserId.eq(user))
}

/// Saves an experience for somebody. False where they have it already.
///
/// # Errors
/// Whatever the database says.
pub async fn add(db: &impl ConnectionTrait, user: UserId, experience: ExperienceId, now: DateTimeUtc) -> Result<bool, DbErr> {
    let row = ActiveModel { user_id: Set(user), experience_id: Set(experience), created_at: Set(now) };
    let added = Entity::insert(row).on_conflict_do_nothing_on([Column::UserId, Column::ExperienceId]).exec_without_returning(db).await?;
    Ok(matches!(added, TryInsertResult::Inserted(1)))
}

/// Lets go of it, if it was saved.
///
/// # Errors
/// Whatever the database says.
pub async fn remove(db: &impl ConnectionTrait, user: UserId, experience: ExperienceId) -> Result<(), DbErr> {
    Entity::delete_by_id((user, experience)).exec(db).await.map(drop)
}
