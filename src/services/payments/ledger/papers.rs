//! Papers must be numbered without a gap, and their taxes set aside.

use super::{posted, sum, sum_of};
use crate::{
    domain::{
        ledger::{Account, EntryKind},
        money::Paise,
        paper::PaperKind,
    },
    entity::{paper, paper_number},
};
use sea_orm::{ColumnTrait, ConnectionTrait, DbErr, EntityTrait, QueryFilter, QueryOrder, QuerySelect};

/// All that differs, in words.
pub(super) async fn that_differ(db: &impl ConnectionTrait) -> Result<Vec<String>, DbErr> {
    let counted: Vec<(PaperKind, i32, i64, i64, i64)> = paper::Entity::find()
        .select_only()
        .columns([paper::Column::Kind])
        .columns([paper::Column::FinancialYear])
        .column_as(paper::Column::Id.count(), "papers")
        .column_as(paper::Column::Number.min(), "first")
        .column_as(paper::Column::Number.max(), "last")
        .group_by(paper::Column::Kind)
        .group_by(paper::Column::FinancialYear)
        .into_tuple()
        .all(db)
        .await?;
    let mut wrong = Vec::new();
    for row in paper_number::Entity::find().order_by_asc(paper_number::Column::FinancialYear).all(db).await? {
        let found = counted.iter().find(|(kind, year, ..)| (*kind, *year) == (row.kind, row.financial_year));
        let (papers, first, last) = found.map_or((0, 1, 0), |(_, _, papers, first, last)| (*papers, *first, *last));
        if (papers, first, last) != (row.last, 1, row.last) {
            wrong.push(format!(
                "{} papers of {} in {} are numbered from {first} to {last}, and {} were counted",
                papers, row.kind, row.financial_year, row.last
            ));
        }
    }
    let taxes = async |kind: PaperKind| sum(db, paper::Entity::find().filter(paper::Column::Kind.eq(kind)), sum_of(paper::Column::Tax)).await;
    let invoiced = taxes(PaperKind::FeeInvoice).await? - taxes(PaperKind::FeeCreditNote).await?;
    let set_aside = Paise::ZERO - posted(db, EntryKind::FeeTaxed, Account::TaxPayable).await?;
    if invoiced != set_aside {
        wrong.push(format!("{invoiced} of GST is invoiced, but {set_aside} is set aside"));
    }
    Ok(wrong)
}
