//! What a host sees first: the season in figures, and what waits to be done.

use super::{
    Services,
    hosting::Membership,
    zones::{day_begins, today, zoned},
};
use crate::{
    domain::{
        booking::{Attendance, BookingStatus},
        experience::ExperienceStatus,
        ids::{ExperienceId, RunId},
        money::Paise,
        organization::Permission,
        run::RunStatus,
        season::{Figures, Season},
    },
    entity::{booking, event_run, experience, traveler},
};
use chrono::{DateTime, Duration, Utc};
use sea_orm::{
    ColumnTrait, DbErr, EntityTrait, ExprTrait, JoinType, QueryFilter, QueryOrder, QuerySelect, QueryTrait, RelationTrait, Select,
    sea_query::{Expr, SimpleExpr},
};
use std::collections::HashMap;

/// Whose today it is: a host may have runs in several zones, and each of them counts on its own day.
const HOME_ZONE: &str = "Asia/Kolkata";
/// Things of one kind that are named; there may be more.
const NAMED: u64 = 5;
/// How long before its start a run is at the door.
const DOOR: Duration = Duration::hours(24);

/// Something that a member should do.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Task {
    /// A run begins soon: its door list and check-in.
    AtTheDoor { run: RunId, title: String, starts_at: DateTime<Utc>, zone: String },
    /// What is published has no date that can be booked.
    NoDates { experience: ExperienceId, title: String },
    /// What was begun is not published.
    Draft { experience: ExperienceId, title: String },
}

/// A run of the season.
type SeasonRow = (RunId, DateTime<Utc>, String, i32, i32);
/// A run that asks for something.
type RunLine = (RunId, String, DateTime<Utc>, String);

impl Services {
    /// The weeks around today, of one organization. Runs that were called off do not count.
    ///
    /// # Errors
    /// The database's.
    pub async fn season(&self, membership: &Membership) -> Result<Season, DbErr> {
        let mut season = Season::around(today(self.clock.now(), HOME_ZONE));
        let (first, after) = season.span();
        let of_season = runs_of(membership)
            .filter(event_run::Column::Status.ne(RunStatus::Cancelled))
            .filter(event_run::Column::StartsAt.gte(day_begins(first, HOME_ZONE) - Duration::days(1)))
            .filter(event_run::Column::StartsAt.lt(day_begins(after, HOME_ZONE) + Duration::days(1)));
        let runs: Vec<SeasonRow> = columns(&of_season).into_tuple().all(self.store.reader()).await?;
        let ids = || of_season.clone().select_only().column(event_run::Column::Id).into_query();
        let gross: Vec<(RunId, i64)> = booking::Entity::find()
            .select_only()
            .column(booking::Column::RunId)
            .column_as(gross(), "gross")
            .filter(booking::Column::RunId.in_subquery(ids()))
            .filter(booking::Column::Status.is_in([BookingStatus::Confirmed, BookingStatus::Completed]))
            .group_by(booking::Column::RunId)
            .into_tuple()
            .all(self.store.reader())
            .await?;
        let came: Vec<(RunId, Attendance, i64)> = traveler::Entity::find()
            .join(JoinType::InnerJoin, traveler::Relation::Booking.def())
            .select_only()
            .column(booking::Column::RunId)
            .column(traveler::Column::Attendance)
            .column_as(traveler::Column::Id.count(), "number")
            .filter(booking::Column::RunId.in_subquery(ids()))
            .filter(traveler::Column::CancelledAt.is_null())
            .filter(traveler::Column::Attendance.ne(Attendance::Expected))
            .group_by(booking::Column::RunId)
            .group_by(traveler::Column::Attendance)
            .into_tuple()
            .all(self.store.reader())
            .await?;
        let gross: HashMap<RunId, Paise> = gross.into_iter().map(|(run, gross)| (run, Paise(gross))).collect();
        let came: HashMap<(RunId, Attendance), u32> =
            came.into_iter().map(|(run, how, number)| ((run, how), u32::try_from(number).unwrap_or_default())).collect();
        for (run, starts_at, zone, capacity, taken) in runs {
            let (gross, who) = (gross.get(&run).copied().unwrap_or_default(), |how| came.get(&(run, how)).copied().unwrap_or_default());
            let figures = Figures {
                runs: 1,
                capacity: u32::try_from(capacity).unwrap_or_default(),
                taken: u32::try_from(taken).unwrap_or_default(),
                revenue: gross - gross.share(membership.fee_basis_points),
                attended: who(Attendance::Attended),
                no_shows: who(Attendance::NoShow),
            };
            season.add(today(starts_at, &zone), &figures);
        }
        Ok(season)
    }

    /// What waits to be done, most pressing first.
    ///
    /// # Errors
    /// The database's.
    pub async fn tasks(&self, membership: &Membership) -> Result<Vec<Task>, DbErr> {
        let now = self.clock.now();
        let soon = runs_of(membership)
            .filter(event_run::Column::Status.eq(RunStatus::Scheduled))
            .limit(NAMED)
            .filter(event_run::Column::SeatsTaken.gt(0))
            .filter(event_run::Column::EndsAt.gt(now))
            .filter(event_run::Column::StartsAt.lt(now + DOOR));
        let mut tasks: Vec<Task> =
            self.lines(soon).await?.into_iter().map(|(run, title, starts_at, zone)| Task::AtTheDoor { run, title, starts_at, zone }).collect();
        let dated = runs_of(membership)
            .select_only()
            .column(event_run::Column::ExperienceId)
            .filter(event_run::Column::Status.eq(RunStatus::Scheduled))
            .filter(event_run::Column::CutoffAt.gt(now));
        let undated = experience::Column::Status.eq(ExperienceStatus::Published).and(experience::Column::Id.not_in_subquery(dated.into_query()));
        tasks.extend(self.experiences(membership, undated).await?.into_iter().map(|(experience, title)| Task::NoDates { experience, title }));
        let drafts = experience::Column::Status.eq(ExperienceStatus::Draft);
        tasks.extend(self.experiences(membership, drafts).await?.into_iter().map(|(experience, title)| Task::Draft { experience, title }));
        Ok(tasks)
    }

    async fn lines(&self, runs: Select<event_run::Entity>) -> Result<Vec<RunLine>, DbErr> {
        runs.select_only()
            .column(event_run::Column::Id)
            .column(experience::Column::Title)
            .column(event_run::Column::StartsAt)
            .column(event_run::Column::TimeZone)
            .order_by_asc(event_run::Column::StartsAt)
            .into_tuple()
            .all(self.store.reader())
            .await
    }

    async fn experiences(&self, membership: &Membership, which: SimpleExpr) -> Result<Vec<(ExperienceId, String)>, DbErr> {
        experience::Entity::find()
            .select_only()
            .column(experience::Column::Id)
            .column(experience::Column::Title)
            .filter(experience::Column::OrganizationId.eq(membership.organization_id))
            .filter(which)
            .order_by_desc(experience::Column::Id)
            .limit(NAMED)
            .into_tuple()
            .all(self.store.reader())
            .await
    }
}

impl Task {
    /// What is to be done, for a list.
    #[must_use]
    pub fn in_words(&self) -> String {
        match self {
            Self::AtTheDoor { title, starts_at, zone, .. } => format!("Get ready for {title}, {}", zoned(*starts_at, zone).date_and_clock()),
            Self::NoDates { title, .. } => format!("Schedule {title}: no date can be booked"),
            Self::Draft { title, .. } => format!("Finish {title} and publish it"),
        }
    }

    /// What somebody must be allowed to, to do it.
    #[must_use]
    pub const fn asks_for(&self) -> Permission {
        match self {
            Self::AtTheDoor { .. } => Permission::CheckIn,
            Self::NoDates { .. } | Self::Draft { .. } => Permission::ManageOffer,
        }
    }

    /// Where it is done: a path.
    #[must_use]
    pub fn path(&self) -> String {
        match self {
            Self::AtTheDoor { run, .. } => format!("/host/runs/{run}"),
            Self::NoDates { experience, .. } => format!("/host/runs/new?experience={experience}"),
            Self::Draft { experience, .. } => format!("/host/experiences/{experience}"),
        }
    }
}

fn runs_of(membership: &Membership) -> Select<event_run::Entity> {
    event_run::Entity::find()
        .join(JoinType::InnerJoin, event_run::Relation::Experience.def())
        .filter(experience::Column::OrganizationId.eq(membership.organization_id))
}

fn columns(runs: &Select<event_run::Entity>) -> Select<event_run::Entity> {
    runs.clone()
        .select_only()
        .column(event_run::Column::Id)
        .column(event_run::Column::StartsAt)
        .column(event_run::Column::TimeZone)
        .column(event_run::Column::Capacity)
        .column(event_run::Column::SeatsTaken)
}

/// Price of the bookings of a group.
fn gross() -> SimpleExpr {
    Expr::col(booking::Column::PriceEach).mul(Expr::col(booking::Column::Party)).sum().cast_as("bigint")
}
