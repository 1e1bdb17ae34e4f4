//! Changing runs that have not begun: one, or one and those of its series that follow. Bookings keep the price they were made at;
//! a change of date tells everybody who has booked, and lets them leave for it.

use super::{
    Services,
    activity::{self, Change},
    bookings::BookingError,
    catalog::RunRow,
    hosting::Membership,
    mail::{self, Letter},
    run_terms::{Difference, asked_for},
    runs::RunError,
    series::and_following,
    zones::zoned,
};
use crate::{
    domain::{
        booking::Attendance,
        door::opens_at,
        ids::{BookingId, RunId},
        refund_quote::{LEAVE_HOURS, Moved},
        run::RunTerms,
        run_form::RunForm,
        schedule::Scope,
        text::FieldErrors,
    },
    entity::{booking, event_run, job, series_date, traveler},
};
use chrono::{DateTime, Duration, Utc};
use sea_orm::{ColumnTrait, DatabaseTransaction, DbErr, EntityTrait, PaginatorTrait, QueryFilter, QueryOrder, QuerySelect};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};

/// The job that tells everybody on a run that it was moved; see [`TellMoved`].
pub const TELL_MOVED: &str = "tell_moved";
/// Letters posted in one transaction.
const LETTERS_BATCH: u64 = 50;

/// What the job [`TELL_MOVED`] carries.
#[derive(Clone, Copy, Debug, Serialize, Deserialize)]
pub struct TellMoved {
    pub run: RunId,
    /// When it was to start before.
    pub from: DateTime<Utc>,
    /// When it was moved: whoever has booked since knew the new date.
    pub at: DateTime<Utc>,
    pub leave_until: DateTime<Utc>,
}

/// What a change did.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Amended {
    /// Runs that are different now.
    pub runs: usize,
    /// Of those, runs that start at another time.
    pub moved: usize,
}

/// A run before and after a change.
#[derive(Clone, Copy, Debug)]
struct Step<'a> {
    run: &'a RunRow,
    before: RunTerms,
    after: RunTerms,
}

impl RunRow {
    /// What a host may change of it.
    #[must_use]
    pub fn terms(&self) -> RunTerms {
        let (starts_at, ends_at, cutoff_at) = (self.starts_at, self.ends_at, self.cutoff_at);
        RunTerms { starts_at, ends_at, cutoff_at, capacity: self.capacity, price: self.price, stake: self.stake }
    }
}

impl Services {
    /// A run of the organization's that can be changed.
    ///
    /// # Errors
    /// [`RunError::NotFound`] where it is not the organization's, [`RunError::Begun`] where it has begun or was called off.
    pub async fn run_to_change(&self, membership: &Membership, run: RunId) -> Result<RunRow, RunError> {
        let row = self.host_run_row(membership, run).await.map_err(from_booking)?;
        let open = row.status == crate::domain::run::RunStatus::Scheduled && row.starts_at > self.clock.now();
        if open { Ok(row) } else { Err(RunError::Begun) }
    }

    /// Changes a run from what the member was shown to what the form says; with [`Scope::Following`] what differs between the two is
    /// changed on the later runs of its series too. All of it happens, or nothing.
    ///
    /// # Errors
    /// See [`RunError`]: [`RunError::Changed`] where somebody else was faster, words beside the field where fewer seats are asked for
    /// than are taken, or a time that a day does not have. Nothing was changed then.
    pub async fn amend_run(&self, membership: &Membership, run: RunId, shown: &RunTerms, form: &RunForm, scope: Scope) -> Result<Amended, RunError> {
        let row = self.run_to_change(membership, run).await?;
        let now = self.clock.now();
        let mut errors = FieldErrors::new();
        let request = form.validate(&mut errors).ok_or(RunError::Fields(errors))?;
        let after = asked_for(&request, shown, &row.time_zone, now)?;
        if row.terms() == after {
            // Sent twice, or nothing was changed.
            return Ok(Amended::default());
        }
        let mut changes = vec![Step { run: &row, before: *shown, after }];
        // Asked before those that follow are read: with nothing left to make, all of them are there to be read.
        if let (Scope::Following, Some(series)) = (scope, row.series_id)
            && series_date::unmade(series).count(self.store.reader()).await? > 0
        {
            return Err(RunError::StillMaking);
        }
        let following = if scope == Scope::Following { and_following(self.store.reader(), &row, now).await?.split_off(1) } else { Vec::new() };
        let difference = Difference::between(shown, &after, &row.time_zone);
        if scope == Scope::Following && difference.day {
            return Err(RunError::field("date", "The day can be changed for one run at a time. Keep it, or change this run only."));
        }
        for run in &following {
            let before = run.terms();
            let after = difference.on(&before, &run.time_zone)?;
            if after != before {
                changes.push(Step { run, before, after });
            }
        }
        self.carry_out(membership, &changes).await
    }

    async fn carry_out(&self, membership: &Membership, changes: &[Step<'_>]) -> Result<Amended, RunError> {
        let mut amended = Amended::default();
        let db = self.store.begin().await?;
        // Not before: who booked while this waited for others has seen the old date.
        let now = self.clock.now();
        let moved = Moved { at: now, leave_until: now + Duration::hours(LEAVE_HOURS) };
        for step in changes {
            let reschedules = step.before.starts_at != step.after.starts_at;
            if !event_run::amend(&db, step.run.id, (&step.before, &step.after), reschedules.then_some(moved), now).await? {
                let why = why_not(&db, step, changes.len() > 1, now).await?;
                db.rollback().await?;
                return Err(why);
            }
            // Who was checked in for one date must not stand for who comes on another.
            let seen = traveler::expected_on(step.run.id).filter(traveler::Column::Attendance.eq(Attendance::Attended));
            if reschedules && opens_at(step.after.starts_at) > now && seen.count(&db).await? > 0 {
                db.rollback().await?;
                return Err(RunError::field("date", "Somebody is checked in already. Take that back at the door first, or call the run off."));
            }
            if step.after.capacity > step.before.capacity || step.after.cutoff_at > step.before.cutoff_at {
                self.seats_were_freed(&db, step.run.id, now).await?;
            }
            note(&db, membership, step, now).await?;
            amended.runs += 1;
            if reschedules {
                let tell = TellMoved { run: step.run.id, from: step.before.starts_at, at: now, leave_until: moved.leave_until };
                job::enqueue(&db, TELL_MOVED, serde_json::to_value(tell)?, now, now).await?;
                amended.moved += 1;
            }
        }
        db.commit().await?;
        Ok(amended)
    }

    /// Posts a letter to everybody who had booked when their run was moved. Done again, it posts none twice.
    ///
    /// # Errors
    /// The database's; what was posted before stays posted.
    pub async fn tell_moved(&self, tell: TellMoved) -> Result<(), DbErr> {
        let letter = Letter::RunRescheduled { from: tell.from, leave_until: tell.leave_until, change: tell.at.timestamp_millis() };
        let mut after = BookingId(0);
        loop {
            let aboard: Vec<BookingId> = booking::on_board(tell.run)
                .filter(booking::Column::CreatedAt.lt(tell.at))
                .filter(booking::Column::Id.gt(after))
                .order_by_asc(booking::Column::Id)
                .limit(LETTERS_BATCH)
                .select_only()
                .column(booking::Column::Id)
                .into_tuple()
                .all(self.store.writer())
                .await?;
            let Some(last) = aboard.last() else { return Ok(()) };
            after = *last;
            let now = self.clock.now();
            let db = self.store.begin().await?;
            for booking in aboard {
                mail::post(&db, booking, &letter, now).await?;
            }
            db.commit().await?;
        }
    }
}

fn from_booking(error: BookingError) -> RunError {
    match error {
        BookingError::Database(error) => RunError::Database(error),
        _ => RunError::NotFound,
    }
}

/// Why the guarded statement changed nothing, as the row tells it now.
async fn why_not(db: &DatabaseTransaction, step: &Step<'_>, one_of_several: bool, now: DateTime<Utc>) -> Result<RunError, DbErr> {
    let Some(row) = event_run::Entity::find_by_id(step.run.id).filter(event_run::open_to_change(now)).one(db).await? else { return Ok(RunError::Begun) };
    if row.terms() != step.before {
        return Ok(RunError::Changed);
    }
    let seats = if row.seats_taken == 1 { "1 seat is".to_owned() } else { format!("{} seats are", row.seats_taken) };
    let on = if one_of_several { format!(" on {}", zoned(row.starts_at, &row.time_zone).date()) } else { String::new() };
    Ok(RunError::field("capacity", format!("{seats} taken already{on}: choose {} or more.", row.seats_taken)))
}

/// Writes down what has changed of a run, and nothing else of it.
async fn note(db: &DatabaseTransaction, membership: &Membership, step: &Step<'_>, now: DateTime<Utc>) -> Result<(), DbErr> {
    let (mut before, mut after) = (Map::new(), Map::new());
    for ((name, was), (_, is)) in fields(&step.before).into_iter().zip(fields(&step.after)) {
        if was != is {
            before.insert(name.to_owned(), was);
            after.insert(name.to_owned(), is);
        }
    }
    let action = if step.before.starts_at == step.after.starts_at { "run.changed" } else { "run.rescheduled" };
    let change = Change { subject: format!("run:{}", step.run.id), before: Value::Object(before), after: Value::Object(after) };
    activity::record(db, membership, action, change, now).await
}

fn fields(terms: &RunTerms) -> [(&'static str, Value); 6] {
    [
        ("starts_at", json!(terms.starts_at)),
        ("ends_at", json!(terms.ends_at)),
        ("cutoff_at", json!(terms.cutoff_at)),
        ("capacity", json!(terms.capacity)),
        ("price", json!(terms.price)),
        ("stake", json!(terms.stake)),
    ]
}
