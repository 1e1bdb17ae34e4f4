//! Runs as a calendar that programs subscribe to (iCalendar, RFC 5545) and ask for again and again.

use super::{Services, catalog::RunRow, mail::place};
use crate::domain::{run::RunStatus, text::tidy_line};
use icalendar::{Calendar, Component, Event, EventLike, EventStatus, Property};

/// How often a program should ask again, as the standard writes it.
const ASK_EVERY: &str = "PT6H";

impl Services {
    /// Runs as the calendar of that name. A run keeps its id whatever happens to it; a later date of its has a higher number.
    #[must_use]
    pub fn calendar_of(&self, name: &str, runs: &[RunRow]) -> String {
        let name = tidy_line(name);
        let mut calendar = Calendar::empty();
        calendar.properties = Property::from_array([
            ("VERSION", "2.0"),
            ("PRODID", "-//Nukkad//Runs//EN"),
            ("METHOD", "PUBLISH"),
            ("NAME", &name),
            ("X-WR-CALNAME", &name),
            ("X-PUBLISHED-TTL", ASK_EVERY),
        ]);
        for run in runs {
            calendar.push(self.entry_of(run));
        }
        calendar.to_string()
    }

    fn entry_of(&self, run: &RunRow) -> Event {
        let link = format!("{}/runs/{}", self.mail.base_url, run.id);
        // Minutes since 1970 of the last change of date, as in the entries of bookings.
        let moved = run.rescheduled_at.map_or(0, |at| u32::try_from(at.timestamp() / 60).unwrap_or_default());
        let status = if run.status == RunStatus::Cancelled { EventStatus::Cancelled } else { EventStatus::Confirmed };
        let mut event = Event::new();
        event
            .uid(&format!("run-{}@{}", run.id, self.mail.host()))
            .sequence(moved)
            .timestamp(self.clock.now())
            .starts(run.starts_at)
            .ends(run.ends_at)
            .summary(&tidy_line(&run.title))
            .description(&format!("With {}. {}\n{link}", tidy_line(&run.host), run.price.tag()))
            .location(&place(run))
            .url(&link)
            .status(status);
        event
    }
}
