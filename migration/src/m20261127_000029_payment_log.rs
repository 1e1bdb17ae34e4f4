//! Every step of payments, and what the provider's messages were about.

use crate::tables::{append_only, big, create, drop, id, index, optional, reference, table, text, time};
use sea_orm_migration::prelude::*;

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        create(manager, vec![log()], vec![index("payment_log", &["payment_id"])]).await?;
        append_only(manager, "payment_log").await?;
        manager.alter_table(Table::alter().table(Alias::new("webhook_events")).add_column(optional(text("about"))).to_owned()).await?;
        manager.create_index(index("webhook_events", &["about"])).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager.drop_index(Index::drop().name("ix_webhook_events_about").table(Alias::new("webhook_events")).to_owned()).await?;
        manager.alter_table(Table::alter().table(Alias::new("webhook_events")).drop_column(Alias::new("about")).to_owned()).await?;
        drop(manager, &["payment_log"]).await
    }
}

fn log() -> TableCreateStatement {
    table("payment_log")
        .col(id())
        .col(big("payment_id"))
        .col(time("at"))
        .col(text("step"))
        .col(text("detail"))
        .foreign_key(&mut reference("payment_log", "payment_id", "payments"))
        .to_owned()
}
