//! Accounts of the demo's hosts, so that there is somebody to be paid. The numbers are made up.

use super::super::vault::Vault;
use crate::{
    domain::{
        organization::Role,
        payout_account::{AccountStatus, CONFIRM_WITHIN, Destination, HELD_FOR},
    },
    entity::{member, organization, payout_account, user},
    services::payout_accounts::{PayoutAccountError, sealed_for},
};
use chrono::{DateTime, Utc};
use sea_orm::{ActiveValue::NotSet, ColumnTrait, DatabaseTransaction, EntityTrait, QueryFilter, Set};

/// Gives every organization an account that money can move to, typed in by its owner, or by the admin where nobody of the demo owns it.
pub(super) async fn give(db: &DatabaseTransaction, vault: &Vault, now: DateTime<Utc>) -> Result<(), PayoutAccountError> {
    let owners = member::Entity::find().find_also_related(user::Entity).filter(member::Column::Role.eq(Role::Owner)).all(db).await?;
    let Some(admin) = user::Entity::find().filter(user::Column::IsAdmin.eq(true)).one(db).await? else { return Ok(()) };
    for organization in organization::Entity::find().all(db).await? {
        if payout_account::current(organization.id).one(db).await?.is_some() {
            continue;
        }
        let user = owners.iter().find(|(owner, _)| owner.organization_id == organization.id).and_then(|(_, user)| user.clone());
        let asked_by = user.as_ref().map_or(admin.id, |user| user.id);
        let number = format!("00{:010}", 4_711 * organization.id.0);
        let destination = Destination::Bank { holder: user.map_or(organization.name, |user| user.name), ifsc: "NUKK0000042".to_owned(), number };
        let sealed = sealed_for(vault, organization.id, &destination)?;
        let row = payout_account::ActiveModel {
            id: NotSet,
            organization_id: Set(organization.id),
            kind: Set(destination.kind()),
            masked: Set(destination.masked()),
            sealed_with: Set(sealed.key),
            sealed: Set(sealed.bytes),
            status: Set(AccountStatus::Confirmed),
            token_hash: Set(format!("demo {}", organization.id)),
            asked_by: Set(asked_by),
            confirm_until: Set(now - HELD_FOR),
            confirmed_at: Set(Some(now - HELD_FOR)),
            created_at: Set(now - HELD_FOR - CONFIRM_WITHIN),
        };
        payout_account::Entity::insert(row).exec_without_returning(db).await?;
    }
    Ok(())
}
