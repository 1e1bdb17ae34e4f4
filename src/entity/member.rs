//! Who belongs to which organization.

use crate::domain::{
    ids::{OrganizationId, UserId},
    organization::Role,
};
use sea_orm::{
    Condition, QuerySelect, QueryTrait, Set, TryInsertResult,
    entity::prelude::*,
    sea_query::{Expr, SelectStatement},
};

/// A row.
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "members")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub organization_id: OrganizationId,
    #[sea_orm(primary_key, auto_increment = false)]
    pub user_id: UserId,
    pub role: Role,
    pub created_at: DateTimeUtc,
}

/// What a row points at.
#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {
    #[sea_orm(belongs_to = "super::organization::Entity", from = "Column::OrganizationId", to = "super::organization::Column::Id")]
    Organization,
    #[sea_orm(belongs_to = "super::user::Entity", from = "Column::UserId", to = "super::user::Column::Id")]
    User,
}

impl Related<super::organization::Entity> for Entity {
    fn to() -> RelationDef {
        Relation::Organization.def()
    }
}

impl Related<super::user::Entity> for Entity {
    fn to() -> RelationDef {
        Relation::User.def()
    }
}

impl ActiveModelBehavior for ActiveModel {}

/// The owners of an organization, all but one person or all of them, as a subquery.
fn owners(organization: OrganizationId, besides: Option<UserId>, only: Option<UserId>) -> SelectStatement {
    let owners = Entity::find().select_only().column(Column::UserId).filter(Column::OrganizationId.eq(organization)).filter(Column::Role.eq(Role::Owner));
    let narrowed = Condition::all().add_option(besides.map(|user| Column::UserId.ne(user))).add_option(only.map(|user| Column::UserId.eq(user)));
    owners.filter(narrowed).into_query()
}

/// True of a member who is no owner, or not the only one.
fn dispensable(organization: OrganizationId, user: UserId) -> Condition {
    Condition::any().add(Column::Role.ne(Role::Owner)).add(Expr::exists(owners(organization, Some(user), None)))
}

/// Makes a member of somebody. False where they belong to the organization already.
///
/// # Errors
/// Whatever the database says.
pub async fn add(db: &impl ConnectionTrait, organization: OrganizationId, user: UserId, role: Role, now: DateTimeUtc) -> Result<bool, DbErr> {
    let row = ActiveModel { organization_id: Set(organization), user_id: Set(user), role: Set(role), created_at: Set(now) };
    let added = Entity::insert(row).on_conflict_do_nothing_on([Column::OrganizationId, Column::UserId]).exec_without_returning(db).await?;
    Ok(matches!(added, TryInsertResult::Inserted(1)))
}

/// Gives a member another role, for the owner `by`. False where the role is no longer `shown`, where the last owner would go,
/// or where `by` is an owner no longer. The caller has said that members change.
///
/// # Errors
/// Whatever the database says.
pub async fn change_role(
    db: &impl ConnectionTrait,
    (organization, user): (OrganizationId, UserId),
    by: UserId,
    shown: Role,
    role: Role,
) -> Result<bool, DbErr> {
    let changed = Entity::update_many()
        .col_expr(Column::Role, Expr::value(role))
        .filter(Column::OrganizationId.eq(organization))
        .filter(Column::UserId.eq(user))
        .filter(Column::Role.eq(shown))
        .filter(dispensable(organization, user))
        .filter(Expr::exists(owners(organization, None, Some(by))))
        .exec(db)
        .await?;
    Ok(changed.rows_affected == 1)
}

/// Takes a member off, for the owner `by` or for themselves. False where there is no such member, where the last owner would
/// go, or where `by` is an owner no longer. The caller has said that members change.
///
/// # Errors
/// Whatever the database says.
pub async fn remove(db: &impl ConnectionTrait, organization: OrganizationId, user: UserId, by: UserId) -> Result<bool, DbErr> {
    let allowed = (by != user).then(|| Expr::exists(owners(organization, None, Some(by))));
    let removed = Entity::delete_many()
        .filter(Column::OrganizationId.eq(organization))
        .filter(Column::UserId.eq(user))
        .filter(dispensable(organization, user))
        .filter(Condition::all().add_option(allowed))
        .exec(db)
        .await?;
    Ok(removed.rows_affected == 1)
}
