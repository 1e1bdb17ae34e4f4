//! Rows on their way into a database, by the fastest way that it has: COPY into `PostgreSQL`, statements of many rows into `SQLite`.
//! Either way the tables' checks, keys and triggers see every row.

use chrono::{DateTime, SecondsFormat, Utc};
use sea_orm::sqlx::{
    AssertSqlSafe, Connection, Executor, PgConnection, Sqlite, SqliteConnection,
    query::Query,
    sqlite::{SqliteArguments, SqliteConnectOptions, SqliteSynchronous},
};
use std::{fmt::Write, str::FromStr};

/// Bytes after which a part of a COPY is sent.
const COPY_BYTES: usize = 1 << 18;
/// Values in one statement, of the 32,766 that `SQLite` allows.
const VALUES_MAX: usize = 9_000;
/// Rows in one of `SQLite`'s transactions: the write-ahead log is emptied between two.
const TRANSACTION_ROWS: usize = 100_000;

/// A value of a row.
#[derive(Clone, Debug)]
pub(super) enum Cell {
    Nothing,
    Flag(bool),
    Number(i64),
    Degrees(f64),
    Text(String),
    Word(&'static str),
    Time(DateTime<Utc>),
}

/// A table, and the columns that get a value; the others have a default.
pub(super) struct Table {
    pub(super) name: &'static str,
    pub(super) columns: &'static [&'static str],
    /// Whether `id` is given by us, and the database must go on counting from there.
    pub(super) counted: bool,
}

/// A connection of one's own.
pub(super) enum Sink {
    Sqlite(Box<SqliteConnection>),
    Postgres(Box<PgConnection>),
}

impl Sink {
    /// Connects to a database that has its schema.
    pub(super) async fn open(url: &str) -> Self {
        if !url.starts_with("sqlite:") {
            return Self::Postgres(Box::new(PgConnection::connect(url).await.unwrap()));
        }
        // Nobody minds if the machine goes down meanwhile: then it is filled again.
        let options = SqliteConnectOptions::from_str(url).unwrap().synchronous(SqliteSynchronous::Off).foreign_keys(true);
        let options = options.pragma("cache_size", "-512000").pragma("temp_store", "memory");
        Self::Sqlite(Box::new(SqliteConnection::connect_with(&options).await.unwrap()))
    }

    /// A statement without values.
    pub(super) async fn run(&mut self, statement: &str) {
        let statement = AssertSqlSafe(statement.to_owned());
        match self {
            Self::Sqlite(connection) => drop(connection.execute(statement).await.unwrap()),
            Self::Postgres(connection) => drop(connection.execute(statement).await.unwrap()),
        }
    }

    /// Puts rows into a table, in their order.
    pub(super) async fn rows(&mut self, table: &Table, rows: impl Iterator<Item = Vec<Cell>>) {
        match self {
            Self::Sqlite(connection) => insert(connection, table, rows).await,
            Self::Postgres(connection) => {
                copy(connection, table, rows).await;
                if table.counted {
                    let name = table.name;
                    self.run(&format!("SELECT setval(pg_get_serial_sequence('{name}', 'id'), max(id)) FROM {name}")).await;
                }
            }
        }
    }

    pub(super) async fn close(self) {
        match self {
            Self::Sqlite(connection) => connection.close().await.unwrap(),
            Self::Postgres(connection) => connection.close().await.unwrap(),
        }
    }
}

async fn copy(connection: &mut PgConnection, table: &Table, rows: impl Iterator<Item = Vec<Cell>>) {
    let mut copy = connection.copy_in_raw(&format!("COPY {} ({}) FROM STDIN", table.name, table.columns.join(", "))).await.unwrap();
    let mut text = String::with_capacity(COPY_BYTES * 2);
    for row in rows {
        assert_eq!(row.len(), table.columns.len(), "{}", table.name);
        for (at, cell) in row.iter().enumerate() {
            if at > 0 {
                text.push('\t');
            }
            write_cell(&mut text, cell);
        }
        text.push('\n');
        if text.len() > COPY_BYTES {
            copy.send(text.as_bytes()).await.unwrap();
            text.clear();
        }
    }
    copy.send(text.as_bytes()).await.unwrap();
    copy.finish().await.unwrap();
}

/// A value as COPY's text format has it.
fn write_cell(text: &mut String, cell: &Cell) {
    match cell {
        Cell::Nothing => text.push_str("\\N"),
        Cell::Flag(flag) => text.push(if *flag { 't' } else { 'f' }),
        Cell::Number(number) => write!(text, "{number}").unwrap(),
        Cell::Degrees(degrees) => write!(text, "{degrees}").unwrap(),
        Cell::Text(words) => text.push_str(&words.replace('\\', "\\\\").replace('\n', "\\n").replace('\t', "\\t")),
        Cell::Word(word) => text.push_str(word),
        Cell::Time(time) => text.push_str(&time.to_rfc3339_opts(SecondsFormat::Secs, true)),
    }
}

async fn insert(connection: &mut SqliteConnection, table: &Table, rows: impl Iterator<Item = Vec<Cell>>) {
    let at_once = VALUES_MAX / table.columns.len();
    let mut rows = rows.peekable();
    let mut open = 0;
    while rows.peek().is_some() {
        let chunk: Vec<Vec<Cell>> = rows.by_ref().take(at_once).collect();
        if open == 0 {
            connection.execute("BEGIN IMMEDIATE").await.unwrap();
        }
        open += chunk.len();
        let marks = format!("({})", vec!["?"; table.columns.len()].join(", "));
        let values = vec![marks.as_str(); chunk.len()].join(", ");
        let statement = format!("INSERT INTO {} ({}) VALUES {values}", table.name, table.columns.join(", "));
        let mut query = sea_orm::sqlx::query(AssertSqlSafe(statement));
        for cell in chunk.into_iter().flatten() {
            query = bind(query, cell);
        }
        query.execute(&mut *connection).await.unwrap();
        if open >= TRANSACTION_ROWS {
            connection.execute("COMMIT").await.unwrap();
            open = 0;
        }
    }
    if open > 0 {
        connection.execute("COMMIT").await.unwrap();
    }
}

/// Times are written as the application writes them: the two are compared as text.
fn bind(query: Query<'_, Sqlite, SqliteArguments>, cell: Cell) -> Query<'_, Sqlite, SqliteArguments> {
    match cell {
        Cell::Nothing => query.bind(None::<String>),
        Cell::Flag(flag) => query.bind(flag),
        Cell::Number(number) => query.bind(number),
        Cell::Degrees(degrees) => query.bind(degrees),
        Cell::Text(words) => query.bind(words),
        Cell::Word(word) => query.bind(word),
        Cell::Time(time) => query.bind(time),
    }
}
