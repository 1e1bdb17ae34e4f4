//! The categories, so that the database refuses an unknown one.

use crate::domain::experience::Domain;
use sea_orm::entity::prelude::*;
use sea_orm::{Set, sea_query::OnConflict};

/// A row.
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "domains")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub slug: Domain,
    pub name: String,
    pub position: i32,
}

/// What a row points at.
#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

/// Makes sure that a category is known, so that something can be filed under it.
///
/// # Errors
/// Whatever the database says.
pub async fn keep(db: &impl ConnectionTrait, domain: Domain) -> Result<(), DbErr> {
    let position = Domain::ALL.iter().zip(0..).find(|(known, _)| **known == domain).map_or(0, |(_, position)| position);
    let row = ActiveModel { slug: Set(domain), name: Set(domain.name().to_owned()), position: Set(position) };
    let once = OnConflict::column(Column::Slug).do_nothing().to_owned();
    Entity::insert(row).on_conflict(once).exec_without_returning(db).await.map(drop)
}
