//! Writes a mail from the outbox and hands it over.

use crate::services::{
    Services,
    mail::{DeliverMail, Delivery},
    queue::Job,
};
use std::error::Error;

/// After so many attempts in a row the mail is put off for longer than the queue would, before the queue gives its job up.
const ATTEMPTS_IN_A_ROW: i32 = 8;

/// Hands the mail over, once so far as that can be known; one that is refused for good is left for a person.
pub(super) async fn work(services: &Services, job: &Job, deliver: DeliverMail) -> Result<(), Box<dyn Error + Send + Sync>> {
    let id = deliver.mail;
    match services.deliver_mail(id).await {
        Ok(Delivery::Sent) => tracing::info!(mail = %id, "a mail went out"),
        Ok(Delivery::Known) => {}
        Ok(Delivery::Dead { recipient, why }) => tracing::error!(mail = %id, recipient, why, "a mail cannot be delivered"),
        Err(error) if job.attempts >= ATTEMPTS_IN_A_ROW => {
            let later = services.put_off_mail(id).await?;
            tracing::error!(mail = %id, %error, tried_again_later = later, "a mail keeps failing");
        }
        Err(error) => return Err(error.into()),
    }
    Ok(())
}
