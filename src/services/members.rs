//! Who belongs to an organization: other roles, and leaving. An organization always has an owner.

use super::{
    Services,
    activity::{self, Change},
    hosting::Membership,
    payout_accounts::withdraw_accounts_of,
};
use crate::{
    domain::{
        ids::{OrganizationId, UserId},
        invitation::Standing,
        organization::Role,
    },
    entity::{member, organization, user},
};
use chrono::{DateTime, Utc};
use sea_orm::{ColumnTrait, DatabaseTransaction, DbErr, EntityTrait, PaginatorTrait, QueryFilter};
use serde_json::{Value, json};

/// Why members did not change.
#[derive(Debug, thiserror::Error)]
pub enum MemberError {
    /// Nobody like that belongs to the organization.
    #[error("no such member")]
    NoMember,
    /// The organization would have no owner left.
    #[error("the last owner stays")]
    LastOwner,
    /// Who asks is an owner no longer.
    #[error("an owner no longer")]
    NoOwner,
    /// The member has another role than was shown.
    #[error("the role was changed meanwhile")]
    Changed,
    /// There is no such invitation.
    #[error("no such invitation")]
    NoInvitation,
    /// The invitation is not open any more.
    #[error("the invitation is {0}")]
    Over(Standing),
    /// Who is invited, or accepts, belongs to the organization.
    #[error("a member already")]
    Member,
    /// The address has an open invitation.
    #[error("invited already")]
    Invited,
    /// The invitation was sent as often as may be.
    #[error("sent too often")]
    SentTooOften,
    /// There are as many open invitations as may be.
    #[error("too many open invitations")]
    TooMany,
    #[error(transparent)]
    Database(#[from] DbErr),
}

/// A member of an organization.
#[derive(Clone, Debug)]
pub struct MemberRow {
    pub user_id: UserId,
    pub name: String,
    pub email: String,
    pub role: Role,
    pub since: DateTime<Utc>,
}

impl Services {
    /// The members of an organization: owners first, then by when they joined.
    ///
    /// # Errors
    /// The database's.
    pub async fn members(&self, organization: OrganizationId) -> Result<Vec<MemberRow>, DbErr> {
        let rows =
            member::Entity::find().find_also_related(user::Entity).filter(member::Column::OrganizationId.eq(organization)).all(self.store.reader()).await?;
        let mut members: Vec<MemberRow> = rows.into_iter().filter_map(|(member, user)| Some(member_row(&member, user?))).collect();
        members.sort_by_key(|member| (member.role, member.since, member.user_id));
        Ok(members)
    }

    /// One member of an organization.
    ///
    /// # Errors
    /// [`MemberError::NoMember`], or the database's.
    pub async fn member(&self, organization: OrganizationId, user: UserId) -> Result<MemberRow, MemberError> {
        let found = member::Entity::find_by_id((organization, user)).find_also_related(user::Entity).one(self.store.reader()).await?;
        found.and_then(|(member, user)| Some(member_row(&member, user?))).ok_or(MemberError::NoMember)
    }

    /// Gives a member another role than the one that was shown.
    ///
    /// # Errors
    /// See [`MemberError`]; nothing has changed then.
    pub async fn change_role(&self, by: &Membership, user: UserId, shown: Role, role: Role) -> Result<(), MemberError> {
        let member = self.member(by.organization_id, user).await?;
        if shown == role && member.role == role {
            return Ok(());
        }
        let now = self.clock.now();
        let db = self.store.begin().await?;
        organization::members_change(&db, by.organization_id, now).await?;
        if !member::change_role(&db, (by.organization_id, user), by.user_id, shown, role).await? {
            return Err(why_not(db, by, user, Some(shown)).await);
        }
        let change = Change {
            subject: format!("member:{user}"),
            before: json!({ "member": member.name, "role": shown }),
            after: json!({ "member": member.name, "role": role }),
        };
        activity::record(&db, by, "member.role_changed", change, now).await?;
        if role != Role::Owner {
            withdraw_accounts_of(&db, by, user, now).await?;
        }
        db.commit().await?;
        Ok(())
    }

    /// Takes a member off, or lets oneself go. Their sessions lose the organization with their next request.
    ///
    /// # Errors
    /// See [`MemberError`]; nothing has changed then.
    pub async fn remove_member(&self, by: &Membership, user: UserId) -> Result<(), MemberError> {
        let member = self.member(by.organization_id, user).await?;
        let now = self.clock.now();
        let db = self.store.begin().await?;
        organization::members_change(&db, by.organization_id, now).await?;
        if !member::remove(&db, by.organization_id, user, by.user_id).await? {
            return Err(why_not(db, by, user, None).await);
        }
        let action = if user == by.user_id { "member.left" } else { "member.removed" };
        let before = json!({ "member": member.name, "role": member.role });
        withdraw_accounts_of(&db, by, user, now).await?;
        activity::record(&db, by, action, Change { subject: format!("member:{user}"), before, after: Value::Null }, now).await?;
        db.commit().await?;
        Ok(())
    }
}

fn member_row(member: &member::Model, user: user::Model) -> MemberRow {
    MemberRow { user_id: user.id, name: user.name, email: user.email, role: member.role, since: member.created_at }
}

/// Why a change of members was refused, as it is in the transaction that was refused it.
async fn why_not(db: DatabaseTransaction, by: &Membership, user: UserId, shown: Option<Role>) -> MemberError {
    let found = async {
        let role = |user| member::Entity::find_by_id((by.organization_id, user)).one(&db);
        let (target, actor) = (role(user).await?, role(by.user_id).await?);
        let of_organization = member::Entity::find().filter(member::Column::OrganizationId.eq(by.organization_id));
        let owners = of_organization.filter(member::Column::Role.eq(Role::Owner)).count(&db).await?;
        Ok::<_, DbErr>((target.map(|member| member.role), actor.map(|member| member.role), owners))
    };
    match found.await {
        Err(error) => error.into(),
        Ok((_, actor, _)) if actor != Some(Role::Owner) && by.user_id != user => MemberError::NoOwner,
        Ok((None, ..)) => MemberError::NoMember,
        Ok((Some(role), ..)) if shown.is_some_and(|shown| shown != role) => MemberError::Changed,
        Ok((Some(Role::Owner), _, 1)) => MemberError::LastOwner,
        Ok(_) => MemberError::NoOwner,
    }
}
