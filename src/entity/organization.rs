//! Hosts.

use crate::domain::{ids::OrganizationId, media::MediaHash, profile::Profile};
use sea_orm::{ExprTrait, entity::prelude::*, sea_query::Expr};

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
    /// Since then it offers nothing, and is paid nothing.
    pub suspended_at: Option<DateTimeUtc>,
    /// The platform's share of the price, in hundredths of a percent.
    pub fee_basis_points: i32,
    /// JSON: a list of addresses.
    pub links: String,
    /// An uploaded picture of [`crate::domain::media::LOGO_PIXELS`].
    pub logo: Option<MediaHash>,
    /// Counts changes of the profile.
    pub version: i32,
    /// When somebody last joined, left or got another role.
    pub members_changed_at: Option<DateTimeUtc>,
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

impl Model {
    /// What the organization says of itself.
    #[must_use]
    pub fn profile(&self) -> Profile {
        Profile { name: self.name.clone(), slug: self.slug.clone(), tagline: self.tagline.clone(), bio: self.bio.clone(), links: self.links() }
    }

    /// The links, in order. What is no list of addresses was not written by [`change_profile`] and is none.
    #[must_use]
    pub fn links(&self) -> Vec<String> {
        serde_json::from_str(&self.links).unwrap_or_default()
    }
}

/// Links as they are stored.
#[must_use]
pub fn stored_links(links: &[String]) -> String {
    serde_json::Value::from(links).to_string()
}

/// Changes the profile, if it still is the version that was shown. False where somebody was faster.
///
/// # Errors
/// Whatever the database says; a violated unique constraint where the slug is another's.
pub async fn change_profile(db: &impl ConnectionTrait, organization: OrganizationId, shown: i32, profile: &Profile) -> Result<bool, DbErr> {
    let changed = Entity::update_many()
        .col_expr(Column::Version, Expr::col(Column::Version).add(1))
        .col_expr(Column::Name, Expr::value(profile.name.as_str()))
        .col_expr(Column::Slug, Expr::value(profile.slug.as_str()))
        .col_expr(Column::Tagline, Expr::value(profile.tagline.as_str()))
        .col_expr(Column::Bio, Expr::value(profile.bio.as_str()))
        .col_expr(Column::Links, Expr::value(stored_links(&profile.links)))
        .filter(Column::Id.eq(organization))
        .filter(Column::Version.eq(shown))
        .exec(db)
        .await?;
    Ok(changed.rows_affected == 1)
}

/// Makes everybody else who says so of the same organization wait until this transaction ends.
///
/// # Errors
/// Whatever the database says.
pub async fn in_turn(db: &impl ConnectionTrait, organization: OrganizationId) -> Result<(), DbErr> {
    Entity::update_many().col_expr(Column::Version, Expr::col(Column::Version)).filter(Column::Id.eq(organization)).exec(db).await.map(drop)
}

/// Says that members change, and makes everybody else who says so of the same organization wait until this transaction ends:
/// `PostgreSQL` would otherwise let two owners demote each other, each seeing the other as the one who stays.
///
/// # Errors
/// Whatever the database says.
pub async fn members_change(db: &impl ConnectionTrait, organization: OrganizationId, now: DateTimeUtc) -> Result<(), DbErr> {
    Entity::update_many().col_expr(Column::MembersChangedAt, Expr::value(now)).filter(Column::Id.eq(organization)).exec(db).await.map(drop)
}
