//! What reconciling has found, to be read.

use super::PaymentError;
use crate::{
    domain::{ids::ReconciliationId, reconciliation::Remedy},
    entity::{reconciliation, reconciliation_item},
    services::Services,
};
use sea_orm::{ColumnTrait, DbErr, EntityTrait, PaginatorTrait, QueryFilter, QueryOrder, QuerySelect};

/// Reports on one list.
const LIST_MAX: u64 = 60;

/// A report on a list.
#[derive(Clone, Debug)]
pub struct ReportRow {
    pub reconciliation: reconciliation::Model,
    pub mended: u64,
    pub open: u64,
}

/// A report with all that was found.
#[derive(Clone, Debug)]
pub struct Report {
    pub row: ReportRow,
    /// Open ones first, the oldest at first.
    pub items: Vec<reconciliation_item::Model>,
}

impl Services {
    /// The latest reports.
    ///
    /// # Errors
    /// The database's.
    pub async fn reconciliations(&self) -> Result<Vec<ReportRow>, DbErr> {
        let rows = reconciliation::Entity::find().order_by_desc(reconciliation::Column::Id).limit(LIST_MAX).all(self.store.reader()).await?;
        let mut list = Vec::with_capacity(rows.len());
        for row in rows {
            list.push(self.with_counts(row).await?);
        }
        Ok(list)
    }

    async fn with_counts(&self, reconciliation: reconciliation::Model) -> Result<ReportRow, DbErr> {
        let count = async |remedy: Remedy| {
            let items = reconciliation_item::Entity::find().filter(reconciliation_item::Column::ReconciliationId.eq(reconciliation.id));
            items.filter(reconciliation_item::Column::Remedy.eq(remedy)).count(self.store.reader()).await
        };
        let (mended, open) = (count(Remedy::Mended).await?, count(Remedy::Open).await?);
        Ok(ReportRow { reconciliation, mended, open })
    }

    /// One report; `None` where there is none of that number.
    ///
    /// # Errors
    /// The database's.
    pub async fn reconciliation(&self, id: ReconciliationId) -> Result<Option<Report>, PaymentError> {
        let Some(row) = reconciliation::Entity::find_by_id(id).one(self.store.reader()).await? else { return Ok(None) };
        let mut items = reconciliation_item::Entity::find()
            .filter(reconciliation_item::Column::ReconciliationId.eq(id))
            .order_by_asc(reconciliation_item::Column::At)
            .order_by_asc(reconciliation_item::Column::Id)
            .all(self.store.reader())
            .await?;
        items.sort_by_key(|item| item.remedy == Remedy::Mended);
        Ok(Some(Report { row: self.with_counts(row).await?, items }))
    }
}

/// A report as a file: a line for each thing that did not agree.
///
/// # Errors
/// When a row cannot be written.
pub fn report_file(report: &Report) -> Result<Vec<u8>, csv::Error> {
    let mut writer = csv::Writer::from_writer(Vec::new());
    writer.write_record(["kind", "name", "finding", "remedy", "made_at", "detail"])?;
    for item in &report.items {
        writer.write_record([item.kind.as_str(), &item.name, item.finding.as_str(), item.remedy.as_str(), &item.at.to_rfc3339(), &item.detail])?;
    }
    writer.into_inner().map_err(|error| csv::Error::from(error.into_error()))
}
