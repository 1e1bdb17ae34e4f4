//! Comparisons of our rows with the provider's, each of one day.

use crate::domain::{
    ids::{ReconciliationId, UserId},
    money::Paise,
};
use sea_orm::entity::prelude::*;

/// A row.
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "reconciliations")]
pub struct Model {
    #[sea_orm(primary_key)]
    pub id: ReconciliationId,
    /// Such as `2026-11-28`, in India.
    pub day: String,
    /// Nobody where it was time, or a command asked.
    pub asked_by: Option<UserId>,
    /// How many of the provider's payments were looked at; and refunds, and items of the settlement report.
    pub payments: i32,
    pub refunds: i32,
    pub settled: i32,
    /// What came to our bank by what was settled that day.
    pub settled_amount: Paise,
    pub started_at: DateTimeUtc,
    /// Nothing while it goes on, or where it broke off.
    pub finished_at: Option<DateTimeUtc>,
}

/// What a row points at.
#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {
    #[sea_orm(has_many = "super::reconciliation_item::Entity")]
    Items,
}

impl Related<super::reconciliation_item::Entity> for Entity {
    fn to() -> RelationDef {
        Relation::Items.def()
    }
}

impl ActiveModelBehavior for ActiveModel {}
