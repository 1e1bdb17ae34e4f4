//! Sessions kept in the database, behind the interface of tower-sessions.

use crate::{
    domain::ids::UserId,
    services::{Services, sessions::SessionRow},
};
use chrono::DateTime;
use std::fmt::{self, Debug};
use time::OffsetDateTime;
use tower_sessions::{
    SessionStore,
    session::{Id, Record},
    session_store::{Error, Result},
};

/// Where axum-login keeps who is logged in.
const LOGIN_DATA: &str = "axum-login.data";

/// The sessions table as a store.
#[derive(Clone)]
pub(super) struct DatabaseSessions(Services);

impl DatabaseSessions {
    pub(super) fn new(services: Services) -> Self {
        Self(services)
    }
}

impl Debug for DatabaseSessions {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("DatabaseSessions")
    }
}

#[async_trait::async_trait]
impl SessionStore for DatabaseSessions {
    /// The default would overwrite somebody's session on a collision of ids; this one draws again.
    async fn create(&self, record: &mut Record) -> Result<()> {
        while !self.0.create_session(to_row(record)?).await.map_err(backend)? {
            record.id = Id::default();
        }
        Ok(())
    }

    async fn save(&self, record: &Record) -> Result<()> {
        self.0.save_session(to_row(record)?).await.map_err(backend)
    }

    async fn load(&self, id: &Id) -> Result<Option<Record>> {
        self.0.load_session(&id.to_string()).await.map_err(backend)?.map(|row| from_row(*id, &row)).transpose()
    }

    async fn delete(&self, id: &Id) -> Result<()> {
        self.0.delete_session(&id.to_string()).await.map_err(backend)
    }
}

fn to_row(record: &Record) -> Result<SessionRow> {
    let user = record.data.get(LOGIN_DATA).and_then(|login| login.get("user_id")).and_then(serde_json::Value::as_i64);
    Ok(SessionRow {
        id: record.id.to_string(),
        user: user.map(UserId),
        data: serde_json::to_string(&record.data).map_err(|error| Error::Encode(error.to_string()))?,
        expires_at: DateTime::from_timestamp(record.expiry_date.unix_timestamp(), 0)
            .ok_or_else(|| Error::Encode("a session ends beyond the calendar".to_owned()))?,
    })
}

fn from_row(id: Id, row: &SessionRow) -> Result<Record> {
    Ok(Record {
        id,
        data: serde_json::from_str(&row.data).map_err(|error| Error::Decode(error.to_string()))?,
        expiry_date: OffsetDateTime::from_unix_timestamp(row.expires_at.timestamp()).map_err(|error| Error::Decode(error.to_string()))?,
    })
}

fn backend(error: impl fmt::Display) -> Error {
    Error::Backend(error.to_string())
}
