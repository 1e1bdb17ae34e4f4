//! Posting: the promise that a letter goes out, made in the transaction of the change that it tells of.

use super::{Letter, Notice};
use crate::{
    domain::ids::{BookingId, MailId},
    entity::{booking, job, mail},
};
use sea_orm::{ActiveValue::NotSet, ColumnTrait, ConnectionTrait, DbErr, EntityTrait, QueryFilter, QuerySelect, Set, TryInsertResult, prelude::DateTimeUtc};
use serde::{Deserialize, Serialize};

/// The job that writes and hands over a mail; see [`DeliverMail`].
pub const DELIVER_MAIL: &str = "deliver_mail";

/// What the job [`DELIVER_MAIL`] carries.
#[derive(Clone, Copy, Debug, Serialize, Deserialize)]
pub struct DeliverMail {
    pub mail: MailId,
}

/// Posts a letter to the contact of a booking, in the caller's transaction: it goes out if that commits, and once,
/// however often and by however many the same letter is posted. Three statements; two where it was posted before.
///
/// # Errors
/// The database's; [`DbErr::RecordNotFound`] where there is no such booking.
pub async fn post(db: &impl ConnectionTrait, booking: BookingId, letter: &Letter, now: DateTimeUtc) -> Result<(), DbErr> {
    let recipient: Option<String> =
        booking::Entity::find().select_only().column(booking::Column::ContactEmail).filter(booking::Column::Id.eq(booking)).into_tuple().one(db).await?;
    let recipient = recipient.ok_or_else(|| DbErr::RecordNotFound(format!("booking {booking}")))?;
    post_to(db, booking, recipient, letter, now).await
}

/// The same to somebody else than the booking's contact: to a host, about the booking's run. Two statements.
///
/// # Errors
/// The database's.
pub async fn post_to(db: &impl ConnectionTrait, booking: BookingId, recipient: String, letter: &Letter, now: DateTimeUtc) -> Result<(), DbErr> {
    put(db, (letter.key(booking), Some(booking)), recipient, letter, now).await
}

/// Posts a letter about no booking to an address, in the caller's transaction and once, as [`post`] does.
///
/// # Errors
/// The database's.
pub async fn post_notice(db: &impl ConnectionTrait, recipient: &str, notice: &Notice, now: DateTimeUtc) -> Result<(), DbErr> {
    put(db, (notice.key(), None), recipient.to_owned(), notice, now).await
}

/// Puts a letter into the outbox under its key, with the job that takes it out.
async fn put(
    db: &impl ConnectionTrait,
    (key, booking): (String, Option<BookingId>),
    recipient: String,
    letter: &(impl Serialize + Sync),
    now: DateTimeUtc,
) -> Result<(), DbErr> {
    let row = mail::ActiveModel {
        id: NotSet,
        key: Set(key),
        booking_id: Set(booking),
        recipient: Set(recipient),
        letter: Set(serde_json::to_string(letter).map_err(|error| DbErr::Json(error.to_string()))?),
        status: Set(mail::QUEUED.to_owned()),
        sent_at: Set(None),
        created_at: Set(now),
    };
    match mail::Entity::insert(row).on_conflict_do_nothing_on([mail::Column::Key]).exec(db).await? {
        TryInsertResult::Inserted(new) => {
            let payload = serde_json::to_value(DeliverMail { mail: new.last_insert_id }).map_err(|error| DbErr::Json(error.to_string()))?;
            job::enqueue(db, DELIVER_MAIL, payload, now, now).await
        }
        TryInsertResult::Conflicted | TryInsertResult::Empty => Ok(()),
    }
}
