//! Organizations: who they are, what they are owed; verified, suspended, and what the platform keeps of their prices.

use super::{AdminError, LIST_MAX, finding, still_admin};
use crate::{
    domain::{
        experience::{ExperienceEvent, ExperienceStatus},
        ids::{ExperienceId, OrganizationId, UserId},
        organization::{OrganizationAct, Role},
    },
    entity::{audit_log, experience, member, organization, user},
    services::{Services, payments::payouts::Balance, search},
};
use chrono::{DateTime, Utc};
use sea_orm::{ColumnTrait, DatabaseTransaction, DbErr, EntityTrait, PaginatorTrait, QueryFilter, QueryOrder, QuerySelect, sea_query::Expr};
use serde_json::json;

/// An organization on a list.
pub type OrganizationRow = organization::Model;

/// All that an admin sees of an organization.
#[derive(Clone, Debug)]
pub struct OrganizationCase {
    pub row: organization::Model,
    pub members: Vec<(UserId, String, String, Role)>,
    /// Experiences on offer.
    pub published: u64,
    pub balance: Balance,
    /// What may be shown of the account that its money goes to.
    pub account: Option<String>,
}

fn subject(organization: OrganizationId) -> String {
    format!("organization:{organization}")
}

impl Services {
    /// Organizations, latest first; only those whose name says something, where that is asked for.
    ///
    /// # Errors
    /// The database's.
    pub async fn organizations(&self, name: &str) -> Result<Vec<OrganizationRow>, DbErr> {
        finding::organizations(name.trim()).order_by_desc(organization::Column::Id).limit(LIST_MAX).all(self.store.reader()).await
    }

    /// One organization.
    ///
    /// # Errors
    /// [`AdminError::Missing`] where there is none.
    pub async fn organization_case(&self, id: OrganizationId) -> Result<OrganizationCase, AdminError> {
        let db = self.store.reader();
        let row = organization::Entity::find_by_id(id).one(db).await?.ok_or(AdminError::Missing)?;
        let members = member::Entity::find().find_also_related(user::Entity).filter(member::Column::OrganizationId.eq(id)).all(db).await?;
        let members = members.into_iter().filter_map(|(member, user)| user.map(|user| (user.id, user.name, user.email, member.role))).collect();
        let published = experience::owned_by(id).filter(experience::Column::Status.eq(ExperienceStatus::Published)).count(db).await?;
        let account = self.payout_accounts(id).await.map_err(|error| DbErr::Custom(error.to_string()))?.current.map(|record| record.account.masked);
        Ok(OrganizationCase { row, members, published, balance: self.payout_balance(id).await?, account })
    }

    /// Verifies or suspends an organization, or takes that back. Whoever is suspended offers nothing and is paid nothing; what was booked
    /// stays, and what was on offer is off the shelf, for the host to bring back afterwards.
    ///
    /// # Errors
    /// [`AdminError::Missing`], [`AdminError::Already`] where it is so already, [`AdminError::NoAdmin`].
    pub async fn judge_organization(&self, admin: UserId, id: OrganizationId, act: OrganizationAct, reason: &str) -> Result<(), AdminError> {
        let now = self.clock.now();
        let db = self.store.begin().await?;
        still_admin(&db, admin).await?;
        organization::in_turn(&db, id).await?;
        if organization::Entity::find_by_id(id).count(&db).await? == 0 {
            return Err(AdminError::Missing);
        }
        let (column, to) = match act {
            OrganizationAct::Verify => (organization::Column::VerifiedAt, Some(now)),
            OrganizationAct::Unverify => (organization::Column::VerifiedAt, None),
            OrganizationAct::Suspend => (organization::Column::SuspendedAt, Some(now)),
            OrganizationAct::Release => (organization::Column::SuspendedAt, None),
        };
        let was = if to.is_some() { column.is_null() } else { column.is_not_null() };
        let change = organization::Entity::update_many().col_expr(column, Expr::value(to)).filter(organization::Column::Id.eq(id)).filter(was);
        if change.exec(&db).await?.rows_affected != 1 {
            return Err(AdminError::Already);
        }
        let shelved = if act == OrganizationAct::Suspend { shelve(&db, id).await? } else { Vec::new() };
        let detail = json!({ "reason": reason, "shelved": shelved });
        audit_log::record(&db, now, Some(admin), &format!("organization.{}", act.done()), subject(id), detail).await?;
        db.commit().await?;
        Ok(())
    }

    /// Sets what the platform keeps of an organization's prices from now on, in hundredths of a percent.
    ///
    /// # Errors
    /// [`AdminError::Missing`], [`AdminError::NoAdmin`].
    pub async fn set_organization_fee(&self, admin: UserId, id: OrganizationId, basis_points: i32, reason: &str) -> Result<(), AdminError> {
        let now = self.clock.now();
        let db = self.store.begin().await?;
        still_admin(&db, admin).await?;
        let before = organization::Entity::find_by_id(id).one(&db).await?.ok_or(AdminError::Missing)?.fee_basis_points;
        organization::Entity::update_many()
            .col_expr(organization::Column::FeeBasisPoints, Expr::value(basis_points))
            .filter(organization::Column::Id.eq(id))
            .exec(&db)
            .await?;
        let detail = json!({ "reason": reason, "before": before, "after": basis_points });
        audit_log::record(&db, now, Some(admin), "organization.fee_changed", subject(id), detail).await?;
        db.commit().await?;
        Ok(())
    }
}

/// Takes all that an organization offers off the shelf.
async fn shelve(db: &DatabaseTransaction, organization: OrganizationId) -> Result<Vec<ExperienceId>, DbErr> {
    let on_offer = experience::owned_by(organization).filter(experience::Column::Status.eq(ExperienceStatus::Published)).all(db).await?;
    let ids: Vec<ExperienceId> = on_offer.iter().map(|row| row.id).collect();
    for row in &on_offer {
        experience::advance(db, row.id, row.status, ExperienceEvent::Archive).await?;
    }
    search::put(db, &ids).await?;
    Ok(ids)
}

/// When an organization was suspended, if it is.
pub(in crate::services) async fn suspended_at(db: &impl sea_orm::ConnectionTrait, id: OrganizationId) -> Result<Option<DateTime<Utc>>, DbErr> {
    let found: Option<Option<DateTime<Utc>>> =
        organization::Entity::find_by_id(id).select_only().column(organization::Column::SuspendedAt).into_tuple().one(db).await?;
    Ok(found.flatten())
}
