//! Notes beside bookings: for the members of the organization, never for the traveler.

use super::{
    Services,
    activity::{self, Change},
    bookings::BookingError,
    hosting::Membership,
};
use crate::{
    domain::ids::{BookingId, BookingRef, RunId},
    entity::{booking, booking_note, user},
};
use chrono::{DateTime, Utc};
use sea_orm::{ActiveValue::NotSet, ColumnTrait, ConnectionTrait, DbErr, EntityTrait, QueryFilter, QueryOrder, Set, TryInsertResult, sea_query::SimpleExpr};
use serde_json::{Value, json};

/// What a member has noted beside a booking.
#[derive(Clone, Debug)]
pub struct NoteRow {
    /// The member's name.
    pub who: String,
    pub at: DateTime<Utc>,
    pub note: String,
}

/// The notes that a condition lets through, oldest first, each with its booking. One statement.
pub(super) async fn notes(db: &impl ConnectionTrait, which: SimpleExpr) -> Result<Vec<(BookingId, NoteRow)>, DbErr> {
    let rows = booking_note::Entity::find().find_also_related(user::Entity).filter(which).order_by_asc(booking_note::Column::Id).all(db).await?;
    let note = |(row, author): (booking_note::Model, Option<user::Model>)| {
        (row.booking_id, NoteRow { who: author.map(|author| author.name).unwrap_or_default(), at: row.created_at, note: row.note })
    };
    Ok(rows.into_iter().map(note).collect())
}

impl Services {
    /// Notes something beside a booking, for the members of the organization. Sent twice with the same token, it is noted once.
    ///
    /// # Errors
    /// As [`Services::desk_booking`].
    pub async fn add_note(&self, membership: &Membership, run: RunId, reference: &BookingRef, note: String, token: String) -> Result<(), BookingError> {
        let run = self.host_run_row(membership, run).await?.id;
        let now = self.clock.now();
        let db = self.store.begin().await?;
        let found = booking::Entity::find().filter(booking::Column::RunId.eq(run)).filter(booking::Column::Reference.eq(reference.clone())).one(&db).await?;
        let booking = found.ok_or(BookingError::NoBooking)?.id;
        let row = booking_note::ActiveModel {
            id: NotSet,
            booking_id: Set(booking),
            author_id: Set(membership.user_id),
            token: Set(token),
            note: Set(note.clone()),
            created_at: Set(now),
        };
        let once = [booking_note::Column::BookingId, booking_note::Column::Token];
        if let TryInsertResult::Inserted(_) = booking_note::Entity::insert(row).on_conflict_do_nothing_on(once).exec(&db).await? {
            let change = Change { subject: format!("booking:{booking}"), before: Value::Null, after: json!({ "reference": reference, "note": note }) };
            activity::record(&db, membership, "booking.noted", change, now).await?;
        }
        db.commit().await?;
        Ok(())
    }
}
