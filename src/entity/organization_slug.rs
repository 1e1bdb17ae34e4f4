//! The addresses that organizations have and had. An address that was given out once leads to the same organization for ever.

use crate::domain::ids::OrganizationId;
use sea_orm::{Set, TryInsertResult, entity::prelude::*};

/// A row.
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "organization_slugs")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub slug: String,
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

/// Claims an address. True where it is the organization's now, also where it was before; false where it is another's.
///
/// # Errors
/// Whatever the database says.
pub async fn claim(db: &impl ConnectionTrait, slug: &str, organization: OrganizationId, now: DateTimeUtc) -> Result<bool, DbErr> {
    let row = ActiveModel { slug: Set(slug.to_owned()), organization_id: Set(organization), created_at: Set(now) };
    match Entity::insert(row).on_conflict_do_nothing_on([Column::Slug]).exec_without_returning(db).await? {
        TryInsertResult::Inserted(1) => Ok(true),
        _ => Ok(Entity::find_by_id(slug).one(db).await?.is_some_and(|row| row.organization_id == organization)),
    }
}
