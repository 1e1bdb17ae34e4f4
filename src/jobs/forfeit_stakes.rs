//! Forfeits the stakes of those who were missed and have not appealed, or in vain.

use crate::services::{Services, stakes::ForfeitStakes};
use std::error::Error;

/// Can be interrupted anywhere and done again.
pub(super) async fn work(services: &Services, job: ForfeitStakes) -> Result<(), Box<dyn Error + Send + Sync>> {
    if services.forfeit_stakes(job).await? { Ok(()) } else { Err("the time to appeal is not over yet".into()) }
}
