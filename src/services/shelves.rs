//! The list of what an organization offers.

use super::Services;
use crate::{
    domain::{
        experience::{Domain, ExperienceStatus},
        ids::{ExperienceId, OrganizationId},
        run::RunStatus,
    },
    entity::{city, event_run, experience, experience_draft, neighborhood, picture},
};
use sea_orm::{
    ColumnTrait, DbErr, DerivePartialModel, EntityTrait, FromQueryResult, JoinType, QueryFilter, QueryOrder, QuerySelect, RelationTrait, prelude::DateTimeUtc,
};
use std::collections::HashMap;

/// Experiences shown in one list.
const LIST_MAX: u64 = 200;

/// How many experiences are in each state.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct StatusCounts {
    pub draft: u64,
    pub published: u64,
    pub archived: u64,
}

/// An experience in its host's list.
#[derive(Clone, Debug)]
pub struct ListedExperienceRow {
    pub place: ExperiencePlaceRow,
    /// As far as there is one.
    pub title: String,
    /// When the working copy that waits to be published was saved.
    pub waiting_since: Option<DateTimeUtc>,
    pub next_run: Option<DateTimeUtc>,
    pub pictures: u64,
}

/// An experience with the names of its place.
#[derive(Clone, Debug, DerivePartialModel)]
#[sea_orm(entity = "experience::Entity")]
pub struct ExperiencePlaceRow {
    pub id: ExperienceId,
    pub slug: String,
    pub title: String,
    pub domain: Domain,
    pub status: ExperienceStatus,
    #[sea_orm(from_expr = "neighborhood::Column::Name.into_expr()")]
    pub neighborhood: String,
    #[sea_orm(from_expr = "city::Column::Name.into_expr()")]
    pub city: String,
    #[sea_orm(from_expr = "city::Column::TimeZone.into_expr()")]
    pub time_zone: String,
}

#[derive(FromQueryResult)]
struct StatusCount {
    status: ExperienceStatus,
    number: i64,
}

#[derive(FromQueryResult)]
struct PictureCount {
    experience_id: ExperienceId,
    number: i64,
}

#[derive(FromQueryResult)]
struct NextRun {
    experience_id: ExperienceId,
    starts_at: DateTimeUtc,
}

#[derive(FromQueryResult)]
struct Waiting {
    experience_id: ExperienceId,
    title: String,
    updated_at: DateTimeUtc,
}

impl Services {
    /// How many experiences an organization has in each state.
    ///
    /// # Errors
    /// The database's.
    pub async fn experience_counts(&self, organization: OrganizationId) -> Result<StatusCounts, DbErr> {
        let rows = experience::owned_by(organization)
            .select_only()
            .column(experience::Column::Status)
            .column_as(experience::Column::Id.count(), "number")
            .group_by(experience::Column::Status)
            .into_model::<StatusCount>()
            .all(self.store.reader())
            .await?;
        let mut counts = StatusCounts::default();
        for row in rows {
            let count = match row.status {
                ExperienceStatus::Draft => &mut counts.draft,
                ExperienceStatus::Published => &mut counts.published,
                ExperienceStatus::Archived => &mut counts.archived,
            };
            *count = u64::try_from(row.number).unwrap_or_default();
        }
        Ok(counts)
    }

    /// An organization's experiences in a state, by title; drafts begun last at first.
    ///
    /// # Errors
    /// The database's.
    pub async fn host_experiences(&self, organization: OrganizationId, status: ExperienceStatus) -> Result<Vec<ListedExperienceRow>, DbErr> {
        let rows = experience::owned_by(organization)
            .join(JoinType::InnerJoin, experience::Relation::Neighborhood.def())
            .join(JoinType::InnerJoin, neighborhood::Relation::City.def())
            .filter(experience::Column::Status.eq(status));
        let rows = match status {
            ExperienceStatus::Draft => rows.order_by_desc(experience::Column::Id),
            ExperienceStatus::Published | ExperienceStatus::Archived => rows.order_by_asc(experience::Column::Title).order_by_asc(experience::Column::Id),
        };
        let rows = rows.limit(LIST_MAX).into_partial_model::<ExperiencePlaceRow>().all(self.store.reader()).await?;
        let ids: Vec<ExperienceId> = rows.iter().map(|row| row.id).collect();
        let mut waiting = self.waiting(&ids).await?;
        let (next, pictures) = (self.next_runs(&ids).await?, self.picture_counts(&ids).await?);
        let listed = rows.into_iter().map(|place| {
            let copy = waiting.remove(&place.id);
            ListedExperienceRow {
                next_run: next.get(&place.id).copied(),
                pictures: pictures.get(&place.id).copied().unwrap_or_default(),
                waiting_since: copy.as_ref().map(|copy| copy.updated_at),
                // What was never published has no other title than that of its working copy.
                title: copy.filter(|_| status == ExperienceStatus::Draft).map_or_else(|| place.title.clone(), |copy| copy.title),
                place,
            }
        });
        Ok(listed.collect())
    }

    async fn waiting(&self, ids: &[ExperienceId]) -> Result<HashMap<ExperienceId, Waiting>, DbErr> {
        let rows = experience_draft::Entity::find()
            .select_only()
            .columns([experience_draft::Column::ExperienceId, experience_draft::Column::Title, experience_draft::Column::UpdatedAt])
            .filter(experience_draft::Column::ExperienceId.is_in(ids.iter().copied()))
            .filter(experience_draft::Column::Body.is_not_null())
            .into_model::<Waiting>()
            .all(self.store.reader())
            .await?;
        Ok(rows.into_iter().map(|row| (row.experience_id, row)).collect())
    }

    async fn next_runs(&self, ids: &[ExperienceId]) -> Result<HashMap<ExperienceId, DateTimeUtc>, DbErr> {
        let rows = event_run::Entity::find()
            .select_only()
            .column(event_run::Column::ExperienceId)
            .column_as(event_run::Column::StartsAt.min(), "starts_at")
            .filter(event_run::Column::ExperienceId.is_in(ids.iter().copied()))
            .filter(event_run::Column::Status.eq(RunStatus::Scheduled))
            .filter(event_run::Column::StartsAt.gt(self.clock.now()))
            .group_by(event_run::Column::ExperienceId)
            .into_model::<NextRun>()
            .all(self.store.reader())
            .await?;
        Ok(rows.into_iter().map(|row| (row.experience_id, row.starts_at)).collect())
    }

    pub(super) async fn picture_counts(&self, ids: &[ExperienceId]) -> Result<HashMap<ExperienceId, u64>, DbErr> {
        let rows = picture::Entity::find()
            .select_only()
            .column(picture::Column::ExperienceId)
            .column_as(picture::Column::Id.count(), "number")
            .filter(picture::Column::ExperienceId.is_in(ids.iter().copied()))
            .group_by(picture::Column::ExperienceId)
            .into_model::<PictureCount>()
            .all(self.store.reader())
            .await?;
        Ok(rows.into_iter().map(|row| (row.experience_id, u64::try_from(row.number).unwrap_or_default())).collect())
    }
}
