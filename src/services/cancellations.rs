//! Cancelling confirmed seats: by the traveler, seat by seat and by quote; by the host, the whole run.
//! Seats, refund, ledger, letter and log change in one transaction.

use super::{
    Services,
    activity::{self, Change},
    bookings::{BookingError, BookingRecord},
    hosting::Membership,
    mail::{self, Letter, LetterLine},
    payments::refunds::Intent,
};
use crate::{
    domain::{
        booking::{Attendance, BookingEvent, BookingStatus, CancelledBy},
        ids::{BookingId, BookingRef, OrganizationId, RunId, UserId},
        ledger::Entry,
        money::Paise,
        payment::RefundCause,
        refund_quote::{Leaving, Moved, RefundQuote, Terms, cause_of_leaving, refund_quote},
        run::RunStatus,
        stake::{StakeEvent, StakeStatus},
        waitlist::WaitEvent,
    },
    entity::{audit_log, booking, event_run, experience, job, ledger_entry, organization, payment, traveler},
};
use chrono::{DateTime, Utc};
use sea_orm::{ColumnTrait, DatabaseTransaction, DbErr, EntityTrait, JoinType, QueryFilter, QueryOrder, QuerySelect, RelationTrait};
use serde::{Deserialize, Serialize};
use serde_json::json;

/// The job that takes everybody off a cancelled run; see [`SweepRun`].
pub const SWEEP_RUN: &str = "sweep_run";
/// Bookings cancelled by one job. Another one goes on after it, so that other work of the queue gets its turn in between.
const SWEEP_BATCH: u64 = 50;

/// What the job [`SWEEP_RUN`] carries.
#[derive(Clone, Copy, Debug, Serialize, Deserialize)]
pub struct SweepRun {
    pub run: RunId,
    /// Only bookings after this one.
    #[serde(default)]
    pub after: Option<BookingId>,
}

impl BookingRecord {
    /// The last change of the run's date, if there was one.
    fn moved(&self) -> Option<Moved> {
        let (at, leave_until) = (self.run.rescheduled_at?, self.run.leave_until?);
        Some(Moved { at, leave_until })
    }

    /// For whose sake the booking's travelers would leave at `now`.
    fn cause_of_leaving(&self, now: DateTime<Utc>) -> RefundCause {
        cause_of_leaving(self.moved(), self.booking.created_at, now)
    }

    /// Until when its travelers get all of it back because the host has moved the run; none where that is not so at `now`.
    #[must_use]
    pub fn may_leave_until(&self, now: DateTime<Utc>) -> Option<DateTime<Utc>> {
        let open = self.booking.status == BookingStatus::Confirmed && self.run.status == RunStatus::Scheduled && now < self.run.starts_at;
        let moved = self.moved().filter(|_| open && self.cause_of_leaving(now) == RefundCause::Host)?;
        Some(moved.leave_until.min(self.run.starts_at))
    }
}

/// Who cancels, and why.
#[derive(Clone, Copy, Debug)]
pub(super) struct Cancelling<'a> {
    pub(super) by: CancelledBy,
    pub(super) actor: Option<UserId>,
    /// The member who cancels this booking alone; nobody where the run is off, or the traveler leaves.
    pub(super) member: Option<&'a Membership>,
    pub(super) reason: Option<&'a str>,
}

impl Services {
    /// What cancelling the seats at `positions` would bring back now: all of it where the host has moved the run since they were booked
    /// and the time to leave for that is not over. Nothing changes.
    ///
    /// # Errors
    /// [`BookingError::Moved`] where the booking is not confirmed, [`BookingError::Begun`] where its run has begun,
    /// [`BookingError::NoSeats`] where a position has no seat, or none is given.
    pub fn quote(&self, record: &BookingRecord, positions: &[i32]) -> Result<RefundQuote, BookingError> {
        self.quote_for(record, positions, record.cause_of_leaving(self.clock.now()))
    }

    pub(super) fn quote_for(&self, record: &BookingRecord, positions: &[i32], cause: RefundCause) -> Result<RefundQuote, BookingError> {
        let now = self.clock.now();
        if record.booking.status != BookingStatus::Confirmed {
            return Err(BookingError::Moved(record.booking.status));
        }
        if record.run.status != RunStatus::Scheduled || now >= record.run.starts_at {
            return Err(BookingError::Begun);
        }
        let leaving: Vec<Leaving> = record.staying().filter(|person| positions.contains(&person.position)).map(leaving).collect();
        if leaving.is_empty() || leaving.len() != positions.len() {
            return Err(BookingError::NoSeats);
        }
        Ok(refund_quote(&terms(record), &leaving, cause, now))
    }

    /// Cancels the seats at `positions` for their traveler, who has seen a quote of `quoted` in all. Asked once more for what is done, it
    /// does nothing and is content: a button was pressed twice.
    ///
    /// # Errors
    /// As [`Services::quote`]; [`BookingError::QuoteChanged`] where time has changed what comes back, and
    /// [`BookingError::Raced`] where somebody else changed the booking this very moment. Whatever it is, nothing was cancelled.
    pub async fn cancel_seats(&self, user: UserId, reference: &BookingRef, positions: &[i32], quoted: Paise) -> Result<(), BookingError> {
        let refused = match self.cancel_as_quoted(user, reference, positions, quoted).await {
            Err(refused @ (BookingError::NoSeats | BookingError::Moved(_) | BookingError::Begun | BookingError::Raced)) => refused,
            other => return other,
        };
        let people = self.booking_of(user, reference).await?.people;
        let is_gone = |position: &i32| people.iter().any(|person| person.position == *position && person.cancelled_at.is_some());
        if !positions.is_empty() && positions.iter().all(is_gone) { Ok(()) } else { Err(refused) }
    }

    async fn cancel_as_quoted(&self, user: UserId, reference: &BookingRef, positions: &[i32], quoted: Paise) -> Result<(), BookingError> {
        let record = self.booking_of(user, reference).await?;
        // Whoever is inside has begun, however far the start still is.
        if record.staying().any(|person| positions.contains(&person.position) && person.attendance == Attendance::Attended) {
            return Err(BookingError::Begun);
        }
        let quote = self.quote(&record, positions)?;
        if quote.total() != quoted {
            return Err(BookingError::QuoteChanged);
        }
        let cancelling = Cancelling { by: CancelledBy::Traveler, actor: Some(user), member: None, reason: None };
        if self.execute(&record, &quote, cancelling).await? { Ok(()) } else { Err(BookingError::Raced) }
    }

    /// Carries a quote out. False where the booking has changed since it was read; then nothing was done.
    pub(super) async fn execute(&self, record: &BookingRecord, quote: &RefundQuote, cancelling: Cancelling<'_>) -> Result<bool, BookingError> {
        let (now, booking) = (self.clock.now(), &record.booking);
        let positions: Vec<i32> = quote.lines.iter().map(|line| line.traveler.position).collect();
        let seats = i32::try_from(positions.len()).unwrap_or(i32::MAX);
        let db = self.store.begin().await?;
        // Rows are always locked in this order: payment, booking, run. Two at once then wait and do not deadlock.
        self.refund_by_quote(&db, record, quote, cancelling, now).await?;
        let whole = seats == booking.party;
        let won =
            if whole { booking::cancel(&db, booking, cancelling.by, cancelling.reason, now).await? } else { booking::shrink(&db, booking, seats, now).await? };
        let won = won
            && traveler::cancel(&db, booking.id, &positions, cancelling.by != CancelledBy::Traveler, now).await? == u64::try_from(seats).unwrap_or_default()
            && move_stakes(&db, booking.id, quote).await?
            && match (cancelling.by, cancelling.member) {
                // A traveler's terms hold as long as the run is on and at its time; once it is called off or moved, better ones do, and
                // the run's own sweep sees to all.
                (CancelledBy::Traveler, _) | (_, Some(_)) => self.leave_seats(&db, booking.run_id, seats, record.run.starts_at, now).await?,
                (CancelledBy::Host | CancelledBy::Platform, None) => self.give_seats_back(&db, booking.run_id, seats, now).await.map(|()| true)?,
            };
        if !won {
            db.rollback().await?;
            return Ok(false);
        }
        post_what_is_kept(&db, record, quote, now).await?;
        mail::post(&db, booking.id, &letter(quote, cancelling, whole), now).await?;
        log(&db, booking, quote, cancelling, now).await?;
        db.commit().await?;
        Ok(true)
    }

    /// Writes the refund of a quote down. Nothing for a booking that cost nothing, or where nothing comes back.
    async fn refund_by_quote(
        &self,
        db: &DatabaseTransaction,
        record: &BookingRecord,
        quote: &RefundQuote,
        cancelling: Cancelling<'_>,
        now: DateTime<Utc>,
    ) -> Result<(), BookingError> {
        if quote.total().is_zero() {
            return Ok(());
        }
        let paid = payment::kept_for(record.booking.id).one(db).await?.ok_or(BookingError::NothingCaptured)?;
        let intent = Intent { quote, price: quote.price_back(), stake: quote.stake_back(), actor: cancelling.actor };
        // The guard refuses only what other refunds have taken already: the same seats, cancelled a moment ago.
        self.intend_refund(db, &paid, intent, now).await?.ok_or(BookingError::Raced)?;
        Ok(())
    }

    /// Takes a batch of those who are left off a cancelled run, one booking a transaction, so that it can be interrupted anywhere and
    /// done again; where there are more, a job of its own goes on with them.
    /// True when nobody of the batch is left; false while a payment for one of its bookings is still being captured, which may yet confirm it.
    ///
    /// # Errors
    /// The first that came up; everybody else has been taken off all the same.
    pub async fn sweep_run(&self, sweep: SweepRun) -> Result<bool, BookingError> {
        let (mut nobody_left, mut failure) = (true, None);
        let left = booking::on_board(sweep.run)
            .filter(booking::Column::Id.gt(sweep.after.unwrap_or(BookingId(0))))
            .order_by_asc(booking::Column::Id)
            .limit(SWEEP_BATCH)
            .all(self.store.writer())
            .await?;
        if let Some(last) = left.last().filter(|_| u64::try_from(left.len()).is_ok_and(|left| left == SWEEP_BATCH)) {
            let (next, now) = (SweepRun { after: Some(last.id), ..sweep }, self.clock.now());
            job::enqueue(self.store.writer(), SWEEP_RUN, serde_json::to_value(next)?, now, now).await?;
        }
        for record in self.with_runs(left).await? {
            match self.take_off(&record).await {
                Ok(off) => nobody_left &= off,
                Err(error) => {
                    tracing::error!(booking = %record.booking.reference, %error, "a booking on a cancelled run could not be cancelled");
                    failure.get_or_insert(error);
                }
            }
        }
        self.close_waitlist(sweep.run).await?;
        failure.map_or(Ok(nobody_left), Err)
    }

    async fn take_off(&self, record: &BookingRecord) -> Result<bool, BookingError> {
        let cancelling = Cancelling { by: CancelledBy::Host, actor: None, member: None, reason: record.run.cancel_reason.as_deref() };
        match record.booking.status {
            BookingStatus::Confirmed => {}
            BookingStatus::Pending => return self.end_hold(record.booking.id, cancelling.reason).await,
            _ => return Ok(false),
        }
        let everybody: Vec<Leaving> = record.staying().map(leaving).collect();
        let quote = refund_quote(&terms(record), &everybody, RefundCause::Host, self.clock.now());
        self.execute(record, &quote, cancelling).await
    }

    /// Ends the hold of a booking on a cancelled run at once, unless a payment for it is being captured.
    async fn end_hold(&self, id: BookingId, reason: Option<&str>) -> Result<bool, BookingError> {
        let now = self.clock.now();
        let db = self.store.begin().await?;
        booking::shorten_hold(&db, id, now).await?;
        let won = booking::advance(&db, id, BookingStatus::Pending, BookingEvent::HoldRanOut, now).await?;
        if won {
            let held = booking::Entity::find_by_id(id).one(&db).await?.ok_or(BookingError::NoBooking)?;
            self.end_offer(&db, &held, WaitEvent::RunClosed, now).await?;
            self.give_seats_back(&db, held.run_id, held.party, now).await?;
            audit_log::record(&db, now, None, "booking.expired", format!("booking:{id}"), serde_json::json!({ "run_cancelled": true })).await?;
            mail::post(&db, id, &Letter::RunCancelled { reason: reason.unwrap_or_default().to_owned(), total: Paise::ZERO }, now).await?;
        }
        db.commit().await?;
        Ok(won)
    }
}

/// Moves the stakes of the seats of a quote: back, or forfeited. False where one of them does not stand where it should.
async fn move_stakes(db: &DatabaseTransaction, booking: BookingId, quote: &RefundQuote) -> Result<bool, DbErr> {
    let staked = |is_back: bool| {
        let lines = quote.lines.iter().filter(move |line| !line.stake_paid.is_zero() && line.stake_back.is_zero() != is_back);
        lines.map(|line| line.traveler.position).collect::<Vec<_>>()
    };
    for (event, who) in [(StakeEvent::Return, staked(true)), (StakeEvent::Forfeit, staked(false))] {
        if !who.is_empty() && !traveler::move_stakes(db, booking, &who, StakeStatus::Held, event).await? {
            return Ok(false);
        }
    }
    Ok(true)
}

pub(super) fn leaving(person: &traveler::Model) -> Leaving {
    Leaving { position: person.position, name: person.name.clone() }
}

pub(super) fn terms(record: &BookingRecord) -> Terms<'_> {
    Terms { policy: &record.policy, starts_at: record.run.starts_at, price_each: record.booking.price_each, stake_each: record.booking.stake_each }
}

async fn log(db: &DatabaseTransaction, booking: &booking::Model, quote: &RefundQuote, cancelling: Cancelling<'_>, now: DateTime<Utc>) -> Result<(), DbErr> {
    let (action, subject) = ("booking.cancelled", format!("booking:{}", booking.id));
    let detail = json!({ "by": cancelling.by, "reason": cancelling.reason, "quote": quote });
    let Some(member) = cancelling.member else { return audit_log::record(db, now, cancelling.actor, action, subject, detail).await };
    let before = json!({ "reference": booking.reference, "status": booking.status, "party": booking.party });
    activity::record(db, member, action, Change { subject, before, after: detail }, now).await
}

fn letter(quote: &RefundQuote, cancelling: Cancelling<'_>, whole: bool) -> Letter {
    let (reason, total) = (cancelling.reason.unwrap_or_default().to_owned(), quote.total());
    if cancelling.by == CancelledBy::Platform {
        return Letter::CancelledByPlatform { reason, total };
    }
    if cancelling.by == CancelledBy::Host {
        return if cancelling.member.is_some() { Letter::CancelledByHost { reason, total } } else { Letter::RunCancelled { reason, total } };
    }
    let lines = quote.lines.iter().map(|line| LetterLine {
        name: line.traveler.name.clone(),
        price_back: line.price_back,
        stake_back: line.stake_back,
        stake_forfeited: line.stake_paid - line.stake_back,
    });
    // The first seat of a cancellation is cancelled once, so it names the letter.
    let part = quote.lines.first().map_or(0, |line| i64::from(line.traveler.position));
    Letter::BookingCancelled { part, lines: lines.collect(), total: quote.total(), whole }
}

/// Posts what does not come back: the price to the host and the platform, the stake to the pool. Nothing for a booking that cost nothing.
async fn post_what_is_kept(db: &DatabaseTransaction, record: &BookingRecord, quote: &RefundQuote, now: DateTime<Utc>) -> Result<(), DbErr> {
    let booking = record.booking.id;
    let seats: Vec<String> = quote.lines.iter().map(|line| line.traveler.position.to_string()).collect();
    let of = format!("{booking}:{}", seats.join(","));
    if !quote.price_kept().is_zero() {
        let (host, fee_basis_points) = host_of(db, record.run.id).await?;
        ledger_entry::post(db, Entry::price_kept(&of, booking, host, quote.price_kept(), fee_basis_points), now).await?;
    }
    ledger_entry::post(db, Entry::stake_forfeited(&of, booking, quote.stake_forfeited()), now).await
}

/// The organization that a run is of, and the platform's share of its prices in hundredths of a percent.
pub(super) async fn host_of(db: &DatabaseTransaction, run: RunId) -> Result<(OrganizationId, i32), DbErr> {
    let host = event_run::Entity::find_by_id(run)
        .join(JoinType::InnerJoin, event_run::Relation::Experience.def())
        .join(JoinType::InnerJoin, experience::Relation::Organization.def())
        .select_only()
        .column(organization::Column::Id)
        .column(organization::Column::FeeBasisPoints)
        .into_tuple()
        .one(db)
        .await?;
    host.ok_or_else(|| DbErr::RecordNotFound(format!("the host of run {run}")))
}
