//! The queue of background work, as jobs see it. Claims are guarded updates with a lease, so any number of processes may share it.

use super::Services;
use crate::entity::job;
use chrono::{DateTime, Duration, Utc};
use sea_orm::{ColumnTrait, DbErr, EntityTrait, PaginatorTrait, QueryFilter, QuerySelect};

/// How long a claimed job belongs to its process.
const LEASE: Duration = Duration::minutes(2);
/// A job that has failed this often is dead: after some ten hours, so that it outlives a provider's bad night.
const ATTEMPTS_MAX: i32 = 20;
/// The longest wait between two attempts, in seconds, jitter aside.
const WAIT_SECONDS_MAX: u64 = 3_600;

/// A claimed job.
pub type Job = job::Model;

impl Services {
    /// Claims jobs whose time has come, at most `most` of them.
    ///
    /// # Errors
    /// The database's.
    pub async fn claim_jobs(&self, most: u64) -> Result<Vec<Job>, DbErr> {
        let now = self.clock.now();
        let mut claimed = Vec::new();
        for found in job::due(now).limit(most).all(self.store.reader()).await? {
            if job::claim(self.store.writer(), &found, now + LEASE).await? {
                let job = Job { attempts: found.attempts + 1, ..found };
                if job.attempts > ATTEMPTS_MAX {
                    // It never came to an end: whatever does it takes its process along.
                    self.job_failed(&job, "its process died each time".to_owned()).await?;
                } else {
                    claimed.push(job);
                }
            }
        }
        Ok(claimed)
    }

    /// Writes down that a job is done.
    ///
    /// # Errors
    /// The database's.
    pub async fn job_done(&self, job: &Job) -> Result<(), DbErr> {
        job::finish(self.store.writer(), job, job::DONE, self.clock.now(), None).await
    }

    /// Writes down that a job failed: it is tried again later and later, and is dead after twenty times.
    ///
    /// # Errors
    /// The database's.
    pub async fn job_failed(&self, job: &Job, error: String) -> Result<(), DbErr> {
        let seconds = 2_u64.saturating_pow(u32::try_from(job.attempts).unwrap_or_default()).min(WAIT_SECONDS_MAX);
        // Up to a quarter more, by chance: what failed together is not to come back together.
        let jitter_ms = self.entropy.bits() % (seconds * 250);
        let retry_at = self.clock.now() + Duration::milliseconds(i64::try_from(seconds * 1_000 + jitter_ms).unwrap_or(i64::MAX));
        let status = if job.attempts >= ATTEMPTS_MAX { job::DEAD } else { job::QUEUED };
        job::finish(self.store.writer(), job, status, retry_at, Some(error)).await
    }

    /// Jobs that are dead or whose time came before `asked`: what a test expects to be none, once it has done all that was due then.
    ///
    /// # Errors
    /// The database's.
    pub async fn jobs_left_behind(&self, asked: DateTime<Utc>) -> Result<u64, DbErr> {
        let dead = job::Entity::find().filter(job::Column::Status.eq(job::DEAD)).count(self.store.reader()).await?;
        Ok(dead + job::due(asked).count(self.store.reader()).await?)
    }
}
