//! Invitations to become a member. Of the token in an invitation's link only a hash is kept.

use crate::domain::{
    ids::{InvitationId, OrganizationId, UserId},
    invitation::{InvitationStatus, SENDS_MAX},
    organization::Role,
};
use sea_orm::{ExprTrait, QueryOrder, entity::prelude::*, sea_query::Expr};

/// A row.
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "invitations")]
pub struct Model {
    #[sea_orm(primary_key)]
    pub id: InvitationId,
    pub organization_id: OrganizationId,
    /// Lower case.
    pub email: String,
    pub role: Role,
    pub status: InvitationStatus,
    /// SHA-256 in hexadecimal.
    pub token_hash: String,
    /// How often it was sent.
    pub sends: i32,
    pub invited_by: UserId,
    pub accepted_by: Option<UserId>,
    pub expires_at: DateTimeUtc,
    pub created_at: DateTimeUtc,
}

/// What a row points at.
#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {
    #[sea_orm(belongs_to = "super::organization::Entity", from = "Column::OrganizationId", to = "super::organization::Column::Id")]
    Organization,
    #[sea_orm(belongs_to = "super::user::Entity", from = "Column::InvitedBy", to = "super::user::Column::Id")]
    Inviter,
}

impl Related<super::organization::Entity> for Entity {
    fn to() -> RelationDef {
        Relation::Organization.def()
    }
}

impl Related<super::user::Entity> for Entity {
    fn to() -> RelationDef {
        Relation::Inviter.def()
    }
}

impl ActiveModelBehavior for ActiveModel {}

/// The invitations of an organization that nobody has accepted or taken back, latest first.
#[must_use]
pub fn open_of(organization: OrganizationId) -> Select<Entity> {
    Entity::find().filter(Column::OrganizationId.eq(organization)).filter(Column::Status.eq(InvitationStatus::Open)).order_by_desc(Column::Id)
}

/// One of an organization's invitations.
#[must_use]
pub fn owned_by(organization: OrganizationId, invitation: InvitationId) -> Select<Entity> {
    Entity::find_by_id(invitation).filter(Column::OrganizationId.eq(organization))
}

/// Uses an invitation up. True for the one who does, in time and with the token that was sent last.
///
/// # Errors
/// Whatever the database says.
pub async fn accept(db: &impl ConnectionTrait, invitation: InvitationId, token_hash: &str, user: UserId, now: DateTimeUtc) -> Result<bool, DbErr> {
    let accepted = Entity::update_many()
        .col_expr(Column::Status, Expr::value(InvitationStatus::Accepted))
        .col_expr(Column::AcceptedBy, Expr::value(user))
        .filter(Column::Id.eq(invitation))
        .filter(Column::TokenHash.eq(token_hash))
        .filter(Column::Status.eq(InvitationStatus::Open))
        .filter(Column::ExpiresAt.gt(now))
        .exec(db)
        .await?;
    Ok(accepted.rows_affected == 1)
}

/// Takes an open invitation back. True for the one who does.
///
/// # Errors
/// Whatever the database says.
pub async fn withdraw(db: &impl ConnectionTrait, organization: OrganizationId, invitation: InvitationId) -> Result<bool, DbErr> {
    let withdrawn = Entity::update_many()
        .col_expr(Column::Status, Expr::value(InvitationStatus::Withdrawn))
        .filter(Column::Id.eq(invitation))
        .filter(Column::OrganizationId.eq(organization))
        .filter(Column::Status.eq(InvitationStatus::Open))
        .exec(db)
        .await?;
    Ok(withdrawn.rows_affected == 1)
}

/// Gives an open invitation another token and a new end; the token sent before is good no longer. False where it is open no
/// more, or was sent as often as may be.
///
/// # Errors
/// Whatever the database says.
pub async fn renew(
    db: &impl ConnectionTrait,
    organization: OrganizationId,
    invitation: InvitationId,
    token_hash: &str,
    expires_at: DateTimeUtc,
) -> Result<bool, DbErr> {
    let renewed = Entity::update_many()
        .col_expr(Column::TokenHash, Expr::value(token_hash))
        .col_expr(Column::ExpiresAt, Expr::value(expires_at))
        .col_expr(Column::Sends, Expr::col(Column::Sends).add(1))
        .filter(Column::Id.eq(invitation))
        .filter(Column::OrganizationId.eq(organization))
        .filter(Column::Status.eq(InvitationStatus::Open))
        .filter(Column::Sends.lt(SENDS_MAX))
        .exec(db)
        .await?;
    Ok(renewed.rows_affected == 1)
}
