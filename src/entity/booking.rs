//! Travelers' seats on runs, with price, stake and refund policy as they were when the seats were taken.

use crate::domain::{
    booking::{BookingEvent, BookingStatus, CancelledBy},
    ids::{BookingId, BookingRef, RunId, UserId},
    money::Paise,
};
use sea_orm::entity::prelude::*;
use sea_orm::sea_query::Expr;

/// A row.
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "bookings")]
pub struct Model {
    #[sea_orm(primary_key)]
    pub id: BookingId,
    pub reference: BookingRef,
    pub run_id: RunId,
    pub user_id: UserId,
    /// From the form; unique for each user.
    pub idempotency_token: String,
    pub status: BookingStatus,
    pub party: i32,
    pub contact_email: String,
    pub contact_phone: Option<String>,
    pub special_requests: Option<String>,
    pub price_each: Paise,
    pub stake_each: Paise,
    pub currency: String,
    /// JSON of [`crate::domain::refund_policy::RefundPolicy`].
    pub refund_policy: String,
    pub hold_expires_at: Option<DateTimeUtc>,
    pub cancelled_by: Option<CancelledBy>,
    pub cancel_reason: Option<String>,
    pub created_at: DateTimeUtc,
    pub updated_at: DateTimeUtc,
}

/// What a row points at.
#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {
    #[sea_orm(belongs_to = "super::event_run::Entity", from = "Column::RunId", to = "super::event_run::Column::Id")]
    EventRun,
    #[sea_orm(belongs_to = "super::user::Entity", from = "Column::UserId", to = "super::user::Column::Id")]
    User,
}

impl Related<super::event_run::Entity> for Entity {
    fn to() -> RelationDef {
        Relation::EventRun.def()
    }
}

impl Related<super::user::Entity> for Entity {
    fn to() -> RelationDef {
        Relation::User.def()
    }
}

impl ActiveModelBehavior for ActiveModel {}

/// The bookings of one user, and of nobody else.
#[must_use]
pub fn of_user(user: UserId) -> Select<Entity> {
    Entity::find().filter(Column::UserId.eq(user))
}

/// Moves a booking from `from` by `event`, by one statement that only one caller can win.
/// True for the winner; false where the machine refuses the event or somebody else moved the booking first.
///
/// # Errors
/// Whatever the database says.
pub async fn advance(db: &impl ConnectionTrait, booking: BookingId, from: BookingStatus, event: BookingEvent, now: DateTimeUtc) -> Result<bool, DbErr> {
    let Some(to) = from.after(event) else { return Ok(false) };
    let mut change = Entity::update_many()
        .col_expr(Column::Status, Expr::value(to))
        .col_expr(Column::UpdatedAt, Expr::value(now))
        .filter(Column::Id.eq(booking))
        .filter(Column::Status.eq(from));
    if event == BookingEvent::HoldRanOut {
        change = change.filter(Column::HoldExpiresAt.lte(now));
    }
    if event == BookingEvent::GivenUp {
        change = change.col_expr(Column::CancelledBy, Expr::value(CancelledBy::Traveler));
    }
    Ok(change.exec(db).await?.rows_affected == 1)
}
