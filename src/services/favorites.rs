//! Experiences that people save, and hosts that they follow.

use super::{
    Services,
    catalog::{ExperienceRow, RunRow, experience_rows, run_rows},
};
use crate::{
    domain::{
        experience::ExperienceStatus,
        ids::{ExperienceId, OrganizationId, RunId, UserId},
        run::RunStatus,
        saved::{EXPERIENCES_MAX, FavoriteKind, HOSTS_MAX, next_mail_at},
    },
    entity::{event_run, experience, followed_host, organization, saved_experience, user, weekly_mail},
};
use sea_orm::{
    ColumnTrait, Condition, DbErr, EntityTrait, ExprTrait, PaginatorTrait, QueryFilter, QueryOrder, QuerySelect, prelude::DateTimeUtc, sea_query::Expr,
};
use std::collections::HashMap;

/// Saved experiences on one page.
pub const PAGE_EXPERIENCES: u64 = 48;

/// Why something was not saved or followed.
#[derive(Debug, thiserror::Error)]
pub enum FavoriteError {
    /// There is nothing of that name that travelers may see.
    #[error("there is no such thing")]
    NotFound,
    /// Somebody keeps as many as one may.
    #[error("{max} are kept already")]
    TooMany {
        kind: FavoriteKind,
        /// How many one may keep.
        max: u64,
    },
    #[error(transparent)]
    Database(#[from] DbErr),
}

/// What a button is about, found.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Thing {
    Experience(ExperienceId),
    Host(OrganizationId),
}

/// A saved experience with its next run that can be booked.
#[derive(Clone, Debug)]
pub struct SavedExperience {
    pub experience: ExperienceRow,
    /// On offer; otherwise it was taken off the shelf and may come back.
    pub offered: bool,
    pub next: Option<RunRow>,
}

/// One page of what somebody has saved.
#[derive(Clone, Debug)]
pub struct SavedShelf {
    /// The latest first.
    pub experiences: Vec<SavedExperience>,
    /// On all pages.
    pub total: u64,
}

/// Runs that can be booked at `now`: announced, not over their cutoff, with a seat left.
pub(super) fn open(now: DateTimeUtc) -> Condition {
    let run = |column: event_run::Column| Expr::col((event_run::Entity, column));
    Condition::all()
        .add(event_run::Column::Status.eq(RunStatus::Scheduled))
        .add(event_run::Column::StartsAt.gt(now))
        .add(event_run::Column::CutoffAt.gt(now))
        .add(run(event_run::Column::SeatsTaken).lt(run(event_run::Column::Capacity)))
        .add(experience::Column::Status.eq(ExperienceStatus::Published))
}

impl Services {
    /// Saves, follows or lets go of something, whichever `keep` says; what is so already stays so.
    ///
    /// # Errors
    /// [`FavoriteError::NotFound`], [`FavoriteError::TooMany`], or the database's.
    pub async fn keep_favorite(&self, user: UserId, kind: FavoriteKind, of: &str, keep: bool) -> Result<(), FavoriteError> {
        let thing = self.thing(kind, of).await?.ok_or(FavoriteError::NotFound)?;
        let now = self.clock.now();
        if !keep {
            let db = self.store.writer();
            match thing {
                Thing::Experience(id) => saved_experience::remove(db, user, id).await?,
                Thing::Host(id) => followed_host::remove(db, user, id).await?,
            }
            return Ok(());
        }
        let db = self.store.begin().await?;
        // One at a time for each person, so that the count below is true.
        if !user::hold(&db, user).await? {
            return Err(FavoriteError::NotFound);
        }
        let (kept, max) = match thing {
            Thing::Experience(id) => {
                let added = saved_experience::add(&db, user, id, now).await?;
                (if added { saved_experience::of_user(user).count(&db).await? } else { 0 }, EXPERIENCES_MAX)
            }
            Thing::Host(id) => {
                weekly_mail::begin(&db, user, self.entropy.token(), next_mail_at(now, now), now).await?;
                let added = followed_host::add(&db, user, id, now).await?;
                (if added { followed_host::of_user(user).count(&db).await? } else { 0 }, HOSTS_MAX)
            }
        };
        if kept > max {
            db.rollback().await?;
            return Err(FavoriteError::TooMany { kind, max });
        }
        db.commit().await?;
        Ok(())
    }

    /// True where somebody has saved or follows it; nothing of that name is kept by nobody.
    ///
    /// # Errors
    /// The database's.
    pub async fn is_favorite(&self, user: UserId, kind: FavoriteKind, of: &str) -> Result<bool, DbErr> {
        let db = self.store.reader();
        Ok(match self.thing(kind, of).await? {
            Some(Thing::Experience(id)) => saved_experience::Entity::find_by_id((user, id)).one(db).await?.is_some(),
            Some(Thing::Host(id)) => followed_host::Entity::find_by_id((user, id)).one(db).await?.is_some(),
            None => false,
        })
    }

    /// What a button is about. Drafts are nobody's business.
    async fn thing(&self, kind: FavoriteKind, of: &str) -> Result<Option<Thing>, DbErr> {
        let visible = || experience::Column::Status.is_in([ExperienceStatus::Published, ExperienceStatus::Archived]);
        let db = self.store.reader();
        let slug = crate::domain::explore::slug(of);
        let found = match (kind, slug) {
            (FavoriteKind::Host, Some(slug)) => self.organization_at(slug).await?.map(|host| Thing::Host(host.id)),
            (FavoriteKind::Experience, Some(slug)) => {
                let found = experience::Entity::find().filter(experience::Column::Slug.eq(slug)).filter(visible()).one(db).await?;
                found.map(|experience| Thing::Experience(experience.id))
            }
            (FavoriteKind::Run, _) => {
                let Ok(run) = of.parse::<RunId>() else { return Ok(None) };
                let found = event_run::Entity::find_by_id(run).inner_join(experience::Entity).filter(visible()).one(db).await?;
                found.map(|run| Thing::Experience(run.experience_id))
            }
            (_, None) => None,
        };
        Ok(found)
    }

    /// What somebody has saved, by pages that count from 1 and are at most a few.
    ///
    /// # Errors
    /// The database's.
    pub async fn saved_experiences(&self, user: UserId, page: u64) -> Result<SavedShelf, DbErr> {
        let db = self.store.reader();
        let total = saved_experience::of_user(user).count(db).await?;
        let kept: Vec<(ExperienceId, ExperienceStatus)> = saved_experience::of_user(user)
            .inner_join(experience::Entity)
            .order_by_desc(saved_experience::Column::CreatedAt)
            .order_by_desc(saved_experience::Column::ExperienceId)
            .offset(page.saturating_sub(1).saturating_mul(PAGE_EXPERIENCES))
            .limit(PAGE_EXPERIENCES)
            .select_only()
            .column(experience::Column::Id)
            .column(experience::Column::Status)
            .into_tuple()
            .all(db)
            .await?;
        let ids: Vec<ExperienceId> = kept.iter().map(|(id, _)| *id).collect();
        let rows = experience_rows().filter(experience::Column::Id.is_in(ids.iter().copied())).into_partial_model::<ExperienceRow>().all(db).await?;
        let mut rows: HashMap<ExperienceId, ExperienceRow> = rows.into_iter().map(|row| (row.id, row)).collect();
        let mut next = self.next_open_runs(&ids).await?;
        let experiences = kept.into_iter().filter_map(|(id, status)| {
            let experience = rows.remove(&id)?;
            Some(SavedExperience { next: next.remove(&experience.slug), offered: status == ExperienceStatus::Published, experience })
        });
        Ok(SavedShelf { experiences: experiences.collect(), total })
    }

    /// The next run of each experience that can be booked, by the experience's slug.
    async fn next_open_runs(&self, ids: &[ExperienceId]) -> Result<HashMap<String, RunRow>, DbErr> {
        let (db, now) = (self.store.reader(), self.clock.now());
        let of_these = || event_run::Column::ExperienceId.is_in(ids.iter().copied());
        let starts: Vec<DateTimeUtc> = event_run::Entity::find()
            .inner_join(experience::Entity)
            .filter(of_these())
            .filter(open(now))
            .group_by(event_run::Column::ExperienceId)
            .select_only()
            .column_as(event_run::Column::StartsAt.min(), "starts_at")
            .into_tuple()
            .all(db)
            .await?;
        let runs = run_rows()
            .filter(of_these())
            .filter(open(now))
            .filter(event_run::Column::StartsAt.is_in(starts))
            .order_by_asc(event_run::Column::StartsAt)
            .order_by_asc(event_run::Column::Id)
            .into_partial_model::<RunRow>()
            .all(db)
            .await?;
        let mut next = HashMap::new();
        for run in runs {
            // The first one stays: one of another's first start may be a later one of this.
            next.entry(run.slug.clone()).or_insert(run);
        }
        Ok(next)
    }

    /// The hosts that somebody follows, by name.
    ///
    /// # Errors
    /// The database's.
    pub async fn followed_hosts(&self, user: UserId) -> Result<Vec<organization::Model>, DbErr> {
        let rows = followed_host::of_user(user)
            .find_also_related(organization::Entity)
            .order_by_asc(organization::Column::Name)
            .order_by_asc(organization::Column::Id)
            .all(self.store.reader())
            .await?;
        Ok(rows.into_iter().filter_map(|(_, host)| host).collect())
    }
}
