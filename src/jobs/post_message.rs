//! A host's message becomes a mail to each booking that it is for.

use crate::services::{Services, messages::PostMessage};
use std::error::Error;

/// Can be interrupted anywhere and done again.
pub(super) async fn work(services: &Services, job: PostMessage) -> Result<(), Box<dyn Error + Send + Sync>> {
    Ok(services.post_message(job.message).await?)
}
