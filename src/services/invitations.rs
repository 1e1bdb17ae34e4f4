//! Invitations to become a member: sent by mail, good for a week, used once. Of a link's token only a hash is kept.

use super::{
    Services,
    activity::{self, Change},
    hosting::Membership,
    mail::{self, Notice},
    members::MemberError,
};
use crate::{
    domain::{
        ids::{InvitationId, OrganizationId, UserId},
        invitation::{GOOD_FOR, InvitationStatus, Invite, OPEN_MAX, Standing, standing},
        organization::Role,
    },
    entity::{invitation, member, organization, user},
};
use sea_orm::{ActiveValue::NotSet, ColumnTrait, ConnectionTrait, DbErr, EntityTrait, PaginatorTrait, QueryFilter, Set, SqlErr, prelude::DateTimeUtc};
use serde_json::{Value, json};
use sha2::{Digest, Sha256};

/// An invitation as it is stored.
pub type InvitationRow = invitation::Model;

/// An invitation with the names that stand on it.
#[derive(Clone, Debug)]
pub struct InvitationRecord {
    pub invitation: invitation::Model,
    pub organization: organization::Model,
    /// The name of the member who invites.
    pub inviter: String,
}

impl Services {
    /// Invites the holder of an address.
    ///
    /// # Errors
    /// [`MemberError::Member`], [`MemberError::Invited`], [`MemberError::TooMany`], or the database's.
    pub async fn invite(&self, by: &Membership, invite: &Invite) -> Result<(), MemberError> {
        let (now, token) = (self.clock.now(), self.entropy.token());
        if self.belongs(by.organization_id, &invite.email).await? {
            return Err(MemberError::Member);
        }
        if invitation::open_of(by.organization_id).count(self.store.reader()).await? >= OPEN_MAX {
            return Err(MemberError::TooMany);
        }
        let row = invitation::ActiveModel {
            id: NotSet,
            organization_id: Set(by.organization_id),
            email: Set(invite.email.clone()),
            role: Set(invite.role),
            status: Set(InvitationStatus::Open),
            token_hash: Set(hash(&token)),
            sends: Set(1),
            invited_by: Set(by.user_id),
            accepted_by: Set(None),
            expires_at: Set(now + GOOD_FOR),
            created_at: Set(now),
        };
        let db = self.store.begin().await?;
        let row = invitation::Entity::insert(row).exec_with_returning(&db).await.map_err(|error| match error.sql_err() {
            Some(SqlErr::UniqueConstraintViolation(_)) => MemberError::Invited,
            _ => error.into(),
        })?;
        send(&db, &row, token, now).await?;
        activity::record(&db, by, "member.invited", change(&row, None, Some("open")), now).await?;
        db.commit().await?;
        Ok(())
    }

    async fn belongs(&self, organization: OrganizationId, email: &str) -> Result<bool, DbErr> {
        let found = member::Entity::find()
            .inner_join(user::Entity)
            .filter(member::Column::OrganizationId.eq(organization))
            .filter(user::Column::Email.eq(email))
            .count(self.store.reader())
            .await?;
        Ok(found > 0)
    }

    /// Sends an open invitation again, with another link that is good for a week from now.
    ///
    /// # Errors
    /// [`MemberError::NoInvitation`], [`MemberError::Over`], [`MemberError::SentTooOften`], or the database's.
    pub async fn send_invitation_again(&self, by: &Membership, id: InvitationId) -> Result<(), MemberError> {
        let (now, token) = (self.clock.now(), self.entropy.token());
        let db = self.store.begin().await?;
        let renewed = invitation::renew(&db, by.organization_id, id, &hash(&token), now + GOOD_FOR).await?;
        let row = invitation::owned_by(by.organization_id, id).one(&db).await?.ok_or(MemberError::NoInvitation)?;
        match (renewed, row.status) {
            (true, _) => {}
            (false, InvitationStatus::Open) => return Err(MemberError::SentTooOften),
            (false, status) => return Err(MemberError::Over(standing(status, row.expires_at, now))),
        }
        send(&db, &row, token, now).await?;
        activity::record(&db, by, "invitation.sent_again", change(&row, Some("open"), Some("open")), now).await?;
        db.commit().await?;
        Ok(())
    }

    /// Takes an open invitation back: its link opens nothing any more.
    ///
    /// # Errors
    /// [`MemberError::NoInvitation`], [`MemberError::Over`] where it was accepted or taken back already, or the database's.
    pub async fn withdraw_invitation(&self, by: &Membership, id: InvitationId) -> Result<(), MemberError> {
        let now = self.clock.now();
        let db = self.store.begin().await?;
        let withdrawn = invitation::withdraw(&db, by.organization_id, id).await?;
        let row = invitation::owned_by(by.organization_id, id).one(&db).await?.ok_or(MemberError::NoInvitation)?;
        if !withdrawn {
            return Err(MemberError::Over(standing(row.status, row.expires_at, now)));
        }
        activity::record(&db, by, "invitation.withdrawn", change(&row, Some("open"), Some("withdrawn")), now).await?;
        db.commit().await?;
        Ok(())
    }

    /// The invitations of an organization that are open or have run out, with the inviters' names; latest first.
    ///
    /// # Errors
    /// The database's.
    pub async fn open_invitations(&self, organization: OrganizationId) -> Result<Vec<(invitation::Model, String)>, DbErr> {
        let rows = invitation::open_of(organization).find_also_related(user::Entity).all(self.store.reader()).await?;
        Ok(rows.into_iter().map(|(row, user)| (row, user.map(|user| user.name).unwrap_or_default())).collect())
    }

    /// The invitation that a link's token opens; `None` for any other text.
    ///
    /// # Errors
    /// The database's.
    pub async fn invitation(&self, token: &str) -> Result<Option<InvitationRecord>, DbErr> {
        let db = self.store.reader();
        let row = invitation::Entity::find().filter(invitation::Column::TokenHash.eq(hash(token))).one(db).await?;
        match row {
            Some(row) => self.with_names(row).await.map(Some),
            None => Ok(None),
        }
    }

    /// An invitation by its id.
    ///
    /// # Errors
    /// The database's; [`DbErr::RecordNotFound`] where there is none.
    pub(super) async fn invitation_by_id(&self, id: InvitationId) -> Result<InvitationRecord, DbErr> {
        let row = invitation::Entity::find_by_id(id).one(self.store.reader()).await?;
        self.with_names(row.ok_or_else(|| DbErr::RecordNotFound(format!("invitation {id}")))?).await
    }

    async fn with_names(&self, invitation: invitation::Model) -> Result<InvitationRecord, DbErr> {
        let organization = self.organization(invitation.organization_id).await?;
        let inviter = user::Entity::find_by_id(invitation.invited_by).one(self.store.reader()).await?.map(|user| user.name).unwrap_or_default();
        Ok(InvitationRecord { invitation, organization, inviter })
    }

    /// Makes a member of whoever accepts, whatever their address: the link is the proof. Gives the organization; the same form
    /// sent twice is accepted once.
    ///
    /// # Errors
    /// [`MemberError::NoInvitation`], [`MemberError::Over`], [`MemberError::Member`], or the database's.
    pub async fn accept_invitation(&self, user: UserId, token: &str) -> Result<OrganizationId, MemberError> {
        let InvitationRecord { invitation: row, organization, .. } = self.invitation(token).await?.ok_or(MemberError::NoInvitation)?;
        let now = self.clock.now();
        let db = self.store.begin().await?;
        organization::members_change(&db, organization.id, now).await?;
        if !invitation::accept(&db, row.id, &hash(token), user, now).await? {
            let row = invitation::Entity::find_by_id(row.id).one(&db).await?.ok_or(MemberError::NoInvitation)?;
            let mine = row.accepted_by == Some(user) && member::Entity::find_by_id((organization.id, user)).one(&db).await?.is_some();
            return if mine { Ok(organization.id) } else { Err(MemberError::Over(standing(row.status, row.expires_at, now))) };
        }
        if !member::add(&db, organization.id, user, row.role, now).await? {
            return Err(MemberError::Member);
        }
        let member = user::Entity::find_by_id(user).one(&db).await?.map(|user| user.name).unwrap_or_default();
        let joined = Change { subject: format!("member:{user}"), before: Value::Null, after: json!({ "member": member, "role": row.role }) };
        activity::record(&db, &membership(&organization, user, row.role), "member.joined", joined, now).await?;
        db.commit().await?;
        Ok(organization.id)
    }
}

fn membership(organization: &organization::Model, user: UserId, role: Role) -> Membership {
    Membership {
        user_id: user,
        organization_id: organization.id,
        role,
        name: organization.name.clone(),
        slug: organization.slug.clone(),
        fee_basis_points: organization.fee_basis_points,
    }
}

async fn send(db: &impl ConnectionTrait, row: &invitation::Model, token: String, now: DateTimeUtc) -> Result<(), DbErr> {
    mail::post_notice(db, &row.email, &Notice::Invitation { invitation: row.id, token, send: row.sends }, now).await
}

/// What is kept of a token. It has 128 random bits, so that a plain hash cannot be turned around by trying.
fn hash(token: &str) -> String {
    hex::encode(Sha256::digest(token.as_bytes()))
}

/// A change of an invitation, from one state to another.
fn change(row: &invitation::Model, before: Option<&str>, after: Option<&str>) -> Change {
    let state = |status: Option<&str>, sends| {
        status.map_or(Value::Null, |status| json!({ "invited": row.email, "role": row.role, "invitation": status, "sent": sends }))
    };
    let sent_before = if before == after { row.sends - 1 } else { row.sends };
    Change { subject: format!("invitation:{}", row.id), before: state(before, sent_before), after: state(after, row.sends) }
}

impl InvitationRecord {
    /// How it stands at `now`.
    #[must_use]
    pub fn standing(&self, now: DateTimeUtc) -> Standing {
        standing(self.invitation.status, self.invitation.expires_at, now)
    }
}
