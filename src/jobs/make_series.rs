//! Makes the runs of a series.

use crate::services::{Services, series::MakeSeries};
use std::error::Error;

/// Can be interrupted anywhere and done again.
pub(super) async fn work(services: &Services, job: MakeSeries) -> Result<(), Box<dyn Error + Send + Sync>> {
    services.make_series(job.series).await?;
    Ok(())
}
