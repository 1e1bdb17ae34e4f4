//! Where organizations' money goes, sealed, and each change of it. Of the token in a confirming link only a hash is kept.

use crate::domain::{
    ids::{OrganizationId, PayoutAccountId, UserId},
    payout_account::{AccountKind, AccountStatus, HELD_FOR},
};
use sea_orm::{Condition, QueryOrder, entity::prelude::*, sea_query::Expr};

/// A row.
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "payout_accounts")]
pub struct Model {
    #[sea_orm(primary_key)]
    pub id: PayoutAccountId,
    pub organization_id: OrganizationId,
    pub kind: AccountKind,
    /// What may be shown of it.
    pub masked: String,
    /// The name of the key.
    pub sealed_with: String,
    /// A [`crate::domain::payout_account::Destination`].
    pub sealed: Vec<u8>,
    pub status: AccountStatus,
    /// SHA-256 in hexadecimal.
    pub token_hash: String,
    pub asked_by: UserId,
    pub confirm_until: DateTimeUtc,
    pub confirmed_at: Option<DateTimeUtc>,
    pub created_at: DateTimeUtc,
}

/// What a row points at.
#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {
    #[sea_orm(belongs_to = "super::user::Entity", from = "Column::AskedBy", to = "super::user::Column::Id")]
    Asker,
}

impl Related<super::user::Entity> for Entity {
    fn to() -> RelationDef {
        Relation::Asker.def()
    }
}

impl ActiveModelBehavior for ActiveModel {}

/// The account that was confirmed last and not withdrawn: the one that counts, whether money may move to it yet or not.
#[must_use]
pub fn current(organization: OrganizationId) -> Select<Entity> {
    of(organization, AccountStatus::Confirmed).order_by_desc(Column::ConfirmedAt).order_by_desc(Column::Id)
}

/// The account that was asked for last and that nobody has confirmed or withdrawn.
#[must_use]
pub fn asked(organization: OrganizationId) -> Select<Entity> {
    of(organization, AccountStatus::Asked).order_by_desc(Column::Id)
}

fn of(organization: OrganizationId, status: AccountStatus) -> Select<Entity> {
    Entity::find().filter(Column::OrganizationId.eq(organization)).filter(Column::Status.eq(status))
}

/// Confirms an account, in time and with its token. True for the one who does.
///
/// # Errors
/// Whatever the database says.
pub async fn confirm(db: &impl ConnectionTrait, account: PayoutAccountId, token_hash: &str, now: DateTimeUtc) -> Result<bool, DbErr> {
    let confirmed = Entity::update_many()
        .col_expr(Column::Status, Expr::value(AccountStatus::Confirmed))
        .col_expr(Column::ConfirmedAt, Expr::value(now))
        .filter(Column::Id.eq(account))
        .filter(Column::TokenHash.eq(token_hash))
        .filter(Column::Status.eq(AccountStatus::Asked))
        .filter(Column::ConfirmUntil.gt(now))
        .exec(db)
        .await?;
    Ok(confirmed.rows_affected == 1)
}

/// What of an organization's accounts is withdrawn.
#[derive(Clone, Copy, Debug)]
pub enum Withdrawn {
    /// One of them.
    One(PayoutAccountId),
    /// All that wait for the link in the mail.
    Asked,
    /// All that one member has asked for.
    By(UserId),
}

/// Withdraws accounts that money cannot move to yet; others stay. Gives how many were withdrawn.
///
/// # Errors
/// Whatever the database says.
pub async fn withdraw(db: &impl ConnectionTrait, organization: OrganizationId, which: Withdrawn, now: DateTimeUtc) -> Result<u64, DbErr> {
    let held = Condition::all().add(Column::Status.eq(AccountStatus::Confirmed)).add(Column::ConfirmedAt.gt(now - HELD_FOR));
    let open = Condition::any().add(Column::Status.eq(AccountStatus::Asked)).add(held);
    let chosen = match which {
        Withdrawn::One(account) => Column::Id.eq(account),
        Withdrawn::Asked => Column::Status.eq(AccountStatus::Asked),
        Withdrawn::By(user) => Column::AskedBy.eq(user),
    };
    let withdrawn = Entity::update_many()
        .col_expr(Column::Status, Expr::value(AccountStatus::Withdrawn))
        .filter(Column::OrganizationId.eq(organization))
        .filter(chosen)
        .filter(open)
        .exec(db)
        .await?;
    Ok(withdrawn.rows_affected)
}

/// Puts what is sealed with another key into the place of what was read. False where somebody else has done so meanwhile.
///
/// # Errors
/// Whatever the database says.
pub async fn seal_anew(db: &impl ConnectionTrait, was: &Model, sealed_with: &str, sealed: Vec<u8>) -> Result<bool, DbErr> {
    let sealed = Entity::update_many()
        .col_expr(Column::SealedWith, Expr::value(sealed_with))
        .col_expr(Column::Sealed, Expr::value(sealed))
        .filter(Column::Id.eq(was.id))
        .filter(Column::SealedWith.eq(was.sealed_with.as_str()))
        .exec(db)
        .await?;
    Ok(sealed.rows_affected == 1)
}
