//! The host's side: the runs of one organization and who booked them.
//! Everything is asked for by the organization of the member who asks; a run of another organization's is not found.

use super::{Services, bookings::BookingError};
use crate::{
    domain::{
        booking::BookingStatus,
        explore::Cursor,
        ids::{ExperienceId, OrganizationId, RunId, UserId},
        organization::Role,
        run::RunStatus,
        text_enum::text_enum,
    },
    entity::{booking, event_run, experience, member, organization},
    services::catalog::{RunRow, run_rows},
};
use sea_orm::{
    ColumnTrait, Condition, DbErr, DerivePartialModel, EntityTrait, ExprTrait, FromQueryResult, JoinType, PaginatorTrait, QueryFilter, QueryOrder, QuerySelect,
    RelationTrait, Select,
};
use std::collections::HashMap;

/// Runs on one page of a list.
const PAGE_RUNS: u64 = 100;

text_enum! {
    /// Which runs a host wants to see.
    RunTab {
        Upcoming => "upcoming",
        Past => "past",
        Cancelled => "cancelled",
    }
}

/// The organization somebody acts for, and as what.
#[derive(Clone, Debug, DerivePartialModel)]
#[sea_orm(entity = "member::Entity")]
pub struct Membership {
    /// Who acts.
    pub user_id: UserId,
    pub organization_id: OrganizationId,
    pub role: Role,
    #[sea_orm(from_expr = "organization::Column::Name.into_expr()")]
    pub name: String,
    #[sea_orm(from_expr = "organization::Column::Slug.into_expr()")]
    pub slug: String,
    #[sea_orm(from_expr = "organization::Column::FeeBasisPoints.into_expr()")]
    pub fee_basis_points: i32,
}

/// A run with the number of its bookings.
#[derive(Clone, Debug)]
pub struct HostRunRow {
    pub run: RunRow,
    /// Pending and confirmed bookings, and those completed.
    pub bookings: u64,
}

/// One page of a list of runs.
#[derive(Clone, Debug)]
pub struct HostRunsRecord {
    pub runs: Vec<HostRunRow>,
    /// Where the next page begins, if there is one.
    pub next: Option<Cursor>,
}

/// How many runs there are under each tab.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct TabCounts {
    pub upcoming: u64,
    pub past: u64,
    pub cancelled: u64,
}

#[derive(FromQueryResult)]
struct BookingCount {
    run_id: RunId,
    bookings: i64,
}

impl Services {
    /// Every organization a user belongs to, the one joined first at first.
    ///
    /// # Errors
    /// The database's.
    pub async fn memberships(&self, user: UserId) -> Result<Vec<Membership>, DbErr> {
        member::Entity::find()
            .join(JoinType::InnerJoin, member::Relation::Organization.def())
            .filter(member::Column::UserId.eq(user))
            .order_by_asc(member::Column::CreatedAt)
            .order_by_asc(member::Column::OrganizationId)
            .into_partial_model::<Membership>()
            .all(self.store.reader())
            .await
    }

    /// The organization a user acts for: the one chosen, where the user belongs to it, or the one joined first. `None` for somebody who hosts nothing.
    ///
    /// # Errors
    /// The database's.
    pub async fn membership(&self, user: UserId, chosen: Option<OrganizationId>) -> Result<Option<Membership>, DbErr> {
        let all = self.memberships(user).await?;
        Ok(all.iter().find(|membership| Some(membership.organization_id) == chosen).or(all.first()).cloned())
    }

    /// A page of an organization's runs under a tab, of one experience or of all: upcoming soonest first, the others latest first.
    ///
    /// # Errors
    /// The database's.
    pub async fn host_runs(
        &self,
        organization: OrganizationId,
        tab: RunTab,
        experience: Option<ExperienceId>,
        after: Option<Cursor>,
    ) -> Result<HostRunsRecord, DbErr> {
        let rows = owned_by(organization).filter(self.under(tab)).filter(of(experience));
        let (start, id) = (event_run::Column::StartsAt, event_run::Column::Id);
        let rows = match (tab, after) {
            (RunTab::Upcoming, after) => {
                let later = after.map(|at| start.gt(at.starts_at).or(start.eq(at.starts_at).and(id.gt(at.run))));
                rows.filter(Condition::all().add_option(later)).order_by_asc(start).order_by_asc(id)
            }
            (RunTab::Past | RunTab::Cancelled, after) => {
                let earlier = after.map(|at| start.lt(at.starts_at).or(start.eq(at.starts_at).and(id.lt(at.run))));
                rows.filter(Condition::all().add_option(earlier)).order_by_desc(start).order_by_desc(id)
            }
        };
        let mut runs = rows.limit(PAGE_RUNS + 1).into_partial_model::<RunRow>().all(self.store.reader()).await?;
        let page = usize::try_from(PAGE_RUNS).unwrap_or_default();
        let more = runs.len() > page;
        runs.truncate(page);
        let next = runs.last().filter(|_| more).map(|last| Cursor { starts_at: last.starts_at, run: last.id });
        Ok(HostRunsRecord { runs: self.with_bookings(runs).await?, next })
    }

    async fn with_bookings(&self, runs: Vec<RunRow>) -> Result<Vec<HostRunRow>, DbErr> {
        let counts = booking::Entity::find()
            .select_only()
            .column(booking::Column::RunId)
            .column_as(booking::Column::Id.count(), "bookings")
            .filter(booking::Column::RunId.is_in(runs.iter().map(|run| run.id)))
            .filter(booking::Column::Status.is_in(BookingStatus::keeping_seats()))
            .group_by(booking::Column::RunId)
            .into_model::<BookingCount>()
            .all(self.store.reader())
            .await?;
        let counts: HashMap<RunId, u64> = counts.into_iter().map(|row| (row.run_id, u64::try_from(row.bookings).unwrap_or_default())).collect();
        Ok(runs.into_iter().map(|run| HostRunRow { bookings: counts.get(&run.id).copied().unwrap_or_default(), run }).collect())
    }

    /// How many runs an organization has under each tab, of one experience or of all.
    ///
    /// # Errors
    /// The database's.
    pub async fn host_run_counts(&self, organization: OrganizationId, experience: Option<ExperienceId>) -> Result<TabCounts, DbErr> {
        let count = async |tab| owned_by(organization).filter(self.under(tab)).filter(of(experience)).count(self.store.reader()).await;
        Ok(TabCounts { upcoming: count(RunTab::Upcoming).await?, past: count(RunTab::Past).await?, cancelled: count(RunTab::Cancelled).await? })
    }

    /// All that an organization offers or has offered, by title: id and title.
    ///
    /// # Errors
    /// The database's.
    pub async fn titles_of(&self, organization: OrganizationId) -> Result<Vec<(ExperienceId, String)>, DbErr> {
        let rows = experience::Entity::find().filter(experience::Column::OrganizationId.eq(organization)).order_by_asc(experience::Column::Title);
        rows.select_only().column(experience::Column::Id).column(experience::Column::Title).into_tuple().all(self.store.reader()).await
    }

    fn under(&self, tab: RunTab) -> Condition {
        let now = self.clock.now();
        match tab {
            RunTab::Upcoming => Condition::all().add(event_run::Column::Status.eq(RunStatus::Scheduled)).add(event_run::Column::EndsAt.gt(now)),
            RunTab::Past => Condition::all().add(event_run::Column::Status.ne(RunStatus::Cancelled)).add(event_run::Column::EndsAt.lte(now)),
            RunTab::Cancelled => Condition::all().add(event_run::Column::Status.eq(RunStatus::Cancelled)),
        }
    }

    /// A run of the organization's; [`BookingError::NoRun`] for any other.
    pub(super) async fn host_run_row(&self, membership: &Membership, run: RunId) -> Result<RunRow, BookingError> {
        let found = owned_by(membership.organization_id).filter(event_run::Column::Id.eq(run)).into_partial_model::<RunRow>().one(self.store.reader()).await?;
        found.ok_or(BookingError::NoRun)
    }
}

/// Of one experience, or of any.
fn of(experience: Option<ExperienceId>) -> Condition {
    Condition::all().add_option(experience.map(|experience| event_run::Column::ExperienceId.eq(experience)))
}

/// Runs of one organization, and of no other.
fn owned_by(organization: OrganizationId) -> Select<event_run::Entity> {
    run_rows().filter(experience::Column::OrganizationId.eq(organization))
}
