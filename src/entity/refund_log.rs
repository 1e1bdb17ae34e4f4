//! Every step of every refund: who, why, and what the provider said. Rows are only ever added.

use crate::domain::ids::{RefundId, UserId};
use sea_orm::entity::prelude::*;
use sea_orm::{ActiveValue::NotSet, Set};

/// A row.
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "refund_log")]
pub struct Model {
    #[sea_orm(primary_key)]
    pub id: i64,
    pub refund_id: RefundId,
    pub at: DateTimeUtc,
    /// Nobody where a job did it.
    pub actor_id: Option<UserId>,
    pub step: String,
    /// JSON.
    pub detail: String,
}

/// What a row points at.
#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

/// Writes one line, in the transaction of the step it tells of.
///
/// # Errors
/// Whatever the database says.
pub async fn record(
    db: &impl ConnectionTrait,
    refund: RefundId,
    at: DateTimeUtc,
    actor: Option<UserId>,
    step: &str,
    detail: serde_json::Value,
) -> Result<(), DbErr> {
    let line =
        ActiveModel { id: NotSet, refund_id: Set(refund), at: Set(at), actor_id: Set(actor), step: Set(step.to_owned()), detail: Set(detail.to_string()) };
    Entity::insert(line).exec_without_returning(db).await.map(drop)
}
