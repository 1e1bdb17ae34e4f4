//! After the run: attendance becomes final, stakes settle themselves, and whoever was missed may appeal.
//!
//! `closing` shuts the door, by the host's hand or by itself; `settling` then completes booking by booking; `appeals` hears those who
//! were missed; `forfeiting` ends what nobody appealed, or in vain; `disputed` ends it where a traveler's bank has decided.

mod appeals;
mod closing;
mod disputed;
mod forfeiting;
mod settling;
mod todo;

pub use appeals::{Appeal, AppealRecord};
pub use closing::{AttendanceBooking, AttendanceRecord};
pub use forfeiting::{FORFEIT_STAKES, ForfeitStakes};
pub use settling::{FINALIZE_RUN, FinalizeRun};
pub use todo::{RunToDo, ToDo};

use super::{
    Services,
    bookings::{BookingError, BookingRecord},
    cancellations::terms,
    payments::{PaymentError, refunds::Intent},
};
use crate::{
    domain::{
        appeal::AppealStatus,
        ids::{OrganizationId, RunId, UserId},
        money::Paise,
        organization::Role,
        payment::RefundCause,
        refund_quote::{Leaving, refund_quote},
    },
    entity::{event_run, experience, member, payment, traveler, user},
};
use chrono::{DateTime, Utc};
use sea_orm::{ColumnTrait, ConnectionTrait, DatabaseTransaction, DbErr, EntityTrait, QueryFilter, QueryOrder, QuerySelect, QueryTrait};

/// Why a stake was not settled. Whatever it is, nothing was changed.
#[derive(Debug, thiserror::Error)]
pub enum StakeError {
    /// The run is not over.
    #[error("the run is not over")]
    NotOver,
    /// Attendance is final already, or the run was called off.
    #[error("attendance can no longer be made final")]
    Final,
    /// Who was checked in is not what the caller has seen.
    #[error("somebody was checked in, or taken back, meanwhile")]
    CountChanged,
    /// Nobody was missed on this booking, or it is none of the caller's.
    #[error("there is nothing to appeal against")]
    NoAppeal,
    /// Somebody was named whose stake does not wait.
    #[error("the stake of one of them does not wait")]
    NotMissed,
    /// It was made, decided, or is out of time.
    #[error("the appeal is {0}")]
    AppealMoved(AppealStatus),
    /// Somebody else changed the same thing this very moment.
    #[error("somebody was faster")]
    Raced,
    #[error(transparent)]
    Booking(#[from] BookingError),
    #[error("a stored value cannot be read")]
    Stored(#[from] serde_json::Error),
    #[error(transparent)]
    Database(#[from] DbErr),
}

impl From<PaymentError> for StakeError {
    fn from(error: PaymentError) -> Self {
        Self::Booking(error.into())
    }
}

impl Services {
    /// Writes down that the stakes of `who` go back, in the caller's transaction and before it locks anything else: rows are always locked
    /// in the order payment, booking, run. Gives how much that is; nothing for travelers without a stake.
    async fn give_stakes_back(
        &self,
        db: &DatabaseTransaction,
        record: &BookingRecord,
        who: &[Leaving],
        (cause, actor): (RefundCause, Option<UserId>),
        now: DateTime<Utc>,
    ) -> Result<Paise, StakeError> {
        let quote = refund_quote(&terms(record), who, cause, now);
        if quote.total().is_zero() {
            return Ok(Paise::ZERO);
        }
        let paid = payment::kept_for(record.booking.id).one(db).await?.ok_or(BookingError::NothingCaptured)?;
        let intent = Intent { quote: &quote, price: quote.price_back(), stake: quote.stake_back(), actor };
        // The guard refuses only what other refunds have taken already: the same stakes, a moment ago.
        self.intend_refund(db, &paid, intent, now).await?.ok_or(StakeError::Raced)?;
        Ok(quote.stake_back())
    }
}

/// The people at `positions` of a booking, as quotes and letters name them.
fn named(record: &BookingRecord, positions: &[i32]) -> Vec<Leaving> {
    record.people.iter().filter(|person| positions.contains(&person.position)).map(super::cancellations::leaving).collect()
}

/// The places of those travelers of whom `is` is true.
fn places(record: &BookingRecord, is: impl Fn(&traveler::Model) -> bool) -> Vec<i32> {
    record.people.iter().filter(|person| is(person)).map(|person| person.position).collect()
}

/// Stakes of `count` travelers of a booking.
fn stakes_of(record: &BookingRecord, count: usize) -> Result<Paise, BookingError> {
    u32::try_from(count).ok().and_then(|count| record.booking.stake_each.times(count)).ok_or(BookingError::Amount)
}

/// The organization that a run is of.
async fn organization_of(db: &impl ConnectionTrait, run: RunId) -> Result<OrganizationId, DbErr> {
    let found =
        event_run::Entity::find_by_id(run).inner_join(experience::Entity).select_only().column(experience::Column::OrganizationId).into_tuple().one(db).await?;
    found.ok_or_else(|| DbErr::RecordNotFound(format!("the host of run {run}")))
}

/// Those who answer for an organization's runs: its owners and managers.
async fn hosts_of(db: &impl ConnectionTrait, organization: OrganizationId) -> Result<Vec<user::Model>, DbErr> {
    let members = member::Entity::find()
        .select_only()
        .column(member::Column::UserId)
        .filter(member::Column::OrganizationId.eq(organization))
        .filter(member::Column::Role.is_in([Role::Owner, Role::Manager]));
    user::Entity::find().filter(user::Column::Id.in_subquery(members.into_query())).order_by_asc(user::Column::Id).all(db).await
}
