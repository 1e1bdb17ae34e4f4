//! Messages from a host to the travelers of a run: kept with the run, and sent as mail about each booking by a job.

use super::{
    Services,
    activity::{self, Change},
    bookings::BookingError,
    catalog::RunRow,
    hosting::Membership,
    mail::{self, Letter},
    zones::today,
};
use crate::{
    domain::{
        booking::BookingStatus,
        ids::{BookingId, BookingRef, MessageId, RunId, UserId},
        message::{DAY_MESSAGES_MAX, MessageRequest},
    },
    entity::{booking, job, message, message_recipient, traveler, user},
};
use chrono::{DateTime, Utc};
use sea_orm::{
    ActiveValue::NotSet, ColumnTrait, ConnectionTrait, DatabaseTransaction, DbErr, EntityTrait, PaginatorTrait, QueryFilter, QueryOrder, QuerySelect, Set,
    SqlErr,
};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

/// The job that turns a message into mails; see [`PostMessage`].
pub const POST_MESSAGE: &str = "post_message";
/// Mails posted in one transaction, so that nobody who books meanwhile waits for long.
const BATCH: u64 = 50;
/// Recipients written in one statement.
const ROWS_MAX: usize = 500;
/// How often a message is numbered anew because another took its number in the same moment: each time one more of the day's is gone.
const TRIES_MAX: i32 = DAY_MESSAGES_MAX + 2;

/// What the job [`POST_MESSAGE`] carries.
#[derive(Clone, Copy, Debug, Serialize, Deserialize)]
pub struct PostMessage {
    pub message: MessageId,
}

/// Why nothing was sent.
#[derive(Debug, thiserror::Error)]
pub enum MessageError {
    /// None of those it was meant for has a confirmed booking on the run.
    #[error("nobody is left to write to")]
    Nobody,
    /// The day's messages about the run are used up.
    #[error("the limit of the day is reached")]
    DayIsFull,
    #[error(transparent)]
    Booking(#[from] BookingError),
    #[error(transparent)]
    Database(#[from] DbErr),
}

/// A message that was sent.
#[derive(Clone, Debug)]
pub struct SentMessage {
    pub id: MessageId,
    /// The member's name.
    pub who: String,
    pub at: DateTime<Utc>,
    pub subject: String,
    pub text: String,
    /// Bookings that it went to.
    pub recipients: u32,
}

/// Somebody who can be written to.
#[derive(Clone, Debug)]
pub struct Recipient {
    pub reference: BookingRef,
    pub lead: String,
    pub party: u32,
}

/// A run, who can be written to, and what was written.
#[derive(Clone, Debug)]
pub struct MessagesRecord {
    pub run: RunRow,
    /// By lead traveler.
    pub recipients: Vec<Recipient>,
    /// Latest first.
    pub sent: Vec<SentMessage>,
    /// Messages that may still go out today.
    pub left_today: u32,
    /// The name under which the caller writes.
    pub sender: String,
}

/// Everything that was written to the travelers of a run, latest first. One statement.
pub(super) async fn sent(db: &impl ConnectionTrait, run: RunId) -> Result<Vec<SentMessage>, DbErr> {
    let rows =
        message::Entity::find().find_also_related(user::Entity).filter(message::Column::RunId.eq(run)).order_by_desc(message::Column::Id).all(db).await?;
    let sent = |(row, author): (message::Model, Option<user::Model>)| SentMessage {
        id: row.id,
        who: author.map(|author| author.name).unwrap_or_default(),
        at: row.created_at,
        subject: row.subject,
        text: row.body,
        recipients: u32::try_from(row.recipients).unwrap_or_default(),
    };
    Ok(rows.into_iter().map(sent).collect())
}

async fn name_of(db: &impl ConnectionTrait, user: UserId) -> Result<String, DbErr> {
    let name = user::Entity::find_by_id(user).select_only().column(user::Column::Name).into_tuple().one(db).await?;
    Ok(name.unwrap_or_default())
}

impl Services {
    /// What the page for writing to a run's travelers is drawn from.
    ///
    /// # Errors
    /// [`BookingError::NoRun`] where the run is not the organization's.
    pub async fn messages(&self, membership: &Membership, run: RunId) -> Result<MessagesRecord, BookingError> {
        let run = self.host_run_row(membership, run).await?;
        let db = self.store.reader();
        let leads = traveler::Entity::find()
            .inner_join(booking::Entity)
            .filter(booking::Column::RunId.eq(run.id))
            .filter(booking::Column::Status.eq(BookingStatus::Confirmed))
            .filter(traveler::Column::Position.eq(0))
            .order_by_asc(traveler::Column::Name)
            .order_by_asc(booking::Column::Id)
            .select_only()
            .column(booking::Column::Reference)
            .column(traveler::Column::Name)
            .column(booking::Column::Party);
        let leads: Vec<(BookingRef, String, i32)> = leads.into_tuple().all(db).await?;
        let recipient = |(reference, lead, party)| Recipient { reference, lead, party: u32::try_from(party).unwrap_or_default() };
        let sent_today = message::Entity::find().filter(message::Column::RunId.eq(run.id)).filter(message::Column::Day.eq(self.day_of(&run)));
        let left = i64::from(DAY_MESSAGES_MAX) - i64::try_from(sent_today.count(db).await?).unwrap_or(i64::MAX);
        Ok(MessagesRecord {
            recipients: leads.into_iter().map(recipient).collect(),
            sent: sent(db, run.id).await?,
            left_today: u32::try_from(left).unwrap_or_default(),
            sender: name_of(db, membership.user_id).await?,
            run,
        })
    }

    fn day_of(&self, run: &RunRow) -> String {
        today(self.clock.now(), &run.time_zone).to_string()
    }

    /// Keeps a message with its run, and plans its mails. Sent twice with the same token, it goes out once. Gives the number of bookings.
    ///
    /// # Errors
    /// See [`MessageError`]; whatever it is, nothing was sent.
    pub async fn send_message(&self, membership: &Membership, request: &MessageRequest) -> Result<u32, MessageError> {
        let run = self.host_run_row(membership, request.run).await?;
        let mut tries = 1;
        loop {
            match self.try_to_send(membership, &run, request).await {
                // Another message took the number, or this very one was sent a moment ago: the next look tells.
                Err(MessageError::Database(error)) if tries < TRIES_MAX && matches!(error.sql_err(), Some(SqlErr::UniqueConstraintViolation(_))) => tries += 1,
                outcome => return outcome,
            }
        }
    }

    async fn try_to_send(&self, membership: &Membership, run: &RunRow, request: &MessageRequest) -> Result<u32, MessageError> {
        let (now, day) = (self.clock.now(), self.day_of(run));
        let db = self.store.begin().await?;
        let of_run = || message::Entity::find().filter(message::Column::RunId.eq(run.id));
        if let Some(earlier) = of_run().filter(message::Column::Token.eq(request.token.as_str())).one(&db).await? {
            return Ok(u32::try_from(earlier.recipients).unwrap_or_default());
        }
        let number = i32::try_from(of_run().filter(message::Column::Day.eq(day.as_str())).count(&db).await?).unwrap_or(i32::MAX).saturating_add(1);
        if number > DAY_MESSAGES_MAX {
            return Err(MessageError::DayIsFull);
        }
        let bookings = confirmed(&db, run.id, request.chosen.as_deref()).await?;
        let recipients = i32::try_from(bookings.len()).unwrap_or(i32::MAX);
        if bookings.is_empty() {
            return Err(MessageError::Nobody);
        }
        let row = message::ActiveModel {
            id: NotSet,
            run_id: Set(run.id),
            author_id: Set(membership.user_id),
            token: Set(request.token.clone()),
            day: Set(day),
            number: Set(number),
            subject: Set(request.subject.clone()),
            body: Set(request.text.clone()),
            recipients: Set(recipients),
            created_at: Set(now),
        };
        let message = message::Entity::insert(row).exec_with_returning(&db).await?.id;
        let row = |booking: &BookingId| message_recipient::ActiveModel { id: NotSet, message_id: Set(message), booking_id: Set(*booking) };
        for some in bookings.chunks(ROWS_MAX) {
            message_recipient::Entity::insert_many(some.iter().map(row)).exec_without_returning(&db).await?;
        }
        let payload = serde_json::to_value(PostMessage { message }).map_err(|error| DbErr::Json(error.to_string()))?;
        job::enqueue(&db, POST_MESSAGE, payload, now, now).await?;
        let after = json!({ "message": message, "subject": request.subject, "bookings": recipients, "everybody": request.chosen.is_none() });
        activity::record(&db, membership, "run.messaged", Change { subject: format!("run:{}", run.id), before: Value::Null, after }, now).await?;
        db.commit().await?;
        Ok(u32::try_from(recipients).unwrap_or_default())
    }

    /// Posts the mails of a message, some at a time. Interrupted and done again, nobody gets it twice: each mail has a key of its own.
    ///
    /// # Errors
    /// The database's.
    pub async fn post_message(&self, id: MessageId) -> Result<(), DbErr> {
        let found = message::Entity::find_by_id(id).one(self.store.reader()).await?;
        let message = found.ok_or_else(|| DbErr::RecordNotFound(format!("message {id}")))?;
        let sender = name_of(self.store.reader(), message.author_id).await?;
        let letter = Letter::FromHost { subject: message.subject, text: message.body, sender, message: id.0 };
        let mut after = BookingId(0);
        loop {
            let some: Vec<BookingId> = message_recipient::Entity::find()
                .filter(message_recipient::Column::MessageId.eq(id))
                .filter(message_recipient::Column::BookingId.gt(after))
                .order_by_asc(message_recipient::Column::BookingId)
                .limit(BATCH)
                .select_only()
                .column(message_recipient::Column::BookingId)
                .into_tuple()
                .all(self.store.reader())
                .await?;
            let Some(last) = some.last() else { return Ok(()) };
            after = *last;
            let db = self.store.begin().await?;
            for booking in some {
                mail::post(&db, booking, &letter, self.clock.now()).await?;
            }
            db.commit().await?;
        }
    }
}

/// The confirmed bookings of a run; of those chosen, if any are. A reference that is none of them is left out.
async fn confirmed(db: &DatabaseTransaction, run: RunId, chosen: Option<&[BookingRef]>) -> Result<Vec<BookingId>, DbErr> {
    let mut rows = booking::Entity::find().filter(booking::Column::RunId.eq(run)).filter(booking::Column::Status.eq(BookingStatus::Confirmed));
    if let Some(chosen) = chosen {
        rows = rows.filter(booking::Column::Reference.is_in(chosen.iter().cloned()));
    }
    rows.order_by_asc(booking::Column::Id).select_only().column(booking::Column::Id).into_tuple().all(db).await
}
