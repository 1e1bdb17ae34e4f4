//! Scans: what a device at the door reports, and how the scans of several devices add up.

use crate::domain::{ids::TravelerId, text_enum::text_enum};
use chrono::{DateTime, Duration, Utc};
use serde::{Deserialize, Serialize};
use std::{fmt, str::FromStr};

/// A device's clock may be so far ahead of ours; a time beyond that becomes ours.
const CLOCK_SECONDS_AHEAD_MAX: i64 = 60;
/// Most scans sent at once.
pub const SCANS_MAX: usize = 50;
/// Longest name of a device, in characters.
pub const DEVICE_CHARS_MAX: usize = 40;

text_enum! {
    /// What a scan says.
    ScanKind {
        /// The traveler is here.
        In => "in",
        /// That was a mistake.
        Undo => "undo",
    }
}

/// What a text that is no id of a scan gets.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("not the id of a scan")]
pub struct NotAScanId;

/// The id that a device gives a scan: a UUID in lower case. By it the same scan, sent twice, counts once.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct ScanId(String);

impl ScanId {
    /// Makes an id from 128 random bits (a version 4 UUID, RFC 9562).
    #[must_use]
    pub fn from_entropy(high: u64, low: u64) -> Self {
        let (high, low) = (high & !0xf000 | 0x4000, low & (u64::MAX >> 2) | 1 << 63);
        Self(format!("{:08x}-{:04x}-{:04x}-{:04x}-{:012x}", high >> 32, high >> 16 & 0xffff, high & 0xffff, low >> 48, low & 0xffff_ffff_ffff))
    }

    /// The id as text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for ScanId {
    type Err = NotAScanId;

    /// Eight, four, four, four and twelve hexadecimal digits, of any version; no braces, no `urn:`.
    fn from_str(text: &str) -> Result<Self, NotAScanId> {
        let in_place = |(at, byte): (usize, u8)| if matches!(at, 8 | 13 | 18 | 23) { byte == b'-' } else { byte.is_ascii_hexdigit() };
        if text.len() == 36 && text.bytes().enumerate().all(in_place) { Ok(Self(text.to_ascii_lowercase())) } else { Err(NotAScanId) }
    }
}

impl fmt::Display for ScanId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// A scan as a device sends it: of a ticket, or of somebody marked by hand.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Scan {
    /// A [`ScanId`], made on the device.
    pub id: String,
    pub kind: ScanKind,
    /// Whom it is about, where a member said so by hand.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub traveler: Option<TravelerId>,
    /// The ticket's text, where one was scanned.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ticket: Option<String>,
    /// When, by the device's clock.
    pub at: DateTime<Utc>,
    /// What the device calls itself.
    pub device: String,
}

/// A device's time as it can have been: not before the door opened, and not in the future.
#[must_use]
pub fn possible_time(device: DateTime<Utc>, opens: DateTime<Utc>, now: DateTime<Utc>) -> DateTime<Utc> {
    let sane = if device > now + Duration::seconds(CLOCK_SECONDS_AHEAD_MAX) { now } else { device };
    sane.max(opens)
}

/// Of all scans about one traveler, the one that brought the traveler in: the first since the last undo, by the devices' clocks.
/// `None` where nobody is here. The order in which the scans come makes no difference.
pub fn arrival<'a, T>(scans: &'a [T], about: impl Fn(&'a T) -> (DateTime<Utc>, &'a str, ScanKind)) -> Option<&'a T> {
    let mut in_order: Vec<(_, &T)> = scans.iter().map(|scan| (about(scan), scan)).collect();
    in_order.sort_by_key(|((at, id, _), _)| (*at, *id));
    in_order.into_iter().fold(None, |here, ((_, _, kind), scan)| match kind {
        ScanKind::In => here.or(Some(scan)),
        ScanKind::Undo => None,
    })
}
