//! What the payment provider can be asked, in our words. Narrow on purpose: the rest of the house knows no other way to the money.

use crate::domain::money::Paise;
use async_trait::async_trait;
use chrono::NaiveDate;
use std::{collections::BTreeMap, fmt::Debug};

/// A payment provider with manual capture: a traveler's money is ours only once [`Provider::capture`] says so.
///
/// Every method fails with a [`ProviderError`]; the one that matters most to callers is [`ProviderError::Unknown`].
#[async_trait]
pub trait Provider: Send + Sync + Debug {
    /// Opens an order, to be captured by hand.
    ///
    /// There is no idempotency for orders: after [`ProviderError::Unknown`] ask [`Provider::order_by_receipt`] before creating again.
    async fn create_order(&self, order: &NewOrder) -> Result<Order, ProviderError>;

    /// The order with exactly this receipt of ours; the oldest, should there be several.
    ///
    /// The provider's lists may lag behind by minutes, so a fresh `None` is no proof that there is none.
    async fn order_by_receipt(&self, receipt: &str) -> Result<Option<Order>, ProviderError>;

    /// All attempts to pay an order, failed ones included.
    async fn payments_of_order(&self, order: &str) -> Result<Vec<Payment>, ProviderError>;

    /// One payment as it is now.
    async fn payment(&self, payment: &str) -> Result<Payment, ProviderError>;

    /// Takes an authorized payment; `amount` must be all that was authorized.
    ///
    /// A payment that is captured already gives [`ProviderError::Invalid`] with words nobody should match on: ask [`Provider::payment`].
    async fn capture(&self, payment: &str, amount: Paise) -> Result<Payment, ProviderError>;

    /// Gives back a captured payment or a part of it. The same key with the same refund may be sent again and again and is done once.
    async fn refund(&self, refund: &NewRefund) -> Result<Refund, ProviderError>;

    /// One refund as it is now.
    async fn refund_status(&self, refund: &str) -> Result<Refund, ProviderError>;

    /// All refunds of a payment, those not made by us included.
    async fn refunds_of_payment(&self, payment: &str) -> Result<Vec<Refund>, ProviderError>;

    /// Payments that were made in a span of time, in seconds since 1970, both ends included: a page of at most a hundred after `skip`
    /// others, newest first. An empty page is the end. Lists may lag behind by minutes.
    async fn payments_between(&self, span: (i64, i64), skip: usize) -> Result<Vec<Payment>, ProviderError>;

    /// The same of refunds.
    async fn refunds_between(&self, span: (i64, i64), skip: usize) -> Result<Vec<Refund>, ProviderError>;

    /// What came to our bank on a day of India's, item by item: a page of at most a thousand after `skip` others. An empty page is the end.
    async fn settled_on(&self, day: NaiveDate, skip: usize) -> Result<Vec<SettledItem>, ProviderError>;

    /// What a settlement comes to.
    async fn settlement_amount(&self, settlement: &str) -> Result<Paise, ProviderError>;

    /// One dispute as it is now.
    async fn dispute(&self, dispute: &str) -> Result<Dispute, ProviderError>;

    /// Disputes that were opened in a span of time; pages as of [`Provider::payments_between`].
    async fn disputes_between(&self, span: (i64, i64), skip: usize) -> Result<Vec<Dispute>, ProviderError>;

    /// Asks something harmless, to learn whether the keys are accepted.
    async fn check_keys(&self) -> Result<(), ProviderError>;
}

/// An order to open.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewOrder {
    /// Our name for it, one to an order, at most 40 characters.
    pub receipt: String,
    pub amount: Paise,
    /// As ISO 4217 names it.
    pub currency: String,
    /// Up to 15 pairs of up to 256 characters each, shown to whoever looks at the provider's dashboard.
    pub notes: BTreeMap<String, String>,
}

/// An order as the provider has it. Callers compare amount and currency with their own row.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Order {
    pub id: String,
    pub amount: Paise,
    pub currency: String,
    pub receipt: Option<String>,
    /// `created`, `attempted` or `paid`; for people to read, what was paid is told by the payments.
    pub status: String,
}

/// A payment as the provider has it. Callers compare order, amount and currency with their own row.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Payment {
    pub id: String,
    pub order_id: Option<String>,
    pub amount: Paise,
    pub currency: String,
    pub status: PaymentState,
    /// Whether it was ever captured; a refunded payment says true here, one that lapsed and went back by itself says false.
    pub captured: bool,
    /// `card`, `upi`, `netbanking` …
    pub method: Option<String>,
    /// What the provider keeps, tax included; not known before the capture.
    pub fee: Option<Paise>,
    /// The part of the fee that is tax.
    pub tax: Option<Paise>,
    pub amount_refunded: Paise,
    /// Seconds since 1970; tells which of two came first.
    pub created_at: i64,
    /// Why it failed; never set on one that did not.
    pub error: Option<Failure>,
}

/// Where a payment is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PaymentState {
    /// Waits for the traveler or the bank.
    Created,
    /// The bank has set the money aside; it goes back by itself if nobody captures it.
    Authorized,
    /// Ours, perhaps refunded in part.
    Captured,
    /// All of it went back.
    Refunded,
    /// For now: a bank's late answer may still make it [`PaymentState::Authorized`].
    Failed,
    /// A word that was not there when this was written.
    Unknown(String),
}

/// Why a payment failed, in the provider's words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Failure {
    pub code: String,
    /// Fit to be shown to the traveler; may be empty.
    pub description: String,
    /// One word for machines, such as `payment_cancelled`.
    pub reason: Option<String>,
}

/// A refund to make.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewRefund {
    /// The provider's id of the captured payment.
    pub payment: String,
    pub amount: Paise,
    /// From our own row, the same at every try: 10 characters or more of letters, digits, `_` and `-`.
    pub idempotency_key: String,
    /// Our name for it, one to a refund.
    pub receipt: String,
    /// As those of [`NewOrder`].
    pub notes: BTreeMap<String, String>,
}

/// A refund as the provider has it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refund {
    pub id: String,
    pub payment_id: String,
    pub amount: Paise,
    pub currency: String,
    pub status: RefundState,
    /// Our name for it; one made on the provider's dashboard has none.
    pub receipt: Option<String>,
    pub notes: BTreeMap<String, String>,
    /// Seconds since 1970.
    pub created_at: i64,
}

/// Where a refund is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum RefundState {
    /// On its way; it cannot be called back.
    Pending,
    /// Handed to the traveler's bank.
    Processed,
    Failed,
    /// A word that was not there when this was written.
    Other(String),
}

/// A dispute as the provider has it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Dispute {
    pub id: String,
    pub payment_id: String,
    pub amount: Paise,
    pub currency: String,
    /// What was taken from us so far.
    pub amount_deducted: Paise,
    /// `chargeback`, `pre_arbitration` …
    pub phase: String,
    /// One word, such as `goods_or_services_not_received`.
    pub reason: String,
    /// `open`, `under_review`, `won`, `lost` or `closed`.
    pub status: String,
    /// Until when the bank hears us; seconds since 1970.
    pub respond_by: Option<i64>,
    /// Seconds since 1970.
    pub created_at: i64,
}

/// One item of a settlement: what of a payment or refund came to our bank, or went from it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SettledItem {
    /// The provider's name for the payment or refund.
    pub id: String,
    /// `payment`, `refund`, `adjustment` …
    pub kind: String,
    pub settlement: String,
    pub amount: Paise,
    /// What the provider keeps, tax included.
    pub fee: Paise,
    pub tax: Paise,
    /// What came to our bank by it.
    pub credit: Paise,
    /// What went from it.
    pub debit: Paise,
    /// Seconds since 1970.
    pub created_at: i64,
}

/// Why the provider did not do what it was asked. No variant carries a secret or a traveler's address.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ProviderError {
    /// It was understood, and the bank or the provider behind it said no. Surely not done.
    #[error("the provider declined: {description} ({code}{})", reason_words(reason.as_deref()))]
    Declined { code: String, description: String, reason: Option<String> },
    /// It makes no sense to the provider as things are, and will not at another try. Surely not done by this call.
    #[error("the provider refused: {description} ({code}{}{})", reason_words(reason.as_deref()), field_words(field.as_deref()))]
    Invalid { code: String, description: String, reason: Option<String>, field: Option<String> },
    /// The keys are wrong. Surely not done.
    #[error("the provider does not accept our keys")]
    Auth,
    /// Too much was asked at once. Surely not done; try later.
    #[error("the provider wants us to slow down")]
    RateLimited,
    /// It may or may not have happened: ask again before doing anything else.
    #[error("the provider gave no clear answer: {0}")]
    Unknown(String),
    /// It surely did not leave this machine.
    #[error("the provider could not be reached: {0}")]
    NotSent(String),
}

fn reason_words(reason: Option<&str>) -> String {
    reason.map_or_else(String::new, |reason| format!(", {reason}"))
}

fn field_words(field: Option<&str>) -> String {
    field.map_or_else(String::new, |field| format!(", field {field}"))
}
