//! What a host writes about a run: messages to its travelers, and notes beside their bookings.

use crate::tables::{big, create, drop, id, index, int, part_of, reference, table, text, time, unique};
use sea_orm_migration::prelude::*;

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let indexes = vec![
            unique("messages", &["run_id", "token"]),
            unique("messages", &["run_id", "day", "number"]),
            unique("message_recipients", &["message_id", "booking_id"]),
            index("message_recipients", &["booking_id"]),
            unique("booking_notes", &["booking_id", "token"]),
        ];
        create(manager, vec![messages(), recipients(), notes()], indexes).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        drop(manager, &["booking_notes", "message_recipients", "messages"]).await
    }
}

/// The numbers of a day are given out once, so that they are the limit.
fn messages() -> TableCreateStatement {
    table("messages")
        .col(id())
        .col(big("run_id"))
        .col(big("author_id"))
        .col(text("token"))
        .col(text("day"))
        .col(int("number"))
        .col(text("subject"))
        .col(text("body"))
        .col(int("recipients"))
        .col(time("created_at"))
        .foreign_key(&mut reference("messages", "run_id", "event_runs"))
        .foreign_key(&mut reference("messages", "author_id", "users"))
        .check(Expr::cust("number BETWEEN 1 AND 20"))
        .check(Expr::cust("recipients > 0"))
        .to_owned()
}

fn recipients() -> TableCreateStatement {
    table("message_recipients")
        .col(id())
        .col(big("message_id"))
        .col(big("booking_id"))
        .foreign_key(&mut part_of("message_recipients", "message_id", "messages"))
        .foreign_key(&mut part_of("message_recipients", "booking_id", "bookings"))
        .to_owned()
}

fn notes() -> TableCreateStatement {
    table("booking_notes")
        .col(id())
        .col(big("booking_id"))
        .col(big("author_id"))
        .col(text("token"))
        .col(text("note"))
        .col(time("created_at"))
        .foreign_key(&mut part_of("booking_notes", "booking_id", "bookings"))
        .foreign_key(&mut reference("booking_notes", "author_id", "users"))
        .to_owned()
}
