//! Actions that approve many payouts at once; which ones, and what became of each, is in [`super::payout_approval_item`].

use crate::domain::ids::{PayoutApprovalId, UserId};
use sea_orm::entity::prelude::*;

/// A row.
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "payout_approvals")]
pub struct Model {
    #[sea_orm(primary_key)]
    pub id: PayoutApprovalId,
    pub admin_id: UserId,
    pub reason: String,
    pub created_at: DateTimeUtc,
}

/// What a row points at.
#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
