//! Refunds: `pending`, then `processed` or `failed`.

use super::{
    State, Timer,
    notes::Notes,
    payments::{Payment, PaymentStatus},
    table::Row,
};
use crate::{clock, errors::ApiError, faults::Act};
use serde::{Deserialize, Serialize};
use std::time::Duration;

/// In test mode an instant refund of this amount falls back to the normal speed.
const FALLS_BACK: i64 = 2468;

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum RefundStatus {
    Pending,
    Processed,
    Failed,
}

#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Refund {
    pub(crate) id: String,
    pub(crate) amount: i64,
    pub(crate) currency: String,
    pub(crate) payment_id: String,
    pub(crate) notes: Notes,
    pub(crate) receipt: Option<String>,
    /// What the bank calls it, once it is processed.
    pub(crate) reference: Option<String>,
    pub(crate) created_at: i64,
    pub(crate) status: RefundStatus,
    pub(crate) speed_processed: String,
    pub(crate) speed_requested: String,
    /// Whether the money had been captured, so that the account is charged.
    pub(crate) of_captured: bool,
    pub(crate) settlement_id: Option<String>,
}

impl Row for Refund {
    fn id(&self) -> &str {
        &self.id
    }

    fn created_at(&self) -> i64 {
        self.created_at
    }
}

impl Refund {
    /// Whether it weighs on the balance.
    pub(crate) fn counts(&self) -> bool {
        self.of_captured && self.status != RefundStatus::Failed
    }

    /// Whether the next settlement takes it in: not before it is sure that it does not fail.
    pub(crate) fn is_to_settle(&self) -> bool {
        self.of_captured && self.status == RefundStatus::Processed && self.settlement_id.is_none()
    }
}

/// What a client asks for.
#[derive(Clone, Debug, Default)]
pub(crate) struct RefundRequest {
    /// All that is left, if nothing is said.
    pub(crate) amount: Option<i64>,
    pub(crate) instant: bool,
    pub(crate) receipt: Option<String>,
    pub(crate) notes: Notes,
}

impl State {
    pub(crate) fn refund(&self, id: &str) -> Result<&Refund, ApiError> {
        self.books.refunds.get(id).ok_or_else(ApiError::unknown_id)
    }

    /// Checks a refund that a client asks for, then does it.
    pub(crate) fn refund_checked(&mut self, payment_id: &str, request: RefundRequest) -> Result<String, ApiError> {
        let payment = self.payment(payment_id)?;
        match payment.status {
            PaymentStatus::Captured => {}
            PaymentStatus::Refunded => return Err(ApiError::bad("The payment has been fully refunded already")),
            _ => return Err(ApiError::bad("The payment status should be captured for action to be taken")),
        }
        let amount = refundable(payment, request.amount)?;
        if self.settings.check_balance && self.available().refunds < amount {
            let description = "Your account does not have enough balance to carry out the refund operation. \
                You can add funds to your account from your Razorpay dashboard or capture new payments.";
            return Err(ApiError::bad(description));
        }
        self.refund_payment(payment_id, request)
    }

    /// Refunds without asking whether it may be.
    pub(super) fn refund_payment(&mut self, payment_id: &str, request: RefundRequest) -> Result<String, ApiError> {
        let id = self.new_id("rfnd_");
        let payment = self.payment_mut(payment_id)?;
        let amount = request.amount.unwrap_or(payment.amount - payment.amount_refunded);
        payment.amount_refunded += amount;
        payment.refunds.push(id.clone());
        if payment.amount_refunded >= payment.amount {
            payment.status = PaymentStatus::Refunded;
        }
        let speed = |instant: bool| if instant { "instant" } else { "normal" }.to_owned();
        let refund = Refund {
            id: id.clone(),
            amount,
            currency: payment.currency.clone(),
            payment_id: payment_id.to_owned(),
            notes: request.notes,
            receipt: request.receipt,
            reference: None,
            created_at: clock::seconds(),
            status: RefundStatus::Pending,
            speed_processed: speed(request.instant && amount != FALLS_BACK),
            speed_requested: if request.instant { "optimum" } else { "normal" }.to_owned(),
            of_captured: payment.captured,
            settlement_id: None,
        };
        let falls_back = request.instant && amount == FALLS_BACK;
        self.books.refunds.insert(refund);
        self.begin_refund(&id, falls_back);
        Ok(id)
    }

    /// Decides how long it takes, and tells.
    fn begin_refund(&mut self, id: &str, falls_back: bool) {
        let fault = self.draw_fault("refund", &[Act::FailLater, Act::Pending]);
        let at_once = fault.is_none() && self.settings.refunds_take.is_none();
        if at_once {
            self.mark_processed(id);
        }
        self.emit_refund("refund.created", id);
        if falls_back {
            self.emit_refund("refund.speed_changed", id);
        }
        match (fault, self.settings.refunds_take) {
            (Some(fault), _) if fault.act == Act::FailLater => {
                self.later(Duration::from_millis(fault.after_ms.unwrap_or(1_000)), Timer::FailRefund(id.to_owned()));
            }
            (Some(fault), _) => {
                if let Some(after_ms) = fault.after_ms {
                    self.later(Duration::from_millis(after_ms), Timer::ProcessRefund(id.to_owned()));
                }
            }
            (None, Some(real)) => self.later(self.settings.scaled(real), Timer::ProcessRefund(id.to_owned())),
            (None, None) => self.emit_refund("refund.processed", id),
        }
    }

    fn mark_processed(&mut self, id: &str) {
        let reference = "10000000000000".to_owned();
        if let Some(refund) = self.books.refunds.get_mut(id) {
            refund.status = RefundStatus::Processed;
            refund.reference = Some(reference);
        }
    }

    fn expect_pending(&self, id: &str) -> Result<(), ApiError> {
        if self.refund(id)?.status == RefundStatus::Pending { Ok(()) } else { Err(ApiError::bad("The refund is not pending any more.")) }
    }

    pub(crate) fn process_refund(&mut self, id: &str) -> Result<(), ApiError> {
        self.expect_pending(id)?;
        self.mark_processed(id);
        self.emit_refund("refund.processed", id);
        Ok(())
    }

    /// A refund can fail after it was promised: the money is the merchant's again.
    pub(crate) fn fail_refund(&mut self, id: &str) -> Result<(), ApiError> {
        self.expect_pending(id)?;
        let refund = self.books.refunds.get_mut(id).ok_or_else(ApiError::unknown_id)?;
        refund.status = RefundStatus::Failed;
        let (payment_id, amount) = (refund.payment_id.clone(), refund.amount);
        let payment = self.payment_mut(&payment_id)?;
        payment.amount_refunded -= amount;
        payment.status = if payment.captured { PaymentStatus::Captured } else { PaymentStatus::Authorized };
        self.emit_refund("refund.failed", id);
        Ok(())
    }
}

/// The amount of a refund, if the payment has so much left.
fn refundable(payment: &Payment, asked: Option<i64>) -> Result<i64, ApiError> {
    let left = payment.amount - payment.amount_refunded;
    match asked {
        None => Ok(left),
        Some(amount) if amount > payment.amount => Err(ApiError::bad("The refund amount provided is greater than amount captured").field("amount")),
        Some(amount) if amount > left => Err(ApiError::bad("The total refund amount is greater than the refund payment amount").field("amount")),
        Some(amount) => Ok(amount),
    }
}
