//! Stakes that a traveler's bank has given back with all the rest of a payment.

use super::{StakeError, named, places};
use crate::{
    domain::{
        appeal::AppealEvent,
        payment::RefundCause,
        stake::{StakeEvent, StakeStatus},
    },
    entity::{
        appeal::{self, Verdict},
        traveler,
    },
    services::{Services, bookings::BookingRecord},
};
use chrono::{DateTime, Utc};
use sea_orm::DatabaseTransaction;

impl Services {
    /// Lets every stake of a booking that is not decided go back, and ends an appeal about them: the bank has decided it. Their refund is
    /// written down in the caller's transaction, for the caller to say who has made it.
    pub(in crate::services) async fn stakes_taken_by_bank(
        &self,
        db: &DatabaseTransaction,
        record: &BookingRecord,
        now: DateTime<Utc>,
    ) -> Result<(), StakeError> {
        let booking = record.booking.id;
        let held = places(record, |person| person.stake == StakeStatus::Held && person.cancelled_at.is_none());
        let waiting = places(record, |person| person.stake == StakeStatus::ForfeitPending);
        let who = named(record, &[held.as_slice(), &waiting].concat());
        if who.is_empty() {
            return Ok(());
        }
        self.give_stakes_back(db, record, &who, (RefundCause::Dispute, None), now).await?;
        for (who, from, event) in [(&held, StakeStatus::Held, StakeEvent::Return), (&waiting, StakeStatus::ForfeitPending, StakeEvent::Excused)] {
            if !who.is_empty() && !traveler::move_stakes(db, booking, who, from, event).await? {
                return Err(StakeError::Raced);
            }
        }
        if let Some(appeal) = appeal::of_booking(booking).one(db).await?.filter(|appeal| appeal.status.is_undecided()) {
            let verdict = Verdict { event: AppealEvent::Granted, by: None, words: None };
            if !appeal::decide(db, appeal.id, appeal.status, serde_json::to_string(&waiting)?, verdict, now).await? {
                return Err(StakeError::Raced);
            }
        }
        Ok(())
    }
}
