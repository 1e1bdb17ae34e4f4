//! Entities as they go over the wire, fields in Razorpay's order.

use crate::{
    instruments::Card,
    state::{
        notes::Notes,
        orders::{Order, OrderStatus},
        payments::{Payment, PaymentStatus},
        refunds::{Refund, RefundStatus},
    },
};
use serde::Serialize;
use serde_json::{Value, json};

/// A field that is there and null.
type Null = Option<()>;

/// Any value as JSON; what the sandbox makes can always be written.
pub(crate) fn to_json(value: &impl Serialize) -> String {
    serde_json::to_string(value).unwrap_or_default()
}

/// A list: `{entity, count, items}`.
#[derive(Debug, Serialize)]
pub(crate) struct Collection<T> {
    entity: &'static str,
    count: usize,
    items: Vec<T>,
}

impl<T> Collection<T> {
    pub(crate) fn new(items: Vec<T>) -> Self {
        Self { entity: "collection", count: items.len(), items }
    }
}

/// An entity that is kept exactly as it is shown.
#[derive(Debug, Serialize)]
pub(crate) struct Tagged<'a, T> {
    pub(crate) entity: &'static str,
    #[serde(flatten)]
    pub(crate) row: &'a T,
}

#[derive(Debug, Serialize)]
pub(crate) struct OrderView<'a> {
    id: &'a str,
    entity: &'static str,
    amount: i64,
    amount_paid: i64,
    amount_due: i64,
    currency: &'a str,
    receipt: Option<&'a str>,
    offer_id: Null,
    status: OrderStatus,
    attempts: u32,
    notes: &'a Notes,
    created_at: i64,
    #[serde(skip_serializing_if = "Option::is_none")]
    description: Option<Null>,
    #[serde(skip_serializing_if = "Option::is_none")]
    checkout: Option<Null>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) payments: Option<Collection<PaymentView<'a>>>,
}

impl<'a> OrderView<'a> {
    pub(crate) fn new(order: &'a Order) -> Self {
        Self {
            id: &order.id,
            entity: "order",
            amount: order.amount,
            amount_paid: order.amount_paid,
            amount_due: order.amount_due,
            currency: &order.currency,
            receipt: order.receipt.as_deref(),
            offer_id: None,
            status: order.status,
            attempts: order.attempts,
            notes: &order.notes,
            created_at: order.created_at,
            description: None,
            checkout: None,
            payments: None,
        }
    }

    /// Events carry two more fields.
    pub(crate) fn in_event(mut self) -> Self {
        (self.description, self.checkout) = (Some(None), Some(None));
        self
    }
}

#[derive(Debug, Serialize)]
pub(crate) struct CardView<'a> {
    id: &'a str,
    entity: &'static str,
    #[serde(flatten)]
    card: &'a Card,
    issuer: Null,
    emi: bool,
    sub_type: &'static str,
    token_iin: Null,
}

impl<'a> CardView<'a> {
    pub(crate) fn new(payment: &'a Payment) -> Option<Self> {
        let (id, card) = payment.card_id.as_deref().zip(payment.card.as_ref())?;
        Some(Self { id, entity: "card", card, issuer: None, emi: false, sub_type: "consumer", token_iin: None })
    }
}

#[derive(Debug, Serialize)]
struct UpiView<'a> {
    vpa: &'a str,
    payer_account_type: &'static str,
    flow: &'static str,
}

#[derive(Debug, Serialize)]
pub(crate) struct PaymentView<'a> {
    id: &'a str,
    entity: &'static str,
    amount: i64,
    currency: &'a str,
    status: PaymentStatus,
    order_id: Option<&'a str>,
    invoice_id: Null,
    international: bool,
    method: &'a str,
    amount_refunded: i64,
    refund_status: Option<&'static str>,
    captured: bool,
    description: Option<&'a str>,
    card_id: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) card: Option<CardView<'a>>,
    bank: Option<&'a str>,
    wallet: Option<&'a str>,
    vpa: Option<&'a str>,
    email: &'a str,
    contact: &'a str,
    notes: &'a Notes,
    fee: Option<i64>,
    tax: Option<i64>,
    error_code: Option<&'a str>,
    error_description: Option<&'a str>,
    error_source: Option<&'a str>,
    error_step: Option<&'a str>,
    error_reason: Option<&'a str>,
    acquirer_data: &'a Value,
    created_at: i64,
    #[serde(skip_serializing_if = "Option::is_none")]
    upi: Option<UpiView<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    reward: Option<Null>,
    #[serde(skip_serializing_if = "Option::is_none")]
    base_amount: Option<i64>,
}

impl<'a> PaymentView<'a> {
    pub(crate) fn new(payment: &'a Payment) -> Self {
        let error = payment.error.as_ref();
        Self {
            id: &payment.id,
            entity: "payment",
            amount: payment.amount,
            currency: &payment.currency,
            status: payment.status,
            order_id: payment.order_id.as_deref(),
            invoice_id: None,
            international: payment.card.as_ref().is_some_and(|card| card.international),
            method: &payment.method,
            amount_refunded: payment.amount_refunded,
            refund_status: payment.refund_status(),
            captured: payment.captured,
            description: payment.description.as_deref(),
            card_id: payment.card_id.as_deref(),
            card: None,
            bank: payment.bank.as_deref(),
            wallet: payment.wallet.as_deref(),
            vpa: payment.vpa.as_deref(),
            email: &payment.email,
            contact: &payment.contact,
            notes: &payment.notes,
            fee: payment.fee,
            tax: payment.tax,
            error_code: error.map(|error| error.code.as_str()),
            error_description: error.map(|error| error.description.as_str()),
            error_source: error.map(|error| error.source.as_str()),
            error_step: error.map(|error| error.step.as_str()),
            error_reason: error.map(|error| error.reason.as_str()),
            acquirer_data: &payment.acquirer_data,
            created_at: payment.created_at,
            upi: payment.vpa.as_deref().map(|vpa| UpiView { vpa, payer_account_type: "bank_account", flow: "collect" }),
            reward: None,
            base_amount: None,
        }
    }

    /// Events carry the card, and some carry a little more.
    pub(crate) fn in_event(mut self, event: &str, payment: &'a Payment) -> Self {
        self.card = CardView::new(payment);
        self.reward = matches!(event, "payment.captured" | "order.paid").then_some(None);
        self.base_amount = (event == "payment.captured").then_some(payment.amount);
        self
    }

    /// Events of refunds are written by another part of Razorpay, which shows more of a payment.
    pub(crate) fn in_refund_event(self, account_id: &str, payment: &Payment) -> Value {
        let status = payment.status;
        let mut value = serde_json::to_value(self).unwrap_or_default();
        let more = json!({
            "account_id": account_id, "amount_transferred": 0, "base_amount": payment.amount, "customer_id": null, "device_id": null,
            "fee_bearer": "platform", "gateway_merchant_id": null, "gateway_provider": "Razorpay", "gateway_terminal_id": null,
            "internal_status": status, "optimizer_provider": null, "provider": null, "receiver_type": null, "settled_by": "Razorpay",
            "source_channel": null, "store_id": null, "terminal_id": null, "token_id": null,
        });
        if let (Some(fields), Value::Object(more)) = (value.as_object_mut(), more) {
            fields.extend(more);
        }
        value
    }
}

#[derive(Debug, Serialize)]
pub(crate) struct RefundView<'a> {
    id: &'a str,
    entity: &'static str,
    amount: i64,
    currency: &'a str,
    payment_id: &'a str,
    notes: &'a Notes,
    receipt: Option<&'a str>,
    acquirer_data: RefundReference<'a>,
    created_at: i64,
    batch_id: Null,
    status: RefundStatus,
    speed_processed: &'a str,
    speed_requested: &'a str,
}

#[derive(Debug, Serialize)]
struct RefundReference<'a> {
    arn: Option<&'a str>,
}

impl<'a> RefundView<'a> {
    pub(crate) fn new(refund: &'a Refund) -> Self {
        Self {
            id: &refund.id,
            entity: "refund",
            amount: refund.amount,
            currency: &refund.currency,
            payment_id: &refund.payment_id,
            notes: &refund.notes,
            receipt: refund.receipt.as_deref(),
            acquirer_data: RefundReference { arn: refund.reference.as_deref() },
            created_at: refund.created_at,
            batch_id: None,
            status: refund.status,
            speed_processed: &refund.speed_processed,
            speed_requested: &refund.speed_requested,
        }
    }
}

/// JSON with the keys of every object in alphabetical order.
pub(crate) fn sorted(value: &Value) -> String {
    match value {
        Value::Object(map) => {
            let mut keys: Vec<&String> = map.keys().collect();
            keys.sort();
            let fields: Vec<String> = keys.into_iter().map(|key| format!("{}:{}", to_json(key), map.get(key).map(sorted).unwrap_or_default())).collect();
            format!("{{{}}}", fields.join(","))
        }
        Value::Array(items) => format!("[{}]", items.iter().map(sorted).collect::<Vec<_>>().join(",")),
        other => to_json(other),
    }
}
