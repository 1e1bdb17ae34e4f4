//! How fast money is dealt with: webhooks are answered, and bookings are paid for and confirmed, beside the bare seat statement
//! committed by the same pool. The provider is the sandbox in this very process, so its work is measured along with ours.
//! `make bench` builds and runs it; the settings are those of `benches/load.rs`.
#![expect(clippy::unwrap_used, clippy::print_stdout, reason = "a measurement that cannot go on has failed, and what it found goes to the terminal")]

mod shared;

use hmac::{Hmac, KeyInit, Mac};
use nukkad::{
    domain::{
        booking::{BookingRequest, BookingStatus},
        ids::{BookingRef, RunId, UserId},
        money::Paise,
    },
    entity::{payment_order, user},
    services::{Services, payments::checkout::Callback},
};
use razorpay_sandbox::{Sandbox, Settings};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};
use serde_json::{Value, json};
use sha2::Sha256;
use shared::{Length, WEBHOOK_SECRET, endless_run, listen, measure, seat_statement, show, site};
use std::{
    sync::{
        Arc, Mutex,
        atomic::{AtomicU64, Ordering},
    },
    time::Duration,
};

/// Senders of webhooks at the same time, and how many they send.
const SENDERS: usize = 32;
const MESSAGES: usize = 2_000;
/// A webhook is to be answered within this time, in 99 of 100 cases.
const ANSWER_WITHIN: Duration = Duration::from_millis(100);
/// Travelers at the same time.
const TRAVELERS: usize = 16;
/// Bookings that are confirmed on the way back from the provider's page.
const CONFIRMATIONS: usize = 500;

/// Everything that a traveler needs.
#[derive(Clone)]
struct Town {
    services: Services,
    client: reqwest::Client,
    provider: String,
    traveler: UserId,
    run: RunId,
    tokens: Arc<AtomicU64>,
}

impl Town {
    /// Books, opens the order and pays it at the provider; gives what the provider's page sends back.
    async fn pay(&self) -> Callback {
        let token = format!("bench-{}", self.tokens.fetch_add(1, Ordering::Relaxed));
        let (names, email) = (vec!["Asha Rao".to_owned()], "asha@example.com".to_owned());
        let request = BookingRequest { run: self.run, names, email, phone: None, requests: None, token, shown: None };
        let reference = self.services.reserve(self.traveler, &request).await.unwrap();
        self.services.open_order(self.traveler, &reference).await.unwrap();
        let order = self.order_of(&reference).await;
        let url = format!("{}/sandbox/orders/{order}/pay", self.provider);
        let paid: Value = self.client.post(url).json(&json!({})).send().await.unwrap().json().await.unwrap();
        let word = |name: &str| paid[name].as_str().map(str::to_owned);
        let [payment, order, signature] = ["razorpay_payment_id", "razorpay_order_id", "razorpay_signature"].map(word);
        Callback { booking: Some(reference), payment, order, signature }
    }

    async fn order_of(&self, reference: &BookingRef) -> String {
        let orders = payment_order::Entity::find().filter(payment_order::Column::Receipt.starts_with(format!("{reference}-")));
        orders.one(self.services.store.reader()).await.unwrap().unwrap().provider_order_id.unwrap()
    }

    async fn confirm(&self, callback: &Callback) {
        assert!(self.services.come_back(callback).await.unwrap().settled);
    }
}

/// A message as the provider sends them, about an order of somebody else's.
fn message(number: u64) -> (String, Vec<u8>) {
    let payment = json!({
        "id": format!("pay_{number:014}"), "entity": "payment", "amount": 65_000, "currency": "INR", "status": "authorized",
        "order_id": format!("order_{number:014}"), "method": "card", "captured": false, "description": "a text of some length ".repeat(40),
        "email": "asha@example.com", "contact": "+919845012345", "notes": {"booking": "NK-22222222"}, "created_at": 1,
    });
    let body = json!({
        "entity": "event", "account_id": "acc_00000000000000", "event": "payment.authorized", "contains": ["payment"],
        "payload": {"payment": {"entity": payment}}, "created_at": 1,
    });
    (format!("bench-{number}"), body.to_string().into_bytes())
}

async fn webhooks(town: &Town, base: &str) {
    let url = format!("{base}/webhooks/razorpay");
    let sender = {
        let town = town.clone();
        move || {
            let (client, url) = (town.client.clone(), url.clone());
            let (event, body) = message(town.tokens.fetch_add(1, Ordering::Relaxed));
            async move {
                let mut mac = Hmac::<Sha256>::new_from_slice(WEBHOOK_SECRET.as_bytes()).unwrap();
                mac.update(&body);
                let signature = hex::encode(mac.finalize().into_bytes());
                let request = client.post(url).header("x-razorpay-event-id", event).header("x-razorpay-signature", signature);
                let status = request.header("content-type", "application/json").body(body).send().await.unwrap().status();
                assert!(status.is_success(), "{status}");
            }
        }
    };
    let row = measure(SENDERS, Length { seconds: None, times: MESSAGES }, sender).await;
    show("webhook (POST /webhooks/razorpay)", &row, None);
    let kept = if row.p99 <= ANSWER_WITHIN { "kept" } else { "NOT KEPT" };
    println!("  {SENDERS} senders, the queue at work; answered within {} ms at p99: {kept}", ANSWER_WITHIN.as_millis());
}

/// From the form to the confirmed booking, order, payment and capture included.
async fn whole_way(town: &Town, length: Length) {
    let floor = seat_statement(&town.services, town.run, TRAVELERS, length).await;
    let go = {
        let town = town.clone();
        move || {
            let town = town.clone();
            async move {
                let callback = town.pay().await;
                town.confirm(&callback).await;
            }
        }
    };
    let row = measure(TRAVELERS, length, go).await;
    show("booked, paid and confirmed", &row, Some(&floor));
    let row = confirmations(town).await;
    show("confirmed (the callback alone)", &row, Some(&floor));
    show("  the bare seat statement", &floor, None);
}

/// The last part of the way: the traveler is back, the payment is asked about and captured, the booking confirmed.
async fn confirmations(town: &Town) -> shared::Row {
    let paid = Arc::new(Mutex::new(Vec::new()));
    let prepare = {
        let (town, paid) = (town.clone(), paid.clone());
        move || {
            let (town, paid) = (town.clone(), paid.clone());
            async move {
                let callback = town.pay().await;
                paid.lock().unwrap().push(callback);
            }
        }
    };
    measure(TRAVELERS, Length { seconds: None, times: CONFIRMATIONS }, prepare).await;
    let last = paid.lock().unwrap()[0].booking.clone().unwrap();
    let come_back = {
        let town = town.clone();
        move || {
            let (town, paid) = (town.clone(), paid.clone());
            async move {
                let callback = paid.lock().unwrap().pop().unwrap();
                town.confirm(&callback).await;
            }
        }
    };
    let row = measure(TRAVELERS, Length { seconds: None, times: CONFIRMATIONS }, come_back).await;
    assert_eq!(town.services.booking_of(town.traveler, &last).await.unwrap().booking.status, BookingStatus::Confirmed);
    row
}

#[tokio::main]
async fn main() {
    let sandbox = Sandbox::new(Settings { auto_capture: false, ..Settings::default() }).unwrap();
    let provider = format!("http://{}", listen(sandbox.router()).await);
    let (services, database, _files) = shared::services(&provider).await;
    let base = format!("http://{}", site(&services).await);
    let traveler = user::Entity::find().filter(user::Column::Email.eq("traveler@example.com")).one(services.store.reader()).await.unwrap().unwrap().id;
    let run = endless_run(&services, Paise(45_000), Paise(20_000)).await;
    let town = Town { services: services.clone(), client: reqwest::Client::new(), provider, traveler, run, tokens: Arc::default() };
    let length = Length::usual();
    println!("{TRAVELERS} travelers, {} s each, {database}, demo data", length.seconds.unwrap_or_default());
    whole_way(&town, length).await;
    // As in `serve`: what comes in is worked on at once.
    let queue = tokio::spawn(nukkad::jobs::run_forever(services.clone()));
    webhooks(&town, &base).await;
    queue.abort();
    assert_eq!(services.ledger_check().await.unwrap(), [""; 0]);
}
