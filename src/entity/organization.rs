//! Hosts.

use crate::domain::ids::OrganizationId;
use sea_orm::entity::prelude::*;

/// A row.
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "organizations")]
pub struct Model {
    #[sea_orm(primary_key)]
    pub id: OrganizationId,
    pub slug: String,
    pub name: String,
    pub tagline: String,
    pub bio: String,
    pub verified_at: Option<DateTimeUtc>,
    /// The platform's share of the price, in hundredths of a percent.
    pub fee_basis_points: i32,
    /// JSON: a list of addresses.
    pub links: String,
    /// The name of an uploaded picture.
    pub logo: Option<String>,
    pub created_at: DateTimeUtc,
}

/// What a row points at.
#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
