//! Series of runs: made by a job in batches, each a short transaction, so that it can be interrupted anywhere and done again.

use super::{
    Services,
    call_offs::progress_of,
    catalog::{RunRow, run_rows},
    hosting::Membership,
    runs::{RunError, run_row},
};
use crate::{
    domain::{call_off::CallOffProgress, ids::SeriesId},
    entity::{event_run, experience, series, series_date},
};
use chrono::{DateTime, Utc};
use sea_orm::{ColumnTrait, ConnectionTrait, DbErr, EntityTrait, JoinType, PaginatorTrait, QueryFilter, QueryOrder, QuerySelect, RelationTrait};
use serde::{Deserialize, Serialize};

/// The job that makes the runs of a series; see [`MakeSeries`].
pub const MAKE_SERIES: &str = "make_series";
/// Runs made in one transaction: few, so that whoever books meanwhile does not wait.
const BATCH: u64 = 20;

/// What the job [`MAKE_SERIES`] carries.
#[derive(Clone, Copy, Debug, Serialize, Deserialize)]
pub struct MakeSeries {
    pub series: SeriesId,
}

/// A series and how far it has come.
#[derive(Clone, Debug)]
pub struct SeriesRecord {
    pub id: SeriesId,
    /// The experience's.
    pub title: String,
    /// An IANA name.
    pub time_zone: String,
    /// Dates that are to become runs.
    pub planned: u64,
    /// Dates that have one.
    pub made: u64,
    /// All its runs, whatever their state, soonest first.
    pub runs: Vec<RunRow>,
    /// Of those of its runs that were called off; none where none was.
    pub call_off: Option<CallOffProgress>,
}

impl Services {
    /// Makes the runs of a series that it lacks. Done again, or by two at once, it makes none twice.
    ///
    /// # Errors
    /// The database's; what was made before stays.
    pub async fn make_series(&self, id: SeriesId) -> Result<(), DbErr> {
        let Some(made_from) = series::Entity::find_by_id(id).one(self.store.reader()).await? else { return Ok(()) };
        while self.make_some(&made_from).await? {}
        Ok(())
    }

    /// Makes one batch. False where nothing was left to make.
    async fn make_some(&self, made_from: &series::Model) -> Result<bool, DbErr> {
        let dates = series_date::unmade(made_from.id).limit(BATCH).all(self.store.writer()).await?;
        if dates.is_empty() {
            return Ok(false);
        }
        let now = self.clock.now();
        let db = self.store.begin().await?;
        for date in dates {
            let run = event_run::Entity::insert(run_row(made_from, date.starts_at, now)).exec_with_returning(&db).await?.id;
            if !series_date::made(&db, date.id, run).await? {
                // Somebody else makes this very batch, or the date was given up: look again.
                db.rollback().await?;
                return Ok(true);
            }
        }
        db.commit().await?;
        Ok(true)
    }

    /// A series of the organization's.
    ///
    /// # Errors
    /// [`RunError::NotFound`] where it does not exist, is another organization's, or is no series but a single date.
    pub async fn series_of(&self, membership: &Membership, id: SeriesId) -> Result<SeriesRecord, RunError> {
        let found: Option<(String, String)> = series::Entity::find_by_id(id)
            .join(JoinType::InnerJoin, series::Relation::Experience.def())
            .filter(experience::Column::OrganizationId.eq(membership.organization_id))
            .filter(series::Column::Rule.is_not_null())
            .select_only()
            .column(experience::Column::Title)
            .column(series::Column::TimeZone)
            .into_tuple()
            .one(self.store.reader())
            .await?;
        let (title, time_zone) = found.ok_or(RunError::NotFound)?;
        let dates = || series_date::Entity::find().filter(series_date::Column::SeriesId.eq(id));
        // In this order: a run that is made in between must not make more of them than were planned.
        let made = dates().filter(series_date::Column::RunId.is_not_null()).count(self.store.reader()).await?;
        let planned = dates().count(self.store.reader()).await?;
        let runs = run_rows()
            .filter(event_run::Column::SeriesId.eq(id))
            .order_by_asc(event_run::Column::StartsAt)
            .order_by_asc(event_run::Column::Id)
            .into_partial_model::<RunRow>()
            .all(self.store.reader())
            .await?;
        let called_off: Vec<_> = runs.iter().filter(|run| run.cancel_reason.is_some()).map(|run| run.id).collect();
        let call_off = progress_of(self.store.reader(), &called_off).await?;
        Ok(SeriesRecord { id, title, time_zone, planned, made, runs, call_off })
    }

    /// How many runs of its series come after a run and can be changed or called off with it.
    ///
    /// # Errors
    /// The database's.
    pub async fn following(&self, run: &RunRow) -> Result<u32, DbErr> {
        Ok(u32::try_from(and_following(self.store.reader(), run, self.clock.now()).await?.len() - 1).unwrap_or(u32::MAX))
    }
}

/// The run, and those of its series that come after it and have neither begun nor been called off.
pub(super) async fn and_following(db: &impl ConnectionTrait, run: &RunRow, now: DateTime<Utc>) -> Result<Vec<RunRow>, DbErr> {
    let Some(series) = run.series_id else { return Ok(vec![run.clone()]) };
    let later = run_rows()
        .filter(event_run::Column::SeriesId.eq(series))
        .filter(event_run::Column::StartsAt.gt(run.starts_at))
        .filter(event_run::open_to_change(now))
        .order_by_asc(event_run::Column::StartsAt)
        .order_by_asc(event_run::Column::Id)
        .into_partial_model::<RunRow>()
        .all(db)
        .await?;
    Ok(std::iter::once(run.clone()).chain(later).collect())
}
