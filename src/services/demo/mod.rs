//! Demo data: three cities with hosts, experiences, runs and bookings in every state, laid out around the day it is made.
//! Dates and numbers come from a small generator with a fixed seed, so that two demos of one day are alike.

mod bengaluru;
pub mod catalogue;
mod jaipur;
mod kochi;
mod payments;
mod payout_accounts;
mod stakes;

use super::{
    Services,
    bookings::{BookingError, EXPIRE_HOLD, ExpireHold},
    search,
    zones::{instant, today},
};
use crate::{
    domain::{
        attendance::{GRACE_HOURS, appeal_until},
        booking::{Attendance, BookingStatus, CancelledBy, HOLD_MINUTES},
        experience::{Domain, ExperienceStatus},
        ids::{BookingRef, ExperienceId, NeighborhoodId, OrganizationId, RunId, UserId},
        money::{CURRENCY, Paise},
        organization::{FEE_BASIS_POINTS, Role},
        refund_policy::RefundPolicy,
        run::RunStatus,
    },
    entity::{booking, city, domain, event_run, experience, job, member, neighborhood, organization, picture, traveler, user},
};
use catalogue::{City, Experience, Organization, SPECIAL_REQUESTS, TRAVELER_NAMES};
use chrono::{DateTime, Datelike, Days, Duration, DurationRound, NaiveTime, Utc};
use sea_orm::{ActiveValue::NotSet, ColumnTrait, DatabaseTransaction, EntityTrait, PaginatorTrait, QueryFilter, QuerySelect, Set, sea_query::Expr};
use std::collections::HashMap;

/// The password of every demo account.
pub const DEMO_PASSWORD: &str = "nukkad-demo";
/// The accounts to try things with, and what each is for.
pub const DEMO_ACCOUNTS: [(&str, &str, &str); 4] = [
    ("traveler@example.com", "Ananya Rao", "books and travels"),
    ("host@example.com", "Kavya Prakash", "owns Third Wave Walkers"),
    ("otherhost@example.com", "Neel Sarkar", "owns Studio Neel"),
    ("admin@example.com", "Farida Merchant", "runs the marketplace"),
];
/// The host of `host@example.com`, and of `otherhost@example.com`.
const OWNED: [(&str, &str); 2] = [("third-wave-walkers", "host@example.com"), ("studio-neel", "otherhost@example.com")];
/// The cities on show, in the order in which they are offered.
static CITIES: [City; 3] = [bengaluru::CITY, jaipur::CITY, kochi::CITY];
/// Days of runs before and after today.
const DAYS_BACK: u64 = 12;
const DAYS_AHEAD: u64 = 35;
/// Of the runs of an experience, every so manieth is cancelled, so that every host has some to look at.
const CANCELLED_EVERY: usize = 13;
/// A run of each demo host begins so soon or a little sooner, whatever the time of day, so that there is a door to stand at; these parties come.
const DOOR_MINUTES: i64 = 50;
const DOOR_PARTIES: [i32; 5] = [3, 2, 1, 1, 1];

/// What is printed once the demo is being served: where it is and who to be.
#[must_use]
pub fn greeting(base_url: &str) -> String {
    let accounts = DEMO_ACCOUNTS.map(|(email, _, purpose)| format!("  {email:<24} {purpose}")).join("\n");
    format!("\nNukkad is at {base_url}\nThe demo accounts, all with the password {DEMO_PASSWORD}:\n{accounts}\n")
}

/// Chance with a fixed seed (SplitMix64): the same demo every time.
struct Dice(u64);

impl Dice {
    /// A number from 0 to `sides` - 1.
    fn roll(&mut self, sides: u64) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        (mixed ^ (mixed >> 31)) % sides.max(1)
    }

    fn pick<'a, T>(&mut self, from: &'a [T]) -> Option<&'a T> {
        from.get(usize::try_from(self.roll(u64::try_from(from.len()).unwrap_or(1))).unwrap_or_default())
    }
}

/// A run that was just made, with what its bookings need.
struct MadeRun {
    id: RunId,
    starts_at: DateTime<Utc>,
    price: Paise,
    stake: Paise,
    policy: String,
    cancelled: bool,
    finalized_at: Option<DateTime<Utc>>,
}

/// An experience of a demo host's, of which a run begins soon.
struct Door {
    experience: ExperienceId,
    offer: &'static Experience,
    time_zone: &'static str,
}

struct Seeder<'a> {
    db: &'a DatabaseTransaction,
    now: DateTime<Utc>,
    dice: Dice,
    password_hash: String,
    travelers: Vec<UserId>,
    doors: Vec<Door>,
}

impl Services {
    /// Fills an empty database; does nothing to one that has any host. True where it was filled.
    ///
    /// # Errors
    /// The database's.
    pub async fn seed_demo(&self) -> Result<bool, BookingError> {
        if organization::Entity::find().count(self.store.reader()).await? > 0 {
            return Ok(false);
        }
        let password_hash = self.passwords.hash(DEMO_PASSWORD.to_owned()).await.map_err(|error| sea_orm::DbErr::Custom(error.to_string()))?;
        let db = self.store.begin().await?;
        let mut seeder = Seeder { db: &db, now: self.clock.now(), dice: Dice(2_026), password_hash, travelers: Vec::new(), doors: Vec::new() };
        seeder.all().await?;
        let now = seeder.now;
        payout_accounts::give(&db, &self.vault, now).await.map_err(|error| sea_orm::DbErr::Custom(error.to_string()))?;
        let offers = experience::Entity::find().select_only().column(experience::Column::Id).into_tuple::<ExperienceId>().all(&db).await?;
        search::put(&db, &offers).await?;
        db.commit().await?;
        Ok(true)
    }
}

impl Seeder<'_> {
    async fn all(&mut self) -> Result<(), BookingError> {
        let categories = Domain::ALL.iter().zip(0..).map(|(category, position)| domain::ActiveModel {
            slug: Set(*category),
            name: Set(category.name().to_owned()),
            position: Set(position),
        });
        domain::Entity::insert_many(categories).exec_without_returning(self.db).await?;
        let mut owners = HashMap::new();
        for (email, name, _) in DEMO_ACCOUNTS {
            let id = self.user(email.to_owned(), name.to_owned(), email == "admin@example.com").await?;
            owners.insert(email, id);
        }
        self.travelers.extend(owners.get("traveler@example.com").copied());
        for (index, name) in TRAVELER_NAMES.iter().enumerate() {
            let id = self.user(format!("guest{:02}@example.com", index + 1), (*name).to_owned(), false).await?;
            self.travelers.push(id);
        }
        for city in &CITIES {
            self.city(city, &owners).await?;
        }
        for door in std::mem::take(&mut self.doors) {
            self.door(&door).await?;
        }
        Ok(())
    }

    /// A run that begins soon, with people on it.
    async fn door(&mut self, door: &Door) -> Result<(), BookingError> {
        let soon = self.now + Duration::minutes(DOOR_MINUTES);
        let starts_at = soon.duration_trunc(Duration::minutes(15)).unwrap_or(soon);
        let run = self.made_run(door.experience, door.offer, starts_at, door.time_zone, RunStatus::Scheduled).await?;
        let mut taken = 0;
        for party in DOOR_PARTIES {
            if taken + party <= door.offer.capacity {
                self.booking(&run, party, BookingStatus::Confirmed).await?;
                taken += party;
            }
        }
        self.sell(run.id, taken).await
    }

    async fn sell(&self, run: RunId, seats: i32) -> Result<(), BookingError> {
        let sold = event_run::Entity::update_many().col_expr(event_run::Column::SeatsTaken, Expr::value(seats)).filter(event_run::Column::Id.eq(run));
        sold.exec(self.db).await?;
        Ok(())
    }

    async fn user(&mut self, email: String, name: String, is_admin: bool) -> Result<UserId, BookingError> {
        let phone = format!("+9198{:08}", self.dice.roll(100_000_000));
        let row = user::ActiveModel {
            id: NotSet,
            email: Set(email),
            name: Set(name),
            phone: Set(Some(phone)),
            password_hash: Set(self.password_hash.clone()),
            is_admin: Set(is_admin),
            suspended_at: Set(None),
            created_at: Set(self.now - Duration::days(60)),
            updated_at: Set(self.now - Duration::days(60)),
        };
        Ok(user::Entity::insert(row).exec_with_returning(self.db).await?.id)
    }

    async fn city(&mut self, city: &'static City, owners: &HashMap<&str, UserId>) -> Result<(), BookingError> {
        let row = city::ActiveModel { id: NotSet, slug: Set(city.slug.to_owned()), name: Set(city.name.to_owned()), time_zone: Set(city.time_zone.to_owned()) };
        let city_id = city::Entity::insert(row).exec_with_returning(self.db).await?.id;
        let mut neighborhoods = HashMap::new();
        for (slug, name) in city.neighborhoods {
            let row = neighborhood::ActiveModel { id: NotSet, city_id: Set(city_id), slug: Set((*slug).to_owned()), name: Set((*name).to_owned()) };
            neighborhoods.insert(*slug, neighborhood::Entity::insert(row).exec_with_returning(self.db).await?.id);
        }
        for host in city.organizations {
            let organization = self.organization(host, owners).await?;
            let is_owned = OWNED.iter().any(|(slug, _)| *slug == host.slug);
            for (index, offer) in host.experiences.iter().enumerate() {
                let Some(place) = neighborhoods.get(offer.neighborhood) else { continue };
                let experience = self.experience(organization, *place, offer).await?;
                self.runs(experience, offer, city.time_zone).await?;
                if is_owned && index == 0 {
                    self.doors.push(Door { experience, offer, time_zone: city.time_zone });
                }
            }
        }
        Ok(())
    }

    async fn organization(&mut self, host: &Organization, owners: &HashMap<&str, UserId>) -> Result<OrganizationId, BookingError> {
        let founded = self.now - Duration::days(90);
        let row = organization::ActiveModel {
            id: NotSet,
            slug: Set(host.slug.to_owned()),
            name: Set(host.name.to_owned()),
            tagline: Set(host.tagline.to_owned()),
            bio: Set(host.bio.to_owned()),
            verified_at: Set(host.verified.then_some(founded)),
            suspended_at: Set(None),
            fee_basis_points: Set(FEE_BASIS_POINTS),
            links: Set("[]".to_owned()),
            logo: Set(None),
            version: Set(1),
            members_changed_at: Set(None),
            created_at: Set(founded),
        };
        let id = organization::Entity::insert(row).exec_with_returning(self.db).await?.id;
        let owner = OWNED.iter().find(|(slug, _)| *slug == host.slug).and_then(|(_, email)| owners.get(email));
        if let Some(owner) = owner {
            let row = member::ActiveModel { organization_id: Set(id), user_id: Set(*owner), role: Set(Role::Owner), created_at: Set(founded) };
            member::Entity::insert(row).exec_without_returning(self.db).await?;
        }
        Ok(id)
    }

    async fn experience(&mut self, organization: OrganizationId, place: NeighborhoodId, offer: &Experience) -> Result<ExperienceId, BookingError> {
        let row = experience::ActiveModel {
            id: NotSet,
            organization_id: Set(organization),
            neighborhood_id: Set(place),
            domain: Set(offer.domain),
            slug: Set(offer.slug.to_owned()),
            title: Set(offer.title.to_owned()),
            summary: Set(offer.summary.to_owned()),
            story: Set(offer.story.to_owned()),
            meeting_point: Set(offer.meeting_point.to_owned()),
            latitude: Set(offer.latitude),
            longitude: Set(offer.longitude),
            duration_minutes: Set(offer.duration_minutes),
            languages: Set(offer.languages.join(", ")),
            included: Set(offer.included.to_owned()),
            bring: Set(offer.bring.to_owned()),
            age_note: Set(String::new()),
            accessibility: Set(String::new()),
            refund_preset: Set(offer.refund_preset),
            status: Set(ExperienceStatus::Published),
            created_at: Set(self.now - Duration::days(45)),
        };
        let id = experience::Entity::insert(row).exec_with_returning(self.db).await?.id;
        let pictures = offer.pictures.iter().zip(0..).map(|((hour, alt), position)| picture::ActiveModel {
            id: NotSet,
            experience_id: Set(id),
            position: Set(position),
            hour: Set(Some(*hour)),
            alt: Set((*alt).to_owned()),
            hash: Set(None),
            width: Set(None),
            height: Set(None),
            color: Set(None),
        });
        picture::Entity::insert_many(pictures).exec_without_returning(self.db).await?;
        Ok(id)
    }

    async fn runs(&mut self, experience: ExperienceId, offer: &Experience, zone: &str) -> Result<(), BookingError> {
        let today = today(self.now, zone);
        let Some(first) = today.checked_sub_days(Days::new(DAYS_BACK)) else { return Ok(()) };
        let time = NaiveTime::from_hms_opt(offer.starts.0, offer.starts.1, 0).unwrap_or(NaiveTime::MIN);
        let days = first.iter_days().take(usize::try_from(DAYS_BACK + DAYS_AHEAD).unwrap_or_default());
        let runs = days.filter(|day| offer.weekdays.contains(&day.weekday().num_days_from_monday()));
        for (index, day) in runs.enumerate() {
            self.run(experience, offer, instant(day, time, zone), zone, index % CANCELLED_EVERY == CANCELLED_EVERY / 2).await?;
        }
        Ok(())
    }

    async fn run(&mut self, experience: ExperienceId, offer: &Experience, starts_at: DateTime<Utc>, zone: &str, cancelled: bool) -> Result<(), BookingError> {
        let ends_at = starts_at + Duration::minutes(i64::from(offer.duration_minutes));
        let status = match (cancelled, ends_at + Duration::hours(GRACE_HOURS) < self.now) {
            (true, _) => RunStatus::Cancelled,
            (false, true) => RunStatus::Completed,
            (false, false) => RunStatus::Scheduled,
        };
        let run = self.made_run(experience, offer, starts_at, zone, status).await?;
        self.bookings(&run, status, offer.capacity).await
    }

    async fn made_run(
        &self,
        experience: ExperienceId,
        offer: &Experience,
        starts_at: DateTime<Utc>,
        zone: &str,
        status: RunStatus,
    ) -> Result<MadeRun, BookingError> {
        let (ends_at, cancelled) = (starts_at + Duration::minutes(i64::from(offer.duration_minutes)), status == RunStatus::Cancelled);
        let (price, stake) = (Paise(offer.price_rupees * 100), Paise(offer.stake_rupees * 100));
        let finalized_at = (status == RunStatus::Completed).then(|| ends_at + Duration::hours(GRACE_HOURS));
        let row = event_run::ActiveModel {
            id: NotSet,
            experience_id: Set(experience),
            starts_at: Set(starts_at),
            ends_at: Set(ends_at),
            time_zone: Set(zone.to_owned()),
            cutoff_at: Set(starts_at - Duration::hours(2)),
            capacity: Set(offer.capacity),
            seats_taken: Set(0),
            price: Set(price),
            stake: Set(stake),
            currency: Set(CURRENCY.to_owned()),
            status: Set(status),
            cancel_reason: Set(cancelled.then(|| "The host is unwell and will be back next week.".to_owned())),
            series_id: Set(None),
            leave_until: Set(None),
            rescheduled_at: Set(None),
            finalized_at: Set(finalized_at),
            created_at: Set(self.now - Duration::days(40)),
        };
        let id = event_run::Entity::insert(row).exec_with_returning(self.db).await?.id;
        let policy = serde_json::to_string(&RefundPolicy::from(offer.refund_preset))?;
        Ok(MadeRun { id, starts_at, price, stake, policy, cancelled, finalized_at })
    }

    /// Sells a part of the run: little of what is far away, most of what is near, and now and then all of it.
    async fn bookings(&mut self, run: &MadeRun, status: RunStatus, capacity: i32) -> Result<(), BookingError> {
        let days_away = (run.starts_at - self.now).num_days().clamp(0, 35);
        let share = if self.dice.roll(9) == 0 { 100 } else { i64::try_from(self.dice.roll(80)).unwrap_or_default() + 15 - days_away * 2 };
        let wanted = i32::try_from(i64::from(capacity) * share.max(0) / 100).unwrap_or_default();
        let mut taken = 0;
        while taken < wanted {
            let party = i32::try_from(1 + self.dice.roll(4)).unwrap_or(1).min(wanted - taken);
            let state = self.state_on(status, run);
            self.booking(run, party, state).await?;
            if state.keeps_seats() {
                taken += party;
            } else if self.dice.roll(4) == 0 {
                break;
            }
        }
        self.sell(run.id, taken).await
    }

    fn state_on(&mut self, status: RunStatus, run: &MadeRun) -> BookingStatus {
        let free = run.price.is_zero() && run.stake.is_zero();
        match (status, self.dice.roll(12)) {
            (RunStatus::Cancelled, _) | (_, 0) => BookingStatus::Cancelled,
            (_, 1) if !free => BookingStatus::Expired,
            (RunStatus::Scheduled, 2) if !free && run.starts_at > self.now + Duration::hours(3) => BookingStatus::Pending,
            (RunStatus::Completed, _) => BookingStatus::Completed,
            _ => BookingStatus::Confirmed,
        }
    }

    async fn booking(&mut self, run: &MadeRun, party: i32, status: BookingStatus) -> Result<(), BookingError> {
        let Some(user) = self.dice.pick(&self.travelers.clone()).copied() else { return Ok(()) };
        let minutes = i64::try_from(self.dice.roll(7 * 24 * 60)).unwrap_or_default();
        let created_at = match status {
            BookingStatus::Pending => self.now,
            _ => self.now.min(run.starts_at) - Duration::minutes(HOLD_MINUTES + 1 + minutes),
        };
        let hold_expires_at = created_at + Duration::minutes(HOLD_MINUTES);
        let requests = if self.dice.roll(4) == 0 { self.dice.pick(SPECIAL_REQUESTS).map(|text| (*text).to_owned()) } else { None };
        let contact = self.dice.roll(10_000);
        let row = booking::ActiveModel {
            id: NotSet,
            reference: Set(BookingRef::from_entropy(self.dice.roll(u64::MAX))),
            run_id: Set(run.id),
            user_id: Set(user),
            idempotency_token: Set(format!("demo-{:016x}", self.dice.roll(u64::MAX))),
            status: Set(status),
            party: Set(party),
            contact_email: Set(format!("guest{contact:04}@example.com")),
            contact_phone: Set(Some(format!("+91984500{contact:04}"))),
            special_requests: Set(requests),
            price_each: Set(run.price),
            stake_each: Set(run.stake),
            currency: Set(CURRENCY.to_owned()),
            refund_policy: Set(run.policy.clone()),
            hold_expires_at: Set((!run.price.is_zero() || !run.stake.is_zero()).then_some(hold_expires_at)),
            cancelled_by: Set((status == BookingStatus::Cancelled).then_some(if run.cancelled { CancelledBy::Host } else { CancelledBy::Traveler })),
            cancel_reason: Set(None),
            created_at: Set(created_at),
            updated_at: Set(created_at),
            confirmed_at: Set(matches!(status, BookingStatus::Confirmed | BookingStatus::Completed).then_some(created_at)),
            capturing_payment_id: Set(None),
            waitlist_id: Set(None),
        };
        let made = booking::Entity::insert(row).exec_with_returning(self.db).await?;
        let payment = payments::pay(self.db, &made).await?;
        // Of late more were missed, so that there is always somebody who may still appeal.
        let missed_one_in = if run.finalized_at.is_some_and(|at| appeal_until(at) > self.now) { 2 } else { 9 };
        let mut people = Vec::new();
        for position in 0..party {
            let name = self.dice.pick(TRAVELER_NAMES).map_or_else(String::new, |name| (*name).to_owned());
            let attendance = match status {
                // Who leads the party came: on every run somebody was checked in.
                BookingStatus::Completed if self.dice.roll(missed_one_in) == 0 && position > 0 => Attendance::NoShow,
                BookingStatus::Completed => Attendance::Attended,
                _ => Attendance::Expected,
            };
            people.push(traveler::ActiveModel {
                id: NotSet,
                booking_id: Set(made.id),
                position: Set(position),
                name: Set(name),
                attendance: Set(attendance),
                cancelled_at: Set(None),
                checked_in_at: Set((attendance == Attendance::Attended).then(|| run.starts_at - Duration::minutes(5))),
                stake: Set(stakes::stand(&made, attendance, run.finalized_at, self.now)),
            });
        }
        traveler::Entity::insert_many(people).exec_without_returning(self.db).await?;
        if let (Some(payment), Some(finalized_at), BookingStatus::Completed) = (payment, run.finalized_at, status) {
            let people = traveler::Entity::find().filter(traveler::Column::BookingId.eq(made.id)).all(self.db).await?;
            stakes::settle(self.db, &made, &people, payment, (finalized_at, self.now)).await?;
        }
        if status == BookingStatus::Pending {
            job::enqueue(self.db, EXPIRE_HOLD, serde_json::to_value(ExpireHold { booking: made.id })?, hold_expires_at, self.now).await?;
        }
        Ok(())
    }
}
