//! Issues a receipt or a credit note.

use crate::services::{Services, payments::papers::IssuePaper};
use std::error::Error;

/// Can be interrupted anywhere and done again.
pub(super) async fn work(services: &Services, job: IssuePaper) -> Result<(), Box<dyn Error + Send + Sync>> {
    services.issue_paper(job).await?;
    Ok(())
}
