//! The desk of a run, from the services' records to what crosses the wire.

use super::{hold_seconds_left, run_card};
use crate::{
    api::desk::{
        CancelBookingPage, DoorListPage, HostAnswer, HostBooking, HostBookingPage, HostMessage, HostNote, HostPerson, HostRecipient, HostRunPage, HostSummary,
        HostTraveler, MessagesPage,
    },
    domain::{
        booking::BookingStatus,
        desk::{DeskFilter, DeskView, pages},
        organization::Permission,
        refund_quote::RefundQuote,
        run::RunStatus,
    },
    services::{
        bookings::BookingRecord,
        catalog::RunRow,
        hosting::Membership,
        messages::{MessagesRecord, SentMessage},
        run_desk::{DeskBooking, DeskRecord, DeskRows, Traveler},
        zones::zoned,
    },
};
use chrono::{DateTime, Utc};

/// True until a scheduled run begins.
fn is_ahead(run: &RunRow, now: DateTime<Utc>) -> bool {
    run.status == RunStatus::Scheduled && now < run.starts_at
}

pub(in crate::api) fn host_run(record: DeskRecord, membership: &Membership, filter: DeskFilter, now: DateTime<Utc>) -> HostRunPage {
    let zone = record.run.time_zone.as_str();
    let manages = membership.role.may(Permission::ManageOffer);
    let (bookings, travelers) = match filter.view {
        DeskView::Bookings => (record.rows.iter().map(|(_, booking)| host_booking(booking, zone, now)).collect(), Vec::new()),
        DeskView::Travelers => (Vec::new(), travelers(&record.rows, zone, now)),
    };
    HostRunPage {
        can_cancel: manages && is_ahead(&record.run, now),
        can_write: manages,
        series: record.run.series_id,
        card: run_card(&record.run, now),
        organization: membership.name.clone(),
        summary: HostSummary {
            bookings: record.totals.bookings,
            travelers: record.totals.travelers,
            by_status: record.totals.by_status,
            figures: record.totals.figures,
        },
        pages: pages(record.matching),
        matching: record.matching,
        filter,
        bookings,
        travelers,
        messages: messages(record.messages, zone),
        cancel_reason: record.run.cancel_reason,
    }
}

pub(in crate::api) fn booking_page(run: &RunRow, booking: &DeskBooking, membership: &Membership, token: String, now: DateTime<Utc>) -> HostBookingPage {
    let confirmed = booking.booking.status == BookingStatus::Confirmed && membership.role.may(Permission::ManageOffer);
    HostBookingPage {
        card: run_card(run, now),
        booking: host_booking(booking, &run.time_zone, now),
        token,
        can_cancel: confirmed && is_ahead(run, now),
        can_write: confirmed,
    }
}

pub(in crate::api) fn door_list(run: &RunRow, rows: &DeskRows, organization: String, now: DateTime<Utc>) -> DoorListPage {
    // Contact data is of no use at the door, and paper gets lost.
    let without_contact = |traveler: HostTraveler| HostTraveler { booking: HostBooking { email: None, phone: None, ..traveler.booking }, ..traveler };
    DoorListPage { card: run_card(run, now), organization, travelers: travelers(rows, &run.time_zone, now).into_iter().map(without_contact).collect() }
}

pub(in crate::api) fn messages_page(record: MessagesRecord, token: String, now: DateTime<Utc>) -> MessagesPage {
    MessagesPage {
        card: run_card(&record.run, now),
        sender: record.sender,
        recipients: record
            .recipients
            .into_iter()
            .map(|recipient| HostRecipient { reference: recipient.reference, lead_traveler: recipient.lead, party: recipient.party })
            .collect(),
        sent: messages(record.sent, &record.run.time_zone),
        left_today: record.left_today,
        token,
    }
}

pub(in crate::api) fn cancel_booking_page(record: &BookingRecord, quote: RefundQuote, now: DateTime<Utc>) -> CancelBookingPage {
    CancelBookingPage {
        card: run_card(&record.run, now),
        reference: record.booking.reference.clone(),
        lead_traveler: record.people.first().map(|lead| lead.name.clone()).unwrap_or_default(),
        quote,
    }
}

fn travelers(rows: &DeskRows, zone: &str, now: DateTime<Utc>) -> Vec<HostTraveler> {
    rows.iter().map(|(person, booking)| HostTraveler { person: host_person(person, zone), booking: host_booking(booking, zone, now) }).collect()
}

fn host_person(person: &Traveler, zone: &str) -> HostPerson {
    HostPerson {
        name: person.name.clone(),
        cancelled: person.cancelled_at.is_some(),
        attendance: person.attendance,
        checked_in: person.checked_in_at.map(|at| zoned(at, zone)),
    }
}

fn host_booking(row: &DeskBooking, zone: &str, now: DateTime<Utc>) -> HostBooking {
    let (booking, (email, phone)) = (&row.booking, row.contact());
    HostBooking {
        reference: booking.reference.clone(),
        lead_traveler: row.lead().to_owned(),
        party: row.price.party,
        people: row.people.iter().map(|person| host_person(person, zone)).collect(),
        email: email.map(str::to_owned),
        phone: phone.map(str::to_owned),
        requests: booking.special_requests.clone(),
        answers: row.answers.iter().map(|(question, answer)| HostAnswer { question: question.clone(), answer: answer.clone() }).collect(),
        notes: row.notes.iter().map(|note| HostNote { who: note.who.clone(), at: zoned(note.at, zone), note: note.note.clone() }).collect(),
        status: booking.status,
        hold_seconds_left: hold_seconds_left(booking.status, booking.hold_expires_at, now),
        booked_at: zoned(booking.created_at, zone),
    }
}

fn messages(sent: Vec<SentMessage>, zone: &str) -> Vec<HostMessage> {
    let message = |sent: SentMessage| HostMessage {
        id: sent.id,
        who: sent.who,
        at: zoned(sent.at, zone),
        subject: sent.subject,
        text: sent.text,
        recipients: sent.recipients,
    };
    sent.into_iter().map(message).collect()
}
