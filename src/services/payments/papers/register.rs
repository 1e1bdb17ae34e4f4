//! The register of all papers, for whoever keeps the books.

use crate::{
    domain::{
        ids::{BookingId, BookingRef, OrganizationId},
        money::Paise,
        paper::{PaperKind, printed},
        payout::financial_year,
    },
    entity::{booking, organization, paper},
    services::{
        Services,
        daily_tasks::in_india,
        payments::payouts::{rupees, text_cell},
    },
};
use sea_orm::{ColumnTrait, DbErr, EntityTrait, ExprTrait, QueryFilter, QueryOrder, QuerySelect, sea_query::Expr};
use std::collections::{BTreeSet, HashMap};

/// Papers read at once for the file.
const BATCH: u64 = 1_000;

/// The papers of a kind in a year.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KindSums {
    pub kind: PaperKind,
    pub first: i64,
    pub last: i64,
    pub papers: i64,
    pub amount: Paise,
    pub tax: Paise,
}

/// A financial year's papers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Register {
    /// The calendar year in which it began.
    pub year: i32,
    /// Years in which there are any, and the present one; the latest first.
    pub years: Vec<i32>,
    pub sums: Vec<KindSums>,
}

impl Services {
    fn present_year(&self) -> i32 {
        financial_year(in_india(self.clock.now()).date_naive())
    }

    /// A financial year's papers by their kind; the present one where none is asked for.
    ///
    /// # Errors
    /// The database's.
    pub async fn paper_sums(&self, year: Option<i32>) -> Result<Register, DbErr> {
        let (db, present) = (self.store.reader(), self.present_year());
        let year = year.unwrap_or(present);
        let sum = |column: paper::Column| Expr::col(column).sum().cast_as("bigint");
        let rows: Vec<(PaperKind, i64, i64, i64, Paise, Paise)> = paper::Entity::find()
            .select_only()
            .column(paper::Column::Kind)
            .column_as(paper::Column::Number.min(), "first")
            .column_as(paper::Column::Number.max(), "last")
            .column_as(paper::Column::Id.count(), "papers")
            .column_as(sum(paper::Column::Amount), "amount")
            .column_as(sum(paper::Column::Tax), "tax")
            .filter(paper::Column::FinancialYear.eq(year))
            .group_by(paper::Column::Kind)
            .into_tuple()
            .all(db)
            .await?;
        let mut sums: Vec<KindSums> =
            rows.into_iter().map(|(kind, first, last, papers, amount, tax)| KindSums { kind, first, last, papers, amount, tax }).collect();
        sums.sort_by_key(|sums| PaperKind::ALL.iter().position(|kind| *kind == sums.kind));
        let years: Vec<i32> = paper::Entity::find().select_only().column(paper::Column::FinancialYear).distinct().into_tuple().all(db).await?;
        let years: BTreeSet<i32> = years.into_iter().chain([present]).collect();
        Ok(Register { year, years: years.into_iter().rev().collect(), sums })
    }

    /// Every paper of a financial year as a file, kind after kind in the order of their numbers.
    ///
    /// # Errors
    /// The database's, or that a row cannot be written.
    pub async fn paper_register(&self, year: i32) -> Result<Vec<u8>, Box<dyn std::error::Error + Send + Sync>> {
        let mut writer = csv::Writer::from_writer(Vec::new());
        writer.write_record(["number", "kind", "issued", "booking", "host", "amount_rupees", "tax_rupees", "tax_percent"])?;
        for kind in PaperKind::ALL {
            let mut after = 0;
            loop {
                let papers = self.papers_after(*kind, year, after).await?;
                let Some(last) = papers.last() else { break };
                after = last.number;
                let (bookings, hosts) = self.named_on(&papers).await?;
                for paper in &papers {
                    let issued = in_india(paper.issued_at).format("%Y-%m-%d").to_string();
                    let booking = paper.booking_id.and_then(|id| bookings.get(&id)).map_or("", BookingRef::as_str);
                    let host = paper.organization_id.and_then(|id| hosts.get(&id)).map(|name| text_cell(name)).unwrap_or_default();
                    let percent = (f64::from(paper.tax_basis_points) / 100.0).to_string();
                    let number = printed(paper.kind, paper.financial_year, paper.number);
                    writer.write_record([&number, paper.kind.as_str(), &issued, booking, &host, &rupees(paper.amount), &rupees(paper.tax), &percent])?;
                }
            }
        }
        Ok(writer.into_inner().map_err(csv::IntoInnerError::into_error)?)
    }

    async fn papers_after(&self, kind: PaperKind, year: i32, after: i64) -> Result<Vec<paper::Model>, DbErr> {
        paper::Entity::find()
            .filter(paper::Column::Kind.eq(kind))
            .filter(paper::Column::FinancialYear.eq(year))
            .filter(paper::Column::Number.gt(after))
            .order_by_asc(paper::Column::Number)
            .limit(BATCH)
            .all(self.store.reader())
            .await
    }

    /// The bookings' references and the hosts' names that stand on papers.
    async fn named_on(&self, papers: &[paper::Model]) -> Result<(HashMap<BookingId, BookingRef>, HashMap<OrganizationId, String>), DbErr> {
        let db = self.store.reader();
        let bookings: Vec<(BookingId, BookingRef)> = booking::Entity::find()
            .select_only()
            .columns([booking::Column::Id, booking::Column::Reference])
            .filter(booking::Column::Id.is_in(papers.iter().filter_map(|paper| paper.booking_id)))
            .into_tuple()
            .all(db)
            .await?;
        let hosts: Vec<(OrganizationId, String)> = organization::Entity::find()
            .select_only()
            .columns([organization::Column::Id, organization::Column::Name])
            .filter(organization::Column::Id.is_in(papers.iter().filter_map(|paper| paper.organization_id)))
            .into_tuple()
            .all(db)
            .await?;
        Ok((bookings.into_iter().collect(), hosts.into_iter().collect()))
    }
}
