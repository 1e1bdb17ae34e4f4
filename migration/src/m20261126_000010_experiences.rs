//! Working copies of experiences: what their hosts have typed, apart from what travelers see.

use crate::tables::{big, create, drop, optional, part_of, reference, table, text, time};
use sea_orm_migration::prelude::*;

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let drafts = table("experience_drafts")
            .col(big("experience_id").primary_key())
            .col(optional(text("body")))
            .col(text("title"))
            .col(big("version"))
            .col(big("updated_by"))
            .col(time("updated_at"))
            .foreign_key(&mut part_of("experience_drafts", "experience_id", "experiences"))
            .foreign_key(&mut reference("experience_drafts", "updated_by", "users"))
            .to_owned();
        create(manager, vec![drafts], Vec::new()).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        drop(manager, &["experience_drafts"]).await
    }
}
