//! From the services' records to what crosses the wire.

mod activity;
mod admin;
mod attendance;
mod audit;
mod desk;
mod disputes;
pub(super) mod door;
mod experiences;
mod money;
mod organization;
mod papers;
mod payout_accounts;
mod payouts;
mod pictures;
mod reconciliation;
mod runs;
mod saved;
mod waitlist;

pub(super) use activity::activity;
pub(super) use admin::{figures, found, inbox, ledger, organization_case, organization_line, person_case, person_line, rules};
pub(super) use attendance::{appeal, appeal_case, attendance, attendance_tasks, listed_appeal};
pub(super) use audit::{audit_filter, audit_log};
pub(super) use desk::{booking_page, cancel_booking_page, door_list, host_run, messages_page};
pub(super) use disputes::{dispute, dispute_line};
pub(super) use experiences::{editor, first_shelf, host_experiences, place_choices};
pub(super) use money::{cancel_page, chosen, operations, positions, receipt, statement};
pub(super) use organization::{invitation, member_line, organization};
pub(super) use papers::{fee_invoice, papers};
pub(super) use payout_accounts::{payout_account, payout_accounts};
pub(super) use payouts::{approval, host_payouts, payout, payout_page, payout_year, payouts_seen};
pub(super) use pictures::{logo, pictures};
pub(super) use reconciliation::{reconciliation, reconciliations};
pub(super) use runs::{begin, call_off, edit, planned, series};
pub(super) use saved::{SAVED_PAGES_MAX, saved};
pub(super) use waitlist::{host_wait, wait, wait_card};

use super::{
    bookings::{AppealPlace, BookingCard, BookingPage},
    catalog::{ExperienceCard, ExperiencePage, ExplorePage, FoundIn, HomePage, HostPage, Place, RunCard, RunPage},
    hosting::ListedRun,
};
use crate::{
    domain::{
        booking::{BookingStatus, CancelledBy},
        explore::{Reading, RunFilter, View},
        map::Coordinates,
        payment::PaymentStatus,
        question::Answer,
        refund_policy::RefundPolicy,
        run::RunStatus,
    },
    services::{
        bookings::BookingRecord,
        catalog::{ExperienceRecord, ExperienceRow, HostRecord, RunRecord, RunRow},
        discovery::{ExploreRecord, HomeRecord},
        hosting::HostRunRow,
        markdown::story_html,
        payments::{checkout::CheckoutForm, records::MoneyRecord},
        stakes::Appeal,
        zones::zoned,
    },
};
use chrono::{DateTime, Utc};

/// The clock that the bank, the provider and admins go by.
const INDIA: &str = "Asia/Kolkata";

pub(super) fn run_card(run: &RunRow, now: DateTime<Utc>) -> RunCard {
    RunCard {
        run: run.id,
        slug: run.slug.clone(),
        title: run.title.clone(),
        domain: run.domain,
        neighborhood: run.neighborhood.clone(),
        city: run.city.clone(),
        host: run.host.clone(),
        starts: zoned(run.starts_at, &run.time_zone),
        ends: zoned(run.ends_at, &run.time_zone),
        price: run.price,
        stake: run.stake,
        seats: run.seats(),
        bookable: run.bookable(now),
        cover: run.cover.as_ref().map(pictures::cover),
        found: None,
    }
}

fn run_cards(runs: &[RunRow], now: DateTime<Utc>) -> Vec<RunCard> {
    runs.iter().map(|run| run_card(run, now)).collect()
}

fn experience_card(row: ExperienceRow) -> ExperienceCard {
    ExperienceCard {
        cover: row.cover.as_ref().map(pictures::cover),
        slug: row.slug,
        title: row.title,
        summary: row.summary,
        domain: row.domain,
        neighborhood: row.neighborhood,
        duration_minutes: i64::from(row.duration_minutes),
    }
}

pub(super) fn home(record: HomeRecord, now: DateTime<Utc>) -> HomePage {
    let here = record.cities.iter().find(|city| city.value == record.city);
    HomePage {
        city: Place { name: here.map_or_else(String::new, |city| city.name.clone()), slug: record.city },
        when: record.when,
        first: run_cards(&record.first, now),
        last_seats: run_cards(&record.last_seats, now),
        free: run_cards(&record.free, now),
        newest: run_cards(&record.newest, now),
        total: record.total,
        neighborhoods: record.neighborhoods,
        domains: record.domains,
        cities: record.cities,
    }
}

pub(super) fn explore(record: ExploreRecord, tiles: Option<String>, now: DateTime<Utc>) -> ExplorePage {
    let Reading { filter, notes } = record.reading;
    let next = record.next.map(|cursor| RunFilter { after: Some(cursor), ..filter.clone() }.to_path());
    let found = |row: &RunRow| record.matched.get(&row.experience_id).map(|found| FoundIn { title: found.title.clone(), excerpt: found.excerpt.clone() });
    ExplorePage {
        next,
        notes,
        runs: record.runs.iter().map(|row| RunCard { found: found(row), ..run_card(row, now) }).collect(),
        meant: record.meant,
        total: record.total,
        facets: record.facets,
        month: record.month,
        clusters: record.clusters,
        tiles: tiles.filter(|_| filter.view == Some(View::Map)),
        filter,
    }
}

pub(super) fn experience(record: ExperienceRecord, tiles: Option<String>, now: DateTime<Utc>) -> ExperiencePage {
    let row = record.experience;
    ExperiencePage {
        photos: pictures::photos(&record.pictures, &row.title),
        pictures: pictures::drawn(&record.pictures),
        runs: run_cards(&record.runs, now),
        policy: RefundPolicy::from(row.refund_preset),
        slug: row.slug,
        title: row.title,
        summary: row.summary,
        story_html: story_html(&row.story),
        domain: row.domain,
        meeting_point: row.meeting_point,
        at: Coordinates::stored(row.latitude, row.longitude),
        tiles,
        duration_minutes: i64::from(row.duration_minutes),
        languages: row.languages,
        included: row.included,
        bring: row.bring,
        age_note: row.age_note,
        accessibility: row.accessibility,
        host_slug: row.host_slug,
        host: row.host,
        host_tagline: row.host_tagline,
        host_verified: row.host_verified_at.is_some(),
        host_logo: row.host_logo,
        neighborhood: row.neighborhood,
        city: row.city,
    }
}

pub(super) fn run(record: RunRecord, tiles: Option<String>, now: DateTime<Utc>) -> RunPage {
    RunPage {
        card: run_card(&record.run, now),
        cutoff: zoned(record.run.cutoff_at, &record.run.time_zone),
        cancel_reason: record.run.cancel_reason.clone(),
        experience: experience(ExperienceRecord { experience: record.experience, pictures: Vec::new(), runs: record.others }, tiles, now),
    }
}

pub(super) fn host(record: HostRecord, now: DateTime<Utc>) -> HostPage {
    HostPage {
        slug: record.organization.slug.clone(),
        links: record.organization.links(),
        name: record.organization.name,
        tagline: record.organization.tagline,
        bio: record.organization.bio,
        verified: record.organization.verified_at.is_some(),
        logo: record.organization.logo,
        experiences: record.experiences.into_iter().map(experience_card).collect(),
        runs: run_cards(&record.runs, now),
    }
}

pub(super) fn booking_card(record: &BookingRecord, now: DateTime<Utc>) -> BookingCard {
    BookingCard {
        reference: record.booking.reference.clone(),
        status: record.booking.status,
        run: run_card(&record.run, now),
        price: record.price,
        hold_seconds_left: hold_seconds_left(record.booking.status, record.booking.hold_expires_at, now),
    }
}

/// Seconds left of a pending booking's hold; 0 once it has run out and waits for the job.
fn hold_seconds_left(status: BookingStatus, expires_at: Option<DateTime<Utc>>, now: DateTime<Utc>) -> Option<i64> {
    expires_at.filter(|_| status == BookingStatus::Pending).map(|expires_at| (expires_at - now).num_seconds().max(0))
}

pub(super) fn booking(
    record: BookingRecord,
    answers: Vec<Answer>,
    (money, appeal): (&MoneyRecord, Option<Appeal>),
    form: Option<CheckoutForm>,
    now: DateTime<Utc>,
) -> BookingPage {
    let leave_until = record.may_leave_until(now).map(|until| zoned(until, &record.run.time_zone));
    let upcoming = record.run.status == RunStatus::Scheduled && now < record.run.starts_at;
    BookingPage {
        card: booking_card(&record, now),
        offered: record.booking.waitlist_id.is_some(),
        people: money::people(&record),
        stakes: attendance::stakes(&record),
        appeal: appeal.map(|appeal| AppealPlace { status: appeal.status, until: zoned(appeal.until, &record.run.time_zone) }),
        paying: money::paying(&record, money, form),
        refunds: money::refunds(&record, money),
        can_cancel: upcoming && record.booking.status == BookingStatus::Confirmed,
        has_receipt: money.kept().is_some_and(|payment| payment.status == PaymentStatus::Captured),
        held_until: record.booking.hold_expires_at.map(|until| zoned(until, &record.run.time_zone)),
        meeting_point: record.run.meeting_point,
        email: record.booking.contact_email,
        phone: record.booking.contact_phone,
        requests: record.booking.special_requests,
        answers,
        policy: record.policy,
        cancelled: record
            .booking
            .cancelled_by
            .filter(|by| *by != CancelledBy::Traveler && record.run.status != RunStatus::Cancelled)
            .zip(record.booking.cancel_reason),
        leave_until,
        run_cancel_reason: record.run.cancel_reason.filter(|_| record.booking.status != BookingStatus::Completed),
    }
}

pub(super) fn listed_run(row: &HostRunRow, now: DateTime<Utc>) -> ListedRun {
    ListedRun { card: run_card(&row.run, now), bookings: row.bookings }
}
