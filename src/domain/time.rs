//! Times as people at a place read them. The server knows the zones; what crosses the wire is the instant
//! with the offset in force there, so that the browser needs no zone table.

use chrono::{DateTime, Datelike, Duration, NaiveDate, NaiveDateTime, Timelike, Utc};
use serde::{Deserialize, Serialize};

/// An instant and the wall clock of the place it is meant for.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct ZonedTime {
    /// The instant.
    pub at: DateTime<Utc>,
    /// Minutes east of UTC at that place and instant.
    pub offset_minutes: i32,
    /// The place's IANA zone, such as `Asia/Kolkata`.
    pub zone: String,
}

impl ZonedTime {
    /// What the clock on the wall says.
    #[must_use]
    pub fn local(&self) -> NaiveDateTime {
        self.at.naive_utc() + Duration::minutes(i64::from(self.offset_minutes))
    }

    /// Another instant on the same wall clock. Right across a few days of one season; a change of
    /// daylight-saving time in between needs the zone table.
    #[must_use]
    pub fn moved_to(&self, at: DateTime<Utc>) -> Self {
        Self { at, ..self.clone() }
    }

    /// `Sat`
    #[must_use]
    pub fn weekday(&self) -> String {
        self.local().weekday().to_string()
    }

    /// `28`
    #[must_use]
    pub fn day(&self) -> u32 {
        self.local().day()
    }

    /// `Nov`
    #[must_use]
    pub fn month(&self) -> &'static str {
        month_name(self.local().month0())
    }

    /// `6:45 am`
    #[must_use]
    pub fn clock(&self) -> String {
        let time = self.local();
        let (afternoon, hour) = time.hour12();
        format!("{hour}:{:02} {}", time.minute(), if afternoon { "pm" } else { "am" })
    }

    /// `Sat 28 Nov`
    #[must_use]
    pub fn date(&self) -> String {
        format!("{} {} {}", self.weekday(), self.day(), self.month())
    }

    /// `Sat 28 Nov, 6:45 am`
    #[must_use]
    pub fn date_and_clock(&self) -> String {
        format!("{}, {}", self.date(), self.clock())
    }

    /// `6:45 – 9:15 am`, the half of the day named once where both share it.
    #[must_use]
    pub fn until(&self, end: &Self) -> String {
        let (from, to) = (self.clock(), end.clock());
        let same_half = self.local().hour12().0 == end.local().hour12().0;
        let from = if same_half { from.trim_end_matches([' ', 'a', 'p', 'm']) } else { &from };
        format!("{from} – {to}")
    }

    /// For the `datetime` attribute: `2026-11-28T06:45+05:30`.
    #[must_use]
    pub fn machine(&self) -> String {
        let minutes = self.offset_minutes.unsigned_abs();
        let sign = if self.offset_minutes < 0 { '-' } else { '+' };
        format!("{}{sign}{:02}:{:02}", self.local().format("%Y-%m-%dT%H:%M"), minutes / 60, minutes % 60)
    }

    /// The zone as people call it: `India time`, otherwise the city of its IANA name.
    #[must_use]
    pub fn zone_name(&self) -> String {
        match self.zone.as_str() {
            "Asia/Kolkata" | "Asia/Calcutta" => "India time".to_owned(),
            "UTC" | "Etc/UTC" => "UTC".to_owned(),
            other => format!("{} time", other.rsplit('/').next().unwrap_or(other).replace('_', " ")),
        }
    }
}

/// A length of time in the words of a poster: `45 minutes`, `2½ hours`, `1 hour 10 minutes`.
#[must_use]
pub fn duration_words(minutes: i64) -> String {
    let (hours, rest) = (minutes / 60, minutes % 60);
    let unit = |count: i64, word: &str| format!("{count} {word}{}", if count == 1 { "" } else { "s" });
    match (hours, rest) {
        (0, rest) => unit(rest, "minute"),
        (hours, 0) => unit(hours, "hour"),
        (hours, 30) => format!("{hours}½ hours"),
        (hours, rest) => format!("{} {}", unit(hours, "hour"), unit(rest, "minute")),
    }
}

/// A countdown: `14:59`, `11:59:59`, and `0:00` once it is over.
#[must_use]
pub fn countdown(seconds: i64) -> String {
    let seconds = seconds.max(0);
    let (hours, minutes) = (seconds / 3_600, seconds % 3_600 / 60);
    if hours > 0 { format!("{hours}:{minutes:02}:{:02}", seconds % 60) } else { format!("{minutes}:{:02}", seconds % 60) }
}

/// `28 Nov`
#[must_use]
pub fn day_and_month(day: NaiveDate) -> String {
    format!("{} {}", day.day(), month_name(day.month0()))
}

fn month_name(month0: u32) -> &'static str {
    const MONTHS: [&str; 12] = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
    usize::try_from(month0).ok().and_then(|month| MONTHS.get(month)).copied().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;
    use chrono::TimeZone;

    fn bengaluru(hour: u32, minute: u32) -> ZonedTime {
        ZonedTime { at: Utc.with_ymd_and_hms(2026, 11, 28, hour, minute, 0).unwrap(), offset_minutes: 330, zone: "Asia/Kolkata".to_owned() }
    }

    #[test]
    fn a_run_reads_like_its_poster() {
        let (from, to) = (bengaluru(1, 15), bengaluru(3, 45));
        assert_eq!(from.date_and_clock(), "Sat 28 Nov, 6:45 am");
        assert_eq!(from.until(&to), "6:45 – 9:15 am");
        assert_eq!(from.until(&bengaluru(7, 0)), "6:45 am – 12:30 pm");
        assert_eq!(from.machine(), "2026-11-28T06:45+05:30");
        assert_eq!(from.zone_name(), "India time");
        assert_eq!(bengaluru(18, 30).date_and_clock(), "Sun 29 Nov, 12:00 am");
    }

    #[test]
    fn lengths_and_countdowns_are_words() {
        for (minutes, words) in [(45, "45 minutes"), (60, "1 hour"), (150, "2½ hours"), (70, "1 hour 10 minutes")] {
            assert_eq!(duration_words(minutes), words);
        }
        assert_eq!((countdown(3_599), countdown(3_600), countdown(43_199)), ("59:59".to_owned(), "1:00:00".to_owned(), "11:59:59".to_owned()));
        assert_eq!((countdown(899), countdown(5), countdown(-3)), ("14:59".to_owned(), "0:05".to_owned(), "0:00".to_owned()));
    }
}
