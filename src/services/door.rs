//! The door of a run: who is on its list, who is here, and what has changed since a device heard last.

use super::{Services, bookings::BookingError, catalog::RunRow, hosting::Membership, zones::zoned};
use crate::{
    domain::{
        booking::{Attendance, BookingStatus},
        door::{Closed, Door, Guest, News, Party, Presence, arrival},
        ids::{BookingId, RunId, TravelerId},
        run::RunStatus,
        text::{tidy_line, tidy_note},
    },
    entity::{answer, booking, check_in, event_run, traveler, user},
};
use chrono::{DateTime, Utc};
use sea_orm::{ColumnTrait, DatabaseTransaction, DbErr, EntityTrait, QueryFilter, QueryOrder, QuerySelect};
use std::collections::{BTreeSet, HashMap};

/// A run with the list of its door.
#[derive(Clone, Debug)]
pub struct DoorRecord {
    pub run: RunRow,
    pub door: Door,
}

impl Services {
    /// The door of one of the organization's runs.
    ///
    /// # Errors
    /// [`BookingError::NoRun`] where it does not exist or is another organization's.
    pub async fn door(&self, membership: &Membership, run: RunId) -> Result<DoorRecord, BookingError> {
        let run = self.host_run_row(membership, run).await?;
        let door = self.list(&run).await?;
        Ok(DoorRecord { run, door })
    }

    /// What has happened at a door since the scan `cursor`, for a device whose list is the one called `version`.
    ///
    /// # Errors
    /// [`BookingError::NoRun`] where the run does not exist or is another organization's.
    pub async fn door_news(&self, membership: &Membership, run: RunId, cursor: i64, version: &str) -> Result<News, BookingError> {
        let (now, run) = (self.clock.now(), self.host_run_row(membership, run).await?);
        // One moment for all of it: a scan that is not in the news is after their cursor.
        let db = self.store.snapshot().await?;
        let shape = shape(&db, &run).await?;
        let last = check_in::last(&db, run.id).await?;
        if shape.version != version || cursor > last {
            let door = self.list_from(&db, &run, shape, last).await?;
            let (here, closed) = (door.counts().0, door.closed);
            return Ok(News { answers: Vec::new(), guests: Vec::new(), cursor: door.cursor, closed, here, now, list: Some(door) });
        }
        let scanned: BTreeSet<TravelerId> = check_in::Entity::find()
            .select_only()
            .column(check_in::Column::TravelerId)
            .filter(check_in::Column::RunId.eq(run.id))
            .filter(check_in::Column::Id.gt(cursor))
            .into_tuple()
            .all(&db)
            .await?
            .into_iter()
            .collect();
        let rows = traveler::at_the_door(run.id).filter(traveler::Column::Id.is_in(scanned)).select_also(booking::Entity).all(&db).await?;
        let guests = self.guests(&db, rows).await?;
        let here = traveler::at_the_door(run.id)
            .filter(traveler::Column::Attendance.eq(Attendance::Attended))
            .filter(traveler::Column::CancelledAt.is_null())
            .select_only()
            .column_as(traveler::Column::Id.count(), "here")
            .into_tuple::<i64>()
            .one(&db)
            .await?;
        let here = here.and_then(|here| u32::try_from(here).ok()).unwrap_or_default();
        Ok(News { answers: Vec::new(), list: None, guests, cursor: last, closed: shape.closed, here, now })
    }

    /// A door's list of a few travelers.
    pub(super) async fn small_list(&self, db: &DatabaseTransaction, run: &RunRow, people: Vec<traveler::Model>) -> Result<Door, BookingError> {
        let bookings: HashMap<BookingId, booking::Model> = booking::Entity::find()
            .filter(booking::Column::Id.is_in(people.iter().map(|person| person.booking_id).collect::<BTreeSet<_>>()))
            .all(db)
            .await?
            .into_iter()
            .map(|booking| (booking.id, booking))
            .collect();
        let rows = people.into_iter().map(|person| (bookings.get(&person.booking_id).cloned(), person)).map(|(booking, person)| (person, booking)).collect();
        let shape = shape(db, run).await?;
        let guests = self.guests(db, rows).await?;
        Ok(Door {
            run: run.id,
            starts: zoned(run.starts_at, &run.time_zone),
            closed: shape.closed,
            parties: Vec::new(),
            guests,
            version: String::new(),
            cursor: 0,
        })
    }

    async fn list(&self, run: &RunRow) -> Result<Door, BookingError> {
        let db = self.store.snapshot().await?;
        let shape = shape(&db, run).await?;
        let last = check_in::last(&db, run.id).await?;
        self.list_from(&db, run, shape, last).await
    }

    async fn list_from(&self, db: &DatabaseTransaction, run: &RunRow, shape: Shape, cursor: i64) -> Result<Door, BookingError> {
        let rows = traveler::at_the_door(run.id)
            .order_by_asc(traveler::Column::BookingId)
            .order_by_asc(traveler::Column::Position)
            .select_also(booking::Entity)
            .all(db)
            .await?;
        let mut parties: Vec<Party> = Vec::new();
        for booking in rows.iter().filter_map(|(_, booking)| booking.as_ref()) {
            if parties.last().is_none_or(|last| last.booking != booking.id) {
                let notes = booking.special_requests.iter().map(|requests| tidy_note(requests)).collect();
                parties.push(Party { booking: booking.id, reference: booking.reference.clone(), notes });
            }
        }
        let of_run = booking::Entity::find().select_only().column(booking::Column::Id).filter(booking::Column::RunId.eq(run.id));
        let answers = answer::Entity::find()
            .filter(answer::Column::BookingId.in_subquery(sea_orm::QueryTrait::into_query(of_run)))
            .order_by_asc(answer::Column::Id)
            .all(db)
            .await?;
        for answer in answers {
            if let Ok(at) = parties.binary_search_by_key(&answer.booking_id, |party| party.booking) {
                parties[at].notes.push(format!("{} {}", tidy_line(&answer.prompt), tidy_line(&answer.answer)));
            }
        }
        let mut guests = self.guests(db, rows).await?;
        guests.sort_by_cached_key(|guest| (guest.name.to_lowercase(), guest.booking, guest.position));
        Ok(Door { run: run.id, starts: zoned(run.starts_at, &run.time_zone), closed: shape.closed, parties, guests, version: shape.version, cursor })
    }

    /// Travelers as a door's list shows them, with who saw them first.
    async fn guests(&self, db: &DatabaseTransaction, rows: Vec<(traveler::Model, Option<booking::Model>)>) -> Result<Vec<Guest>, DbErr> {
        let here = rows.iter().filter(|(person, _)| person.attendance == Attendance::Attended).map(|(person, _)| person.id);
        let mut scans: HashMap<TravelerId, Vec<(check_in::Model, Option<user::Model>)>> = HashMap::new();
        for row in check_in::about(here).find_also_related(user::Entity).all(db).await? {
            scans.entry(row.0.traveler_id).or_default().push(row);
        }
        let guest = |(person, booking): (traveler::Model, Option<booking::Model>)| {
            let position = u8::try_from(person.position).unwrap_or(u8::MAX);
            let cancelled = person.cancelled_at.is_some() || booking.is_none_or(|booking| booking.status == BookingStatus::Cancelled);
            let here = (person.attendance == Attendance::Attended).then(|| presence(&person, scans.get(&person.id).map_or(&[], Vec::as_slice)));
            Guest {
                code: self.tickets.code(person.booking_id, position),
                traveler: person.id,
                booking: person.booking_id,
                position,
                name: person.name,
                cancelled,
                here,
            }
        };
        Ok(rows.into_iter().map(guest).collect())
    }
}

/// Since when a traveler is here, and who saw it. Somebody who was marked elsewhere than at a door has a time only.
fn presence(person: &traveler::Model, scans: &[(check_in::Model, Option<user::Model>)]) -> Presence {
    let first = arrival(scans, |(scan, _)| (scan.at, scan.scan.as_str(), scan.kind));
    let since = person.checked_in_at.or(first.map(|(scan, _)| scan.at)).unwrap_or_default();
    match first {
        Some((scan, member)) => Presence { since, by: member.as_ref().map(|member| member.name.clone()).unwrap_or_default(), device: scan.device.clone() },
        None => Presence { since, by: String::new(), device: String::new() },
    }
}

/// What a door's list is made from, in short: another version is another list.
struct Shape {
    version: String,
    closed: Option<Closed>,
}

async fn shape(db: &DatabaseTransaction, run: &RunRow) -> Result<Shape, BookingError> {
    let row = event_run::Entity::find_by_id(run.id).one(db).await?.ok_or(BookingError::NoRun)?;
    let bookings: Option<(i64, Option<i64>, Option<DateTime<Utc>>)> = booking::Entity::find()
        .select_only()
        .column_as(booking::Column::Id.count(), "bookings")
        .column_as(booking::Column::Party.sum(), "seats")
        .column_as(booking::Column::UpdatedAt.max(), "updated")
        .filter(booking::Column::RunId.eq(run.id))
        .filter(booking::Column::ConfirmedAt.is_not_null())
        .into_tuple()
        .one(db)
        .await?;
    let (bookings, seats, updated) = bookings.unwrap_or_default();
    let closed = match (row.status, row.finalized_at) {
        (RunStatus::Cancelled, _) => Some(Closed::CalledOff),
        (_, Some(_)) | (RunStatus::Completed, _) => Some(Closed::Final),
        (RunStatus::Scheduled, None) => None,
    };
    let updated = updated.map_or(0, |updated| updated.timestamp_millis());
    let version = format!("{}.{bookings}.{}.{updated}", row.starts_at.timestamp_millis(), seats.unwrap_or_default());
    Ok(Shape { version, closed })
}
