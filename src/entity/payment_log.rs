//! Every step of every payment: what we asked of the provider and what it said. Rows are only ever added.

use crate::domain::ids::PaymentId;
use sea_orm::entity::prelude::*;
use sea_orm::{ActiveValue::NotSet, Set};

/// A row.
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "payment_log")]
pub struct Model {
    #[sea_orm(primary_key)]
    pub id: i64,
    pub payment_id: PaymentId,
    pub at: DateTimeUtc,
    pub step: String,
    /// JSON.
    pub detail: String,
}

/// What a row points at.
#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

/// Writes one line, in the transaction of the step it tells of where there is one.
///
/// # Errors
/// Whatever the database says.
pub async fn record(db: &impl ConnectionTrait, payment: PaymentId, at: DateTimeUtc, step: &str, detail: serde_json::Value) -> Result<(), DbErr> {
    let line = ActiveModel { id: NotSet, payment_id: Set(payment), at: Set(at), step: Set(step.to_owned()), detail: Set(detail.to_string()) };
    Entity::insert(line).exec_without_returning(db).await.map(drop)
}
