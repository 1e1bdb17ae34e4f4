//! Free seats and those who wait for them. Seats are offered in the very transaction that frees them, or puts their experience back on
//! the shelf: there is no moment at which they can be booked and somebody waits whom they fit, so nobody can be faster. An offer is a pending booking, made from the form with
//! which its traveler joined the line, at the price of the moment; it is paid for, given up and runs out like any other.

use crate::{
    domain::{
        booking::{BookingForm, BookingRequest, BookingStatus, PriceBreakdown},
        experience::ExperienceStatus,
        ids::{BookingRef, ExperienceId, RunId, UserId, WaitlistId},
        money::Paise,
        question::{Answer, answers},
        refund_policy::RefundPolicy,
        run::{Bookable, bookable},
        waitlist::{WaitEvent, WaitStatus, offer_until},
    },
    entity::{audit_log, booking, event_run, experience, job, question, waitlist},
    services::{
        Services,
        bookings::{BookingError, NewBooking},
        mail::{self, Letter, Notice},
        questions::asked,
    },
};
use chrono::{DateTime, Utc};
use sea_orm::{ColumnTrait, ConnectionTrait, DatabaseTransaction, DbErr, EntityTrait, QueryFilter};
use serde::{Deserialize, Serialize};
use serde_json::json;
use std::collections::BTreeMap;

/// The job that ends a wait once booking has closed; see [`CloseWait`].
pub const CLOSE_WAIT: &str = "close_wait";

/// What the job [`CLOSE_WAIT`] carries.
#[derive(Clone, Copy, Debug, Serialize, Deserialize)]
pub struct CloseWait {
    pub entry: WaitlistId,
}

impl Services {
    /// Gives seats back, and offers them to those who wait. The caller has just moved the booking that kept them, by a statement
    /// that lets only one do so.
    pub(in crate::services) async fn give_seats_back(&self, db: &DatabaseTransaction, run: RunId, party: i32, now: DateTime<Utc>) -> Result<(), DbErr> {
        event_run::give_seats_back(db, run, party).await?;
        self.seats_were_freed(db, run, now).await
    }

    /// The same on a run that is still on, starts at `starts_at` and has not begun. False where it was called off, was moved or has begun
    /// meanwhile.
    pub(in crate::services) async fn leave_seats(
        &self,
        db: &DatabaseTransaction,
        run: RunId,
        party: i32,
        starts_at: DateTime<Utc>,
        now: DateTime<Utc>,
    ) -> Result<bool, DbErr> {
        let left = event_run::leave(db, run, party, starts_at, now).await?;
        if left {
            self.seats_were_freed(db, run, now).await?;
        }
        Ok(left)
    }

    /// Offers the free seats of a run to those who wait, in order. To be called by everything that frees seats, be it by giving them
    /// back or by making more of them, in the same transaction and after the run's row was changed: who joins the line meanwhile
    /// waits for that row. One statement where nobody waits whom the seats fit.
    ///
    /// # Errors
    /// The database's.
    pub async fn seats_were_freed(&self, db: &DatabaseTransaction, run: RunId, now: DateTime<Utc>) -> Result<(), DbErr> {
        let waiting = waitlist::fitting(now).filter(waitlist::Column::RunId.eq(run)).all(db).await?;
        if waiting.is_empty() {
            return Ok(());
        }
        let found = event_run::Entity::find_by_id(run).find_also_related(experience::Entity).one(db).await?;
        let Some((run, Some(experience))) = found else { return Ok(()) };
        // What is off the shelf takes place as planned, but takes nobody in.
        if experience.status != ExperienceStatus::Published {
            return Ok(());
        }
        let policy = RefundPolicy::from(experience.refund_preset);
        let mut left = run.capacity - run.seats_taken;
        for entry in waiting {
            // Who does not fit keeps the place; the seats go to the next one who does.
            if entry.party <= left && self.offer_seats(db, &run, &policy, &entry, now).await? {
                left -= entry.party;
            }
        }
        Ok(())
    }

    /// Offers the seats that were freed while an experience was off the shelf, where nothing is offered. To be called when it can be booked
    /// again, in the same transaction and after its row was changed.
    pub(in crate::services) async fn offer_what_was_freed(&self, db: &DatabaseTransaction, experience: ExperienceId, now: DateTime<Utc>) -> Result<(), DbErr> {
        // Also where there is no free seat to be seen: somebody may be giving one back this very moment, who still sees the empty shelf. No
        // seat changes hands here, but the row does, so that whoever comes second sees what the first has done.
        for run in waitlist::runs_waited_for(experience, now).all(db).await? {
            self.give_seats_back(db, run.id, 0, now).await?;
        }
        Ok(())
    }

    /// Takes seats for somebody in line, as for any booking. False where the traveler has left the line this very moment.
    async fn offer_seats(
        &self,
        db: &DatabaseTransaction,
        run: &event_run::Model,
        policy: &RefundPolicy,
        entry: &waitlist::Model,
        now: DateTime<Utc>,
    ) -> Result<bool, DbErr> {
        let form: Option<BookingForm> = serde_json::from_str(&entry.form).ok();
        let given = form.as_ref().map(|form| form.answers.clone()).unwrap_or_default();
        let request = form.and_then(|form| form.validate().ok());
        let Some((request, price)) = request.and_then(|request| PriceBreakdown::of(request.party(), run.price, run.stake).map(|price| (request, price))) else {
            tracing::error!(place = %entry.id, "no offer can be made from what somebody has joined a waitlist with");
            return Ok(false);
        };
        if !self.seats.take(db, run, entry.party, now).await? {
            return Ok(false);
        }
        if !waitlist::advance(db, entry.id, WaitEvent::Offered, now).await? {
            event_run::give_seats_back(db, run.id, entry.party).await?;
            return Ok(false);
        }
        // Its token is none that a form could have.
        let request = BookingRequest { token: self.entropy.token(), ..request };
        let offer = Some((entry.id, offer_until(run.cutoff_at, now)));
        let answers = standing_answers(db, run.experience_id, &given).await?;
        let new = NewBooking { user: entry.user_id, request: &request, answers: &answers, price: &price, policy, offer };
        let booking = self.write_booking(db, new, now).await.map_err(database)?;
        mail::post(db, booking.id, &Letter::SeatsOffered, now).await?;
        Ok(true)
    }

    /// Writes down what became of an offer. Nothing for a booking that is none.
    pub(in crate::services) async fn end_offer(
        &self,
        db: &DatabaseTransaction,
        booking: &booking::Model,
        event: WaitEvent,
        now: DateTime<Utc>,
    ) -> Result<(), DbErr> {
        if let Some(entry) = booking.waitlist_id {
            waitlist::advance(db, entry, event, now).await?;
        }
        Ok(())
    }

    /// Accepts offered seats that cost nothing. What costs something is accepted by paying for it.
    ///
    /// # Errors
    /// [`BookingError::NoBooking`] where it is none of the traveler's, [`BookingError::OfferOver`] where its time is over,
    /// [`BookingError::Moved`] where it has moved on or is to be paid for.
    pub async fn accept_offer(&self, user: UserId, reference: &BookingRef) -> Result<(), BookingError> {
        let find = async || booking::of_user(user).filter(booking::Column::Reference.eq(reference.clone())).one(self.store.reader()).await;
        let found = find().await?.ok_or(BookingError::NoBooking)?;
        let now = self.clock.now();
        let db = self.store.begin().await?;
        if !booking::accept(&db, found.id, now).await? {
            db.rollback().await?;
            let found = find().await?.ok_or(BookingError::NoBooking)?;
            let free = found.price_each.is_zero() && found.stake_each.is_zero();
            return Err(if free && found.status == BookingStatus::Pending { BookingError::OfferOver } else { BookingError::Moved(found.status) });
        }
        // Called off from here on, the sweep finds the booking as it is now.
        if event_run::Entity::find_by_id(found.run_id).filter(event_run::open_to_change(now)).one(&db).await?.is_none() {
            db.rollback().await?;
            return Err(BookingError::OfferOver);
        }
        self.end_offer(&db, &found, WaitEvent::Accepted, now).await?;
        mail::post(&db, found.id, &Letter::BookingConfirmed, now).await?;
        let detail = json!({ "amount": Paise::ZERO, "from": BookingStatus::Pending });
        audit_log::record(&db, now, Some(user), "booking.confirmed", format!("booking:{}", found.id), detail).await?;
        db.commit().await?;
        Ok(())
    }

    /// Ends a wait where booking has closed; looks again at the new close where it was put off.
    ///
    /// # Errors
    /// The database's.
    pub async fn close_wait(&self, wait: CloseWait) -> Result<(), DbErr> {
        let found = waitlist::Entity::find_by_id(wait.entry).find_also_related(event_run::Entity).one(self.store.reader()).await?;
        let Some((entry, Some(run))) = found.filter(|(entry, _)| entry.status == WaitStatus::Waiting) else { return Ok(()) };
        let now = self.clock.now();
        if bookable(run.status, run.starts_at, run.cutoff_at, now) == Bookable::Open {
            let payload = serde_json::to_value(wait).map_err(|error| DbErr::Json(error.to_string()))?;
            return job::enqueue(self.store.writer(), CLOSE_WAIT, payload, run.cutoff_at, now).await;
        }
        self.close(&entry, now).await
    }

    /// Ends the wait of everybody in line for a run that is called off, one a transaction, so that it can be interrupted and done again.
    pub(in crate::services) async fn close_waitlist(&self, run: RunId) -> Result<(), DbErr> {
        let waiting = waitlist::Entity::find().filter(waitlist::Column::RunId.eq(run)).filter(waitlist::Column::Status.eq(WaitStatus::Waiting));
        for entry in waiting.all(self.store.writer()).await? {
            self.close(&entry, self.clock.now()).await?;
        }
        Ok(())
    }

    async fn close(&self, entry: &waitlist::Model, now: DateTime<Utc>) -> Result<(), DbErr> {
        let db = self.store.begin().await?;
        if waitlist::advance(&db, entry.id, WaitEvent::RunClosed, now).await? {
            mail::post_notice(&db, &entry.contact_email, &Notice::WaitlistClosed { place: entry.id }, now).await?;
            audit_log::record(&db, now, None, "waitlist.closed", format!("run:{}", entry.run_id), json!({ "place": entry.id })).await?;
        }
        db.commit().await
    }
}

/// For callers that know the database's errors only; the others cannot come up once the form was read and the price added up.
fn database(error: BookingError) -> DbErr {
    match error {
        BookingError::Database(error) => error,
        other => DbErr::Custom(other.to_string()),
    }
}

/// What was answered when joining the line, as far as it answers what the host asks now.
async fn standing_answers(db: &impl ConnectionTrait, experience: ExperienceId, given: &BTreeMap<String, String>) -> Result<Vec<Answer>, DbErr> {
    let asked = asked(question::asked_by(experience).all(db).await?)?;
    Ok(asked.iter().flat_map(|asked| answers(std::slice::from_ref(asked), given).unwrap_or_default()).collect())
}
