//! Works on a message of the provider's from the inbox.

use crate::services::{Services, payments::webhooks::ProcessWebhook};
use std::error::Error;

/// Can be interrupted anywhere and done again.
pub(super) async fn work(services: &Services, job: ProcessWebhook) -> Result<(), Box<dyn Error + Send + Sync>> {
    services.process_webhook(job.event).await?;
    Ok(())
}
