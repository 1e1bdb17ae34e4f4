//! The waitlist: who waits for seats on a full run. Seats that are offered are a pending booking, which says whose offer it is.

use crate::tables::{big, create, drop, id, index, int, optional, reference, table, text, time, unique};
use sea_orm_migration::prelude::*;

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

const OPEN: &str = "ux_waitlist_one_open_entry";

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let indexes = vec![index("waitlist", &["run_id", "status", "id"]), index("waitlist", &["user_id", "status"])];
        create(manager, vec![waitlist()], indexes).await?;
        // A partial index, which both databases write alike: whoever has left may join again.
        let one_open = format!("CREATE UNIQUE INDEX {OPEN} ON waitlist (run_id, user_id) WHERE status IN ('waiting', 'offered')");
        manager.get_connection().execute_unprepared(&one_open).await?;
        let mut entry = optional(big("waitlist_id"));
        manager.alter_table(Table::alter().table(Alias::new("bookings")).add_column(&mut entry).to_owned()).await?;
        manager.create_index(unique("bookings", &["waitlist_id"])).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager.drop_index(Index::drop().name("ix_bookings_waitlist_id").table(Alias::new("bookings")).to_owned()).await?;
        manager.alter_table(Table::alter().table(Alias::new("bookings")).drop_column(Alias::new("waitlist_id")).to_owned()).await?;
        drop(manager, &["waitlist"]).await
    }
}

fn waitlist() -> TableCreateStatement {
    table("waitlist")
        .col(id())
        .col(big("run_id"))
        .col(big("user_id"))
        .col(text("status"))
        .col(int("party"))
        .col(text("form"))
        .col(text("token"))
        .col(text("lead"))
        .col(text("contact_email"))
        .col(time("created_at"))
        .col(time("updated_at"))
        .foreign_key(&mut reference("waitlist", "run_id", "event_runs"))
        .foreign_key(&mut reference("waitlist", "user_id", "users"))
        .check(Expr::cust("party > 0"))
        .check(Expr::cust("status IN ('waiting', 'offered', 'taken', 'lapsed', 'declined', 'left', 'closed')"))
        .to_owned()
}
