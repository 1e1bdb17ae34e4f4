//! Calendars, read by two libraries that did not write them as one did not.

use super::{ask, header};
use crate::support::{
    TestApp,
    build::{PAID, RunSpec},
    on_both,
};
use calcard::icalendar::{ICalendar, ICalendarComponentType, ICalendarProperty};
use icalendar::{Calendar, CalendarDateTime, Component, DatePerhapsTime, Event, EventLike};
use nukkad::{
    domain::{ids::RunId, run::RunStatus},
    entity::{event_run, experience, organization},
};
use sea_orm::{ActiveModelTrait, EntityTrait, Set, Unchanged};

/// The events of a file, after both libraries have read it and found the same.
fn read(file: &str) -> Vec<Event> {
    // RFC 5545, 3.1: lines end with CRLF and are at most 75 bytes long, and no letter is cut in two.
    assert!(file.ends_with("END:VCALENDAR\r\n") && file.matches('\n').count() == file.matches("\r\n").count());
    for line in file.split("\r\n") {
        assert!(line.len() <= 75, "{line}");
    }
    let calendar: Calendar = file.parse().unwrap();
    let events: Vec<Event> = calendar.events().cloned().collect();
    let other = ICalendar::parse(file).unwrap_or_else(|error| panic!("{error:?}"));
    let others: Vec<_> = other.components.iter().filter(|component| component.component_type == ICalendarComponentType::VEvent).collect();
    assert_eq!(events.len(), others.len());
    for (event, other) in events.iter().zip(others) {
        assert_eq!(event.get_uid(), other.uid());
        let text = |property: ICalendarProperty| other.property(&property).and_then(|entry| entry.values.first()).and_then(|value| value.as_text());
        assert_eq!(event.get_summary(), text(ICalendarProperty::Summary));
        assert_eq!(event.get_location(), text(ICalendarProperty::Location));
        for required in [ICalendarProperty::Dtstamp, ICalendarProperty::Dtstart, ICalendarProperty::Dtend, ICalendarProperty::Sequence] {
            assert_eq!(other.properties(&required).count(), 1, "{required:?}");
        }
        assert_eq!(format!("{:?}", other.status()).to_lowercase().contains("cancelled"), event.property_value("STATUS") == Some("CANCELLED"));
    }
    events
}

fn start(event: &Event) -> chrono::DateTime<chrono::Utc> {
    match event.get_start() {
        Some(DatePerhapsTime::DateTime(CalendarDateTime::Utc(at))) => at,
        other => panic!("{other:?} is not in UTC"),
    }
}

async fn row(app: &TestApp, run: RunId) -> event_run::Model {
    event_run::Entity::find_by_id(run).one(app.services.store.reader()).await.unwrap().unwrap()
}

on_both!(a_run_is_a_file_for_calendars, async |app: TestApp| {
    let organization = app.organization("coffee").await;
    let id = app.experience(organization, "coffee").await;
    let title = "Coffee, tea; and \\ a long walk through the old town of Basavanagudi ಬಸವನಗುಡಿ";
    let change = experience::ActiveModel { id: Unchanged(id), title: Set(title.to_owned()), ..Default::default() };
    change.update(app.services.store.writer()).await.unwrap();
    let run = app.run_of(id, PAID).await;
    let answer = ask(&app, &format!("/runs/{run}.ics"), None).await;
    assert_eq!(header(&answer, "content-disposition"), format!("attachment; filename=\"nukkad-run-{run}.ics\""));
    let events = read(&answer.body);
    let [event] = events.as_slice() else { panic!("{events:?}") };
    assert_eq!(event.get_summary(), Some(title));
    assert_eq!(event.get_location(), Some("18th Cross bus stand, Malleshwaram, Bengaluru"));
    assert_eq!(event.get_url(), Some(app.at(&format!("/runs/{run}")).as_str()));
    assert_eq!((event.get_uid(), event.get_sequence()), (Some(format!("run-{run}@localhost").as_str()), Some(0)));
    assert_eq!(start(event), chrono::SubsecRound::trunc_subsecs(row(&app, run).await.starts_at, 0));
    assert!(answer.body.contains("GEO:13.000000;77.570000\r\n") && answer.body.contains("STATUS:CONFIRMED\r\n"), "{}", answer.body);
    // Moved: the same entry, in a later version.
    let moved_at = app.services.clock.now();
    let starts_at = row(&app, run).await.starts_at + chrono::Duration::minutes(30);
    let change = event_run::ActiveModel { id: Unchanged(run), starts_at: Set(starts_at), rescheduled_at: Set(Some(moved_at)), ..Default::default() };
    change.update(app.services.store.writer()).await.unwrap();
    let moved = read(&ask(&app, &format!("/runs/{run}.ics"), None).await.body).remove(0);
    assert_eq!((moved.get_uid(), start(&moved)), (event.get_uid(), chrono::SubsecRound::trunc_subsecs(starts_at, 0)));
    assert_eq!(moved.get_last_modified(), Some(chrono::SubsecRound::trunc_subsecs(moved_at, 0)));
    // Called off: a later one still.
    let change = event_run::ActiveModel { id: Unchanged(run), status: Set(RunStatus::Cancelled), ..Default::default() };
    change.update(app.services.store.writer()).await.unwrap();
    let off = read(&ask(&app, &format!("/runs/{run}.ics"), None).await.body).remove(0);
    assert_eq!((off.get_uid(), off.property_value("STATUS")), (event.get_uid(), Some("CANCELLED")));
    let versions = [event, &moved, &off].map(|event| event.get_sequence().unwrap());
    assert!(versions.is_sorted_by(|earlier, later| earlier < later), "{versions:?}");
});

on_both!(a_host_has_a_calendar_to_subscribe_to, async |app: TestApp| {
    let organization = app.organization("coffee").await;
    let change = organization::ActiveModel { id: Unchanged(organization), name: Set("Coffee, tea; \\ more".to_owned()), ..Default::default() };
    change.update(app.services.store.writer()).await.unwrap();
    let coffee = app.experience(organization, "coffee").await;
    let soon = app.run_of(coffee, PAID).await;
    let off = app.run_of(coffee, RunSpec { status: RunStatus::Cancelled, starts_in_hours: 72, ..PAID }).await;
    let lately = app.run_of(coffee, RunSpec { starts_in_hours: -24 * 20, status: RunStatus::Completed, ..PAID }).await;
    app.run_of(coffee, RunSpec { starts_in_hours: -24 * 40, status: RunStatus::Completed, ..PAID }).await;
    app.run("tea", PAID).await;
    let body = ask(&app, "/hosts/coffee.ics", None).await.body;
    let events = read(&body);
    let seen: Vec<_> = events.iter().map(|event| (event.get_uid().unwrap().to_owned(), event.property_value("STATUS").unwrap())).collect();
    let expected = [(lately, "CONFIRMED"), (soon, "CONFIRMED"), (off, "CANCELLED")];
    assert_eq!(seen, expected.map(|(run, status)| (format!("run-{run}@localhost"), status)));
    let link = format!("URL:{}/hosts/coffee\r\n", app.url);
    for line in [
        "\r\nNAME:Coffee\\, tea\\; \\\\ more\r\n",
        "X-WR-CALNAME:Coffee\\, tea\\; \\\\ more\r\n",
        "REFRESH-INTERVAL;VALUE=DURATION:PT1H\r\n",
        "METHOD:PUBLISH\r\n",
        link.as_str(),
    ] {
        assert!(body.contains(line), "{line} is not in {body}");
    }
    // The page leads to it.
    let page = app.browser().get("/hosts/coffee").await.body;
    assert!(page.contains("rel=\"alternate\"") && page.contains("text/calendar") && page.matches("/hosts/coffee.ics").count() >= 2);
});
