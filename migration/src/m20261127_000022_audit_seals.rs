//! The audit log can only be added to, and its lines are chained: each seal covers its line and the seal before it.

use crate::tables::{append_only, big, create, drop, table, text, unique};
use sea_orm_migration::{prelude::*, sea_orm::DatabaseBackend};

const LOG: &str = "audit_log";

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let mut position = big("position");
        let seals = table("audit_seals").col(position.primary_key()).col(big("line_id")).col(text("hash")).to_owned();
        create(manager, vec![seals], vec![unique("audit_seals", &["line_id"])]).await?;
        append_only(manager, LOG).await?;
        append_only(manager, "audit_seals").await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        drop(manager, &["audit_seals"]).await?;
        let db = manager.get_connection();
        let triggers: &[&str] = if manager.get_database_backend() == DatabaseBackend::Postgres {
            &["DROP TRIGGER keep ON audit_log"]
        } else {
            &["DROP TRIGGER keep_audit_log_UPDATE", "DROP TRIGGER keep_audit_log_DELETE"]
        };
        for trigger in triggers {
            db.execute_unprepared(trigger).await?;
        }
        Ok(())
    }
}
