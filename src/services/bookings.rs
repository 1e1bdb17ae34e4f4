//! Booking: seats first, by one guarded statement; then everything else in the same transaction.

use super::Services;
use crate::{
    domain::{
        booking::{Attendance, BookingEvent, BookingRequest, BookingStatus, HOLD_MINUTES, PriceBreakdown, ShownRun},
        experience::{ExperienceStatus, RefundPreset},
        ids::{BookingId, BookingRef, RunId, UserId, WaitlistId},
        question::Answer,
        refund_policy::RefundPolicy,
        run::{Bookable, Seats, bookable},
        stake::StakeStatus,
        time::ZonedTime,
        waitlist::WaitEvent,
    },
    entity::{audit_log, booking, event_run, experience, job, traveler},
    services::{
        catalog::{RunRow, run_rows},
        mail::{self, Letter},
        questions::keep_answers,
        zones::zoned,
    },
};
use chrono::{DateTime, Duration, Utc};
use sea_orm::{ActiveValue::NotSet, ColumnTrait, DatabaseTransaction, DbErr, EntityTrait, ExprTrait, QueryFilter, QueryOrder, QuerySelect, Set, SqlErr};
use serde::{Deserialize, Serialize};

/// The job that lets a hold run out; see [`ExpireHold`].
pub const EXPIRE_HOLD: &str = "expire_hold";
/// Most bookings shown in one list.
const LIST_MAX: u64 = 200;

/// What the job [`EXPIRE_HOLD`] carries.
#[derive(Clone, Copy, Debug, Serialize, Deserialize)]
pub struct ExpireHold {
    pub booking: BookingId,
}

/// What became of a hold that was to run out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum HoldEnd {
    /// This call ended it and gave the seats back.
    RanOut,
    /// The booking is no longer pending; nothing is left to do.
    MovedOn,
    /// It is too early: clocks differ, or one was set back.
    NotDue,
    /// A payment for it is being captured; what becomes of that decides.
    Paying,
}

/// Why nothing was booked.
#[derive(Debug, thiserror::Error)]
pub enum BookingError {
    /// No such run, or none that travelers may see.
    #[error("no such run")]
    NoRun,
    /// No such booking of this traveler's.
    #[error("no such booking")]
    NoBooking,
    #[error("the run cannot be booked: {0:?}")]
    Closed(Bookable),
    /// The run is not what its traveler was shown: this is how it is now.
    #[error("the run was changed")]
    RunChanged(Box<ChangedRun>),
    /// Fewer seats are left than were asked for.
    #[error("only {left} seats left")]
    SoldOut { left: u32 },
    /// The form's token has made another booking than this form asks for, or one that is over.
    #[error("the form was used for {0}")]
    FormUsed(BookingRef),
    /// The booking has moved on: paid, expired or given up already.
    #[error("the booking is {0}")]
    Moved(BookingStatus),
    /// A payment for it is being captured this very moment.
    #[error("a payment for the booking is under way")]
    Paying,
    /// Its run has begun, or was called off.
    #[error("the run has begun or was called off")]
    Begun,
    /// The time in which offered seats could be accepted is over.
    #[error("the offer has run out")]
    OfferOver,
    /// A traveler who is to be cancelled has no seat, or none was named.
    #[error("these are not seats of the booking")]
    NoSeats,
    /// Time has passed, and something else comes back than was shown.
    #[error("the quote has changed")]
    QuoteChanged,
    /// Somebody else has changed the booking meanwhile.
    #[error("the booking was changed at the same time")]
    Raced,
    /// The booking cost money, and none was captured for it.
    #[error("no payment was captured for the booking")]
    NothingCaptured,
    #[error(transparent)]
    Payment(Box<super::payments::PaymentError>),
    /// Tickets are for those whose seats are theirs.
    #[error("the booking has no tickets")]
    NoTickets,
    /// The amount does not fit into 64 bits.
    #[error("the amount is too large")]
    Amount,
    #[error("a stored refund policy cannot be read")]
    Policy(#[from] serde_json::Error),
    #[error(transparent)]
    Database(#[from] DbErr),
}

/// A run that is not what its traveler was shown, as it is now.
#[derive(Clone, Debug)]
pub struct ChangedRun {
    pub starts: ZonedTime,
    pub ends: ZonedTime,
    pub now: ShownRun,
}

impl ChangedRun {
    fn of(run: &event_run::Model, refunds: RefundPreset) -> Self {
        let at = |at| zoned(at, &run.time_zone);
        Self { starts: at(run.starts_at), ends: at(run.ends_at), now: ShownRun { terms: run.terms(), refunds } }
    }
}

/// A booking with its run and its people.
#[derive(Clone, Debug)]
pub struct BookingRecord {
    pub booking: booking::Model,
    pub run: RunRow,
    /// As it was made, for the whole party.
    pub price: PriceBreakdown,
    pub policy: RefundPolicy,
    /// Everybody on the booking, in the order in which they were named; also those whose seats were cancelled.
    pub people: Vec<traveler::Model>,
}

impl BookingRecord {
    /// The travelers who still have their seats.
    pub fn staying(&self) -> impl Iterator<Item = &traveler::Model> {
        self.people.iter().filter(|person| person.cancelled_at.is_none())
    }
}

impl From<super::payments::PaymentError> for BookingError {
    fn from(error: super::payments::PaymentError) -> Self {
        Self::Payment(Box::new(error))
    }
}

/// What is written down once the seats are in hand.
#[derive(Clone, Copy, Debug)]
pub(super) struct NewBooking<'a> {
    pub(super) user: UserId,
    pub(super) request: &'a BookingRequest,
    /// What the host asks at booking.
    pub(super) answers: &'a [Answer],
    pub(super) price: &'a PriceBreakdown,
    pub(super) policy: &'a RefundPolicy,
    /// Where the seats are offered to somebody in line: whose place it is, and until when.
    pub(super) offer: Option<(WaitlistId, DateTime<Utc>)>,
}

impl Services {
    /// Takes the seats and makes the booking: confirmed where there is nothing to pay, otherwise pending with a hold.
    /// The same token gives the same booking, however often and however concurrently it is sent.
    ///
    /// # Errors
    /// See [`BookingError`]; whatever it is, nothing was booked.
    pub async fn reserve(&self, user: UserId, request: &BookingRequest) -> Result<BookingRef, BookingError> {
        self.reserve_with(user, request, &[]).await
    }

    /// As [`Services::reserve`], with the answers to what the host asks.
    ///
    /// # Errors
    /// See [`BookingError`]; whatever it is, nothing was booked.
    pub async fn reserve_with(&self, user: UserId, request: &BookingRequest, answers: &[Answer]) -> Result<BookingRef, BookingError> {
        if let Some(earlier) = self.booked_with(user, request).await? {
            return earlier;
        }
        let (run, experience) = event_run::Entity::find_by_id(request.run)
            .inner_join(experience::Entity)
            .filter(experience::Column::Status.ne(ExperienceStatus::Draft))
            .select_also(experience::Entity)
            .one(self.store.reader())
            .await?
            .ok_or(BookingError::NoRun)?;
        let experience = experience.ok_or(BookingError::NoRun)?;
        let now = self.clock.now();
        let (party, count) = (request.party(), i32::try_from(request.names.len()).unwrap_or(i32::MAX));
        match bookable(run.status, run.starts_at, run.cutoff_at, now) {
            Bookable::Open if experience.status == ExperienceStatus::Archived => return Err(BookingError::Closed(Bookable::CutoffPassed)),
            Bookable::Open => {}
            closed => return Err(BookingError::Closed(closed)),
        }
        let changed = ChangedRun::of(&run, experience.refund_preset);
        if request.shown.is_some_and(|shown| !shown.reads_like(&changed.now)) {
            return Err(BookingError::RunChanged(Box::new(changed)));
        }
        let price = PriceBreakdown::of(party, run.price, run.stake).ok_or(BookingError::Amount)?;
        let policy = RefundPolicy::from(experience.refund_preset);

        let db = self.store.begin().await?;
        if !self.seats.take(&db, &run, count, now).await? {
            db.rollback().await?;
            // The seats may have gone to this very form, sent a moment earlier.
            let earlier = self.booked_with(user, request).await?;
            return earlier.unwrap_or(Err(self.why_not(&run, experience.refund_preset, now).await?));
        }
        match self.write_booking(&db, NewBooking { user, request, answers, price: &price, policy: &policy, offer: None }, now).await {
            Ok(booking) => {
                db.commit().await?;
                Ok(booking.reference)
            }
            // Another request with the same token was faster: its booking is ours, and our seats go back.
            Err(BookingError::Database(error)) if matches!(error.sql_err(), Some(SqlErr::UniqueConstraintViolation(_))) => {
                db.rollback().await?;
                self.booked_with(user, request).await?.unwrap_or(Err(error.into()))
            }
            Err(error) => Err(error),
        }
    }

    /// What this form's token has booked before: the same booking again, as long as it stands and the form says the same.
    async fn booked_with(&self, user: UserId, request: &BookingRequest) -> Result<Option<Result<BookingRef, BookingError>>, DbErr> {
        let earlier = booking::of_user(user).filter(booking::Column::IdempotencyToken.eq(request.token.as_str())).one(self.store.reader()).await?;
        let Some(earlier) = earlier else { return Ok(None) };
        let people = traveler::Entity::find()
            .filter(traveler::Column::BookingId.eq(earlier.id))
            .order_by_asc(traveler::Column::Position)
            .all(self.store.reader())
            .await?;
        let says_the_same = earlier.run_id == request.run && people.iter().map(|person| &person.name).eq(&request.names);
        let stands = earlier.status.keeps_seats();
        Ok(Some(if says_the_same && stands { Ok(earlier.reference) } else { Err(BookingError::FormUsed(earlier.reference)) }))
    }

    /// Confirmed where there is nothing to pay and its traveler has just asked for it, otherwise pending with a hold.
    pub(super) async fn write_booking(&self, db: &DatabaseTransaction, new: NewBooking<'_>, now: DateTime<Utc>) -> Result<booking::Model, BookingError> {
        let NewBooking { user, request, answers, price, policy, offer } = new;
        let to_pay = !price.total.is_zero();
        let hold_expires_at = offer.map(|(_, until)| until).or_else(|| to_pay.then(|| now + Duration::minutes(HOLD_MINUTES)));
        let held = hold_expires_at.is_some();
        let reference = BookingRef::from_entropy(self.entropy.bits());
        let row = booking::ActiveModel {
            id: NotSet,
            reference: Set(reference.clone()),
            run_id: Set(request.run),
            user_id: Set(user),
            idempotency_token: Set(request.token.clone()),
            status: Set(if held { BookingStatus::Pending } else { BookingStatus::Confirmed }),
            party: Set(i32::try_from(price.party).unwrap_or(i32::MAX)),
            contact_email: Set(request.email.clone()),
            contact_phone: Set(request.phone.clone()),
            special_requests: Set(request.requests.clone()),
            price_each: Set(price.price_each),
            stake_each: Set(price.stake_each),
            currency: Set(crate::domain::money::CURRENCY.to_owned()),
            refund_policy: Set(serde_json::to_string(policy)?),
            hold_expires_at: Set(hold_expires_at),
            cancelled_by: Set(None),
            cancel_reason: Set(None),
            created_at: Set(now),
            updated_at: Set(now),
            confirmed_at: Set((!held).then_some(now)),
            capturing_payment_id: Set(None),
            waitlist_id: Set(offer.map(|(place, _)| place)),
        };
        let booking = booking::Entity::insert(row).exec_with_returning(db).await?;
        let travelers = request.names.iter().zip(0..).map(|(name, position)| traveler::ActiveModel {
            id: NotSet,
            booking_id: Set(booking.id),
            position: Set(position),
            name: Set(name.clone()),
            attendance: Set(Attendance::Expected),
            cancelled_at: Set(None),
            checked_in_at: Set(None),
            stake: Set(StakeStatus::None),
        });
        traveler::Entity::insert_many(travelers).exec_without_returning(db).await?;
        keep_answers(db, booking.id, answers).await?;
        if let Some(expires) = hold_expires_at {
            job::enqueue(db, EXPIRE_HOLD, serde_json::to_value(ExpireHold { booking: booking.id })?, expires, now).await?;
        }
        let detail = serde_json::json!({ "reference": reference, "party": price.party, "total": price.total });
        let (actor, action) = if offer.is_some() { (None, "booking.offered") } else { (Some(user), "booking.reserved") };
        audit_log::record(db, now, actor, action, format!("booking:{}", booking.id), detail).await?;
        Ok(booking)
    }

    /// The reason why the guarded statement took nothing, as the row tells it now.
    async fn why_not(&self, read: &event_run::Model, refunds: RefundPreset, now: DateTime<Utc>) -> Result<BookingError, DbErr> {
        let Some(run) = event_run::Entity::find_by_id(read.id).one(self.store.reader()).await? else { return Ok(BookingError::NoRun) };
        Ok(match bookable(run.status, run.starts_at, run.cutoff_at, now) {
            Bookable::Open if run.starts_at != read.starts_at => BookingError::RunChanged(Box::new(ChangedRun::of(&run, refunds))),
            Bookable::Open => BookingError::SoldOut { left: seats(run.capacity, run.seats_taken).left() },
            closed => BookingError::Closed(closed),
        })
    }

    /// Lets a hold run out if it is due and nothing came of it; the payment provider is asked first.
    /// Two calls at once, or one repeated after a crash, give the seats back once.
    ///
    /// # Errors
    /// The database's.
    pub async fn expire_hold(&self, hold: ExpireHold) -> Result<HoldEnd, DbErr> {
        self.last_look(hold.booking).await?;
        if self.let_go(hold.booking, BookingEvent::HoldRanOut, None, "booking.expired").await? {
            return Ok(HoldEnd::RanOut);
        }
        let left = booking::Entity::find_by_id(hold.booking).one(self.store.reader()).await?;
        Ok(match left {
            Some(left) if left.capturing_payment_id.is_some() => HoldEnd::Paying,
            Some(left) if left.status == BookingStatus::Pending => HoldEnd::NotDue,
            _ => HoldEnd::MovedOn,
        })
    }

    /// Gives up a pending booking; its seats are free at once.
    ///
    /// # Errors
    /// [`BookingError::NoBooking`] where the traveler has no such booking, [`BookingError::Moved`] where it is no longer pending.
    pub async fn give_up(&self, user: UserId, reference: &BookingRef) -> Result<(), BookingError> {
        let found = booking::of_user(user).filter(booking::Column::Reference.eq(reference.clone())).one(self.store.reader()).await?;
        let found = found.ok_or(BookingError::NoBooking)?;
        if self.let_go(found.id, BookingEvent::GivenUp, Some(user), "booking.given_up").await? {
            return Ok(());
        }
        let now = booking::Entity::find_by_id(found.id).one(self.store.reader()).await?.unwrap_or(found);
        Err(if now.capturing_payment_id.is_some() { BookingError::Paying } else { BookingError::Moved(now.status) })
    }

    async fn let_go(&self, id: BookingId, event: BookingEvent, actor: Option<UserId>, action: &str) -> Result<bool, DbErr> {
        let now = self.clock.now();
        let db = self.store.begin().await?;
        let Some(found) = booking::Entity::find_by_id(id).one(&db).await? else { return Ok(false) };
        let won = booking::advance(&db, id, BookingStatus::Pending, event, now).await?;
        if won {
            self.end_offer(&db, &found, if event == BookingEvent::HoldRanOut { WaitEvent::OfferRanOut } else { WaitEvent::Declined }, now).await?;
            self.give_seats_back(&db, found.run_id, found.party, now).await?;
            audit_log::record(&db, now, actor, action, format!("booking:{id}"), serde_json::json!({ "seats": found.party })).await?;
            if event == BookingEvent::HoldRanOut {
                mail::post(&db, id, &Letter::HoldExpired, now).await?;
            }
        }
        db.commit().await?;
        Ok(won)
    }

    /// A traveler's bookings, latest first.
    ///
    /// # Errors
    /// The database's, or an unreadable stored policy.
    pub async fn bookings_of(&self, user: UserId) -> Result<Vec<BookingRecord>, BookingError> {
        let rows = booking::of_user(user).order_by_desc(booking::Column::CreatedAt).order_by_desc(booking::Column::Id).limit(LIST_MAX);
        self.with_runs(rows.all(self.store.reader()).await?).await
    }

    /// One booking of a traveler's.
    ///
    /// # Errors
    /// [`BookingError::NoBooking`] where it does not exist or is another's.
    pub async fn booking_of(&self, user: UserId, reference: &BookingRef) -> Result<BookingRecord, BookingError> {
        let row = booking::of_user(user).filter(booking::Column::Reference.eq(reference.clone())).one(self.store.reader()).await?;
        let mut found = self.with_runs(row.into_iter().collect()).await?;
        found.pop().ok_or(BookingError::NoBooking)
    }

    /// A booking, whoever's it is: for the jobs that work on it, never for somebody who asks.
    ///
    /// # Errors
    /// [`BookingError::NoBooking`] where it does not exist.
    pub async fn booking_by_id(&self, id: BookingId) -> Result<BookingRecord, BookingError> {
        let row = booking::Entity::find_by_id(id).one(self.store.reader()).await?;
        let mut found = self.with_runs(row.into_iter().collect()).await?;
        found.pop().ok_or(BookingError::NoBooking)
    }

    /// Bookings of a traveler's on one run that still keep seats, so that nobody books twice without noticing.
    ///
    /// # Errors
    /// The database's.
    pub async fn seats_already_booked(&self, user: UserId, run: RunId) -> Result<Vec<BookingRef>, DbErr> {
        let rows = booking::of_user(user)
            .filter(booking::Column::RunId.eq(run))
            .filter(booking::Column::Status.is_in([BookingStatus::Pending, BookingStatus::Confirmed]))
            .all(self.store.reader())
            .await?;
        Ok(rows.into_iter().map(|row| row.reference).collect())
    }

    pub(super) async fn with_runs(&self, bookings: Vec<booking::Model>) -> Result<Vec<BookingRecord>, BookingError> {
        let runs = run_rows()
            .filter(event_run::Column::Id.is_in(bookings.iter().map(|booking| booking.run_id)))
            .into_partial_model::<RunRow>()
            .all(self.store.reader())
            .await?;
        let people = traveler::Entity::find()
            .filter(traveler::Column::BookingId.is_in(bookings.iter().map(|booking| booking.id)))
            .order_by_asc(traveler::Column::Position)
            .all(self.store.reader())
            .await?;
        bookings
            .into_iter()
            .map(|booking| {
                let run = runs.iter().find(|run| run.id == booking.run_id).cloned().ok_or(BookingError::NoRun)?;
                let people: Vec<traveler::Model> = people.iter().filter(|person| person.booking_id == booking.id).cloned().collect();
                let party = u32::try_from(people.len()).unwrap_or_default();
                Ok(BookingRecord {
                    price: PriceBreakdown::of(party, booking.price_each, booking.stake_each).ok_or(BookingError::Amount)?,
                    policy: serde_json::from_str(&booking.refund_policy)?,
                    people,
                    booking,
                    run,
                })
            })
            .collect()
    }

    /// Runs whose counter of seats differs from the bookings that keep seats: always none. For tests and for operators.
    ///
    /// # Errors
    /// The database's.
    pub async fn miscounted_runs(&self) -> Result<Vec<RunId>, DbErr> {
        let counted: Vec<(RunId, i64)> = booking::Entity::find()
            .select_only()
            .column(booking::Column::RunId)
            .column_as(booking::Column::Party.sum(), "seats")
            .filter(booking::Column::Status.is_in(BookingStatus::keeping_seats()).or(booking::Column::CapturingPaymentId.is_not_null()))
            .group_by(booking::Column::RunId)
            .into_tuple()
            .all(self.store.reader())
            .await?;
        let counted: std::collections::HashMap<RunId, i64> = counted.into_iter().collect();
        let runs: Vec<(RunId, i32)> = event_run::Entity::find()
            .select_only()
            .column(event_run::Column::Id)
            .column(event_run::Column::SeatsTaken)
            .into_tuple()
            .all(self.store.reader())
            .await?;
        Ok(runs.into_iter().filter(|(run, taken)| counted.get(run).copied().unwrap_or_default() != i64::from(*taken)).map(|(run, _)| run).collect())
    }
}

/// Seats of a run from the columns' types; the table's checks keep both from being negative.
#[must_use]
pub fn seats(capacity: i32, taken: i32) -> Seats {
    Seats { capacity: u32::try_from(capacity).unwrap_or_default(), taken: u32::try_from(taken).unwrap_or_default() }
}
