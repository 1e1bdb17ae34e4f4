//! The inbox: what the provider has told us, byte for byte as it came.

use crate::domain::ids::WebhookId;
use sea_orm::entity::prelude::*;
use sea_orm::{
    ActiveValue::NotSet,
    Set,
    sea_query::{Expr, OnConflict},
};

/// A row.
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "webhook_events")]
pub struct Model {
    #[sea_orm(primary_key)]
    pub id: WebhookId,
    /// Where it came in. The same event goes to every endpoint, so that events are told apart within one.
    pub endpoint: String,
    /// The provider's.
    pub event_id: String,
    pub body: Vec<u8>,
    /// `received`, then what came of it.
    pub outcome: String,
    /// The provider's name for what it is about: a payment where it tells of one; known once it was worked on.
    pub about: Option<String>,
    pub received_at: DateTimeUtc,
    pub processed_at: Option<DateTimeUtc>,
}

/// What a row points at.
#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

impl Model {
    /// What kind of event it says it is, such as `payment.captured`; nothing where it cannot be read.
    #[must_use]
    pub fn event(&self) -> String {
        let message: serde_json::Value = serde_json::from_slice(&self.body).unwrap_or_default();
        message["event"].as_str().unwrap_or_default().chars().take(100).collect()
    }
}

/// Keeps an event; `None` where it has come before.
///
/// # Errors
/// Whatever the database says.
pub async fn keep(db: &impl ConnectionTrait, endpoint: &str, event_id: &str, body: &[u8], now: DateTimeUtc) -> Result<Option<WebhookId>, DbErr> {
    let row = ActiveModel {
        id: NotSet,
        endpoint: Set(endpoint.to_owned()),
        event_id: Set(event_id.to_owned()),
        body: Set(body.to_vec()),
        about: Set(None),
        outcome: Set("received".to_owned()),
        received_at: Set(now),
        processed_at: Set(None),
    };
    let once = OnConflict::columns([Column::Endpoint, Column::EventId]).do_nothing().to_owned();
    let kept = Entity::insert(row).on_conflict(once).exec_without_returning(db).await?;
    if kept == 0 {
        return Ok(None);
    }
    let row = Entity::find().filter(Column::Endpoint.eq(endpoint)).filter(Column::EventId.eq(event_id)).one(db).await?;
    Ok(row.map(|row| row.id))
}

/// Writes down what came of an event.
///
/// # Errors
/// Whatever the database says.
pub async fn processed(db: &impl ConnectionTrait, event: WebhookId, (outcome, about): (&str, Option<&str>), now: DateTimeUtc) -> Result<(), DbErr> {
    Entity::update_many()
        .col_expr(Column::Outcome, Expr::value(outcome))
        .col_expr(Column::About, Expr::value(about))
        .col_expr(Column::ProcessedAt, Expr::value(now))
        .filter(Column::Id.eq(event))
        .exec(db)
        .await
        .map(drop)
}
