//! Rows for tests, with everything that a test does not care about filled in.

use super::TestApp;
use chrono::{DateTime, Duration, Utc};
use nukkad::{
    domain::{
        experience::{Domain, ExperienceStatus, RefundPreset},
        ids::{ExperienceId, OrganizationId, RunId, UserId},
        money::Paise,
        organization::Role,
        run::RunStatus,
    },
    entity::{booking, city, domain, event_run, experience, member, neighborhood, organization, user},
};
use sea_orm::{ActiveValue::NotSet, ColumnTrait, EntityTrait, PaginatorTrait, QueryFilter, Set};
use std::sync::OnceLock;

/// The password of every test account.
pub(crate) const PASSWORD: &str = "filter coffee at six";

fn password_hash() -> String {
    static HASH: OnceLock<String> = OnceLock::new();
    HASH.get_or_init(|| password_auth::generate_hash(PASSWORD)).clone()
}

/// What a test wants of a run.
#[derive(Clone, Copy)]
pub(crate) struct RunSpec {
    pub(crate) capacity: i32,
    pub(crate) price: i64,
    pub(crate) stake: i64,
    pub(crate) starts_in_hours: i64,
    pub(crate) status: RunStatus,
}

impl Default for RunSpec {
    /// Free, twelve seats, in two days.
    fn default() -> Self {
        Self { capacity: 12, price: 0, stake: 0, starts_in_hours: 48, status: RunStatus::Scheduled }
    }
}

/// A run that costs ₹450 and has a stake of ₹200.
pub(crate) const PAID: RunSpec = RunSpec { capacity: 12, price: 45_000, stake: 20_000, starts_in_hours: 48, status: RunStatus::Scheduled };

impl TestApp {
    fn now(&self) -> DateTime<Utc> {
        self.services.clock.now()
    }

    pub(crate) async fn user(&self, email: &str, name: &str) -> UserId {
        let now = self.now();
        let row = user::ActiveModel {
            id: NotSet,
            email: Set(email.to_owned()),
            name: Set(name.to_owned()),
            phone: Set(None),
            password_hash: Set(password_hash()),
            is_admin: Set(false),
            suspended_at: Set(None),
            created_at: Set(now),
            updated_at: Set(now),
        };
        user::Entity::insert(row).exec_with_returning(self.services.store.writer()).await.unwrap().id
    }

    /// Somebody who is logged in and oversees payments.
    pub(crate) async fn admin(&self) -> super::Browser {
        let id = self.user("admin@example.com", "Admin").await;
        let change = user::ActiveModel { id: sea_orm::Unchanged(id), is_admin: Set(true), ..Default::default() };
        sea_orm::ActiveModelTrait::update(change, self.services.store.writer()).await.unwrap();
        let browser = self.browser();
        browser.log_in("admin@example.com").await;
        browser
    }

    pub(crate) async fn organization(&self, slug: &str) -> OrganizationId {
        let row = organization::ActiveModel {
            id: NotSet,
            slug: Set(slug.to_owned()),
            name: Set(format!("The {slug} people")),
            tagline: Set("On foot.".to_owned()),
            bio: Set("We walk.".to_owned()),
            verified_at: Set(None),
            suspended_at: Set(None),
            fee_basis_points: Set(1_000),
            links: Set("[]".to_owned()),
            logo: Set(None),
            version: Set(1),
            members_changed_at: Set(None),
            created_at: Set(self.now()),
        };
        organization::Entity::insert(row).exec_with_returning(self.services.store.writer()).await.unwrap().id
    }

    pub(crate) async fn member(&self, organization: OrganizationId, user: UserId, role: Role) {
        let row = member::ActiveModel { organization_id: Set(organization), user_id: Set(user), role: Set(role), created_at: Set(self.now()) };
        member::Entity::insert(row).exec_without_returning(self.services.store.writer()).await.unwrap();
    }

    /// An experience of an organization, with a city and a neighborhood of its own.
    pub(crate) async fn experience(&self, organization: OrganizationId, slug: &str) -> ExperienceId {
        let db = self.services.store.writer();
        let category = domain::ActiveModel { slug: Set(Domain::Food), name: Set("Food".to_owned()), position: Set(0) };
        if domain::Entity::find().count(db).await.unwrap() == 0 {
            domain::Entity::insert(category).exec_without_returning(db).await.unwrap();
        }
        let city =
            city::ActiveModel { id: NotSet, slug: Set(format!("{slug}-city")), name: Set("Bengaluru".to_owned()), time_zone: Set("Asia/Kolkata".to_owned()) };
        let city = city::Entity::insert(city).exec_with_returning(db).await.unwrap().id;
        let place = neighborhood::ActiveModel { id: NotSet, city_id: Set(city), slug: Set("malleshwaram".to_owned()), name: Set("Malleshwaram".to_owned()) };
        let place = neighborhood::Entity::insert(place).exec_with_returning(db).await.unwrap().id;
        let row = experience::ActiveModel {
            id: NotSet,
            organization_id: Set(organization),
            neighborhood_id: Set(place),
            domain: Set(Domain::Food),
            slug: Set(slug.to_owned()),
            title: Set("Filter coffee".to_owned()),
            summary: Set("Four darshinis.".to_owned()),
            story: Set("We begin early.\n\nWe end late.".to_owned()),
            meeting_point: Set("18th Cross bus stand".to_owned()),
            latitude: Set(13.0),
            longitude: Set(77.57),
            duration_minutes: Set(150),
            languages: Set("English, Kannada".to_owned()),
            included: Set("Coffee".to_owned()),
            bring: Set("An appetite".to_owned()),
            age_note: Set(String::new()),
            accessibility: Set(String::new()),
            refund_preset: Set(RefundPreset::Flexible),
            status: Set(ExperienceStatus::Published),
            created_at: Set(self.now()),
        };
        let id = experience::Entity::insert(row).exec_with_returning(db).await.unwrap().id;
        nukkad::services::search::put(db, &[id]).await.unwrap();
        id
    }

    pub(crate) async fn run_of(&self, experience: ExperienceId, spec: RunSpec) -> RunId {
        let starts_at = self.now() + Duration::hours(spec.starts_in_hours);
        let row = event_run::ActiveModel {
            id: NotSet,
            experience_id: Set(experience),
            starts_at: Set(starts_at),
            ends_at: Set(starts_at + Duration::minutes(150)),
            time_zone: Set("Asia/Kolkata".to_owned()),
            cutoff_at: Set(starts_at - Duration::hours(2)),
            capacity: Set(spec.capacity),
            seats_taken: Set(0),
            price: Set(Paise(spec.price)),
            stake: Set(Paise(spec.stake)),
            currency: Set("INR".to_owned()),
            status: Set(spec.status),
            cancel_reason: Set(None),
            series_id: Set(None),
            leave_until: Set(None),
            rescheduled_at: Set(None),
            finalized_at: Set(None),
            created_at: Set(self.now()),
        };
        event_run::Entity::insert(row).exec_with_returning(self.services.store.writer()).await.unwrap().id
    }

    /// A run with an organization and an experience of its own.
    pub(crate) async fn run(&self, slug: &str, spec: RunSpec) -> RunId {
        let organization = self.organization(slug).await;
        let experience = self.experience(organization, slug).await;
        self.run_of(experience, spec).await
    }

    pub(crate) async fn seats_taken(&self, run: RunId) -> i32 {
        event_run::Entity::find_by_id(run).one(self.services.store.reader()).await.unwrap().unwrap().seats_taken
    }

    pub(crate) async fn bookings_on(&self, run: RunId) -> Vec<booking::Model> {
        booking::Entity::find().filter(booking::Column::RunId.eq(run)).all(self.services.store.reader()).await.unwrap()
    }
}

/// A booking form that will do, for a party of the given names.
pub(crate) fn form<'a>(run: &'a str, token: &'a str, names: &[&'a str]) -> Vec<(String, String)> {
    let mut fields = vec![
        ("form[run]".to_owned(), run.to_owned()),
        ("form[token]".to_owned(), token.to_owned()),
        ("form[travelers]".to_owned(), names.len().to_string()),
        ("form[email]".to_owned(), "asha@example.com".to_owned()),
        ("form[phone]".to_owned(), "98450 12345".to_owned()),
        ("form[requests]".to_owned(), "One of us uses a cane".to_owned()),
    ];
    fields.extend(names.iter().enumerate().map(|(index, name)| (format!("form[names][{index}]"), (*name).to_owned())));
    fields
}

/// Borrows the fields of [`form`] as requests want them.
pub(crate) fn fields(form: &[(String, String)]) -> Vec<(&str, &str)> {
    form.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect()
}

/// The form with one field set to something else.
pub(crate) fn with(mut form: Vec<(String, String)>, field: &str, value: &str) -> Vec<(String, String)> {
    form.retain(|(name, _)| name != field);
    form.push((field.to_owned(), value.to_owned()));
    form
}
