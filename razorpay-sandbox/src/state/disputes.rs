//! Disputes: a payer takes it up with the bank.

use super::{State, events::Part, table::Row};
use crate::{
    clock,
    errors::ApiError,
    wire::{Tagged, to_json},
};
use serde::{Deserialize, Serialize};

const RESPOND_WITHIN: i64 = 10 * 86_400;

#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Dispute {
    pub(crate) id: String,
    pub(crate) payment_id: String,
    pub(crate) amount: i64,
    pub(crate) currency: String,
    pub(crate) amount_deducted: i64,
    pub(crate) reason_code: String,
    pub(crate) respond_by: i64,
    pub(crate) status: String,
    pub(crate) evidence: Option<String>,
    pub(crate) phase: String,
    pub(crate) created_at: i64,
}

impl Row for Dispute {
    fn id(&self) -> &str {
        &self.id
    }

    fn created_at(&self) -> i64 {
        self.created_at
    }
}

impl State {
    /// Opens a dispute about a captured payment.
    pub(crate) fn open_dispute(&mut self, payment_id: &str, amount: Option<i64>, reason_code: String, phase: String) -> Result<String, ApiError> {
        let payment = self.payment(payment_id)?;
        if !payment.captured {
            return Err(ApiError::bad("The payment status should be captured for action to be taken"));
        }
        let (amount, currency, now) = (amount.unwrap_or(payment.amount), payment.currency.clone(), clock::seconds());
        if !(1..=payment.amount).contains(&amount) {
            return Err(ApiError::bad("A dispute is about some of the payment, or all of it.").field("amount"));
        }
        let id = self.new_id("disp_");
        let payment_id = payment_id.to_owned();
        let status = "open".to_owned();
        let respond_by = now + RESPOND_WITHIN;
        let dispute = Dispute {
            id: id.clone(),
            payment_id,
            amount,
            currency,
            amount_deducted: 0,
            reason_code,
            respond_by,
            status,
            evidence: None,
            phase,
            created_at: now,
        };
        self.books.disputes.insert(dispute);
        self.emit_dispute("payment.dispute.created", &id);
        Ok(id)
    }

    /// Moves a dispute on. Where action is required, it is open again: the bank waits for the merchant.
    pub(crate) fn move_dispute(&mut self, id: &str, to: &str) -> Result<(), ApiError> {
        let dispute = self.books.disputes.get_mut(id).ok_or_else(ApiError::unknown_id)?;
        if !matches!(dispute.status.as_str(), "open" | "under_review") || to == dispute.status {
            return Err(ApiError::bad(format!("A dispute that is {} cannot become {to}.", dispute.status)));
        }
        if to == "action_required" { "open" } else { to }.clone_into(&mut dispute.status);
        if to == "lost" {
            dispute.amount_deducted = dispute.amount;
        }
        self.emit_dispute(&format!("payment.dispute.{to}"), id);
        Ok(())
    }

    fn emit_dispute(&mut self, event: &str, id: &str) {
        let Some(dispute) = self.books.disputes.get(id) else { return };
        let payment_id = dispute.payment_id.clone();
        let part = Part { name: "dispute", id: id.to_owned(), entity: to_json(&Tagged { entity: "dispute", row: dispute }) };
        self.emit_about_payment(event, &payment_id, part);
    }
}
