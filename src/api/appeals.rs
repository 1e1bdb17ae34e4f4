//! Appeals of travelers who were missed: the traveler's side, and the admin's, who decides.

use super::{Go, attendance::StakePlace, bookings::BookingCard};
use crate::{
    domain::{
        appeal::{AppealForm, AppealStatus, HostAnswer},
        ids::{AppealId, BookingRef},
        money::Paise,
        time::ZonedTime,
    },
    error::AppError,
};
use leptos::{prelude::*, server_fn::codec::GetUrl};
use serde::{Deserialize, Serialize};

/// An appeal, as its traveler sees it: how far it has come, and who has said what.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct AppealPage {
    pub card: BookingCard,
    pub status: AppealStatus,
    /// From here on it can no longer be made.
    pub until: ZonedTime,
    /// True where it can be made now.
    pub can_appeal: bool,
    /// Those it is for; before it is made, those it could be for.
    pub people: Vec<StakePlace>,
    pub words: Option<String>,
    pub answer: Option<HostAnswer>,
    pub answer_words: Option<String>,
    pub decision_words: Option<String>,
}

/// An appeal in the admin's list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ListedAppeal {
    pub id: AppealId,
    pub reference: BookingRef,
    pub title: String,
    pub host: String,
    pub names: Vec<String>,
    pub amount: Paise,
    pub made: ZonedTime,
    pub answer: Option<HostAnswer>,
}

/// An appeal, as the admin who decides sees it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct AppealCasePage {
    pub id: AppealId,
    pub appeal: AppealPage,
    pub host: String,
    pub amount: Paise,
    pub made: ZonedTime,
    /// Everybody who had a seat on the booking.
    pub party: Vec<StakePlace>,
    pub decided: Option<ZonedTime>,
}

/// The appeal of one of the caller's bookings, made or still to be made; 404 where nobody on it was missed.
#[server(endpoint = "appeal_of_booking", input = GetUrl)]
pub async fn appeal_of_booking(reference: String) -> Result<AppealPage, AppError> {
    use super::{server, shape};
    let user = server::user().await?;
    let reference = reference.parse().map_err(|_| AppError::not_found())?;
    let services = server::services()?;
    let record = services.appeal_of(user.id, &reference).await?;
    Ok(shape::appeal(&record, services.clock.now()))
}

/// Appeals for travelers of one of the caller's bookings; 409 where it is too late or was done before.
#[server(endpoint = "make_appeal")]
pub async fn make_appeal(form: AppealForm) -> Result<Go, AppError> {
    use super::server;
    let user = server::user().await?;
    let reference: BookingRef = form.reference.parse().map_err(|_| AppError::not_found())?;
    let request = form.validate().map_err(AppError::invalid)?;
    server::services()?.make_appeal(user.id, &reference, &request).await?;
    Ok(Go { to: format!("/bookings/{reference}/appeal") })
}

/// Appeals that wait for a decision; 404 for anybody but an admin.
#[server(endpoint = "open_appeals", input = GetUrl)]
pub async fn open_appeals() -> Result<Vec<ListedAppeal>, AppError> {
    use super::{server, shape};
    let (services, _) = server::admin().await?;
    Ok(services.open_appeals().await?.iter().map(shape::listed_appeal).collect())
}

/// One appeal; 404 for anybody but an admin.
#[server(endpoint = "appeal_case", input = GetUrl)]
pub async fn appeal_case(id: String) -> Result<AppealCasePage, AppError> {
    use super::{server, shape};
    let (services, _) = server::admin().await?;
    let record = services.appeal_case(id.parse().map_err(|_| AppError::not_found())?).await?;
    Ok(shape::appeal_case(&record, services.clock.now()))
}

/// Decides an appeal: `grant` or `deny`, which wants words. 404 for anybody but an admin; 409 where it is decided.
#[server(endpoint = "decide_appeal")]
pub async fn decide_appeal(id: String, decision: String, words: String) -> Result<Go, AppError> {
    use super::server;
    use crate::domain::{
        appeal::{Decision, reason},
        text::FieldErrors,
    };
    let (services, admin) = server::admin().await?;
    let id: AppealId = id.parse().map_err(|_| AppError::not_found())?;
    let choose = || AppError::invalid(FieldErrors::from([("decision".to_owned(), "Please decide.".to_owned())]));
    let decision: Decision = decision.parse().map_err(|_| choose())?;
    let words = reason(&words, decision == Decision::Deny).map_err(AppError::invalid)?;
    services.decide_appeal(admin.id, id, decision, words.as_deref()).await?;
    Ok(Go { to: format!("/admin/appeals/{id}") })
}
