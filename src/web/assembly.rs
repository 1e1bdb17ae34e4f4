//! From settings to the running thing: the use cases with all that they need from the outside.

use crate::{
    config::{mail::MailConfig, media::MediaConfig, payments::PaymentsConfig, server::ServerConfig},
    services::{
        Services,
        clock::Entropy,
        mail::Mailer,
        media::{Media, MediaError},
        payments::{
            Payments, WebhookSecret,
            payer::Payer,
            razorpay::{Razorpay, RazorpayX, Settings},
        },
        store::Store,
        tickets::TicketPress,
    },
};
use std::{error::Error, sync::Arc};

/// Puts the use cases together.
///
/// # Errors
/// When there can be no client of the payment provider, of the mail server or of the store of pictures with these settings.
pub fn assemble(store: Store, server: &ServerConfig, payments: &PaymentsConfig, mail: MailConfig, media: &MediaConfig) -> Result<Services, Box<dyn Error>> {
    let settings = Settings { base_url: payments.api_url.clone(), key_id: payments.key_id.clone(), key_secret: payments.key_secret.clone() };
    let current = WebhookSecret { secret: payments.webhook_secret.clone(), until: None };
    let old = payments.old_webhook_secret.clone().map(|(secret, until)| WebhookSecret { secret, until: Some(until) });
    let client = Arc::new(Razorpay::new(settings, Entropy::system())?);
    let payer = payments.x_account.clone().map(|account_number| Arc::new(RazorpayX { client: client.clone(), account_number }) as Arc<dyn Payer>);
    let payments = Payments {
        provider: client,
        payer,
        checkout_url: format!("{}/v1/checkout/embedded", payments.api_url),
        key_id: payments.key_id.clone(),
        key_secret: payments.key_secret.clone(),
        webhook_secrets: [current].into_iter().chain(old).collect(),
        base_url: server.base_url.clone(),
        rejected: Arc::default(),
    };
    let mail = Mailer::new(&server.base_url, mail.from, mail.smtp_url.as_deref(), mail.folder)?;
    let media = pictures(media).map_err(|error| format!("pictures cannot be kept in {}: {error}", media.place()))?;
    let tickets = TicketPress::new(server.secret.as_bytes());
    Ok(Services { mail, media, tickets, ..Services::new(store, payments) })
}

fn pictures(config: &MediaConfig) -> Result<Media, MediaError> {
    match config {
        MediaConfig::Folder(folder) => Media::in_folder(folder),
        MediaConfig::S3 { bucket, prefix, settings } => Media::in_s3(bucket, prefix, settings),
    }
}
