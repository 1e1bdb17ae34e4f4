//! Paying by hand: a file tells the bank whom to pay, and an admin writes down what the bank has done.

use super::{PayoutError, in_turn, still_admin, subject};
use crate::{
    domain::{
        ids::{PayoutFileId, PayoutId, UserId},
        ledger::Entry,
        money::Paise,
        organization::Role,
        payout::{PayoutEvent, PayoutStatus},
        payout_account::{AccountStanding, Destination, standing},
    },
    entity::{
        audit_log, ledger_entry, member, organization,
        payout::{self, Gains},
        payout_account, payout_file, payout_line, payout_transfer, user,
    },
    services::{
        Services,
        admin::suspended_at,
        mail::{self, Notice},
    },
};
use chrono::{DateTime, NaiveDate, Utc};
use sea_orm::{
    ActiveValue::NotSet, ColumnTrait, ConnectionTrait, DatabaseTransaction, DbErr, EntityTrait, PaginatorTrait, QueryFilter, QueryOrder, QuerySelect, Set,
    SqlErr,
};
use serde_json::json;

/// One payment, as a file for the bank names it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BankFileLine {
    pub payout: PayoutId,
    pub organization: String,
    pub destination: Destination,
    pub amount: Paise,
}

impl Services {
    /// Takes all that is approved and can be paid into a file for the bank: from here on it is on its way. Left out is what a dispute or an
    /// appeal holds, and what would go to an account that counts no longer.
    ///
    /// # Errors
    /// [`PayoutError::Nothing`] where there is nothing to pay, [`PayoutError::NoAdmin`], or the database's.
    pub async fn begin_bank_file(&self, admin: UserId, reason: &str) -> Result<PayoutFileId, PayoutError> {
        let now = self.clock.now();
        let db = self.store.begin().await?;
        still_admin(&db, admin).await?;
        let row = payout_file::ActiveModel { id: NotSet, made_by: Set(admin), created_at: Set(now) };
        let file = payout_file::Entity::insert(row).exec_with_returning(&db).await?.id;
        let taken: Vec<PayoutId> = begin_all(&db, Some(file), now).await?.into_iter().map(|payout| payout.id).collect();
        audit_log::record(&db, now, Some(admin), "payout_file.made", format!("payout_file:{file}"), json!({ "reason": reason, "payouts": taken })).await?;
        db.commit().await?;
        Ok(file)
    }

    /// What a file for the bank says, with the accounts in full; who has asked for it is written down.
    ///
    /// # Errors
    /// [`PayoutError::NoPayout`] where there is no such file; the vault's.
    pub async fn open_bank_file(&self, admin: UserId, file: PayoutFileId) -> Result<Vec<BankFileLine>, PayoutError> {
        let db = self.store.reader();
        let rows = payout::Entity::find().filter(payout::Column::FileId.eq(file)).order_by_asc(payout::Column::Id);
        let rows = rows.find_also_related(payout_account::Entity).all(db).await?;
        let mut lines = Vec::with_capacity(rows.len());
        for (payout, account) in rows {
            let account = account.ok_or(PayoutError::NoPayout)?;
            let destination = self.open_payout_account(&account)?;
            let organization = self.organization(payout.organization_id).await?.name;
            lines.push(BankFileLine { payout: payout.id, organization, destination, amount: payout.amount });
        }
        if lines.is_empty() {
            return Err(PayoutError::NoPayout);
        }
        let (now, writer) = (self.clock.now(), self.store.writer());
        audit_log::record(writer, now, Some(admin), "payout_file.opened", format!("payout_file:{file}"), json!({ "payouts": lines.len() })).await?;
        Ok(lines)
    }

    /// Writes down that the bank has paid, under its reference and on a day; posts it to the ledger and tells the owners.
    ///
    /// # Errors
    /// [`PayoutError::Moved`] where it is not on its way as it was seen; [`PayoutError::UtrUsed`]; [`PayoutError::NoAdmin`].
    pub async fn payout_paid(&self, admin: UserId, id: PayoutId, version: i32, (utr, day): (&str, NaiveDate)) -> Result<(), PayoutError> {
        let now = self.clock.now();
        let db = self.store.begin().await?;
        let payout = by_hand(&db, admin, id, version).await?;
        paid(&db, &payout, (utr, day), Some(admin), now).await?;
        db.commit().await?;
        Ok(())
    }

    /// Writes down that the bank could not pay, or that what it had paid has come back: then the ledger says so too, and it is owed again.
    ///
    /// # Errors
    /// [`PayoutError::Moved`] where it is neither on its way nor paid, or not as it was seen; [`PayoutError::NoAdmin`].
    pub async fn payout_failed(&self, admin: UserId, id: PayoutId, version: i32, why: &str) -> Result<(), PayoutError> {
        let now = self.clock.now();
        let db = self.store.begin().await?;
        let payout = by_hand(&db, admin, id, version).await?;
        not_paid(&db, &payout, why, Some(admin), now).await?;
        db.commit().await?;
        Ok(())
    }
}

/// Begins all that is approved and may leave the house, for a file or for the provider. Gives them as they were.
pub(super) async fn begin_all(db: &DatabaseTransaction, file: Option<PayoutFileId>, now: DateTime<Utc>) -> Result<Vec<payout::Model>, PayoutError> {
    let approved = payout::Entity::find().filter(payout::Column::Status.eq(PayoutStatus::Approved)).order_by_asc(payout::Column::Id).all(db).await?;
    let mut begun = Vec::new();
    for payout in approved {
        if can_go(db, &payout, now).await? && payout::advance(db, &payout, PayoutEvent::Begun, Gains::File(file), now).await? {
            begun.push(payout);
        }
    }
    if begun.is_empty() { Err(PayoutError::Nothing) } else { Ok(begun) }
}

/// Writes down that a payout has arrived: the ledger, the owners' mail and the log. `by` is the admin who says so; nobody where the provider does.
pub(super) async fn paid(
    db: &DatabaseTransaction,
    payout: &payout::Model,
    (utr, day): (&str, NaiveDate),
    by: Option<UserId>,
    now: DateTime<Utc>,
) -> Result<(), PayoutError> {
    let day = day.format("%Y-%m-%d").to_string();
    let moved = payout::advance(db, payout, PayoutEvent::Paid, Gains::Receipt { utr, day: &day }, now).await;
    let moved = moved.map_err(|error| match error.sql_err() {
        Some(SqlErr::UniqueConstraintViolation(_)) => PayoutError::UtrUsed,
        _ => error.into(),
    })?;
    if !moved {
        return Err(PayoutError::Moved(payout.status));
    }
    ledger_entry::post(db, Entry::payout_paid(payout.id, payout.version, payout.organization_id, payout.amount), now).await?;
    for (to, email) in owners(db, payout).await? {
        mail::post_notice(db, &email, &Notice::PaidOut { payout: payout.id, version: payout.version, to }, now).await?;
    }
    let detail = json!({ "amount": payout.amount, "utr": utr, "paid_on": day });
    Ok(audit_log::record(db, now, by, "payout.paid", subject(payout.id), detail).await?)
}

/// Writes down that a payout did not arrive, or has come back.
pub(super) async fn not_paid(db: &DatabaseTransaction, payout: &payout::Model, why: &str, by: Option<UserId>, now: DateTime<Utc>) -> Result<(), PayoutError> {
    let came_back = payout.status == PayoutStatus::Paid;
    let event = if came_back { PayoutEvent::Reversed } else { PayoutEvent::Failed };
    if !payout::advance(db, payout, event, Gains::Failure(why), now).await? {
        return Err(PayoutError::Moved(payout.status));
    }
    if came_back {
        ledger_entry::post(db, Entry::payout_reversed(payout.id, payout.version, payout.organization_id, payout.amount), now).await?;
    }
    let action = if came_back { "payout.reversed" } else { "payout.failed" };
    let detail = json!({ "amount": payout.amount, "reason": why, "utr": payout.utr });
    Ok(audit_log::record(db, now, by, action, subject(payout.id), detail).await?)
}

/// A payout as an admin has seen it, in their turn, of which a person has to say how it ended.
async fn by_hand(db: &DatabaseTransaction, admin: UserId, id: PayoutId, version: i32) -> Result<payout::Model, PayoutError> {
    still_admin(db, admin).await?;
    let payout = in_turn(db, id).await?;
    if payout.version != version {
        return Err(PayoutError::Moved(payout.status));
    }
    if payout_transfer::current(&payout).count(db).await? > 0 { Err(PayoutError::ByProvider) } else { Ok(payout) }
}

/// True where an approved payout may leave the house: it goes to the account that counts, and nothing holds any of its lines.
async fn can_go(db: &DatabaseTransaction, payout: &payout::Model, now: DateTime<Utc>) -> Result<bool, DbErr> {
    organization::in_turn(db, payout.organization_id).await?;
    let account = payout_account::current(payout.organization_id).one(db).await?;
    let ready = |account: &payout_account::Model| standing(account.status, account.confirm_until, account.confirmed_at, now) == AccountStanding::Ready;
    let goes_there = account.is_some_and(|account| Some(account.id) == payout.account_id && ready(&account));
    let held = payout_line::Entity::find()
        .filter(payout_line::Column::PayoutId.eq(payout.id))
        .filter(payout_line::is_held(payout_line::Column::BookingId))
        .count(db)
        .await?;
    Ok(goes_there && held == 0 && suspended_at(db, payout.organization_id).await?.is_none())
}

/// The owners of a payout's organization, with their addresses.
async fn owners(db: &impl ConnectionTrait, payout: &payout::Model) -> Result<Vec<(UserId, String)>, DbErr> {
    member::Entity::find()
        .inner_join(user::Entity)
        .select_only()
        .columns([user::Column::Id])
        .columns([user::Column::Email])
        .filter(member::Column::OrganizationId.eq(payout.organization_id))
        .filter(member::Column::Role.eq(Role::Owner))
        .into_tuple()
        .all(db)
        .await
}
