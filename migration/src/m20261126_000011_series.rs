//! Series of runs with the dates they were planned for, runs that were moved, and what calling a run off set out to do.

use crate::tables::{big, create, drop, id, index, int, optional, part_of, reference, table, text, time, unique};
use sea_orm_migration::prelude::*;

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let moved = Table::alter().table(Alias::new("event_runs")).add_column(optional(time("rescheduled_at"))).to_owned();
        manager.alter_table(moved).await?;
        let indexes = vec![
            unique("series", &["token"]),
            unique("series_dates", &["series_id", "position"]),
            unique("series_dates", &["run_id"]),
            index("event_runs", &["series_id", "starts_at"]),
        ];
        create(manager, vec![series(), series_dates(), call_offs()], indexes).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        drop(manager, &["call_offs", "series_dates", "series"]).await?;
        manager.drop_index(Index::drop().name("ix_event_runs_series_id_starts_at").table(Alias::new("event_runs")).to_owned()).await?;
        manager.alter_table(Table::alter().table(Alias::new("event_runs")).drop_column(Alias::new("rescheduled_at")).to_owned()).await
    }
}

fn series() -> TableCreateStatement {
    table("series")
        .col(id())
        .col(big("experience_id"))
        .col(text("token"))
        .col(optional(text("rule")))
        .col(text("time_zone"))
        .col(int("duration_minutes"))
        .col(int("cutoff_hours"))
        .col(int("capacity"))
        .col(big("price"))
        .col(big("stake"))
        .col(big("created_by"))
        .col(time("created_at"))
        .foreign_key(&mut reference("series", "experience_id", "experiences"))
        .foreign_key(&mut reference("series", "created_by", "users"))
        .check(Expr::cust("duration_minutes > 0 AND cutoff_hours >= 0 AND capacity > 0"))
        .check(Expr::cust("price >= 0 AND stake >= 0"))
        .to_owned()
}

fn series_dates() -> TableCreateStatement {
    table("series_dates")
        .col(id())
        .col(big("series_id"))
        .col(int("position"))
        .col(time("starts_at"))
        .col(optional(big("run_id")))
        .foreign_key(&mut part_of("series_dates", "series_id", "series"))
        .foreign_key(&mut reference("series_dates", "run_id", "event_runs"))
        .to_owned()
}

fn call_offs() -> TableCreateStatement {
    table("call_offs")
        .col(big("run_id").primary_key())
        .col(int("bookings"))
        .col(time("created_at"))
        .foreign_key(&mut reference("call_offs", "run_id", "event_runs"))
        .to_owned()
}
