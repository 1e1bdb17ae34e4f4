//! Pictures of experiences, in order: so far scenes drawn for an hour of the day.

use crate::domain::{cover::Hour, ids::ExperienceId};
use sea_orm::entity::prelude::*;

/// A row.
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "pictures")]
pub struct Model {
    #[sea_orm(primary_key)]
    pub id: i64,
    pub experience_id: ExperienceId,
    pub position: i32,
    pub hour: Hour,
    /// What it shows, for those who do not see it.
    pub alt: String,
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
