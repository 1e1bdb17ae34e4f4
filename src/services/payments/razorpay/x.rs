//! `RazorpayX`: contacts, their accounts, and payouts to them.

use super::{Razorpay, id, invalid, wire};
use crate::{
    domain::{
        money::{CURRENCY, Paise},
        payout_account::Destination,
    },
    services::payments::{
        payer::{Beneficiary, NewTransfer, Payer, Transfer, TransferState},
        provider::ProviderError,
    },
};
use async_trait::async_trait;
use reqwest::header::HeaderValue;
use serde::{Deserialize, Serialize};

/// Letters of a contact's name.
const NAME_CHARS: std::ops::RangeInclusive<usize> = 3..=50;

#[derive(Serialize)]
struct ContactToMake<'a> {
    name: String,
    #[serde(rename = "type")]
    kind: &'static str,
    reference_id: &'a str,
}

#[derive(Serialize)]
struct FundAccountToMake<'a> {
    contact_id: &'a str,
    account_type: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    bank_account: Option<BankAccount<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    vpa: Option<Vpa<'a>>,
}

#[derive(Serialize)]
struct BankAccount<'a> {
    name: &'a str,
    ifsc: &'a str,
    account_number: &'a str,
}

#[derive(Serialize)]
struct Vpa<'a> {
    address: &'a str,
}

#[derive(Serialize)]
struct PayoutToMake<'a> {
    account_number: &'a str,
    fund_account_id: &'a str,
    amount: Paise,
    currency: &'static str,
    mode: &'static str,
    purpose: &'static str,
    /// Without balance it waits there; we need not try again and again.
    queue_if_low_balance: bool,
    reference_id: &'a str,
    narration: &'a str,
}

#[derive(Deserialize)]
struct Named {
    id: String,
}

#[derive(Deserialize)]
struct Payout {
    id: String,
    amount: Paise,
    currency: String,
    status: String,
    reference_id: Option<String>,
    utr: Option<String>,
    fees: Option<Paise>,
    tax: Option<Paise>,
    failure_reason: Option<String>,
    status_details: Option<StatusDetails>,
}

#[derive(Deserialize)]
struct StatusDetails {
    description: Option<String>,
}

impl From<Payout> for Transfer {
    fn from(payout: Payout) -> Self {
        let state = match payout.status.as_str() {
            "pending" | "queued" | "scheduled" | "processing" => TransferState::UnderWay,
            "processed" => TransferState::Processed,
            "failed" | "rejected" | "cancelled" => TransferState::Failed,
            "reversed" => TransferState::Reversed,
            _ => TransferState::Unknown,
        };
        let details = payout.status_details.and_then(|details| details.description);
        Self {
            id: payout.id,
            amount: payout.amount,
            currency: payout.currency,
            state,
            status: payout.status,
            key: payout.reference_id,
            utr: payout.utr.and_then(wire::said),
            fee: payout.fees.unwrap_or_default(),
            tax: payout.tax.unwrap_or_default(),
            failure: payout.failure_reason.and_then(wire::said).or(details.and_then(wire::said)),
        }
    }
}

/// The provider's account of ours, from which money goes, and the client that says so.
#[derive(Debug)]
pub struct RazorpayX {
    pub client: std::sync::Arc<Razorpay>,
    pub account_number: String,
}

#[async_trait]
impl Payer for RazorpayX {
    async fn beneficiary(&self, beneficiary: &Beneficiary) -> Result<String, ProviderError> {
        let mut name: String = beneficiary.name.chars().take(*NAME_CHARS.end()).collect();
        if name.trim().chars().count() < *NAME_CHARS.start() {
            name = format!("Host {name}");
        }
        let contact = ContactToMake { name, kind: "vendor", reference_id: &beneficiary.reference };
        let contact: Named = self.client.post("contacts", |request| request.json(&contact)).await?;
        let (account_type, bank_account, vpa) = match &beneficiary.destination {
            Destination::Bank { holder, ifsc, number } => ("bank_account", Some(BankAccount { name: holder, ifsc, account_number: number }), None),
            Destination::Upi { address } => ("vpa", None, Some(Vpa { address })),
        };
        let account = FundAccountToMake { contact_id: &contact.id, account_type, bank_account, vpa };
        let account: Named = self.client.post("fund_accounts", |request| request.json(&account)).await?;
        Ok(account.id)
    }

    async fn transfer(&self, transfer: &NewTransfer) -> Result<Transfer, ProviderError> {
        let key = HeaderValue::from_str(&transfer.key).map_err(|_| invalid("the idempotency key is no header's value"))?;
        let payout = PayoutToMake {
            account_number: &self.account_number,
            fund_account_id: &transfer.beneficiary,
            amount: transfer.amount,
            currency: CURRENCY,
            mode: transfer.mode,
            purpose: "payout",
            queue_if_low_balance: true,
            reference_id: &transfer.key,
            narration: &transfer.narration,
        };
        self.client.post::<Payout>("payouts", |request| request.header("X-Payout-Idempotency", key).json(&payout)).await.map(Transfer::from)
    }

    async fn transfer_status(&self, transfer: &str) -> Result<Transfer, ProviderError> {
        self.client.get::<Payout>(&format!("payouts/{}", id(transfer)?), &[]).await.map(Transfer::from)
    }

    async fn transfer_by_key(&self, key: &str) -> Result<Option<Transfer>, ProviderError> {
        let query = [("account_number", self.account_number.as_str()), ("reference_id", key)];
        let found: wire::Collection<Payout> = self.client.get("payouts", &query).await?;
        Ok(found.items.into_iter().find(|payout| payout.reference_id.as_deref() == Some(key)).map(Transfer::from))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn every_word_of_the_provider_has_its_state() {
        for (status, state) in [
            ("pending", TransferState::UnderWay),
            ("queued", TransferState::UnderWay),
            ("scheduled", TransferState::UnderWay),
            ("processing", TransferState::UnderWay),
            ("processed", TransferState::Processed),
            ("failed", TransferState::Failed),
            ("rejected", TransferState::Failed),
            ("cancelled", TransferState::Failed),
            ("reversed", TransferState::Reversed),
            ("teleported", TransferState::Unknown),
        ] {
            let entity = json!({ "id": "pout_1", "amount": 100, "currency": "INR", "status": status, "status_details": { "description": "so" }, "utr": null });
            let transfer = Transfer::from(serde_json::from_value::<Payout>(entity).unwrap());
            assert_eq!((transfer.state, transfer.failure.as_deref(), transfer.utr), (state, Some("so"), None), "{status}");
        }
    }
}
