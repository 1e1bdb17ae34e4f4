//! Travelers' seats on runs, with price, stake and refund policy as they were when the seats were taken.

use crate::domain::{
    booking::{BookingEvent, BookingStatus, CancelledBy},
    ids::{BookingId, BookingRef, PaymentId, RunId, UserId, WaitlistId},
    money::Paise,
};
use sea_orm::entity::prelude::*;
use sea_orm::{ExprTrait, sea_query::Expr};

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
    /// Travelers whose seats it keeps, or kept last.
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
    /// When the seats became the traveler's; stays after a cancellation.
    pub confirmed_at: Option<DateTimeUtc>,
    /// The payment that is being captured for it. As long as there is one, the seats are kept and nothing else moves the booking.
    pub capturing_payment_id: Option<PaymentId>,
    /// The place in line whose offer it is, if it is one.
    pub waitlist_id: Option<WaitlistId>,
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
/// True for the winner; false where the machine refuses the event, a payment is being captured, or somebody else moved it first.
///
/// # Errors
/// Whatever the database says.
pub async fn advance(db: &impl ConnectionTrait, booking: BookingId, from: BookingStatus, event: BookingEvent, now: DateTimeUtc) -> Result<bool, DbErr> {
    let Some(to) = from.after(event) else { return Ok(false) };
    let mut change = Entity::update_many()
        .col_expr(Column::Status, Expr::value(to))
        .col_expr(Column::UpdatedAt, Expr::value(now))
        .filter(Column::Id.eq(booking))
        .filter(Column::Status.eq(from))
        .filter(Column::CapturingPaymentId.is_null());
    if event == BookingEvent::HoldRanOut {
        change = change.filter(Column::HoldExpiresAt.lte(now));
    }
    if event == BookingEvent::GivenUp {
        change = change.col_expr(Column::CancelledBy, Expr::value(CancelledBy::Traveler));
    }
    Ok(change.exec(db).await?.rows_affected == 1)
}

/// Cancels a confirmed booking of `seats` travelers. False where it is no longer confirmed or keeps another number of seats.
///
/// # Errors
/// Whatever the database says.
pub async fn cancel(db: &impl ConnectionTrait, booking: &Model, by: CancelledBy, reason: Option<&str>, now: DateTimeUtc) -> Result<bool, DbErr> {
    let Some(to) = BookingStatus::Confirmed.after(BookingEvent::Cancelled) else { return Ok(false) };
    let change = Entity::update_many()
        .col_expr(Column::Status, Expr::value(to))
        .col_expr(Column::CancelledBy, Expr::value(by))
        .col_expr(Column::CancelReason, Expr::value(reason))
        .col_expr(Column::UpdatedAt, Expr::value(now))
        .filter(Column::Id.eq(booking.id))
        .filter(Column::Status.eq(BookingStatus::Confirmed))
        .filter(Column::Party.eq(booking.party));
    Ok(change.exec(db).await?.rows_affected == 1)
}

/// Takes `leaving` travelers off a confirmed booking that keeps others. False where it has changed since it was read.
///
/// # Errors
/// Whatever the database says.
pub async fn shrink(db: &impl ConnectionTrait, booking: &Model, leaving: i32, now: DateTimeUtc) -> Result<bool, DbErr> {
    let change = Entity::update_many()
        .col_expr(Column::Party, Expr::value(booking.party - leaving))
        .col_expr(Column::UpdatedAt, Expr::value(now))
        .filter(Column::Id.eq(booking.id))
        .filter(Column::Status.eq(BookingStatus::Confirmed))
        .filter(Column::Party.eq(booking.party));
    Ok(change.exec(db).await?.rows_affected == 1)
}

/// Claims a booking for a payment that is about to be captured. True for one payment only, and only where the booking has never been confirmed.
///
/// # Errors
/// Whatever the database says.
pub async fn claim(db: &impl ConnectionTrait, booking: BookingId, from: BookingStatus, payment: PaymentId) -> Result<bool, DbErr> {
    let change = Entity::update_many()
        .col_expr(Column::CapturingPaymentId, Expr::value(payment))
        .filter(Column::Id.eq(booking))
        .filter(Column::Status.eq(from))
        .filter(Column::ConfirmedAt.is_null())
        .filter(Column::CapturingPaymentId.is_null());
    Ok(change.exec(db).await?.rows_affected == 1)
}

/// Lets go of a claim whose payment came to nothing. True where there was one.
///
/// # Errors
/// Whatever the database says.
pub async fn release(db: &impl ConnectionTrait, booking: BookingId, payment: PaymentId) -> Result<bool, DbErr> {
    let change = Entity::update_many()
        .col_expr(Column::CapturingPaymentId, Expr::value(None::<i64>))
        .filter(Column::Id.eq(booking))
        .filter(Column::CapturingPaymentId.eq(payment));
    Ok(change.exec(db).await?.rows_affected == 1)
}

/// Confirms a booking that was claimed for `payment`, which is captured now.
///
/// # Errors
/// Whatever the database says.
pub async fn confirm(db: &impl ConnectionTrait, booking: BookingId, from: BookingStatus, payment: PaymentId, now: DateTimeUtc) -> Result<bool, DbErr> {
    let event = if from == BookingStatus::Pending { BookingEvent::Settled } else { BookingEvent::PaidLate };
    let Some(to) = from.after(event) else { return Ok(false) };
    let change = Entity::update_many()
        .col_expr(Column::Status, Expr::value(to))
        .col_expr(Column::ConfirmedAt, Expr::value(now))
        .col_expr(Column::CapturingPaymentId, Expr::value(None::<i64>))
        .col_expr(Column::CancelledBy, Expr::value(None::<String>))
        .col_expr(Column::CancelReason, Expr::value(None::<String>))
        .col_expr(Column::UpdatedAt, Expr::value(now))
        .filter(Column::Id.eq(booking))
        .filter(Column::Status.eq(from))
        .filter(Column::CapturingPaymentId.eq(payment));
    Ok(change.exec(db).await?.rows_affected == 1)
}

/// Confirms an offer of seats that cost nothing, while its time runs. False where it has moved on, or there is something to pay.
///
/// # Errors
/// Whatever the database says.
pub async fn accept(db: &impl ConnectionTrait, booking: BookingId, now: DateTimeUtc) -> Result<bool, DbErr> {
    let Some(to) = BookingStatus::Pending.after(BookingEvent::Settled) else { return Ok(false) };
    let change = Entity::update_many()
        .col_expr(Column::Status, Expr::value(to))
        .col_expr(Column::ConfirmedAt, Expr::value(now))
        .col_expr(Column::UpdatedAt, Expr::value(now))
        .filter(Column::Id.eq(booking))
        .filter(Column::Status.eq(BookingStatus::Pending))
        .filter(Column::WaitlistId.is_not_null())
        .filter(Column::PriceEach.eq(Paise::ZERO))
        .filter(Column::StakeEach.eq(Paise::ZERO))
        .filter(Column::HoldExpiresAt.gt(now));
    Ok(change.exec(db).await?.rows_affected == 1)
}

/// Brings the end of a hold forward to `now`.
///
/// # Errors
/// Whatever the database says.
pub async fn shorten_hold(db: &impl ConnectionTrait, booking: BookingId, now: DateTimeUtc) -> Result<(), DbErr> {
    Entity::update_many()
        .col_expr(Column::HoldExpiresAt, Expr::value(now))
        .filter(Column::Id.eq(booking))
        .filter(Column::Status.eq(BookingStatus::Pending))
        .filter(Column::HoldExpiresAt.gt(now))
        .exec(db)
        .await
        .map(drop)
}

/// Bookings that keep a place on a run, or may yet: pending, confirmed, or about to be paid.
#[must_use]
pub fn on_board(run: RunId) -> Select<Entity> {
    on_board_any([run])
}

/// The same for several runs.
#[must_use]
pub fn on_board_any(runs: impl IntoIterator<Item = RunId>) -> Select<Entity> {
    let keeping = Column::Status.is_in([BookingStatus::Pending, BookingStatus::Confirmed]).or(Column::CapturingPaymentId.is_not_null());
    Entity::find().filter(Column::RunId.is_in(runs)).filter(keeping)
}

/// Completes a confirmed booking once its run is over and attendance is final. False where it has changed since it was read.
///
/// # Errors
/// Whatever the database says.
pub async fn complete(db: &impl ConnectionTrait, booking: &Model, now: DateTimeUtc) -> Result<bool, DbErr> {
    let Some(to) = BookingStatus::Confirmed.after(BookingEvent::RunFinalized) else { return Ok(false) };
    let change = Entity::update_many()
        .col_expr(Column::Status, Expr::value(to))
        .col_expr(Column::UpdatedAt, Expr::value(now))
        .filter(Column::Id.eq(booking.id))
        .filter(Column::Status.eq(BookingStatus::Confirmed))
        .filter(Column::Party.eq(booking.party))
        .filter(Column::CapturingPaymentId.is_null());
    Ok(change.exec(db).await?.rows_affected == 1)
}
