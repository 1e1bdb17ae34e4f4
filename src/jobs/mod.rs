//! Background work: claims jobs from the queue, does them, writes down how they ended. Runs inside `serve`, and by `jobs run-once`.

mod expire_hold;

use crate::services::{Services, bookings, queue::Job, store::DatabaseError};
use std::{error::Error, time::Duration};

/// How often the queue is looked at.
const LOOK_EVERY: Duration = Duration::from_secs(1);
/// How often sessions that have run out are thrown away.
const PURGE_EVERY: Duration = Duration::from_mins(10);

/// Does all that is due now, and what becomes due by doing it; gives the number of jobs done or failed.
///
/// # Errors
/// When the queue itself cannot be read or written. A job's own failure is written beside it and tried again later.
pub async fn run_once(services: &Services) -> Result<usize, DatabaseError> {
    let mut worked = 0;
    loop {
        let jobs = services.claim_jobs().await?;
        if jobs.is_empty() {
            return Ok(worked);
        }
        for job in jobs {
            match work(services, &job).await {
                Ok(()) => services.job_done(&job).await?,
                Err(error) => {
                    tracing::warn!(job = %job.id, kind = job.kind, attempt = job.attempts, %error, "a job failed");
                    services.job_failed(&job, error.to_string()).await?;
                }
            }
            worked += 1;
        }
    }
}

/// Does what is due, again and again, until the process ends.
pub async fn run_forever(services: Services) {
    let mut look = tokio::time::interval(LOOK_EVERY);
    let mut purge = tokio::time::interval(PURGE_EVERY);
    loop {
        let outcome = tokio::select! {
            _ = look.tick() => run_once(&services).await.map(drop),
            _ = purge.tick() => services.purge_sessions().await.map(drop),
        };
        if let Err(error) = outcome {
            tracing::error!(%error, "the queue of jobs is out of reach");
        }
    }
}

async fn work(services: &Services, job: &Job) -> Result<(), Box<dyn Error + Send + Sync>> {
    match job.kind.as_str() {
        bookings::EXPIRE_HOLD => expire_hold::work(services, serde_json::from_str(&job.payload)?).await,
        unknown => Err(format!("nobody knows how to do {unknown:?}").into()),
    }
}
