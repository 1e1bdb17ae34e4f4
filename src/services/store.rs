//! The database: one writer and several readers on `SQLite`, one pool on `PostgreSQL`.

use migration::{Migrator, MigratorTrait};
use sea_orm::{
    AccessMode, ConnectOptions, Database, DatabaseConnection, DatabaseTransaction, DbBackend, DbErr, IsolationLevel, SqliteTransactionMode, Statement,
    TransactionOptions, TransactionTrait,
    sea_query::LikeExpr,
    sqlx::{
        postgres::PgListener,
        sqlite::{SqliteJournalMode, SqliteSynchronous},
    },
};
use std::time::Duration;

/// What can go wrong with the database.
pub type DatabaseError = DbErr;

/// A pattern in which `text` stands for itself, whatever signs are in it, between two others.
pub(super) fn pattern(before: &str, text: &str, after: &str) -> LikeExpr {
    let escaped = text.replace('\\', "\\\\").replace('%', "\\%").replace('_', "\\_");
    LikeExpr::new(format!("{before}{escaped}{after}")).escape('\\')
}

/// How long a statement waits for another's lock before it fails.
const LOCK_WAIT: Duration = Duration::from_secs(10);
/// How long a request waits for a free connection before it fails.
const CONNECTION_WAIT: Duration = Duration::from_secs(20);
/// Connections that read, on `SQLite`.
const SQLITE_READERS: u32 = 4;
/// Connections, on `PostgreSQL`.
const POSTGRES_CONNECTIONS: u32 = 16;

/// A handle on the database; clones share its connections.
#[derive(Clone, Debug)]
pub struct Store {
    reader: DatabaseConnection,
    writer: DatabaseConnection,
}

impl Store {
    /// Opens `sqlite:…` or `postgres:…`.
    ///
    /// # Errors
    /// When the address is of neither kind or the database cannot be reached.
    pub async fn connect(url: &str) -> Result<Self, DbErr> {
        if !url.starts_with("sqlite:") {
            let pool = Database::connect(options(url, POSTGRES_CONNECTIONS)).await?;
            return Ok(Self { reader: pool.clone(), writer: pool });
        }
        // The writer first: it makes the file and turns on the write-ahead log, which readers then find.
        let writer = Database::connect(options(url, 1)).await?;
        let reader = Database::connect(options(url, SQLITE_READERS)).await?;
        Ok(Self { reader, writer })
    }

    /// Connections for reading only.
    #[must_use]
    pub const fn reader(&self) -> &DatabaseConnection {
        &self.reader
    }

    /// Connections for single statements that write; for more than one, [`Store::begin`].
    #[must_use]
    pub const fn writer(&self) -> &DatabaseConnection {
        &self.writer
    }

    /// Begins a writing transaction. On `SQLite` it takes the write lock at once (IMMEDIATE): one that began by
    /// reading could otherwise fail, without waiting, at its first write.
    ///
    /// # Errors
    /// When no connection or lock can be had in time.
    pub async fn begin(&self) -> Result<DatabaseTransaction, DbErr> {
        let immediate = (self.writer.get_database_backend() == DbBackend::Sqlite).then_some(SqliteTransactionMode::Immediate);
        let writer = self.writer.clone();
        to_the_end(async move { writer.begin_with_options(TransactionOptions { sqlite_transaction_mode: immediate, ..TransactionOptions::default() }).await })
            .await
    }

    /// Begins a transaction that reads, and sees everything as it is at one moment.
    ///
    /// # Errors
    /// When no connection can be had in time.
    pub async fn snapshot(&self) -> Result<DatabaseTransaction, DbErr> {
        // On `SQLite` any transaction does so.
        let isolation = (self.reader.get_database_backend() == DbBackend::Postgres).then_some(IsolationLevel::RepeatableRead);
        let reader = self.reader.clone();
        to_the_end(async move { reader.begin_with_config(isolation, Some(AccessMode::ReadOnly).filter(|_| isolation.is_some())).await }).await
    }

    /// Listens for news on a channel; only `PostgreSQL` has them, and whoever cannot listen has to look.
    pub async fn listen(&self, channel: &str) -> Listener {
        if self.reader.get_database_backend() != DbBackend::Postgres {
            return Listener(None);
        }
        let mut listener = match PgListener::connect_with(self.reader.get_postgres_connection_pool()).await {
            Ok(listener) => listener,
            Err(error) => {
                tracing::warn!(%error, "the database tells no news");
                return Listener(None);
            }
        };
        let listening = listener.listen(channel).await;
        Listener(listening.map(|()| listener).inspect_err(|error| tracing::warn!(%error, "the database tells no news")).ok())
    }

    /// Brings the schema up to date.
    ///
    /// # Errors
    /// When a step fails.
    pub async fn migrate(&self) -> Result<(), DbErr> {
        Migrator::up(&self.writer, None).await
    }

    /// Steps of the schema that this database lacks.
    ///
    /// # Errors
    /// When the database cannot be reached.
    pub async fn pending_migrations(&self) -> Result<usize, DbErr> {
        Migrator::get_pending_migrations(&self.reader).await.map(|steps| steps.len())
    }

    /// Calls `seen` with the text of every statement from now on. For tests that count them.
    pub fn observe(&mut self, seen: impl Fn(&str) + Clone + Send + Sync + 'static) {
        self.observe_bound(move |statement| seen(&statement.sql));
    }

    /// Calls `seen` with every statement and the values bound to it from now on, and no longer whatever observed before. For tests that
    /// read plans.
    pub fn observe_bound(&mut self, seen: impl Fn(&Statement) + Clone + Send + Sync + 'static) {
        for connection in [&mut self.reader, &mut self.writer] {
            let seen = seen.clone();
            connection.set_metric_callback(move |info| seen(info.statement));
        }
    }
}

/// Begins a transaction in a task of its own, which comes to its end also where its caller is dropped, as whoever hangs up is: on
/// `PostgreSQL` a connection would otherwise go back to the others with a transaction that nobody knows of, and what they write by single
/// statements would be undone with it.
async fn to_the_end(begin: impl Future<Output = Result<DatabaseTransaction, DbErr>> + Send + 'static) -> Result<DatabaseTransaction, DbErr> {
    tokio::spawn(begin).await.map_err(|error| DbErr::Custom(format!("no transaction could be begun: {error}")))?
}

/// Waits for news from the database.
#[derive(Debug)]
pub struct Listener(Option<PgListener>);

impl Listener {
    /// Waits until there is news, or for so long. Without a database that tells, it is always so long.
    pub async fn news_or(&mut self, longest: Duration) {
        let news = async {
            match &mut self.0 {
                // An error is a connection that was lost: it is made anew by the next call, and what was missed is found by looking.
                Some(listener) => match listener.recv().await {
                    // One look answers all that is waiting.
                    Ok(_) => while listener.next_buffered().is_some() {},
                    Err(error) => {
                        tracing::warn!(%error, "the database tells no news");
                        std::future::pending::<()>().await;
                    }
                },
                None => std::future::pending::<()>().await,
            }
        };
        // That the time is over is no error here.
        let _ = tokio::time::timeout(longest, news).await;
    }
}

fn options(url: &str, connections: u32) -> ConnectOptions {
    let mut options = ConnectOptions::new(url);
    options.max_connections(connections).acquire_timeout(CONNECTION_WAIT).sqlx_logging_level(tracing::log::LevelFilter::Trace).map_sqlx_sqlite_opts(|sqlite| {
        sqlite
            .create_if_missing(true)
            .journal_mode(SqliteJournalMode::Wal)
            // FULL: what has been answered as booked is on the disk, also when the power goes the moment after.
            .synchronous(SqliteSynchronous::Full)
            .foreign_keys(true)
            .busy_timeout(LOCK_WAIT)
    });
    options
}
