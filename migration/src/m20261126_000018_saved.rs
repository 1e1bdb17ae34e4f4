//! What people keep: experiences, hosts, searches, and when they are next written to about what is new.

use crate::tables::{big, boolean, create, drop, id, index, part_of, table, text, time, unique};
use sea_orm_migration::prelude::*;

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let indexes = vec![
            index("saved_experiences", &["user_id", "created_at"]),
            index("saved_experiences", &["experience_id"]),
            index("followed_hosts", &["organization_id"]),
            unique("saved_searches", &["user_id", "query"]),
            unique("saved_searches", &["token"]),
            unique("saved_searches", &["stop_token"]),
            unique("weekly_mails", &["stop_token"]),
            index("weekly_mails", &["next_mail_at"]),
        ];
        create(manager, vec![saved_experiences(), followed_hosts(), saved_searches(), weekly_mails()], indexes).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        drop(manager, &["weekly_mails", "saved_searches", "followed_hosts", "saved_experiences"]).await
    }
}

fn saved_experiences() -> TableCreateStatement {
    table("saved_experiences")
        .col(big("user_id"))
        .col(big("experience_id"))
        .col(time("created_at"))
        .primary_key(Index::create().col(Alias::new("user_id")).col(Alias::new("experience_id")))
        .foreign_key(&mut part_of("saved_experiences", "user_id", "users"))
        .foreign_key(&mut part_of("saved_experiences", "experience_id", "experiences"))
        .to_owned()
}

fn followed_hosts() -> TableCreateStatement {
    table("followed_hosts")
        .col(big("user_id"))
        .col(big("organization_id"))
        .col(time("created_at"))
        .primary_key(Index::create().col(Alias::new("user_id")).col(Alias::new("organization_id")))
        .foreign_key(&mut part_of("followed_hosts", "user_id", "users"))
        .foreign_key(&mut part_of("followed_hosts", "organization_id", "organizations"))
        .to_owned()
}

/// The address of its calendar and the one that stops its mail are two: whoever is given the first cannot do the second.
fn saved_searches() -> TableCreateStatement {
    table("saved_searches")
        .col(id())
        .col(big("user_id"))
        .col(text("name"))
        .col(text("query"))
        .col(text("token"))
        .col(text("stop_token"))
        .col(boolean("weekly"))
        .col(time("told_until"))
        .col(time("created_at"))
        .foreign_key(&mut part_of("saved_searches", "user_id", "users"))
        .to_owned()
}

/// One a person: all that is new goes into one mail.
fn weekly_mails() -> TableCreateStatement {
    table("weekly_mails")
        .col(big("user_id").primary_key())
        .col(text("stop_token"))
        .col(boolean("hosts"))
        .col(time("told_until"))
        .col(time("next_mail_at"))
        .col(time("created_at"))
        .foreign_key(&mut part_of("weekly_mails", "user_id", "users"))
        .to_owned()
}
