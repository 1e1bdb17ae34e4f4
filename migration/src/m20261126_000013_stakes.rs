//! Appeals, the looks at runs that are over, and where the stakes stand of everybody who has booked before.

use crate::tables::{big, create, drop, id, index, int, optional, reference, table, text, time, unique};
use sea_orm_migration::prelude::*;

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

/// The stakes of seats that were paid for with one. A seat that was cancelled got its stake back by the refund that was written down in
/// the same transaction, and so at the same instant; where none carries a stake, it was forfeited. Whatever was never paid for has none,
/// and so have bookings that were completed before: nothing could complete one that was paid.
const WHERE_STAKES_STAND: &str = "UPDATE travelers SET stake = CASE \
    WHEN cancelled_at IS NULL THEN 'held' \
    WHEN EXISTS (SELECT 1 FROM refunds WHERE refunds.booking_id = travelers.booking_id AND refunds.created_at = travelers.cancelled_at \
        AND refunds.stake_part > 0 AND refunds.status = 'processed') THEN 'returned' \
    WHEN EXISTS (SELECT 1 FROM refunds WHERE refunds.booking_id = travelers.booking_id AND refunds.created_at = travelers.cancelled_at \
        AND refunds.stake_part > 0) THEN 'return_due' \
    ELSE 'forfeited' END \
    WHERE booking_id IN (SELECT bookings.id FROM bookings JOIN payments ON payments.booking_id = bookings.id \
        WHERE bookings.stake_each > 0 AND bookings.status IN ('confirmed', 'cancelled') AND payments.verdict = 'kept' AND payments.status = 'captured')";

/// An index that is not of a table made here.
const OVER: (&str, [&str; 2]) = ("event_runs", ["status", "ends_at"]);

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let indexes = vec![unique("appeals", &["booking_id"]), index("appeals", &["status", "until"]), index(OVER.0, &OVER.1)];
        create(manager, vec![appeals(), run_looks()], indexes).await?;
        manager.get_connection().execute_unprepared(WHERE_STAKES_STAND).await?;
        Ok(())
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager.get_connection().execute_unprepared("UPDATE travelers SET stake = 'none'").await?;
        manager.drop_index(Index::drop().name("ix_event_runs_status_ends_at").table(Alias::new(OVER.0)).to_owned()).await?;
        drop(manager, &["run_looks", "appeals"]).await
    }
}

fn appeals() -> TableCreateStatement {
    table("appeals")
        .col(id())
        .col(big("booking_id"))
        .col(text("status"))
        .col(time("until"))
        .col(text("positions"))
        .col(optional(text("words")))
        .col(optional(time("made_at")))
        .col(optional(text("host_answer")))
        .col(optional(text("host_words")))
        .col(optional(big("host_id")))
        .col(optional(time("answered_at")))
        .col(optional(text("decision_words")))
        .col(optional(big("decided_by")))
        .col(optional(time("decided_at")))
        .col(time("created_at"))
        .foreign_key(&mut reference("appeals", "booking_id", "bookings"))
        .foreign_key(&mut reference("appeals", "host_id", "users"))
        .foreign_key(&mut reference("appeals", "decided_by", "users"))
        .check(Expr::cust("status IN ('possible', 'open', 'granted', 'denied', 'lapsed')"))
        .check(Expr::cust("status NOT IN ('open', 'denied') OR words IS NOT NULL"))
        .check(Expr::cust("host_answer IS NULL OR host_answer IN ('supports', 'disputes')"))
        .check(Expr::cust("(status IN ('granted', 'denied')) = (decided_at IS NOT NULL)"))
        .to_owned()
}

fn run_looks() -> TableCreateStatement {
    table("run_looks")
        .col(big("run_id").primary_key().to_owned())
        .col(int("asked"))
        .col(time("look_at"))
        .foreign_key(&mut reference("run_looks", "run_id", "event_runs"))
        .to_owned()
}
