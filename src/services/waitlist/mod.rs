//! The waitlist of a full run: joining, leaving, and what is shown of it. Who is offered seats, and what becomes of it: [`offers`].

mod offers;

pub use offers::{CLOSE_WAIT, CloseWait};

use super::{
    Services,
    bookings::{BookingError, seats},
    catalog::{RunRow, run_rows},
    hosting::Membership,
    mail::{self, Notice},
};
use crate::{
    domain::{
        booking::{BookingForm, BookingRequest},
        experience::ExperienceStatus,
        ids::{BookingRef, RunId, UserId, WaitlistId},
        run::{Bookable, bookable},
        waitlist::{WaitEvent, WaitStatus},
    },
    entity::{audit_log, booking, event_run, experience, job, waitlist},
};
use sea_orm::{ActiveValue::NotSet, ColumnTrait, DbErr, EntityTrait, QueryFilter, QueryOrder, QuerySelect, Select, Set, SqlErr};
use serde_json::json;
use std::collections::HashMap;

/// Most places shown in one list.
const LIST_MAX: u64 = 500;

/// Why nobody joined or left the line.
#[derive(Debug, thiserror::Error)]
pub enum WaitlistError {
    /// No such run, or none that travelers may see.
    #[error("no such run")]
    NoRun,
    /// No such place of this traveler's.
    #[error("no such place in line")]
    NoPlace,
    #[error("nothing can be booked on the run: {0:?}")]
    Closed(Bookable),
    /// The party fits the free seats, so that there is nothing to wait for.
    #[error("there are seats for the party")]
    SeatsFree,
    /// The run has fewer seats in all.
    #[error("the run has only {capacity} seats")]
    TooLarge { capacity: u32 },
    #[error("the traveler is in line already")]
    Twice,
    /// The place has moved on: seats are offered, or it is over.
    #[error("the place is {0}")]
    Moved(WaitStatus),
    #[error("a form cannot be stored")]
    Form(#[from] serde_json::Error),
    #[error(transparent)]
    Booking(#[from] BookingError),
    #[error(transparent)]
    Database(#[from] DbErr),
}

/// Somebody's place in line.
#[derive(Clone, Debug)]
pub struct WaitRecord {
    pub entry: waitlist::Model,
    /// Counted from 1; `None` for who does not wait any more.
    pub place: Option<u32>,
    /// The booking that the offer is, once there was one.
    pub booking: Option<BookingRef>,
}

impl Services {
    /// Puts a traveler in line for seats on a run that is too full for the party. The same form, sent twice, is one place.
    ///
    /// # Errors
    /// See [`WaitlistError`]; whatever it is, nobody was put in line.
    pub async fn join_waitlist(&self, user: UserId, form: &BookingForm, request: &BookingRequest) -> Result<(), WaitlistError> {
        if let Some(earlier) = self.joined_before(user, request).await? {
            return earlier;
        }
        let run = self.waitable_run(request.run).await?;
        let now = self.clock.now();
        match bookable(run.status, run.starts_at, run.cutoff_at, now) {
            Bookable::Open => {}
            closed => return Err(WaitlistError::Closed(closed)),
        }
        let (party, capacity) = (i32::try_from(request.party()).unwrap_or(i32::MAX), seats(run.capacity, 0).capacity);
        if request.party() > capacity {
            return Err(WaitlistError::TooLarge { capacity });
        }
        let db = self.store.begin().await?;
        // Whoever gives seats back waits for this, and then finds the new place; so no seats come free unnoticed in between.
        if !event_run::is_too_full(&db, run.id, party, now).await? {
            db.rollback().await?;
            let run = self.waitable_run(run.id).await?;
            return Err(match bookable(run.status, run.starts_at, run.cutoff_at, now) {
                Bookable::Open => WaitlistError::SeatsFree,
                closed => WaitlistError::Closed(closed),
            });
        }
        let row = waitlist::ActiveModel {
            id: NotSet,
            run_id: Set(run.id),
            user_id: Set(user),
            status: Set(WaitStatus::Waiting),
            party: Set(party),
            form: Set(serde_json::to_string(form)?),
            token: Set(request.token.clone()),
            lead: Set(request.names.first().cloned().unwrap_or_default()),
            contact_email: Set(request.email.clone()),
            created_at: Set(now),
            updated_at: Set(now),
        };
        let entry = match waitlist::Entity::insert(row).exec_with_returning(&db).await {
            Ok(entry) => entry,
            // Another request of the same traveler's was faster.
            Err(error) if matches!(error.sql_err(), Some(SqlErr::UniqueConstraintViolation(_))) => {
                db.rollback().await?;
                return self.joined_before(user, request).await?.unwrap_or(Err(error.into()));
            }
            Err(error) => return Err(error.into()),
        };
        job::enqueue(&db, CLOSE_WAIT, serde_json::to_value(CloseWait { entry: entry.id })?, run.cutoff_at, now).await?;
        mail::post_notice(&db, &entry.contact_email, &Notice::WaitlistJoined { place: entry.id }, now).await?;
        audit_log::record(&db, now, Some(user), "waitlist.joined", format!("run:{}", run.id), json!({ "place": entry.id, "party": party })).await?;
        db.commit().await?;
        Ok(())
    }

    /// The traveler's place on the run that something may still come of: made by this very form, or by another.
    async fn joined_before(&self, user: UserId, request: &BookingRequest) -> Result<Option<Result<(), WaitlistError>>, DbErr> {
        let open = open_places(user).filter(waitlist::Column::RunId.eq(request.run)).one(self.store.reader()).await?;
        Ok(open.map(|open| if open.token == request.token { Ok(()) } else { Err(WaitlistError::Twice) }))
    }

    async fn waitable_run(&self, run: RunId) -> Result<event_run::Model, WaitlistError> {
        let found = event_run::Entity::find_by_id(run)
            .inner_join(experience::Entity)
            .filter(experience::Column::Status.eq(ExperienceStatus::Published))
            .one(self.store.reader())
            .await?;
        found.ok_or(WaitlistError::NoRun)
    }

    /// Takes a traveler out of the line; gives the run that it is for.
    ///
    /// # Errors
    /// [`WaitlistError::NoPlace`] where it is not the traveler's, [`WaitlistError::Moved`] where seats are offered already, or it is over.
    pub async fn leave_waitlist(&self, user: UserId, entry: WaitlistId) -> Result<RunId, WaitlistError> {
        let find = async || waitlist::of_user(user).filter(waitlist::Column::Id.eq(entry)).one(self.store.reader()).await;
        let found = find().await?.ok_or(WaitlistError::NoPlace)?;
        let now = self.clock.now();
        let db = self.store.begin().await?;
        if !waitlist::advance(&db, entry, WaitEvent::Left, now).await? {
            db.rollback().await?;
            return Err(WaitlistError::Moved(find().await?.ok_or(WaitlistError::NoPlace)?.status));
        }
        audit_log::record(&db, now, Some(user), "waitlist.left", format!("run:{}", found.run_id), json!({ "place": entry })).await?;
        db.commit().await?;
        Ok(found.run_id)
    }

    /// A traveler's place on a run, as long as something may still come of it.
    ///
    /// # Errors
    /// The database's.
    pub async fn place_of(&self, user: UserId, run: RunId) -> Result<Option<WaitRecord>, DbErr> {
        let entries = open_places(user).filter(waitlist::Column::RunId.eq(run)).all(self.store.reader()).await?;
        Ok(self.with_places(entries).await?.pop())
    }

    /// Where a traveler still waits, the latest first, each with its run.
    ///
    /// # Errors
    /// The database's.
    pub async fn waits_of(&self, user: UserId) -> Result<Vec<(WaitRecord, RunRow)>, DbErr> {
        let waiting = open_places(user).filter(waitlist::Column::Status.eq(WaitStatus::Waiting)).order_by_desc(waitlist::Column::Id).limit(LIST_MAX);
        let waiting = waiting.all(self.store.reader()).await?;
        if waiting.is_empty() {
            return Ok(Vec::new());
        }
        let runs = run_rows()
            .filter(event_run::Column::Id.is_in(waiting.iter().map(|entry| entry.run_id)))
            .into_partial_model::<RunRow>()
            .all(self.store.reader())
            .await?;
        let run_of = |entry: &waitlist::Model| runs.iter().find(|run| run.id == entry.run_id).cloned();
        let records = self.with_places(waiting).await?;
        Ok(records.into_iter().filter_map(|record| run_of(&record.entry).map(|run| (record, run))).collect())
    }

    /// A run of the organization's with everybody in line for it, and who was: first whom something may still come of, in order.
    /// Those who left by themselves are not shown.
    ///
    /// # Errors
    /// [`WaitlistError::Booking`] where the run is not the organization's.
    pub async fn waitlist_of(&self, membership: &Membership, run: RunId) -> Result<(RunRow, Vec<WaitRecord>), WaitlistError> {
        let row = self.host_run_row(membership, run).await?;
        let entries = waitlist::Entity::find()
            .filter(waitlist::Column::RunId.eq(run))
            .filter(waitlist::Column::Status.ne(WaitStatus::Left))
            .order_by_asc(waitlist::Column::Id)
            .limit(LIST_MAX)
            .all(self.store.reader())
            .await?;
        let mut records = self.with_places(entries).await?;
        records.sort_by_key(|record| !record.entry.status.is_open());
        Ok((row, records))
    }

    /// Runs whose free seats fit somebody who waits: always none, as long as everything that frees seats says so. For tests and for operators.
    ///
    /// # Errors
    /// The database's.
    pub async fn overlooked_runs(&self) -> Result<Vec<RunId>, DbErr> {
        let mut runs: Vec<RunId> = waitlist::fitting(self.clock.now()).all(self.store.reader()).await?.iter().map(|entry| entry.run_id).collect();
        runs.dedup();
        Ok(runs)
    }

    async fn with_places(&self, entries: Vec<waitlist::Model>) -> Result<Vec<WaitRecord>, DbErr> {
        let of_runs = waitlist::Column::RunId.is_in(entries.iter().map(|entry| entry.run_id));
        let in_line: Vec<(WaitlistId, RunId)> = waitlist::Entity::find()
            .select_only()
            .columns([waitlist::Column::Id, waitlist::Column::RunId])
            .filter(of_runs)
            .filter(waitlist::Column::Status.eq(WaitStatus::Waiting))
            .into_tuple()
            .all(self.store.reader())
            .await?;
        let offers: Vec<(Option<WaitlistId>, BookingRef)> = booking::Entity::find()
            .select_only()
            .columns([booking::Column::WaitlistId, booking::Column::Reference])
            .filter(booking::Column::WaitlistId.is_in(entries.iter().map(|entry| entry.id)))
            .into_tuple()
            .all(self.store.reader())
            .await?;
        let mut offers: HashMap<_, _> = offers.into_iter().collect();
        let place = |entry: &waitlist::Model| {
            let not_after = in_line.iter().filter(|(id, run)| *run == entry.run_id && *id <= entry.id).count();
            (entry.status == WaitStatus::Waiting).then(|| u32::try_from(not_after).unwrap_or(u32::MAX))
        };
        Ok(entries.into_iter().map(|entry| WaitRecord { place: place(&entry), booking: offers.remove(&Some(entry.id)), entry }).collect())
    }
}

/// A traveler's places that something may still come of.
fn open_places(user: UserId) -> Select<waitlist::Entity> {
    waitlist::of_user(user).filter(waitlist::Column::Status.is_in(WaitStatus::ALL.iter().copied().filter(|status| status.is_open())))
}
