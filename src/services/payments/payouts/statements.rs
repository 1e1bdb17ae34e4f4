//! Reading: lists for admins and hosts, statements line by line, and where a host's money is.

use super::{PayoutError, find};
use crate::{
    domain::{
        ids::{BookingRef, OrganizationId, PayoutId, RunId},
        ledger::{Account, EntryKind},
        money::Paise,
        payout::{ELIGIBLE_AFTER, PayoutStatus},
        text_enum::text_enum,
    },
    entity::{booking, event_run, experience, ledger_entry, ledger_leg, organization, payout, payout_account, payout_line},
    services::{Services, admin::suspended_at},
};
use chrono::{DateTime, Utc};
use sea_orm::{ColumnTrait, DbErr, EntityTrait, ExprTrait, JoinType, QueryFilter, QueryOrder, QuerySelect, RelationTrait, sea_query::Expr};
use std::collections::HashMap;

/// Payouts of one list. What is waiting is shown whole, so that it can be approved at once.
const LIST_MAX: u64 = 1_000;
/// Entries looked up in one statement.
const BATCH: usize = 500;

text_enum! {
    /// Which payouts an admin wants to see.
    PayoutTab {
        Draft => "draft",
        Approved => "approved",
        Processing => "processing",
        Failed => "failed",
        Paid => "paid",
    }
}

impl PayoutTab {
    /// The state of those payouts.
    #[must_use]
    pub const fn status(self) -> PayoutStatus {
        match self {
            Self::Draft => PayoutStatus::Draft,
            Self::Approved => PayoutStatus::Approved,
            Self::Processing => PayoutStatus::Processing,
            Self::Failed => PayoutStatus::Failed,
            Self::Paid => PayoutStatus::Paid,
        }
    }
}

/// A payout on a list.
#[derive(Clone, Debug)]
pub struct PayoutRow {
    pub payout: payout::Model,
    /// The organization's name.
    pub organization: String,
    /// What may be shown of the account it goes to; known once it is approved.
    pub account: Option<String>,
}

/// A line of a statement.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StatementRow {
    pub booking: BookingRef,
    pub run: RunId,
    pub experience: String,
    pub run_starts_at: DateTime<Utc>,
    pub time_zone: String,
    pub kind: EntryKind,
    /// What travelers paid for it.
    pub price: Paise,
    /// What the platform keeps.
    pub fee: Paise,
    /// What the host gets: less than nothing where something is taken back.
    pub net: Paise,
}

/// A line as it is read: its entry, kind and amount; the booking, its run and experience, and when and on which clock that was.
type Line = (i64, EntryKind, Paise, BookingRef, RunId, String, DateTime<Utc>, String);

/// A payout, line by line.
#[derive(Clone, Debug)]
pub struct Statement {
    pub row: PayoutRow,
    pub lines: Vec<StatementRow>,
}

/// Where a host's money is. The parts add up to what the ledger says is owed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Balance {
    /// It can be paid, and stands in a draft or will.
    pub available: Paise,
    /// Of runs that are yet to take place, or have ended less than a day ago.
    pub not_yet: Paise,
    /// An appeal or a dispute is not decided.
    pub held: Paise,
    /// Approved, or on its way; also what has failed and waits to be paid anew.
    pub in_transit: Paise,
    /// Paid until now.
    pub paid: Paise,
}

impl Services {
    /// The payouts in a state, those that have waited longest first; paid ones latest first.
    ///
    /// # Errors
    /// The database's.
    pub async fn payouts(&self, tab: PayoutTab) -> Result<Vec<PayoutRow>, DbErr> {
        let rows = payout::Entity::find().filter(payout::Column::Status.eq(tab.status())).limit(LIST_MAX);
        let rows = if tab == PayoutTab::Paid { rows.order_by_desc(payout::Column::Id) } else { rows.order_by_asc(payout::Column::Id) };
        self.named(rows.all(self.store.reader()).await?).await
    }

    /// How many payouts there are in each state, and what they come to.
    ///
    /// # Errors
    /// The database's.
    pub async fn payout_sums(&self) -> Result<Vec<(PayoutStatus, i64, Paise)>, DbErr> {
        let rows: Vec<(PayoutStatus, i64, i64)> = payout::Entity::find()
            .select_only()
            .column(payout::Column::Status)
            .column_as(payout::Column::Id.count(), "payouts")
            .column_as(Expr::col((payout::Entity, payout::Column::Amount)).sum().cast_as("bigint"), "sum")
            .group_by(payout::Column::Status)
            .into_tuple()
            .all(self.store.reader())
            .await?;
        Ok(rows.into_iter().map(|(status, count, sum)| (status, count, Paise(sum))).collect())
    }

    /// An organization's payouts but for its draft, latest first.
    ///
    /// # Errors
    /// The database's.
    pub async fn payouts_of(&self, organization: OrganizationId) -> Result<Vec<PayoutRow>, DbErr> {
        let rows = payout::Entity::find()
            .filter(payout::Column::OrganizationId.eq(organization))
            .filter(payout::Column::Status.ne(PayoutStatus::Draft))
            .order_by_desc(payout::Column::Id)
            .limit(LIST_MAX)
            .all(self.store.reader())
            .await?;
        self.named(rows).await
    }

    async fn named(&self, payouts: Vec<payout::Model>) -> Result<Vec<PayoutRow>, DbErr> {
        let db = self.store.reader();
        let (mut names, mut accounts) = (HashMap::new(), HashMap::new());
        for some in payouts.chunks(BATCH) {
            let organizations = organization::Entity::find().filter(organization::Column::Id.is_in(some.iter().map(|payout| payout.organization_id)));
            names.extend(organizations.all(db).await?.into_iter().map(|row| (row.id, row.name)));
            let masked = payout_account::Entity::find().filter(payout_account::Column::Id.is_in(some.iter().filter_map(|payout| payout.account_id)));
            accounts.extend(masked.all(db).await?.into_iter().map(|row| (row.id, row.masked)));
        }
        let row = |payout: payout::Model| PayoutRow {
            organization: names.get(&payout.organization_id).cloned().unwrap_or_default(),
            account: payout.account_id.and_then(|account| accounts.get(&account).cloned()),
            payout,
        };
        Ok(payouts.into_iter().map(row).collect())
    }

    /// A payout, line by line.
    ///
    /// # Errors
    /// [`PayoutError::NoPayout`] where there is none.
    pub async fn payout_statement(&self, id: PayoutId) -> Result<Statement, PayoutError> {
        self.statement_for(find(self.store.reader(), id).await?).await
    }

    /// The same of one of an organization's payouts, its draft aside.
    ///
    /// # Errors
    /// [`PayoutError::NoPayout`] where there is none, or it is another organization's.
    pub async fn payout_statement_of(&self, organization: OrganizationId, id: PayoutId) -> Result<Statement, PayoutError> {
        let owned = payout::owned_by(organization, id).filter(payout::Column::Status.ne(PayoutStatus::Draft)).one(self.store.reader()).await?;
        self.statement_for(owned.ok_or(PayoutError::NoPayout)?).await
    }

    async fn statement_for(&self, payout: payout::Model) -> Result<Statement, PayoutError> {
        let lines = self.statement_lines(payout.id).await?;
        let row = self.named(vec![payout]).await?.pop().ok_or(PayoutError::NoPayout)?;
        Ok(Statement { row, lines })
    }

    pub(super) async fn statement_lines(&self, payout: PayoutId) -> Result<Vec<StatementRow>, DbErr> {
        let db = self.store.reader();
        let lines: Vec<Line> = payout_line::Entity::find()
            .join(JoinType::InnerJoin, payout_line::Relation::Leg.def())
            .join(JoinType::InnerJoin, ledger_leg::Relation::Entry.def())
            .join(JoinType::InnerJoin, payout_line::Relation::Booking.def())
            .join(JoinType::InnerJoin, booking::Relation::EventRun.def())
            .join(JoinType::InnerJoin, event_run::Relation::Experience.def())
            .filter(payout_line::Column::PayoutId.eq(payout))
            .select_only()
            .column(ledger_entry::Column::Id)
            .column(ledger_entry::Column::Kind)
            .column(payout_line::Column::Amount)
            .column(booking::Column::Reference)
            .column(booking::Column::RunId)
            .column(experience::Column::Title)
            .column(event_run::Column::StartsAt)
            .column(event_run::Column::TimeZone)
            .order_by_asc(event_run::Column::StartsAt)
            .order_by_asc(payout_line::Column::Id)
            .into_tuple()
            .all(db)
            .await?;
        let mut parts: HashMap<(i64, Account), Paise> = HashMap::new();
        for some in lines.chunks(BATCH) {
            let legs = ledger_leg::Entity::find()
                .filter(ledger_leg::Column::EntryId.is_in(some.iter().map(|line| line.0)))
                .filter(ledger_leg::Column::Account.is_in([Account::TravelerFunds, Account::PlatformFee]));
            parts.extend(legs.all(db).await?.into_iter().map(|leg| ((leg.entry_id, leg.account), leg.amount)));
        }
        let part = |entry, account| parts.get(&(entry, account)).copied().unwrap_or_default();
        let row = |(entry, kind, net, booking, run, experience, run_starts_at, time_zone)| StatementRow {
            booking,
            run,
            experience,
            run_starts_at,
            time_zone,
            kind,
            price: part(entry, Account::TravelerFunds),
            fee: Paise::ZERO - part(entry, Account::PlatformFee),
            net,
        };
        Ok(lines.into_iter().map(row).collect())
    }

    /// Where an organization's money is.
    ///
    /// # Errors
    /// The database's.
    pub async fn payout_balance(&self, organization: OrganizationId) -> Result<Balance, DbErr> {
        let ended_before = self.clock.now() - ELIGIBLE_AFTER;
        let unpaid = self.owed(payout_line::unpaid(None).filter(ledger_leg::Column::OwnerId.eq(organization.0))).await?;
        let eligible = self.owed(payout_line::eligible(organization, ended_before)).await?;
        let held =
            payout_line::unpaid(None).filter(ledger_leg::Column::OwnerId.eq(organization.0)).filter(payout_line::is_held(ledger_entry::Column::BookingId));
        let held = self.owed(held).await?;
        // All of it, where the organization is suspended.
        let held = if suspended_at(self.store.reader(), organization).await?.is_some() { unpaid } else { held };
        let mut balance = Balance { available: eligible, not_yet: unpaid - eligible - held, held, ..Balance::default() };
        let sums: Vec<(PayoutStatus, i64)> = payout::Entity::find()
            .select_only()
            .column(payout::Column::Status)
            .column_as(Expr::col((payout::Entity, payout::Column::Amount)).sum().cast_as("bigint"), "sum")
            .filter(payout::Column::OrganizationId.eq(organization))
            .group_by(payout::Column::Status)
            .into_tuple()
            .all(self.store.reader())
            .await?;
        for (status, sum) in sums {
            let part = match status {
                PayoutStatus::Draft => &mut balance.available,
                PayoutStatus::Approved | PayoutStatus::Processing | PayoutStatus::Failed => &mut balance.in_transit,
                PayoutStatus::Paid => &mut balance.paid,
            };
            *part = *part + Paise(sum);
        }
        Ok(balance)
    }

    /// What legs come to, as the host sees it: what is owed is a credit.
    async fn owed(&self, legs: sea_orm::Select<ledger_leg::Entity>) -> Result<Paise, DbErr> {
        let sum: Option<Option<i64>> = legs
            .select_only()
            .column_as(Expr::col((ledger_leg::Entity, ledger_leg::Column::Amount)).sum().cast_as("bigint"), "sum")
            .into_tuple()
            .one(self.store.reader())
            .await?;
        Ok(Paise::ZERO - Paise(sum.flatten().unwrap_or_default()))
    }
}
