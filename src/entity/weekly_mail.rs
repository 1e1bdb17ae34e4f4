//! When somebody is next written to about what is new in their searches and at the hosts they follow. One row a person.

use crate::domain::ids::UserId;
use sea_orm::entity::prelude::*;
use sea_orm::{QueryOrder, Set, sea_query::Expr};

/// A row.
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "weekly_mails")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub user_id: UserId,
    /// Stops and starts all of the mail, and nothing else.
    pub stop_token: String,
    /// New runs of hosts they follow are in it.
    pub hosts: bool,
    /// Runs of such hosts that were made until then have been told of.
    pub told_until: DateTimeUtc,
    /// Not before.
    pub next_mail_at: DateTimeUtc,
    pub created_at: DateTimeUtc,
}

/// What a row points at.
#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

/// Sees to it that somebody has a row; one that is there stays as it is.
///
/// # Errors
/// Whatever the database says.
pub async fn begin(db: &impl ConnectionTrait, user: UserId, stop_token: String, next_mail_at: DateTimeUtc, now: DateTimeUtc) -> Result<(), DbErr> {
    let row = ActiveModel {
        user_id: Set(user),
        stop_token: Set(stop_token),
        hosts: Set(true),
        told_until: Set(now),
        next_mail_at: Set(next_mail_at),
        created_at: Set(now),
    };
    Entity::insert(row).on_conflict_do_nothing_on([Column::UserId]).exec_without_returning(db).await.map(drop)
}

/// Whose mail is due, those first who have waited longest.
#[must_use]
pub fn due(now: DateTimeUtc) -> Select<Entity> {
    Entity::find().filter(Column::NextMailAt.lte(now)).order_by_asc(Column::NextMailAt).order_by_asc(Column::UserId)
}

/// Claims a mail that is due, as it was read: from here on the next one is due at `next`, and the runs of hosts are told until `told_until`.
/// True for the one call that does so; false also where hosts were taken out or put in meanwhile.
///
/// # Errors
/// Whatever the database says.
pub async fn claim(db: &impl ConnectionTrait, row: &Model, next: DateTimeUtc, told_until: DateTimeUtc) -> Result<bool, DbErr> {
    let claimed = Entity::update_many()
        .col_expr(Column::NextMailAt, Expr::value(next))
        .col_expr(Column::ToldUntil, Expr::value(row.told_until.max(told_until)))
        .filter(Column::UserId.eq(row.user_id))
        .filter(Column::NextMailAt.eq(row.next_mail_at))
        .filter(Column::Hosts.eq(row.hosts))
        .exec(db)
        .await?;
    Ok(claimed.rows_affected == 1)
}

/// Puts the hosts that somebody follows into the mail or takes them out; put in, they are told of from now on.
///
/// # Errors
/// Whatever the database says.
pub async fn set_hosts(db: &impl ConnectionTrait, user: UserId, hosts: bool, now: DateTimeUtc) -> Result<(), DbErr> {
    let mut change = Entity::update_many().col_expr(Column::Hosts, Expr::value(hosts)).filter(Column::UserId.eq(user)).filter(Column::Hosts.ne(hosts));
    if hosts {
        change = change.col_expr(Column::ToldUntil, Expr::value(now));
    }
    change.exec(db).await.map(drop)
}
