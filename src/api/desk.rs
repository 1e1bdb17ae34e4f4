//! The desk of one run: who comes, the figures, notes, messages, and taking a booking off. Scoped to the organization the caller acts
//! for: another's run or booking answers 404, exactly like one that does not exist.

use super::{Go, catalog::RunCard};
use crate::{
    domain::{
        booking::{Attendance, BookingStatus},
        desk::DeskFilter,
        ids::{BookingRef, MessageId, SeriesId},
        message::MessageForm,
        refund_quote::RefundQuote,
        run_figures::RunFigures,
        time::ZonedTime,
    },
    error::AppError,
};
use leptos::{prelude::*, server_fn::codec::GetUrl};
use serde::{Deserialize, Serialize};

/// Counts and figures of one run, over all its bookings.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct HostSummary {
    /// Bookings that keep seats.
    pub bookings: u32,
    /// People on them.
    pub travelers: u32,
    pub by_status: Vec<(BookingStatus, u32)>,
    pub figures: RunFigures,
}

/// What was asked at booking, and what was answered.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct HostAnswer {
    pub question: String,
    pub answer: String,
}

/// What a member has noted beside a booking.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct HostNote {
    /// The member's name.
    pub who: String,
    pub at: ZonedTime,
    pub note: String,
}

/// Somebody on a booking.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct HostPerson {
    pub name: String,
    /// The seat was given back.
    pub cancelled: bool,
    pub attendance: Attendance,
    pub checked_in: Option<ZonedTime>,
}

/// A booking as its host sees it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct HostBooking {
    pub reference: BookingRef,
    pub lead_traveler: String,
    /// Seats that it keeps, or kept last.
    pub party: u32,
    /// Everybody, in the order in which they were named.
    pub people: Vec<HostPerson>,
    /// Of confirmed bookings only.
    pub email: Option<String>,
    /// Of confirmed bookings only.
    pub phone: Option<String>,
    pub requests: Option<String>,
    pub answers: Vec<HostAnswer>,
    /// Oldest first.
    pub notes: Vec<HostNote>,
    pub status: BookingStatus,
    pub hold_seconds_left: Option<i64>,
    pub booked_at: ZonedTime,
}

/// A row of the list: a booking, or a traveler with the booking.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct HostTraveler {
    pub person: HostPerson,
    pub booking: HostBooking,
}

/// A message that was sent to travelers of the run.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct HostMessage {
    pub id: MessageId,
    /// The member's name.
    pub who: String,
    pub at: ZonedTime,
    pub subject: String,
    pub text: String,
    /// Bookings that it went to.
    pub recipients: u32,
}

/// A run and who booked it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct HostRunPage {
    pub card: RunCard,
    pub organization: String,
    pub cancel_reason: Option<String>,
    pub summary: HostSummary,
    pub filter: DeskFilter,
    /// Rows that the filter lets through, on all pages.
    pub matching: u64,
    pub pages: u32,
    /// Where the view is of bookings.
    pub bookings: Vec<HostBooking>,
    /// Where the view is of travelers.
    pub travelers: Vec<HostTraveler>,
    /// Latest first.
    pub messages: Vec<HostMessage>,
    /// The series that it belongs to.
    pub series: Option<SeriesId>,
    /// True where the caller may still change the run, or call it off.
    pub can_cancel: bool,
    /// True where the caller may write to travelers.
    pub can_write: bool,
}

/// One booking on its own page.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct HostBookingPage {
    pub card: RunCard,
    pub booking: HostBooking,
    /// Goes into the form for a note; the same token never notes twice.
    pub token: String,
    /// True where the caller may still take the booking off the run.
    pub can_cancel: bool,
    /// True where the caller may write to its travelers.
    pub can_write: bool,
}

/// Everybody who is expected at the door, by name.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct DoorListPage {
    pub card: RunCard,
    pub organization: String,
    pub travelers: Vec<HostTraveler>,
}

/// Somebody who can be written to.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct HostRecipient {
    pub reference: BookingRef,
    pub lead_traveler: String,
    pub party: u32,
}

/// The page for writing to a run's travelers.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct MessagesPage {
    pub card: RunCard,
    /// The name under which the caller writes.
    pub sender: String,
    /// Confirmed bookings, by lead traveler.
    pub recipients: Vec<HostRecipient>,
    /// Latest first.
    pub sent: Vec<HostMessage>,
    /// Messages that may still go out today.
    pub left_today: u32,
    /// Goes into the form; see [`MessageForm::token`].
    pub token: String,
}

/// What taking a booking off its run gives back.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct CancelBookingPage {
    pub card: RunCard,
    pub reference: BookingRef,
    pub lead_traveler: String,
    pub quote: RefundQuote,
}

/// One run of the organization's, and a page of its list. The words are those of the page's query; see [`DeskFilter`].
#[server(endpoint = "host_run", input = GetUrl)]
pub async fn host_run(
    run: String,
    view: Option<String>,
    status: Option<String>,
    q: Option<String>,
    sort: Option<String>,
    page: Option<String>,
) -> Result<HostRunPage, AppError> {
    use super::{server, shape};
    use crate::domain::{desk::DeskWords, organization::Permission};
    let (services, membership) = server::member(Permission::SeeBookings).await?;
    let run = run.parse().map_err(|_| AppError::not_found())?;
    let filter = DeskFilter::from(DeskWords { view, status, q, sort, page });
    let record = services.run_desk(&membership, run, &filter).await?;
    Ok(shape::host_run(record, &membership, filter, services.clock.now()))
}

/// One booking on a run of the organization's.
#[server(endpoint = "booking_on_run", input = GetUrl)]
pub async fn booking_on_run(run: String, reference: String) -> Result<HostBookingPage, AppError> {
    use super::{server, shape};
    use crate::domain::organization::Permission;
    let (services, membership) = server::member(Permission::SeeBookings).await?;
    let run = run.parse().map_err(|_| AppError::not_found())?;
    let reference = reference.parse().map_err(|_| AppError::not_found())?;
    let (run, booking) = services.desk_booking(&membership, run, &reference).await?;
    Ok(shape::booking_page(&run, &booking, &membership, services.entropy.token(), services.clock.now()))
}

/// Everybody who is expected at the door of a run of the organization's.
#[server(endpoint = "door_list", input = GetUrl)]
pub async fn door_list(run: String) -> Result<DoorListPage, AppError> {
    use super::{server, shape};
    use crate::domain::organization::Permission;
    let (services, membership) = server::member(Permission::SeeBookings).await?;
    let run = run.parse().map_err(|_| AppError::not_found())?;
    let (run, rows) = services.door_list(&membership, run).await?;
    Ok(shape::door_list(&run, &rows, membership.name, services.clock.now()))
}

/// Notes something beside a booking; every member may, and no traveler sees it.
#[server(endpoint = "add_note")]
pub async fn add_note(run: String, reference: String, note: String, token: String) -> Result<Go, AppError> {
    use super::server;
    use crate::domain::{
        ids::RunId,
        message,
        organization::Permission,
        text::{self, FieldErrors},
    };
    let (services, membership) = server::member(Permission::SeeBookings).await?;
    let run: RunId = run.parse().map_err(|_| AppError::not_found())?;
    let reference: BookingRef = reference.parse().map_err(|_| AppError::not_found())?;
    let wrong = |field: &str, words: &str| AppError::invalid(FieldErrors::from([(field.to_owned(), words.to_owned())]));
    let note =
        text::note(&note).map_err(|words| wrong("note", words))?.ok_or_else(|| wrong("note", "There is nothing to note yet: please write something."))?;
    let token = message::sound_token(&token).map_err(|words| wrong("token", words))?;
    services.add_note(&membership, run, &reference, note, token).await?;
    Ok(Go { to: format!("/host/runs/{run}/bookings/{reference}") })
}

/// What a member who may write to the travelers of a run needs for it.
#[server(endpoint = "run_messages", input = GetUrl)]
pub async fn run_messages(run: String) -> Result<MessagesPage, AppError> {
    use super::{server, shape};
    use crate::domain::organization::Permission;
    let (services, membership) = server::member(Permission::ManageOffer).await?;
    let run = run.parse().map_err(|_| AppError::not_found())?;
    let record = services.messages(&membership, run).await?;
    Ok(shape::messages_page(record, services.entropy.token(), services.clock.now()))
}

/// Writes to the travelers of a run: 409 where the day's messages are used up, 422 where the form will not do. Sent twice, it goes out once.
#[server(endpoint = "send_message")]
pub async fn send_message(form: MessageForm) -> Result<Go, AppError> {
    use super::server;
    use crate::domain::{ids::RunId, organization::Permission};
    let (services, membership) = server::member(Permission::ManageOffer).await?;
    let run: RunId = form.run.parse().map_err(|_| AppError::not_found())?;
    let request = form.validate().map_err(AppError::invalid)?;
    services.send_message(&membership, &request).await?;
    Ok(Go { to: format!("/host/runs/{run}/messages?done=1") })
}

/// What taking a booking off a run of the organization's gives back; 409 where it is not confirmed, or its run has begun.
#[server(endpoint = "quote_booking_cancellation", input = GetUrl)]
pub async fn quote_booking_cancellation(run: String, reference: String) -> Result<CancelBookingPage, AppError> {
    use super::{server, shape};
    use crate::domain::organization::Permission;
    let (services, membership) = server::member(Permission::ManageOffer).await?;
    let run = run.parse().map_err(|_| AppError::not_found())?;
    let reference = reference.parse().map_err(|_| AppError::not_found())?;
    let (record, quote) = services.host_quote(&membership, run, &reference).await?;
    Ok(shape::cancel_booking_page(&record, quote, services.clock.now()))
}

/// Takes a booking off a run of the organization's by a quote that the caller has seen: `quoted` is the paise it came to. Everybody on it
/// gets all their money back, and is told the reason. 409 where the booking or the quote has changed since.
#[server(endpoint = "cancel_booking")]
pub async fn cancel_booking(run: String, reference: String, reason: String, quoted: String) -> Result<Go, AppError> {
    use super::server;
    use crate::{
        domain::{
            ids::RunId,
            money::Paise,
            organization::Permission,
            text::{self, FieldErrors},
        },
        error::ErrorCode,
    };
    let (services, membership) = server::member(Permission::ManageOffer).await?;
    let run: RunId = run.parse().map_err(|_| AppError::not_found())?;
    let reference: BookingRef = reference.parse().map_err(|_| AppError::not_found())?;
    let wrong = |words: &str| AppError::invalid(FieldErrors::from([("reason".to_owned(), words.to_owned())]));
    let reason = text::note(&reason).map_err(wrong)?.ok_or_else(|| wrong("They are told why: please say it in a sentence."))?;
    let quoted = quoted.parse().map(Paise).map_err(|_| AppError::new(ErrorCode::BadRequest, "This form could not be read. Please reload the page."))?;
    services.cancel_booking(&membership, run, &reference, &reason, quoted).await?;
    Ok(Go { to: format!("/host/runs/{run}/bookings/{reference}") })
}
