//! Asks the provider for disputes.

use crate::services::Services;
use std::error::Error;

/// Can be interrupted anywhere and done again.
pub(super) async fn work(services: &Services) -> Result<(), Box<dyn Error + Send + Sync>> {
    services.look_at_disputes().await?;
    Ok(())
}
