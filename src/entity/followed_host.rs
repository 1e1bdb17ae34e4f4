//! Hosts whose new runs people want to hear of.

use crate::domain::ids::{OrganizationId, UserId};
use sea_orm::entity::prelude::*;
use sea_orm::{Set, TryInsertResult};

/// A row.
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "followed_hosts")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub user_id: UserId,
    #[sea_orm(primary_key, auto_increment = false)]
    pub organization_id: OrganizationId,
    pub created_at: DateTimeUtc,
}

/// What a row points at.
#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {
    #[sea_orm(belongs_to = "super::organization::Entity", from = "Column::OrganizationId", to = "super::organization::Column::Id")]
    Organization,
}

impl Related<super::organization::Entity> for Entity {
    fn to() -> RelationDef {
        Relation::Organization.def()
    }
}

impl ActiveModelBehavior for ActiveModel {}

/// Whom one user follows, and nobody else.
#[must_use]
pub fn of_user(user: UserId) -> Select<Entity> {
    Entity::find().filter(Column::UserId.eq(user))
}

/// Follows a host. False where they do so already.
///
/// # Errors
/// Whatever the database says.
pub async fn add(db: &impl ConnectionTrait, user: UserId, organization: OrganizationId, now: DateTimeUtc) -> Result<bool, DbErr> {
    let row = ActiveModel { user_id: Set(user), organization_id: Set(organization), created_at: Set(now) };
    let added = Entity::insert(row).on_conflict_do_nothing_on([Column::UserId, Column::OrganizationId]).exec_without_returning(db).await?;
    Ok(matches!(added, TryInsertResult::Inserted(1)))
}

/// Follows a host no longer.
///
/// # Errors
/// Whatever the database says.
pub async fn remove(db: &impl ConnectionTrait, user: UserId, organization: OrganizationId) -> Result<(), DbErr> {
    Entity::delete_by_id((user, organization)).exec(db).await.map(drop)
}
