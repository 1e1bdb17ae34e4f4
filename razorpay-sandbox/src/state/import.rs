//! Taking over orders and payments that somebody else made up, such as an application's demo data.

use super::{
    State,
    notes::Notes,
    orders::Order,
    payments::{Payment, PaymentStatus, acquirer_data},
};
use crate::{api::orders::MOST, fees, ids};
use serde::Deserialize;
use std::collections::HashSet;

#[derive(Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(crate) struct Import {
    orders: Vec<ImportedOrder>,
    payments: Vec<ImportedPayment>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct ImportedOrder {
    id: String,
    amount: i64,
    #[serde(default = "rupees")]
    currency: String,
    #[serde(default)]
    receipt: Option<String>,
    #[serde(default)]
    notes: Notes,
    created_at: i64,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct ImportedPayment {
    id: String,
    order_id: String,
    amount: i64,
    #[serde(default = "rupees")]
    currency: String,
    method: String,
    #[serde(default)]
    fee: Option<i64>,
    #[serde(default)]
    tax: Option<i64>,
    #[serde(default = "captured")]
    status: PaymentStatus,
    created_at: i64,
    #[serde(default)]
    email: Option<String>,
    #[serde(default)]
    contact: Option<String>,
}

fn rupees() -> String {
    "INR".to_owned()
}

fn captured() -> PaymentStatus {
    PaymentStatus::Captured
}

impl State {
    /// Adds what is not known yet, without a word to anybody. Says how many orders and payments were new.
    pub(crate) fn import(&mut self, import: Import) -> Result<(usize, usize), String> {
        if let Some(payment) = import.payments.iter().find(|payment| payment.status != PaymentStatus::Captured) {
            return Err(format!("{}: only captured payments can be imported", payment.id));
        }
        let rows = || {
            import
                .orders
                .iter()
                .map(|order| (&order.id, "order_", order.amount))
                .chain(import.payments.iter().map(|payment| (&payment.id, "pay_", payment.amount)))
        };
        if let Some((id, ..)) = rows().find(|(id, prefix, amount)| !ids::is_well_formed(id, prefix) || !(1..=MOST).contains(amount)) {
            return Err(format!("{id}: neither id nor amount may be misshapen"));
        }
        let mut seen = HashSet::new();
        if let Some((id, ..)) = rows().find(|(id, ..)| !seen.insert(*id)) {
            return Err(format!("{id}: it is there twice"));
        }
        let new_orders: Vec<ImportedOrder> = import.orders.into_iter().filter(|order| !self.books.orders.contains(&order.id)).collect();
        let ordered = |id: &str| self.books.orders.contains(id) || new_orders.iter().any(|order| order.id == id);
        if let Some(payment) = import.payments.iter().find(|payment| !ordered(&payment.order_id)) {
            return Err(format!("{}: there is no order {}", payment.id, payment.order_id));
        }
        let orders = new_orders.len();
        for imported in new_orders {
            let automatic = self.settings.auto_capture;
            let order = Order::new(imported.id, imported.amount, imported.currency, imported.created_at, automatic);
            self.keep_order(Order { receipt: imported.receipt, notes: imported.notes, ..order });
        }
        let new_payments: Vec<ImportedPayment> = import.payments.into_iter().filter(|payment| !self.books.payments.contains(&payment.id)).collect();
        let payments = new_payments.len();
        for imported in new_payments {
            self.import_payment(imported);
        }
        Ok((orders, payments))
    }

    fn import_payment(&mut self, imported: ImportedPayment) {
        let reference = self.digits(12);
        let Some(order) = self.books.orders.get_mut(&imported.order_id) else { return };
        order.attempts += 1;
        order.pay(imported.amount);
        order.payments.push(imported.id.clone());
        let mut payment = Payment::new(imported.id, order, imported.amount, &imported.method, imported.created_at);
        let (fee, tax) = fees::fee_and_tax(imported.amount, imported.method == "card");
        payment.currency = imported.currency;
        payment.status = PaymentStatus::Captured;
        payment.captured = true;
        payment.fee = Some(imported.fee.unwrap_or(fee));
        payment.tax = Some(imported.tax.unwrap_or(tax));
        payment.email = imported.email.unwrap_or_else(|| "void@razorpay.com".to_owned());
        payment.contact = imported.contact.unwrap_or_else(|| "+919000090000".to_owned());
        payment.acquirer_data = acquirer_data(&payment.method, Some(&reference));
        self.books.payments.insert(payment);
    }
}
