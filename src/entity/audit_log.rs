//! What changed, who did it and when. Rows are only ever added.

use crate::domain::ids::{OrganizationId, UserId};
use sea_orm::entity::prelude::*;
use sea_orm::{ActiveValue::NotSet, Set};

/// A row.
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "audit_log")]
pub struct Model {
    #[sea_orm(primary_key)]
    pub id: i64,
    pub at: DateTimeUtc,
    /// Nobody where a job did it.
    pub actor_id: Option<UserId>,
    pub action: String,
    /// The thing's kind and id: `booking:17`.
    pub subject: String,
    /// JSON.
    pub detail: String,
    /// The organization whose activity log shows it, where a member acted for one.
    pub organization_id: Option<OrganizationId>,
}

/// What a row points at.
#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {
    #[sea_orm(belongs_to = "super::user::Entity", from = "Column::ActorId", to = "super::user::Column::Id")]
    User,
}

impl Related<super::user::Entity> for Entity {
    fn to() -> RelationDef {
        Relation::User.def()
    }
}

impl ActiveModelBehavior for ActiveModel {}

/// Writes one line, in the transaction of the change it tells of.
///
/// # Errors
/// Whatever the database says.
pub async fn record(
    db: &impl ConnectionTrait,
    at: DateTimeUtc,
    actor: Option<UserId>,
    action: &str,
    subject: String,
    detail: serde_json::Value,
) -> Result<(), DbErr> {
    write(db, line(at, actor, None, action, subject, &detail)).await
}

/// Writes one line that a member's organization sees too.
///
/// # Errors
/// Whatever the database says.
pub async fn record_for(
    db: &impl ConnectionTrait,
    at: DateTimeUtc,
    (organization, actor): (OrganizationId, UserId),
    action: &str,
    subject: String,
    detail: serde_json::Value,
) -> Result<(), DbErr> {
    write(db, line(at, Some(actor), Some(organization), action, subject, &detail)).await
}

fn line(
    at: DateTimeUtc,
    actor: Option<UserId>,
    organization: Option<OrganizationId>,
    action: &str,
    subject: String,
    detail: &serde_json::Value,
) -> ActiveModel {
    ActiveModel {
        id: NotSet,
        at: Set(at),
        actor_id: Set(actor),
        action: Set(action.to_owned()),
        subject: Set(subject),
        detail: Set(detail.to_string()),
        organization_id: Set(organization),
    }
}

async fn write(db: &impl ConnectionTrait, line: ActiveModel) -> Result<(), DbErr> {
    Entity::insert(line).exec_without_returning(db).await.map(drop)
}
