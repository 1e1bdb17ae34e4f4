//! Payouts that go through the payment provider.

use crate::tables::{big, create, drop, id, int, optional, reference, table, text, time, unique};
use sea_orm_migration::prelude::*;

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let indexes = vec![
            unique("payout_transfers", &["payout_id", "payout_version"]),
            unique("payout_transfers", &["idempotency_key"]),
            unique("payout_transfers", &["provider_payout_id"]),
        ];
        create(manager, vec![transfers()], indexes).await?;
        // Of a payout's transfers one is under way at most. Both databases know indexes of some rows.
        let one_open = "CREATE UNIQUE INDEX ix_payout_transfers_open ON payout_transfers (payout_id) WHERE status IN ('intended', 'sent')";
        manager.get_connection().execute_unprepared(one_open).await?;
        Ok(())
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        drop(manager, &["payout_transfers"]).await
    }
}

fn transfers() -> TableCreateStatement {
    table("payout_transfers")
        .col(id())
        .col(big("payout_id"))
        .col(int("payout_version"))
        .col(text("status"))
        .col(text("idempotency_key"))
        .col(int("attempts"))
        .col(optional(text("beneficiary")))
        .col(optional(text("provider_payout_id")))
        .col(optional(text("provider_status")))
        .col(optional(text("failure")))
        .col(optional(big("fee")))
        .col(optional(big("tax")))
        .col(time("created_at"))
        .col(time("updated_at"))
        .foreign_key(&mut reference("payout_transfers", "payout_id", "payouts"))
        .check(Expr::cust("status IN ('intended', 'sent', 'processed', 'failed', 'reversed')"))
        .check(Expr::cust("status NOT IN ('sent', 'processed') OR provider_payout_id IS NOT NULL"))
        .to_owned()
}
