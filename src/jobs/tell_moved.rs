//! Tells everybody on a run that it was moved.

use crate::services::{Services, rescheduling::TellMoved};
use std::error::Error;

/// Can be interrupted anywhere and done again.
pub(super) async fn work(services: &Services, job: TellMoved) -> Result<(), Box<dyn Error + Send + Sync>> {
    services.tell_moved(job).await?;
    Ok(())
}
