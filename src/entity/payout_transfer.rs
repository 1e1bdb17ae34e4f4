//! Payouts that go through the payment provider: each try of sending one.

use super::payout;
use crate::domain::{
    ids::{PayoutId, TransferId},
    money::Paise,
    payout_transfer::TransferStatus,
};
use sea_orm::{entity::prelude::*, sea_query::Expr};

/// A row.
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "payout_transfers")]
pub struct Model {
    #[sea_orm(primary_key)]
    pub id: TransferId,
    pub payout_id: PayoutId,
    /// The version that the payout has while this is under way: it tells which of several tries moves it.
    pub payout_version: i32,
    pub status: TransferStatus,
    /// Sent along at every try; unique.
    pub idempotency_key: String,
    /// How often the provider was told of it.
    pub attempts: i32,
    /// The provider's name for the account it goes to; kept, so that every try says the same.
    pub beneficiary: Option<String>,
    /// The provider's name for it.
    pub provider_payout_id: Option<String>,
    /// The provider's own word for its state, such as `queued`.
    pub provider_status: Option<String>,
    pub failure: Option<String>,
    /// What the provider keeps for it, tax included.
    pub fee: Option<Paise>,
    pub tax: Option<Paise>,
    pub created_at: DateTimeUtc,
    pub updated_at: DateTimeUtc,
}

/// What a row points at.
#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {
    #[sea_orm(belongs_to = "super::payout::Entity", from = "Column::PayoutId", to = "super::payout::Column::Id")]
    Payout,
}

impl Related<super::payout::Entity> for Entity {
    fn to() -> RelationDef {
        Relation::Payout.def()
    }
}

impl ActiveModelBehavior for ActiveModel {}

/// Counts a try before it is made. False where somebody else has changed the row since it was read.
///
/// # Errors
/// Whatever the database says.
pub async fn sending(db: &impl ConnectionTrait, transfer: &Model, beneficiary: &str) -> Result<bool, DbErr> {
    let counted = Entity::update_many()
        .col_expr(Column::Attempts, Expr::value(transfer.attempts + 1))
        .col_expr(Column::Beneficiary, Expr::value(beneficiary))
        .filter(Column::Id.eq(transfer.id))
        .filter(Column::Status.eq(TransferStatus::Intended))
        .filter(Column::Attempts.eq(transfer.attempts))
        .exec(db)
        .await?;
    Ok(counted.rows_affected == 1)
}

/// The try that moves a payout as it is now: the one under way, or the one that has paid it.
#[must_use]
pub fn current(payout: &payout::Model) -> Select<Entity> {
    Entity::find().filter(Column::PayoutId.eq(payout.id)).filter(Column::PayoutVersion.is_in([payout.version, payout.version - 1]))
}

/// What the provider says of a transfer.
#[derive(Clone, Copy, Debug, Default)]
pub struct Said<'a> {
    pub id: Option<&'a str>,
    /// Its own word for the state.
    pub status: Option<&'a str>,
    pub failure: Option<&'a str>,
    /// What it keeps, and the tax in that.
    pub fee: Option<(Paise, Paise)>,
}

/// Brings a transfer to a state, or leaves it in its own, and keeps what the provider says. False where it is not as it was read.
///
/// # Errors
/// Whatever the database says.
pub async fn note(db: &impl ConnectionTrait, was: &Model, to: TransferStatus, said: Said<'_>, now: DateTimeUtc) -> Result<bool, DbErr> {
    let mut written = Entity::update_many()
        .col_expr(Column::Status, Expr::value(to))
        .col_expr(Column::ProviderPayoutId, Expr::value(said.id.or(was.provider_payout_id.as_deref())))
        .col_expr(Column::ProviderStatus, Expr::value(said.status.or(was.provider_status.as_deref())))
        .col_expr(Column::Failure, Expr::value(said.failure))
        .col_expr(Column::UpdatedAt, Expr::value(now))
        .filter(Column::Id.eq(was.id))
        .filter(Column::Status.eq(was.status));
    if let Some((fee, tax)) = said.fee {
        written = written.col_expr(Column::Fee, Expr::value(fee)).col_expr(Column::Tax, Expr::value(tax));
    }
    Ok(written.exec(db).await?.rows_affected == 1)
}
