//! One payout of an action that approves many.

use crate::domain::{
    ids::{PayoutApprovalId, PayoutId},
    payout::ApprovalOutcome,
};
use sea_orm::entity::prelude::*;
use sea_orm::{QueryOrder, sea_query::Expr};

/// A row.
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "payout_approval_items")]
pub struct Model {
    #[sea_orm(primary_key)]
    pub id: i64,
    pub approval_id: PayoutApprovalId,
    pub payout_id: PayoutId,
    /// The version that the admin has seen.
    pub version: i32,
    /// What became of it; none as long as it waits.
    pub outcome: Option<ApprovalOutcome>,
}

/// What a row points at.
#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

/// The items of an action that wait, in order.
#[must_use]
pub fn waiting(approval: PayoutApprovalId) -> Select<Entity> {
    Entity::find().filter(Column::ApprovalId.eq(approval)).filter(Column::Outcome.is_null()).order_by_asc(Column::Id)
}

/// Writes down what became of an item. False where somebody else did so.
///
/// # Errors
/// Whatever the database says.
pub async fn done(db: &impl ConnectionTrait, item: i64, outcome: ApprovalOutcome) -> Result<bool, DbErr> {
    let change = Entity::update_many().col_expr(Column::Outcome, Expr::value(outcome)).filter(Column::Id.eq(item)).filter(Column::Outcome.is_null());
    Ok(change.exec(db).await?.rows_affected == 1)
}
