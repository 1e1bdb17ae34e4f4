//! Delivery: a mail from the outbox is looked up, written, handed over and then marked as sent.
//! A process that dies between the last two hands it over again later, as the same message.

use super::{
    DELIVER_MAIL, DeliverMail, Letter, MailError, Notice, Parcel,
    calendar::{self, Entry, Method, Setting},
    layout::Draft,
    message::{EnvelopeError, message},
    notice,
    waitlist::Said,
    words::draft,
};
use crate::{
    domain::{
        booking::BookingStatus,
        ids::{BookingId, BookingRef, MailId, RunId, UserId},
    },
    entity::{event_run, experience, job, mail},
    services::{
        Services,
        bookings::{BookingError, BookingRecord},
        zones::zoned,
    },
};
use chrono::Duration;
use sea_orm::{ColumnTrait, DbErr, EntityTrait, QueryFilter, QuerySelect, prelude::DateTimeUtc};

/// A mail that could not be handed over in this time is given up.
const PATIENCE: Duration = Duration::days(3);
/// A mail whose job has failed several times in a row is tried anew after this time.
const PAUSE: Duration = Duration::hours(1);

/// What became of a mail.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Delivery {
    /// This call handed it over.
    Sent,
    /// It is sent or given up already; nothing is left to do.
    Known,
    /// It can never be delivered, and nobody tries again.
    Dead {
        /// The recipient, so far as a log may show it.
        recipient: String,
        why: String,
    },
}

/// Why a mail was not handed over this time.
#[derive(Debug, thiserror::Error)]
pub enum DeliveryError {
    #[error("there is no mail {0}")]
    NoMail(MailId),
    /// What it says is true no longer.
    #[error("overtaken by what has happened since")]
    Overtaken,
    #[error("the letter cannot be read: {0}")]
    Letter(#[from] serde_json::Error),
    #[error(transparent)]
    Booking(#[from] BookingError),
    #[error(transparent)]
    Envelope(#[from] EnvelopeError),
    #[error(transparent)]
    Mail(#[from] MailError),
    #[error(transparent)]
    Database(#[from] DbErr),
}

impl Services {
    /// Hands a queued mail over and marks it. Repeated after a crash it may hand it over twice, under one `Message-ID`.
    ///
    /// # Errors
    /// See [`DeliveryError`]; the mail is still queued then.
    pub async fn deliver_mail(&self, id: MailId) -> Result<Delivery, DeliveryError> {
        let row = mail::Entity::find_by_id(id).one(self.store.reader()).await?.ok_or(DeliveryError::NoMail(id))?;
        if row.status != mail::QUEUED {
            return Ok(Delivery::Known);
        }
        let why = match self.hand_over(&row).await {
            Ok(()) => {
                mail::finish(self.store.writer(), id, Some(self.clock.now()), &kept(&row)?).await?;
                return Ok(Delivery::Sent);
            }
            Err(DeliveryError::Mail(MailError::Refused(why))) => why,
            Err(DeliveryError::Overtaken) => {
                mail::finish(self.store.writer(), id, None, &kept(&row)?).await?;
                return Ok(Delivery::Known);
            }
            Err(DeliveryError::Envelope(error @ EnvelopeError::Recipient)) => error.to_string(),
            Err(error) => return Err(error),
        };
        mail::finish(self.store.writer(), id, None, &kept(&row)?).await?;
        Ok(Delivery::Dead { recipient: masked(&row.recipient), why })
    }

    /// Puts a mail that keeps failing off for an hour, with a job of its own: a mail server may be away for longer than the
    /// queue is willing to repeat one job. False once the mail has waited for days: then it is given up.
    ///
    /// # Errors
    /// See [`DeliveryError`].
    pub async fn put_off_mail(&self, id: MailId) -> Result<bool, DeliveryError> {
        let row = mail::Entity::find_by_id(id).one(self.store.reader()).await?.ok_or(DeliveryError::NoMail(id))?;
        let now = self.clock.now();
        if now - row.created_at > PATIENCE {
            mail::finish(self.store.writer(), id, None, &kept(&row)?).await?;
            return Ok(false);
        }
        job::enqueue(self.store.writer(), DELIVER_MAIL, serde_json::to_value(DeliverMail { mail: id })?, now + PAUSE, now).await?;
        Ok(true)
    }

    async fn hand_over(&self, row: &mail::Model) -> Result<(), DeliveryError> {
        let (draft, entry) = match row.booking_id {
            Some(booking) => self.about_booking(row, booking).await?,
            None => (self.about_none(row).await?, None),
        };
        let message = message(&self.mail, row, &draft, entry)?;
        Ok(self.mail.postman.deliver(&Parcel { id: row.id, key: row.key.clone(), message }).await?)
    }

    async fn about_booking(&self, row: &mail::Model, booking: BookingId) -> Result<(Draft, Option<Entry>), DeliveryError> {
        let letter: Letter = serde_json::from_str(&row.letter)?;
        let record = self.booking_by_id(booking).await?;
        let draft = draft(&letter, &record, &self.mail.base_url, self.clock.now());
        // A booking that was cancelled before this letter went out does not enter a calendar that it may have been taken out of already,
        // and a new date of one that is not paid yet does not enter one at all.
        let late = |method: &Method| {
            *method == Method::Publish
                && match record.booking.status {
                    BookingStatus::Cancelled | BookingStatus::Expired => true,
                    BookingStatus::Pending => matches!(letter, Letter::RunRescheduled { .. }),
                    BookingStatus::Confirmed | BookingStatus::Completed => false,
                }
        };
        let entry = match letter.on_calendar().filter(|method| !late(method)) {
            Some(method) => Some(self.calendar_entry(&record, method, row.created_at, &draft.link).await?),
            None => None,
        };
        Ok((draft, entry))
    }

    async fn about_none(&self, row: &mail::Model) -> Result<Draft, DeliveryError> {
        let (invitation, token, send) = match serde_json::from_str(&row.letter)? {
            Notice::Invitation { invitation, token, send } => (invitation, token, send),
            Notice::WaitlistJoined { place } => return Ok(self.draft_to_waiting(place, Said::Joined).await?),
            Notice::WaitlistClosed { place } => return Ok(self.draft_to_waiting(place, Said::Closed).await?),
            Notice::PayoutAccountAsked { account, token } => return self.draft_account_asked(account, &token).await?.ok_or(DeliveryError::Overtaken),
            Notice::PayoutAccountChanged { account, to } => return self.draft_account_changed(account, to).await?.ok_or(DeliveryError::Overtaken),
            Notice::PaidOut { payout, .. } => return self.draft_paid_out(payout).await?.ok_or(DeliveryError::Overtaken),
            Notice::Weekly { user, news, .. } => return self.draft_weekly(user, &news).await?.ok_or(DeliveryError::Overtaken),
        };
        let record = self.invitation_by_id(invitation).await?;
        let until = zoned(record.invitation.expires_at, &self.zone_of(record.organization.id).await?);
        notice::invitation(&record, (&token, send), &self.mail.base_url, self.clock.now(), &until).ok_or(DeliveryError::Overtaken)
    }

    /// One of a traveler's bookings as a file for calendars: to be put in, or taken out again where the booking is cancelled.
    ///
    /// # Errors
    /// [`BookingError::NoBooking`] where it does not exist, is another's, or was never confirmed.
    pub async fn booking_calendar(&self, user: UserId, reference: &BookingRef) -> Result<String, BookingError> {
        let record = self.booking_of(user, reference).await?;
        let method = match record.booking.status {
            _ if record.booking.confirmed_at.is_none() => return Err(BookingError::NoBooking),
            BookingStatus::Confirmed | BookingStatus::Completed => Method::Publish,
            BookingStatus::Cancelled | BookingStatus::Pending | BookingStatus::Expired => Method::Cancel,
        };
        let link = format!("{}/bookings/{reference}", self.mail.base_url);
        Ok(self.calendar_entry(&record, method, record.booking.updated_at, &link).await?.file)
    }

    async fn calendar_entry(&self, record: &BookingRecord, method: Method, written_at: DateTimeUtc, link: &str) -> Result<Entry, DbErr> {
        let place = self.meeting_place(record.run.id).await?;
        let file = calendar::file(record, method, &Setting { place, link, host: &self.mail.host(), written_at });
        Ok(Entry { method, name: format!("nukkad-{}.ics", record.booking.reference), file })
    }

    /// Latitude and longitude of a run's meeting point.
    async fn meeting_place(&self, run: RunId) -> Result<(f64, f64), DbErr> {
        let found = event_run::Entity::find()
            .inner_join(experience::Entity)
            .filter(event_run::Column::Id.eq(run))
            .select_only()
            .columns([experience::Column::Latitude, experience::Column::Longitude])
            .into_tuple()
            .one(self.store.reader())
            .await?;
        found.ok_or_else(|| DbErr::RecordNotFound(format!("run {run}")))
    }
}

impl Letter {
    /// What the letter does to the traveler's calendar.
    const fn on_calendar(&self) -> Option<Method> {
        match self {
            Self::BookingConfirmed | Self::RunRescheduled { .. } => Some(Method::Publish),
            Self::BookingCancelled { whole: true, .. } | Self::RunCancelled { .. } | Self::CancelledByHost { .. } | Self::CancelledByPlatform { .. } => {
                Some(Method::Cancel)
            }
            _ => None,
        }
    }
}

/// What stays of a letter that is out or given up: no secret.
fn kept(row: &mail::Model) -> Result<String, serde_json::Error> {
    if row.booking_id.is_some() { Ok(row.letter.clone()) } else { serde_json::to_string(&serde_json::from_str::<Notice>(&row.letter)?.kept()) }
}

/// An address as a log may show it: `a…@example.com`.
fn masked(address: &str) -> String {
    let (local, host) = address.rsplit_once('@').unwrap_or((address, ""));
    format!("{}…@{host}", local.chars().next().unwrap_or_default())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_log_learns_little_of_an_address() {
        for (address, shown) in [("asha@example.com", "a…@example.com"), ("श्रुति@क.भारत", "श…@क.भारत"), ("asha", "a…@")]
        {
            assert_eq!(masked(address), shown);
        }
    }
}
