//! Orders: what is to be paid. `created`, `attempted` with the first payment, `paid` with the capture; never anything else.

use super::{
    State,
    notes::Notes,
    payments::{Payment, PaymentStatus},
    table::Row,
};
use crate::errors::ApiError;
use serde::{Deserialize, Serialize};

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum OrderStatus {
    Created,
    Attempted,
    Paid,
}

/// When authorized payments of an order are captured, and when they are given up; in minutes.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct CaptureRule {
    pub(crate) automatic: bool,
    pub(crate) automatic_expiry: Option<i64>,
    pub(crate) manual_expiry: Option<i64>,
}

#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Order {
    pub(crate) id: String,
    pub(crate) amount: i64,
    pub(crate) amount_paid: i64,
    pub(crate) amount_due: i64,
    pub(crate) currency: String,
    pub(crate) receipt: Option<String>,
    pub(crate) status: OrderStatus,
    pub(crate) attempts: u32,
    pub(crate) notes: Notes,
    pub(crate) created_at: i64,
    pub(crate) partial_payment: bool,
    pub(crate) first_payment_min_amount: Option<i64>,
    pub(crate) capture: CaptureRule,
    pub(crate) payments: Vec<String>,
}

impl Row for Order {
    fn id(&self) -> &str {
        &self.id
    }

    fn created_at(&self) -> i64 {
        self.created_at
    }
}

impl Order {
    /// A fresh order, of which nothing is paid.
    pub(crate) fn new(id: String, amount: i64, currency: String, created_at: i64, automatic: bool) -> Self {
        Self {
            id,
            amount,
            amount_paid: 0,
            amount_due: amount,
            currency,
            receipt: None,
            status: OrderStatus::Created,
            attempts: 0,
            notes: Notes::default(),
            created_at,
            partial_payment: false,
            first_payment_min_amount: None,
            capture: CaptureRule { automatic, automatic_expiry: None, manual_expiry: None },
            payments: Vec::new(),
        }
    }

    /// Takes in what a captured payment brings.
    pub(crate) fn pay(&mut self, amount: i64) {
        self.amount_paid += amount;
        self.amount_due = (self.amount - self.amount_paid).max(0);
        if self.amount_due == 0 {
            self.status = OrderStatus::Paid;
        }
    }
}

impl State {
    /// Keeps an order. A receipt that is taken is an error, or finds the earlier order, as the order asked.
    pub(crate) fn place_order(&mut self, order: Order, unique_receipt: bool) -> Result<String, ApiError> {
        let taken = order.receipt.as_deref().and_then(|receipt| self.orders_with_receipt(receipt).first().cloned());
        match taken {
            Some(earlier) if unique_receipt => return Ok(earlier),
            Some(earlier) if self.settings.unique_receipts => {
                return Err(ApiError::bad("Order receipt should be unique.").metadata(serde_json::json!({ "order_id": earlier })));
            }
            _ => {}
        }
        let id = order.id.clone();
        self.keep_order(order);
        Ok(id)
    }

    pub(super) fn keep_order(&mut self, order: Order) {
        if let Some(receipt) = &order.receipt {
            self.orders_by_receipt.entry(receipt.clone()).or_default().push(order.id.clone());
        }
        self.books.orders.insert(order);
    }

    pub(super) fn index_receipts(&mut self) {
        for order in self.books.orders.iter() {
            if let Some(receipt) = &order.receipt {
                self.orders_by_receipt.entry(receipt.clone()).or_default().push(order.id.clone());
            }
        }
    }

    /// Ids of the orders with a receipt, oldest first.
    pub(crate) fn orders_with_receipt(&self, receipt: &str) -> &[String] {
        self.orders_by_receipt.get(receipt).map_or(&[], Vec::as_slice)
    }

    pub(crate) fn order(&self, id: &str) -> Result<&Order, ApiError> {
        self.books.orders.get(id).ok_or_else(ApiError::unknown_id)
    }

    pub(crate) fn payments_of<'a>(&'a self, order: &'a Order) -> impl DoubleEndedIterator<Item = &'a Payment> {
        order.payments.iter().filter_map(|id| self.books.payments.get(id))
    }

    /// Whether an order may be paid with so much now.
    pub(crate) fn accepts_payment(&self, order: &Order, amount: i64) -> Result<(), ApiError> {
        if order.status == OrderStatus::Paid {
            return Err(ApiError::bad("Your payment has been declined as the order is already paid. Please initiate the payment with a new order."));
        }
        if !order.partial_payment && self.payments_of(order).any(|payment| payment.status == PaymentStatus::Authorized) {
            return Err(ApiError::bad("A payment for this order is already authorized."));
        }
        let least = order.first_payment_min_amount.filter(|_| order.amount_paid == 0).unwrap_or(1);
        let fits = if order.partial_payment { (least..=order.amount_due).contains(&amount) } else { amount == order.amount_due };
        if fits { Ok(()) } else { Err(ApiError::bad("Payment amount is different from the amount due on the order").field("amount")) }
    }
}
