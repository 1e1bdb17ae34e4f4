//! What a comparison has found: only what did not agree.

use crate::domain::{
    ids::ReconciliationId,
    reconciliation::{Finding, ItemKind, Remedy},
};
use sea_orm::entity::prelude::*;

/// A row.
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "reconciliation_items")]
pub struct Model {
    #[sea_orm(primary_key)]
    pub id: i64,
    pub reconciliation_id: ReconciliationId,
    pub kind: ItemKind,
    /// The provider's name for it; ours where the provider has none.
    pub name: String,
    pub finding: Finding,
    pub remedy: Remedy,
    /// JSON: what either side says.
    pub detail: String,
    /// When the item was made, which says how old it is.
    pub at: DateTimeUtc,
}

/// What a row points at.
#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {
    #[sea_orm(belongs_to = "super::reconciliation::Entity", from = "Column::ReconciliationId", to = "super::reconciliation::Column::Id")]
    Reconciliation,
}

impl Related<super::reconciliation::Entity> for Entity {
    fn to() -> RelationDef {
        Relation::Reconciliation.def()
    }
}

impl ActiveModelBehavior for ActiveModel {}
