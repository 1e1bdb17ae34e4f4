//! The legs of the ledger's entries.

use crate::domain::{ledger::Account, money::Paise};
use sea_orm::entity::prelude::*;

/// A row.
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "ledger_legs")]
pub struct Model {
    #[sea_orm(primary_key)]
    pub id: i64,
    pub entry_id: i64,
    /// Unique.
    pub reference: String,
    pub account: Account,
    /// The booking of an escrow account, the organization of a payable account.
    pub owner_id: Option<i64>,
    /// Debit positive, credit negative.
    pub amount: Paise,
    pub currency: String,
}

/// What a row points at.
#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {
    #[sea_orm(belongs_to = "super::ledger_entry::Entity", from = "Column::EntryId", to = "super::ledger_entry::Column::Id")]
    Entry,
}

impl Related<super::ledger_entry::Entity> for Entity {
    fn to() -> RelationDef {
        Relation::Entry.def()
    }
}

impl ActiveModelBehavior for ActiveModel {}
