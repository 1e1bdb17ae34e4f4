//! Users, their sessions, organizations and who belongs to them.

use crate::tables::{big, boolean, create, drop, id, index, int, optional, part_of, reference, table, text, time, unique};
use sea_orm_migration::prelude::*;

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let users = table("users")
            .col(id())
            .col(text("email"))
            .col(text("name"))
            .col(optional(text("phone")))
            .col(text("password_hash"))
            .col(boolean("is_admin"))
            .col(time("created_at"))
            .col(time("updated_at"))
            .check(Expr::cust("email = lower(email)"))
            .to_owned();
        let sessions = table("sessions")
            .col(text("id").primary_key())
            .col(optional(big("user_id")))
            .col(text("data"))
            .col(time("expires_at"))
            .foreign_key(&mut part_of("sessions", "user_id", "users"))
            .to_owned();
        let organizations = table("organizations")
            .col(id())
            .col(text("slug"))
            .col(text("name"))
            .col(text("tagline"))
            .col(text("bio"))
            .col(optional(time("verified_at")))
            .col(int("fee_basis_points"))
            .col(time("created_at"))
            .check(Expr::cust("fee_basis_points BETWEEN 0 AND 10000"))
            .to_owned();
        let members = table("members")
            .col(big("organization_id"))
            .col(big("user_id"))
            .col(text("role"))
            .col(time("created_at"))
            .primary_key(Index::create().col(Alias::new("organization_id")).col(Alias::new("user_id")))
            .foreign_key(&mut part_of("members", "organization_id", "organizations"))
            .foreign_key(&mut reference("members", "user_id", "users"))
            .check(Expr::cust("role IN ('owner', 'manager', 'staff')"))
            .to_owned();
        let indexes = vec![
            unique("users", &["email"]),
            index("sessions", &["expires_at"]),
            index("sessions", &["user_id"]),
            unique("organizations", &["slug"]),
            index("members", &["user_id"]),
        ];
        create(manager, vec![users, sessions, organizations, members], indexes).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        drop(manager, &["members", "organizations", "sessions", "users"]).await
    }
}
