//! A traveler's tickets.

use super::bookings::BookingCard;
use crate::{domain::time::ZonedTime, error::AppError};
use leptos::{prelude::*, server_fn::codec::GetUrl};
use serde::{Deserialize, Serialize};

/// A QR code, to be drawn as lines of one module's height.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Qr {
    /// Width and height, in modules.
    pub modules: u32,
    /// An SVG path.
    pub path: String,
}

/// One traveler's ticket.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TicketView {
    pub name: String,
    /// To be typed where the QR code cannot be read.
    pub code: String,
    /// None for somebody whose seat was cancelled.
    pub qr: Option<Qr>,
    /// When the traveler came, by the door.
    pub here_since: Option<ZonedTime>,
}

/// The tickets of one booking.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct TicketsPage {
    pub card: BookingCard,
    pub meeting_point: String,
    pub tickets: Vec<TicketView>,
}

/// The tickets of one of the caller's bookings; 404 for any other reference, 409 where the booking is not confirmed.
#[server(endpoint = "tickets", input = GetUrl)]
pub async fn tickets(reference: String) -> Result<TicketsPage, AppError> {
    use super::{server, shape};
    let user = server::user().await?;
    let reference = reference.parse().map_err(|_| AppError::not_found())?;
    let services = server::services()?;
    let (record, tickets) = services.tickets_of(user.id, &reference).await?;
    Ok(shape::door::tickets(record, tickets, services.clock.now()))
}
