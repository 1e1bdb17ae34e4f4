//! The audit log and the queue of background jobs.

use crate::tables::{big, create, drop, id, index, int, optional, reference, table, text, time};
use sea_orm_migration::prelude::*;

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let audit_log = table("audit_log")
            .col(id())
            .col(time("at"))
            .col(optional(big("actor_id")))
            .col(text("action"))
            .col(text("subject"))
            .col(text("detail"))
            .foreign_key(&mut reference("audit_log", "actor_id", "users"))
            .to_owned();
        let jobs = table("jobs")
            .col(id())
            .col(text("kind"))
            .col(text("payload"))
            .col(text("status"))
            .col(time("run_at"))
            .col(int("attempts"))
            .col(optional(text("last_error")))
            .col(time("created_at"))
            .check(Expr::cust("status IN ('queued', 'running', 'done', 'dead')"))
            .to_owned();
        let indexes = vec![index("audit_log", &["subject", "at"]), index("jobs", &["status", "run_at"])];
        create(manager, vec![audit_log, jobs], indexes).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        drop(manager, &["jobs", "audit_log"]).await
    }
}
