//! The ledger as people read it: the statement of one booking, the balances of all accounts, and the check that both add up.

mod disputes;
mod papers;
mod payouts;
mod stakes;

use crate::{
    domain::{
        booking::BookingStatus,
        ids::{BookingId, BookingRef},
        ledger::{Account, Earned, EntryKind},
        money::Paise,
        payment::{PaymentStatus, RefundStatus},
    },
    entity::{booking, dispute, ledger_entry, ledger_leg, payment, refund},
    services::Services,
};
use chrono::{DateTime, Utc};
use sea_orm::{
    ColumnTrait, ConnectionTrait, DbErr, EntityTrait, ExprTrait, JoinType, QueryFilter, QueryOrder, QuerySelect, QueryTrait, RelationTrait, Select,
    sea_query::{Expr, SimpleExpr},
};
use std::collections::HashSet;

/// One leg as a statement shows it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StatementLine {
    pub at: DateTime<Utc>,
    pub kind: EntryKind,
    pub reference: String,
    pub account: Account,
    /// Debit positive, credit negative.
    pub amount: Paise,
}

/// The sum of a column of amounts, as both databases can give it.
fn sum_of(column: impl ColumnTrait) -> SimpleExpr {
    Expr::col(column.as_column_ref()).sum().cast_as("bigint")
}

impl Services {
    /// Every leg that a booking has in the ledger, in order.
    ///
    /// # Errors
    /// The database's.
    pub async fn statement(&self, booking: BookingId) -> Result<Vec<StatementLine>, DbErr> {
        let rows = ledger_entry::Entity::find()
            .filter(ledger_entry::Column::BookingId.eq(booking))
            .order_by_asc(ledger_entry::Column::Id)
            .find_with_related(ledger_leg::Entity)
            .order_by_asc(ledger_leg::Column::Id)
            .all(self.store.reader())
            .await?;
        let lines = |(entry, legs): (ledger_entry::Model, Vec<ledger_leg::Model>)| {
            legs.into_iter()
                .map(|leg| StatementLine { at: entry.at, kind: entry.kind, reference: leg.reference, account: leg.account, amount: leg.amount })
                .collect::<Vec<_>>()
        };
        Ok(rows.into_iter().flat_map(lines).collect())
    }

    /// What stands in an account, over all owners.
    ///
    /// # Errors
    /// The database's.
    pub async fn balance(&self, account: Account) -> Result<Paise, DbErr> {
        Ok(self.balances_by_account().await?.into_iter().find(|(of, _)| *of == account).map_or(Paise::ZERO, |(_, balance)| balance))
    }

    /// What stands in each account that anything was ever posted to, over all owners.
    ///
    /// # Errors
    /// The database's.
    pub async fn balances_by_account(&self) -> Result<Vec<(Account, Paise)>, DbErr> {
        balances(self.store.reader()).await
    }

    /// Everything that is wrong with the books, in words; nothing where they are in order. Sees the books as they are at one moment.
    ///
    /// # Errors
    /// The database's.
    pub async fn ledger_check(&self) -> Result<Vec<String>, DbErr> {
        let db = self.store.snapshot().await?;
        let mut wrong = unbalanced_entries(&db).await?;
        wrong.extend(escrow_left_over(&db).await?);
        wrong.extend(refunds_beyond_captures(&db).await?);
        wrong.extend(movements_without_entry(&db).await?);
        wrong.extend(sums_that_differ(&db).await?);
        wrong.extend(stakes::that_differ(&db).await?);
        wrong.extend(payouts::that_differ(&db).await?);
        wrong.extend(disputes::that_differ(&db).await?);
        wrong.extend(papers::that_differ(&db).await?);
        db.commit().await?;
        Ok(wrong)
    }
}

async fn balances(db: &impl ConnectionTrait) -> Result<Vec<(Account, Paise)>, DbErr> {
    ledger_leg::Entity::find()
        .select_only()
        .column(ledger_leg::Column::Account)
        .column_as(sum_of(ledger_leg::Column::Amount), "sum")
        .group_by(ledger_leg::Column::Account)
        .order_by_asc(ledger_leg::Column::Account)
        .into_tuple()
        .all(db)
        .await
}

/// What entries of a kind have posted to an account.
async fn posted(db: &impl ConnectionTrait, kind: EntryKind, account: Account) -> Result<Paise, DbErr> {
    let legs = ledger_leg::Entity::find().inner_join(ledger_entry::Entity).filter(ledger_entry::Column::Kind.eq(kind));
    sum(db, legs.filter(ledger_leg::Column::Account.eq(account)), Expr::col((ledger_leg::Entity, ledger_leg::Column::Amount)).sum().cast_as("bigint")).await
}

async fn unbalanced_entries(db: &impl ConnectionTrait) -> Result<Vec<String>, DbErr> {
    let sums: Vec<(i64, String, i64)> = ledger_leg::Entity::find()
        .select_only()
        .column(ledger_leg::Column::EntryId)
        .column(ledger_leg::Column::Currency)
        .column_as(sum_of(ledger_leg::Column::Amount), "sum")
        .group_by(ledger_leg::Column::EntryId)
        .group_by(ledger_leg::Column::Currency)
        .having(sum_of(ledger_leg::Column::Amount).ne(0))
        .into_tuple()
        .all(db)
        .await?;
    Ok(sums.into_iter().map(|(entry, currency, sum)| format!("entry {entry} sums to {sum} {currency}, not to zero")).collect())
}

/// Escrow of bookings that are over must be empty, but for stakes that wait for an appeal.
async fn escrow_left_over(db: &impl ConnectionTrait) -> Result<Vec<String>, DbErr> {
    let held = ledger_leg::Entity::find()
        .select_only()
        .column(ledger_leg::Column::OwnerId)
        .filter(ledger_leg::Column::Account.eq(Account::StakeEscrow))
        .group_by(ledger_leg::Column::OwnerId)
        .having(sum_of(ledger_leg::Column::Amount).ne(0));
    let over: Vec<BookingRef> = booking::Entity::find()
        .select_only()
        .column(booking::Column::Reference)
        .filter(booking::Column::Status.is_in([BookingStatus::Completed, BookingStatus::Cancelled, BookingStatus::Expired]))
        .filter(booking::Column::Id.in_subquery(held.into_query()))
        .filter(booking::Column::Id.not_in_subquery(stakes::waiting_for_appeals().into_query()))
        .into_tuple()
        .all(db)
        .await?;
    Ok(over.into_iter().map(|reference| format!("booking {reference} is over and something is left in its escrow")).collect())
}

async fn refunds_beyond_captures(db: &impl ConnectionTrait) -> Result<Vec<String>, DbErr> {
    let rows: Vec<(String, PaymentStatus, Paise, Paise, Option<i64>)> = payment::Entity::find()
        .select_only()
        .column(payment::Column::ProviderPaymentId)
        .column(payment::Column::Status)
        .column(payment::Column::Amount)
        .column(payment::Column::RefundReserved)
        .column_as(refunds_sum(), "sum")
        .join(JoinType::LeftJoin, payment::Relation::Refunds.def())
        .group_by(payment::Column::Id)
        .having(refunds_sum().is_not_null().or(Expr::col((payment::Entity, payment::Column::RefundReserved)).gt(0)))
        .into_tuple()
        .all(db)
        .await?;
    let wrong = |(name, status, amount, reserved, sum): (String, PaymentStatus, Paise, Paise, Option<i64>)| {
        let sum = Paise(sum.unwrap_or_default());
        if status != PaymentStatus::Captured || sum > amount {
            Some(format!("refunds of {name} come to {sum}, more than was captured"))
        } else if sum != reserved {
            Some(format!("refunds of {name} come to {sum}, but {reserved} is set aside"))
        } else {
            None
        }
    };
    Ok(rows.into_iter().filter_map(wrong).collect())
}

fn refunds_sum() -> SimpleExpr {
    Expr::col((refund::Entity, refund::Column::PricePart)).add(Expr::col((refund::Entity, refund::Column::StakePart))).sum().cast_as("bigint")
}

/// Captures and refunds that the ledger does not know of, or knows without their having happened.
async fn movements_without_entry(db: &impl ConnectionTrait) -> Result<Vec<String>, DbErr> {
    let captured = ids(db, payment::Entity::find().filter(payment::Column::Status.eq(PaymentStatus::Captured)), payment::Column::Id).await?;
    let intended = ids(db, refund::Entity::find(), refund::Column::Id).await?;
    let processed = ids(db, refund::Entity::find().filter(refund::Column::Status.eq(RefundStatus::Processed)), refund::Column::Id).await?;
    let mut wrong = Vec::new();
    for (kind, happened) in [(EntryKind::Captured, captured), (EntryKind::RefundIntended, intended), (EntryKind::RefundProcessed, processed)] {
        let posted: Vec<String> = ledger_entry::Entity::find()
            .select_only()
            .column(ledger_entry::Column::Reference)
            .filter(ledger_entry::Column::Kind.eq(kind))
            .into_tuple()
            .all(db)
            .await?;
        let mut happened: HashSet<String> = happened.into_iter().map(|id| format!("{kind}:{id}")).collect();
        wrong.extend(posted.iter().filter(|posted| !happened.remove(*posted)).map(|posted| format!("{posted} is posted and has not happened")));
        wrong.extend(happened.into_iter().map(|missing| format!("{missing} has happened and is not posted")));
    }
    Ok(wrong)
}

async fn ids<E: EntityTrait>(db: &impl ConnectionTrait, rows: Select<E>, id: E::Column) -> Result<Vec<i64>, DbErr> {
    rows.select_only().column(id).into_tuple().all(db).await
}

/// What the provider holds for us, and what is on its way back, must be what payments and refunds come to.
async fn sums_that_differ(db: &impl ConnectionTrait) -> Result<Vec<String>, DbErr> {
    let captured = async |column| sum(db, payment::Entity::find().filter(payment::Column::Status.eq(PaymentStatus::Captured)), sum_of(column)).await;
    let (amounts, fees) = (captured(payment::Column::Amount).await?, captured(payment::Column::Fee).await?);
    let refunds = async |status: SimpleExpr| sum(db, refund::Entity::find().filter(status), refunds_sum()).await;
    let processed = refunds(refund::Column::Status.eq(RefundStatus::Processed)).await?;
    // What has come to our bank is with the provider no longer.
    let at_the_bank = async |column| sum(db, payment::Entity::find().filter(payment::Column::Settlement.is_not_null()), sum_of(column)).await;
    let settled = at_the_bank(payment::Column::Amount).await? - at_the_bank(payment::Column::Fee).await?;
    let settled = settled - refunds(refund::Column::Settlement.is_not_null()).await?;
    let written_off = sum(db, dispute::Entity::find(), sum_of(dispute::Column::WrittenOff)).await?;
    let under_way = refunds(refund::Column::Status.ne(RefundStatus::Processed)).await?;
    let balances = balances(db).await?;
    let stands = |account| balances.iter().find(|(of, _)| *of == account).map_or(Paise::ZERO, |(_, balance)| *balance);
    let expected = [(Account::ProviderClearing, amounts - fees - processed - settled - written_off), (Account::RefundClearing, Paise::ZERO - under_way)];
    let differs = |(account, expected): (Account, Paise)| {
        let stands = stands(account);
        (stands != expected).then(|| format!("{account} stands at {stands}, but payments and refunds come to {expected}"))
    };
    Ok(expected.into_iter().filter_map(differs).collect())
}

async fn sum<E: EntityTrait>(db: &impl ConnectionTrait, rows: Select<E>, of: SimpleExpr) -> Result<Paise, DbErr> {
    let sum: Option<Option<i64>> = rows.select_only().column_as(of, "sum").into_tuple().one(db).await?;
    Ok(Paise(sum.flatten().unwrap_or_default()))
}

/// What a booking's price has earned so far, less what was taken back.
pub(in crate::services) async fn earned(db: &impl ConnectionTrait, booking: BookingId) -> Result<Earned, DbErr> {
    let legs: Vec<(Account, Paise)> = ledger_leg::Entity::find()
        .inner_join(ledger_entry::Entity)
        .select_only()
        .columns([ledger_leg::Column::Account])
        .columns([ledger_leg::Column::Amount])
        .filter(ledger_entry::Column::BookingId.eq(booking))
        .filter(ledger_entry::Column::Kind.is_in([EntryKind::PriceEarned, EntryKind::PriceKept, EntryKind::PriceTakenBack]))
        .filter(ledger_leg::Column::Account.is_in([Account::HostPayable, Account::PlatformFee]))
        .into_tuple()
        .all(db)
        .await?;
    let sum = |is: fn(Account) -> bool| legs.iter().filter(|(account, _)| is(*account)).map(|(_, amount)| Paise::ZERO - *amount).sum::<Paise>();
    Ok(Earned { price: sum(|_| true), fee: sum(|account| account == Account::PlatformFee) })
}
