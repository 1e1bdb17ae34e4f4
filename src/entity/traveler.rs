//! The people on a booking, in the order in which they were named.

use crate::domain::{booking::Attendance, ids::BookingId};
use sea_orm::entity::prelude::*;

/// A row.
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "travelers")]
pub struct Model {
    #[sea_orm(primary_key)]
    pub id: i64,
    pub booking_id: BookingId,
    /// 0 is the lead traveler.
    pub position: i32,
    pub name: String,
    pub attendance: Attendance,
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
