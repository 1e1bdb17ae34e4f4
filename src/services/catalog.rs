//! What travelers look at: an experience, a run, a host. Every page takes a fixed, small number of statements.

use super::Services;
use crate::{
    domain::{
        experience::{Domain, ExperienceStatus, RefundPreset},
        ids::{ExperienceId, OrganizationId, RunId, SeriesId},
        media::MediaHash,
        money::Paise,
        run::RunStatus,
    },
    entity::{city, event_run, experience, neighborhood, organization, picture},
};
use sea_orm::{
    ColumnTrait, DbErr, DerivePartialModel, EntityTrait, JoinType, QueryFilter, QueryOrder, QuerySelect, RelationTrait, Select, prelude::DateTimeUtc,
};

/// Other dates shown beside a run, and dates shown for an experience or a host.
const OTHER_RUNS: u64 = 12;

/// The cover that a host has uploaded for an experience.
#[derive(Clone, Debug, DerivePartialModel)]
#[sea_orm(entity = "picture::Entity")]
pub struct CoverRow {
    pub hash: MediaHash,
    /// In pixels.
    pub width: i32,
    /// In pixels.
    pub height: i32,
    /// As `#rrggbb`.
    pub color: String,
    pub alt: String,
}

/// A run with the names that a card shows.
#[derive(Clone, Debug, DerivePartialModel)]
#[sea_orm(entity = "event_run::Entity")]
pub struct RunRow {
    pub id: RunId,
    pub experience_id: ExperienceId,
    pub starts_at: DateTimeUtc,
    pub ends_at: DateTimeUtc,
    pub time_zone: String,
    pub cutoff_at: DateTimeUtc,
    pub capacity: i32,
    pub seats_taken: i32,
    pub price: Paise,
    pub stake: Paise,
    pub status: RunStatus,
    pub cancel_reason: Option<String>,
    pub series_id: Option<SeriesId>,
    pub leave_until: Option<DateTimeUtc>,
    pub rescheduled_at: Option<DateTimeUtc>,
    pub created_at: DateTimeUtc,
    #[sea_orm(from_expr = "experience::Column::Slug.into_expr()")]
    pub slug: String,
    #[sea_orm(from_expr = "experience::Column::Title.into_expr()")]
    pub title: String,
    #[sea_orm(from_expr = "experience::Column::Domain.into_expr()")]
    pub domain: Domain,
    #[sea_orm(from_expr = "experience::Column::MeetingPoint.into_expr()")]
    pub meeting_point: String,
    #[sea_orm(from_expr = "experience::Column::RefundPreset.into_expr()")]
    pub refund_preset: RefundPreset,
    /// The experience's.
    #[sea_orm(from_expr = "experience::Column::Status.into_expr()")]
    pub offered: ExperienceStatus,
    #[sea_orm(from_expr = "organization::Column::Slug.into_expr()")]
    pub host_slug: String,
    #[sea_orm(from_expr = "organization::Column::Name.into_expr()")]
    pub host: String,
    #[sea_orm(from_expr = "neighborhood::Column::Name.into_expr()")]
    pub neighborhood: String,
    #[sea_orm(from_expr = "city::Column::Name.into_expr()")]
    pub city: String,
    /// `None` where it is drawn.
    #[sea_orm(nested)]
    pub cover: Option<CoverRow>,
}

/// An experience with its host and place.
#[derive(Clone, Debug, DerivePartialModel)]
#[sea_orm(entity = "experience::Entity")]
pub struct ExperienceRow {
    pub id: ExperienceId,
    pub slug: String,
    pub title: String,
    pub summary: String,
    pub story: String,
    pub domain: Domain,
    pub meeting_point: String,
    pub latitude: f64,
    pub longitude: f64,
    pub duration_minutes: i32,
    pub languages: String,
    pub included: String,
    pub bring: String,
    pub age_note: String,
    pub accessibility: String,
    pub refund_preset: RefundPreset,
    #[sea_orm(from_expr = "organization::Column::Slug.into_expr()")]
    pub host_slug: String,
    #[sea_orm(from_expr = "organization::Column::Name.into_expr()")]
    pub host: String,
    #[sea_orm(from_expr = "organization::Column::Tagline.into_expr()")]
    pub host_tagline: String,
    #[sea_orm(from_expr = "organization::Column::VerifiedAt.into_expr()")]
    pub host_verified_at: Option<DateTimeUtc>,
    #[sea_orm(from_expr = "organization::Column::Logo.into_expr()")]
    pub host_logo: Option<MediaHash>,
    #[sea_orm(from_expr = "neighborhood::Column::Name.into_expr()")]
    pub neighborhood: String,
    #[sea_orm(from_expr = "city::Column::Name.into_expr()")]
    pub city: String,
    /// `None` where it is drawn.
    #[sea_orm(nested)]
    pub cover: Option<CoverRow>,
}

/// An experience with its pictures and upcoming runs.
#[derive(Clone, Debug)]
pub struct ExperienceRecord {
    pub experience: ExperienceRow,
    pub pictures: Vec<picture::Model>,
    pub runs: Vec<RunRow>,
}

/// A run with its experience and the experience's other dates.
#[derive(Clone, Debug)]
pub struct RunRecord {
    pub run: RunRow,
    pub experience: ExperienceRow,
    pub others: Vec<RunRow>,
}

/// A host with what it offers.
#[derive(Clone, Debug)]
pub struct HostRecord {
    pub organization: organization::Model,
    pub experiences: Vec<ExperienceRow>,
    pub runs: Vec<RunRow>,
}

/// Runs joined with experience, host and place, whatever their state.
#[must_use]
pub fn run_rows() -> Select<event_run::Entity> {
    event_run::Entity::find()
        .join(JoinType::InnerJoin, event_run::Relation::Experience.def())
        .join(JoinType::InnerJoin, experience::Relation::Organization.def())
        .join(JoinType::InnerJoin, experience::Relation::Neighborhood.def())
        .join(JoinType::InnerJoin, neighborhood::Relation::City.def())
        .join(JoinType::LeftJoin, picture::cover_of_experience())
}

/// Experiences joined with host and place, whatever their state.
pub(super) fn experience_rows() -> Select<experience::Entity> {
    experience::Entity::find()
        .join(JoinType::InnerJoin, experience::Relation::Organization.def())
        .join(JoinType::InnerJoin, experience::Relation::Neighborhood.def())
        .join(JoinType::InnerJoin, neighborhood::Relation::City.def())
        .join(JoinType::LeftJoin, picture::cover_of_experience())
}

/// Runs that travelers are shown as coming up, soonest first.
fn upcoming(now: DateTimeUtc) -> Select<event_run::Entity> {
    run_rows()
        .filter(event_run::Column::Status.eq(RunStatus::Scheduled))
        .filter(event_run::Column::StartsAt.gt(now))
        .filter(experience::Column::Status.eq(ExperienceStatus::Published))
        .order_by_asc(event_run::Column::StartsAt)
        .order_by_asc(event_run::Column::Id)
}

impl Services {
    /// How addresses of map tiles are made, where there are any.
    #[must_use]
    pub fn tile_template(&self) -> Option<String> {
        self.tiles.as_ref().map(|tiles| tiles.template.clone())
    }

    /// A published experience.
    ///
    /// # Errors
    /// The database's.
    pub async fn experience(&self, slug: &str) -> Result<Option<ExperienceRecord>, DbErr> {
        let found = experience_rows()
            .filter(experience::Column::Slug.eq(slug))
            .filter(experience::Column::Status.eq(ExperienceStatus::Published))
            .into_partial_model::<ExperienceRow>()
            .one(self.store.reader())
            .await?;
        match found {
            Some(experience) => self.with_pictures_and_runs(experience).await.map(Some),
            None => Ok(None),
        }
    }

    /// An experience with its host and place, whatever its state: for those who may see it.
    pub(super) async fn experience_row(&self, id: ExperienceId) -> Result<Option<ExperienceRow>, DbErr> {
        experience_rows().filter(experience::Column::Id.eq(id)).into_partial_model::<ExperienceRow>().one(self.store.reader()).await
    }

    pub(super) async fn with_pictures_and_runs(&self, experience: ExperienceRow) -> Result<ExperienceRecord, DbErr> {
        let pictures = picture::Entity::find()
            .filter(picture::Column::ExperienceId.eq(experience.id))
            .order_by_asc(picture::Column::Position)
            .all(self.store.reader())
            .await?;
        let runs = self.runs_of(experience.id).await?;
        Ok(ExperienceRecord { experience, pictures, runs })
    }

    /// A run of an experience that is or was on offer, whatever the run's state.
    ///
    /// # Errors
    /// The database's.
    pub async fn run(&self, id: RunId) -> Result<Option<RunRecord>, DbErr> {
        let visible = [ExperienceStatus::Published, ExperienceStatus::Archived];
        let found = run_rows()
            .filter(event_run::Column::Id.eq(id))
            .filter(experience::Column::Status.is_in(visible))
            .into_partial_model::<RunRow>()
            .one(self.store.reader())
            .await?;
        let Some(run) = found else { return Ok(None) };
        let found =
            experience_rows().filter(experience::Column::Slug.eq(run.slug.as_str())).into_partial_model::<ExperienceRow>().one(self.store.reader()).await?;
        let Some(experience) = found else { return Ok(None) };
        let mut others = self.runs_of(experience.id).await?;
        others.retain(|other| other.id != id);
        Ok(Some(RunRecord { run, experience, others }))
    }

    async fn runs_of(&self, experience: ExperienceId) -> Result<Vec<RunRow>, DbErr> {
        upcoming(self.clock.now())
            .filter(event_run::Column::ExperienceId.eq(experience))
            .limit(OTHER_RUNS)
            .into_partial_model::<RunRow>()
            .all(self.store.reader())
            .await
    }

    /// A host with what it offers, by the address that it has or once had.
    ///
    /// # Errors
    /// The database's.
    pub async fn host(&self, slug: &str) -> Result<Option<HostRecord>, DbErr> {
        let Some(organization) = self.organization_at(slug).await? else { return Ok(None) };
        let of_host = |id: OrganizationId| experience::Column::OrganizationId.eq(id);
        let experiences = experience_rows()
            .filter(of_host(organization.id))
            .filter(experience::Column::Status.eq(ExperienceStatus::Published))
            .order_by_asc(experience::Column::Title)
            .into_partial_model::<ExperienceRow>()
            .all(self.store.reader())
            .await?;
        let runs =
            upcoming(self.clock.now()).filter(of_host(organization.id)).limit(OTHER_RUNS).into_partial_model::<RunRow>().all(self.store.reader()).await?;
        Ok(Some(HostRecord { organization, experiences, runs }))
    }
}
