//! The run of a booking as a calendar's entry (iCalendar, RFC 5545), so that it stands among the traveler's other plans.

use crate::services::{
    bookings::BookingRecord,
    calendars::{CalendarEntry, place, single, version},
};
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
    let (run, cancelled) = (&record.run, method == Method::Cancel);
    let entry = CalendarEntry {
        uid: format!("booking-{}@{}", record.booking.reference, setting.host),
        version: version(run.rescheduled_at, cancelled),
        written_at: setting.written_at,
        changed_at: None,
        starts_at: run.starts_at,
        ends_at: run.ends_at,
        title: run.title.clone(),
        place: place(run),
        point: Some(setting.place),
        link: setting.link.to_owned(),
        cancelled,
    };
    single("Bookings", method.as_str(), &entry)
}
