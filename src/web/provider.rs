//! What comes from the payment provider: its webhooks, machine to machine, and travelers on their way back from its page.
//! Neither has a session or comes from a page of ours; what they say is trusted for its signature.

use super::{body_limit, state::AppState};
use crate::{
    error::AppError,
    services::payments::{PaymentError, checkout::Callback},
};
use axum::{
    body::Body,
    extract::{Query, State},
    http::{HeaderMap, StatusCode},
    response::{IntoResponse, Redirect, Response},
};
use serde::Deserialize;

/// Largest webhook, in bytes; real ones have about two thousand.
const WEBHOOK_BYTES_MAX: usize = 1024 * 1024;

/// The booking in the address that we gave the provider's page.
#[derive(Deserialize)]
pub(super) struct About {
    booking: Option<String>,
}

/// A webhook: kept and answered; a job works on it.
pub(super) async fn webhook(State(state): State<AppState>, headers: HeaderMap, body: Body) -> Response {
    let bytes = match body_limit::read(body, WEBHOOK_BYTES_MAX).await {
        Ok(bytes) => bytes,
        Err(error) => return error.into_response(),
    };
    let header = |name: &str| headers.get(name).and_then(|value| value.to_str().ok());
    let event_id = header("x-razorpay-event-id");
    match state.services.receive_webhook(&bytes, header("x-razorpay-signature"), event_id).await {
        Ok(()) => StatusCode::OK.into_response(),
        Err(error) => {
            if matches!(error, PaymentError::BadSignature) {
                tracing::warn!(event_id, bytes = bytes.len(), "a webhook with a bad signature was refused");
            }
            AppError::from(error).into_response()
        }
    }
}

/// A traveler back from the provider's page: on to the booking's own page, with a GET, so that reloading it sends nothing again.
pub(super) async fn callback(State(state): State<AppState>, Query(about): Query<About>, body: Body) -> Response {
    let bytes = match body_limit::read(body, body_limit::BODY_BYTES_MAX).await {
        Ok(bytes) => bytes,
        Err(error) => return error.into_response(),
    };
    let field = |name: &str| form_urlencoded::parse(&bytes).find(|(key, _)| key == name).map(|(_, value)| value.into_owned());
    let callback = Callback {
        booking: about.booking.as_deref().and_then(|reference| reference.parse().ok()),
        payment: field("razorpay_payment_id"),
        order: field("razorpay_order_id"),
        signature: field("razorpay_signature"),
    };
    match state.services.come_back(&callback).await {
        Ok(back) => Redirect::to(&back.path()).into_response(),
        Err(error) => {
            if matches!(error, PaymentError::BadSignature) {
                tracing::warn!(booking = callback.booking.as_ref().map(ToString::to_string), "a callback with a bad signature was refused");
            }
            AppError::from(error).into_response()
        }
    }
}

/// Somebody reloads the callback's address, or comes back to it: there is nothing to do but to show the booking.
pub(super) async fn callback_again(Query(about): Query<About>) -> Response {
    match about.booking.as_deref().and_then(|reference| reference.parse::<crate::domain::ids::BookingRef>().ok()) {
        Some(reference) => Redirect::to(&format!("/bookings/{reference}")).into_response(),
        None => AppError::not_found().into_response(),
    }
}
