//! What members of an organization have written to the travelers of a run.

use crate::domain::ids::{MessageId, RunId, UserId};
use sea_orm::entity::prelude::*;

/// A row.
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "messages")]
pub struct Model {
    #[sea_orm(primary_key)]
    pub id: MessageId,
    pub run_id: RunId,
    pub author_id: UserId,
    /// From the form; unique for each run, so that a form that is sent twice writes once.
    pub token: String,
    /// `2026-11-28`, on the run's own calendar.
    pub day: String,
    /// Counts the day's messages about the run from 1. Unique there, and bounded by the table: whoever comes too late finds none left.
    pub number: i32,
    /// One line.
    pub subject: String,
    /// Plain text with line breaks.
    pub body: String,
    /// Bookings that it went to.
    pub recipients: i32,
    pub created_at: DateTimeUtc,
}

/// What a row points at.
#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {
    #[sea_orm(belongs_to = "super::event_run::Entity", from = "Column::RunId", to = "super::event_run::Column::Id")]
    EventRun,
    #[sea_orm(belongs_to = "super::user::Entity", from = "Column::AuthorId", to = "super::user::Column::Id")]
    Author,
}

impl Related<super::event_run::Entity> for Entity {
    fn to() -> RelationDef {
        Relation::EventRun.def()
    }
}

impl Related<super::user::Entity> for Entity {
    fn to() -> RelationDef {
        Relation::Author.def()
    }
}

impl ActiveModelBehavior for ActiveModel {}
