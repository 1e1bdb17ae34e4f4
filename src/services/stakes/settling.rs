//! Settling a run whose attendance is final: one booking a transaction, so that it can be interrupted anywhere and done again.

use super::{FORFEIT_STAKES, ForfeitStakes, StakeError, named, places, stakes_of};
use crate::{
    domain::{
        attendance::{Closing, appeal_until, fate},
        booking::BookingStatus,
        ids::{BookingId, RunId},
        ledger::Entry,
        payment::RefundCause,
        stake::{StakeEvent, StakeStatus},
    },
    entity::{appeal, audit_log, booking, event_run, job, ledger_entry, payment, traveler},
    services::{
        Services,
        bookings::{BookingError, BookingRecord},
        cancellations::host_of,
        mail::{self, Letter, StakeLine},
    },
};
use chrono::{DateTime, Utc};
use sea_orm::{ColumnTrait, DatabaseTransaction, QueryFilter, QueryOrder, QuerySelect};
use serde::{Deserialize, Serialize};
use serde_json::json;

/// The job that settles a run whose attendance is final; see [`FinalizeRun`].
pub const FINALIZE_RUN: &str = "finalize_run";
/// Bookings settled between two looks at what is left.
const BATCH: u64 = 50;

/// What the job [`FINALIZE_RUN`] carries.
#[derive(Clone, Copy, Debug, Serialize, Deserialize)]
pub struct FinalizeRun {
    pub run: RunId,
    /// How attendance became final.
    pub closing: Closing,
}

/// What becomes of the people of one booking, by their places.
struct Parting {
    /// Whose stakes go back.
    back: Vec<i32>,
    /// Who was missed.
    missed: Vec<i32>,
    /// Where the stakes of all of them stand: in escrow, unless nobody has paid one, or the traveler's bank has given all of it back.
    stake: StakeStatus,
    closing: Closing,
}

impl Parting {
    fn of(record: &BookingRecord, closing: Closing) -> Self {
        let part = |event: StakeEvent| places(record, |person| person.cancelled_at.is_none() && fate(closing, person.attendance).stake == event);
        let stake = record.staying().next().map_or(StakeStatus::None, |person| person.stake);
        Self { back: part(StakeEvent::Return), missed: part(StakeEvent::Missed), stake, closing }
    }

    fn is_staked(&self) -> bool {
        self.stake == StakeStatus::Held
    }

    const fn cause(&self) -> RefundCause {
        match self.closing {
            Closing::ByAttendance => RefundCause::Attendance,
            Closing::AllBack => RefundCause::Unattended,
        }
    }
}

impl Services {
    /// Settles the bookings of a run whose attendance is final, and completes it. True once nothing is left; false while somebody still
    /// pays, or a booking would not hold still.
    ///
    /// # Errors
    /// The first that came up; everybody else has been settled all the same.
    pub async fn settle_run(&self, job: FinalizeRun) -> Result<bool, StakeError> {
        let (mut after, mut all_settled, mut failure) = (BookingId(0), true, None);
        loop {
            let left = booking::on_board(job.run)
                .filter(booking::Column::Id.gt(after))
                .order_by_asc(booking::Column::Id)
                .limit(BATCH)
                .all(self.store.writer())
                .await?;
            let Some(last) = left.last() else { break };
            after = last.id;
            for record in self.with_runs(left).await? {
                match self.settle_attendance(&record, job.closing).await {
                    Ok(settled) => all_settled &= settled,
                    Err(error) => {
                        tracing::error!(booking = %record.booking.reference, %error, "a booking on a run that is over could not be completed");
                        failure.get_or_insert(error);
                    }
                }
            }
        }
        if let Some(error) = failure {
            return Err(error);
        }
        if all_settled {
            event_run::complete(self.store.writer(), job.run).await?;
        }
        Ok(all_settled)
    }

    /// Completes one booking: who was there gets the stake back, who was missed may appeal, and the price is the host's.
    /// False where it is not confirmed, or was changed since it was read; then nothing was done.
    async fn settle_attendance(&self, record: &BookingRecord, closing: Closing) -> Result<bool, StakeError> {
        let (now, booking) = (self.clock.now(), &record.booking);
        if booking.status != BookingStatus::Confirmed || i32::try_from(record.staying().count()).ok() != Some(booking.party) {
            return Ok(false);
        }
        let parting = Parting::of(record, closing);
        let db = self.store.begin().await?;
        if parting.is_staked() {
            self.give_stakes_back(&db, record, &named(record, &parting.back), (parting.cause(), None), now).await?;
        }
        if !part(&db, record, &parting, now).await? {
            db.rollback().await?;
            return Ok(false);
        }
        if payment::kept_for(booking.id).one(&db).await?.is_some() {
            let (host, fee_basis_points) = host_of(&db, booking.run_id).await?;
            let price = u32::try_from(booking.party).ok().and_then(|party| booking.price_each.times(party)).ok_or(BookingError::Amount)?;
            ledger_entry::post(&db, Entry::price_earned(booking.id, host, price, fee_basis_points), now).await?;
        }
        if parting.is_staked() {
            self.let_appeal(&db, record, &parting, now).await?;
        }
        let detail = json!({ "closing": closing, "stakes_back": parting.back, "missed": parting.missed });
        audit_log::record(&db, now, None, "booking.completed", format!("booking:{}", booking.id), detail).await?;
        db.commit().await?;
        Ok(true)
    }

    /// Tells the traveler what becomes of the stakes; where somebody was missed, lets the booking appeal and plans the end of that.
    async fn let_appeal(&self, db: &DatabaseTransaction, record: &BookingRecord, parting: &Parting, now: DateTime<Utc>) -> Result<(), StakeError> {
        let booking = record.booking.id;
        let until = (!parting.missed.is_empty()).then(|| appeal_until(now));
        if let Some(until) = until {
            appeal::allow(db, booking, until, now).await?;
            job::enqueue(db, FORFEIT_STAKES, serde_json::to_value(ForfeitStakes { booking })?, until, now).await?;
        }
        let each = stakes_of(record, 1)?;
        let line = |person: &traveler::Model| StakeLine { name: person.name.clone(), stake: each, is_back: parting.back.contains(&person.position) };
        let lines = record.staying().map(line).collect();
        let letter = Letter::AttendanceFinal { lines, appeal_until: until, unattended: parting.closing == Closing::AllBack };
        Ok(mail::post(db, booking, &letter, now).await?)
    }
}

/// Moves the booking, its people and their stakes. False where one of them is no longer as it was read.
async fn part(db: &DatabaseTransaction, record: &BookingRecord, parting: &Parting, now: DateTime<Utc>) -> Result<bool, StakeError> {
    let booking = &record.booking;
    Ok(booking::complete(db, booking, now).await?
        && (!parting.is_staked()
            || parting.back.is_empty()
            || traveler::move_stakes(db, booking.id, &parting.back, StakeStatus::Held, StakeEvent::Return).await?)
        && (parting.missed.is_empty() || traveler::miss(db, booking.run_id, booking.id, &parting.missed, parting.stake).await?))
}
