//! What we can say to a bank about a disputed payment: put together from our rows, at any time, by itself.

use super::Services;
use crate::{
    domain::{
        ids::DisputeId,
        payment::{RefundCause, RefundStatus},
        text_enum::spoken,
        time::ZonedTime,
    },
    entity::{check_in, dispute, mail, refund, traveler, user},
    services::{
        bookings::{BookingError, BookingRecord},
        payments::records::MoneyRecord,
        zones::zoned,
    },
};
use chrono::{DateTime, Utc};
use sea_orm::{ColumnTrait, DbErr, EntityTrait, QueryFilter, QueryOrder};

/// Mails that are named.
const MAILS_MAX: usize = 100;

/// A dispute with all that we can say about it.
#[derive(Clone, Debug)]
pub struct Evidence {
    pub dispute: dispute::Model,
    pub booking: BookingRecord,
    pub sections: Vec<Section>,
}

/// A heading, and what stands under it: each a label and words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Section {
    pub title: &'static str,
    pub facts: Vec<(String, String)>,
}

/// A moment as a bank may read it, on the clock of the run's place.
fn moment(at: DateTime<Utc>, zone: &str) -> String {
    let at = zoned(at, zone);
    format!("{} {} ({})", at.local().format("%Y-%m-%d"), at.local().format("%H:%M"), at.zone_name())
}

impl Services {
    /// A dispute with its evidence.
    ///
    /// # Errors
    /// [`BookingError::NoBooking`] where there is no such dispute; the database's.
    pub async fn dispute_evidence(&self, id: DisputeId) -> Result<Evidence, BookingError> {
        let dispute = dispute::Entity::find_by_id(id).one(self.store.reader()).await?.ok_or(BookingError::NoBooking)?;
        let booking = self.booking_by_id(dispute.booking_id).await?;
        let money = self.money_of(booking.booking.id).await?;
        let payer = user::Entity::find_by_id(booking.booking.user_id).one(self.store.reader()).await?.ok_or(BookingError::NoBooking)?;
        let sections = vec![
            about_booking(&booking, &payer),
            about_money(&dispute, &booking, &money),
            terms(&booking),
            self.seen_at_the_door(&booking).await?,
            self.mails_sent(&booking).await?,
        ];
        Ok(Evidence { dispute, booking, sections })
    }

    /// Who was let in, by whom and when.
    async fn seen_at_the_door(&self, record: &BookingRecord) -> Result<Section, DbErr> {
        let scans = check_in::about(record.people.iter().map(|person| person.id))
            .order_by_asc(check_in::Column::Id)
            .find_also_related(user::Entity)
            .all(self.store.reader())
            .await?;
        let name = |traveler| record.people.iter().find(|person| person.id == traveler).map_or_else(String::new, |person| person.name.clone());
        let mut facts: Vec<(String, String)> = record.people.iter().map(|person| (person.name.clone(), stands(person, &record.run.time_zone))).collect();
        facts.extend(scans.into_iter().map(|(scan, member)| {
            let by = member.map(|member| member.name).unwrap_or_default();
            let words = format!("{} by {}, {} of the host’s", moment(scan.at, &record.run.time_zone), spoken(&scan.means), by);
            (format!("{}: {}", name(scan.traveler_id), spoken(scan.kind)), words)
        }));
        Ok(Section { title: "At the door", facts })
    }

    /// What was written to the traveler, and when it went out.
    async fn mails_sent(&self, record: &BookingRecord) -> Result<Section, DbErr> {
        let sent = mail::Entity::find()
            .filter(mail::Column::BookingId.eq(record.booking.id))
            .filter(mail::Column::Recipient.eq(record.booking.contact_email.as_str()))
            .filter(mail::Column::SentAt.is_not_null())
            .order_by_asc(mail::Column::Id)
            .all(self.store.reader())
            .await?;
        let kind = |letter: &str| {
            let letter: serde_json::Value = serde_json::from_str(letter).unwrap_or_default();
            spoken(letter["letter"].as_str().unwrap_or("letter"))
        };
        let fact = |row: mail::Model| Some((kind(&row.letter), format!("sent to {} on {}", row.recipient, moment(row.sent_at?, &record.run.time_zone))));
        Ok(Section { title: "Mails to the traveler", facts: sent.into_iter().filter_map(fact).take(MAILS_MAX).collect() })
    }
}

fn about_booking(record: &BookingRecord, payer: &user::Model) -> Section {
    let (booking, run) = (&record.booking, &record.run);
    let zone = &run.time_zone;
    let mut facts = vec![
        ("Reference".to_owned(), booking.reference.to_string()),
        ("Experience".to_owned(), format!("{}, by {}", run.title, run.host)),
        ("Where".to_owned(), format!("{}, {}, {}", run.meeting_point, run.neighborhood, run.city)),
        ("When".to_owned(), format!("{} to {}", moment(run.starts_at, zone), moment(run.ends_at, zone))),
        ("Account".to_owned(), format!("{} <{}>, since {}", payer.name, payer.email, moment(payer.created_at, zone))),
        ("Booked".to_owned(), moment(booking.created_at, zone)),
        ("State".to_owned(), spoken(booking.status)),
    ];
    facts.extend(booking.confirmed_at.map(|at| ("Confirmed".to_owned(), moment(at, zone))));
    facts.extend(booking.cancel_reason.clone().map(|reason| ("Cancelled".to_owned(), reason)));
    Section { title: "The booking", facts }
}

fn about_money(dispute: &dispute::Model, record: &BookingRecord, money: &MoneyRecord) -> Section {
    let zone = &record.run.time_zone;
    let mut facts = vec![
        ("Price".to_owned(), format!("{} for each of {}", record.booking.price_each, record.people.len())),
        ("Stake, which comes back to whoever turns up".to_owned(), format!("{} for each", record.booking.stake_each)),
    ];
    let payments = money.payments.iter().filter(|payment| payment.id == dispute.payment_id);
    facts.extend(payments.map(|payment| {
        let method = payment.method.clone().unwrap_or_else(|| "an unknown way".to_owned());
        let words = format!("{} by {method} on {}, {}", payment.amount, moment(payment.created_at, zone), spoken(payment.status));
        (format!("Payment {}", payment.provider_payment_id), words)
    }));
    let refunds = money.refunds.iter().filter(|refund| refund.payment_id == dispute.payment_id);
    facts.extend(refunds.map(|refund| {
        let name = refund.provider_refund_id.clone().unwrap_or_else(|| format!("number {}", refund.id));
        (format!("Refund {name}"), refund_words(refund, zone))
    }));
    Section { title: "The money", facts }
}

fn refund_words(refund: &refund::Model, zone: &str) -> String {
    let why = match refund.cause {
        RefundCause::Traveler => "the traveler cancelled",
        RefundCause::Host => "the host cancelled",
        RefundCause::Attendance => "stakes of travelers who came",
        RefundCause::Appeal | RefundCause::Unattended => "stakes of travelers who were excused",
        _ => "not ours to keep",
    };
    let state = if refund.status == RefundStatus::Processed { "done" } else { "on its way" };
    format!("{}, {why}, decided on {}, {state}", refund.amount(), moment(refund.created_at, zone))
}

/// What the traveler agreed to when booking, as it was then.
fn terms(record: &BookingRecord) -> Section {
    let starts: ZonedTime = zoned(record.run.starts_at, &record.run.time_zone);
    let mut facts: Vec<(String, String)> = record.policy.in_words(&starts).into_iter().map(|words| ("Price".to_owned(), words)).collect();
    if !record.booking.stake_each.is_zero() {
        facts.push(("Stake".to_owned(), record.policy.stake_in_words(&starts)));
    }
    Section { title: "Terms at the time of booking", facts }
}

fn stands(person: &traveler::Model, zone: &str) -> String {
    let attendance = match person.checked_in_at {
        Some(at) => format!("let in {}", moment(at, zone)),
        None => spoken(person.attendance),
    };
    match person.cancelled_at {
        Some(at) => format!("seat cancelled {}", moment(at, zone)),
        None => attendance,
    }
}

/// The evidence as a text, to be handed to a bank.
#[must_use]
pub fn evidence_file(evidence: &Evidence) -> String {
    let dispute = &evidence.dispute;
    let mut text = format!("Dispute {} about {} of booking {}\n", dispute.provider_dispute_id, dispute.amount, evidence.booking.booking.reference);
    for section in &evidence.sections {
        text.extend(["\n", section.title, "\n", &"-".repeat(section.title.len()), "\n"]);
        for (label, words) in &section.facts {
            // One line each, whatever somebody has typed into it.
            let line = format!("{label}: {words}").split_whitespace().collect::<Vec<_>>().join(" ");
            text.push_str(&line);
            text.push('\n');
        }
    }
    text
}
