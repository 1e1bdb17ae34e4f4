//! Disputes that travelers have with their banks about payments, and the refunds that a bank has made by itself.

use crate::tables::{big, create, drop, id, index, optional, reference, table, text, time, unique};
use sea_orm_migration::prelude::*;

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let indexes = vec![
            unique("disputes", &["provider_dispute_id"]),
            index("disputes", &["payment_id"]),
            index("disputes", &["booking_id"]),
            index("disputes", &["status"]),
        ];
        create(manager, vec![disputes()], indexes).await?;
        // No foreign key: SQLite cannot add one to a table that is there.
        manager.alter_table(Table::alter().table(Alias::new("refunds")).add_column(optional(big("dispute_id"))).to_owned()).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager.alter_table(Table::alter().table(Alias::new("refunds")).drop_column(Alias::new("dispute_id")).to_owned()).await?;
        drop(manager, &["disputes"]).await
    }
}

fn disputes() -> TableCreateStatement {
    table("disputes")
        .col(id())
        .col(text("provider_dispute_id"))
        .col(big("payment_id"))
        .col(big("booking_id"))
        .col(text("status"))
        .col(text("phase"))
        .col(text("reason"))
        .col(big("amount"))
        .col(big("taken"))
        .col(big("written_off"))
        .col(optional(time("respond_by")))
        .col(time("opened_at"))
        .col(optional(time("decided_at")))
        .col(time("updated_at"))
        .foreign_key(&mut reference("disputes", "payment_id", "payments"))
        .foreign_key(&mut reference("disputes", "booking_id", "bookings"))
        .check(Expr::cust("status IN ('open', 'under_review', 'won', 'lost', 'closed')"))
        .check(Expr::cust("amount > 0 AND taken >= 0 AND written_off >= 0"))
        .check(Expr::cust("status = 'lost' OR (taken = 0 AND written_off = 0)"))
        .check(Expr::cust("(decided_at IS NULL) = (status IN ('open', 'under_review'))"))
        .to_owned()
}
