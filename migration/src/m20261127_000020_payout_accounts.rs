//! Where organizations' money goes. What an account is stands there sealed; in the clear there is only what may be shown.

use crate::tables::{big, bytes, create, drop, id, index, optional, part_of, reference, table, text, time, unique};
use sea_orm_migration::prelude::*;

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let accounts = table("payout_accounts")
            .col(id())
            .col(big("organization_id"))
            .col(text("kind"))
            .col(text("masked"))
            .col(text("sealed_with"))
            .col(bytes("sealed"))
            .col(text("status"))
            .col(text("token_hash"))
            .col(big("asked_by"))
            .col(time("confirm_until"))
            .col(optional(time("confirmed_at")))
            .col(time("created_at"))
            .foreign_key(&mut part_of("payout_accounts", "organization_id", "organizations"))
            .foreign_key(&mut reference("payout_accounts", "asked_by", "users"))
            .check(Expr::cust("kind IN ('bank', 'upi')"))
            .check(Expr::cust("status IN ('asked', 'confirmed', 'withdrawn')"))
            .check(Expr::cust("status <> 'confirmed' OR confirmed_at IS NOT NULL"))
            .to_owned();
        let indexes = vec![
            unique("payout_accounts", &["token_hash"]),
            index("payout_accounts", &["organization_id", "status"]),
            index("payout_accounts", &["asked_by"]),
            index("payout_accounts", &["sealed_with"]),
        ];
        create(manager, vec![accounts], indexes).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        drop(manager, &["payout_accounts"]).await
    }
}
