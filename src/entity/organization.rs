//! Hosts.

use crate::domain::{ids::OrganizationId, media::MediaHash};
use sea_orm::{entity::prelude::*, sea_query::Expr};

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
    /// An uploaded picture of [`crate::domain::media::LOGO_PIXELS`].
    pub logo: Option<MediaHash>,
    pub created_at: DateTimeUtc,
}

/// What a row points at.
#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

/// Puts another logo, or none, in the place of the one that was read. False where somebody else has changed it meanwhile.
///
/// # Errors
/// Whatever the database says.
pub async fn change_logo(db: &impl ConnectionTrait, id: OrganizationId, was: Option<&MediaHash>, logo: Option<&MediaHash>) -> Result<bool, DbErr> {
    let unchanged = was.map_or_else(|| Column::Logo.is_null(), |was| Column::Logo.eq(was.as_str()));
    let change = Entity::update_many().col_expr(Column::Logo, Expr::value(logo.cloned())).filter(Column::Id.eq(id)).filter(unchanged);
    Ok(change.exec(db).await?.rows_affected == 1)
}
