//! People: what they are members of and have booked; suspended, or logged out everywhere.

use super::{AdminError, LIST_MAX, finding, still_admin};
use crate::{
    domain::{account::PersonAct, ids::UserId},
    entity::{audit_log, booking, session, user},
    services::{Services, hosting::Membership},
};
use sea_orm::{ColumnTrait, DbErr, EntityTrait, PaginatorTrait, QueryFilter, QueryOrder, QuerySelect, sea_query::Expr};
use serde_json::json;

/// Bookings shown of one person.
const BOOKINGS_MAX: u64 = 50;

/// A person.
pub type Person = user::Model;

/// All that an admin sees of a person.
#[derive(Clone, Debug)]
pub struct PersonCase {
    pub row: Person,
    pub memberships: Vec<Membership>,
    /// The latest first.
    pub bookings: Vec<booking::Model>,
    /// Browsers in which they are logged in.
    pub sessions: u64,
}

impl Services {
    /// People, latest first; only those with an address or a name, where that is asked for.
    ///
    /// # Errors
    /// The database's.
    pub async fn people(&self, name: &str) -> Result<Vec<Person>, DbErr> {
        finding::people(name.trim()).order_by_desc(user::Column::Id).limit(LIST_MAX).all(self.store.reader()).await
    }

    /// One person.
    ///
    /// # Errors
    /// [`AdminError::Missing`] where there is none.
    pub async fn person_case(&self, id: UserId) -> Result<PersonCase, AdminError> {
        let db = self.store.reader();
        let row = user::Entity::find_by_id(id).one(db).await?.ok_or(AdminError::Missing)?;
        let bookings = booking::Entity::find().filter(booking::Column::UserId.eq(id)).order_by_desc(booking::Column::Id).limit(BOOKINGS_MAX).all(db).await?;
        let sessions = session::Entity::find().filter(session::Column::UserId.eq(id)).filter(session::Column::ExpiresAt.gt(self.clock.now())).count(db).await?;
        Ok(PersonCase { row, memberships: self.memberships(id).await?, bookings, sessions })
    }

    /// Suspends a person, takes that back, or logs them out everywhere. Whoever is suspended is logged out and cannot log in; their bookings
    /// stay.
    ///
    /// # Errors
    /// [`AdminError::Missing`], [`AdminError::Already`], [`AdminError::NoAdmin`]; [`AdminError::Yourself`] for suspending oneself.
    pub async fn judge_person(&self, admin: UserId, id: UserId, act: PersonAct, reason: &str) -> Result<(), AdminError> {
        if admin == id && act == PersonAct::Suspend {
            return Err(AdminError::Yourself);
        }
        let now = self.clock.now();
        let db = self.store.begin().await?;
        still_admin(&db, admin).await?;
        if user::Entity::find_by_id(id).count(&db).await? == 0 {
            return Err(AdminError::Missing);
        }
        let (to, was) = match act {
            PersonAct::Suspend => (Some(now), Some(user::Column::SuspendedAt.is_null())),
            PersonAct::Release => (None, Some(user::Column::SuspendedAt.is_not_null())),
            PersonAct::LogOut => (None, None),
        };
        if let Some(was) = was {
            let change = user::Entity::update_many().col_expr(user::Column::SuspendedAt, Expr::value(to)).filter(user::Column::Id.eq(id)).filter(was);
            if change.exec(&db).await?.rows_affected != 1 {
                return Err(AdminError::Already);
            }
        }
        let ended =
            if act == PersonAct::Release { 0 } else { session::Entity::delete_many().filter(session::Column::UserId.eq(id)).exec(&db).await?.rows_affected };
        let detail = json!({ "reason": reason, "sessions": ended });
        audit_log::record(&db, now, Some(admin), &format!("user.{}", act.done()), format!("user:{id}"), detail).await?;
        db.commit().await?;
        Ok(())
    }
}
