//! Issues receipts and credit notes that are missing.

use crate::services::Services;
use std::error::Error;

/// Can be interrupted anywhere and done again.
pub(super) async fn work(services: &Services) -> Result<(), Box<dyn Error + Send + Sync>> {
    services.issue_missing_papers().await?;
    Ok(())
}
