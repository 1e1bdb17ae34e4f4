//! The lines of payouts: each a leg of the ledger that owes something to a host or takes it back, and is paid out once.

use crate::domain::{
    appeal::AppealStatus,
    ids::{BookingId, OrganizationId, PayoutId},
    ledger::Account,
    money::Paise,
};
use sea_orm::{
    ExprTrait, JoinType, QuerySelect, QueryTrait, RelationTrait,
    entity::prelude::*,
    sea_query::{Expr, Query, SimpleExpr},
};

/// A row.
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "payout_lines")]
pub struct Model {
    #[sea_orm(primary_key)]
    pub id: i64,
    pub payout_id: PayoutId,
    /// Unique.
    pub leg_id: i64,
    pub booking_id: BookingId,
    /// What the host gets by it; less than nothing where it takes something back.
    pub amount: Paise,
}

/// What a row points at.
#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {
    #[sea_orm(belongs_to = "super::payout::Entity", from = "Column::PayoutId", to = "super::payout::Column::Id")]
    Payout,
    #[sea_orm(belongs_to = "super::ledger_leg::Entity", from = "Column::LegId", to = "super::ledger_leg::Column::Id")]
    Leg,
    #[sea_orm(belongs_to = "super::booking::Entity", from = "Column::BookingId", to = "super::booking::Column::Id")]
    Booking,
}

impl Related<super::payout::Entity> for Entity {
    fn to() -> RelationDef {
        Relation::Payout.def()
    }
}

impl Related<super::ledger_leg::Entity> for Entity {
    fn to() -> RelationDef {
        Relation::Leg.def()
    }
}

impl Related<super::booking::Entity> for Entity {
    fn to() -> RelationDef {
        Relation::Booking.def()
    }
}

impl ActiveModelBehavior for ActiveModel {}

/// Legs that owe something to hosts, or take it back, and are in no payout yet; of runs that ended before `ended_before`.
#[must_use]
pub fn unpaid(ended_before: Option<DateTimeUtc>) -> Select<super::ledger_leg::Entity> {
    use super::{booking, event_run, ledger_entry, ledger_leg};
    let legs = ledger_leg::Entity::find()
        .join(JoinType::InnerJoin, ledger_leg::Relation::Entry.def())
        .join(JoinType::InnerJoin, ledger_entry::Relation::Booking.def())
        .join(JoinType::InnerJoin, booking::Relation::EventRun.def())
        .filter(ledger_leg::Column::Account.eq(Account::HostPayable))
        .filter(ledger_leg::Column::Id.not_in_subquery(Query::select().column(Column::LegId).from(Entity).to_owned()));
    match ended_before {
        Some(ended_before) => legs.filter(event_run::Column::EndsAt.lte(ended_before)),
        None => legs,
    }
}

/// True of bookings whose money is held: an appeal was made, or a dispute opened, and it is not decided yet. `booking` names the column.
#[must_use]
pub fn is_held(booking: impl ColumnTrait) -> SimpleExpr {
    use super::{appeal, dispute};
    let appeals = appeal::Entity::find().select_only().column(appeal::Column::BookingId).filter(appeal::Column::Status.eq(AppealStatus::Open));
    booking.in_subquery(appeals.into_query()).or(booking.in_subquery(dispute::of_bookings().into_query()))
}

/// Of [`unpaid`] legs, those of an organization that nothing holds; none of one that is suspended.
#[must_use]
pub fn eligible(organization: OrganizationId, ended_before: DateTimeUtc) -> Select<super::ledger_leg::Entity> {
    use super::{ledger_entry, ledger_leg, organization};
    let suspended =
        organization::Entity::find_by_id(organization).select_only().column(organization::Column::Id).filter(organization::Column::SuspendedAt.is_not_null());
    unpaid(Some(ended_before))
        .filter(ledger_leg::Column::OwnerId.eq(organization.0))
        .filter(ledger_leg::Column::OwnerId.not_in_subquery(suspended.into_query()))
        .filter(is_held(ledger_entry::Column::BookingId).not())
}

/// Puts all that is eligible into a payout. Gives how many lines it has gained.
///
/// # Errors
/// Whatever the database says; a violated unique constraint where somebody else collects the same.
pub async fn collect(db: &impl ConnectionTrait, payout: PayoutId, organization: OrganizationId, ended_before: DateTimeUtc) -> Result<u64, DbErr> {
    use super::{ledger_entry, ledger_leg};
    let legs = eligible(organization, ended_before)
        .select_only()
        .expr(Expr::value(payout.0))
        .column(ledger_leg::Column::Id)
        .column(ledger_entry::Column::BookingId)
        .expr(Expr::val(0_i64).sub(Expr::col((ledger_leg::Entity, ledger_leg::Column::Amount))))
        .into_query();
    let insert = Query::insert()
        .into_table(Entity)
        .columns([Column::PayoutId, Column::LegId, Column::BookingId, Column::Amount])
        .select_from(legs)
        .map_err(|error| DbErr::Custom(error.to_string()))?
        .to_owned();
    Ok(db.execute(&insert).await?.rows_affected())
}

/// How many lines a payout has, and what they come to.
///
/// # Errors
/// Whatever the database says.
pub async fn sum_of(db: &impl ConnectionTrait, payout: PayoutId) -> Result<(i64, Paise), DbErr> {
    let found: Option<(i64, Option<i64>)> = Entity::find()
        .select_only()
        .column_as(Column::Id.count(), "lines")
        .column_as(Expr::col(Column::Amount).sum().cast_as("bigint"), "sum")
        .filter(Column::PayoutId.eq(payout))
        .into_tuple()
        .one(db)
        .await?;
    let (lines, sum) = found.unwrap_or_default();
    Ok((lines, Paise(sum.unwrap_or_default())))
}
