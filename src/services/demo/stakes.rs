//! The stakes of the demo's past runs, settled as they would have been: back with those who came, waiting or forfeited for those who did not.

use super::super::{
    cancellations::host_of,
    stakes::{FORFEIT_STAKES, ForfeitStakes},
};
use crate::{
    domain::{
        attendance::appeal_until,
        booking::{Attendance, BookingStatus},
        ids::PaymentId,
        ledger::Entry,
        money::Paise,
        payment::{RefundCause, RefundStatus},
        refund_quote::{Leaving, QuoteLine, RefundQuote},
        stake::StakeStatus,
    },
    entity::{appeal, booking, job, ledger_entry, payment, refund, refund_log, traveler},
    services::bookings::BookingError,
};
use chrono::{DateTime, Duration, Utc};
use sea_orm::{ActiveValue::NotSet, DatabaseTransaction, DbErr, EntityTrait, Set};

/// Every so manieth booking with somebody who was missed has appealed.
const APPEALED_EVERY: i64 = 2;

/// Where the stake of a traveler of the demo stands at `now`.
pub(super) fn stand(booking: &booking::Model, seen: Attendance, finalized_at: Option<DateTime<Utc>>, now: DateTime<Utc>) -> StakeStatus {
    match (booking.status, seen) {
        _ if booking.stake_each.is_zero() => StakeStatus::None,
        (BookingStatus::Confirmed, _) => StakeStatus::Held,
        (BookingStatus::Completed, Attendance::NoShow) if finalized_at.is_some_and(|at| appeal_until(at) > now) => StakeStatus::ForfeitPending,
        (BookingStatus::Completed, Attendance::NoShow) => StakeStatus::Forfeited,
        (BookingStatus::Completed, _) => StakeStatus::Returned,
        _ => StakeStatus::None,
    }
}

/// Settles a completed booking that was paid for, as of when the attendance of its run became final.
pub(super) async fn settle(
    db: &DatabaseTransaction,
    booking: &booking::Model,
    people: &[traveler::Model],
    payment: PaymentId,
    (finalized_at, now): (DateTime<Utc>, DateTime<Utc>),
) -> Result<(), BookingError> {
    let host = host_of(db, booking.run_id).await?;
    let price = Paise(booking.price_each.0 * i64::from(booking.party));
    ledger_entry::post(db, Entry::price_earned(booking.id, host.0, price, host.1), finalized_at).await?;
    let standing = |status: StakeStatus| people.iter().filter(move |person| person.stake == status);
    give_back(db, booking, standing(StakeStatus::Returned), payment, finalized_at).await?;
    let forfeited: Vec<String> = standing(StakeStatus::Forfeited).map(|person| person.position.to_string()).collect();
    let waiting: Vec<i32> = standing(StakeStatus::ForfeitPending).map(|person| person.position).collect();
    let until = appeal_until(finalized_at);
    if !forfeited.is_empty() {
        let stake = Paise(booking.stake_each.0 * i64::try_from(forfeited.len()).unwrap_or_default());
        ledger_entry::post(db, Entry::no_show_forfeited(&format!("{}:{}", booking.id, forfeited.join(",")), booking.id, stake, (host.0, 0)), until).await?;
        appeal::allow(db, booking.id, until, finalized_at).await?;
        appeal::lapse(db, booking.id, now).await?;
    }
    if !waiting.is_empty() {
        appeal::allow(db, booking.id, until, finalized_at).await?;
        job::enqueue(db, FORFEIT_STAKES, serde_json::to_value(ForfeitStakes { booking: booking.id })?, until, now).await?;
        if booking.id.0 % APPEALED_EVERY == 0
            && let Some(made) = appeal::of_booking(booking.id).one(db).await?
        {
            let words = "We stood at the wrong corner for a quarter of an hour and joined at the second stop. The pictures show us.";
            appeal::make(db, made.id, serde_json::to_string(&waiting)?, words, finalized_at + Duration::hours(1)).await?;
        }
    }
    Ok(())
}

/// The refund that brought the stakes of `people` back.
async fn give_back(
    db: &DatabaseTransaction,
    booking: &booking::Model,
    people: impl Iterator<Item = &traveler::Model>,
    payment: PaymentId,
    at: DateTime<Utc>,
) -> Result<(), BookingError> {
    let lines: Vec<QuoteLine> = people
        .map(|person| QuoteLine {
            traveler: Leaving { position: person.position, name: person.name.clone() },
            price_paid: booking.price_each,
            price_back: Paise::ZERO,
            stake_paid: booking.stake_each,
            stake_back: booking.stake_each,
        })
        .collect();
    let quote = RefundQuote { cause: RefundCause::Attendance, price_percent: 0, lines };
    let stake = quote.stake_back();
    if stake.is_zero() {
        return Ok(());
    }
    if !payment::reserve_refund(db, payment, stake).await? {
        return Err(DbErr::Custom(format!("the payment of the demo's booking {} has no {stake} left", booking.id)).into());
    }
    let row = refund::ActiveModel {
        id: NotSet,
        payment_id: Set(payment),
        booking_id: Set(booking.id),
        cause: Set(quote.cause),
        status: Set(RefundStatus::Processed),
        price_part: Set(Paise::ZERO),
        stake_part: Set(stake),
        quote: Set(serde_json::to_string(&quote)?),
        idempotency_key: Set(format!("demo-stakes-{}", booking.id)),
        attempts: Set(1),
        generation: Set(0),
        provider_refund_id: Set(Some(format!("rfnd_{}{:010}", super::payments::MARK, booking.id.0))),
        actor_id: Set(None),
        settlement: Set(None),
        dispute_id: Set(None),
        created_at: Set(at),
        updated_at: Set(at),
    };
    let refund = refund::Entity::insert(row).exec_with_returning(db).await?.id;
    for step in ["intended", "sending", "processed"] {
        refund_log::record(db, refund, at, None, step, serde_json::json!({})).await?;
    }
    ledger_entry::post(db, Entry::refund_intended(refund, booking.id, Paise::ZERO, stake), at).await?;
    ledger_entry::post(db, Entry::refund_processed(refund, booking.id, stake), at).await?;
    Ok(())
}
