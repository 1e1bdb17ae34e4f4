//! Has the provider send a payout, or asks what became of it.

use crate::services::{Services, payments::payouts::SendTransfer};
use std::error::Error;

/// Can be interrupted anywhere and done again.
pub(super) async fn work(services: &Services, job: SendTransfer) -> Result<(), Box<dyn Error + Send + Sync>> {
    services.work_on_transfer(job).await?;
    Ok(())
}
