//! Invoices a month's fees to the hosts.

use crate::{
    domain::paper::Month,
    services::{Services, payments::papers::InvoiceFees},
};
use std::error::Error;

/// Can be interrupted anywhere and done again.
pub(super) async fn work(services: &Services, job: InvoiceFees) -> Result<(), Box<dyn Error + Send + Sync>> {
    let month = Month::parse(&job.month).ok_or_else(|| format!("{:?} is no month", job.month))?;
    services.invoice_fees(month).await?;
    Ok(())
}
