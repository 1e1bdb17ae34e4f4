//! An index for all pictures of an experience: those of one kind have had their own since pictures can be uploaded, and whoever asked for
//! both read the whole table.

use crate::tables::index;
use sea_orm_migration::prelude::*;

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager.create_index(index("pictures", &["experience_id", "position"])).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager.drop_index(Index::drop().name("ix_pictures_experience_id_position").table(Alias::new("pictures")).to_owned()).await
    }
}
