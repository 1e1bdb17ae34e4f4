//! The outbox: every mail that was promised, and whether it has gone out.

use crate::tables::{big, create, drop, id, index, optional, reference, table, text, time, unique};
use sea_orm_migration::prelude::*;

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let mails = table("mails")
            .col(id())
            .col(text("key"))
            .col(optional(big("booking_id")))
            .col(text("recipient"))
            .col(text("letter"))
            .col(text("status"))
            .col(optional(time("sent_at")))
            .col(time("created_at"))
            .foreign_key(&mut reference("mails", "booking_id", "bookings"))
            .check(Expr::cust("status IN ('queued', 'sent', 'dead')"))
            .check(Expr::cust("(status = 'sent') = (sent_at IS NOT NULL)"))
            .to_owned();
        create(manager, vec![mails], vec![unique("mails", &["key"]), index("mails", &["booking_id"])]).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        drop(manager, &["mails"]).await
    }
}
