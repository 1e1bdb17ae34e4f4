//! Lets the hold of a booking run out that nobody paid for in time.

use crate::services::{
    Services,
    bookings::{ExpireHold, HoldEnd},
};
use std::error::Error;

/// Gives the seats back, once; a booking that has moved on meanwhile is left alone.
pub(super) async fn work(services: &Services, hold: ExpireHold) -> Result<(), Box<dyn Error + Send + Sync>> {
    let end = services.expire_hold(hold).await?;
    tracing::info!(booking = %hold.booking, ?end, "a hold came to its end");
    if end == HoldEnd::NotDue { Err("the hold is not over yet".into()) } else { Ok(()) }
}
