//! Places in line, from the services' records to what crosses the wire.

use super::run_card;
use crate::{
    api::waitlist::{HostWait, Wait, WaitCard},
    services::{catalog::RunRow, waitlist::WaitRecord, zones::zoned},
};
use chrono::{DateTime, Utc};

pub(in crate::api) fn wait(record: WaitRecord, zone: &str) -> Wait {
    Wait {
        entry: record.entry.id,
        status: record.entry.status,
        party: u32::try_from(record.entry.party).unwrap_or_default(),
        place: record.place,
        since: zoned(record.entry.created_at, zone),
        booking: record.booking,
    }
}

pub(in crate::api) fn wait_card(record: WaitRecord, run: &RunRow, now: DateTime<Utc>) -> WaitCard {
    WaitCard { run: run_card(run, now), wait: wait(record, &run.time_zone) }
}

pub(in crate::api) fn host_wait(record: WaitRecord, zone: &str) -> HostWait {
    HostWait { name: record.entry.lead.clone(), wait: wait(record, zone) }
}
