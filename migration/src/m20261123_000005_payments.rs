//! Orders, payments and refunds, the inbox of the provider's webhooks, and the ledger.

use crate::tables::{append_only, big, bytes, create, drop, drop_append_only, id, index, int, optional, reference, table, text, time, unique};
use sea_orm_migration::prelude::*;

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

/// What is written here stays as it was written.
const APPEND_ONLY: [&str; 3] = ["refund_log", "ledger_entries", "ledger_legs"];

/// Columns that bookings and travelers gain. One ALTER a column: `SQLite` knows no more.
fn new_columns() -> [(&'static str, ColumnDef); 3] {
    [("bookings", optional(time("confirmed_at"))), ("bookings", optional(big("capturing_payment_id"))), ("travelers", optional(time("cancelled_at")))]
}

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for (table, column) in new_columns() {
            manager.alter_table(Table::alter().table(Alias::new(table)).add_column(column).to_owned()).await?;
        }
        let confirmed = "UPDATE bookings SET confirmed_at = created_at WHERE status IN ('confirmed', 'completed')";
        manager.get_connection().execute_unprepared(confirmed).await?;
        let indexes = vec![
            unique("payment_orders", &["receipt"]),
            unique("payment_orders", &["provider_order_id"]),
            unique("payment_orders", &["booking_id", "amount"]),
            index("payment_orders", &["next_look_at"]),
            unique("payments", &["provider_payment_id"]),
            index("payments", &["booking_id"]),
            index("payments", &["order_id"]),
            index("payments", &["verdict"]),
            unique("refunds", &["idempotency_key"]),
            unique("refunds", &["provider_refund_id"]),
            index("refunds", &["booking_id"]),
            index("refunds", &["payment_id"]),
            index("refunds", &["status"]),
            index("refund_log", &["refund_id"]),
            unique("webhook_events", &["endpoint", "event_id"]),
            unique("ledger_entries", &["reference"]),
            index("ledger_entries", &["booking_id"]),
            unique("ledger_legs", &["reference"]),
            index("ledger_legs", &["entry_id"]),
            index("ledger_legs", &["account", "owner_id"]),
        ];
        let tables = vec![orders(), payments(), refunds(), refund_log(), webhook_events(), webhook_rejections(), ledger_entries(), ledger_legs()];
        create(manager, tables, indexes).await?;
        for table in APPEND_ONLY {
            append_only(manager, table).await?;
        }
        Ok(())
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let tables = ["ledger_legs", "ledger_entries", "webhook_rejections", "webhook_events", "refund_log", "refunds", "payments", "payment_orders"];
        drop(manager, &tables).await?;
        drop_append_only(manager).await?;
        for (table, column) in new_columns() {
            let column = Alias::new(column.get_column_name());
            manager.alter_table(Table::alter().table(Alias::new(table)).drop_column(column).to_owned()).await?;
        }
        Ok(())
    }
}

fn orders() -> TableCreateStatement {
    table("payment_orders")
        .col(id())
        .col(big("booking_id"))
        .col(text("receipt"))
        .col(optional(text("provider_order_id")))
        .col(big("amount"))
        .col(text("currency"))
        .col(optional(time("next_look_at")))
        .col(int("failed_looks"))
        .col(optional(text("last_error")))
        .col(time("created_at"))
        .foreign_key(&mut reference("payment_orders", "booking_id", "bookings"))
        .check(Expr::cust("amount > 0"))
        .check(Expr::cust("currency = 'INR'"))
        .to_owned()
}

fn payments() -> TableCreateStatement {
    table("payments")
        .col(id())
        .col(big("order_id"))
        .col(big("booking_id"))
        .col(text("provider_payment_id"))
        .col(text("status"))
        .col(text("verdict"))
        .col(big("amount"))
        .col(text("currency"))
        .col(optional(text("method")))
        .col(optional(text("failure")))
        .col(optional(big("fee")))
        .col(optional(big("tax")))
        .col(big("refund_reserved"))
        .col(big("refunded_elsewhere"))
        .col(time("created_at"))
        .col(time("updated_at"))
        .foreign_key(&mut reference("payments", "order_id", "payment_orders"))
        .foreign_key(&mut reference("payments", "booking_id", "bookings"))
        .check(Expr::cust("status IN ('created', 'authorized', 'capturing', 'captured', 'failed', 'lapsed', 'unknown')"))
        .check(Expr::cust("verdict IN ('undecided', 'kept', 'too_late', 'duplicate', 'mismatch')"))
        .check(Expr::cust("refund_reserved BETWEEN 0 AND amount"))
        .check(Expr::cust("refunded_elsewhere >= 0"))
        .check(Expr::cust("refund_reserved = 0 OR status = 'captured'"))
        .to_owned()
}

fn refunds() -> TableCreateStatement {
    table("refunds")
        .col(id())
        .col(big("payment_id"))
        .col(big("booking_id"))
        .col(text("cause"))
        .col(text("status"))
        .col(big("price_part"))
        .col(big("stake_part"))
        .col(text("quote"))
        .col(text("idempotency_key"))
        .col(int("attempts"))
        .col(int("generation"))
        .col(optional(text("provider_refund_id")))
        .col(optional(big("actor_id")))
        .col(time("created_at"))
        .col(time("updated_at"))
        .foreign_key(&mut reference("refunds", "payment_id", "payments"))
        .foreign_key(&mut reference("refunds", "booking_id", "bookings"))
        .foreign_key(&mut reference("refunds", "actor_id", "users"))
        .check(Expr::cust("status IN ('intended', 'sent', 'unknown', 'processed', 'failed')"))
        .check(Expr::cust("price_part >= 0 AND stake_part >= 0 AND price_part + stake_part > 0"))
        .to_owned()
}

fn refund_log() -> TableCreateStatement {
    table("refund_log")
        .col(id())
        .col(big("refund_id"))
        .col(time("at"))
        .col(optional(big("actor_id")))
        .col(text("step"))
        .col(text("detail"))
        .foreign_key(&mut reference("refund_log", "refund_id", "refunds"))
        .foreign_key(&mut reference("refund_log", "actor_id", "users"))
        .to_owned()
}

fn webhook_events() -> TableCreateStatement {
    table("webhook_events")
        .col(id())
        .col(text("endpoint"))
        .col(text("event_id"))
        .col(bytes("body"))
        .col(text("outcome"))
        .col(time("received_at"))
        .col(optional(time("processed_at")))
        .to_owned()
}

fn webhook_rejections() -> TableCreateStatement {
    table("webhook_rejections")
        .col(text("endpoint"))
        .col(text("day"))
        .col(big("count"))
        .primary_key(Index::create().col(Alias::new("endpoint")).col(Alias::new("day")))
        .to_owned()
}

fn ledger_entries() -> TableCreateStatement {
    table("ledger_entries")
        .col(id())
        .col(text("kind"))
        .col(text("reference"))
        .col(optional(big("booking_id")))
        .col(time("at"))
        .foreign_key(&mut reference("ledger_entries", "booking_id", "bookings"))
        .to_owned()
}

fn ledger_legs() -> TableCreateStatement {
    table("ledger_legs")
        .col(id())
        .col(big("entry_id"))
        .col(text("reference"))
        .col(text("account"))
        .col(optional(big("owner_id")))
        .col(big("amount"))
        .col(text("currency"))
        .foreign_key(&mut reference("ledger_legs", "entry_id", "ledger_entries"))
        .check(Expr::cust("amount <> 0"))
        .check(Expr::cust("currency = 'INR'"))
        .to_owned()
}
