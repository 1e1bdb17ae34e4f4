//! Disputes.

use super::{
    super::disputes::{DisputeLine, DisputePage},
    INDIA,
};
use crate::{
    domain::ids::BookingRef,
    services::{
        payments::disputes::{Dispute, Evidence},
        zones::zoned,
    },
};
use chrono::{DateTime, Utc};

pub(in crate::api) fn dispute_line(row: Dispute, booking: BookingRef, now: DateTime<Utc>) -> DisputeLine {
    let open_until = row.respond_by.filter(|_| row.status.is_undecided());
    DisputeLine {
        id: row.id,
        name: row.provider_dispute_id,
        booking,
        status: row.status,
        reason: row.reason,
        phase: row.phase,
        amount: row.amount,
        opened: zoned(row.opened_at, INDIA),
        respond_by: row.respond_by.map(|at| zoned(at, INDIA)),
        days_left: open_until.map(|until| (until - now).num_days()),
        decided: row.decided_at.map(|at| zoned(at, INDIA)),
        taken: row.taken,
        written_off: row.written_off,
    }
}

pub(in crate::api) fn dispute(evidence: Evidence, now: DateTime<Utc>) -> DisputePage {
    let sections = evidence.sections.into_iter().map(|section| (section.title.to_owned(), section.facts)).collect();
    DisputePage { dispute: dispute_line(evidence.dispute, evidence.booking.booking.reference, now), evidence: sections }
}
