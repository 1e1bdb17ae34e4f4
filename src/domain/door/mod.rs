//! The door of an event run: its list, what a scan there means, and how the scans of several devices add up to who is here.
//! The same code answers on a device without a network and on the server, which has the last word.

mod list;
mod scan;

pub use scan::{DEVICE_CHARS_MAX, NotAScanId, SCANS_MAX, Scan, ScanId, ScanKind, arrival, possible_time};

use super::{
    ids::{BookingId, BookingRef, RunId, TravelerId},
    text_enum::text_enum,
    ticket::{Ticket, TicketCode},
    time::ZonedTime,
};
use chrono::{DateTime, Duration, NaiveDate, Utc};
use serde::{Deserialize, Serialize};

/// Check-in begins so long before the run does.
pub const OPENS_HOURS_BEFORE: i64 = 2;
text_enum! {
    /// Why nobody can be checked in any more.
    Closed {
        /// Attendance is final.
        Final => "final",
        /// The run was called off.
        CalledOff => "called_off",
    }
}

/// That somebody is here: since when, and who saw it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Presence {
    pub since: DateTime<Utc>,
    /// The member's name; empty where nobody was written down.
    pub by: String,
    /// What the member's device calls itself; may be empty.
    pub device: String,
}

/// A traveler on the door's list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Guest {
    pub traveler: TravelerId,
    pub booking: BookingId,
    pub position: u8,
    pub name: String,
    pub code: TicketCode,
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub cancelled: bool,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub here: Option<Presence>,
}

/// A booking on the door's list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Party {
    pub booking: BookingId,
    pub reference: BookingRef,
    /// Special requests and answers, each as a line.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub notes: Vec<String>,
}

/// The door's list, and the rules of its door.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Door {
    pub run: RunId,
    pub starts: ZonedTime,
    pub closed: Option<Closed>,
    pub parties: Vec<Party>,
    /// By name.
    pub guests: Vec<Guest>,
    /// Names the bookings that the list was made from: with others it is another list.
    pub version: String,
    /// Scans up to here are in the list.
    pub cursor: i64,
}

/// What was read: a ticket, a hand that points at somebody, or nothing that makes sense.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reading {
    Ticket {
        ticket: Ticket,
        /// Whether its signature is ours; `None` where that cannot be found out here.
        genuine: Option<bool>,
    },
    Hand(TravelerId),
    Nothing,
}

/// What the door says.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "says", rename_all = "snake_case")]
pub enum Verdict {
    /// Come in.
    Yes,
    /// Somebody with this ticket is here already.
    Already { since: DateTime<Utc>, by: String },
    /// Taken back: the traveler is expected again.
    Undone,
    /// A ticket for a run of another day.
    WrongDay { day: NaiveDate },
    /// A ticket for another run of the same day.
    WrongRun,
    /// The seat was cancelled.
    Cancelled,
    /// Not one of our tickets, or not to be read.
    Forged,
    /// One of our tickets for this run, but the list does not know the traveler.
    NotOnList,
    /// The door is not open yet.
    TooEarly { opens: DateTime<Utc> },
    /// The door is closed for good.
    Closed { why: Closed },
}

/// A verdict, and on whom.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Judgement {
    pub verdict: Verdict,
    pub traveler: Option<TravelerId>,
}

/// What became of one scan.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Answer {
    /// The scan's id, as it came.
    pub id: String,
    /// True where it counts, now or since an earlier time.
    pub kept: bool,
    pub judgement: Judgement,
}

/// What has happened at the door since a device heard last.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct News {
    /// One for each scan that was sent.
    pub answers: Vec<Answer>,
    /// The whole list, where it is another one than the device has.
    pub list: Option<Door>,
    /// Otherwise those whose state may have changed.
    pub guests: Vec<Guest>,
    pub cursor: i64,
    pub closed: Option<Closed>,
    /// How many are here.
    pub here: u32,
    /// The server's clock.
    pub now: DateTime<Utc>,
}

impl Verdict {
    /// True where the scan counts.
    #[must_use]
    pub const fn counts(&self) -> bool {
        matches!(self, Self::Yes | Self::Already { .. } | Self::Undone)
    }

    /// The one word, or nearly, that is read from afar.
    #[must_use]
    pub const fn word(&self) -> &'static str {
        match self {
            Self::Yes => "Yes",
            Self::Already { .. } => "Already here",
            Self::Undone => "Taken back",
            Self::WrongDay { .. } => "Wrong day",
            Self::WrongRun => "Wrong run",
            Self::Cancelled => "Cancelled",
            Self::Forged => "Not a ticket",
            Self::NotOnList => "Not on the list",
            Self::TooEarly { .. } => "Too early",
            Self::Closed { .. } => "Closed",
        }
    }

    /// What it means, in a sentence; times on the clock of the run's place.
    #[must_use]
    pub fn explained(&self, starts: &ZonedTime) -> String {
        let clock = |at: &DateTime<Utc>| starts.moved_to(*at).clock();
        match self {
            Self::Yes => "On the list, and here now.".to_owned(),
            Self::Already { since, by } if by.is_empty() => format!("Here since {}.", clock(since)),
            Self::Already { since, by } => format!("Here since {}, seen by {by}.", clock(since)),
            Self::Undone => "No longer marked as here.".to_owned(),
            Self::WrongDay { day } => format!("A ticket of ours, but for {}.", day.format("%a %-d %b %Y")),
            Self::WrongRun => "A ticket of ours for this day, but for another run.".to_owned(),
            Self::Cancelled => "This seat was cancelled, so the ticket is no longer good.".to_owned(),
            Self::Forged => "Not one of our tickets, or it could not be read. Try the name or the booking instead.".to_owned(),
            Self::NotOnList => {
                "A ticket of ours for this run, but this list does not have it. It may be newer than the list: look again with a network.".to_owned()
            }
            Self::TooEarly { opens } => format!("Check-in opens at {}.", starts.moved_to(*opens).date_and_clock()),
            Self::Closed { why: Closed::Final } => "Attendance is final: nothing can be changed here any more.".to_owned(),
            Self::Closed { why: Closed::CalledOff } => "This run was called off. Everybody gets their money back.".to_owned(),
        }
    }
}

/// When check-in opens for a run that starts at `starts_at`.
#[must_use]
pub fn opens_at(starts_at: DateTime<Utc>) -> DateTime<Utc> {
    starts_at - Duration::hours(OPENS_HOURS_BEFORE)
}

/// What a reading means. The order of the questions is the order in which a person at the door would ask them.
#[must_use]
pub fn verdict(door: &Door, reading: &Reading, guest: Option<&Guest>, now: DateTime<Utc>) -> Verdict {
    let opens = opens_at(door.starts.at);
    match reading {
        Reading::Nothing | Reading::Ticket { genuine: Some(false), .. } => return Verdict::Forged,
        Reading::Ticket { ticket, .. } if ticket.run != door.run => {
            return if ticket.day == door.starts.local().date() { Verdict::WrongRun } else { Verdict::WrongDay { day: ticket.day } };
        }
        // Who cannot check the signature still has the code on the list, which nobody can guess.
        Reading::Ticket { ticket, genuine: None } if guest.is_some_and(|guest| guest.code != ticket.code) => return Verdict::Forged,
        Reading::Ticket { .. } | Reading::Hand(_) => {}
    }
    match (guest, door.closed) {
        (None, _) => Verdict::NotOnList,
        (Some(guest), _) if guest.cancelled => Verdict::Cancelled,
        (Some(_), Some(why)) => Verdict::Closed { why },
        (Some(_), None) if now < opens => Verdict::TooEarly { opens },
        (Some(Guest { here: Some(here), .. }), None) => Verdict::Already { since: here.since, by: here.by.clone() },
        (Some(_), None) => Verdict::Yes,
    }
}

#[cfg(test)]
mod tests;
