//! What hosts are owed must be what is in payouts and what is in none yet.

use super::sum_of;
use crate::{
    domain::{ids::PayoutId, ledger::Account, money::Paise, payout::PayoutStatus},
    entity::{ledger_leg, payout, payout_line},
};
use sea_orm::{ColumnTrait, ConnectionTrait, DbErr, EntityTrait, ExprTrait, JoinType, QueryFilter, QuerySelect, RelationTrait, sea_query::Expr};
use std::collections::BTreeMap;

/// All that differs, in words.
pub(super) async fn that_differ(db: &impl ConnectionTrait) -> Result<Vec<String>, DbErr> {
    let mut wrong = sums(db).await?;
    wrong.extend(lines(db).await?);
    wrong.extend(owed(db).await?);
    Ok(wrong)
}

/// Payouts that do not come to what their lines do.
async fn sums(db: &impl ConnectionTrait) -> Result<Vec<String>, DbErr> {
    let lines = Expr::col((payout_line::Entity, payout_line::Column::Amount)).sum().cast_as("bigint");
    let rows: Vec<(PayoutId, Paise, i32, Option<i64>, i64)> = payout::Entity::find()
        .select_only()
        .columns([payout::Column::Id, payout::Column::Amount, payout::Column::LineCount])
        .column_as(lines, "sum")
        .column_as(payout_line::Column::Id.count(), "lines")
        .join(JoinType::LeftJoin, payout::Relation::Lines.def())
        .group_by(payout::Column::Id)
        .into_tuple()
        .all(db)
        .await?;
    let differs = |(id, amount, count, sum, lines): (PayoutId, Paise, i32, Option<i64>, i64)| {
        let sum = Paise(sum.unwrap_or_default());
        (sum != amount || i64::from(count) != lines).then(|| format!("payout {id} is {amount} in {count} lines, but its {lines} lines come to {sum}"))
    };
    Ok(rows.into_iter().filter_map(differs).collect())
}

/// Lines that are not what the ledger says.
async fn lines(db: &impl ConnectionTrait) -> Result<Vec<String>, DbErr> {
    let (line, leg) = (Expr::col((payout_line::Entity, payout_line::Column::Amount)), Expr::col((ledger_leg::Entity, ledger_leg::Column::Amount)));
    let rows: Vec<(i64, PayoutId)> = payout_line::Entity::find()
        .select_only()
        .columns([payout_line::Column::LegId])
        .columns([payout_line::Column::PayoutId])
        .join(JoinType::InnerJoin, payout_line::Relation::Leg.def())
        .filter(line.add(leg).ne(0))
        .into_tuple()
        .all(db)
        .await?;
    Ok(rows.into_iter().map(|(leg, payout)| format!("payout {payout} pays something else for leg {leg} than the ledger owes")).collect())
}

/// Hosts to whom the ledger owes something else than what is in payouts that are not paid, and in none.
async fn owed(db: &impl ConnectionTrait) -> Result<Vec<String>, DbErr> {
    let mut hosts: BTreeMap<i64, (Paise, Paise)> = BTreeMap::new();
    let booked: Vec<(Option<i64>, i64)> = ledger_leg::Entity::find()
        .select_only()
        .column(ledger_leg::Column::OwnerId)
        .column_as(sum_of(ledger_leg::Column::Amount), "sum")
        .filter(ledger_leg::Column::Account.eq(Account::HostPayable))
        .group_by(ledger_leg::Column::OwnerId)
        .into_tuple()
        .all(db)
        .await?;
    for (host, sum) in booked {
        hosts.entry(host.unwrap_or_default()).or_default().0 = Paise::ZERO - Paise(sum);
    }
    let unpaid: Vec<(Option<i64>, i64)> = payout_line::unpaid(None)
        .select_only()
        .column(ledger_leg::Column::OwnerId)
        .column_as(Expr::col((ledger_leg::Entity, ledger_leg::Column::Amount)).sum().cast_as("bigint"), "sum")
        .group_by(ledger_leg::Column::OwnerId)
        .into_tuple()
        .all(db)
        .await?;
    let in_payouts: Vec<(Option<i64>, i64)> = payout::Entity::find()
        .select_only()
        .column(payout::Column::OrganizationId)
        .column_as(Expr::col((payout::Entity, payout::Column::Amount)).sum().cast_as("bigint"), "sum")
        .filter(payout::Column::Status.ne(PayoutStatus::Paid))
        .group_by(payout::Column::OrganizationId)
        .into_tuple()
        .all(db)
        .await?;
    let unpaid = unpaid.into_iter().map(|(host, sum)| (host, Paise::ZERO - Paise(sum)));
    for (host, sum) in unpaid.chain(in_payouts.into_iter().map(|(host, sum)| (host, Paise(sum)))) {
        let told = &mut hosts.entry(host.unwrap_or_default()).or_default().1;
        *told = *told + sum;
    }
    let differs = |(host, (booked, told)): (i64, (Paise, Paise))| {
        (booked != told).then(|| format!("organization {host} is owed {booked} by the ledger, but its payouts and what is in none come to {told}"))
    };
    Ok(hosts.into_iter().filter_map(differs).collect())
}
