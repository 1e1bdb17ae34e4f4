//! What the host's workspace adds to tables that are there, and the questions that hosts ask at booking.

use crate::tables::{big, boolean, create, drop, id, index, int, optional, part_of, reference, table, text, time, unique};
use sea_orm_migration::prelude::*;

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

/// Columns that tables gain. One ALTER a column: `SQLite` knows no more.
fn new_columns() -> Vec<(&'static str, ColumnDef)> {
    let empty = |name| text(name).default("").to_owned();
    vec![
        ("audit_log", optional(big("organization_id"))),
        ("organizations", text("links").default("[]").to_owned()),
        ("organizations", optional(text("logo"))),
        ("experiences", empty("age_note")),
        ("experiences", empty("accessibility")),
        ("event_runs", optional(big("series_id"))),
        ("event_runs", optional(time("leave_until"))),
        ("event_runs", optional(time("finalized_at"))),
        ("travelers", optional(time("checked_in_at"))),
        ("travelers", text("stake").default("none").to_owned()),
    ]
}

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for (table, column) in new_columns() {
            manager.alter_table(Table::alter().table(Alias::new(table)).add_column(column).to_owned()).await?;
        }
        let indexes = vec![
            index("audit_log", &["organization_id", "id"]),
            index("questions", &["experience_id", "position"]),
            unique("answers", &["booking_id", "question_id"]),
        ];
        create(manager, vec![questions(), answers()], indexes).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        drop(manager, &["answers", "questions"]).await?;
        manager.drop_index(Index::drop().name("ix_audit_log_organization_id_id").table(Alias::new("audit_log")).to_owned()).await?;
        for (table, column) in new_columns() {
            let column = Alias::new(column.get_column_name());
            manager.alter_table(Table::alter().table(Alias::new(table)).drop_column(column).to_owned()).await?;
        }
        Ok(())
    }
}

fn questions() -> TableCreateStatement {
    table("questions")
        .col(id())
        .col(big("experience_id"))
        .col(int("position"))
        .col(text("prompt"))
        .col(text("kind"))
        .col(text("choices"))
        .col(boolean("required"))
        .col(optional(time("retired_at")))
        .foreign_key(&mut part_of("questions", "experience_id", "experiences"))
        .check(Expr::cust("kind IN ('text', 'choice', 'yes_no')"))
        .to_owned()
}

fn answers() -> TableCreateStatement {
    table("answers")
        .col(id())
        .col(big("booking_id"))
        .col(big("question_id"))
        .col(text("prompt"))
        .col(text("answer"))
        .foreign_key(&mut part_of("answers", "booking_id", "bookings"))
        .foreign_key(&mut reference("answers", "question_id", "questions"))
        .to_owned()
}
