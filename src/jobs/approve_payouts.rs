//! Approves the payouts of one action.

use crate::services::{Services, payments::payouts::ApprovePayouts};
use std::error::Error;

/// Can be interrupted anywhere and done again.
pub(super) async fn work(services: &Services, job: ApprovePayouts) -> Result<(), Box<dyn Error + Send + Sync>> {
    services.work_on_approval(job).await?;
    Ok(())
}
