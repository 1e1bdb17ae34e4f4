//! Scheduling runs, changing them and calling them off, for owners and managers of their organization.

use super::{Go, catalog::RunCard, hosting::OfferChoice};
use crate::{
    domain::{
        call_off::{CallOffProgress, CallOffQuote},
        ids::{ExperienceId, SeriesId},
        money::Paise,
        run_form::RunForm,
        schedule::{ScheduleForm, Scope, Snag},
        text::FieldErrors,
        time::ZonedTime,
    },
    error::AppError,
};
use chrono::NaiveDate;
use leptos::{prelude::*, server_fn::codec::GetUrl};
use serde::{Deserialize, Serialize};

/// The experience that runs are scheduled of.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct OfferPlace {
    pub id: ExperienceId,
    pub title: String,
    pub city: String,
    /// It is now there; its zone is the one that the form is about.
    pub now: ZonedTime,
}

/// A date that a form would make a run for.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct PlannedDay {
    pub day: NaiveDate,
    /// From and until; none where the clock there leaves the time out.
    pub at: Option<(ZonedTime, ZonedTime)>,
    pub snag: Option<Snag>,
}

impl PlannedDay {
    /// True where a run can be made for it.
    #[must_use]
    pub fn usable(&self) -> bool {
        self.at.is_some() && self.snag.is_none_or(|snag| !snag.leaves_out())
    }
}

/// What a form would make.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct PlannedRuns {
    /// True for a series, false for a single date.
    pub series: bool,
    pub dates: Vec<PlannedDay>,
    /// For one traveler.
    pub price: Paise,
    /// For one traveler; comes back.
    pub stake: Paise,
    pub capacity: i32,
    /// Booking closes so many hours before the start.
    pub cutoff_hours: i32,
}

/// The page that schedules runs.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct PlanPage {
    /// What is on offer, to choose from.
    pub offers: Vec<OfferChoice>,
    /// The one that was chosen.
    pub offer: Option<OfferPlace>,
    /// As it was typed, or as it begins.
    pub form: ScheduleForm,
    /// What is wrong with it, under the fields' names.
    pub errors: FieldErrors,
    /// What it would make, where nothing is wrong.
    pub plan: Option<PlannedRuns>,
    /// Goes along with the form that schedules; the same token schedules once.
    pub token: String,
}

/// The page that changes a run.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct EditPage {
    pub card: RunCard,
    pub series: Option<SeriesId>,
    /// Runs of its series that come after it and can be changed with it.
    pub following: u32,
    /// Filled in with what the run is like now.
    pub form: RunForm,
    /// The same, to be sent along; see [`crate::domain::run::RunTerms::to_text`].
    pub shown: String,
    pub cutoff: ZonedTime,
}

/// The page that calls a run off, and then tells how far that has come.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct CallOffPage {
    pub card: RunCard,
    pub series: Option<SeriesId>,
    pub cancel_reason: Option<String>,
    /// What the quote is for.
    pub scope: Scope,
    /// Runs of its series that come after it and can be called off with it.
    pub following: u32,
    /// What calling off would do now; none where it cannot be done any more.
    pub quote: Option<CallOffQuote>,
    pub progress: Option<CallOffProgress>,
}

/// A series and its runs.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct SeriesPage {
    pub id: SeriesId,
    pub title: String,
    /// As people call it.
    pub zone_name: String,
    /// Dates that are to become runs.
    pub planned: u64,
    /// Dates that have.
    pub made: u64,
    pub runs: Vec<RunCard>,
    /// Of its runs that were called off; none where none was.
    pub call_off: Option<CallOffProgress>,
}

/// What the query of the scheduling page would make, and what is wrong with it; 409 for an experience that is not published.
#[server(endpoint = "plan_runs", input = GetUrl)]
pub async fn plan_runs(query: String) -> Result<PlanPage, AppError> {
    use super::{server, shape};
    use crate::{
        domain::organization::Permission,
        services::{planning::plan, zones::zoned},
    };
    let (services, membership) = server::member(Permission::ManageOffer).await?;
    let mut form = ScheduleForm::parse(&query);
    let offers = services.offers(membership.organization_id).await?.into_iter().map(|offer| OfferChoice { id: offer.id, title: offer.title }).collect();
    let token = services.entropy.token();
    let mut page = PlanPage { offers, offer: None, form: form.clone(), errors: FieldErrors::new(), plan: None, token };
    if form.experience.is_empty() {
        return Ok(page);
    }
    let offer = services.offer(membership.organization_id, form.experience().ok_or_else(AppError::not_found)?).await?;
    let now = services.clock.now();
    if form.sent {
        match plan(&offer, &form, now) {
            Ok(plan) => page.plan = Some(shape::planned(&plan, &offer.time_zone)),
            Err(errors) => page.errors = errors,
        }
    } else {
        shape::begin(&mut form, &offer, services.last_run_of(offer.id).await?.map(|run| run.terms()));
    }
    page.form = form;
    page.offer = Some(OfferPlace { id: offer.id, title: offer.title, city: offer.city, now: zoned(now, &offer.time_zone) });
    Ok(page)
}

/// Schedules what a query of the scheduling page plans: of a series the days that are kept (`2026-12-05`). 409 where the dates have
/// changed since they were shown, 422 where the form will not do.
#[server(endpoint = "schedule_runs")]
pub async fn schedule_runs(plan: String, token: String, #[server(default)] keep: Vec<String>) -> Result<Go, AppError> {
    use super::server;
    use crate::{
        domain::organization::Permission,
        services::runs::{RunError, Scheduled},
    };
    let (services, membership) = server::member(Permission::ManageOffer).await?;
    let keep: Option<Vec<NaiveDate>> = keep.iter().map(|day| day.parse().ok()).collect();
    let keep = keep.ok_or(RunError::DatesChanged)?;
    Ok(match services.schedule(&membership, &ScheduleForm::parse(&plan), &keep, &token).await? {
        Scheduled::Run(run) => Go { to: format!("/host/runs/{run}") },
        Scheduled::Series(series) => Go { to: format!("/host/series/{series}") },
    })
}

/// A series of the organization's, and how far the making of its runs has come; 404 for any other.
#[server(endpoint = "series", input = GetUrl)]
pub async fn series(id: String) -> Result<SeriesPage, AppError> {
    use super::{server, shape};
    use crate::domain::organization::Permission;
    let (services, membership) = server::member(Permission::SeeBookings).await?;
    let record = services.series_of(&membership, id.parse().map_err(|_| AppError::not_found())?).await?;
    Ok(shape::series(record, services.clock.now()))
}

/// What the page that changes a run is filled in with; 404 for another's run, 409 for one that has begun or was called off.
#[server(endpoint = "run_to_change", input = GetUrl)]
pub async fn run_to_change(run: String) -> Result<EditPage, AppError> {
    use super::{server, shape};
    use crate::domain::organization::Permission;
    let (services, membership) = server::member(Permission::ManageOffer).await?;
    let run = services.run_to_change(&membership, run.parse().map_err(|_| AppError::not_found())?).await?;
    let following = services.following(&run).await?;
    Ok(shape::edit(&run, following, services.clock.now()))
}

/// Changes a run from what was `shown` to what the form says, alone or with those that follow in its series. Whoever has booked is told
/// of another date. 409 where somebody else has changed it meanwhile, 422 where the form will not do.
#[server(endpoint = "change_run")]
pub async fn change_run(run: String, shown: String, scope: Option<String>, form: RunForm) -> Result<Go, AppError> {
    use super::server;
    use crate::{
        domain::{organization::Permission, run::RunTerms},
        error::ErrorCode,
    };
    let (services, membership) = server::member(Permission::ManageOffer).await?;
    let run = run.parse().map_err(|_| AppError::not_found())?;
    let unreadable = || AppError::new(ErrorCode::BadRequest, "This form could not be read. Please reload the page.");
    let shown = RunTerms::parse(&shown).ok_or_else(unreadable)?;
    let scope = scope.and_then(|scope| scope.parse().ok()).unwrap_or(Scope::One);
    services.amend_run(&membership, run, &shown, &form, scope).await?;
    Ok(Go { to: format!("/host/runs/{run}") })
}

/// What calling a run off would do, alone or with those that follow in its series; or how far it has come. 404 for another's run.
#[server(endpoint = "call_off", input = GetUrl)]
pub async fn call_off(run: String, scope: Option<String>) -> Result<CallOffPage, AppError> {
    use super::{server, shape};
    use crate::domain::organization::Permission;
    let (services, membership) = server::member(Permission::ManageOffer).await?;
    let run = run.parse().map_err(|_| AppError::not_found())?;
    let scope = scope.and_then(|scope| scope.parse().ok()).unwrap_or(Scope::One);
    let record = services.call_off(&membership, run, scope).await?;
    Ok(shape::call_off(record, scope, services.clock.now()))
}
