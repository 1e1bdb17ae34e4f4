//! Places, categories, experiences, their pictures, and event runs.

use crate::tables::{big, create, degrees, drop, foreign_key, id, index, int, optional, part_of, reference, table, text, time, unique};
use sea_orm_migration::prelude::*;

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let cities = table("cities").col(id()).col(text("slug")).col(text("name")).col(text("time_zone")).to_owned();
        let neighborhoods = table("neighborhoods")
            .col(id())
            .col(big("city_id"))
            .col(text("slug"))
            .col(text("name"))
            .foreign_key(&mut reference("neighborhoods", "city_id", "cities"))
            .to_owned();
        let domains = table("domains").col(text("slug").primary_key()).col(text("name")).col(int("position")).to_owned();
        let indexes = vec![
            unique("cities", &["slug"]),
            unique("neighborhoods", &["city_id", "slug"]),
            unique("experiences", &["slug"]),
            index("experiences", &["organization_id", "status"]),
            index("experiences", &["neighborhood_id"]),
            unique("pictures", &["experience_id", "position"]),
            index("event_runs", &["status", "starts_at", "id"]),
            index("event_runs", &["experience_id", "status", "starts_at"]),
        ];
        create(manager, vec![cities, neighborhoods, domains, experiences(), pictures(), event_runs()], indexes).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        drop(manager, &["event_runs", "pictures", "experiences", "domains", "neighborhoods", "cities"]).await
    }
}

fn experiences() -> TableCreateStatement {
    table("experiences")
        .col(id())
        .col(big("organization_id"))
        .col(big("neighborhood_id"))
        .col(text("domain"))
        .col(text("slug"))
        .col(text("title"))
        .col(text("summary"))
        .col(text("story"))
        .col(text("meeting_point"))
        .col(degrees("latitude"))
        .col(degrees("longitude"))
        .col(int("duration_minutes"))
        .col(text("languages"))
        .col(text("included"))
        .col(text("bring"))
        .col(text("refund_preset"))
        .col(text("status"))
        .col(time("created_at"))
        .foreign_key(&mut reference("experiences", "organization_id", "organizations"))
        .foreign_key(&mut reference("experiences", "neighborhood_id", "neighborhoods"))
        .foreign_key(&mut foreign_key("experiences", "domain", "domains", "slug", ForeignKeyAction::Restrict))
        .check(Expr::cust("duration_minutes > 0"))
        .check(Expr::cust("latitude BETWEEN -90 AND 90 AND longitude BETWEEN -180 AND 180"))
        .check(Expr::cust("refund_preset IN ('flexible', 'moderate', 'strict')"))
        .check(Expr::cust("status IN ('draft', 'published', 'archived')"))
        .to_owned()
}

fn pictures() -> TableCreateStatement {
    table("pictures")
        .col(id())
        .col(big("experience_id"))
        .col(int("position"))
        .col(text("hour"))
        .col(text("alt"))
        .foreign_key(&mut part_of("pictures", "experience_id", "experiences"))
        .check(Expr::cust("hour IN ('dawn', 'day', 'dusk', 'night')"))
        .to_owned()
}

fn event_runs() -> TableCreateStatement {
    table("event_runs")
        .col(id())
        .col(big("experience_id"))
        .col(time("starts_at"))
        .col(time("ends_at"))
        .col(text("time_zone"))
        .col(time("cutoff_at"))
        .col(int("capacity"))
        .col(int("seats_taken"))
        .col(big("price"))
        .col(big("stake"))
        .col(text("currency"))
        .col(text("status"))
        .col(optional(text("cancel_reason")))
        .col(time("created_at"))
        .foreign_key(&mut reference("event_runs", "experience_id", "experiences"))
        .check(Expr::cust("capacity > 0"))
        .check(Expr::cust("seats_taken BETWEEN 0 AND capacity"))
        .check(Expr::cust("price >= 0 AND stake >= 0"))
        .check(Expr::cust("ends_at > starts_at AND cutoff_at <= starts_at"))
        .check(Expr::cust("currency = 'INR'"))
        .check(Expr::cust("status IN ('scheduled', 'cancelled', 'completed')"))
        .to_owned()
}
