//! What runs are made from: one form that was sent, for one date or for many by a rule.

use crate::domain::{
    ids::{ExperienceId, SeriesId, UserId},
    money::Paise,
};
use sea_orm::entity::prelude::*;

/// A row.
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "series")]
pub struct Model {
    #[sea_orm(primary_key)]
    pub id: SeriesId,
    pub experience_id: ExperienceId,
    /// From the form; unique, so that a form that is sent twice makes its runs once.
    pub token: String,
    /// The rule as RFC 5545 writes it; none for a single date, whose run belongs to no series.
    pub rule: Option<String>,
    /// An IANA name.
    pub time_zone: String,
    pub duration_minutes: i32,
    /// Booking closes so many hours before the start.
    pub cutoff_hours: i32,
    pub capacity: i32,
    /// For one traveler.
    pub price: Paise,
    /// For one traveler; comes back.
    pub stake: Paise,
    pub created_by: UserId,
    pub created_at: DateTimeUtc,
}

/// What a row points at.
#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {
    #[sea_orm(belongs_to = "super::experience::Entity", from = "Column::ExperienceId", to = "super::experience::Column::Id")]
    Experience,
}

impl Related<super::experience::Entity> for Entity {
    fn to() -> RelationDef {
        Relation::Experience.def()
    }
}

impl ActiveModelBehavior for ActiveModel {}
