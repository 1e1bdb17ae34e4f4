//! What people keep: experiences they save, hosts they follow, and the page that shows all of it.

use super::{
    Go,
    catalog::{ExperienceCard, RunCard},
    saved_searches::SavedSearch,
};
use crate::{
    domain::{media::MediaHash, saved::FavoriteKind},
    error::AppError,
};
use leptos::{prelude::*, server_fn::codec::GetUrl};
use serde::{Deserialize, Serialize};

/// A saved experience.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct SavedCard {
    pub experience: ExperienceCard,
    /// On offer at present.
    pub offered: bool,
    /// Its next run that can be booked.
    pub next: Option<RunCard>,
}

/// A host that somebody follows.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct FollowedHost {
    pub slug: String,
    pub name: String,
    pub tagline: String,
    pub logo: Option<MediaHash>,
}

/// All that somebody keeps.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct SavedPage {
    /// One page of them, the latest first.
    pub experiences: Vec<SavedCard>,
    /// Saved experiences on all pages.
    pub total: u64,
    /// Which page this is, counted from 1.
    pub page: u64,
    pub pages: u64,
    pub hosts: Vec<FollowedHost>,
    /// New runs of these hosts are in the weekly mail.
    pub hosts_in_mail: bool,
    pub searches: Vec<SavedSearch>,
}

/// Saves an experience (named by its own slug or by a run's id) or follows a host, or no longer; then goes on to `next`, a local path.
/// What is so already stays so. 401 without a session, 404 for what is not there, 409 where somebody keeps as many as one may.
#[server(endpoint = "keep_favorite")]
pub async fn keep_favorite(kind: FavoriteKind, of: String, keep: bool, next: String) -> Result<Go, AppError> {
    use super::server;
    let user = server::user().await?;
    server::services()?.keep_favorite(user.id, kind, &of, keep).await?;
    server::forget_set_aside_form().await;
    Ok(Go { to: crate::domain::return_path::local_or_home(&next).to_owned() })
}

/// Whether the caller keeps it; nothing for somebody who is not logged in, whom no database is asked about.
#[server(endpoint = "is_favorite", input = GetUrl)]
pub async fn is_favorite(kind: FavoriteKind, of: String) -> Result<Option<bool>, AppError> {
    use super::server;
    match server::maybe_user().await? {
        Some(user) => Ok(Some(server::services()?.is_favorite(user.id, kind, &of).await?)),
        None => Ok(None),
    }
}

/// All that the caller keeps; `page` of their experiences, as an address has it.
#[server(endpoint = "saved", input = GetUrl)]
pub async fn saved(page: Option<String>) -> Result<SavedPage, AppError> {
    use super::{server, shape};
    let user = server::user().await?;
    let services = server::services()?;
    let page = page.and_then(|page| page.parse().ok()).unwrap_or(1).clamp(1, shape::SAVED_PAGES_MAX);
    let shelf = services.saved_experiences(user.id, page).await?;
    let hosts = services.followed_hosts(user.id).await?;
    let searches = services.saved_searches(user.id).await?;
    let hosts_in_mail = services.hosts_in_mail(user.id).await?;
    Ok(shape::saved((shelf, page), (hosts, hosts_in_mail), searches, &services))
}
