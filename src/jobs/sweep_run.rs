//! Takes everybody off a run that was called off, and gives all money back.

use crate::services::{Services, cancellations::SweepRun};
use std::error::Error;

/// Can be interrupted anywhere and done again.
pub(super) async fn work(services: &Services, job: SweepRun) -> Result<(), Box<dyn Error + Send + Sync>> {
    if services.sweep_run(job).await? { Ok(()) } else { Err("a payment for a booking on the run is still under way".into()) }
}
