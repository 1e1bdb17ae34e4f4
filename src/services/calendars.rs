//! Calendars to subscribe to and single runs for one's own (iCalendar, RFC 5545 and RFC 7986). Times are in UTC, which every calendar shows
//! on its reader's clock, so that none has to know the zones.

use super::{
    Services,
    catalog::{RunRow, run_rows},
    listings::PUBLIC,
};
use crate::{
    domain::{ids::RunId, map::Coordinates, run::RunStatus, text::tidy_line},
    entity::{event_run, experience},
};
use chrono::{DateTime, Duration, Utc};
use icalendar::{Calendar, Component, Event, EventLike, EventStatus, Property};
use sea_orm::{ColumnTrait, DbErr, QueryFilter, QueryOrder, QuerySelect};

/// Runs in a host's calendar.
const RUNS_MAX: u64 = 1_000;
/// For how long a run that is over stays in a host's calendar, in days: whoever looks back a month finds where they were.
const DAYS_KEPT: i64 = 31;
/// How often subscribers are asked to look for changes, in hours.
const REFRESH_HOURS: i64 = 1;

/// What a calendar shows of a run.
#[derive(Clone, Debug, PartialEq)]
pub struct CalendarEntry {
    /// The same for as long as the entry lives, and of no other in the world.
    pub uid: String,
    /// Counts changes of the entry: the later version has the higher number.
    pub version: u32,
    /// When it was written down like this.
    pub written_at: DateTime<Utc>,
    /// When what it says changed last, where that is known.
    pub changed_at: Option<DateTime<Utc>>,
    pub starts_at: DateTime<Utc>,
    pub ends_at: DateTime<Utc>,
    pub title: String,
    pub place: String,
    /// Latitude and longitude in degrees, where somebody has said.
    pub point: Option<(f64, f64)>,
    /// A whole address.
    pub link: String,
    pub cancelled: bool,
}

impl CalendarEntry {
    /// As the library writes it.
    #[must_use]
    pub fn event(&self) -> Event {
        let mut event = Event::new();
        event
            .uid(&self.uid)
            .sequence(self.version)
            .timestamp(self.written_at)
            .starts(self.starts_at)
            .ends(self.ends_at)
            .summary(&tidy_line(&self.title))
            .location(&tidy_line(&self.place))
            .url(&self.link)
            .status(if self.cancelled { EventStatus::Cancelled } else { EventStatus::Confirmed });
        if let Some(at) = self.changed_at {
            event.last_modified(at);
        }
        if let Some((latitude, longitude)) = self.point {
            event.add_property("GEO", format!("{latitude:.6};{longitude:.6}"));
        }
        event
    }
}

/// The version of a run's entry: minutes since 1970 of its last change of date, which grow and are fewer than a calendar can count; one more
/// once it is called off.
#[must_use]
pub fn version(rescheduled_at: Option<DateTime<Utc>>, cancelled: bool) -> u32 {
    rescheduled_at.map_or(0, |at| u32::try_from(at.timestamp() / 60).unwrap_or_default()) + u32::from(cancelled)
}

/// Where a run begins: the meeting point, and neighborhood and city where it does not name them itself.
#[must_use]
pub fn place(run: &RunRow) -> String {
    let mut place = tidy_line(&run.meeting_point);
    for name in [&run.neighborhood, &run.city] {
        if !place.contains(name.as_str()) {
            place = format!("{place}, {}", tidy_line(name));
        }
    }
    place
}

/// A calendar of one's own runs or of a booking: `kind` says which product of ours wrote it, `method` what is to be done with it.
#[must_use]
pub fn single(kind: &str, method: &str, entry: &CalendarEntry) -> String {
    let product = format!("-//Nukkad//{kind}//EN");
    let mut calendar = Calendar::empty();
    calendar.properties = Property::from_array([("VERSION", "2.0"), ("PRODID", product.as_str()), ("METHOD", method)]);
    calendar.push(entry.event()).to_string()
}

/// A calendar that is subscribed to and asked for again and again: its name, the page it is the calendar of, and what is in it.
#[must_use]
pub fn subscription(name: &str, link: &str, entries: &[CalendarEntry]) -> String {
    let name = tidy_line(name);
    // The library does not know this property as text, so that what means something to calendars is escaped here (RFC 5545, 3.3.11).
    let escaped = name.replace('\\', "\\\\").replace(';', "\\;").replace(',', "\\,");
    let hours = format!("PT{REFRESH_HOURS}H");
    let mut calendar = Calendar::empty();
    calendar.properties = Property::from_array([
        ("VERSION", "2.0"),
        ("PRODID", "-//Nukkad//Runs//EN"),
        ("METHOD", "PUBLISH"),
        ("NAME", escaped.as_str()),
        ("X-WR-CALNAME", name.as_str()),
        ("URL", link),
        ("X-PUBLISHED-TTL", hours.as_str()),
    ]);
    let mut refresh = Property::new("REFRESH-INTERVAL", hours.as_str());
    calendar.append_property(refresh.add_parameter("VALUE", "DURATION").done());
    calendar.extend(entries.iter().map(CalendarEntry::event));
    calendar.to_string()
}

impl Services {
    /// What calendars show of a run; `point` is its meeting point, where the caller knows it.
    #[must_use]
    pub fn run_entry(&self, run: &RunRow, point: Option<(f64, f64)>) -> CalendarEntry {
        let cancelled = run.status == RunStatus::Cancelled;
        CalendarEntry {
            uid: format!("run-{}@{}", run.id, self.mail.host()),
            version: version(run.rescheduled_at, cancelled),
            written_at: run.dated_at(),
            changed_at: Some(run.dated_at()).filter(|_| !cancelled),
            starts_at: run.starts_at,
            ends_at: run.ends_at,
            title: run.title.clone(),
            place: place(run),
            point,
            link: self.site().run(run.id),
            cancelled,
        }
    }

    /// A run as a file for calendars; `None` where there is no such run for everybody to see.
    ///
    /// # Errors
    /// The database's.
    pub async fn run_calendar(&self, id: RunId) -> Result<Option<String>, DbErr> {
        let Some(record) = self.run(id).await? else { return Ok(None) };
        let point = Coordinates::stored(record.experience.latitude, record.experience.longitude).map(|point| (point.latitude, point.longitude));
        Ok(Some(single("Runs", "PUBLISH", &self.run_entry(&record.run, point))))
    }

    /// All that a host has on, and had on lately, as a calendar to subscribe to; `None` where there is no such host. What is called off
    /// stays in it as such: a calendar that has it already takes it out.
    ///
    /// # Errors
    /// The database's.
    pub async fn host_calendar(&self, slug: &str) -> Result<Option<String>, DbErr> {
        let Some(host) = self.organization_at(slug).await? else { return Ok(None) };
        let since = self.clock.now() - Duration::days(DAYS_KEPT);
        let visible = run_rows()
            .filter(experience::Column::OrganizationId.eq(host.id))
            .filter(experience::Column::Status.is_in(PUBLIC))
            .filter(event_run::Column::StartsAt.gt(since));
        let runs = visible.order_by_asc(event_run::Column::StartsAt).order_by_asc(event_run::Column::Id).limit(RUNS_MAX);
        let runs = runs.into_partial_model::<RunRow>().all(self.store.reader()).await?;
        let entries: Vec<CalendarEntry> = runs.iter().map(|run| self.run_entry(run, None)).collect();
        Ok(Some(subscription(&host.name, &self.site().host(&host.slug), &entries)))
    }
}
