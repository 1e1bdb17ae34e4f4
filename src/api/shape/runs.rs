//! Runs that are planned, changed and called off, from the services' records to what crosses the wire.

use super::run_card;
use crate::{
    api::runs::{CallOffPage, EditPage, PlannedDay, PlannedRuns, SeriesPage},
    domain::{
        run::RunTerms,
        schedule::{ScheduleForm, Scope},
    },
    services::{
        call_offs::CallOffRecord,
        catalog::RunRow,
        planning::{Plan, PlannedDate},
        run_terms::filled_in,
        runs::Offer,
        series::SeriesRecord,
        zones::zoned,
    },
};
use chrono::{DateTime, Duration, Utc};

/// Hours before the start at which booking closes, until a host says otherwise.
const CUTOFF_HOURS: &str = "2";

/// Fills a new form in with what was good for the last run, and with the experience's own length.
pub(in crate::api) fn begin(form: &mut ScheduleForm, offer: &Offer, last: Option<RunTerms>) {
    if let Some(last) = last {
        form.run = filled_in(&last, &offer.time_zone);
        form.run.date = String::new();
    } else {
        CUTOFF_HOURS.clone_into(&mut form.run.cutoff);
    }
    form.run.minutes = offer.duration_minutes.to_string();
    "1".clone_into(&mut form.every);
}

pub(in crate::api) fn planned(plan: &Plan, zone: &str) -> PlannedRuns {
    let length = Duration::minutes(i64::from(plan.run.minutes));
    let day = |date: &PlannedDate| PlannedDay {
        day: date.day,
        at: date.starts_at.map(|starts| (zoned(starts, zone), zoned(starts + length, zone))),
        snag: date.snag,
    };
    let (price, stake, capacity, cutoff_hours) = (plan.run.price, plan.run.stake, plan.run.capacity, plan.run.cutoff_hours);
    PlannedRuns { series: plan.rule.is_some(), dates: plan.dates.iter().map(day).collect(), price, stake, capacity, cutoff_hours }
}

pub(in crate::api) fn series(record: SeriesRecord, now: DateTime<Utc>) -> SeriesPage {
    SeriesPage {
        id: record.id,
        title: record.title,
        zone_name: zoned(now, &record.time_zone).zone_name(),
        planned: record.planned,
        made: record.made,
        runs: record.runs.iter().map(|run| run_card(run, now)).collect(),
        call_off: record.call_off,
    }
}

pub(in crate::api) fn edit(run: &RunRow, following: u32, now: DateTime<Utc>) -> EditPage {
    let terms = run.terms();
    EditPage {
        card: run_card(run, now),
        series: run.series_id,
        following,
        form: filled_in(&terms, &run.time_zone),
        shown: terms.to_text(),
        cutoff: zoned(run.cutoff_at, &run.time_zone),
    }
}

pub(in crate::api) fn call_off(record: CallOffRecord, scope: Scope, now: DateTime<Utc>) -> CallOffPage {
    CallOffPage {
        card: run_card(&record.run, now),
        series: record.run.series_id,
        cancel_reason: record.run.cancel_reason,
        scope,
        following: record.following,
        quote: record.quote,
        progress: record.progress,
    }
}
