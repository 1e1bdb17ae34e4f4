//! Searches that people keep: the words of `/explore`, under a name, with a calendar and a place in the weekly mail.

use crate::domain::ids::{SavedSearchId, UserId};
use sea_orm::entity::prelude::*;
use sea_orm::{QueryOrder, sea_query::Expr};

/// A row.
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "saved_searches")]
pub struct Model {
    #[sea_orm(primary_key)]
    pub id: SavedSearchId,
    pub user_id: UserId,
    pub name: String,
    /// As `domain::saved::Search::read` writes it; one search of somebody's is there once.
    pub query: String,
    /// Opens its calendar, and nothing else.
    pub token: String,
    /// Stops and starts its mail, and nothing else.
    pub stop_token: String,
    /// Its new runs are in the weekly mail.
    pub weekly: bool,
    /// Runs that were made until then have been told of.
    pub told_until: DateTimeUtc,
    pub created_at: DateTimeUtc,
}

/// What a row points at.
#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

/// The searches of one user, and of nobody else, in the order in which they were saved.
#[must_use]
pub fn of_user(user: UserId) -> Select<Entity> {
    Entity::find().filter(Column::UserId.eq(user)).order_by_asc(Column::Id)
}

/// Gives one of a user's searches another name. False where they have no such search.
///
/// # Errors
/// Whatever the database says.
pub async fn rename(db: &impl ConnectionTrait, user: UserId, id: SavedSearchId, name: &str) -> Result<bool, DbErr> {
    let change = Entity::update_many().col_expr(Column::Name, Expr::value(name)).filter(Column::Id.eq(id)).filter(Column::UserId.eq(user));
    Ok(change.exec(db).await?.rows_affected == 1)
}

/// Forgets one of a user's searches. False where they have no such search.
///
/// # Errors
/// Whatever the database says.
pub async fn remove(db: &impl ConnectionTrait, user: UserId, id: SavedSearchId) -> Result<bool, DbErr> {
    let removed = Entity::delete_many().filter(Column::Id.eq(id)).filter(Column::UserId.eq(user)).exec(db).await?;
    Ok(removed.rows_affected == 1)
}

/// Puts the searches that `of` is true of into the weekly mail or takes them out. One that comes in is told from now on: what has
/// become old while it was out stays untold. Those that are where they are to be are left alone.
///
/// # Errors
/// Whatever the database says.
pub async fn set_weekly(db: &impl ConnectionTrait, of: Expr, weekly: bool, now: DateTimeUtc) -> Result<(), DbErr> {
    let mut change = Entity::update_many().col_expr(Column::Weekly, Expr::value(weekly)).filter(of).filter(Column::Weekly.ne(weekly));
    if weekly {
        change = change.col_expr(Column::ToldUntil, Expr::value(now));
    }
    change.exec(db).await.map(drop)
}

/// Writes down that the runs of these searches have been told of until then.
///
/// # Errors
/// Whatever the database says.
pub async fn told(db: &impl ConnectionTrait, searches: Vec<SavedSearchId>, until: DateTimeUtc) -> Result<(), DbErr> {
    // One that was turned off and on again meanwhile is further than that.
    let change = Entity::update_many().col_expr(Column::ToldUntil, Expr::value(until)).filter(Column::Id.is_in(searches)).filter(Column::ToldUntil.lt(until));
    change.exec(db).await.map(drop)
}
