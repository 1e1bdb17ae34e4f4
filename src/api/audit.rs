//! The audit log, for admins. For anybody else it does not exist.

use crate::{domain::time::ZonedTime, error::AppError};
use leptos::{prelude::*, server_fn::codec::GetUrl};
use serde::{Deserialize, Serialize};

/// Which lines are wanted, as typed.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct AuditQuery {
    pub action: Option<String>,
    pub subject: Option<String>,
    /// A mail address.
    pub who: Option<String>,
    /// Days, as `YYYY-MM-DD`.
    pub from: Option<String>,
    pub to: Option<String>,
    pub before: Option<String>,
}

/// A line of the log.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AuditEntry {
    pub id: i64,
    pub at: ZonedTime,
    /// Name and address; nobody where a job did it.
    pub who: Option<(String, String)>,
    pub action: String,
    pub subject: String,
    /// JSON.
    pub detail: String,
}

/// Lines of the log, latest first.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AuditLogPage {
    pub query: AuditQuery,
    pub entries: Vec<AuditEntry>,
    /// What was asked for and makes no sense, by field.
    pub notes: Vec<(String, String)>,
    /// Where the next page begins.
    pub next: Option<i64>,
}

/// Lines of the log; 404 for anybody but an admin.
#[server(endpoint = "audit_log", input = GetUrl)]
pub async fn audit_log(#[server(default)] query: AuditQuery) -> Result<AuditLogPage, AppError> {
    use super::{server, shape};
    let (services, _) = server::admin().await?;
    let (mut filter, mut notes) = shape::audit_filter(&query);
    if let Some(email) = query.who.as_deref().map(str::trim).filter(|who| !who.is_empty()) {
        filter.actor = services.user_by_email(&email.to_lowercase()).await?;
        if filter.actor.is_none() {
            notes.push(("who".to_owned(), "Nobody has this address: shown is what everybody did.".to_owned()));
        }
    }
    Ok(shape::audit_log(query, notes, services.audit_page(&filter).await?))
}
