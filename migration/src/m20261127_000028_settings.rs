//! What admins can set while the site runs.

use crate::tables::{big, create, drop, int, reference, table, text, time};
use sea_orm_migration::prelude::*;

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let settings = table("settings")
            .col(text("name").primary_key())
            .col(int("value"))
            .col(big("changed_by"))
            .col(time("changed_at"))
            .foreign_key(&mut reference("settings", "changed_by", "users"))
            .to_owned();
        create(manager, vec![settings], Vec::new()).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        drop(manager, &["settings"]).await
    }
}
