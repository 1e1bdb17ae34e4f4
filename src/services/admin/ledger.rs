//! The ledger, account by account: every leg, latest first, with what the account stood at after it.

use super::LIST_MAX;
use crate::{
    domain::{
        ids::BookingRef,
        ledger::{Account, EntryKind},
        money::Paise,
    },
    entity::{booking, ledger_entry, ledger_leg},
    services::Services,
};
use chrono::{DateTime, Utc};
use sea_orm::{ColumnTrait, DbErr, EntityTrait, ExprTrait, JoinType, QueryFilter, QueryOrder, QuerySelect, RelationTrait, Select, sea_query::Expr};

/// A leg as it is read: its id, reference, owner and amount; its entry's kind, time and booking.
type Leg = (i64, String, Option<i64>, Paise, EntryKind, DateTime<Utc>, Option<BookingRef>);

/// A leg.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LedgerRow {
    pub at: DateTime<Utc>,
    pub kind: EntryKind,
    /// Unique.
    pub reference: String,
    pub booking: Option<BookingRef>,
    pub owner: Option<i64>,
    /// Debit positive, credit negative.
    pub amount: Paise,
    /// What the account stood at after it.
    pub balance: Paise,
}

/// Legs of one account, latest first.
#[derive(Clone, Debug)]
pub struct LedgerPage {
    pub rows: Vec<LedgerRow>,
    /// Where the next page begins, if there is one.
    pub next: Option<i64>,
}

impl Services {
    /// A page of an account, of one owner where that is asked for, and of legs before one.
    ///
    /// # Errors
    /// The database's.
    pub async fn ledger_page(&self, account: Account, owner: Option<i64>, before: Option<i64>) -> Result<LedgerPage, DbErr> {
        let db = self.store.snapshot().await?;
        let of_account = || {
            let legs = ledger_leg::Entity::find().filter(ledger_leg::Column::Account.eq(account));
            let legs = if let Some(owner) = owner { legs.filter(ledger_leg::Column::OwnerId.eq(owner)) } else { legs };
            if let Some(before) = before { legs.filter(ledger_leg::Column::Id.lt(before)) } else { legs }
        };
        let sum: Option<Option<i64>> = of_account().select_only().column_as(sum(), "sum").into_tuple().one(&db).await?;
        let legs: Vec<Leg> = with_entries(of_account()).into_tuple().all(&db).await?;
        db.commit().await?;
        let shown = usize::try_from(LIST_MAX).unwrap_or(usize::MAX);
        let next = (legs.len() > shown).then(|| legs[shown - 1].0);
        let mut balance = Paise(sum.flatten().unwrap_or_default());
        let mut rows = Vec::with_capacity(shown);
        for (_, reference, owner, amount, kind, at, booking) in legs.into_iter().take(shown) {
            rows.push(LedgerRow { at, kind, reference, booking, owner, amount, balance });
            balance = balance - amount;
        }
        Ok(LedgerPage { rows, next })
    }
}

fn sum() -> sea_orm::sea_query::SimpleExpr {
    Expr::col((ledger_leg::Entity, ledger_leg::Column::Amount)).sum().cast_as("bigint")
}

fn with_entries(legs: Select<ledger_leg::Entity>) -> Select<ledger_leg::Entity> {
    legs.join(JoinType::InnerJoin, ledger_leg::Relation::Entry.def())
        .join(JoinType::LeftJoin, ledger_entry::Relation::Booking.def())
        .select_only()
        .columns([ledger_leg::Column::Id])
        .columns([ledger_leg::Column::Reference])
        .columns([ledger_leg::Column::OwnerId])
        .columns([ledger_leg::Column::Amount])
        .columns([ledger_entry::Column::Kind])
        .columns([ledger_entry::Column::At])
        .column_as(booking::Column::Reference, "booking")
        .order_by_desc(ledger_leg::Column::Id)
        .limit(LIST_MAX + 1)
}
