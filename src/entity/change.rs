//! What has changed of all that anyone may see. Triggers write it down, in the transaction of the change.

use crate::domain::text_enum::text_enum;
use sea_orm::{ConnectionTrait, DbBackend, DbErr, FromQueryResult, Statement};

/// The channel on which `PostgreSQL` wakes those who listen.
pub const CHANNEL: &str = "changes";

text_enum! {
    /// What it is that has changed.
    Kind {
        Run => "run",
        /// Its words, its place, its state or its pictures.
        Experience => "experience",
        Organization => "organization",
        /// A city or a neighborhood.
        Place => "place",
    }
}

/// A row.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Change {
    pub position: i64,
    pub kind: Kind,
    /// The id of the row that has changed.
    pub subject: i64,
}

/// Changes since a position, and where the next look begins.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Since {
    /// Below it, nothing will appear any more.
    pub horizon: i64,
    /// On `PostgreSQL`, those of transactions at or beyond the horizon come again with the next look.
    pub changes: Vec<Change>,
}

#[derive(FromQueryResult)]
struct Row {
    horizon: i64,
    position: Option<i64>,
    kind: Option<String>,
    subject: Option<i64>,
}

/// What has changed at `position` and later. One statement, so that rows and horizon are of one moment.
///
/// # Errors
/// Whatever the database says.
pub async fn since(db: &impl ConnectionTrait, position: i64) -> Result<Since, DbErr> {
    let backend = db.get_database_backend();
    let horizon = match backend {
        DbBackend::Postgres => "SELECT pg_snapshot_xmin(pg_current_snapshot())::text::bigint AS horizon",
        // `AUTOINCREMENT` remembers the last position also when its row is gone.
        _ => "SELECT COALESCE((SELECT seq FROM sqlite_sequence WHERE name = 'changes'), 0) + 1 AS horizon",
    };
    let sql = format!("SELECT h.horizon, c.position, c.kind, c.subject FROM ({horizon}) h LEFT JOIN changes c ON c.position >= $1 ORDER BY c.position");
    let rows = Row::find_by_statement(Statement::from_sql_and_values(backend, sql, [position.into()])).all(db).await?;
    let horizon = rows.first().map_or(position, |row| row.horizon);
    let change = |row: Row| Some(Change { position: row.position?, kind: row.kind?.parse().ok()?, subject: row.subject? });
    Ok(Since { horizon, changes: rows.into_iter().filter_map(change).collect() })
}

/// Forgets what stands below a position.
///
/// # Errors
/// Whatever the database says.
pub async fn forget(db: &impl ConnectionTrait, position: i64) -> Result<(), DbErr> {
    let sql = "DELETE FROM changes WHERE position < $1";
    db.execute_raw(Statement::from_sql_and_values(db.get_database_backend(), sql, [position.into()])).await.map(drop)
}
