//! Organizations that change: a profile with a version, the addresses it has had, and invitations to become a member.

use crate::tables::{big, create, drop, id, index, int, optional, part_of, reference, table, text, time, unique};
use sea_orm_migration::prelude::*;

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

/// Columns that organizations gain. One ALTER a column: `SQLite` knows no more.
fn new_columns() -> Vec<ColumnDef> {
    vec![int("version").default(1).to_owned(), optional(time("members_changed_at"))]
}

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for column in new_columns() {
            manager.alter_table(Table::alter().table(Alias::new("organizations")).add_column(column).to_owned()).await?;
        }
        // An address has one open invitation to an organization; what became of earlier ones stays.
        let one_open = unique("invitations", &["organization_id", "email"]).cond_where(Expr::cust("status = 'open'")).to_owned();
        let indexes = vec![unique("invitations", &["token_hash"]), one_open, index("organization_slugs", &["organization_id"])];
        create(manager, vec![slugs(), invitations()], indexes).await?;
        let known = "INSERT INTO organization_slugs (slug, organization_id, created_at) SELECT slug, id, created_at FROM organizations";
        manager.get_connection().execute_unprepared(known).await?;
        Ok(())
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        drop(manager, &["invitations", "organization_slugs"]).await?;
        for column in new_columns() {
            let column = Alias::new(column.get_column_name());
            manager.alter_table(Table::alter().table(Alias::new("organizations")).drop_column(column).to_owned()).await?;
        }
        Ok(())
    }
}

fn slugs() -> TableCreateStatement {
    table("organization_slugs")
        .col(text("slug").primary_key())
        .col(big("organization_id"))
        .col(time("created_at"))
        .foreign_key(&mut part_of("organization_slugs", "organization_id", "organizations"))
        .to_owned()
}

fn invitations() -> TableCreateStatement {
    table("invitations")
        .col(id())
        .col(big("organization_id"))
        .col(text("email"))
        .col(text("role"))
        .col(text("status"))
        .col(text("token_hash"))
        .col(int("sends"))
        .col(big("invited_by"))
        .col(optional(big("accepted_by")))
        .col(time("expires_at"))
        .col(time("created_at"))
        .foreign_key(&mut part_of("invitations", "organization_id", "organizations"))
        .foreign_key(&mut reference("invitations", "invited_by", "users"))
        .foreign_key(&mut reference("invitations", "accepted_by", "users"))
        .check(Expr::cust("role IN ('owner', 'manager', 'staff')"))
        .check(Expr::cust("status IN ('open', 'accepted', 'withdrawn')"))
        .check(Expr::cust("(status = 'accepted') = (accepted_by IS NOT NULL)"))
        .to_owned()
}
