//! Sends a refund, or asks what became of it.

use crate::services::{Services, payments::refunds::SendRefund};
use std::error::Error;

/// Can be interrupted anywhere and done again.
pub(super) async fn work(services: &Services, job: SendRefund) -> Result<(), Box<dyn Error + Send + Sync>> {
    services.advance_refund(job.refund, Some(job.generation)).await?;
    Ok(())
}
