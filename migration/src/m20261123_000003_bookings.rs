//! Bookings and the travelers on them.

use crate::tables::{big, create, drop, id, index, int, optional, part_of, reference, table, text, time, unique};
use sea_orm_migration::prelude::*;

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let travelers = table("travelers")
            .col(id())
            .col(big("booking_id"))
            .col(int("position"))
            .col(text("name"))
            .col(text("attendance"))
            .foreign_key(&mut part_of("travelers", "booking_id", "bookings"))
            .check(Expr::cust("attendance IN ('expected', 'attended', 'no_show')"))
            .to_owned();
        let indexes = vec![
            unique("bookings", &["reference"]),
            unique("bookings", &["user_id", "idempotency_token"]),
            index("bookings", &["user_id", "created_at"]),
            index("bookings", &["run_id", "status"]),
            unique("travelers", &["booking_id", "position"]),
        ];
        create(manager, vec![bookings(), travelers], indexes).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        drop(manager, &["travelers", "bookings"]).await
    }
}

fn bookings() -> TableCreateStatement {
    table("bookings")
        .col(id())
        .col(text("reference"))
        .col(big("run_id"))
        .col(big("user_id"))
        .col(text("idempotency_token"))
        .col(text("status"))
        .col(int("party"))
        .col(text("contact_email"))
        .col(optional(text("contact_phone")))
        .col(optional(text("special_requests")))
        .col(big("price_each"))
        .col(big("stake_each"))
        .col(text("currency"))
        .col(text("refund_policy"))
        .col(optional(time("hold_expires_at")))
        .col(optional(text("cancelled_by")))
        .col(optional(text("cancel_reason")))
        .col(time("created_at"))
        .col(time("updated_at"))
        .foreign_key(&mut reference("bookings", "run_id", "event_runs"))
        .foreign_key(&mut reference("bookings", "user_id", "users"))
        .check(Expr::cust("party > 0"))
        .check(Expr::cust("price_each >= 0 AND stake_each >= 0"))
        .check(Expr::cust("currency = 'INR'"))
        .check(Expr::cust("status IN ('pending', 'confirmed', 'completed', 'cancelled', 'expired')"))
        .check(Expr::cust("status <> 'pending' OR hold_expires_at IS NOT NULL"))
        .check(Expr::cust("(status = 'cancelled') = (cancelled_by IS NOT NULL)"))
        .check(Expr::cust("cancelled_by IS NULL OR cancelled_by IN ('traveler', 'host', 'platform')"))
        .to_owned()
}
