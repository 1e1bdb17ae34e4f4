//! Numbered papers: receipts, invoices over fees, and what takes them back.

use crate::tables::{append_only, big, create, drop, id, index, int, optional, reference, table, text, time, unique};
use sea_orm_migration::prelude::*;

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let indexes = vec![
            unique("papers", &["kind", "financial_year", "number"]),
            unique("papers", &["subject"]),
            index("papers", &["booking_id"]),
            index("papers", &["organization_id"]),
        ];
        create(manager, vec![papers(), numbers()], indexes).await?;
        append_only(manager, "papers").await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        drop(manager, &["paper_numbers", "papers"]).await
    }
}

fn papers() -> TableCreateStatement {
    table("papers")
        .col(id())
        .col(text("kind"))
        .col(int("financial_year"))
        .col(big("number"))
        .col(text("subject"))
        .col(optional(big("booking_id")))
        .col(optional(big("organization_id")))
        .col(big("amount"))
        .col(big("tax"))
        .col(int("tax_basis_points"))
        .col(time("issued_at"))
        .foreign_key(&mut reference("papers", "booking_id", "bookings"))
        .foreign_key(&mut reference("papers", "organization_id", "organizations"))
        .check(Expr::cust("kind IN ('receipt', 'credit_note', 'fee_invoice', 'fee_credit_note')"))
        .check(Expr::cust("number > 0"))
        .check(Expr::cust("amount > 0"))
        .check(Expr::cust("(booking_id IS NULL) <> (organization_id IS NULL)"))
        .to_owned()
}

fn numbers() -> TableCreateStatement {
    table("paper_numbers")
        .col(text("kind"))
        .col(int("financial_year"))
        .col(big("last"))
        .primary_key(Index::create().col(Alias::new("kind")).col(Alias::new("financial_year")))
        .to_owned()
}
