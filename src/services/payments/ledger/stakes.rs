//! Where each traveler's stake stands must be what escrow and refunds say: two tellings of one story.

use super::sum_of;
use crate::{
    domain::{
        ids::{BookingId, BookingRef},
        ledger::Account,
        money::Paise,
        payment::RefundStatus,
        stake::StakeStatus,
    },
    entity::{booking, ledger_leg, refund, traveler},
};
use sea_orm::{ColumnTrait, ConnectionTrait, DbErr, EntityTrait, QueryFilter, QuerySelect, Select};
use std::collections::BTreeMap;

/// The stakes of one booking, told twice.
#[derive(Default)]
struct Stakes {
    reference: Option<BookingRef>,
    /// By the travelers' rows: in escrow, on their way back, and back.
    told: [Paise; 3],
    /// The same, by ledger and refunds.
    booked: [Paise; 3],
}

const PLACES: [&str; 3] = ["in escrow", "on their way back", "back with their travelers"];

/// Bookings on which somebody's stake waits for an appeal.
pub(super) fn waiting_for_appeals() -> Select<traveler::Entity> {
    traveler::Entity::find().select_only().column(traveler::Column::BookingId).filter(traveler::Column::Stake.eq(StakeStatus::ForfeitPending))
}

/// Bookings whose travelers' stakes are not where the money is, in words.
pub(super) async fn that_differ(db: &impl ConnectionTrait) -> Result<Vec<String>, DbErr> {
    let mut all: BTreeMap<BookingId, Stakes> = BTreeMap::new();
    by_travelers(db, &mut all).await?;
    by_money(db, &mut all).await?;
    let faults = |(booking, stakes): (BookingId, Stakes)| {
        let name = stakes.reference.map_or_else(|| format!("number {booking}"), |reference| reference.to_string());
        let differ = PLACES.into_iter().zip(stakes.told.into_iter().zip(stakes.booked)).filter(|(_, (told, booked))| told != booked);
        differ.map(|(place, (told, booked))| format!("booking {name} has stakes of {told} {place}, but the money says {booked}")).collect::<Vec<_>>()
    };
    Ok(all.into_iter().flat_map(faults).collect())
}

async fn by_travelers(db: &impl ConnectionTrait, all: &mut BTreeMap<BookingId, Stakes>) -> Result<(), DbErr> {
    let rows: Vec<(BookingId, BookingRef, Paise, StakeStatus, i64)> = traveler::Entity::find()
        .inner_join(booking::Entity)
        .select_only()
        .column(booking::Column::Id)
        .column(booking::Column::Reference)
        .column(booking::Column::StakeEach)
        .column(traveler::Column::Stake)
        .column_as(traveler::Column::Id.count(), "travelers")
        .filter(traveler::Column::Stake.is_not_in([StakeStatus::None, StakeStatus::Forfeited]))
        .group_by(booking::Column::Id)
        .group_by(booking::Column::Reference)
        .group_by(booking::Column::StakeEach)
        .group_by(traveler::Column::Stake)
        .into_tuple()
        .all(db)
        .await?;
    for (booking, reference, each, status, travelers) in rows {
        let place = match status {
            StakeStatus::None | StakeStatus::Forfeited => continue,
            StakeStatus::Held | StakeStatus::ForfeitPending => 0,
            StakeStatus::ReturnDue => 1,
            StakeStatus::Returned => 2,
        };
        let stakes = all.entry(booking).or_default();
        stakes.reference = Some(reference);
        stakes.told[place] = stakes.told[place] + each.times(u32::try_from(travelers).unwrap_or(u32::MAX)).unwrap_or_default();
    }
    Ok(())
}

async fn by_money(db: &impl ConnectionTrait, all: &mut BTreeMap<BookingId, Stakes>) -> Result<(), DbErr> {
    let escrow: Vec<(BookingId, Paise)> = ledger_leg::Entity::find()
        .select_only()
        .column(ledger_leg::Column::OwnerId)
        .column_as(sum_of(ledger_leg::Column::Amount), "sum")
        .filter(ledger_leg::Column::Account.eq(Account::StakeEscrow))
        .group_by(ledger_leg::Column::OwnerId)
        .into_tuple()
        .all(db)
        .await?;
    for (booking, sum) in escrow {
        all.entry(booking).or_default().booked[0] = Paise::ZERO - sum;
    }
    let refunds: Vec<(BookingId, RefundStatus, Paise)> = refund::Entity::find()
        .select_only()
        .column(refund::Column::BookingId)
        .column(refund::Column::Status)
        .column_as(sum_of(refund::Column::StakePart), "sum")
        .group_by(refund::Column::BookingId)
        .group_by(refund::Column::Status)
        .into_tuple()
        .all(db)
        .await?;
    for (booking, status, sum) in refunds {
        let place = if status == RefundStatus::Processed { 2 } else { 1 };
        let stakes = all.entry(booking).or_default();
        stakes.booked[place] = stakes.booked[place] + sum;
    }
    Ok(())
}
