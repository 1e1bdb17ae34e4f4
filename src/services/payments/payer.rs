//! What the provider can be asked to pay out, in our words: the other half of [`super::provider::Provider`].

use super::provider::ProviderError;
use crate::domain::{money::Paise, payout_account::Destination};
use async_trait::async_trait;
use std::fmt::Debug;

/// A provider that moves money from our account with it to others.
///
/// Every method fails with a [`ProviderError`]. All of them may be repeated: what is made twice is made once.
#[async_trait]
pub trait Payer: Send + Sync + Debug {
    /// Makes an account known to which money is to go. Gives the provider's name for it, which is the same for the same account.
    async fn beneficiary(&self, beneficiary: &Beneficiary) -> Result<String, ProviderError>;

    /// Sends money. The same key with the same transfer may be sent again and again and is done once.
    async fn transfer(&self, transfer: &NewTransfer) -> Result<Transfer, ProviderError>;

    /// One transfer as it is now.
    async fn transfer_status(&self, transfer: &str) -> Result<Transfer, ProviderError>;

    /// The transfer that was sent under exactly this key.
    async fn transfer_by_key(&self, key: &str) -> Result<Option<Transfer>, ProviderError>;
}

/// Whom money is to go to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Beneficiary {
    /// An organization's name.
    pub name: String,
    /// Our name for the organization, at most 40 characters.
    pub reference: String,
    pub destination: Destination,
}

/// Money to send.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewTransfer {
    /// As [`Payer::beneficiary`] has named it.
    pub beneficiary: String,
    pub amount: Paise,
    /// `IMPS`, `NEFT` or `UPI`; see [`crate::domain::payout_transfer::mode`].
    pub mode: &'static str,
    /// What the beneficiary's bank shows: at most 30 letters, digits and blanks.
    pub narration: String,
    /// From our own row, the same at every try, and by which it is found again: 4 to 36 letters, digits, `_` and `-`.
    pub key: String,
}

/// A transfer as the provider has it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Transfer {
    pub id: String,
    pub amount: Paise,
    pub currency: String,
    pub state: TransferState,
    /// The provider's own word, such as `queued`.
    pub status: String,
    /// The key that it was sent under; one made on the provider's dashboard has none.
    pub key: Option<String>,
    /// The bank's reference, once it has arrived.
    pub utr: Option<String>,
    /// What the provider keeps for it, tax included.
    pub fee: Paise,
    pub tax: Paise,
    /// Why it failed or came back.
    pub failure: Option<String>,
}

/// Where a transfer is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TransferState {
    /// It waits, or is on its way.
    UnderWay,
    Processed,
    /// It was not sent, or not delivered.
    Failed,
    /// It has come back.
    Reversed,
    /// A word that was not there when this was written.
    Unknown,
}
