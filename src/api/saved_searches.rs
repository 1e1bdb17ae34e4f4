//! Searches that people keep, and stopping their mail from a letter. The stop itself is a plain post; see `web::saved`.

use super::Go;
use crate::{domain::ids::SavedSearchId, error::AppError};
use leptos::{prelude::*, server_fn::codec::GetUrl};
use serde::{Deserialize, Serialize};

/// A search that somebody keeps.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SavedSearch {
    pub id: SavedSearchId,
    pub name: String,
    /// The address of what it finds: `/explore?…`.
    pub to: String,
    /// Its new runs are in the weekly mail.
    pub weekly: bool,
    /// The whole address of its calendar, for programs to subscribe to.
    pub calendar: String,
}

/// What somebody who follows a link from a letter may stop.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct StoppableMail {
    /// The search's name; `None` for the whole mail.
    pub search: Option<String>,
    /// It is being sent.
    pub on: bool,
}

/// Saves what a query string of `/explore` asks for, under a name of its words, with a place in the weekly mail; then goes on to `next`, a
/// local path. Saved twice it is there once. 401 without a session, 409 where somebody keeps as many as one may, 422 where it is too long.
#[server(endpoint = "save_search")]
pub async fn save_search(query: String, next: String) -> Result<Go, AppError> {
    use super::server;
    let user = server::user().await?;
    server::services()?.save_search(user.id, &query).await?;
    server::forget_set_aside_form().await;
    Ok(Go { to: crate::domain::return_path::local_or_home(&next).to_owned() })
}

/// Whether the caller keeps a search; nothing for somebody who is not logged in, whom no database is asked about.
#[server(endpoint = "is_search_saved", input = GetUrl)]
pub async fn is_search_saved(query: String) -> Result<Option<bool>, AppError> {
    use super::server;
    match server::maybe_user().await? {
        Some(user) => Ok(Some(server::services()?.is_search_saved(user.id, &query).await?)),
        None => Ok(None),
    }
}

/// Gives one of the caller's searches another name; 404 for any other, 422 where the name will not do.
#[server(endpoint = "rename_search")]
pub async fn rename_search(search: String, name: String) -> Result<Go, AppError> {
    use super::{errors, server};
    let user = server::user().await?;
    let search = search.parse().map_err(|_| AppError::not_found())?;
    let name = crate::domain::saved::search_name(&name).map_err(|words| errors::field("name", words))?;
    server::services()?.rename_search(user.id, search, &name).await?;
    Ok(Go { to: server::SEARCHES.to_owned() })
}

/// Puts one of the caller's searches into the weekly mail, or takes it out; 404 for any other.
#[server(endpoint = "mail_search")]
pub async fn mail_search(search: String, weekly: bool) -> Result<Go, AppError> {
    use super::server;
    let user = server::user().await?;
    let search = search.parse().map_err(|_| AppError::not_found())?;
    server::services()?.mail_search(user.id, search, weekly).await?;
    Ok(Go { to: server::SEARCHES.to_owned() })
}

/// Forgets one of the caller's searches, with its calendar; 404 for any other.
#[server(endpoint = "delete_search")]
pub async fn delete_search(search: String) -> Result<Go, AppError> {
    use super::server;
    let user = server::user().await?;
    let search = search.parse().map_err(|_| AppError::not_found())?;
    server::services()?.delete_search(user.id, search).await?;
    Ok(Go { to: server::SEARCHES.to_owned() })
}

/// Puts new runs of the hosts that the caller follows into the weekly mail, or takes them out.
#[server(endpoint = "mail_hosts")]
pub async fn mail_hosts(weekly: bool) -> Result<Go, AppError> {
    use super::server;
    let user = server::user().await?;
    server::services()?.mail_hosts(user.id, weekly).await?;
    Ok(Go { to: "/saved#hosts".to_owned() })
}

/// What a token from a letter stops, for whoever has it; 404 for any other text.
#[server(endpoint = "mail_to_stop", input = GetUrl)]
pub async fn mail_to_stop(token: String) -> Result<StoppableMail, AppError> {
    use super::server;
    let found = server::services()?.stoppable(&token).await?.ok_or_else(AppError::not_found)?;
    Ok(StoppableMail { search: found.search, on: found.on })
}
