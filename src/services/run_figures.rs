//! The figures of one run, counted and summed by the database over all its bookings, whatever part of them a page shows.

use crate::{
    domain::{
        booking::BookingStatus,
        ids::{BookingId, RunId},
        ledger::{Account, EntryKind},
        money::Paise,
        payment::PaymentVerdict,
        run_figures::{Books, RunFigures, Sold, Standing},
    },
    entity::{booking, ledger_entry, ledger_leg, payment, refund, traveler},
    services::bookings::BookingError,
};
use sea_orm::{
    ColumnTrait, Condition, ConnectionTrait, DbErr, EntityTrait, ExprTrait, JoinType, QueryFilter, QuerySelect, QueryTrait, RelationTrait, Select,
    sea_query::{Expr, SelectStatement, SimpleExpr},
};
use std::collections::HashMap;

/// A run's bookings counted, and its money.
#[derive(Clone, Debug)]
pub struct RunTotals {
    /// How many bookings there are in each state.
    pub by_status: Vec<(BookingStatus, u32)>,
    /// Bookings that keep seats, and people on them.
    pub bookings: u32,
    pub travelers: u32,
    pub figures: RunFigures,
}

/// The sum of a column of amounts, as both databases can give it.
fn sum_of(column: impl ColumnTrait) -> SimpleExpr {
    Expr::col(column.as_column_ref()).sum().cast_as("bigint")
}

/// The ids of a run's bookings, for a statement inside another.
pub(super) fn bookings_of(run: RunId) -> SelectStatement {
    booking::Entity::find().select_only().column(booking::Column::Id).filter(booking::Column::RunId.eq(run)).into_query()
}

/// Counts and sums a run. Four statements, however many bookings there are.
pub(super) async fn totals(db: &impl ConnectionTrait, run: RunId, fee_basis_points: i32) -> Result<RunTotals, BookingError> {
    let standing = standing(db, run).await?;
    let (sold, books) = (sold(db, run).await?, books(db, run).await?);
    let count = |of: &dyn Fn(&Standing) -> u32| standing.iter().map(of).fold(0, u32::saturating_add);
    let keeping = |group: &Standing| if group.status.keeps_seats() { group.bookings } else { 0 };
    let in_state = |status: BookingStatus| count(&|group| if group.status == status { group.bookings } else { 0 });
    Ok(RunTotals {
        by_status: BookingStatus::ALL.iter().map(|status| (*status, in_state(*status))).collect(),
        bookings: count(&keeping),
        travelers: count(&|group| keeping(group).saturating_mul(group.party)),
        figures: RunFigures::of(&standing, &sold, books, fee_basis_points).ok_or(BookingError::Amount)?,
    })
}

async fn standing(db: &impl ConnectionTrait, run: RunId) -> Result<Vec<Standing>, DbErr> {
    let groups: Vec<(BookingStatus, i32, Paise, i64)> = booking::Entity::find()
        .select_only()
        .column(booking::Column::Status)
        .column(booking::Column::Party)
        .column(booking::Column::PriceEach)
        .column_as(booking::Column::Id.count(), "bookings")
        .filter(booking::Column::RunId.eq(run))
        .group_by(booking::Column::Status)
        .group_by(booking::Column::Party)
        .group_by(booking::Column::PriceEach)
        .into_tuple()
        .all(db)
        .await?;
    let standing = |(status, party, price_each, bookings)| Standing {
        status,
        party: u32::try_from(party).unwrap_or_default(),
        price_each,
        bookings: u32::try_from(bookings).unwrap_or(u32::MAX),
    };
    Ok(groups.into_iter().map(standing).collect())
}

/// Bookings that were confirmed once: what was paid for.
fn ever_confirmed() -> Condition {
    let confirmed = booking::Column::Status.is_in([BookingStatus::Confirmed, BookingStatus::Completed]);
    Condition::any().add(confirmed).add(booking::Column::ConfirmedAt.is_not_null())
}

async fn sold(db: &impl ConnectionTrait, run: RunId) -> Result<Vec<Sold>, DbErr> {
    let groups: Vec<(Paise, i64)> = traveler::Entity::find()
        .join(JoinType::InnerJoin, traveler::Relation::Booking.def())
        .select_only()
        .column(booking::Column::PriceEach)
        .column_as(traveler::Column::Id.count(), "seats")
        .filter(booking::Column::RunId.eq(run))
        .filter(ever_confirmed())
        .group_by(booking::Column::PriceEach)
        .into_tuple()
        .all(db)
        .await?;
    Ok(groups.into_iter().map(|(price_each, seats)| Sold { price_each, seats: u32::try_from(seats).unwrap_or(u32::MAX) }).collect())
}

async fn books(db: &impl ConnectionTrait, run: RunId) -> Result<Books, DbErr> {
    let back: Option<(Option<i64>, Option<i64>)> = kept_refunds()
        .filter(refund::Column::BookingId.in_subquery(bookings_of(run)))
        .select_only()
        .column_as(sum_of(refund::Column::PricePart), "price")
        .column_as(sum_of(refund::Column::StakePart), "stake")
        .into_tuple()
        .one(db)
        .await?;
    let (price_back, stakes_back) = back.unwrap_or_default();
    let legs: Vec<(Account, EntryKind, Paise)> = ledger_leg::Entity::find()
        .join(JoinType::InnerJoin, ledger_leg::Relation::Entry.def())
        .select_only()
        .column(ledger_leg::Column::Account)
        .column(ledger_entry::Column::Kind)
        .column_as(sum_of(ledger_leg::Column::Amount), "sum")
        .filter(ledger_entry::Column::BookingId.in_subquery(bookings_of(run)))
        .filter(ledger_leg::Column::Account.is_in([Account::PlatformFee, Account::StakeEscrow, Account::ForfeiturePool]))
        .group_by(ledger_leg::Column::Account)
        .group_by(ledger_entry::Column::Kind)
        .into_tuple()
        .all(db)
        .await?;
    // What somebody is owed is a credit, and credits are negative.
    let credit = |wanted: &dyn Fn(Account, EntryKind) -> bool| {
        Paise::ZERO - legs.iter().filter(|(account, kind, _)| wanted(*account, *kind)).map(|(.., amount)| *amount).sum()
    };
    Ok(Books {
        price_back: Paise(price_back.unwrap_or_default()),
        stakes_back: Paise(stakes_back.unwrap_or_default()),
        fee_posted: credit(&|account, kind| account == Account::PlatformFee && kind == EntryKind::PriceKept),
        stakes_held: credit(&|account, _| account == Account::StakeEscrow),
        stakes_forfeited: credit(&|account, _| account == Account::ForfeiturePool),
    })
}

/// Refunds of payments that pay for a booking; what came too late or twice was never the host's.
fn kept_refunds() -> Select<refund::Entity> {
    refund::Entity::find().join(JoinType::InnerJoin, refund::Relation::Payment.def()).filter(payment::Column::Verdict.eq(PaymentVerdict::Kept))
}

/// What went back, or is going back, for each booking of a run that anything came back for. One statement.
pub(super) async fn refunded(db: &impl ConnectionTrait, run: RunId) -> Result<HashMap<BookingId, Paise>, DbErr> {
    let rows: Vec<(BookingId, Paise)> = kept_refunds()
        .filter(refund::Column::BookingId.in_subquery(bookings_of(run)))
        .select_only()
        .column(refund::Column::BookingId)
        .column_as(sum_of(refund::Column::PricePart).add(sum_of(refund::Column::StakePart)), "back")
        .group_by(refund::Column::BookingId)
        .into_tuple()
        .all(db)
        .await?;
    Ok(rows.into_iter().collect())
}
