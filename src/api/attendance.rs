//! After the run, the host's side: who was there, making that final, and answering those who appeal.

use super::{Go, catalog::RunCard};
use crate::{
    domain::{
        appeal::{AppealStatus, HostAnswer},
        attendance::{Closing, Standing},
        booking::Attendance,
        ids::{AppealId, BookingRef, RunId},
        money::Paise,
        stake::StakeStatus,
        time::ZonedTime,
    },
    error::AppError,
};
use leptos::{prelude::*, server_fn::codec::GetUrl};
use serde::{Deserialize, Serialize};

/// One traveler with a stake, or without one.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct StakePlace {
    /// The place in the booking's list.
    pub position: i32,
    pub name: String,
    pub attendance: Attendance,
    pub stake: StakeStatus,
    /// What was staked; zero where nothing was.
    pub amount: Paise,
}

/// An appeal as the host sees it; one that may still be made has no names and no words.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct HostAppeal {
    pub id: AppealId,
    pub status: AppealStatus,
    /// Until when it may be made.
    pub until: ZonedTime,
    /// Those it is for, or could be for.
    pub names: Vec<String>,
    /// Their stakes.
    pub amount: Paise,
    /// The traveler's.
    pub words: Option<String>,
    pub answer: Option<HostAnswer>,
    pub answer_words: Option<String>,
    pub decision_words: Option<String>,
    /// True where the caller can still give the stakes back.
    pub can_support: bool,
    /// True where the caller can still dispute it.
    pub can_dispute: bool,
}

/// A booking on the list of those who were to come.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AttendanceLine {
    pub reference: BookingRef,
    /// Those who have a seat.
    pub people: Vec<StakePlace>,
    pub appeal: Option<HostAppeal>,
}

/// Who was to come to a run, who did, and what that does to their stakes.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct AttendancePage {
    pub card: RunCard,
    pub standing: Standing,
    /// The way in which the caller can make attendance final now.
    pub closing: Option<Closing>,
    /// When it becomes final by itself, if somebody was checked in.
    pub by_itself: ZonedTime,
    pub finalized: Option<ZonedTime>,
    /// Travelers checked in.
    pub attended: u32,
    /// All other travelers.
    pub missed: u32,
    /// Stakes that go back, or would.
    pub stakes_back: Paise,
    /// Stakes that wait for an appeal, or would.
    pub stakes_waiting: Paise,
    pub bookings: Vec<AttendanceLine>,
}

/// A run that is over and whose attendance is not final.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct OpenRun {
    pub run: RunId,
    pub title: String,
    pub starts: ZonedTime,
    pub standing: Standing,
    pub attended: u32,
    pub missed: u32,
    pub by_itself: ZonedTime,
}

/// An appeal that waits for the host's answer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct WaitingAppeal {
    pub appeal: AppealId,
    pub run: RunId,
    pub title: String,
    pub starts: ZonedTime,
    pub names: Vec<String>,
}

/// What the organization has to do about attendance.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct AttendanceTasks {
    pub runs: Vec<OpenRun>,
    pub appeals: Vec<WaitingAppeal>,
}

/// Who was to come to a run of the organization's and who did.
#[server(endpoint = "run_attendance", input = GetUrl)]
pub async fn run_attendance(run: String) -> Result<AttendancePage, AppError> {
    use super::{server, shape};
    use crate::domain::organization::Permission;
    let (services, membership) = server::member(Permission::SeeBookings).await?;
    let run = run.parse().map_err(|_| AppError::not_found())?;
    let record = services.attendance_of(&membership, run).await?;
    Ok(shape::attendance(record, membership.role.may(Permission::ManageOffer), services.clock.now()))
}

/// What the organization has to do about attendance: of one run, or of all where none is named.
#[server(endpoint = "attendance_to_do", input = GetUrl)]
pub async fn attendance_to_do(run: Option<String>) -> Result<AttendanceTasks, AppError> {
    use super::{server, shape};
    use crate::domain::organization::Permission;
    let (services, membership) = server::member(Permission::SeeBookings).await?;
    let run = run.map(|run| run.parse()).transpose().map_err(|_| AppError::not_found())?;
    Ok(shape::attendance_tasks(services.attendance_to_do(&membership, run).await?))
}

/// Makes the attendance of a run final, for somebody who has seen `seen` travelers checked in. Managers and owners only; 409 where the run
/// is not over, attendance is final already, or it is no longer as it was seen.
#[server(endpoint = "finalize_run")]
pub async fn finalize_run(run: String, closing: String, seen: String) -> Result<Go, AppError> {
    use super::server;
    use crate::domain::organization::Permission;
    let (services, membership) = server::member(Permission::ManageOffer).await?;
    let run = run.parse().map_err(|_| AppError::not_found())?;
    let unreadable = || AppError::new(crate::error::ErrorCode::BadRequest, "This form could not be read. Please reload the page.");
    let closing: Closing = closing.parse().map_err(|_| unreadable())?;
    let seen = seen.parse().map_err(|_| unreadable())?;
    services.close_attendance(&membership, run, closing, seen).await?;
    Ok(Go { to: format!("/host/runs/{run}/attendance") })
}

/// Answers an appeal: `supports` gives the stakes back at once, `disputes` wants words and leaves it to an admin. Managers and owners only;
/// 409 where it is decided.
#[server(endpoint = "answer_appeal")]
pub async fn answer_appeal(run: String, appeal: String, answer: String, words: String) -> Result<Go, AppError> {
    use super::server;
    use crate::domain::{appeal, organization::Permission};
    let (services, membership) = server::member(Permission::ManageOffer).await?;
    let run = run.parse().map_err(|_| AppError::not_found())?;
    let id = appeal.parse().map_err(|_| AppError::not_found())?;
    let choose = || AppError::invalid(crate::domain::text::FieldErrors::from([("answer".to_owned(), "Is the traveler right? Please choose.".to_owned())]));
    let answer: HostAnswer = answer.parse().map_err(|_| choose())?;
    let words = appeal::reason(&words, answer == HostAnswer::Disputes).map_err(AppError::invalid)?;
    services.answer_appeal(&membership, run, id, answer, words.as_deref()).await?;
    Ok(Go { to: format!("/host/runs/{run}/attendance") })
}
