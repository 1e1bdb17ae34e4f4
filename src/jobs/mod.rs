//! Background work: claims jobs from the queue, does them, writes down how they ended. Runs inside `serve`, and by `jobs run-once`.

mod approve_payouts;
mod close_wait;
mod collect_payouts;
mod deliver_mail;
mod expire_hold;
mod finalize_run;
mod forfeit_stakes;
mod invoice_fees;
mod issue_missing_papers;
mod issue_paper;
mod look_at_disputes;
mod make_series;
mod post_message;
mod process_webhook;
mod reconcile;
mod send_refund;
mod send_transfer;
mod sweep_run;
mod tell_moved;

use crate::services::{
    Services, bookings, cancellations, mail, messages,
    payments::{disputes, papers, payouts, reconciliation, refunds, webhooks},
    queue::Job,
    rescheduling, series, stakes,
    store::DatabaseError,
    waitlist,
};
use futures_util::future::join_all;
use std::{error::Error, time::Duration};

/// Jobs done at once: one that waits for a slow provider must not hold up the others.
const AT_ONCE: u64 = 8;
/// How often the queue is looked at.
const LOOK_EVERY: Duration = Duration::from_secs(1);
/// How often one looks whether something is due that is done once a day or once an hour.
const PLAN_EVERY: Duration = Duration::from_mins(1);
/// How often what was written into the audit log is sealed.
const SEAL_EVERY: Duration = Duration::from_mins(1);
/// How often sessions that have run out are thrown away.
const PURGE_EVERY: Duration = Duration::from_mins(10);

/// Does all that is due now, and what becomes due by doing it: jobs, weekly mails, looks at orders whose payers have not come back, and at runs
/// that are over. Gives the number of jobs done or failed.
///
/// # Errors
/// When the queue itself cannot be read or written. A job's own failure is written beside it and tried again later.
pub async fn run_once(services: &Services) -> Result<usize, DatabaseError> {
    services.note_rejections().await?;
    let mut worked = 0;
    loop {
        // No more than there are hands: what waits for one must not outlive its claim.
        let jobs = services.claim_jobs(AT_ONCE).await?;
        let done = jobs.len();
        let work = join_all(jobs.iter().map(|job| finish(services, job)));
        // On the heap: together they would need more of the stack than whoever waits for them has to spare.
        let (orders, ends) = (Box::pin(services.look_at_orders()), Box::pin(services.look_at_ended_runs()));
        let (looked, ended, written, _) = tokio::join!(orders, ends, Box::pin(services.look_at_weekly_mails()), work);
        let done = done + looked? + ended? + written?;
        if done == 0 {
            return Ok(worked);
        }
        worked += done;
    }
}

/// Does one job and writes down how it ended. A panic in it is a failure like any other: the worker lives on.
async fn finish(services: &Services, job: &Job) {
    let (hands, task) = (services.clone(), job.clone());
    let failure = match tokio::spawn(async move { work(&hands, &task).await }).await {
        Ok(Ok(())) => None,
        Ok(Err(error)) => Some(error.to_string()),
        Err(panic) => Some(panic.to_string()),
    };
    let written = match failure {
        None => services.job_done(job).await,
        Some(error) => {
            tracing::warn!(job = %job.id, kind = job.kind, attempt = job.attempts, error, "a job failed");
            services.job_failed(job, error).await
        }
    };
    // Not written down, it is done again once its claim has lapsed; every job can bear that.
    if let Err(error) = written {
        tracing::error!(job = %job.id, %error, "how a job ended could not be written down");
    }
}

/// Does what is due, again and again, until the process ends.
pub async fn run_forever(services: Services) {
    let mut look = tokio::time::interval(LOOK_EVERY);
    let mut plan = tokio::time::interval(PLAN_EVERY);
    let mut seal = tokio::time::interval(SEAL_EVERY);
    let mut purge = tokio::time::interval(PURGE_EVERY);
    loop {
        let hands = services.clone();
        // A task of its own: a panic in it must not be the end of all background work.
        let round = tokio::select! {
            _ = look.tick() => tokio::spawn(async move { run_once(&hands).await.map(drop) }),
            _ = plan.tick() => tokio::spawn(async move { hands.look_at_daily_tasks().await.map(drop) }),
            _ = seal.tick() => tokio::spawn(async move { hands.seal_audit_log().await.map(drop) }),
            _ = purge.tick() => tokio::spawn(async move { hands.purge_sessions().await.map(drop) }),
        };
        match round.await {
            Ok(Ok(())) => {}
            Ok(Err(error)) => tracing::error!(%error, "the queue of jobs is out of reach"),
            Err(panic) => tracing::error!(%panic, "a round of background work broke off"),
        }
    }
}

async fn work(services: &Services, job: &Job) -> Result<(), Box<dyn Error + Send + Sync>> {
    match job.kind.as_str() {
        bookings::EXPIRE_HOLD => expire_hold::work(services, serde_json::from_str(&job.payload)?).await,
        cancellations::SWEEP_RUN => sweep_run::work(services, serde_json::from_str(&job.payload)?).await,
        stakes::FINALIZE_RUN => finalize_run::work(services, serde_json::from_str(&job.payload)?).await,
        stakes::FORFEIT_STAKES => forfeit_stakes::work(services, serde_json::from_str(&job.payload)?).await,
        rescheduling::TELL_MOVED => tell_moved::work(services, serde_json::from_str(&job.payload)?).await,
        series::MAKE_SERIES => make_series::work(services, serde_json::from_str(&job.payload)?).await,
        mail::DELIVER_MAIL => deliver_mail::work(services, job, serde_json::from_str(&job.payload)?).await,
        messages::POST_MESSAGE => post_message::work(services, serde_json::from_str(&job.payload)?).await,
        refunds::SEND_REFUND => send_refund::work(services, serde_json::from_str(&job.payload)?).await,
        webhooks::PROCESS_WEBHOOK => process_webhook::work(services, serde_json::from_str(&job.payload)?).await,
        payouts::COLLECT_PAYOUTS => collect_payouts::work(services, serde_json::from_str(&job.payload)?).await,
        disputes::LOOK_AT_DISPUTES => look_at_disputes::work(services).await,
        reconciliation::RECONCILE => reconcile::work(services, serde_json::from_str(&job.payload)?).await,
        papers::ISSUE_PAPER => issue_paper::work(services, serde_json::from_str(&job.payload)?).await,
        papers::ISSUE_MISSING_PAPERS => issue_missing_papers::work(services).await,
        papers::INVOICE_FEES => invoice_fees::work(services, serde_json::from_str(&job.payload)?).await,
        payouts::SEND_TRANSFER => send_transfer::work(services, serde_json::from_str(&job.payload)?).await,
        payouts::APPROVE_PAYOUTS => approve_payouts::work(services, serde_json::from_str(&job.payload)?).await,
        waitlist::CLOSE_WAIT => close_wait::work(services, serde_json::from_str(&job.payload)?).await,
        unknown => Err(format!("nobody knows how to do {unknown:?}").into()),
    }
}
