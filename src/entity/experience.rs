//! What hosts offer.

use crate::domain::{
    experience::{Domain, ExperienceEvent, ExperienceStatus, RefundPreset},
    ids::{ExperienceId, NeighborhoodId, OrganizationId},
};
use sea_orm::{entity::prelude::*, sea_query::Expr};

/// A row.
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "experiences")]
pub struct Model {
    #[sea_orm(primary_key)]
    pub id: ExperienceId,
    pub organization_id: OrganizationId,
    pub neighborhood_id: NeighborhoodId,
    pub domain: Domain,
    pub slug: String,
    pub title: String,
    /// One sentence.
    pub summary: String,
    /// Paragraphs with an empty line between them.
    pub story: String,
    pub meeting_point: String,
    pub latitude: f64,
    pub longitude: f64,
    pub duration_minutes: i32,
    /// Names with `, ` between them.
    pub languages: String,
    pub included: String,
    pub bring: String,
    /// For whom it is by age; may be empty.
    pub age_note: String,
    /// How accessible it is; may be empty.
    pub accessibility: String,
    pub refund_preset: RefundPreset,
    pub status: ExperienceStatus,
    pub created_at: DateTimeUtc,
}

/// What a row points at.
#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {
    #[sea_orm(belongs_to = "super::organization::Entity", from = "Column::OrganizationId", to = "super::organization::Column::Id")]
    Organization,
    #[sea_orm(belongs_to = "super::neighborhood::Entity", from = "Column::NeighborhoodId", to = "super::neighborhood::Column::Id")]
    Neighborhood,
}

impl Related<super::organization::Entity> for Entity {
    fn to() -> RelationDef {
        Relation::Organization.def()
    }
}

impl Related<super::neighborhood::Entity> for Entity {
    fn to() -> RelationDef {
        Relation::Neighborhood.def()
    }
}

impl ActiveModelBehavior for ActiveModel {}

/// Takes hold of an experience of an organization for the rest of the transaction: whoever else does so waits until it has ended.
/// False where the organization has no such experience.
///
/// # Errors
/// Whatever the database says.
pub async fn hold(db: &impl ConnectionTrait, organization: OrganizationId, id: ExperienceId) -> Result<bool, DbErr> {
    let touched = Entity::update_many()
        .col_expr(Column::Status, Expr::col(Column::Status))
        .filter(Column::Id.eq(id))
        .filter(Column::OrganizationId.eq(organization))
        .exec(db)
        .await?;
    Ok(touched.rows_affected == 1)
}

/// Experiences of one organization, and of no other.
#[must_use]
pub fn owned_by(organization: OrganizationId) -> Select<Entity> {
    Entity::find().filter(Column::OrganizationId.eq(organization))
}

/// Moves an experience from a state by an event of its machine. False where it is no longer in that state, or the machine refuses.
///
/// # Errors
/// Whatever the database says.
pub async fn advance(db: &impl ConnectionTrait, id: ExperienceId, from: ExperienceStatus, event: ExperienceEvent) -> Result<bool, DbErr> {
    let Some(to) = from.after(event) else { return Ok(false) };
    let change = Entity::update_many().col_expr(Column::Status, Expr::value(to)).filter(Column::Id.eq(id)).filter(Column::Status.eq(from));
    Ok(change.exec(db).await?.rows_affected == 1)
}
