//! The host's side. Everything is scoped to the organization the caller acts for: another's run answers 404,
//! exactly like one that does not exist.

use super::catalog::RunCard;
use crate::{
    domain::{
        ids::{ExperienceId, OrganizationId},
        organization::Role,
        season::Season,
    },
    error::AppError,
};
use leptos::{prelude::*, server_fn::codec::GetUrl};
use serde::{Deserialize, Serialize};

/// A run in the host's list.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ListedRun {
    pub card: RunCard,
    /// Bookings that keep seats.
    pub bookings: u64,
}

/// The host's list of runs under one tab.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct HostRunsPage {
    pub organization: String,
    pub organization_slug: String,
    pub role: Role,
    /// `upcoming`, `past` or `cancelled`.
    pub tab: String,
    pub upcoming: u64,
    pub past: u64,
    pub cancelled: u64,
    pub runs: Vec<ListedRun>,
    /// Where the next page begins, as its address says it; none on the last.
    pub next: Option<String>,
    /// To choose from: all that the organization offers or has offered.
    pub experiences: Vec<OfferChoice>,
    /// Only runs of this one are shown and counted.
    pub experience: Option<ExperienceId>,
}

/// An experience to choose.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct OfferChoice {
    pub id: ExperienceId,
    pub title: String,
}

/// What stands over every page of the host's area.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Acting {
    pub organization: String,
    pub slug: String,
    pub role: Role,
    /// Other organizations that the caller may act for.
    pub others: Vec<OtherOrganization>,
}

/// An organization to switch to.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct OtherOrganization {
    pub id: OrganizationId,
    pub name: String,
}

/// What a member sees first.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct OverviewPage {
    pub organization: String,
    pub organization_slug: String,
    pub role: Role,
    pub upcoming: u64,
    /// The soonest runs.
    pub next: Vec<ListedRun>,
    pub season: Season,
    pub tasks: Vec<TaskLine>,
}

/// Something that should be done.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TaskLine {
    pub words: String,
    /// Where it is done.
    pub path: String,
}

/// The organization's dashboard.
#[server(endpoint = "host_overview", input = GetUrl)]
pub async fn host_overview() -> Result<OverviewPage, AppError> {
    use super::{server, shape};
    use crate::{domain::organization::Permission, services::hosting::RunTab};
    /// Runs shown as next.
    const NEXT: usize = 5;
    let (services, membership) = server::member(Permission::SeeBookings).await?;
    let runs = services.host_runs(membership.organization_id, RunTab::Upcoming, None, None).await?.runs;
    let (season, tasks) = (services.season(&membership).await?, services.tasks(&membership).await?);
    let now = services.clock.now();
    Ok(OverviewPage {
        upcoming: services.host_run_counts(membership.organization_id, None).await?.upcoming,
        next: runs.iter().take(NEXT).map(|row| shape::listed_run(row, now)).collect(),
        season,
        tasks: tasks.iter().filter(|task| membership.role.may(task.asks_for())).map(|task| TaskLine { words: task.in_words(), path: task.path() }).collect(),
        organization: membership.name,
        organization_slug: membership.slug,
        role: membership.role,
    })
}

/// Whom the caller acts for, and could act for.
#[server(endpoint = "host_bar", input = GetUrl)]
pub async fn host_bar() -> Result<Acting, AppError> {
    use super::server;
    use crate::domain::organization::Permission;
    let (services, membership) = server::member(Permission::SeeBookings).await?;
    let others = services.memberships(membership.user_id).await?.into_iter().filter(|other| other.organization_id != membership.organization_id);
    let others = others.map(|other| OtherOrganization { id: other.organization_id, name: other.name }).collect();
    Ok(Acting { organization: membership.name, slug: membership.slug, role: membership.role, others })
}

/// Acts for another organization from here on; 404 where the caller does not belong to it.
#[server(endpoint = "switch_organization")]
pub async fn switch_organization(organization: String) -> Result<super::Go, AppError> {
    use super::server;
    let user = server::user().await?;
    let organization = organization.parse().map_err(|_| AppError::not_found())?;
    let membership = server::services()?.membership(user.id, Some(organization)).await?;
    if membership.is_none_or(|membership| membership.organization_id != organization) {
        return Err(AppError::not_found());
    }
    server::act_for(organization).await?;
    Ok(super::Go { to: "/host".to_owned() })
}

/// A page of the organization's runs under a tab (`upcoming`, `past`, `cancelled`; any other word is the first), of one experience or
/// of all, after the place that `after` names.
#[server(endpoint = "host_runs", input = GetUrl)]
pub async fn host_runs(tab: Option<String>, experience: Option<String>, after: Option<String>) -> Result<HostRunsPage, AppError> {
    use super::{server, shape};
    use crate::{
        domain::{explore::Cursor, organization::Permission},
        services::hosting::RunTab,
    };
    let (services, membership) = server::member(Permission::SeeBookings).await?;
    let tab = tab.and_then(|tab| tab.parse().ok()).unwrap_or(RunTab::Upcoming);
    let experiences = services.titles_of(membership.organization_id).await?;
    // Another's experience is none: then all are shown, as for a word that makes no sense.
    let experience = experience.and_then(|id| id.parse().ok()).filter(|chosen| experiences.iter().any(|(id, _)| id == chosen));
    let counts = services.host_run_counts(membership.organization_id, experience).await?;
    let page = services.host_runs(membership.organization_id, tab, experience, after.as_deref().and_then(Cursor::parse)).await?;
    let now = services.clock.now();
    Ok(HostRunsPage {
        organization: membership.name,
        organization_slug: membership.slug,
        role: membership.role,
        tab: tab.to_string(),
        upcoming: counts.upcoming,
        past: counts.past,
        cancelled: counts.cancelled,
        runs: page.runs.iter().map(|row| shape::listed_run(row, now)).collect(),
        next: page.next.map(Cursor::to_text),
        experiences: experiences.into_iter().map(|(id, title)| OfferChoice { id, title }).collect(),
        experience,
    })
}

/// Calls a run of the organization's off, with those that follow in its series where `scope` says so: everybody gets all their money
/// back. Managers and owners only; 409 where it has begun.
#[server(endpoint = "cancel_run")]
pub async fn cancel_run(run: String, reason: String, scope: Option<String>) -> Result<super::Go, AppError> {
    use super::server;
    use crate::domain::{
        organization::Permission,
        schedule::Scope,
        text::{self, FieldErrors},
    };
    let (services, membership) = server::member(Permission::ManageOffer).await?;
    let run = run.parse().map_err(|_| AppError::not_found())?;
    let wrong = |words: &str| AppError::invalid(FieldErrors::from([("reason".to_owned(), words.to_owned())]));
    let reason = text::note(&reason).map_err(wrong)?.ok_or_else(|| wrong("Travelers are told why: please say it in a sentence."))?;
    let scope = scope.and_then(|scope| scope.parse().ok()).unwrap_or(Scope::One);
    let done = services.cancel_run(&membership, run, &reason, scope).await?;
    Ok(super::Go { to: done.series.map_or_else(|| format!("/host/runs/{run}/cancel"), |series| format!("/host/series/{series}")) })
}
