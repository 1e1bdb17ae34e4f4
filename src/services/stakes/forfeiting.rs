//! Forfeiting: the stakes of those who were missed, once nobody may appeal for them any more and no appeal is undecided.

use super::{StakeError, named, places, stakes_of};
use crate::{
    domain::{
        appeal::AppealStatus,
        ids::BookingId,
        ledger::Entry,
        setting::Setting,
        stake::{StakeEvent, StakeStatus},
    },
    entity::{appeal, audit_log, job, ledger_entry, traveler},
    services::{
        Services,
        cancellations::host_of,
        mail::{self, Letter},
    },
};
use chrono::{DateTime, Utc};
use sea_orm::ConnectionTrait;
use serde::{Deserialize, Serialize};
use serde_json::json;

/// The job that forfeits the stakes of a booking nobody has appealed for; see [`ForfeitStakes`].
pub const FORFEIT_STAKES: &str = "forfeit_stakes";

/// What the job [`FORFEIT_STAKES`] carries.
#[derive(Clone, Copy, Debug, Serialize, Deserialize)]
pub struct ForfeitStakes {
    pub booking: BookingId,
}

/// Plans to forfeit what is left of a booking's stakes once `appeal` can no longer be made.
pub(super) async fn plan(db: &impl ConnectionTrait, appeal: &appeal::Model, now: DateTime<Utc>) -> Result<(), StakeError> {
    let payload = serde_json::to_value(ForfeitStakes { booking: appeal.booking_id })?;
    Ok(job::enqueue(db, FORFEIT_STAKES, payload, appeal.until.max(now), now).await?)
}

impl Services {
    /// Forfeits the stakes of a booking that still wait, if the time to appeal is over and no appeal is undecided. Done again, it finds
    /// nothing to do. False where it is too early.
    ///
    /// # Errors
    /// The database's.
    pub async fn forfeit_stakes(&self, job: ForfeitStakes) -> Result<bool, StakeError> {
        let (now, share) = (self.clock.now(), self.setting(Setting::HostShare).await?);
        let record = self.booking_by_id(job.booking).await?;
        let db = self.store.begin().await?;
        appeal::lapse(&db, job.booking, now).await?;
        let Some(appeal) = appeal::of_booking(job.booking).one(&db).await? else { return Ok(true) };
        if appeal.until > now {
            return Ok(false);
        }
        // An open appeal holds everything; whoever decides it plans this anew.
        if appeal.status.is_undecided() {
            return Ok(true);
        }
        let waiting = places(&record, |person| person.stake == StakeStatus::ForfeitPending);
        if waiting.is_empty() {
            db.commit().await?;
            return Ok(true);
        }
        if !traveler::move_stakes(&db, job.booking, &waiting, StakeStatus::ForfeitPending, StakeEvent::Forfeit).await? {
            return Err(StakeError::Raced);
        }
        let stake = stakes_of(&record, waiting.len())?;
        let (host, _) = host_of(&db, record.booking.run_id).await?;
        let seats: Vec<String> = waiting.iter().map(ToString::to_string).collect();
        let entry = Entry::no_show_forfeited(&format!("{}:{}", job.booking, seats.join(",")), job.booking, stake, (host, share));
        ledger_entry::post(&db, entry, now).await?;
        // Whoever appealed in vain has been told.
        let told: Vec<i32> = if appeal.status == AppealStatus::Denied { serde_json::from_str(&appeal.positions)? } else { Vec::new() };
        if waiting.iter().any(|position| !told.contains(position)) {
            let names = named(&record, &waiting).into_iter().map(|person| person.name).collect();
            mail::post(&db, job.booking, &Letter::StakeForfeited { names, amount: stake }, now).await?;
        }
        let detail = json!({ "travelers": waiting, "amount": stake, "appeal": appeal.status });
        audit_log::record(&db, now, None, "stake.forfeited", format!("booking:{}", job.booking), detail).await?;
        db.commit().await?;
        Ok(true)
    }
}
