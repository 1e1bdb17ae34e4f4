//! Where an organization's money goes. A new account needs three things: an owner's password, the link in that owner's mail, and a day in
//! which every other owner can stop it. Who belongs to the organization no longer, or owns it no longer, changes nothing of it any more.

use super::{
    Services,
    accounts::{Account, AccountError},
    activity::{self, Change},
    hosting::Membership,
    mail::{self, Notice},
    vault::{Sealed, Vault, VaultError},
};
use crate::{
    domain::{
        ids::{OrganizationId, PayoutAccountId, UserId},
        organization::Role,
        payout_account::{AccountStanding, AccountStatus, CONFIRM_WITHIN, Destination, standing},
    },
    entity::{
        member, organization,
        payout_account::{self, Withdrawn},
        user,
    },
};
use chrono::{DateTime, Utc};
use sea_orm::{ActiveValue::NotSet, ColumnTrait, ConnectionTrait, DbErr, EntityTrait, QueryFilter, QueryOrder, QuerySelect, Set};
use serde_json::{Value, json};
use sha2::{Digest, Sha256};

/// Accounts that are sealed anew between two looks at what is left.
const BATCH: u64 = 100;

/// Why an account was not changed.
#[derive(Debug, thiserror::Error)]
pub enum PayoutAccountError {
    /// There is no such account, or no link with this token.
    #[error("no such payout account")]
    NoAccount,
    /// It is not as it has to be for this any more.
    #[error("the payout account is {0}")]
    Over(AccountStanding),
    /// Only who has asked for it confirms it.
    #[error("somebody else has asked for it")]
    NotYours,
    #[error(transparent)]
    Account(#[from] AccountError),
    #[error(transparent)]
    Vault(#[from] VaultError),
    #[error("what is stored of a payout account makes no sense: {0}")]
    Stored(#[from] serde_json::Error),
    #[error(transparent)]
    Database(#[from] DbErr),
}

/// An account as it may be shown.
#[derive(Clone, Debug)]
pub struct PayoutAccountRecord {
    pub account: payout_account::Model,
    pub standing: AccountStanding,
    /// The name of the owner who has asked for it.
    pub asked_by: String,
}

/// The accounts of an organization.
#[derive(Clone, Debug)]
pub struct PayoutAccountsRecord {
    /// The one that counts.
    pub current: Option<PayoutAccountRecord>,
    /// A new one that waits for the link in the mail, or whose time has run out.
    pub asked: Option<PayoutAccountRecord>,
}

impl Services {
    /// Writes a new account down and sends the link that confirms it to the owner who asks; an earlier one that waits is withdrawn.
    ///
    /// # Errors
    /// [`AccountError::WrongPassword`], or the database's.
    pub async fn ask_payout_account(&self, by: &Membership, account: &Account, destination: &Destination, password: String) -> Result<(), PayoutAccountError> {
        self.check_password(account, password).await?;
        let (now, token, organization) = (self.clock.now(), self.entropy.token(), by.organization_id);
        let sealed = sealed_for(&self.vault, organization, destination)?;
        let row = payout_account::ActiveModel {
            id: NotSet,
            organization_id: Set(organization),
            kind: Set(destination.kind()),
            masked: Set(destination.masked()),
            sealed_with: Set(sealed.key),
            sealed: Set(sealed.bytes),
            status: Set(AccountStatus::Asked),
            token_hash: Set(hash(&token)),
            asked_by: Set(by.user_id),
            confirm_until: Set(now + CONFIRM_WITHIN),
            confirmed_at: Set(None),
            created_at: Set(now),
        };
        let db = self.store.begin().await?;
        organization::in_turn(&db, organization).await?;
        payout_account::withdraw(&db, organization, Withdrawn::Asked, now).await?;
        let row = payout_account::Entity::insert(row).exec_with_returning(&db).await?;
        mail::post_notice(&db, &account.email, &Notice::PayoutAccountAsked { account: row.id, token }, now).await?;
        activity::record(&db, by, "payout_account.asked", change(&row, None, Some("asked")), now).await?;
        db.commit().await?;
        Ok(())
    }

    /// The accounts of an organization, as they may be shown.
    ///
    /// # Errors
    /// The database's.
    pub async fn payout_accounts(&self, organization: OrganizationId) -> Result<PayoutAccountsRecord, DbErr> {
        let db = self.store.reader();
        let current = payout_account::current(organization).find_also_related(user::Entity).one(db).await?;
        let asked = payout_account::asked(organization).find_also_related(user::Entity).one(db).await?;
        let record = |row: Option<(payout_account::Model, Option<user::Model>)>| row.map(|(account, asker)| self.record(account, asker));
        Ok(PayoutAccountsRecord { current: record(current), asked: record(asked) })
    }

    fn record(&self, account: payout_account::Model, asker: Option<user::Model>) -> PayoutAccountRecord {
        let standing = standing(account.status, account.confirm_until, account.confirmed_at, self.clock.now());
        PayoutAccountRecord { account, standing, asked_by: asker.map(|user| user.name).unwrap_or_default() }
    }

    /// The account that a link's token confirms.
    ///
    /// # Errors
    /// [`PayoutAccountError::NoAccount`] for any other text; [`PayoutAccountError::NotYours`] where somebody else has asked for it.
    pub async fn payout_account_by_token(&self, user: UserId, token: &str) -> Result<(PayoutAccountRecord, organization::Model), PayoutAccountError> {
        let found = payout_account::Entity::find().filter(payout_account::Column::TokenHash.eq(hash(token)));
        let (account, asker) = found.find_also_related(user::Entity).one(self.store.reader()).await?.ok_or(PayoutAccountError::NoAccount)?;
        if account.asked_by != user {
            return Err(PayoutAccountError::NotYours);
        }
        let organization = self.organization(account.organization_id).await?;
        Ok((self.record(account, asker), organization))
    }

    /// Confirms a new account: it counts from now on, and money moves to it a day later. All owners are told.
    ///
    /// # Errors
    /// [`PayoutAccountError::Over`] where it was confirmed or withdrawn already, or the time has run out.
    pub async fn confirm_payout_account(&self, user: UserId, token: &str) -> Result<OrganizationId, PayoutAccountError> {
        let (record, organization) = self.payout_account_by_token(user, token).await?;
        let (account, now) = (record.account, self.clock.now());
        let db = self.store.begin().await?;
        organization::in_turn(&db, organization.id).await?;
        if !payout_account::confirm(&db, account.id, &hash(token), now).await? {
            return Err(self.over(db, account.id).await);
        }
        // Whoever is an owner no longer had it withdrawn in the transaction that made them so.
        let owners: Vec<(UserId, String)> = member::Entity::find()
            .inner_join(user::Entity)
            .select_only()
            .columns([user::Column::Id])
            .columns([user::Column::Email])
            .filter(member::Column::OrganizationId.eq(organization.id))
            .filter(member::Column::Role.eq(Role::Owner))
            .into_tuple()
            .all(&db)
            .await?;
        for (to, email) in owners {
            mail::post_notice(&db, &email, &Notice::PayoutAccountChanged { account: account.id, to }, now).await?;
        }
        let by = Membership {
            user_id: user,
            organization_id: organization.id,
            role: Role::Owner,
            name: organization.name,
            slug: organization.slug,
            fee_basis_points: organization.fee_basis_points,
        };
        activity::record(&db, &by, "payout_account.confirmed", change(&account, Some("asked"), Some("confirmed")), now).await?;
        db.commit().await?;
        Ok(organization.id)
    }

    /// Withdraws a new account that money cannot move to yet; the one before counts again.
    ///
    /// # Errors
    /// [`PayoutAccountError::Over`] where it is too late, or was done already.
    pub async fn withdraw_payout_account(&self, by: &Membership, id: PayoutAccountId) -> Result<(), PayoutAccountError> {
        let now = self.clock.now();
        let db = self.store.begin().await?;
        organization::in_turn(&db, by.organization_id).await?;
        let row = payout_account::Entity::find_by_id(id).filter(payout_account::Column::OrganizationId.eq(by.organization_id)).one(&db).await?;
        let row = row.ok_or(PayoutAccountError::NoAccount)?;
        if payout_account::withdraw(&db, by.organization_id, Withdrawn::One(id), now).await? == 0 {
            return Err(self.over(db, id).await);
        }
        activity::record(&db, by, "payout_account.withdrawn", change(&row, Some(row.status.as_str()), Some("withdrawn")), now).await?;
        db.commit().await?;
        Ok(())
    }

    /// How an account stands in the transaction that could not change it.
    async fn over(&self, db: sea_orm::DatabaseTransaction, id: PayoutAccountId) -> PayoutAccountError {
        match payout_account::Entity::find_by_id(id).one(&db).await {
            Err(error) => error.into(),
            Ok(None) => PayoutAccountError::NoAccount,
            Ok(Some(row)) => PayoutAccountError::Over(self.record(row, None).standing),
        }
    }

    /// An account by its id, with the name of its organization; for mail.
    pub(super) async fn payout_account_by_id(&self, id: PayoutAccountId) -> Result<(PayoutAccountRecord, organization::Model), DbErr> {
        let row = payout_account::Entity::find_by_id(id).find_also_related(user::Entity).one(self.store.reader()).await?;
        let (account, asker) = row.ok_or_else(|| DbErr::RecordNotFound(format!("payout account {id}")))?;
        let organization = self.organization(account.organization_id).await?;
        Ok((self.record(account, asker), organization))
    }

    /// Where an organization's money goes, in full: only for who sends it.
    ///
    /// # Errors
    /// The vault's, where the key is gone or the row was tampered with.
    pub fn open_payout_account(&self, account: &payout_account::Model) -> Result<Destination, PayoutAccountError> {
        let sealed = Sealed { key: account.sealed_with.clone(), bytes: account.sealed.clone() };
        Ok(serde_json::from_slice(&self.vault.open(&owner(account.organization_id), &sealed)?)?)
    }

    /// Seals with the first key what is sealed with another one. Can be interrupted anywhere and done again; gives how many there were.
    ///
    /// # Errors
    /// The vault's, where something cannot be opened; what was sealed anew until then stays so.
    pub async fn rotate_vault_keys(&self) -> Result<usize, PayoutAccountError> {
        let key = self.vault.sealing_key().ok_or(VaultError::NoKeys)?;
        let (mut after, mut sealed_anew) = (PayoutAccountId(0), 0);
        loop {
            let rows = payout_account::Entity::find()
                .filter(payout_account::Column::SealedWith.ne(key))
                .filter(payout_account::Column::Id.gt(after))
                .order_by_asc(payout_account::Column::Id)
                .limit(BATCH)
                .all(self.store.writer())
                .await?;
            let Some(last) = rows.last() else { return Ok(sealed_anew) };
            after = last.id;
            for row in rows {
                let open = self.vault.open(&owner(row.organization_id), &Sealed { key: row.sealed_with.clone(), bytes: row.sealed.clone() })?;
                let sealed = self.vault.seal(&owner(row.organization_id), &open)?;
                sealed_anew += usize::from(payout_account::seal_anew(self.store.writer(), &row, &sealed.key, sealed.bytes).await?);
            }
        }
    }
}

/// Withdraws the new accounts that a member has asked for who is an owner no longer, in the transaction of that.
pub(super) async fn withdraw_accounts_of(db: &impl ConnectionTrait, by: &Membership, user: UserId, now: DateTime<Utc>) -> Result<(), DbErr> {
    let withdrawn = payout_account::withdraw(db, by.organization_id, Withdrawn::By(user), now).await?;
    if withdrawn > 0 {
        let change =
            Change { subject: format!("member:{user}"), before: json!({ "payout_account": "asked" }), after: json!({ "payout_account": "withdrawn" }) };
        activity::record(db, by, "payout_account.withdrawn", change, now).await?;
    }
    Ok(())
}

/// An account as it is stored.
///
/// # Errors
/// The vault's.
pub fn sealed_for(vault: &Vault, organization: OrganizationId, destination: &Destination) -> Result<Sealed, PayoutAccountError> {
    Ok(vault.seal(&owner(organization), &serde_json::to_vec(destination)?)?)
}

/// Whom what is sealed belongs to.
fn owner(organization: OrganizationId) -> String {
    format!("payout account of organization {organization}")
}

/// What is kept of a token. It has 128 random bits, so that a plain hash cannot be turned around by trying.
fn hash(token: &str) -> String {
    hex::encode(Sha256::digest(token.as_bytes()))
}

/// A change of an account from one state to another, without what is secret of it.
fn change(row: &payout_account::Model, before: Option<&str>, after: Option<&str>) -> Change {
    let state = |status: Option<&str>| status.map_or(Value::Null, |status| json!({ "account": row.masked, "kind": row.kind.name(), "state": status }));
    Change { subject: format!("payout_account:{}", row.id), before: state(before), after: state(after) }
}
