//! Payments: `created` at the bank, `authorized`, `captured`, `refunded`; or `failed`, which a late authorization can still undo.

use super::{
    State, Timer,
    notes::Notes,
    orders::{Order, OrderStatus},
    refunds::RefundRequest,
    table::Row,
};
use crate::{
    clock,
    errors::ApiError,
    faults::Act,
    fees,
    instruments::{Card, Failure, Instrument},
};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use std::time::Duration;

/// How long a payment waits for its capture by hand where an order only says how long it waits for one by itself.
const MANUAL_EXPIRY_MINUTES: i64 = 7_200;

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum PaymentStatus {
    Created,
    Authorized,
    Captured,
    Refunded,
    Failed,
}

#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Payment {
    pub(crate) id: String,
    pub(crate) amount: i64,
    pub(crate) currency: String,
    pub(crate) status: PaymentStatus,
    pub(crate) order_id: Option<String>,
    pub(crate) method: String,
    pub(crate) amount_refunded: i64,
    pub(crate) captured: bool,
    pub(crate) description: Option<String>,
    pub(crate) card_id: Option<String>,
    pub(crate) card: Option<Card>,
    pub(crate) bank: Option<String>,
    pub(crate) wallet: Option<String>,
    pub(crate) vpa: Option<String>,
    pub(crate) email: String,
    pub(crate) contact: String,
    pub(crate) notes: Notes,
    pub(crate) fee: Option<i64>,
    pub(crate) tax: Option<i64>,
    pub(crate) error: Option<Failure>,
    pub(crate) acquirer_data: Value,
    pub(crate) created_at: i64,
    pub(crate) settlement_id: Option<String>,
    /// When it ends if nothing happens: fails at the bank, or is refunded for want of a capture.
    pub(crate) expires_at: Option<i64>,
    /// What it will say should it fail.
    pub(crate) if_declined: Failure,
    pub(crate) refunds: Vec<String>,
}

impl Row for Payment {
    fn id(&self) -> &str {
        &self.id
    }

    fn created_at(&self) -> i64 {
        self.created_at
    }
}

impl Payment {
    /// A payment the bank has not answered yet.
    pub(crate) fn new(id: String, order: &Order, amount: i64, method: &str, created_at: i64) -> Self {
        Self {
            id,
            amount,
            currency: order.currency.clone(),
            status: PaymentStatus::Created,
            order_id: Some(order.id.clone()),
            method: method.to_owned(),
            amount_refunded: 0,
            captured: false,
            description: None,
            card_id: None,
            card: None,
            bank: None,
            wallet: None,
            vpa: None,
            email: String::new(),
            contact: String::new(),
            notes: Notes::default(),
            fee: None,
            tax: None,
            error: None,
            acquirer_data: json!({}),
            created_at,
            settlement_id: None,
            expires_at: None,
            if_declined: Failure::declined_by_bank(),
            refunds: Vec::new(),
        }
    }

    pub(crate) fn is_domestic_card(&self) -> bool {
        self.card.as_ref().is_some_and(|card| !card.international)
    }

    pub(crate) fn refund_status(&self) -> Option<&'static str> {
        match self.amount_refunded {
            0 => None,
            part if part < self.amount => Some("partial"),
            _ => Some("full"),
        }
    }
}

/// Who pays, as far as the checkout was told.
#[derive(Clone, Debug, Default)]
pub(crate) struct Payer {
    pub(crate) email: Option<String>,
    pub(crate) contact: Option<String>,
    pub(crate) notes: Notes,
    pub(crate) description: Option<String>,
}

/// What the bank is made to say.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Choice {
    #[default]
    Success,
    Failure,
    Pending,
}

/// How an attempt to pay ended for the person at the checkout.
#[derive(Clone, Debug)]
pub(crate) enum Attempt {
    Paid,
    Declined(Failure),
    Waiting,
}

impl State {
    pub(crate) fn payment(&self, id: &str) -> Result<&Payment, ApiError> {
        self.books.payments.get(id).ok_or_else(ApiError::unknown_id)
    }

    pub(super) fn payment_mut(&mut self, id: &str) -> Result<&mut Payment, ApiError> {
        self.books.payments.get_mut(id).ok_or_else(ApiError::unknown_id)
    }

    /// Begins a payment: the order is `attempted` from now on.
    pub(crate) fn start_payment(&mut self, order_id: &str, amount: i64, instrument: &Instrument, payer: Payer) -> Result<String, ApiError> {
        self.accepts_payment(self.order(order_id)?, amount)?;
        let (id, card_id, about) = (self.new_id("pay_"), self.new_id("card_"), self.new_id("#"));
        let bank_within = self.settings.bank_within;
        let order = self.books.orders.get_mut(order_id).ok_or_else(ApiError::unknown_id)?;
        order.status = OrderStatus::Attempted;
        order.attempts += 1;
        order.payments.push(id.clone());
        let mut payment = Payment::new(id.clone(), order, amount, instrument.method(), clock::seconds());
        payment.if_declined = instrument.failure();
        match instrument.clone() {
            Instrument::Card { card, .. } => (payment.card, payment.card_id) = (Some(card), Some(card_id)),
            Instrument::Upi { vpa } => payment.vpa = Some(vpa),
            Instrument::Netbanking { bank } => payment.bank = Some(bank),
            Instrument::Wallet { wallet } => payment.wallet = Some(wallet),
        }
        payment.acquirer_data = acquirer_data(instrument.method(), None);
        payment.description = payer.description.or(Some(about));
        payment.email = payer.email.filter(|email| !email.is_empty()).unwrap_or_else(|| "void@razorpay.com".to_owned());
        payment.contact = indian_number(payer.contact.as_deref().unwrap_or("9000090000"));
        payment.notes = payer.notes;
        payment.expires_at = Some(payment.created_at + seconds(bank_within));
        self.books.payments.insert(payment);
        self.later(bank_within, Timer::ExpirePayment(id.clone()));
        Ok(id)
    }

    /// The bank's answer to a payment.
    pub(crate) fn decide(&mut self, id: &str, choice: Choice) -> Result<Attempt, ApiError> {
        match choice {
            Choice::Success => self.approve(id),
            Choice::Failure => self.decline(id),
            Choice::Pending => Ok(Attempt::Waiting),
        }
    }

    /// The bank says yes, or a fault makes it say so later.
    fn approve(&mut self, id: &str) -> Result<Attempt, ApiError> {
        let Some(fault) = self.draw_fault("checkout", &[Act::AuthorizeLate]) else {
            self.authorize(id)?;
            return Ok(Attempt::Paid);
        };
        let failure = Failure::timed_out();
        self.decline_with(id, failure.clone())?;
        if let Some(after_ms) = fault.after_ms {
            self.later(Duration::from_millis(after_ms), Timer::AuthorizeLate(id.to_owned()));
        }
        Ok(Attempt::Declined(failure))
    }

    /// The bank says no.
    fn decline(&mut self, id: &str) -> Result<Attempt, ApiError> {
        let failure = self.payment(id)?.if_declined.clone();
        self.decline_with(id, failure.clone())?;
        Ok(Attempt::Declined(failure))
    }

    fn decline_with(&mut self, id: &str, failure: Failure) -> Result<(), ApiError> {
        let payment = self.payment_mut(id)?;
        if payment.status != PaymentStatus::Created {
            return Err(ApiError::bad("The payment is not waiting for the bank any more."));
        }
        payment.status = PaymentStatus::Failed;
        payment.error = Some(failure);
        payment.expires_at = None;
        self.emit_payment("payment.failed", id);
        Ok(())
    }

    /// The bank authorizes, in time or late. What follows depends on the order: capture, wait, or a refund at once.
    pub(crate) fn authorize(&mut self, id: &str) -> Result<(), ApiError> {
        let (reference, now) = (self.digits(12), clock::seconds());
        let payment = self.payment_mut(id)?;
        if !matches!(payment.status, PaymentStatus::Created | PaymentStatus::Failed) {
            return Err(ApiError::bad("The payment is not waiting for the bank any more."));
        }
        payment.status = PaymentStatus::Authorized;
        payment.error = None;
        payment.acquirer_data = acquirer_data(&payment.method, Some(&reference));
        let (age, amount) = (now - payment.created_at, payment.amount);
        let order_id = payment.order_id.clone().unwrap_or_default();
        self.emit_payment("payment.authorized", id);
        let (rule, asks_for) = self.books.orders.get(&order_id).map(|order| (order.capture.clone(), order.amount_due)).ok_or_else(ApiError::unknown_id)?;
        if amount > asks_for {
            return self.return_uncaptured(id);
        }
        // A person sits at the bank's page, whose time is real.
        if rule.automatic && age <= seconds(self.window(rule.automatic_expiry)) {
            return self.capture(id);
        }
        let by_hand = rule.manual_expiry.or(rule.automatic_expiry.map(|_| MANUAL_EXPIRY_MINUTES));
        let left = self.settings.scaled(self.window(by_hand)).max(Duration::from_secs(1));
        self.payment_mut(id)?.expires_at = Some(now + seconds(left));
        self.later(left, Timer::ExpirePayment(id.to_owned()));
        Ok(())
    }

    /// How long an order's minutes are; the account's own limit where it names none.
    fn window(&self, minutes: Option<i64>) -> Duration {
        minutes.map_or(self.settings.capture_within, |minutes| Duration::from_secs(minutes.unsigned_abs() * 60))
    }

    /// Checks a capture that a client asks for, then does it.
    pub(crate) fn capture_checked(&mut self, id: &str, amount: i64, currency: &str) -> Result<(), ApiError> {
        let payment = self.payment(id)?;
        match payment.status {
            PaymentStatus::Authorized => {}
            PaymentStatus::Captured | PaymentStatus::Refunded => return Err(ApiError::bad("This payment has already been captured")),
            PaymentStatus::Created | PaymentStatus::Failed => {
                return Err(ApiError::bad("Only payments which have been authorized and not yet captured can be captured"));
            }
        }
        if amount != payment.amount {
            return Err(ApiError::bad("Capture amount must be equal to the amount authorized").field("amount"));
        }
        if currency != payment.currency {
            return Err(ApiError::bad("The currency must be that of the payment").field("currency"));
        }
        let order = payment.order_id.as_deref().and_then(|order| self.books.orders.get(order));
        if order.is_some_and(|order| payment.amount > order.amount_due) {
            return Err(ApiError::bad("Your payment has been declined as the order is already paid. Please initiate the payment with a new order."));
        }
        self.capture(id)
    }

    fn capture(&mut self, id: &str) -> Result<(), ApiError> {
        let payment = self.payment_mut(id)?;
        let (fee, tax) = fees::fee_and_tax(payment.amount, payment.is_domestic_card());
        payment.status = PaymentStatus::Captured;
        payment.captured = true;
        payment.expires_at = None;
        (payment.fee, payment.tax) = (Some(fee), Some(tax));
        let (amount, order_id) = (payment.amount, payment.order_id.clone().unwrap_or_default());
        let order = self.books.orders.get_mut(&order_id).ok_or_else(ApiError::unknown_id)?;
        order.pay(amount);
        let is_paid = order.status == OrderStatus::Paid;
        self.emit_payment("payment.captured", id);
        if is_paid {
            self.emit_order_paid(id, &order_id);
        }
        Ok(())
    }

    /// Time is up: the bank never answered, or nobody captured.
    pub(crate) fn expire_payment(&mut self, id: &str) -> Result<(), ApiError> {
        let payment = self.payment(id)?;
        let due = payment.expires_at.is_some_and(|at| at <= clock::seconds() + 1);
        if due { self.expire_now(id) } else { Ok(()) }
    }

    /// As if the time were up.
    pub(crate) fn expire_now(&mut self, id: &str) -> Result<(), ApiError> {
        match self.payment(id)?.status {
            PaymentStatus::Created => self.decline_with(id, Failure::timed_out()),
            PaymentStatus::Authorized => self.return_uncaptured(id),
            _ => Err(ApiError::bad("The payment is neither waiting for the bank nor for its capture.")),
        }
    }

    /// Gives back what was authorized and never captured.
    fn return_uncaptured(&mut self, id: &str) -> Result<(), ApiError> {
        self.payment_mut(id)?.expires_at = None;
        self.refund_payment(id, RefundRequest::default()).map(|_| ())
    }
}

fn seconds(duration: Duration) -> i64 {
    i64::try_from(duration.as_secs()).unwrap_or(i64::MAX / 4)
}

/// What the bank's side calls the payment; null until it is authorized.
pub(super) fn acquirer_data(method: &str, reference: Option<&str>) -> Value {
    match method {
        "card" => json!({ "auth_code": reference.and_then(|digits| digits.get(..6)), "arn": null, "rrn": reference }),
        "upi" => json!({ "rrn": reference, "upi_transaction_id": reference.map(|digits| format!("NKD{digits}")) }),
        "netbanking" => json!({ "bank_transaction_id": reference }),
        _ => json!({ "transaction_id": reference }),
    }
}

fn indian_number(typed: &str) -> String {
    let digits: String = typed.chars().filter(|c| !c.is_whitespace() && *c != '-').collect();
    if digits.len() == 10 && digits.bytes().all(|byte| byte.is_ascii_digit()) { format!("+91{digits}") } else { digits }
}
