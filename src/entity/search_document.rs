//! Which experiences can be searched, and what for: one row each, beside the index itself, which each database keeps in its own way.
//! The index's row goes with this one.

use crate::domain::ids::ExperienceId;
use sea_orm::{Set, entity::prelude::*, sea_query::OnConflict};

/// A row.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "search_documents")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub experience_id: ExperienceId,
    /// Of all the texts that were indexed, and of the rules by which they were.
    pub fingerprint: String,
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

/// Writes down what was indexed, in place of what was before. At least one.
///
/// # Errors
/// Whatever the database says.
pub async fn keep(db: &impl ConnectionTrait, documents: impl IntoIterator<Item = Model>) -> Result<(), DbErr> {
    let rows = documents.into_iter().map(|row| ActiveModel { experience_id: Set(row.experience_id), fingerprint: Set(row.fingerprint) });
    let over = OnConflict::column(Column::ExperienceId).update_column(Column::Fingerprint).to_owned();
    Entity::insert_many(rows).on_conflict(over).exec_without_returning(db).await.map(drop)
}

/// Takes experiences out of the index.
///
/// # Errors
/// Whatever the database says.
pub async fn remove(db: &impl ConnectionTrait, ids: &[ExperienceId]) -> Result<(), DbErr> {
    Entity::delete_many().filter(Column::ExperienceId.is_in(ids.iter().copied())).exec(db).await.map(drop)
}
