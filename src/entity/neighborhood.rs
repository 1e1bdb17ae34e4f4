//! Neighborhoods of cities.

use crate::domain::ids::{CityId, NeighborhoodId};
use sea_orm::entity::prelude::*;

/// A row.
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "neighborhoods")]
pub struct Model {
    #[sea_orm(primary_key)]
    pub id: NeighborhoodId,
    pub city_id: CityId,
    /// Unique within its city.
    pub slug: String,
    pub name: String,
}

/// What a row points at.
#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {
    #[sea_orm(belongs_to = "super::city::Entity", from = "Column::CityId", to = "super::city::Column::Id")]
    City,
}

impl Related<super::city::Entity> for Entity {
    fn to() -> RelationDef {
        Relation::City.def()
    }
}

impl ActiveModelBehavior for ActiveModel {}
