//! Payouts: what hosts have earned is collected into drafts, approved by admins, and paid. Every line is a leg of the ledger and can be in
//! one payout only; every step is a guarded statement on the payout as it was seen, so that nothing is ever paid twice.

mod approving;
mod collecting;
mod files;
mod paying;
mod statements;
mod transferring;
mod yearly;

pub use approving::{APPROVE_PAYOUTS, ApprovalProgress, ApprovePayouts, Seen};
pub use collecting::{COLLECT_PAYOUTS, CollectPayouts};
pub use files::statement_file;
pub(super) use files::{rupees, text_cell};
pub use paying::BankFileLine;
pub use statements::{Balance, PayoutRow, PayoutTab, Statement, StatementRow};
pub use transferring::{SEND_TRANSFER, SendTransfer, Transfer};
pub use yearly::{Paid, YearRecord};

use crate::{
    domain::{
        ids::{OrganizationId, PayoutId, UserId},
        payout::{ApprovalOutcome, PayoutStatus},
    },
    entity::{organization, payout},
    services::{admin::is_admin, payments::provider::ProviderError, payout_accounts::PayoutAccountError},
};
use sea_orm::{ColumnTrait, ConnectionTrait, DatabaseTransaction, DbErr, EntityTrait, QueryFilter};

/// Why a payout did not move.
#[derive(Debug, thiserror::Error)]
pub enum PayoutError {
    /// There is no such payout, file or action, or it is another organization's.
    #[error("no such payout")]
    NoPayout,
    /// It is not as it was seen any more.
    #[error("the payout is {0} and was changed meanwhile")]
    Moved(PayoutStatus),
    /// It cannot be approved as things are.
    #[error("the payout was not approved: {}", .0.in_words())]
    Refused(ApprovalOutcome),
    /// The bank's reference stands on another payout.
    #[error("the reference is that of another payout")]
    UtrUsed,
    /// The provider pays it, and says itself how that ends.
    #[error("the provider pays it")]
    ByProvider,
    /// There is no provider that pays.
    #[error("no provider pays hosts")]
    NoPayer,
    /// What the provider says and what we know do not go together.
    #[error("{0}")]
    Unsettled(String),
    #[error(transparent)]
    Provider(#[from] ProviderError),
    /// There is nothing to approve or to pay.
    #[error("there is nothing to do")]
    Nothing,
    /// Who asks is an admin no longer.
    #[error("an admin no longer")]
    NoAdmin,
    #[error(transparent)]
    Account(#[from] PayoutAccountError),
    #[error("the rows cannot be written: {0}")]
    Csv(#[from] csv::Error),
    #[error("the rows cannot be written: {0}")]
    Write(#[from] std::io::Error),
    #[error("a job cannot be written down: {0}")]
    Job(#[from] serde_json::Error),
    #[error(transparent)]
    Database(#[from] DbErr),
}

/// What is recorded of a payout: its subject in the logs.
fn subject(payout: PayoutId) -> String {
    format!("payout:{payout}")
}

async fn find(db: &impl ConnectionTrait, id: PayoutId) -> Result<payout::Model, PayoutError> {
    payout::Entity::find_by_id(id).one(db).await?.ok_or(PayoutError::NoPayout)
}

/// A payout in its organization's turn: nobody else moves it until the transaction ends.
async fn in_turn(db: &DatabaseTransaction, id: PayoutId) -> Result<payout::Model, PayoutError> {
    organization::in_turn(db, find(db, id).await?.organization_id).await?;
    find(db, id).await
}

/// Makes sure that an admin still is one, in the transaction of what they do.
async fn still_admin(db: &impl ConnectionTrait, admin: UserId) -> Result<(), PayoutError> {
    if is_admin(db, admin).await? { Ok(()) } else { Err(PayoutError::NoAdmin) }
}

/// The draft of an organization, if it has one.
async fn draft_of(db: &impl ConnectionTrait, organization: OrganizationId) -> Result<Option<payout::Model>, DbErr> {
    let drafts = payout::Entity::find().filter(payout::Column::OrganizationId.eq(organization));
    drafts.filter(payout::Column::Status.eq(PayoutStatus::Draft)).one(db).await
}
