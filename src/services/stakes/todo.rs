//! What an organization has to do about attendance: runs that are over and not final, and appeals that wait for its answer.

use super::{AppealRecord, StakeError};
use crate::{
    domain::{
        appeal::AppealStatus,
        attendance::{HeadCount, Standing},
        ids::RunId,
        run::RunStatus,
    },
    entity::{appeal, booking, event_run, experience},
    services::{
        Services,
        catalog::{RunRow, run_rows},
        hosting::Membership,
    },
};
use chrono::{DateTime, Utc};
use sea_orm::{ColumnTrait, EntityTrait, JoinType, QueryFilter, QueryOrder, QuerySelect, RelationTrait};

/// Lines of each kind.
const LINES_MAX: u64 = 20;

/// A run that is over and whose attendance is not final.
#[derive(Clone, Debug)]
pub struct RunToDo {
    pub run: RunRow,
    pub standing: Standing,
    pub count: HeadCount,
    /// When attendance becomes final by itself, if somebody was checked in.
    pub by_itself_at: DateTime<Utc>,
}

/// What an organization has to do about attendance.
#[derive(Clone, Debug, Default)]
pub struct ToDo {
    /// The oldest first.
    pub runs: Vec<RunToDo>,
    /// Appeals that wait for the host's answer, the oldest first, each with its run.
    pub appeals: Vec<AppealRecord>,
}

impl Services {
    /// What a member's organization has to do about attendance: of one run, or of all.
    ///
    /// # Errors
    /// The database's.
    pub async fn attendance_to_do(&self, membership: &Membership, run: Option<RunId>) -> Result<ToDo, StakeError> {
        let db = self.store.reader();
        let mut over = run_rows()
            .filter(experience::Column::OrganizationId.eq(membership.organization_id))
            .filter(event_run::Column::Status.eq(RunStatus::Scheduled))
            .filter(event_run::Column::FinalizedAt.is_null())
            .filter(event_run::Column::EndsAt.lte(self.clock.now()));
        let mut waiting = appeal::Entity::find()
            .inner_join(booking::Entity)
            .join(JoinType::InnerJoin, booking::Relation::EventRun.def())
            .join(JoinType::InnerJoin, event_run::Relation::Experience.def())
            .filter(experience::Column::OrganizationId.eq(membership.organization_id))
            .filter(appeal::Column::Status.eq(AppealStatus::Open))
            .filter(appeal::Column::HostAnswer.is_null());
        if let Some(run) = run {
            over = over.filter(event_run::Column::Id.eq(run));
            waiting = waiting.filter(booking::Column::RunId.eq(run));
        }
        let (mut to_do, grace) = (ToDo::default(), self.grace().await?);
        for run in over.order_by_asc(event_run::Column::EndsAt).limit(LINES_MAX).into_partial_model::<RunRow>().all(db).await? {
            let Some(model) = event_run::Entity::find_by_id(run.id).one(db).await? else { continue };
            let (standing, count) = self.standing(db, &model).await?;
            to_do.runs.push(RunToDo { by_itself_at: run.ends_at + grace, run, standing, count });
        }
        for appeal in waiting.order_by_asc(appeal::Column::MadeAt).limit(LINES_MAX).all(db).await? {
            to_do.appeals.push(AppealRecord { booking: self.booking_by_id(appeal.booking_id).await?, appeal });
        }
        Ok(to_do)
    }
}
