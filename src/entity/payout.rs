//! Payouts: what an organization is paid at once. Its lines are in [`super::payout_line`].

use crate::domain::{
    ids::{OrganizationId, PayoutAccountId, PayoutFileId, PayoutId, UserId},
    money::Paise,
    payout::{PayoutEvent, PayoutStatus},
};
use sea_orm::entity::prelude::*;
use sea_orm::{ExprTrait, sea_query::Expr};

/// A row.
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "payouts")]
pub struct Model {
    #[sea_orm(primary_key)]
    pub id: PayoutId,
    pub organization_id: OrganizationId,
    /// Where it goes; known once it is approved.
    pub account_id: Option<PayoutAccountId>,
    pub status: PayoutStatus,
    /// More than nothing; the sum of its lines.
    pub amount: Paise,
    pub line_count: i32,
    /// Counts changes of its lines and of its state: whoever acts says which one they have seen.
    pub version: i32,
    /// The admin who had it collected; nobody where that happened by itself.
    pub made_by: Option<UserId>,
    pub approved_by: Option<UserId>,
    pub approved_at: Option<DateTimeUtc>,
    /// The file that told a bank of it.
    pub file_id: Option<PayoutFileId>,
    /// The bank's reference; unique.
    pub utr: Option<String>,
    /// The day on which the bank paid, such as `2026-11-28`.
    pub paid_on: Option<String>,
    /// Why it could not be paid, or came back.
    pub failure: Option<String>,
    pub created_at: DateTimeUtc,
    pub updated_at: DateTimeUtc,
}

/// What a row points at.
#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {
    #[sea_orm(belongs_to = "super::organization::Entity", from = "Column::OrganizationId", to = "super::organization::Column::Id")]
    Organization,
    #[sea_orm(belongs_to = "super::payout_account::Entity", from = "Column::AccountId", to = "super::payout_account::Column::Id")]
    Account,
    #[sea_orm(has_many = "super::payout_line::Entity")]
    Lines,
}

impl Related<super::organization::Entity> for Entity {
    fn to() -> RelationDef {
        Relation::Organization.def()
    }
}

impl Related<super::payout_account::Entity> for Entity {
    fn to() -> RelationDef {
        Relation::Account.def()
    }
}

impl Related<super::payout_line::Entity> for Entity {
    fn to() -> RelationDef {
        Relation::Lines.def()
    }
}

impl ActiveModelBehavior for ActiveModel {}

/// One of an organization's payouts.
#[must_use]
pub fn owned_by(organization: OrganizationId, payout: PayoutId) -> Select<Entity> {
    Entity::find_by_id(payout).filter(Column::OrganizationId.eq(organization))
}

/// What else a payout gains with an event.
#[derive(Clone, Copy, Debug)]
pub enum Gains<'a> {
    /// Where it goes, and who says so.
    Approval {
        account: PayoutAccountId,
        by: UserId,
    },
    /// The file that tells a bank of it; none where the provider is told.
    File(Option<PayoutFileId>),
    /// The bank's reference, and the day.
    Receipt {
        utr: &'a str,
        day: &'a str,
    },
    Failure(&'a str),
}

/// Moves a payout on by an event, if it still is as it was read. False where somebody was faster, or the event is not for it.
///
/// # Errors
/// Whatever the database says; a violated unique constraint where the reference belongs to another payout.
pub async fn advance(db: &impl ConnectionTrait, was: &Model, event: PayoutEvent, gains: Gains<'_>, now: DateTimeUtc) -> Result<bool, DbErr> {
    let Some(to) = was.status.after(event) else { return Ok(false) };
    let change = Entity::update_many()
        .col_expr(Column::Status, Expr::value(to))
        .col_expr(Column::Version, Expr::col(Column::Version).add(1))
        .col_expr(Column::UpdatedAt, Expr::value(now))
        .filter(Column::Id.eq(was.id))
        .filter(Column::Status.eq(was.status))
        .filter(Column::Version.eq(was.version));
    let change = match gains {
        Gains::Approval { account, by } => change
            .col_expr(Column::AccountId, Expr::value(account))
            .col_expr(Column::ApprovedBy, Expr::value(by))
            .col_expr(Column::ApprovedAt, Expr::value(now))
            .col_expr(Column::FileId, Expr::value(None::<i64>))
            .col_expr(Column::Failure, Expr::value(None::<String>)),
        Gains::File(file) => change.col_expr(Column::FileId, Expr::value(file)),
        Gains::Receipt { utr, day } => change.col_expr(Column::Utr, Expr::value(utr)).col_expr(Column::PaidOn, Expr::value(day)),
        Gains::Failure(why) => change
            .col_expr(Column::Failure, Expr::value(why))
            .col_expr(Column::Utr, Expr::value(None::<String>))
            .col_expr(Column::PaidOn, Expr::value(None::<String>)),
    };
    Ok(change.exec(db).await?.rows_affected == 1)
}
