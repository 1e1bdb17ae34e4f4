//! The files that tell a bank whom to pay.

use crate::domain::ids::{PayoutFileId, UserId};
use sea_orm::entity::prelude::*;

/// A row.
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "payout_files")]
pub struct Model {
    #[sea_orm(primary_key)]
    pub id: PayoutFileId,
    pub made_by: UserId,
    pub created_at: DateTimeUtc,
}

/// What a row points at.
#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
