//! Settlements: what was captured and not returned goes to the merchant's bank.

use super::{State, events::Part, payments::Payment, refunds::Refund, table::Row};
use crate::{
    clock,
    instruments::civil,
    wire::{Tagged, to_json},
};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Settlement {
    pub(crate) id: String,
    pub(crate) amount: i64,
    pub(crate) status: String,
    pub(crate) fees: i64,
    pub(crate) tax: i64,
    pub(crate) utr: Option<String>,
    pub(crate) created_at: i64,
}

impl Row for Settlement {
    fn id(&self) -> &str {
        &self.id
    }

    fn created_at(&self) -> i64 {
        self.created_at
    }
}

impl State {
    /// Settles all that is not settled yet, if it comes to more than nothing.
    pub(crate) fn run_settlement(&mut self) -> Option<String> {
        let open = |payment: &&Payment| payment.captured && payment.settlement_id.is_none();
        let payments: Vec<&Payment> = self.books.payments.iter().filter(open).collect();
        let refunds: Vec<&Refund> = self.books.refunds.iter().filter(|refund| refund.is_to_settle()).collect();
        let fees: i64 = payments.iter().filter_map(|payment| payment.fee).sum();
        let tax: i64 = payments.iter().filter_map(|payment| payment.tax).sum();
        let earned: i64 = payments.iter().map(|payment| payment.amount).sum();
        let amount = earned - fees - refunds.iter().map(|refund| refund.amount).sum::<i64>();
        if amount <= 0 {
            return None;
        }
        let paid: Vec<String> = payments.iter().map(|payment| payment.id.clone()).collect();
        let returned: Vec<String> = refunds.iter().map(|refund| refund.id.clone()).collect();
        let (id, utr) = (self.new_id("setl_"), self.digits(12));
        for payment in paid {
            if let Some(payment) = self.books.payments.get_mut(&payment) {
                payment.settlement_id = Some(id.clone());
            }
        }
        for refund in returned {
            if let Some(refund) = self.books.refunds.get_mut(&refund) {
                refund.settlement_id = Some(id.clone());
            }
        }
        let settlement = Settlement { id: id.clone(), amount, status: "processed".to_owned(), fees, tax, utr: Some(utr), created_at: clock::seconds() };
        let part = Part { name: "settlement", id: id.clone(), entity: to_json(&Tagged { entity: "settlement", row: &settlement }) };
        self.books.settlements.insert(settlement);
        self.emit("settlement.processed", vec![part]);
        Some(id)
    }

    /// What was settled in a month, or on one day of it, in India; oldest first.
    pub(crate) fn recon(&self, year: i64, month: u32, day: Option<u32>) -> Vec<Value> {
        let settled_then = |id: Option<&String>| {
            let settlement = self.books.settlements.get(id?)?;
            let (settled_year, settled_month, settled_day) = civil(settlement.created_at);
            let matches = (settled_year, settled_month) == (year, month) && day.is_none_or(|day| day == settled_day);
            matches.then_some(settlement)
        };
        let payments = self.books.payments.iter().filter_map(|payment| Some(self.recon_payment(payment, settled_then(payment.settlement_id.as_ref())?)));
        let refunds = self.books.refunds.iter().filter_map(|refund| Some(self.recon_refund(refund, settled_then(refund.settlement_id.as_ref())?)));
        payments.chain(refunds).collect()
    }

    fn recon_payment(&self, payment: &Payment, settlement: &Settlement) -> Value {
        let receipt = payment.order_id.as_deref().and_then(|order| self.books.orders.get(order)).and_then(|order| order.receipt.clone());
        let fee = payment.fee.unwrap_or(0);
        let card = payment.card.as_ref();
        json!({
            "entity_id": payment.id, "type": "payment", "debit": 0, "credit": payment.amount - fee, "amount": payment.amount,
            "currency": payment.currency, "fee": fee, "tax": payment.tax.unwrap_or(0), "on_hold": false, "settled": true,
            "created_at": payment.created_at, "settled_at": settlement.created_at, "settlement_id": settlement.id,
            "posted_at": null, "credit_type": "default", "description": payment.description, "notes": null, "payment_id": null,
            "settlement_utr": settlement.utr, "order_id": payment.order_id, "order_receipt": receipt, "method": payment.method,
            "card_network": card.map(|card| &card.network), "card_issuer": null, "card_type": card.map(|card| &card.kind), "dispute_id": null,
        })
    }

    fn recon_refund(&self, refund: &Refund, settlement: &Settlement) -> Value {
        let payment = self.books.payments.get(&refund.payment_id);
        json!({
            "entity_id": refund.id, "type": "refund", "debit": refund.amount, "credit": 0, "amount": refund.amount,
            "currency": refund.currency, "fee": 0, "tax": 0, "on_hold": false, "settled": true,
            "created_at": refund.created_at, "settled_at": settlement.created_at, "settlement_id": settlement.id,
            "posted_at": null, "credit_type": "default", "description": null, "notes": null, "payment_id": refund.payment_id,
            "settlement_utr": settlement.utr, "order_id": payment.and_then(|payment| payment.order_id.as_ref()), "order_receipt": null,
            "method": payment.map(|payment| &payment.method), "card_network": null, "card_issuer": null, "card_type": null, "dispute_id": null,
        })
    }
}
