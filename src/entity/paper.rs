//! Numbered papers, for good.

use crate::domain::{
    ids::{BookingId, OrganizationId, PaperId},
    money::Paise,
    paper::PaperKind,
};
use sea_orm::entity::prelude::*;

/// A row.
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "papers")]
pub struct Model {
    #[sea_orm(primary_key)]
    pub id: PaperId,
    pub kind: PaperKind,
    /// The calendar year in which its financial year began.
    pub financial_year: i32,
    /// Unique among its kind in its year.
    pub number: i64,
    /// What it is about, unique: `payment:12`, `refund:7`, `fees:3:2026-11`.
    pub subject: String,
    pub booking_id: Option<BookingId>,
    pub organization_id: Option<OrganizationId>,
    /// Tax included, more than nothing.
    pub amount: Paise,
    pub tax: Paise,
    /// The rate of the tax, in hundredths of a percent.
    pub tax_basis_points: i32,
    pub issued_at: DateTimeUtc,
}

/// What a row points at.
#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

/// The paper about something.
#[must_use]
pub fn about(subject: &str) -> Select<Entity> {
    Entity::find().filter(Column::Subject.eq(subject))
}
