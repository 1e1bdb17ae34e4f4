//! Money that leaves or enters the house: what the provider can do, the client that asks it, how its words are verified,
//! and the routines that bring our rows up to what it says.

pub mod checkout;
pub mod disputes;
pub mod ledger;
pub mod papers;
pub mod payer;
pub mod payouts;
pub mod provider;
pub mod razorpay;
pub mod reconciliation;
pub mod records;
pub mod refunds;
pub mod settle;
pub mod signature;
pub mod webhooks;

use crate::domain::booking::BookingStatus;
use chrono::{DateTime, Utc};
use payer::Payer;
use provider::{Provider, ProviderError};
use sea_orm::DbErr;
use std::sync::{Arc, atomic::AtomicI64};

/// Why a matter of money was not brought to its end.
#[derive(Debug, thiserror::Error)]
pub enum PaymentError {
    /// No such booking, or none of the caller's.
    #[error("no such booking")]
    NoBooking,
    /// There is nothing to pay for any more, or nothing at all.
    #[error("a {0} booking cannot be paid")]
    NotPayable(BookingStatus),
    /// A message that is not the provider's.
    #[error("the signature is not the provider's")]
    BadSignature,
    /// The amount does not fit into 64 bits.
    #[error("the amount is too large")]
    Amount,
    /// What the provider says and what we know do not go together, for now or for good.
    #[error("{0}")]
    Unsettled(String),
    #[error(transparent)]
    Provider(#[from] ProviderError),
    #[error("a stored value cannot be read")]
    Stored(#[from] serde_json::Error),
    #[error(transparent)]
    Payout(#[from] Box<payouts::PayoutError>),
    #[error(transparent)]
    Booking(#[from] Box<super::bookings::BookingError>),
    #[error(transparent)]
    Database(#[from] DbErr),
}

impl From<super::bookings::BookingError> for PaymentError {
    fn from(error: super::bookings::BookingError) -> Self {
        match error {
            super::bookings::BookingError::NoBooking => Self::NoBooking,
            super::bookings::BookingError::Database(error) => Self::Database(error),
            other => Self::Booking(Box::new(other)),
        }
    }
}

/// A secret that webhooks may be signed with.
#[derive(Clone)]
pub struct WebhookSecret {
    pub secret: String,
    /// Accepted until then; for ever where there is no end.
    pub until: Option<DateTime<Utc>>,
}

/// The payment provider, and what its page and its messages are made and verified with.
#[derive(Clone)]
pub struct Payments {
    pub provider: Arc<dyn Provider>,
    /// Pays hosts; without it, that is done by hand.
    pub payer: Option<Arc<dyn Payer>>,
    /// Where the form is posted that takes a traveler to the provider's page.
    pub checkout_url: String,
    pub key_id: String,
    pub key_secret: String,
    pub webhook_secrets: Vec<WebhookSecret>,
    /// Our own address as travelers type it, without a slash at the end.
    pub base_url: String,
    /// Messages with a bad signature that are yet to be written down.
    pub rejected: Arc<AtomicI64>,
}

impl Payments {
    /// The secrets that webhooks may be signed with at `now`.
    fn webhook_secrets(&self, now: DateTime<Utc>) -> impl Iterator<Item = &str> {
        self.webhook_secrets.iter().filter(move |secret| secret.until.is_none_or(|until| now < until)).map(|secret| secret.secret.as_str())
    }
}
