//! `RazorpayX`: contacts, their accounts, and payouts to them.

use super::{State, Timer, events::Part, notes::Notes, table::Row};
use crate::{
    clock,
    errors::ApiError,
    faults::Act,
    wire::{Tagged, to_json},
};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use std::time::Duration;

#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Contact {
    pub(crate) id: String,
    pub(crate) name: String,
    #[serde(rename = "contact")]
    pub(crate) phone: Option<String>,
    pub(crate) email: Option<String>,
    #[serde(rename = "type")]
    pub(crate) kind: Option<String>,
    pub(crate) reference_id: Option<String>,
    pub(crate) batch_id: Option<String>,
    pub(crate) active: bool,
    pub(crate) notes: Notes,
    pub(crate) created_at: i64,
}

#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct FundAccount {
    pub(crate) id: String,
    pub(crate) contact_id: String,
    pub(crate) account_type: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) bank_account: Option<Value>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) vpa: Option<Value>,
    pub(crate) batch_id: Option<String>,
    pub(crate) active: bool,
    pub(crate) created_at: i64,
}

#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub(crate) struct StatusDetails {
    pub(crate) description: Option<String>,
    pub(crate) source: Option<String>,
    pub(crate) reason: Option<String>,
}

#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Payout {
    pub(crate) id: String,
    pub(crate) fund_account_id: String,
    pub(crate) amount: i64,
    pub(crate) currency: String,
    pub(crate) notes: Notes,
    pub(crate) fees: i64,
    pub(crate) tax: i64,
    pub(crate) status: String,
    pub(crate) utr: Option<String>,
    pub(crate) mode: String,
    pub(crate) purpose: String,
    pub(crate) reference_id: Option<String>,
    pub(crate) narration: Option<String>,
    pub(crate) batch_id: Option<String>,
    pub(crate) status_details: StatusDetails,
    pub(crate) fee_type: Option<String>,
    pub(crate) failure_reason: Option<String>,
    pub(crate) error: StatusDetails,
    pub(crate) created_at: i64,
}

impl Row for Contact {
    fn id(&self) -> &str {
        &self.id
    }

    fn created_at(&self) -> i64 {
        self.created_at
    }
}

impl Row for FundAccount {
    fn id(&self) -> &str {
        &self.id
    }

    fn created_at(&self) -> i64 {
        self.created_at
    }
}

impl Row for Payout {
    fn id(&self) -> &str {
        &self.id
    }

    fn created_at(&self) -> i64 {
        self.created_at
    }
}

impl Payout {
    /// Whether it weighs on the balance.
    pub(crate) fn counts(&self) -> bool {
        !matches!(self.status.as_str(), "queued" | "cancelled" | "failed" | "reversed")
    }
}

/// From where a payout may go where; one that was processed, or has failed, can still be reversed.
const MOVES: [(&str, &[&str]); 4] =
    [("queued", &["processing", "cancelled"]), ("processing", &["processed", "reversed", "failed"]), ("processed", &["reversed"]), ("failed", &["reversed"])];

impl State {
    pub(crate) fn payout(&self, id: &str) -> Result<&Payout, ApiError> {
        self.books.payouts.get(id).ok_or_else(ApiError::unknown_id)
    }

    /// A payout that is checked; without balance it is queued or refused, as it asked.
    pub(crate) fn place_payout(&mut self, mut payout: Payout, queue_if_low: bool) -> Result<String, ApiError> {
        let is_low = self.settings.check_balance && self.available().payouts < payout.amount + payout.fees;
        if is_low && !queue_if_low {
            return Err(ApiError::bad("Your account does not have enough balance to carry out the payout operation."));
        }
        if is_low {
            "queued".clone_into(&mut payout.status);
        }
        let id = payout.id.clone();
        self.books.payouts.insert(payout);
        if is_low {
            self.emit_payout("payout.queued", &id);
        } else {
            self.begin_payout(&id);
        }
        Ok(id)
    }

    fn begin_payout(&mut self, id: &str) {
        self.emit_payout("payout.initiated", id);
        if let Some(fault) = self.draw_fault("payout", &[Act::FailLater]) {
            self.later(Duration::from_millis(fault.after_ms.unwrap_or(1_000)), Timer::FailPayout(id.to_owned()));
        } else if let Some(real) = self.settings.payouts_take {
            self.later(self.settings.scaled(real), Timer::ProcessPayout(id.to_owned()));
        }
    }

    /// Moves a payout on, if it can go there from where it is.
    pub(crate) fn move_payout(&mut self, id: &str, to: &str) -> Result<(), ApiError> {
        let from = self.payout(id)?.status.clone();
        if !MOVES.iter().any(|(start, ends)| *start == from && ends.contains(&to)) {
            return Err(ApiError::bad(format!("A payout that is {from} cannot become {to}.")));
        }
        let utr = self.digits(12);
        let payout = self.books.payouts.get_mut(id).ok_or_else(ApiError::unknown_id)?;
        to.clone_into(&mut payout.status);
        match to {
            "processed" => payout.utr = Some(utr),
            "failed" | "reversed" => {
                let description = "Payout failed. Contact support for help.".to_owned();
                payout.failure_reason = Some(description.clone());
                payout.error =
                    StatusDetails { description: Some(description), source: Some("beneficiary_bank".to_owned()), reason: Some("bank_rejected".to_owned()) };
                payout.status_details = payout.error.clone();
            }
            _ => {}
        }
        if to == "processing" {
            self.begin_payout(id);
        } else if to != "cancelled" {
            self.emit_payout(&format!("payout.{to}"), id);
        }
        Ok(())
    }

    /// Cancels a payout that is only queued.
    pub(crate) fn cancel_payout(&mut self, id: &str) -> Result<(), ApiError> {
        if self.payout(id)?.status != "queued" {
            return Err(ApiError::bad("Payout cannot be cancelled as it is not in queued state"));
        }
        self.move_payout(id, "cancelled")
    }

    fn emit_payout(&mut self, event: &str, id: &str) {
        if let Some(payout) = self.books.payouts.get(id) {
            let part = Part { name: "payout", id: id.to_owned(), entity: to_json(&Tagged { entity: "payout", row: payout }) };
            self.emit(event, vec![part]);
        }
    }

    /// The contact with exactly these details, or a new one.
    pub(crate) fn keep_contact(&mut self, contact: Contact) -> String {
        let same = |other: &&Contact| {
            (&other.name, &other.email, &other.phone, &other.kind, &other.reference_id)
                == (&contact.name, &contact.email, &contact.phone, &contact.kind, &contact.reference_id)
        };
        if let Some(known) = self.books.contacts.iter().find(same) {
            return known.id.clone();
        }
        let id = contact.id.clone();
        self.books.contacts.insert(contact);
        id
    }

    /// The account with exactly these details, or a new one.
    pub(crate) fn keep_fund_account(&mut self, account: FundAccount) -> String {
        let same = |other: &&FundAccount| (&other.contact_id, &other.bank_account, &other.vpa) == (&account.contact_id, &account.bank_account, &account.vpa);
        if let Some(known) = self.books.fund_accounts.iter().find(same) {
            return known.id.clone();
        }
        let id = account.id.clone();
        self.books.fund_accounts.insert(account);
        id
    }

    /// A payout as it is asked for, before anything is decided.
    pub(crate) fn new_payout(&mut self, fund_account_id: String, amount: i64) -> Payout {
        Payout {
            id: self.new_id("pout_"),
            fund_account_id,
            amount,
            currency: "INR".to_owned(),
            notes: Notes::default(),
            fees: 590,
            tax: 90,
            status: "processing".to_owned(),
            utr: None,
            mode: String::new(),
            purpose: String::new(),
            reference_id: None,
            narration: None,
            batch_id: None,
            status_details: StatusDetails::default(),
            fee_type: None,
            failure_reason: None,
            error: StatusDetails::default(),
            created_at: clock::seconds(),
        }
    }
}
