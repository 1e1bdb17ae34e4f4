//! Ends the wait of somebody in line once booking has closed.

use crate::services::{Services, waitlist::CloseWait};
use std::error::Error;

/// Can be interrupted anywhere and done again.
pub(super) async fn work(services: &Services, job: CloseWait) -> Result<(), Box<dyn Error + Send + Sync>> {
    services.close_wait(job).await?;
    Ok(())
}
