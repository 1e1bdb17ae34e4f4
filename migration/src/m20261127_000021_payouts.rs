//! Payouts with their lines, the actions that approve many at once, and the files that a bank is told of them by.

use crate::tables::{big, create, drop, id, index, int, optional, part_of, reference, table, text, time, unique};
use sea_orm_migration::prelude::*;

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let indexes = vec![
            unique("payouts", &["utr"]),
            index("payouts", &["organization_id", "status"]),
            index("payouts", &["status"]),
            index("payouts", &["file_id"]),
            unique("payout_lines", &["leg_id"]),
            index("payout_lines", &["payout_id"]),
            index("payout_lines", &["booking_id"]),
            unique("payout_approval_items", &["approval_id", "payout_id"]),
            index("payout_approval_items", &["approval_id", "outcome"]),
        ];
        create(manager, vec![payout_files(), payouts(), payout_lines(), approvals(), approval_items(), daily_tasks()], indexes).await?;
        // Of an organization's payouts one is a draft at most: what becomes payable goes there. Both databases know indexes of some rows.
        let one_draft = "CREATE UNIQUE INDEX ix_payouts_draft ON payouts (organization_id) WHERE status = 'draft'";
        manager.get_connection().execute_unprepared(one_draft).await?;
        Ok(())
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        drop(manager, &["daily_tasks", "payout_approval_items", "payout_approvals", "payout_lines", "payouts", "payout_files"]).await
    }
}

fn payouts() -> TableCreateStatement {
    table("payouts")
        .col(id())
        .col(big("organization_id"))
        .col(optional(big("account_id")))
        .col(text("status"))
        .col(big("amount"))
        .col(int("line_count"))
        .col(int("version"))
        .col(optional(big("made_by")))
        .col(optional(big("approved_by")))
        .col(optional(time("approved_at")))
        .col(optional(big("file_id")))
        .col(optional(text("utr")))
        .col(optional(text("paid_on")))
        .col(optional(text("failure")))
        .col(time("created_at"))
        .col(time("updated_at"))
        .foreign_key(&mut reference("payouts", "organization_id", "organizations"))
        .foreign_key(&mut reference("payouts", "account_id", "payout_accounts"))
        .foreign_key(&mut reference("payouts", "made_by", "users"))
        .foreign_key(&mut reference("payouts", "approved_by", "users"))
        .foreign_key(&mut reference("payouts", "file_id", "payout_files"))
        .check(Expr::cust("status IN ('draft', 'approved', 'processing', 'paid', 'failed')"))
        .check(Expr::cust("amount > 0"))
        .check(Expr::cust("status = 'draft' OR (account_id IS NOT NULL AND approved_by IS NOT NULL)"))
        .check(Expr::cust("status <> 'paid' OR (utr IS NOT NULL AND paid_on IS NOT NULL)"))
        .check(Expr::cust("status <> 'failed' OR failure IS NOT NULL"))
        .to_owned()
}

/// A leg of the ledger that owes something to a host, or takes it back, is paid out once.
fn payout_lines() -> TableCreateStatement {
    table("payout_lines")
        .col(id())
        .col(big("payout_id"))
        .col(big("leg_id"))
        .col(big("booking_id"))
        .col(big("amount"))
        .foreign_key(&mut part_of("payout_lines", "payout_id", "payouts"))
        .foreign_key(&mut reference("payout_lines", "leg_id", "ledger_legs"))
        .foreign_key(&mut reference("payout_lines", "booking_id", "bookings"))
        .to_owned()
}

fn payout_files() -> TableCreateStatement {
    table("payout_files").col(id()).col(big("made_by")).col(time("created_at")).foreign_key(&mut reference("payout_files", "made_by", "users")).to_owned()
}

fn approvals() -> TableCreateStatement {
    table("payout_approvals")
        .col(id())
        .col(big("admin_id"))
        .col(text("reason"))
        .col(time("created_at"))
        .foreign_key(&mut reference("payout_approvals", "admin_id", "users"))
        .to_owned()
}

fn approval_items() -> TableCreateStatement {
    table("payout_approval_items")
        .col(id())
        .col(big("approval_id"))
        .col(big("payout_id"))
        .col(int("version"))
        .col(optional(text("outcome")))
        .foreign_key(&mut part_of("payout_approval_items", "approval_id", "payout_approvals"))
        .to_owned()
}

/// Days on which something was done that is done once a day, so that one of many processes does it.
fn daily_tasks() -> TableCreateStatement {
    table("daily_tasks")
        .col(text("task"))
        .col(text("day"))
        .col(time("at"))
        .primary_key(Index::create().col(Alias::new("task")).col(Alias::new("day")))
        .to_owned()
}
