//! What has changed of all that anyone may see, written down by the database itself, so that no writer can forget to:
//! processes that keep a picture of it in memory read on from where they were.

use crate::tables::drop;
use sea_orm_migration::{prelude::*, sea_orm::DatabaseBackend};

/// A table, how its rows are called in `changes`, the column that says which one it is, whether new rows count, and the columns that do.
const WATCHED: [(&str, &str, &str, bool, &[&str]); 6] = [
    (
        "event_runs",
        "run",
        "id",
        true,
        &["experience_id", "starts_at", "ends_at", "cutoff_at", "capacity", "seats_taken", "price", "stake", "status", "cancel_reason"],
    ),
    (
        "experiences",
        "experience",
        "id",
        true,
        &[
            "neighborhood_id",
            "domain",
            "slug",
            "title",
            "summary",
            "story",
            "meeting_point",
            "latitude",
            "longitude",
            "duration_minutes",
            "languages",
            "included",
            "bring",
            "age_note",
            "accessibility",
            "refund_preset",
            "status",
        ],
    ),
    ("pictures", "experience", "experience_id", true, &["position", "hour", "alt", "hash"]),
    ("organizations", "organization", "id", false, &["slug", "name", "tagline", "bio", "links", "logo", "verified_at"]),
    ("neighborhoods", "place", "id", true, &["city_id", "slug", "name"]),
    ("cities", "place", "id", true, &["slug", "name", "time_zone"]),
];

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let postgres = manager.get_database_backend() == DatabaseBackend::Postgres;
        let db = manager.get_connection();
        for statement in if postgres { POSTGRES } else { SQLITE } {
            db.execute_unprepared(statement).await?;
        }
        for (table, kind, subject, new_rows, columns) in WATCHED {
            let differs = columns.iter().map(|column| format!("OLD.{column} IS DISTINCT FROM NEW.{column}")).collect::<Vec<_>>().join(" OR ");
            let mut events = vec![("changed", "UPDATE", format!("WHEN ({differs})"), "NEW")];
            if new_rows {
                events.push(("added", "INSERT", String::new(), "NEW"));
            }
            if table == "pictures" {
                events.push(("removed", "DELETE", String::new(), "OLD"));
            }
            for (name, event, condition, row) in events {
                let act = if postgres {
                    format!("FOR EACH ROW {condition} EXECUTE FUNCTION note_change('{kind}', '{subject}')")
                } else {
                    format!("FOR EACH ROW {condition} BEGIN INSERT INTO changes (kind, subject) VALUES ('{kind}', {row}.{subject}); END")
                };
                db.execute_unprepared(&format!("CREATE TRIGGER {table}_{name} AFTER {event} ON {table} {act}")).await?;
            }
        }
        Ok(())
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let (postgres, db) = (manager.get_database_backend() == DatabaseBackend::Postgres, manager.get_connection());
        for (table, ..) in WATCHED {
            for name in ["changed", "added", "removed"] {
                let of_table = if postgres { format!(" ON {table}") } else { String::new() };
                db.execute_unprepared(&format!("DROP TRIGGER IF EXISTS {table}_{name}{of_table}")).await?;
            }
        }
        if postgres {
            db.execute_unprepared("DROP FUNCTION note_change()").await?;
        }
        drop(manager, &["changes"]).await
    }
}

/// One writer at a time: positions are handed out in the order of the commits.
const SQLITE: &[&str] = &["CREATE TABLE changes (position INTEGER PRIMARY KEY AUTOINCREMENT, kind TEXT NOT NULL, subject INTEGER NOT NULL)"];

/// A change stands at the number of its transaction: numbers below the lowest one that is still open will not appear any more. Whoever
/// listens is woken when the transaction is committed; several changes of one transaction wake once.
const POSTGRES: &[&str] = &[
    "CREATE TABLE changes (position BIGINT NOT NULL DEFAULT pg_current_xact_id()::text::bigint, kind TEXT NOT NULL, subject BIGINT NOT NULL)",
    "CREATE INDEX ix_changes_position ON changes (position)",
    "CREATE FUNCTION note_change() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN \
        INSERT INTO changes (kind, subject) VALUES (TG_ARGV[0], \
            (to_jsonb(CASE WHEN TG_OP = 'DELETE' THEN OLD ELSE NEW END) ->> TG_ARGV[1])::bigint); \
        PERFORM pg_notify('changes', ''); \
        RETURN NULL; END $$",
];
