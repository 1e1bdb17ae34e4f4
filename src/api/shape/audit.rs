//! The audit log.

use super::{
    super::audit::{AuditEntry, AuditLogPage, AuditQuery},
    INDIA,
};
use crate::services::{
    audit::{AuditFilter, AuditLine, AuditPage},
    zones::{instant, zoned},
};
use chrono::{Days, NaiveDate, NaiveTime};

/// What a query asks for, who aside, and what of it makes no sense.
pub(in crate::api) fn audit_filter(query: &AuditQuery) -> (AuditFilter, Vec<(String, String)>) {
    let mut notes = Vec::new();
    let text = |text: &Option<String>| text.as_deref().map(str::trim).filter(|text| !text.is_empty()).map(str::to_owned);
    let mut day = |name: &str, typed: &Option<String>| {
        let typed = text(typed)?;
        let day = NaiveDate::parse_from_str(&typed, "%Y-%m-%d").ok();
        if day.is_none() {
            notes.push((name.to_owned(), "A day looks like 2026-11-28.".to_owned()));
        }
        day
    };
    let (from, to) = (day("from", &query.from), day("to", &query.to));
    let midnight = |day: NaiveDate| instant(day, NaiveTime::MIN, INDIA);
    let filter = AuditFilter {
        action: text(&query.action),
        subject: text(&query.subject),
        actor: None,
        from: from.map(midnight),
        until: to.and_then(|day| day.checked_add_days(Days::new(1))).map(midnight),
        before: text(&query.before).and_then(|line| line.parse().ok()),
    };
    (filter, notes)
}

pub(in crate::api) fn audit_log(query: AuditQuery, notes: Vec<(String, String)>, page: AuditPage) -> AuditLogPage {
    let entry = |(line, who): (AuditLine, Option<(String, String)>)| AuditEntry {
        id: line.id,
        at: zoned(line.at, INDIA),
        who,
        action: line.action,
        subject: line.subject,
        detail: line.detail,
    };
    AuditLogPage { query, entries: page.lines.into_iter().map(entry).collect(), notes, next: page.next }
}
