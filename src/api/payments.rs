//! Paying, cancelling and what came back: the traveler's side of the money.

use super::{
    Go,
    bookings::BookingCard,
    papers::{IssuerLine, PaperLine},
};
use crate::{
    domain::{
        money::Paise,
        payment::{RefundCause, RefundStatus},
        refund_quote::RefundQuote,
        time::ZonedTime,
    },
    error::AppError,
};
use leptos::{prelude::*, server_fn::codec::GetUrl};
use serde::{Deserialize, Serialize};

/// A form that takes the traveler to the provider's page; a plain post, to another site.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CheckoutForm {
    pub action: String,
    /// Hidden fields, name and value.
    pub fields: Vec<(String, String)>,
}

/// How far the paying has come.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Paying {
    /// Nothing is to be paid here, or it is done.
    Settled,
    /// The form leads to the provider's page.
    Ready { form: CheckoutForm },
    /// The last attempt failed, for the reason given; the form leads to the next one.
    Failed { reason: String, form: CheckoutForm },
    /// The provider has not made the order yet: a button asks it once more.
    Unopened,
    /// A payment is being taken: the page looks again by itself.
    Processing,
    /// A payment came that could not be kept; `captured` says whether it is refunded or released by the bank.
    NotKept { amount: Paise, captured: bool },
}

/// Money on its way back.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RefundLine {
    pub amount: Paise,
    pub cause: RefundCause,
    pub status: RefundStatus,
    /// When it was decided, in the run's time zone.
    pub at: ZonedTime,
    /// When its state changed last.
    pub updated: ZonedTime,
}

/// Somebody on a booking.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Person {
    pub position: i32,
    pub name: String,
    pub cancelled: bool,
}

/// The page on which seats are cancelled.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct CancelPage {
    pub card: BookingCard,
    /// Those who still have a seat.
    pub people: Vec<Person>,
    /// The positions that the quote is for.
    pub chosen: Vec<i32>,
    /// What cancelling them brings back now; `None` where nobody is chosen.
    pub quote: Option<RefundQuote>,
    /// The policy in words, with its deadlines.
    pub terms: Vec<String>,
    /// Where the host has moved the run: until when all comes back, whatever the policy says.
    pub leave_until: Option<ZonedTime>,
    /// Until when this quote stands, where a deadline is near enough to matter.
    pub now: ZonedTime,
}

/// What was paid and what came back, to print.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ReceiptPage {
    pub card: BookingCard,
    pub people: Vec<Person>,
    pub email: String,
    pub booked_at: ZonedTime,
    /// When the provider took the payment, how (`card`, `upi` …), and its name for it.
    pub paid: Option<PaidLine>,
    pub refunds: Vec<RefundLine>,
    /// Paid, less what has gone back or is going back.
    pub balance: Paise,
    /// The receipt's number, and the credit notes that take some of it back. None in the moments before a paper is issued.
    pub papers: Vec<PaperLine>,
    pub issuer: IssuerLine,
}

/// A payment that was kept.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PaidLine {
    pub amount: Paise,
    pub method: Option<String>,
    pub payment: String,
    pub at: ZonedTime,
}

/// Asks the provider for the order of one of the caller's pending bookings; 502 where it does not answer.
#[server(endpoint = "open_checkout")]
pub async fn open_checkout(reference: String) -> Result<Go, AppError> {
    use super::server;
    let user = server::user().await?;
    let reference: crate::domain::ids::BookingRef = reference.parse().map_err(|_| AppError::not_found())?;
    server::services()?.open_order(user.id, &reference).await?;
    Ok(Go { to: format!("/bookings/{reference}") })
}

/// What cancelling some or all of a booking would bring back. `query` is the page's own: `who=0&who=2`; everybody where it names nobody.
#[server(endpoint = "quote_cancellation", input = GetUrl)]
pub async fn quote_cancellation(reference: String, query: String) -> Result<CancelPage, AppError> {
    use super::{server, shape};
    let user = server::user().await?;
    let reference = reference.parse().map_err(|_| AppError::not_found())?;
    let services = server::services()?;
    let record = services.booking_of(user.id, &reference).await?;
    let chosen = shape::chosen(&record, &query);
    let quote = if chosen.is_empty() { None } else { Some(services.quote(&record, &chosen)?) };
    Ok(shape::cancel_page(&record, chosen, quote, services.clock.now()))
}

/// Cancels seats by a quote that the caller has seen: `who` is a list like `0,2`, `quoted` the paise it came to.
/// 409 where the booking or the quote has changed since.
#[server(endpoint = "cancel_seats")]
pub async fn cancel_seats(reference: String, who: String, quoted: String) -> Result<Go, AppError> {
    use super::{server, shape};
    let user = server::user().await?;
    let reference: crate::domain::ids::BookingRef = reference.parse().map_err(|_| AppError::not_found())?;
    let unreadable = || AppError::new(crate::error::ErrorCode::BadRequest, "This form could not be read. Please reload the page.");
    let positions = shape::positions(&who).ok_or_else(unreadable)?;
    let quoted = quoted.parse().map(Paise).map_err(|_| unreadable())?;
    server::services()?.cancel_seats(user.id, &reference, &positions, quoted).await?;
    Ok(Go { to: format!("/bookings/{reference}") })
}

/// The receipt of one of the caller's bookings; 404 for any other, and for one that was never paid.
#[server(endpoint = "receipt", input = GetUrl)]
pub async fn receipt(reference: String) -> Result<ReceiptPage, AppError> {
    use super::{server, shape};
    let user = server::user().await?;
    let reference = reference.parse().map_err(|_| AppError::not_found())?;
    let services = server::services()?;
    let record = services.booking_of(user.id, &reference).await?;
    let money = services.money_of(record.booking.id).await?;
    let papers = services.papers_of(record.booking.id).await?;
    shape::receipt(record, &money, &papers, &services).ok_or_else(AppError::not_found)
}
