//! What comparing our rows with the provider's has found, and in which settlement each payment and refund came to our bank.

use crate::tables::{big, create, drop, id, index, int, optional, part_of, reference, table, text, time, unique};
use sea_orm_migration::prelude::*;

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

/// Tables whose rows are settled.
const SETTLED: [&str; 2] = ["payments", "refunds"];

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for table in SETTLED {
            manager.alter_table(Table::alter().table(Alias::new(table)).add_column(optional(text("settlement"))).to_owned()).await?;
        }
        let indexes = vec![
            index("reconciliations", &["day"]),
            unique("reconciliation_items", &["reconciliation_id", "kind", "name", "finding"]),
            index("reconciliation_items", &["remedy"]),
            index("payments", &["created_at"]),
            index("refunds", &["created_at"]),
        ];
        create(manager, vec![reconciliations(), items()], indexes).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        drop(manager, &["reconciliation_items", "reconciliations"]).await?;
        for table in SETTLED {
            manager.drop_index(Index::drop().name(format!("ix_{table}_created_at")).table(Alias::new(table)).to_owned()).await?;
            manager.alter_table(Table::alter().table(Alias::new(table)).drop_column(Alias::new("settlement")).to_owned()).await?;
        }
        Ok(())
    }
}

fn reconciliations() -> TableCreateStatement {
    table("reconciliations")
        .col(id())
        .col(text("day"))
        .col(optional(big("asked_by")))
        .col(int("payments"))
        .col(int("refunds"))
        .col(int("settled"))
        .col(big("settled_amount"))
        .col(time("started_at"))
        .col(optional(time("finished_at")))
        .foreign_key(&mut reference("reconciliations", "asked_by", "users"))
        .to_owned()
}

fn items() -> TableCreateStatement {
    table("reconciliation_items")
        .col(id())
        .col(big("reconciliation_id"))
        .col(text("kind"))
        .col(text("name"))
        .col(text("finding"))
        .col(text("remedy"))
        .col(text("detail"))
        .col(time("at"))
        .foreign_key(&mut part_of("reconciliation_items", "reconciliation_id", "reconciliations"))
        .check(Expr::cust("kind IN ('payment', 'refund', 'settlement')"))
        .check(Expr::cust("remedy IN ('mended', 'open')"))
        .to_owned()
}
