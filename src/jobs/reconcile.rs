//! Compares a day with the provider.

use crate::services::{Services, payments::reconciliation::Reconcile};
use std::error::Error;

/// Can be interrupted anywhere and done again.
pub(super) async fn work(services: &Services, job: Reconcile) -> Result<(), Box<dyn Error + Send + Sync>> {
    services.reconcile(job).await?;
    Ok(())
}
