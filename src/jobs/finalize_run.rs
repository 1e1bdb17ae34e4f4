//! Settles a run whose attendance is final: stakes go back, or wait for an appeal, and bookings are completed.

use crate::services::{Services, stakes::FinalizeRun};
use std::error::Error;

/// Can be interrupted anywhere and done again.
pub(super) async fn work(services: &Services, job: FinalizeRun) -> Result<(), Box<dyn Error + Send + Sync>> {
    if services.settle_run(job).await? { Ok(()) } else { Err("a booking on the run is still being paid or changed".into()) }
}
