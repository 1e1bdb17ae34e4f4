//! Pictures of experiences can be uploaded: a row is either a drawn scene of an hour or an uploaded file.
//! `SQLite` cannot make a column optional, so that the table is built anew, on both databases in the same way.

use crate::tables::{big, create, id, int, optional, part_of, table, text, unique};
use sea_orm_migration::prelude::*;

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        set_aside(manager, &["ix_pictures_experience_id_position"]).await?;
        let pictures = drawn_pictures()
            .col(optional(text("hour")))
            .col(optional(text("hash")))
            .col(optional(int("width")))
            .col(optional(int("height")))
            .col(optional(text("color")))
            .check(Expr::cust("hour IN ('dawn', 'day', 'dusk', 'night')"))
            .check(Expr::cust(
                "CASE WHEN hash IS NULL THEN hour IS NOT NULL AND width IS NULL AND height IS NULL AND color IS NULL \
                 ELSE hour IS NULL AND width IS NOT NULL AND height IS NOT NULL AND color IS NOT NULL AND width > 0 AND height > 0 END",
            ))
            .to_owned();
        create(manager, vec![pictures], Vec::new()).await?;
        bring_back(manager).await?;
        // Each kind is counted from 0: the first upload is the cover.
        for (kind, is) in [("drawn", "NULL"), ("uploads", "NOT NULL")] {
            let index = format!("CREATE UNIQUE INDEX ix_pictures_{kind} ON pictures (experience_id, position) WHERE hash IS {is}");
            manager.get_connection().execute_unprepared(&index).await?;
        }
        Ok(())
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager.get_connection().execute_unprepared("DELETE FROM pictures WHERE hash IS NOT NULL").await?;
        set_aside(manager, &["ix_pictures_drawn", "ix_pictures_uploads"]).await?;
        let pictures = drawn_pictures().col(text("hour")).check(Expr::cust("hour IN ('dawn', 'day', 'dusk', 'night')")).to_owned();
        create(manager, vec![pictures], vec![unique("pictures", &["experience_id", "position"])]).await?;
        bring_back(manager).await
    }
}

/// What both shapes of the table share.
fn drawn_pictures() -> TableCreateStatement {
    table("pictures")
        .col(id())
        .col(big("experience_id"))
        .col(int("position"))
        .col(text("alt"))
        .foreign_key(&mut part_of("pictures", "experience_id", "experiences"))
        .to_owned()
}

/// Moves the table out of the way, without the indexes, whose names the new one may need.
async fn set_aside(manager: &SchemaManager<'_>, indexes: &[&str]) -> Result<(), DbErr> {
    for index in indexes {
        manager.get_connection().execute_unprepared(&format!("DROP INDEX {index}")).await?;
    }
    manager.rename_table(Table::rename().table(Alias::new("pictures"), Alias::new("pictures_before")).to_owned()).await
}

/// Fills the new table with what the old one had. Ids are drawn anew: nothing points at them.
async fn bring_back(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    let copy = "INSERT INTO pictures (experience_id, position, hour, alt) SELECT experience_id, position, hour, alt FROM pictures_before ORDER BY id";
    manager.get_connection().execute_unprepared(copy).await?;
    manager.drop_table(Table::drop().table(Alias::new("pictures_before")).to_owned()).await
}
