//! Reconciliation.

use super::{
    super::reconciliation::{ReconciliationsPage, ReportItem, ReportLine, ReportPage},
    INDIA,
};
use crate::services::{
    daily_tasks::in_india,
    payments::reconciliation::{Report, ReportRow},
    zones::zoned,
};
use chrono::{DateTime, Days, Utc};

pub(in crate::api) fn reconciliations(rows: Vec<ReportRow>, now: DateTime<Utc>) -> ReconciliationsPage {
    let today = in_india(now).date_naive();
    let yesterday = today.checked_sub_days(Days::new(1)).unwrap_or(today).to_string();
    ReconciliationsPage { yesterday, reports: rows.into_iter().map(line).collect() }
}

fn line(ReportRow { reconciliation: row, mended, open }: ReportRow) -> ReportLine {
    ReportLine {
        id: row.id,
        day: row.day,
        payments: row.payments,
        refunds: row.refunds,
        settled: row.settled,
        settled_amount: row.settled_amount,
        mended,
        open,
        started: zoned(row.started_at, INDIA),
        finished: row.finished_at.map(|at| zoned(at, INDIA)),
    }
}

pub(in crate::api) fn reconciliation(report: Report, now: DateTime<Utc>) -> ReportPage {
    let items = report.items.into_iter().map(|item| ReportItem {
        kind: item.kind,
        name: item.name,
        finding: item.finding,
        remedy: item.remedy,
        detail: item.detail,
        at: zoned(item.at, INDIA),
        age_days: (now - item.at).num_days(),
    });
    ReportPage { items: items.collect(), report: line(report.row) }
}
