//! Shutting the door: attendance becomes final by one guarded statement, in whose transaction the job is planned that settles the rest.

use super::{FINALIZE_RUN, FinalizeRun, StakeError, hosts_of, organization_of};
use crate::{
    domain::{
        attendance::{ASK_AGAIN_HOURS, ByItself, Closing, HeadCount, Standing},
        booking::{Attendance, BookingStatus},
        ids::{BookingId, RunId},
        money::Paise,
    },
    entity::{appeal, audit_log, booking, event_run, job, run_look, traveler},
    services::{
        Services,
        activity::{self, Change},
        bookings::{BookingError, BookingRecord},
        catalog::RunRow,
        hosting::Membership,
        mail::{self, Letter},
    },
};
use chrono::{DateTime, Duration, Utc};
use sea_orm::{
    ColumnTrait, ConnectionTrait, DatabaseTransaction, DbErr, EntityTrait, ExprTrait, QueryFilter, QueryOrder, QuerySelect,
    sea_query::{Expr, SimpleExpr},
};
use serde_json::json;
use std::collections::HashMap;

/// Runs that one look takes on.
const LOOKS_AT_ONCE: u64 = 20;

/// A booking on the list of those who were to come, with its appeal where somebody was missed.
#[derive(Clone, Debug)]
pub struct AttendanceBooking {
    pub record: BookingRecord,
    pub appeal: Option<appeal::Model>,
}

/// Who was to come to a run, and who did.
#[derive(Clone, Debug)]
pub struct AttendanceRecord {
    pub run: RunRow,
    pub standing: Standing,
    pub finalized_at: Option<DateTime<Utc>>,
    /// When attendance becomes final by itself.
    pub by_itself_at: DateTime<Utc>,
    /// Confirmed and completed ones, in the order in which they were made.
    pub bookings: Vec<AttendanceBooking>,
}

/// The travelers of a run's confirmed bookings, counted.
async fn head_count(db: &impl ConnectionTrait, run: RunId) -> Result<HeadCount, DbErr> {
    let each = |column: booking::Column| Expr::col((booking::Entity, column));
    let paid: SimpleExpr = each(booking::Column::PriceEach).add(each(booking::Column::StakeEach)).sum().cast_as("bigint");
    let rows: Vec<(Attendance, i64, i64)> = traveler::expected_on(run)
        .select_only()
        .column(traveler::Column::Attendance)
        .column_as(traveler::Column::Id.count(), "travelers")
        .column_as(paid, "paid")
        .group_by(traveler::Column::Attendance)
        .into_tuple()
        .all(db)
        .await?;
    let mut count = HeadCount::default();
    for (attendance, travelers, paid) in rows {
        let travelers = u32::try_from(travelers).unwrap_or(u32::MAX);
        let counted = if attendance == Attendance::Attended { &mut count.attended } else { &mut count.expected };
        *counted += travelers;
        count.paid = count.paid + Paise(paid);
    }
    Ok(count)
}

/// Who makes attendance final.
#[derive(Clone, Copy)]
enum Closer<'a> {
    /// A member, who has seen so many checked in.
    Member(&'a Membership, u32),
    /// Nobody: the time is over.
    Time,
}

impl Services {
    /// How it stands with a run's attendance.
    pub(super) async fn standing(&self, db: &impl ConnectionTrait, run: &event_run::Model) -> Result<(Standing, HeadCount), DbErr> {
        let count = head_count(db, run.id).await?;
        Ok((Standing::of(run.status, run.ends_at, run.finalized_at.is_some(), count, self.clock.now()), count))
    }

    /// Who was to come to one of the organization's runs, who did, and how it stands with their stakes.
    ///
    /// # Errors
    /// That the run does not exist or is another organization's.
    pub async fn attendance_of(&self, membership: &Membership, run: RunId) -> Result<AttendanceRecord, StakeError> {
        let row = self.host_run_row(membership, run).await?;
        let db = self.store.reader();
        let model = event_run::Entity::find_by_id(run).one(db).await?.ok_or(BookingError::NoRun)?;
        let (standing, _) = self.standing(db, &model).await?;
        let booked = booking::Entity::find()
            .filter(booking::Column::RunId.eq(run))
            .filter(booking::Column::Status.is_in([BookingStatus::Confirmed, BookingStatus::Completed]))
            .order_by_asc(booking::Column::Id)
            .all(db)
            .await?;
        let appeals = appeal::of_run(run).all(db).await?;
        let mut appeals: HashMap<BookingId, appeal::Model> = appeals.into_iter().map(|appeal| (appeal.booking_id, appeal)).collect();
        let bookings = self.with_runs(booked).await?.into_iter();
        let bookings = bookings.map(|record| AttendanceBooking { appeal: appeals.remove(&record.booking.id), record }).collect();
        Ok(AttendanceRecord { run: row, standing, finalized_at: model.finalized_at, by_itself_at: model.ends_at + self.grace().await?, bookings })
    }

    /// Makes the attendance of one of the organization's runs final, for a member who has seen `seen` travelers checked in. From here on
    /// nobody can be checked in or taken back; a job settles the bookings.
    ///
    /// # Errors
    /// [`StakeError::NotOver`], [`StakeError::Final`]; [`StakeError::CountChanged`] where it is not as the caller has seen it, also where
    /// `closing` is not the way that is open: without a check-in there is only [`Closing::AllBack`].
    pub async fn close_attendance(&self, membership: &Membership, run: RunId, closing: Closing, seen: u32) -> Result<(), StakeError> {
        self.host_run_row(membership, run).await?;
        self.shut(run, closing, Closer::Member(membership, seen)).await
    }

    async fn shut(&self, run: RunId, closing: Closing, by: Closer<'_>) -> Result<(), StakeError> {
        let now = self.clock.now();
        let db = self.store.begin().await?;
        if !event_run::finalize(&db, run, now).await? {
            db.rollback().await?;
            let row = event_run::Entity::find_by_id(run).one(self.store.reader()).await?.ok_or(BookingError::NoRun)?;
            let (standing, _) = self.standing(self.store.reader(), &row).await?;
            return Err(if standing == Standing::Running { StakeError::NotOver } else { StakeError::Final });
        }
        // Counted after the door is shut: what counts is who is inside.
        let count = head_count(&db, run).await?;
        let open = if count.attended == 0 && count.expected > 0 { Closing::AllBack } else { Closing::ByAttendance };
        let as_seen = if let Closer::Member(_, seen) = by { count.attended == seen } else { true };
        if open != closing || !as_seen {
            db.rollback().await?;
            return Err(StakeError::CountChanged);
        }
        job::enqueue(&db, FINALIZE_RUN, serde_json::to_value(FinalizeRun { run, closing })?, now, now).await?;
        log_closing(&db, run, closing, count, by, now).await?;
        db.commit().await?;
        Ok(())
    }

    /// Looks at runs that have been over for as long as hosts have to set attendance right: it becomes final by itself where somebody was
    /// checked in; else the host is asked, and one who never answers has all stakes given back. Gives how many there was something to do about.
    ///
    /// # Errors
    /// The database's, of finding them; what goes wrong with one run is logged, and tried again.
    pub async fn look_at_ended_runs(&self) -> Result<usize, DbErr> {
        let (now, grace) = (self.clock.now(), self.grace().await?);
        let runs = event_run::over_and_open(now - grace, now).limit(LOOKS_AT_ONCE).all(self.store.reader()).await?;
        let mut done = 0;
        for run in runs {
            match self.look_at_run(&run, grace).await {
                Ok(true) => done += 1,
                Ok(false) => {}
                Err(error) => tracing::error!(run = %run.id, %error, "attendance could not be made final"),
            }
        }
        Ok(done)
    }

    async fn look_at_run(&self, run: &event_run::Model, grace: Duration) -> Result<bool, StakeError> {
        let (standing, count) = self.standing(self.store.reader(), run).await?;
        let asked = run_look::Entity::find_by_id(run.id).one(self.store.reader()).await?.map_or(0, |look| look.asked);
        match ByItself::due(standing, count, asked, run.ends_at, grace, self.clock.now()) {
            ByItself::Wait => Ok(false),
            ByItself::Ask => self.ask_the_host(run.id, asked).await,
            ByItself::Close(closing) => match self.shut(run.id, closing, Closer::Time).await {
                Ok(()) => Ok(true),
                // Somebody else did it, or the door moved: the next look sees.
                Err(StakeError::Final | StakeError::CountChanged | StakeError::NotOver) => Ok(false),
                Err(error) => Err(error),
            },
        }
    }

    /// Asks the host once more who was there.
    async fn ask_the_host(&self, run: RunId, before: i32) -> Result<bool, StakeError> {
        let now = self.clock.now();
        let db = self.store.begin().await?;
        if !run_look::ask(&db, run, before, now + Duration::hours(ASK_AGAIN_HOURS)).await? {
            db.rollback().await?;
            return Ok(false);
        }
        let about = booking::Entity::find().filter(booking::Column::RunId.eq(run)).filter(booking::Column::Status.eq(BookingStatus::Confirmed));
        if let Some(about) = about.order_by_asc(booking::Column::Id).one(&db).await? {
            for host in hosts_of(&db, organization_of(&db, run).await?).await? {
                let letter = Letter::AttendanceAsked { name: host.name, user: host.id, run, time: before + 1 };
                mail::post_to(&db, about.id, host.email, &letter, now).await?;
            }
        }
        db.commit().await?;
        Ok(true)
    }
}

async fn log_closing(db: &DatabaseTransaction, run: RunId, closing: Closing, count: HeadCount, by: Closer<'_>, now: DateTime<Utc>) -> Result<(), DbErr> {
    let subject = format!("run:{run}");
    let after = json!({ "final": true, "closing": closing, "attended": count.attended, "missed": count.expected });
    match by {
        Closer::Member(membership, _) => {
            activity::record(db, membership, "run.finalized", Change { subject, before: json!({ "final": false }), after }, now).await
        }
        Closer::Time => audit_log::record(db, now, None, "run.finalized", subject, after).await,
    }
}
