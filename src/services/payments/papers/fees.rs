//! Invoices over the platform's fee: one a month for each host from whose prices something was kept, with the GST that is within it, which is
//! set aside in the ledger by the same transaction.

use super::numbering::{NewPaper, issue};
use crate::{
    domain::{
        ids::{BookingRef, OrganizationId, PaperId},
        ledger::{Account, Entry, EntryKind},
        money::Paise,
        paper::{Month, PaperKind, tax_within},
        setting::Setting,
    },
    entity::{booking, event_run, experience, ledger_entry, ledger_leg, organization, paper},
    services::{Services, daily_tasks::midnight_in_india},
};
use chrono::{DateTime, Utc};
use sea_orm::{ColumnTrait, DbErr, EntityTrait, ExprTrait, JoinType, QueryFilter, QueryOrder, QuerySelect, RelationTrait, Select, sea_query::Expr};
use serde::{Deserialize, Serialize};

/// The job that invoices a month's fees; see [`InvoiceFees`].
pub const INVOICE_FEES: &str = "invoice_fees";
/// Invoices on a host's list.
const LIST_MAX: u64 = 240;

/// What the job [`INVOICE_FEES`] carries.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct InvoiceFees {
    /// As [`Month::stored`].
    pub month: String,
}

/// What was kept of one booking's price, or given back of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FeeLine {
    pub at: DateTime<Utc>,
    pub booking: BookingRef,
    pub experience: String,
    pub kind: EntryKind,
    /// Less than nothing where it was given back.
    pub fee: Paise,
}

/// An invoice, line by line.
#[derive(Clone, Debug)]
pub struct FeeInvoice {
    pub paper: paper::Model,
    pub organization: String,
    pub month: Month,
    pub lines: Vec<FeeLine>,
}

fn subject(organization: OrganizationId, month: Month) -> String {
    format!("fees:{organization}:{}", month.stored())
}

/// The month that a paper over fees is about.
#[must_use]
pub(in crate::services::payments) fn month_of(paper: &paper::Model) -> Option<Month> {
    paper.subject.strip_prefix("fees:").and_then(|rest| rest.split_once(':')).and_then(|(_, month)| Month::parse(month))
}

/// The legs that were kept as fee in a month, or given back, with the experience's organization.
fn fees_in(month: Month) -> Select<ledger_leg::Entity> {
    ledger_leg::Entity::find()
        .join(JoinType::InnerJoin, ledger_leg::Relation::Entry.def())
        .join(JoinType::InnerJoin, ledger_entry::Relation::Booking.def())
        .join(JoinType::InnerJoin, booking::Relation::EventRun.def())
        .join(JoinType::InnerJoin, event_run::Relation::Experience.def())
        .filter(ledger_leg::Column::Account.eq(Account::PlatformFee))
        .filter(ledger_entry::Column::Kind.is_in([EntryKind::PriceEarned, EntryKind::PriceKept, EntryKind::PriceTakenBack]))
        .filter(ledger_entry::Column::At.gte(midnight_in_india(month.first_day())))
        .filter(ledger_entry::Column::At.lt(midnight_in_india(month.end())))
}

impl Services {
    /// Invoices a month's fees, to each host of whom anything was kept; once, however often it is called. Gives how many papers that makes.
    ///
    /// # Errors
    /// The database's; what was issued stays.
    pub async fn invoice_fees(&self, month: Month) -> Result<usize, DbErr> {
        let sums: Vec<(OrganizationId, i64)> = fees_in(month)
            .select_only()
            .column(experience::Column::OrganizationId)
            .column_as(Expr::col((ledger_leg::Entity, ledger_leg::Column::Amount)).sum().cast_as("bigint"), "sum")
            .group_by(experience::Column::OrganizationId)
            .order_by_asc(experience::Column::OrganizationId)
            .into_tuple()
            .all(self.store.writer())
            .await?;
        let mut issued = 0;
        for (organization, sum) in sums {
            issued += usize::from(self.invoice_fee(organization, month, Paise::ZERO - Paise(sum)).await?);
        }
        Ok(issued)
    }

    async fn invoice_fee(&self, organization: OrganizationId, month: Month, fee: Paise) -> Result<bool, DbErr> {
        let rate = self.setting(Setting::Gst).await?;
        let (kind, amount) = if fee < Paise::ZERO { (PaperKind::FeeCreditNote, Paise::ZERO - fee) } else { (PaperKind::FeeInvoice, fee) };
        if amount.is_zero() {
            return Ok(false);
        }
        let tax = tax_within(amount, rate);
        let new = NewPaper {
            kind,
            year: month.year(),
            subject: subject(organization, month),
            booking: None,
            organization: Some(organization),
            amount,
            tax,
            tax_basis_points: rate,
        };
        let now = self.clock.now();
        let db = self.store.begin().await?;
        let issued = issue(&db, &new, now).await?;
        if let Some(paper) = &issued
            && !tax.is_zero()
        {
            let owed = if kind == PaperKind::FeeInvoice { tax } else { Paise::ZERO - tax };
            ledger_entry::post(&db, Entry::fee_taxed(paper.id, owed), now).await?;
        }
        db.commit().await?;
        Ok(issued.is_some())
    }

    /// An organization's papers over fees, the latest first.
    ///
    /// # Errors
    /// The database's.
    pub async fn fee_invoices(&self, organization: OrganizationId) -> Result<Vec<(paper::Model, Month)>, DbErr> {
        let rows = paper::Entity::find().filter(paper::Column::OrganizationId.eq(organization)).order_by_desc(paper::Column::Id).limit(LIST_MAX);
        Ok(rows.all(self.store.reader()).await?.into_iter().filter_map(|paper| month_of(&paper).map(|month| (paper, month))).collect())
    }

    /// One of an organization's papers over fees, line by line. `None` where it has none of that id.
    ///
    /// # Errors
    /// The database's.
    pub async fn fee_invoice(&self, organization: OrganizationId, id: PaperId) -> Result<Option<FeeInvoice>, DbErr> {
        let db = self.store.reader();
        let found = paper::Entity::find_by_id(id).filter(paper::Column::OrganizationId.eq(organization)).one(db).await?;
        let Some((paper, month)) = found.and_then(|paper| month_of(&paper).map(|month| (paper, month))) else { return Ok(None) };
        let name = organization::Entity::find_by_id(organization).one(db).await?.map(|row| row.name).unwrap_or_default();
        let rows: Vec<(DateTime<Utc>, BookingRef, String, EntryKind, Paise)> = fees_in(month)
            .select_only()
            .column(ledger_entry::Column::At)
            .column(booking::Column::Reference)
            .column(experience::Column::Title)
            .column(ledger_entry::Column::Kind)
            .column(ledger_leg::Column::Amount)
            .filter(experience::Column::OrganizationId.eq(organization))
            .order_by_asc(ledger_entry::Column::Id)
            .into_tuple()
            .all(db)
            .await?;
        let line = |(at, booking, experience, kind, amount)| FeeLine { at, booking, experience, kind, fee: Paise::ZERO - amount };
        Ok(Some(FeeInvoice { paper, organization: name, month, lines: rows.into_iter().map(line).collect() }))
    }
}
