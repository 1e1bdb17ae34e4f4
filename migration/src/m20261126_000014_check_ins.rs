//! What was scanned and marked at the door. Rows are only ever added: who is there follows from all of them.

use crate::tables::{append_only, big, create, drop, id, index, reference, table, text, time, unique};
use sea_orm_migration::prelude::*;

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let indexes = vec![unique("check_ins", &["scan"]), index("check_ins", &["run_id", "id"]), index("check_ins", &["traveler_id"])];
        create(manager, vec![check_ins()], indexes).await?;
        append_only(manager, "check_ins").await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        drop(manager, &["check_ins"]).await
    }
}

fn check_ins() -> TableCreateStatement {
    table("check_ins")
        .col(id())
        .col(text("scan"))
        .col(big("run_id"))
        .col(big("traveler_id"))
        .col(text("kind"))
        .col(text("means"))
        .col(time("at"))
        .col(time("received_at"))
        .col(big("user_id"))
        .col(text("device"))
        .foreign_key(&mut reference("check_ins", "run_id", "event_runs"))
        .foreign_key(&mut reference("check_ins", "traveler_id", "travelers"))
        .foreign_key(&mut reference("check_ins", "user_id", "users"))
        .check(Expr::cust("kind IN ('in', 'undo')"))
        .check(Expr::cust("means IN ('ticket', 'hand')"))
        .to_owned()
}
