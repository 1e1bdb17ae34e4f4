//! The people on a booking, in the order in which they were named.

use crate::domain::{
    booking::Attendance,
    ids::{BookingId, TravelerId},
    stake::StakeStatus,
};
use sea_orm::entity::prelude::*;
use sea_orm::sea_query::Expr;

/// A row.
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "travelers")]
pub struct Model {
    #[sea_orm(primary_key)]
    pub id: TravelerId,
    pub booking_id: BookingId,
    /// 0 is the lead traveler.
    pub position: i32,
    pub name: String,
    pub attendance: Attendance,
    /// When this seat was cancelled, alone or with others of the party.
    pub cancelled_at: Option<DateTimeUtc>,
    /// When somebody at the door saw this traveler; by the clock of the device that did.
    pub checked_in_at: Option<DateTimeUtc>,
    pub stake: StakeStatus,
}

/// What a row points at.
#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {
    #[sea_orm(belongs_to = "super::booking::Entity", from = "Column::BookingId", to = "super::booking::Column::Id")]
    Booking,
}

impl Related<super::booking::Entity> for Entity {
    fn to() -> RelationDef {
        Relation::Booking.def()
    }
}

impl ActiveModelBehavior for ActiveModel {}

/// Cancels the seats of the travelers at `positions`; gives how many of them still had one.
///
/// # Errors
/// Whatever the database says.
pub async fn cancel(db: &impl ConnectionTrait, booking: BookingId, positions: &[i32], now: DateTimeUtc) -> Result<u64, DbErr> {
    let change = Entity::update_many()
        .col_expr(Column::CancelledAt, Expr::value(now))
        .filter(Column::BookingId.eq(booking))
        .filter(Column::Position.is_in(positions.iter().copied()))
        .filter(Column::CancelledAt.is_null());
    Ok(change.exec(db).await?.rows_affected)
}
