//! The way to the provider's payment page and back. It is a plain HTML form, so it works without JavaScript.

use super::{PaymentError, provider::NewOrder, settle::LOOK_FIRST, signature};
use crate::{
    domain::{
        booking::BookingStatus,
        ids::{BookingId, BookingRef, OrderId, UserId},
        money::CURRENCY,
    },
    entity::{booking, payment_order},
    services::{Services, bookings::BookingRecord},
};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder};
use std::{collections::BTreeMap, time::Duration};

/// How long a traveler who is back from the provider's page waits for what has become of the payment.
const WAIT_MAX: Duration = Duration::from_secs(5);

/// What the provider's page posts back, through the traveler's browser.
#[derive(Clone, Debug, Default)]
pub struct Callback {
    /// Which booking it is about, from the address that we gave.
    pub booking: Option<BookingRef>,
    pub payment: Option<String>,
    pub order: Option<String>,
    pub signature: Option<String>,
}

/// A traveler back from the provider's page.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Back {
    pub booking: BookingRef,
    /// False where the provider could not be asked yet what has become of the payment.
    pub settled: bool,
}

impl Back {
    /// The page to show: the booking's, which keeps looking where nothing is known yet.
    #[must_use]
    pub fn path(&self) -> String {
        let looking = if self.settled { "" } else { "?checking" };
        format!("/bookings/{}{looking}", self.booking)
    }
}

/// A form that takes the traveler to the provider's page.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CheckoutForm {
    /// Where it is posted.
    pub action: String,
    pub fields: Vec<(String, String)>,
}

impl Services {
    /// Makes the provider's order for a pending booking, where it has none yet. One order serves all attempts to pay.
    ///
    /// # Errors
    /// [`PaymentError::NotPayable`] where the booking is no longer pending; when the provider does not answer, in which case
    /// the next call finds out whether the order was made.
    pub async fn open_order(&self, user: UserId, reference: &BookingRef) -> Result<(), PaymentError> {
        let record = self.booking_of(user, reference).await?;
        let (booking, amount) = (&record.booking, record.price.total);
        if booking.status != BookingStatus::Pending || amount.is_zero() {
            return Err(PaymentError::NotPayable(booking.status));
        }
        // One for each amount: were it ever to change, the old order would no longer be the booking's.
        let receipt = format!("{reference}-{}", amount.0);
        let fresh = payment_order::intend(self.store.writer(), booking.id, &receipt, amount, CURRENCY, self.clock.now()).await?;
        let row = payment_order::Entity::find().filter(payment_order::Column::Receipt.eq(receipt.as_str())).one(self.store.writer()).await?;
        let row = row.ok_or(PaymentError::NoBooking)?;
        if row.provider_order_id.is_some() {
            return Ok(());
        }
        let made_before = if fresh { None } else { self.payments.provider.order_by_receipt(&receipt).await?.filter(|order| order.amount == amount) };
        let order = if let Some(order) = made_before {
            order
        } else {
            let notes = BTreeMap::from([("booking".to_owned(), reference.to_string())]);
            self.payments.provider.create_order(&NewOrder { receipt, amount, currency: CURRENCY.to_owned(), notes }).await?
        };
        if order.amount != amount || order.currency != CURRENCY {
            return Err(PaymentError::Unsettled(format!("the provider made an order of {} {}", order.amount, order.currency)));
        }
        payment_order::opened(self.store.writer(), row.id, &order.id, self.clock.now() + LOOK_FIRST).await?;
        Ok(())
    }

    /// The form that pays for a booking; `None` where it cannot be paid or its order is yet to be made.
    ///
    /// # Errors
    /// The database's.
    pub async fn checkout_form(&self, record: &BookingRecord) -> Result<Option<CheckoutForm>, PaymentError> {
        if record.booking.status != BookingStatus::Pending {
            return Ok(None);
        }
        let order = self.current_order(record.booking.id).await?.filter(|order| order.amount == record.price.total);
        let Some(order_id) = order.and_then(|order| order.provider_order_id) else { return Ok(None) };
        let (reference, base) = (&record.booking.reference, &self.payments.base_url);
        let lead = record.people.first().map(|lead| lead.name.clone()).unwrap_or_default();
        let mut fields = vec![
            ("key_id", self.payments.key_id.clone()),
            ("order_id", order_id),
            ("amount", record.price.total.0.to_string()),
            ("currency", CURRENCY.to_owned()),
            ("name", "Nukkad".to_owned()),
            ("description", format!("{} · {reference}", record.run.title)),
            ("prefill[name]", lead),
            ("prefill[email]", record.booking.contact_email.clone()),
            ("notes[booking]", reference.to_string()),
            ("callback_url", format!("{base}/payments/razorpay/callback?booking={reference}")),
            ("cancel_url", format!("{base}/bookings/{reference}")),
        ];
        if let Some(phone) = &record.booking.contact_phone {
            fields.push(("prefill[contact]", phone.clone()));
        }
        let fields = fields.into_iter().map(|(name, value)| (name.to_owned(), value)).collect();
        Ok(Some(CheckoutForm { action: self.payments.checkout_url.clone(), fields }))
    }

    async fn current_order(&self, booking: BookingId) -> Result<Option<payment_order::Model>, PaymentError> {
        let orders = payment_order::Entity::find().filter(payment_order::Column::BookingId.eq(booking)).order_by_desc(payment_order::Column::Id);
        Ok(orders.one(self.store.reader()).await?)
    }

    /// Settles an order; false where that fails or takes longer than a traveler should wait. It goes on all the same, also when the
    /// browser hangs up: a capture is not to be cut off.
    async fn settle_while_they_wait(&self, order: OrderId, expected: Option<String>, booking: &BookingRef) -> bool {
        let services = self.clone();
        let settling = tokio::spawn(async move { services.settle_expecting(order, expected.as_deref()).await });
        let problem = match tokio::time::timeout(WAIT_MAX, settling).await {
            Ok(Ok(Ok(()))) => return true,
            Ok(Ok(Err(error))) => error.to_string(),
            Ok(Err(panic)) => panic.to_string(),
            Err(_) => "the payment provider takes its time".to_owned(),
        };
        tracing::warn!(%booking, problem, "a payment could not be settled at once; it is tried again");
        false
    }

    /// The traveler's browser is back from the provider's page: settles the order and gives the booking to show.
    ///
    /// A success must carry a signature over *our* order's id; a failure carries none, and none is needed,
    /// since all it leads to is asking the provider what is true.
    ///
    /// # Errors
    /// [`PaymentError::NoBooking`] where it is about no booking of ours, [`PaymentError::BadSignature`] where the signature is not
    /// the provider's. A provider that does not answer is no error here: the booking's page shows what is known.
    pub async fn come_back(&self, callback: &Callback) -> Result<Back, PaymentError> {
        let reference = callback.booking.as_ref().ok_or(PaymentError::NoBooking)?;
        let orders = payment_order::Entity::find()
            .inner_join(booking::Entity)
            .filter(booking::Column::Reference.eq(reference.clone()))
            .order_by_desc(payment_order::Column::Id)
            .all(self.store.reader())
            .await?;
        let named = |order: &&payment_order::Model| callback.order.is_none() || order.provider_order_id == callback.order;
        let Some(order) = orders.iter().find(named) else {
            return Err(if orders.is_empty() { PaymentError::NoBooking } else { PaymentError::BadSignature });
        };
        if let Some(payment) = &callback.payment
            && let Some(signature) = &callback.signature
        {
            let ours = order.provider_order_id.as_deref().unwrap_or_default();
            if !signature::checkout_signature_is_good(&self.payments.key_secret, ours, payment, signature) {
                return Err(PaymentError::BadSignature);
            }
        } else if callback.payment.is_some() || callback.signature.is_some() {
            return Err(PaymentError::BadSignature);
        }
        Ok(Back { booking: reference.clone(), settled: self.settle_while_they_wait(order.id, callback.payment.clone(), reference).await })
    }
}
