//! Collects what hosts can be paid.

use crate::services::{Services, payments::payouts::CollectPayouts};
use std::error::Error;

/// Can be interrupted anywhere and done again.
pub(super) async fn work(services: &Services, job: CollectPayouts) -> Result<(), Box<dyn Error + Send + Sync>> {
    services.collect_payouts(job).await?;
    Ok(())
}
