//! The shapes on the wire and ours. What Razorpay may leave out is optional here, what it adds is ignored.

use crate::{
    domain::money::Paise,
    services::payments::provider::{self, Failure, NewOrder, NewRefund, PaymentState, RefundState},
};
use serde::{Deserialize, Deserializer, Serialize};
use serde_json::Value;
use std::collections::BTreeMap;

/// How long an authorized payment waits for us, in minutes: the most Razorpay grants, five days.
const CAPTURE_WITHIN_MINUTES: u32 = 7_200;

type Notes = BTreeMap<String, String>;

/// A list, or a page of one.
#[derive(Deserialize)]
pub(super) struct Collection<T> {
    pub(super) items: Vec<T>,
}

/// The order to open: captured by hand, and what we do not capture goes back the ordinary way.
#[derive(Serialize)]
pub(super) struct OrderToOpen<'a> {
    amount: Paise,
    currency: &'a str,
    receipt: &'a str,
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    notes: &'a Notes,
    payment: CaptureByHand,
}

#[derive(Serialize)]
struct CaptureByHand {
    capture: &'static str,
    capture_options: CaptureOptions,
}

#[derive(Serialize)]
struct CaptureOptions {
    manual_expiry_period: u32,
    refund_speed: &'static str,
}

impl<'a> From<&'a NewOrder> for OrderToOpen<'a> {
    fn from(order: &'a NewOrder) -> Self {
        let capture_options = CaptureOptions { manual_expiry_period: CAPTURE_WITHIN_MINUTES, refund_speed: "normal" };
        let payment = CaptureByHand { capture: "manual", capture_options };
        Self { amount: order.amount, currency: &order.currency, receipt: &order.receipt, notes: &order.notes, payment }
    }
}

#[derive(Serialize)]
pub(super) struct Capture {
    pub(super) amount: Paise,
    pub(super) currency: &'static str,
}

#[derive(Serialize)]
pub(super) struct RefundToMake<'a> {
    amount: Paise,
    speed: &'static str,
    receipt: &'a str,
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    notes: &'a Notes,
}

impl<'a> From<&'a NewRefund> for RefundToMake<'a> {
    fn from(refund: &'a NewRefund) -> Self {
        Self { amount: refund.amount, speed: "normal", receipt: &refund.receipt, notes: &refund.notes }
    }
}

#[derive(Deserialize)]
pub(super) struct Order {
    id: String,
    amount: Paise,
    currency: String,
    pub(super) receipt: Option<String>,
    #[serde(default)]
    status: String,
    /// Unix seconds.
    #[serde(default)]
    pub(super) created_at: i64,
}

impl From<Order> for provider::Order {
    fn from(order: Order) -> Self {
        let Order { id, amount, currency, receipt, status, created_at: _ } = order;
        Self { id, amount, currency, receipt, status }
    }
}

#[derive(Deserialize)]
pub(super) struct Payment {
    id: String,
    order_id: Option<String>,
    amount: Paise,
    currency: String,
    status: String,
    captured: Option<bool>,
    method: Option<String>,
    fee: Option<Paise>,
    tax: Option<Paise>,
    amount_refunded: Option<Paise>,
    created_at: Option<i64>,
    error_code: Option<String>,
    error_description: Option<String>,
    error_reason: Option<String>,
}

impl From<Payment> for provider::Payment {
    fn from(payment: Payment) -> Self {
        let status = match payment.status.as_str() {
            "created" => PaymentState::Created,
            "authorized" => PaymentState::Authorized,
            "captured" => PaymentState::Captured,
            "refunded" => PaymentState::Refunded,
            "failed" => PaymentState::Failed,
            _ => PaymentState::Unknown(payment.status),
        };
        // After a late authorization the words of the first failure may still be there.
        let error = payment.error_code.and_then(said).filter(|_| status == PaymentState::Failed).map(|code| Failure {
            code,
            description: payment.error_description.and_then(said).unwrap_or_default(),
            reason: payment.error_reason.and_then(said),
        });
        Self {
            id: payment.id,
            order_id: payment.order_id.and_then(said),
            amount: payment.amount,
            currency: payment.currency,
            captured: payment.captured.unwrap_or(status == PaymentState::Captured),
            status,
            method: payment.method.and_then(said),
            fee: payment.fee,
            tax: payment.tax,
            amount_refunded: payment.amount_refunded.unwrap_or_default(),
            created_at: payment.created_at.unwrap_or_default(),
            error,
        }
    }
}

#[derive(Deserialize)]
pub(super) struct Refund {
    pub(super) id: String,
    payment_id: String,
    amount: Paise,
    currency: String,
    status: String,
    receipt: Option<String>,
    #[serde(default, deserialize_with = "notes")]
    notes: Notes,
    created_at: Option<i64>,
}

impl From<Refund> for provider::Refund {
    fn from(refund: Refund) -> Self {
        let Refund { id, payment_id, amount, currency, status, receipt, notes, created_at } = refund;
        let status = match status.as_str() {
            "created" | "pending" => RefundState::Pending,
            "processed" => RefundState::Processed,
            "failed" => RefundState::Failed,
            _ => RefundState::Other(status),
        };
        Self { id, payment_id, amount, currency, status, receipt, notes, created_at: created_at.unwrap_or_default() }
    }
}

#[derive(Deserialize)]
pub(super) struct Dispute {
    id: String,
    payment_id: String,
    amount: Paise,
    currency: String,
    #[serde(default)]
    amount_deducted: Option<Paise>,
    phase: Option<String>,
    reason_code: Option<String>,
    status: String,
    respond_by: Option<i64>,
    created_at: Option<i64>,
}

impl From<Dispute> for provider::Dispute {
    fn from(dispute: Dispute) -> Self {
        Self {
            id: dispute.id,
            payment_id: dispute.payment_id,
            amount: dispute.amount,
            currency: dispute.currency,
            amount_deducted: dispute.amount_deducted.unwrap_or_default(),
            phase: dispute.phase.unwrap_or_default(),
            reason: dispute.reason_code.unwrap_or_default(),
            status: dispute.status,
            respond_by: dispute.respond_by,
            created_at: dispute.created_at.unwrap_or_default(),
        }
    }
}

#[derive(Deserialize)]
pub(super) struct Settlement {
    pub(super) amount: Paise,
}

#[derive(Deserialize)]
pub(super) struct SettledItem {
    entity_id: String,
    #[serde(rename = "type")]
    kind: String,
    settlement_id: Option<String>,
    amount: Paise,
    #[serde(default)]
    fee: Option<Paise>,
    #[serde(default)]
    tax: Option<Paise>,
    #[serde(default)]
    credit: Option<Paise>,
    #[serde(default)]
    debit: Option<Paise>,
    created_at: Option<i64>,
}

impl From<SettledItem> for provider::SettledItem {
    fn from(item: SettledItem) -> Self {
        Self {
            id: item.entity_id,
            kind: item.kind,
            settlement: item.settlement_id.unwrap_or_default(),
            amount: item.amount,
            fee: item.fee.unwrap_or_default(),
            tax: item.tax.unwrap_or_default(),
            credit: item.credit.unwrap_or_default(),
            debit: item.debit.unwrap_or_default(),
            created_at: item.created_at.unwrap_or_default(),
        }
    }
}

/// Notes are an object, and an empty list where there are none.
fn notes<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Notes, D::Error> {
    Ok(match Value::deserialize(deserializer)? {
        Value::Object(pairs) => pairs.into_iter().map(|(key, value)| (key, value.as_str().map_or_else(|| value.to_string(), str::to_owned))).collect(),
        _ => Notes::new(),
    })
}

/// Razorpay says nothing in three ways: null, an empty text and "NA".
pub(super) fn said(text: String) -> Option<String> {
    Some(text).filter(|text| !text.is_empty() && text != "NA")
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn payment(change: impl FnOnce(&mut Value)) -> provider::Payment {
        let mut entity = json!({
            "id": "pay_RRr2zcXjvu0kJm", "entity": "payment", "amount": 50_000, "currency": "INR", "base_amount": 50_000, "status": "failed",
            "order_id": "order_RRr2qTZD8V7mcl", "invoice_id": null, "international": false, "method": "netbanking", "amount_refunded": 0,
            "refund_status": null, "captured": false, "description": "#RRr2m6tA9jQ0vX", "card_id": null, "bank": "HDFC", "wallet": null, "vpa": null,
            "email": "void@razorpay.com", "contact": "+919999999999", "notes": [], "fee": null, "tax": null, "error_code": "BAD_REQUEST_ERROR",
            "error_description": "The bank said no.", "error_source": "bank", "error_step": "payment_authorization", "error_reason": "payment_failed",
            "acquirer_data": { "bank_transaction_id": null }, "created_at": 1_760_000_000, "reward": null, "surprise": { "of": ["tomorrow"] },
        });
        change(&mut entity);
        serde_json::from_value::<Payment>(entity).unwrap().into()
    }

    #[test]
    fn a_failed_payment_says_why() {
        let failure = payment(|_| ()).error.unwrap();
        assert_eq!((failure.code.as_str(), failure.reason.as_deref()), ("BAD_REQUEST_ERROR", Some("payment_failed")));
        assert_eq!(payment(|entity| entity["error_reason"] = json!("NA")).error.unwrap().reason, None);
        assert_eq!(payment(|entity| entity["status"] = json!("authorized")).error, None);
        assert_eq!(payment(|entity| entity["error_code"] = Value::Null).error, None);
    }

    #[test]
    fn what_may_be_missing_may_be_missing() {
        let bare = payment(|entity| *entity = json!({ "id": "pay_1", "amount": 100, "currency": "INR", "status": "captured" }));
        assert!(bare.captured && bare.order_id.is_none() && bare.fee.is_none() && bare.amount_refunded == Paise::ZERO);
        assert!(!payment(|entity| entity["status"] = json!("refunded")).captured);
        assert_eq!(payment(|entity| entity["status"] = json!("on_the_moon")).status, PaymentState::Unknown("on_the_moon".to_owned()));
    }

    #[test]
    fn notes_come_as_a_list_or_an_object() {
        let refund = |notes: Value| {
            let entity =
                json!({ "id": "rfnd_1", "payment_id": "pay_1", "amount": 100, "currency": "INR", "status": "created", "receipt": null, "notes": notes });
            provider::Refund::from(serde_json::from_value::<Refund>(entity).unwrap())
        };
        for none in [json!([]), json!({}), Value::Null] {
            assert!(refund(none).notes.is_empty());
        }
        let found = refund(json!({ "booking": "NK-23456789", "travelers": 2 }));
        assert_eq!(found.notes, Notes::from([("booking".to_owned(), "NK-23456789".to_owned()), ("travelers".to_owned(), "2".to_owned())]));
        assert_eq!(found.status, RefundState::Pending);
    }

    #[test]
    fn an_order_is_to_be_captured_by_hand() {
        let order = NewOrder { receipt: "NK-23456789".to_owned(), amount: Paise(129_900), currency: "INR".to_owned(), notes: Notes::new() };
        assert_eq!(
            serde_json::to_value(OrderToOpen::from(&order)).unwrap(),
            json!({
                "amount": 129_900, "currency": "INR", "receipt": "NK-23456789",
                "payment": { "capture": "manual", "capture_options": { "manual_expiry_period": 7_200, "refund_speed": "normal" } },
            })
        );
    }
}
