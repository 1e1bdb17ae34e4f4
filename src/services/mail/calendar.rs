//! The run of a booking as a calendar's entry (iCalendar, RFC 5545), so that it stands among the traveler's other plans.

use super::words::place;
use crate::{domain::text::tidy_line, services::bookings::BookingRecord};
use icalendar::{Calendar, Component, Event, EventLike, EventStatus, Property};
use sea_orm::prelude::DateTimeUtc;

/// What a calendar is to do with the entry.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Method {
    /// Put it in.
    Publish,
    /// Take it out again.
    Cancel,
}

impl Method {
    /// As the standard names it.
    pub(super) const fn as_str(self) -> &'static str {
        match self {
            Self::Publish => "PUBLISH",
            Self::Cancel => "CANCEL",
        }
    }
}

/// An entry on its way.
#[derive(Clone, Debug)]
pub(super) struct Entry {
    pub(super) method: Method,
    /// The file's name.
    pub(super) name: String,
    pub(super) file: String,
}

/// What is not in the booking's record.
#[derive(Clone, Copy, Debug)]
pub(super) struct Setting<'a> {
    /// Latitude and longitude of the meeting point, in degrees.
    pub(super) place: (f64, f64),
    /// The booking's page.
    pub(super) link: &'a str,
    /// The site's host name.
    pub(super) host: &'a str,
    /// When it was written.
    pub(super) written_at: DateTimeUtc,
}

/// The entry as a file. Whatever happens to a booking, its entry keeps its id; a later version has a higher number.
pub(super) fn file(record: &BookingRecord, method: Method, setting: &Setting) -> String {
    let run = &record.run;
    // Minutes since 1970 of the last change of date: later ones have higher numbers, and fewer than a calendar can count.
    let moved = run.rescheduled_at.map_or(0, |at| u32::try_from(at.timestamp() / 60).unwrap_or_default());
    let (status, version) = match method {
        Method::Publish => (EventStatus::Confirmed, moved),
        Method::Cancel => (EventStatus::Cancelled, moved + 1),
    };
    let mut event = Event::new();
    event
        .uid(&format!("booking-{}@{}", record.booking.reference, setting.host))
        .sequence(version)
        .timestamp(setting.written_at)
        .starts(run.starts_at)
        .ends(run.ends_at)
        .summary(&tidy_line(&run.title))
        .location(&place(run))
        .url(setting.link)
        .add_property("GEO", format!("{:.6};{:.6}", setting.place.0, setting.place.1))
        .status(status);
    let mut calendar = Calendar::empty();
    calendar.properties = Property::from_array([("VERSION", "2.0"), ("PRODID", "-//Nukkad//Bookings//EN"), ("METHOD", method.as_str())]);
    calendar.push(event).to_string()
}
