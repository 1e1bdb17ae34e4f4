//! Booking, and a traveler's own bookings.

use super::{
    Go,
    accounts::Me,
    attendance::StakePlace,
    catalog::{RunCard, RunPage},
    payments::{Paying, Person, RefundLine},
};
use crate::{
    domain::{
        appeal::AppealStatus,
        booking::{BookingForm, BookingStatus, CancelledBy, PriceBreakdown},
        ids::BookingRef,
        question::{Answer, Question},
        refund_policy::RefundPolicy,
        time::ZonedTime,
    },
    error::AppError,
};
use leptos::{prelude::*, server_fn::codec::GetUrl};
use serde::{Deserialize, Serialize};

/// What the booking form is drawn from.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct BookingFormPage {
    pub page: RunPage,
    /// To fill in the contact from.
    pub me: Option<Me>,
    /// Goes into the form; see [`BookingForm::token`].
    pub token: String,
    /// Goes into the form; see [`BookingForm::shown`].
    pub shown: String,
    /// Bookings the caller already has on this run.
    pub already: Vec<BookingRef>,
    /// What the host asks, in order.
    pub questions: Vec<Question>,
}

/// A booking as a list shows it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct BookingCard {
    pub reference: BookingRef,
    pub status: BookingStatus,
    pub run: RunCard,
    pub price: PriceBreakdown,
    /// While pending: seconds until the seats go back.
    pub hold_seconds_left: Option<i64>,
}

/// How far the appeal of a booking has come.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AppealPlace {
    pub status: AppealStatus,
    /// From here on it can no longer be made.
    pub until: ZonedTime,
}

/// A booking as its traveler sees it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct BookingPage {
    pub card: BookingCard,
    /// True where the seats came free while their traveler waited in line.
    pub offered: bool,
    pub meeting_point: String,
    /// While pending: when the seats go back.
    pub held_until: Option<ZonedTime>,
    pub people: Vec<Person>,
    /// Those who have a seat, and where their stakes stand.
    pub stakes: Vec<StakePlace>,
    /// Where somebody was missed.
    pub appeal: Option<AppealPlace>,
    pub email: String,
    pub phone: Option<String>,
    pub requests: Option<String>,
    /// What the host asked, and what was answered.
    pub answers: Vec<Answer>,
    /// As it was when the seats were taken.
    pub policy: RefundPolicy,
    /// Where the host has moved the run: until when its travelers may leave and get all of it back.
    pub leave_until: Option<ZonedTime>,
    /// The host's words, where the run was cancelled.
    pub run_cancel_reason: Option<String>,
    /// Who has cancelled the booking, though the run takes place, and why; nothing where the traveler has.
    pub cancelled: Option<(CancelledBy, String)>,
    pub paying: Paying,
    pub refunds: Vec<RefundLine>,
    /// True where seats can still be cancelled.
    pub can_cancel: bool,
    /// True where something was paid and kept, so that there is a receipt.
    pub has_receipt: bool,
}

/// The booking form of a run, for anyone; 404 for an id that is none.
#[server(endpoint = "prepare_booking", input = GetUrl)]
pub async fn prepare_booking(run: String) -> Result<BookingFormPage, AppError> {
    use super::{catalog::RunCard, server};
    use crate::domain::{booking::ShownRun, run::RunTerms};
    let page = super::catalog::run(run).await?;
    let services = server::services()?;
    let user = server::maybe_user().await?;
    let already = match &user {
        Some(user) => services.seats_already_booked(user.id, page.card.run).await?,
        None => Vec::new(),
    };
    let questions = services.questions_on(page.card.run).await?;
    let RunCard { starts, ends, seats, price, stake, .. } = &page.card;
    let capacity = i32::try_from(seats.capacity).unwrap_or(i32::MAX);
    let terms = RunTerms { starts_at: starts.at, ends_at: ends.at, cutoff_at: page.cutoff.at, capacity, price: *price, stake: *stake };
    let shown = ShownRun { terms, refunds: page.experience.policy.preset }.to_text();
    Ok(BookingFormPage { shown, page, me: super::accounts::who_am_i().await?, token: services.entropy.token(), already, questions })
}

/// Books seats: 401 without a session, 409 where they are gone, 422 where the form will not do.
#[server(endpoint = "book")]
pub async fn book(form: BookingForm) -> Result<Go, AppError> {
    use super::server;
    let user = server::user().await?;
    let services = server::services()?;
    let (request, answers) = server::asked_for(&services, &form).await?;
    let reference = services.reserve_with(user.id, &request, &answers).await?;
    server::forget_set_aside_form().await;
    server::prepare_payment(&services, user.id, &reference).await;
    Ok(Go { to: format!("/bookings/{reference}") })
}

/// The caller's bookings, latest first.
#[server(endpoint = "bookings", input = GetUrl)]
pub async fn bookings() -> Result<Vec<BookingCard>, AppError> {
    use super::{server, shape};
    let user = server::user().await?;
    let services = server::services()?;
    let now = services.clock.now();
    Ok(services.bookings_of(user.id).await?.iter().map(|record| shape::booking_card(record, now)).collect())
}

/// One of the caller's bookings; 404 for any other reference.
#[server(endpoint = "booking", input = GetUrl)]
pub async fn booking(reference: String) -> Result<BookingPage, AppError> {
    use super::{server, shape};
    let user = server::user().await?;
    let reference = reference.parse().map_err(|_| AppError::not_found())?;
    let services = server::services()?;
    let record = services.booking_of(user.id, &reference).await?;
    let money = services.money_of(record.booking.id).await?;
    let answers = services.answers_of([record.booking.id]).await?.remove(&record.booking.id).unwrap_or_default();
    let form = services.checkout_form(&record).await?;
    let appeal = if record.booking.status == BookingStatus::Completed { services.appeal_for(record.booking.id).await? } else { None };
    Ok(shape::booking(record, answers, (&money, appeal), form, services.clock.now()))
}

/// Gives up one of the caller's pending bookings; 409 where it is no longer pending.
#[server(endpoint = "give_up")]
pub async fn give_up(reference: String) -> Result<Go, AppError> {
    use super::server;
    let user = server::user().await?;
    let reference: BookingRef = reference.parse().map_err(|_| AppError::not_found())?;
    server::services()?.give_up(user.id, &reference).await?;
    Ok(Go { to: format!("/bookings/{reference}") })
}
