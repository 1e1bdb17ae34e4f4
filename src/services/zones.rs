//! Instants and the wall clocks of places; the only user of the time zone table.

use crate::domain::time::ZonedTime;
use chrono::{DateTime, Days, LocalResult, NaiveDate, NaiveTime, Offset, TimeZone, Utc};
use chrono_tz::Tz;

/// The zone of that IANA name; UTC for a name that is none, which the schema's writers prevent.
#[must_use]
pub fn zone(name: &str) -> Tz {
    name.parse().unwrap_or(Tz::UTC)
}

/// True for the IANA name of a zone.
#[must_use]
pub fn is_known(name: &str) -> bool {
    name.parse::<Tz>().is_ok()
}

/// An instant as the clocks of `zone` show it.
#[must_use]
pub fn zoned(at: DateTime<Utc>, zone_name: &str) -> ZonedTime {
    let zone = zone(zone_name);
    let offset = zone.offset_from_utc_datetime(&at.naive_utc()).fix().local_minus_utc();
    ZonedTime { at, offset_minutes: offset / 60, zone: zone.name().to_owned() }
}

/// The date at a place.
#[must_use]
pub fn today(now: DateTime<Utc>, zone_name: &str) -> NaiveDate {
    today_in(now, zone(zone_name))
}

/// The date in a zone.
#[must_use]
pub fn today_in(now: DateTime<Utc>, zone: Tz) -> NaiveDate {
    now.with_timezone(&zone).date_naive()
}

/// The instant of a wall-clock time. A time that occurs twice is the first of the two; one that a
/// change of clocks leaves out is the first instant after the gap.
#[must_use]
pub fn instant(day: NaiveDate, time: NaiveTime, zone_name: &str) -> DateTime<Utc> {
    let (zone, local) = (zone(zone_name), day.and_time(time));
    let mut later = local;
    for _ in 0..=24 {
        if let Some(found) = zone.from_local_datetime(&later).earliest() {
            return found.with_timezone(&Utc);
        }
        later += chrono::Duration::minutes(15);
    }
    local.and_utc()
}

/// What the clocks of a place make of a time that somebody has written down.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum WallClock {
    /// They show it once, at this instant.
    Once(DateTime<Utc>),
    /// They are set back across it and show it twice; this is the first.
    Twice(DateTime<Utc>),
    /// They are set forward across it and never show it.
    Never,
}

/// The instant of a wall-clock time, or that there is none.
#[must_use]
pub fn wall_clock(day: NaiveDate, time: NaiveTime, zone_name: &str) -> WallClock {
    match zone(zone_name).from_local_datetime(&day.and_time(time)) {
        LocalResult::Single(at) => WallClock::Once(at.with_timezone(&Utc)),
        LocalResult::Ambiguous(first, _) => WallClock::Twice(first.with_timezone(&Utc)),
        LocalResult::None => WallClock::Never,
    }
}

/// The first instant of a day.
#[must_use]
pub fn day_begins(day: NaiveDate, zone_name: &str) -> DateTime<Utc> {
    instant(day, NaiveTime::MIN, zone_name)
}

/// The first instant after a day.
#[must_use]
pub fn day_ends(day: NaiveDate, zone_name: &str) -> DateTime<Utc> {
    day_begins(day.checked_add_days(Days::new(1)).unwrap_or(day), zone_name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn clocks_skip_some_times_and_show_others_twice() {
        let at = |day: &str, time: &str| wall_clock(day.parse().unwrap(), time.parse().unwrap(), "Europe/London");
        let utc = |text: &str| DateTime::parse_from_rfc3339(text).unwrap().with_timezone(&Utc);
        assert_eq!(at("2027-03-27", "01:30:00"), WallClock::Once(utc("2027-03-27T01:30:00Z")));
        assert_eq!(at("2027-03-28", "01:30:00"), WallClock::Never);
        assert_eq!(at("2027-04-04", "01:30:00"), WallClock::Once(utc("2027-04-04T00:30:00Z")));
        assert_eq!(at("2027-10-31", "01:30:00"), WallClock::Twice(utc("2027-10-31T00:30:00Z")));
        assert_eq!(wall_clock("2027-03-28".parse().unwrap(), "01:30:00".parse().unwrap(), "Asia/Kolkata"), WallClock::Once(utc("2027-03-27T20:00:00Z")));
    }

    #[test]
    fn days_begin_and_end_where_the_place_says() {
        let day = |text: &str| text.parse::<NaiveDate>().unwrap();
        assert_eq!(day_begins(day("2026-11-28"), "Asia/Kolkata").to_rfc3339(), "2026-11-27T18:30:00+00:00");
        assert_eq!(day_ends(day("2026-11-28"), "Asia/Kolkata").to_rfc3339(), "2026-11-28T18:30:00+00:00");
        // Clocks in Santiago go forward at midnight: that day begins at one.
        assert_eq!(day_begins(day("2026-09-06"), "America/Santiago").to_rfc3339(), "2026-09-06T04:00:00+00:00");
        let zoned = zoned(day_begins(day("2026-07-01"), "Europe/London"), "Europe/London");
        assert_eq!((zoned.offset_minutes, zoned.clock()), (60, "12:00 am".to_owned()));
    }
}
