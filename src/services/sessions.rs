//! Sessions as rows. What is in them is the web layer's business; here they are kept, found and thrown away.

use super::Services;
use crate::{domain::ids::UserId, entity::session};
use chrono::{DateTime, Utc};
use sea_orm::{ColumnTrait, DbErr, EntityTrait, QueryFilter, Set, SqlErr, sea_query::OnConflict};

/// Where a session keeps the form that was sent without being logged in.
pub const SET_ASIDE: &str = "set_aside";
/// Where a session keeps the organization that its owner acts for.
pub const ACTING_FOR: &str = "acting_for";

/// A session to keep.
#[derive(Clone, Debug)]
pub struct SessionRow {
    pub id: String,
    pub user: Option<UserId>,
    /// JSON.
    pub data: String,
    pub expires_at: DateTime<Utc>,
}

impl Services {
    /// Keeps a new session. False where the id is in use already.
    ///
    /// # Errors
    /// The database's.
    pub async fn create_session(&self, row: SessionRow) -> Result<bool, DbErr> {
        match session::Entity::insert(model(row)).exec_without_returning(self.store.writer()).await {
            Ok(_) => Ok(true),
            Err(error) if matches!(error.sql_err(), Some(SqlErr::UniqueConstraintViolation(_))) => Ok(false),
            Err(error) => Err(error),
        }
    }

    /// Keeps a session, new or known.
    ///
    /// # Errors
    /// The database's.
    pub async fn save_session(&self, row: SessionRow) -> Result<(), DbErr> {
        let replace =
            OnConflict::column(session::Column::Id).update_columns([session::Column::UserId, session::Column::Data, session::Column::ExpiresAt]).to_owned();
        session::Entity::insert(model(row)).on_conflict(replace).exec_without_returning(self.store.writer()).await.map(drop)
    }

    /// A session that has not run out.
    ///
    /// # Errors
    /// The database's.
    pub async fn load_session(&self, id: &str) -> Result<Option<SessionRow>, DbErr> {
        let found = session::Entity::find_by_id(id).filter(session::Column::ExpiresAt.gt(self.clock.now())).one(self.store.reader()).await?;
        Ok(found.map(|row| SessionRow { id: row.id, user: row.user_id, data: row.data, expires_at: row.expires_at }))
    }

    /// Ends a session.
    ///
    /// # Errors
    /// The database's.
    pub async fn delete_session(&self, id: &str) -> Result<(), DbErr> {
        session::Entity::delete_by_id(id).exec(self.store.writer()).await.map(drop)
    }

    /// Throws away sessions that have run out; gives their number.
    ///
    /// # Errors
    /// The database's.
    pub async fn purge_sessions(&self) -> Result<u64, DbErr> {
        let gone = session::Entity::delete_many().filter(session::Column::ExpiresAt.lte(self.clock.now())).exec(self.store.writer()).await?;
        Ok(gone.rows_affected)
    }
}

fn model(row: SessionRow) -> session::ActiveModel {
    session::ActiveModel { id: Set(row.id), user_id: Set(row.user), data: Set(row.data), expires_at: Set(row.expires_at) }
}
