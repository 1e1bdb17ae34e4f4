//! Scheduling runs by a plan that was shown: one run is made at once, and a series by a job.

use super::{
    Services,
    activity::{self, Change},
    hosting::Membership,
    planning::{Plan, kept, plan},
    series::{MAKE_SERIES, MakeSeries},
};
use crate::{
    domain::{
        experience::ExperienceStatus,
        ids::{ExperienceId, OrganizationId, RunId, SeriesId},
        money::CURRENCY,
        run::RunStatus,
        schedule::ScheduleForm,
        text::FieldErrors,
    },
    entity::{city, event_run, experience, job, neighborhood, series, series_date},
};
use chrono::{DateTime, Duration, NaiveDate, Utc};
use sea_orm::{
    ActiveValue::NotSet, ColumnTrait, DatabaseTransaction, DbErr, DerivePartialModel, EntityTrait, JoinType, QueryFilter, QueryOrder, QuerySelect,
    RelationTrait, Set, SqlErr,
};
use serde_json::json;

/// Longest token of a form, in characters.
const TOKEN_CHARS_MAX: usize = 64;

/// Why nothing was scheduled or changed.
#[derive(Debug, thiserror::Error)]
pub enum RunError {
    /// No such run, series or experience of the organization's.
    #[error("no such thing of the organization's")]
    NotFound,
    /// The experience is not on offer.
    #[error("the experience is not published")]
    NotPublished,
    /// Fields of the form will not do.
    #[error("the form will not do: {0:?}")]
    Fields(FieldErrors),
    /// The dates are others by now than those that were chosen.
    #[error("the dates have changed")]
    DatesChanged,
    /// The run has begun, is over or was called off.
    #[error("the run has begun or was called off")]
    Begun,
    /// Somebody else has changed the run since it was shown.
    #[error("the run was changed at the same time")]
    Changed,
    /// The job that makes the series has not come to its end.
    #[error("the series is still being made")]
    StillMaking,
    #[error("a stored refund policy or payload cannot be read")]
    Stored(#[from] serde_json::Error),
    #[error(transparent)]
    Database(#[from] DbErr),
}

impl RunError {
    /// One field that will not do.
    pub(super) fn field(name: &str, words: impl Into<String>) -> Self {
        Self::Fields(FieldErrors::from([(name.to_owned(), words.into())]))
    }
}

/// An experience, as far as its runs need it.
#[derive(Clone, Debug, DerivePartialModel)]
#[sea_orm(entity = "experience::Entity")]
pub struct Offer {
    pub id: ExperienceId,
    pub title: String,
    pub duration_minutes: i32,
    pub status: ExperienceStatus,
    #[sea_orm(from_expr = "city::Column::Name.into_expr()")]
    pub city: String,
    /// An IANA name.
    #[sea_orm(from_expr = "city::Column::TimeZone.into_expr()")]
    pub time_zone: String,
}

/// What was scheduled.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Scheduled {
    Run(RunId),
    /// Its runs are made by a job from here on.
    Series(SeriesId),
}

impl Services {
    /// What an organization has on offer, by title.
    ///
    /// # Errors
    /// The database's.
    pub async fn offers(&self, organization: OrganizationId) -> Result<Vec<Offer>, DbErr> {
        let rows = offers().filter(experience::Column::OrganizationId.eq(organization)).filter(experience::Column::Status.eq(ExperienceStatus::Published));
        let rows = rows.order_by_asc(experience::Column::Title).order_by_asc(experience::Column::Id);
        rows.into_partial_model::<Offer>().all(self.store.reader()).await
    }

    /// One experience of an organization's that is on offer.
    ///
    /// # Errors
    /// [`RunError::NotFound`] where it does not exist or is another's, [`RunError::NotPublished`] where it is a draft or archived.
    pub async fn offer(&self, organization: OrganizationId, id: ExperienceId) -> Result<Offer, RunError> {
        let row = offers().filter(experience::Column::OrganizationId.eq(organization)).filter(experience::Column::Id.eq(id));
        let offer = row.into_partial_model::<Offer>().one(self.store.reader()).await?.ok_or(RunError::NotFound)?;
        if offer.status == ExperienceStatus::Published { Ok(offer) } else { Err(RunError::NotPublished) }
    }

    /// The run of an experience that was made last, to begin a new form from.
    ///
    /// # Errors
    /// The database's.
    pub async fn last_run_of(&self, experience: ExperienceId) -> Result<Option<event_run::Model>, DbErr> {
        let rows = event_run::Entity::find().filter(event_run::Column::ExperienceId.eq(experience));
        rows.order_by_desc(event_run::Column::Id).one(self.store.reader()).await
    }

    /// Schedules what a form plans: of a series the days in `keep`, of a single date that one. The same token schedules once,
    /// however often and however concurrently it is sent.
    ///
    /// # Errors
    /// See [`RunError`]; whatever it is, nothing was scheduled.
    pub async fn schedule(&self, membership: &Membership, form: &ScheduleForm, keep: &[NaiveDate], token: &str) -> Result<Scheduled, RunError> {
        let sound = !token.is_empty() && token.len() <= TOKEN_CHARS_MAX && token.bytes().all(|byte| byte.is_ascii_alphanumeric());
        if !sound {
            return Err(RunError::DatesChanged);
        }
        if let Some(earlier) = self.scheduled_with(membership, token).await? {
            return Ok(earlier);
        }
        let offer = self.offer(membership.organization_id, form.experience().ok_or(RunError::NotFound)?).await?;
        let now = self.clock.now();
        let plan = plan(&offer, form, now).map_err(RunError::Fields)?;
        let dates = kept(&plan, keep)?;
        let db = self.store.begin().await?;
        match write(&db, membership, (&offer, &plan), &dates, token, now).await {
            Ok(scheduled) => {
                db.commit().await?;
                Ok(scheduled)
            }
            // The same form was sent twice at once: the other request's runs are ours.
            Err(RunError::Database(error)) if matches!(error.sql_err(), Some(SqlErr::UniqueConstraintViolation(_))) => {
                db.rollback().await?;
                self.scheduled_with(membership, token).await?.ok_or(RunError::Database(error))
            }
            Err(error) => Err(error),
        }
    }

    /// What a form's token has scheduled before.
    async fn scheduled_with(&self, membership: &Membership, token: &str) -> Result<Option<Scheduled>, DbErr> {
        let row = series::Entity::find()
            .join(JoinType::InnerJoin, series::Relation::Experience.def())
            .filter(experience::Column::OrganizationId.eq(membership.organization_id))
            .filter(series::Column::Token.eq(token));
        let Some(made) = row.one(self.store.reader()).await? else { return Ok(None) };
        if made.rule.is_some() {
            return Ok(Some(Scheduled::Series(made.id)));
        }
        let date = series_date::Entity::find().filter(series_date::Column::SeriesId.eq(made.id)).one(self.store.reader()).await?;
        Ok(date.and_then(|date| date.run_id).map(Scheduled::Run))
    }
}

fn offers() -> sea_orm::Select<experience::Entity> {
    experience::Entity::find().join(JoinType::InnerJoin, experience::Relation::Neighborhood.def()).join(JoinType::InnerJoin, neighborhood::Relation::City.def())
}

async fn write(
    db: &DatabaseTransaction,
    membership: &Membership,
    (offer, plan): (&Offer, &Plan),
    dates: &[DateTime<Utc>],
    token: &str,
    now: DateTime<Utc>,
) -> Result<Scheduled, RunError> {
    let row = series::ActiveModel {
        id: NotSet,
        experience_id: Set(offer.id),
        token: Set(token.to_owned()),
        rule: Set(plan.rule.clone()),
        time_zone: Set(offer.time_zone.clone()),
        duration_minutes: Set(plan.run.minutes),
        cutoff_hours: Set(plan.run.cutoff_hours),
        capacity: Set(plan.run.capacity),
        price: Set(plan.run.price),
        stake: Set(plan.run.stake),
        created_by: Set(membership.user_id),
        created_at: Set(now),
    };
    let made = series::Entity::insert(row).exec_with_returning(db).await?;
    let terms = json!({
        "experience": offer.title, "rule": plan.rule, "dates": dates, "minutes": plan.run.minutes, "price": plan.run.price, "stake": plan.run.stake,
        "capacity": plan.run.capacity, "cutoff_hours": plan.run.cutoff_hours,
    });
    let change = |subject: String| Change { subject, before: json!(null), after: terms.clone() };
    if made.rule.is_some() {
        let rows = dates.iter().zip(0..).map(|(starts_at, position)| date_row(&made, position, *starts_at, None));
        series_date::Entity::insert_many(rows).exec_without_returning(db).await?;
        job::enqueue(db, MAKE_SERIES, serde_json::to_value(MakeSeries { series: made.id })?, now, now).await?;
        activity::record(db, membership, "series.scheduled", change(format!("series:{}", made.id)), now).await?;
        return Ok(Scheduled::Series(made.id));
    }
    let starts_at = dates.first().copied().ok_or(RunError::DatesChanged)?;
    let run = event_run::Entity::insert(run_row(&made, starts_at, now)).exec_with_returning(db).await?.id;
    series_date::Entity::insert(date_row(&made, 0, starts_at, Some(run))).exec_without_returning(db).await?;
    activity::record(db, membership, "run.scheduled", change(format!("run:{run}")), now).await?;
    Ok(Scheduled::Run(run))
}

fn date_row(series: &series::Model, position: i32, starts_at: DateTime<Utc>, run: Option<RunId>) -> series_date::ActiveModel {
    series_date::ActiveModel { id: NotSet, series_id: Set(series.id), position: Set(position), starts_at: Set(starts_at), run_id: Set(run) }
}

/// A new run of a series, or the one that a single date makes.
pub(super) fn run_row(series: &series::Model, starts_at: DateTime<Utc>, now: DateTime<Utc>) -> event_run::ActiveModel {
    event_run::ActiveModel {
        id: NotSet,
        experience_id: Set(series.experience_id),
        starts_at: Set(starts_at),
        ends_at: Set(starts_at + Duration::minutes(i64::from(series.duration_minutes))),
        time_zone: Set(series.time_zone.clone()),
        cutoff_at: Set(starts_at - Duration::hours(i64::from(series.cutoff_hours))),
        capacity: Set(series.capacity),
        seats_taken: Set(0),
        price: Set(series.price),
        stake: Set(series.stake),
        currency: Set(CURRENCY.to_owned()),
        status: Set(RunStatus::Scheduled),
        cancel_reason: Set(None),
        series_id: Set(series.rule.as_ref().map(|_| series.id)),
        leave_until: Set(None),
        rescheduled_at: Set(None),
        finalized_at: Set(None),
        created_at: Set(now),
    }
}
