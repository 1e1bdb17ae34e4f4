//! Appeals: made by the traveler, answered by the host, decided by an admin. A host's support decides at once; a host's dispute decides
//! nothing, and gains the host nothing.

use super::{StakeError, forfeiting, hosts_of, named, organization_of, places, stakes_of};
use crate::{
    domain::{
        appeal::{AppealEvent, AppealRequest, AppealStatus, Decision, HostAnswer},
        booking::Attendance,
        ids::{AppealId, BookingId, BookingRef, RunId, UserId},
        payment::RefundCause,
        stake::{StakeEvent, StakeStatus},
    },
    entity::{
        appeal::{self, Verdict},
        audit_log, traveler,
    },
    services::{
        Services,
        activity::{self, Change},
        bookings::BookingRecord,
        hosting::Membership,
        mail::{self, Letter},
    },
};
use chrono::{DateTime, Utc};
use sea_orm::{ColumnTrait, DatabaseTransaction, DbErr, EntityTrait, QueryFilter, QueryOrder, QuerySelect};
use serde_json::json;

/// Appeals in the admin's list.
const LIST_MAX: u64 = 100;

/// An appeal.
pub type Appeal = appeal::Model;

/// An appeal with the booking that it is about.
#[derive(Clone, Debug)]
pub struct AppealRecord {
    pub appeal: appeal::Model,
    pub booking: BookingRecord,
}

/// Somebody who decides in a traveler's favor.
#[derive(Clone, Copy)]
enum Favor<'a> {
    Host(&'a Membership),
    Admin(UserId),
}

impl AppealRecord {
    /// The places of those whose stakes wait.
    #[must_use]
    pub fn waiting(&self) -> Vec<i32> {
        places(&self.booking, |person| person.stake == StakeStatus::ForfeitPending)
    }

    /// The places of those it is about: named once it was made, before that all whose stakes wait, and all whose stakes did where nobody
    /// made it in time.
    #[must_use]
    pub fn about(&self) -> Vec<i32> {
        if self.appeal.status == AppealStatus::Lapsed {
            return places(&self.booking, |person| person.stake == StakeStatus::Forfeited && person.attendance == Attendance::NoShow);
        }
        if self.appeal.status == AppealStatus::Possible { self.waiting() } else { serde_json::from_str(&self.appeal.positions).unwrap_or_default() }
    }
}

impl Services {
    async fn appeal_record(&self, appeal: appeal::Model) -> Result<AppealRecord, StakeError> {
        Ok(AppealRecord { booking: self.booking_by_id(appeal.booking_id).await?, appeal })
    }

    /// The appeal of a booking, if anybody on it was missed. Whose booking it is, the caller has seen to.
    ///
    /// # Errors
    /// The database's.
    pub async fn appeal_for(&self, booking: BookingId) -> Result<Option<appeal::Model>, StakeError> {
        Ok(appeal::of_booking(booking).one(self.store.reader()).await?)
    }

    /// The appeal of one of a traveler's bookings, made or still to be made.
    ///
    /// # Errors
    /// [`StakeError::NoAppeal`] where nobody on it was missed; that there is no such booking of the traveler's.
    pub async fn appeal_of(&self, user: UserId, reference: &BookingRef) -> Result<AppealRecord, StakeError> {
        let booking = self.booking_of(user, reference).await?;
        let appeal = self.appeal_for(booking.booking.id).await?.ok_or(StakeError::NoAppeal)?;
        Ok(AppealRecord { appeal, booking })
    }

    /// Makes an appeal for some of those of a traveler's booking who were missed. Their host is told; no stake of the booking is forfeited
    /// until it is decided.
    ///
    /// # Errors
    /// As [`Services::appeal_of`]; [`StakeError::NotMissed`] where one of them was not, [`StakeError::AppealMoved`] where it was made
    /// before or is out of time.
    pub async fn make_appeal(&self, user: UserId, reference: &BookingRef, request: &AppealRequest) -> Result<(), StakeError> {
        let record = self.appeal_of(user, reference).await?;
        let (now, booking, waiting) = (self.clock.now(), &record.booking.booking, record.waiting());
        if record.appeal.status != AppealStatus::Possible || now >= record.appeal.until {
            let status = if record.appeal.status == AppealStatus::Possible { AppealStatus::Lapsed } else { record.appeal.status };
            return Err(StakeError::AppealMoved(status));
        }
        if !request.who.iter().all(|place| waiting.contains(place)) {
            return Err(StakeError::NotMissed);
        }
        let db = self.store.begin().await?;
        if !appeal::make(&db, record.appeal.id, serde_json::to_string(&request.who)?, &request.words, now).await? {
            db.rollback().await?;
            return Err(StakeError::Raced);
        }
        let names: Vec<String> = named(&record.booking, &request.who).into_iter().map(|person| person.name).collect();
        for host in hosts_of(&db, organization_of(&db, booking.run_id).await?).await? {
            let letter = Letter::AppealMade {
                name: host.name,
                user: host.id,
                run: booking.run_id,
                names: names.clone(),
                words: request.words.clone(),
                appeal: record.appeal.id,
            };
            mail::post_to(&db, booking.id, host.email, &letter, now).await?;
        }
        let detail = json!({ "booking": reference, "travelers": request.who, "words": request.words });
        audit_log::record(&db, now, Some(user), "appeal.made", format!("appeal:{}", record.appeal.id), detail).await?;
        db.commit().await?;
        Ok(())
    }

    /// Answers an appeal about one of the organization's runs. Support gives the stakes back at once, also before anybody appealed, and
    /// after a dispute; a dispute leaves the decision to an admin.
    ///
    /// # Errors
    /// [`StakeError::NoAppeal`] where the run has no such appeal, [`StakeError::AppealMoved`] where it is decided, out of time, or was
    /// disputed before.
    pub async fn answer_appeal(&self, membership: &Membership, run: RunId, id: AppealId, answer: HostAnswer, words: Option<&str>) -> Result<(), StakeError> {
        self.host_run_row(membership, run).await?;
        let appeal = appeal::of_run(run).filter(appeal::Column::Id.eq(id)).one(self.store.reader()).await?.ok_or(StakeError::NoAppeal)?;
        let record = self.appeal_record(appeal).await?;
        match answer {
            HostAnswer::Supports => self.grant(&record, Favor::Host(membership), words).await,
            HostAnswer::Disputes => self.dispute(&record, membership, words).await,
        }
    }

    async fn dispute(&self, record: &AppealRecord, membership: &Membership, words: Option<&str>) -> Result<(), StakeError> {
        let (now, appeal) = (self.clock.now(), &record.appeal);
        let db = self.store.begin().await?;
        if appeal.status != AppealStatus::Open || !appeal::answer(&db, appeal.id, membership.user_id, HostAnswer::Disputes, words, now).await? {
            db.rollback().await?;
            return Err(StakeError::AppealMoved(appeal.status));
        }
        let change = Change {
            subject: format!("appeal:{}", appeal.id),
            before: json!({ "booking": record.booking.booking.reference, "answer": null }),
            after: json!({ "answer": HostAnswer::Disputes, "words": words }),
        };
        activity::record(&db, membership, "appeal.disputed", change, now).await?;
        db.commit().await?;
        Ok(())
    }

    /// Gives the stakes back that an appeal is about. What the door has written down of who came stays as it is: somebody who was excused
    /// was still not there.
    async fn grant(&self, record: &AppealRecord, by: Favor<'_>, words: Option<&str>) -> Result<(), StakeError> {
        let (now, AppealRecord { appeal, booking }, who) = (self.clock.now(), record, record.about());
        if !appeal.status.is_undecided() || who.is_empty() {
            return Err(StakeError::AppealMoved(appeal.status));
        }
        let actor = match by {
            Favor::Host(membership) => membership.user_id,
            Favor::Admin(admin) => admin,
        };
        let db = self.store.begin().await?;
        let people = named(booking, &who);
        let amount = self.give_stakes_back(&db, booking, &people, (RefundCause::Appeal, Some(actor)), now).await?;
        let verdict = Verdict { event: AppealEvent::Granted, by: Some(actor), words };
        let won = match by {
            Favor::Host(_) => appeal::answer(&db, appeal.id, actor, HostAnswer::Supports, words, now).await?,
            Favor::Admin(_) => true,
        } && appeal::decide(&db, appeal.id, appeal.status, serde_json::to_string(&who)?, verdict, now).await?
            && traveler::move_stakes(&db, booking.booking.id, &who, StakeStatus::ForfeitPending, StakeEvent::Excused).await?;
        if !won {
            db.rollback().await?;
            return Err(StakeError::Raced);
        }
        // Others of the party may have been missed whom it does not name.
        forfeiting::plan(&db, appeal, now).await?;
        let names = people.into_iter().map(|person| person.name).collect();
        let letter = Letter::AppealGranted { names, amount, by_host: matches!(by, Favor::Host(_)), words: words.unwrap_or_default().to_owned() };
        mail::post(&db, booking.booking.id, &letter, now).await?;
        log_grant(&db, record, by, words, now).await?;
        db.commit().await?;
        Ok(())
    }

    /// Appeals that wait for an admin, the oldest first; those whose host has not answered yet are among them.
    ///
    /// # Errors
    /// The database's.
    pub async fn open_appeals(&self) -> Result<Vec<AppealRecord>, StakeError> {
        let open = appeal::Entity::find().filter(appeal::Column::Status.eq(AppealStatus::Open)).order_by_asc(appeal::Column::MadeAt).limit(LIST_MAX);
        let mut records = Vec::new();
        for appeal in open.all(self.store.reader()).await? {
            records.push(self.appeal_record(appeal).await?);
        }
        Ok(records)
    }

    /// One appeal that was made, decided or not: for admins.
    ///
    /// # Errors
    /// [`StakeError::NoAppeal`] where there is none.
    pub async fn appeal_case(&self, id: AppealId) -> Result<AppealRecord, StakeError> {
        let made = appeal::Entity::find_by_id(id).filter(appeal::Column::MadeAt.is_not_null()).one(self.store.reader()).await?;
        self.appeal_record(made.ok_or(StakeError::NoAppeal)?).await
    }

    /// Decides an open appeal. Granted, the stakes go back; denied, they are forfeited once the time to appeal is over.
    ///
    /// # Errors
    /// [`StakeError::NoAppeal`] where there is none, [`StakeError::AppealMoved`] where it is not open.
    pub async fn decide_appeal(&self, admin: UserId, id: AppealId, decision: Decision, words: Option<&str>) -> Result<(), StakeError> {
        let record = self.appeal_case(id).await?;
        if record.appeal.status != AppealStatus::Open {
            return Err(StakeError::AppealMoved(record.appeal.status));
        }
        match decision {
            Decision::Grant => self.grant(&record, Favor::Admin(admin), words).await,
            Decision::Deny => self.deny(&record, admin, words).await,
        }
    }

    async fn deny(&self, record: &AppealRecord, admin: UserId, words: Option<&str>) -> Result<(), StakeError> {
        let (now, AppealRecord { appeal, booking }, who) = (self.clock.now(), record, record.about());
        let db = self.store.begin().await?;
        let verdict = Verdict { event: AppealEvent::Denied, by: Some(admin), words };
        if !appeal::decide(&db, appeal.id, appeal.status, serde_json::to_string(&who)?, verdict, now).await? {
            db.rollback().await?;
            return Err(StakeError::Raced);
        }
        forfeiting::plan(&db, appeal, now).await?;
        let names = named(booking, &who).into_iter().map(|person| person.name).collect();
        let letter = Letter::AppealDenied { names, amount: stakes_of(booking, who.len())?, words: words.unwrap_or_default().to_owned() };
        mail::post(&db, booking.booking.id, &letter, now).await?;
        let detail = json!({ "booking": booking.booking.reference, "travelers": who, "words": words });
        audit_log::record(&db, now, Some(admin), "appeal.denied", format!("appeal:{}", appeal.id), detail).await?;
        db.commit().await?;
        Ok(())
    }
}

async fn log_grant(db: &DatabaseTransaction, record: &AppealRecord, by: Favor<'_>, words: Option<&str>, now: DateTime<Utc>) -> Result<(), DbErr> {
    let (subject, who) = (format!("appeal:{}", record.appeal.id), record.about());
    let booking = &record.booking.booking.reference;
    match by {
        Favor::Host(membership) => {
            let before = json!({ "booking": booking, "answer": record.appeal.host_answer });
            let after = json!({ "answer": HostAnswer::Supports, "words": words, "travelers": who });
            activity::record(db, membership, "appeal.supported", Change { subject, before, after }, now).await
        }
        Favor::Admin(admin) => {
            audit_log::record(db, now, Some(admin), "appeal.granted", subject, json!({ "booking": booking, "travelers": who, "words": words })).await
        }
    }
}
