//! Tickets and the door, from the services' records to what crosses the wire.

use super::booking_card;
use crate::{
    api::{
        Go,
        tickets::{Qr, TicketView, TicketsPage},
    },
    domain::{
        door::{Answer, Door, Judgement, Verdict},
        ids::TravelerId,
    },
    error::{AppError, ErrorCode},
    services::{bookings::BookingRecord, tickets::TravelerTicket, zones::zoned},
};
use chrono::{DateTime, Utc};
use form_urlencoded::Serializer;

pub(in crate::api) fn tickets(record: BookingRecord, tickets: Vec<TravelerTicket>, now: DateTime<Utc>) -> TicketsPage {
    let zone = record.run.time_zone.clone();
    let view = |ticket: TravelerTicket| TicketView {
        name: ticket.person.name,
        code: ticket.code.to_string(),
        qr: ticket.qr.map(|qr| Qr { modules: qr.modules, path: qr.path }),
        here_since: ticket.person.checked_in_at.map(|since| zoned(since, &zone)),
    };
    TicketsPage { card: booking_card(&record, now), tickets: tickets.into_iter().map(view).collect(), meeting_point: record.run.meeting_point }
}

/// How a traveler stands who was marked a moment ago. The list decides; the address, which anybody can write, only tells a first arrival
/// from a second.
pub(in crate::api) fn marked(door: &Door, traveler: TravelerId, was: Option<&str>) -> Option<Judgement> {
    let guest = door.guest(traveler)?;
    let verdict = match (&guest.here, was) {
        _ if guest.cancelled => Verdict::Cancelled,
        (None, _) => Verdict::Undone,
        (Some(_), Some("yes")) => Verdict::Yes,
        (Some(here), _) => Verdict::Already { since: here.since, by: here.by.clone() },
    };
    Some(Judgement { verdict, traveler: Some(traveler) })
}

/// On to the page that says what became of a mark; an error where the door said no.
pub(in crate::api) fn go_on(door: &Door, traveler: TravelerId, answer: &Answer, words: &str) -> Result<Go, AppError> {
    let verdict = &answer.judgement.verdict;
    match verdict {
        _ if answer.kept => {}
        Verdict::NotOnList => return Err(AppError::not_found()),
        _ => return Err(AppError::new(ErrorCode::Conflict, format!("{}. {}", verdict.word(), verdict.explained(&door.starts)))),
    }
    let mut query = Serializer::new(String::new());
    if !words.trim().is_empty() {
        query.append_pair("q", words.trim());
    }
    query.append_pair("marked", &traveler.to_string());
    if *verdict == Verdict::Yes {
        query.append_pair("was", "yes");
    }
    Ok(Go { to: format!("/host/runs/{}/check-in?{}", door.run, query.finish()) })
}
