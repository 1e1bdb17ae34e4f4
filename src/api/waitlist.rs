//! Waiting in line for seats on a full run, and accepting those that are offered.

use super::{Go, bookings::BookingFormPage, catalog::RunCard};
use crate::{
    domain::{
        booking::BookingForm,
        ids::{BookingRef, WaitlistId},
        time::ZonedTime,
        waitlist::WaitStatus,
    },
    error::AppError,
};
use leptos::{prelude::*, server_fn::codec::GetUrl};
use serde::{Deserialize, Serialize};

/// Somebody's place in line.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Wait {
    pub entry: WaitlistId,
    pub status: WaitStatus,
    pub party: u32,
    /// Counted from 1, while waiting.
    pub place: Option<u32>,
    pub since: ZonedTime,
    /// The booking that the offer is, once there was one.
    pub booking: Option<BookingRef>,
}

/// What the waitlist page of a run is drawn from.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct WaitlistPage {
    pub form: BookingFormPage,
    /// The caller's place, as long as something may come of it.
    pub wait: Option<Wait>,
}

/// A run that the caller waits for.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct WaitCard {
    pub run: RunCard,
    pub wait: Wait,
}

/// Somebody in line as the host sees it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct HostWait {
    /// The lead traveler's.
    pub name: String,
    pub wait: Wait,
}

/// The waitlist page of a run, for anyone; 404 for an id that is none.
#[server(endpoint = "prepare_waitlist", input = GetUrl)]
pub async fn prepare_waitlist(run: String) -> Result<WaitlistPage, AppError> {
    use super::{server, shape};
    let form = super::bookings::prepare_booking(run).await?;
    let wait = match server::maybe_user().await? {
        Some(user) => server::services()?.place_of(user.id, form.page.card.run).await?,
        None => None,
    };
    let zone = form.page.card.starts.zone.clone();
    Ok(WaitlistPage { wait: wait.map(|record| shape::wait(record, &zone)), form })
}

/// Joins the line: 401 without a session, 409 where nothing can be booked or the caller is in line already, 422 where the form will
/// not do. Where there are seats for the party, the way leads to the booking form, with all that was typed.
#[server(endpoint = "join_waitlist")]
pub async fn join_waitlist(form: BookingForm) -> Result<Go, AppError> {
    use super::{bookings::Book, server};
    use crate::services::waitlist::WaitlistError;
    let user = server::user().await?;
    let services = server::services()?;
    let (request, _) = server::asked_for(&services, &form).await?;
    let joined = services.join_waitlist(user.id, &form, &request).await;
    server::forget_set_aside_form().await;
    if matches!(joined, Err(WaitlistError::SeatsFree)) {
        let path = format!("/runs/{}/book", request.run);
        server::set_form_aside(&path, &Book { form }).await;
        return Ok(Go { to: format!("{path}?travelers={}", request.party()) });
    }
    joined?;
    Ok(Go { to: format!("/runs/{}/waitlist", request.run) })
}

/// Leaves the line; 404 for any other's place, 409 where seats are offered already.
#[server(endpoint = "leave_waitlist")]
pub async fn leave_waitlist(entry: String) -> Result<Go, AppError> {
    use super::server;
    let user = server::user().await?;
    let entry = entry.parse().map_err(|_| AppError::not_found())?;
    let run = server::services()?.leave_waitlist(user.id, entry).await?;
    Ok(Go { to: format!("/runs/{run}/waitlist") })
}

/// Accepts one of the caller's offers that costs nothing; 404 for any other reference, 409 where its time is over.
#[server(endpoint = "accept_offer")]
pub async fn accept_offer(reference: String) -> Result<Go, AppError> {
    use super::server;
    let user = server::user().await?;
    let reference: BookingRef = reference.parse().map_err(|_| AppError::not_found())?;
    server::services()?.accept_offer(user.id, &reference).await?;
    Ok(Go { to: format!("/bookings/{reference}") })
}

/// Where the caller waits, the latest first.
#[server(endpoint = "my_waits", input = GetUrl)]
pub async fn my_waits() -> Result<Vec<WaitCard>, AppError> {
    use super::{server, shape};
    let user = server::user().await?;
    let services = server::services()?;
    let now = services.clock.now();
    Ok(services.waits_of(user.id).await?.into_iter().map(|(record, run)| shape::wait_card(record, &run, now)).collect())
}

/// Who waits for a run of the organization's; 404 for any other.
#[server(endpoint = "run_waitlist", input = GetUrl)]
pub async fn run_waitlist(run: String) -> Result<Vec<HostWait>, AppError> {
    use super::{server, shape};
    use crate::domain::organization::Permission;
    let (services, membership) = server::member(Permission::SeeBookings).await?;
    let run = run.parse().map_err(|_| AppError::not_found())?;
    let (row, records) = services.waitlist_of(&membership, run).await?;
    Ok(records.into_iter().map(|record| shape::host_wait(record, &row.time_zone)).collect())
}
