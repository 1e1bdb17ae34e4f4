//! Five hundred travelers pay for fifty seats, in time and late, while webhooks get lost, come twice and late, captures hang,
//! and several processes work on the queue. In the end fifty have a seat, and everybody else has their money.

use crate::support::{
    Backend, TestApp,
    build::{PAID, RunSpec},
    client, clock, payments,
};
use nukkad::{
    domain::{
        booking::{BookingRequest, BookingStatus},
        ids::{BookingId, BookingRef, RunId, UserId},
        ledger::Account,
    },
    entity::{booking, job, payment_order},
    services::{Services, bookings::ExpireHold, store::Store},
};
use sea_orm::{ColumnTrait, EntityTrait, PaginatorTrait, QueryFilter};
use serde_json::{Value, json};
use std::{
    collections::HashMap,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    time::Duration,
};
use tokio::task::JoinSet;

const SEATS: usize = 50;
/// So many times all seats are held, and given back unpaid but for the last time.
const WAVES: usize = 10;
/// Those of the last wave who do not pay in time either.
const DAWDLERS: usize = 20;
/// Payers at the same time.
const AT_ONCE: usize = 32;
/// Processes that work on the queue.
const PROCESSES: usize = 3;
/// How often an idle process looks at the queue.
const LOOK_EVERY: Duration = Duration::from_millis(20);

/// Somebody who booked, and is going to pay.
#[derive(Clone)]
struct Payer {
    number: usize,
    booking: BookingId,
    reference: BookingRef,
    order: String,
}

/// Where payers send things.
#[derive(Clone)]
struct Ways {
    client: reqwest::Client,
    app: TestApp,
}

impl Ways {
    async fn post(&self, path: &str, what: &Value) -> Value {
        let answer = self.client.post(format!("{}/sandbox/{path}", self.app.sandbox_url)).json(what).send().await.unwrap();
        answer.json().await.unwrap()
    }

    /// Comes back from the provider's page. A site that is too busy is tried again, as people do.
    async fn come_back(&self, payer: &Payer, fields: &Value) {
        let url = self.app.at(&format!("/payments/razorpay/callback?booking={}", payer.reference));
        let status = self.client.post(url).form(fields).send().await.unwrap().status();
        assert_eq!(status, 303, "{} came back", payer.reference);
    }

    /// One person's way to pay; some are less straight than others.
    async fn pay(&self, payer: &Payer) {
        let path = format!("orders/{}/pay", payer.order);
        let mut refused = None;
        if payer.number % 10 == 2 {
            let answer = self.post(&path, &json!({"outcome": "failure"})).await;
            refused = answer["error"]["metadata"]["payment_id"].as_str().map(str::to_owned);
            self.come_back(payer, &json!({"error[code]": "BAD_REQUEST_ERROR"})).await;
        }
        let paid = self.post(&path, &json!({})).await;
        let payment = paid["razorpay_payment_id"].as_str().unwrap_or_else(|| panic!("{paid}"));
        if payer.number % 10 == 4 {
            // By hand, on the provider's dashboard; we may have been faster.
            self.app.services.payments.provider.capture(payment, nukkad::domain::money::Paise(65_000)).await.ok();
        }
        if payer.number % 20 == 2 {
            // The bank changes its mind about the first attempt.
            self.post(&format!("payments/{}/authorize", refused.unwrap()), &json!({})).await;
        }
        match payer.number % 10 {
            0 | 1 => {}
            3 => {
                tokio::join!(self.come_back(payer, &paid), self.come_back(payer, &paid));
            }
            _ => self.come_back(payer, &paid).await,
        }
    }

    async fn pay_all(&self, payers: &[Payer]) {
        use futures_util::{StreamExt, stream};
        stream::iter(payers).for_each_concurrent(AT_ONCE, |payer| self.pay(payer)).await;
    }
}

/// All seats are held, again and again, by others each time; but for the last, all holds run out.
async fn hold_in_waves(app: &TestApp, run: RunId) -> Vec<Payer> {
    let mut payers = Vec::new();
    for wave in 0..WAVES {
        let mut holders = JoinSet::new();
        for number in (wave * SEATS)..((wave + 1) * SEATS) {
            let app = app.clone();
            holders.spawn(async move {
                let user = app.user(&format!("guest{number}@example.com"), "Guest").await;
                hold(&app, run, user, number).await
            });
        }
        let holders = holders.join_all().await;
        if wave + 1 < WAVES {
            app.pass(16);
            for payer in &holders {
                app.services.expire_hold(ExpireHold { booking: payer.booking }).await.unwrap();
            }
        }
        payers.extend(holders);
    }
    payers
}

async fn hold(app: &TestApp, run: RunId, user: UserId, number: usize) -> Payer {
    let email = format!("guest{number}@example.com");
    let request = BookingRequest { run, names: vec!["Guest".to_owned()], email, phone: None, requests: None, token: "once".to_owned(), shown: None };
    let reference = app.services.reserve(user, &request).await.unwrap();
    app.services.open_order(user, &reference).await.unwrap();
    let order = app.order(&reference).await;
    Payer { number, booking: order.booking_id, reference, order: order.provider_order_id.unwrap() }
}

/// Processes that work on the queue, each with connections of its own.
struct Processes {
    stop: Arc<AtomicBool>,
    tasks: JoinSet<()>,
}

impl Processes {
    async fn start(app: &TestApp) -> Self {
        let (stop, mut tasks) = (Arc::new(AtomicBool::new(false)), JoinSet::new());
        for _ in 0..PROCESSES {
            let mut services = Services::new(Store::connect(&app.database).await.unwrap(), payments(&app.sandbox_url, &app.url));
            services.clock = clock(&app.minutes);
            services.mail.postman = Arc::new(app.mails.clone());
            let stop = stop.clone();
            tasks.spawn(async move {
                while !stop.load(Ordering::SeqCst) {
                    nukkad::jobs::run_once(&services).await.unwrap();
                    tokio::time::sleep(LOOK_EVERY).await;
                }
            });
        }
        Self { stop, tasks }
    }

    async fn stop(self) {
        self.stop.store(true, Ordering::SeqCst);
        self.tasks.join_all().await;
    }
}

/// Waits until the provider has nothing more to tell.
async fn all_told(ways: &Ways) {
    let url = format!("{}/sandbox/webhooks/idle?timeout_ms=60000&within_ms=5000", ways.app.sandbox_url);
    let answer: Value = ways.client.get(url).send().await.unwrap().json().await.unwrap();
    assert_eq!(answer["idle"], true, "{answer}");
}

/// Lets time pass until nothing is left to do.
async fn calm(app: &TestApp) {
    for minutes in [1, 3, 10, 30, 60, 120] {
        app.pass(minutes);
        nukkad::jobs::run_once(&app.services).await.unwrap();
    }
    let undone = job::Entity::find().filter(job::Column::Status.ne(job::DONE)).all(app.services.store.reader()).await.unwrap();
    assert!(undone.is_empty(), "{undone:?}");
}

async fn storm(backend: Backend) {
    let app = TestApp::start(backend).await;
    let client = client().redirect(reqwest::redirect::Policy::none()).build().unwrap();
    let ways = Ways { client, app: app.clone() };
    let run = app.run("coffee", RunSpec { capacity: 50, starts_in_hours: 240, ..PAID }).await;
    let payers = hold_in_waves(&app, run).await;
    assert_eq!((payers.len(), app.seats_taken(run).await), (WAVES * SEATS, 50));
    app.tell("seed", json!({"seed": 1_947})).await;
    app.faults(json!([
        {"on": "webhook:*", "do": "drop", "probability": 0.05},
        {"on": "webhook:*", "do": "duplicate", "probability": 0.1, "delay_ms": [0, 300]},
        {"on": "webhook:*", "do": "delay", "delay_ms": [0, 300]},
        {"on": "POST /v1/payments/*/capture", "do": "hang", "ms": 3_000, "when": "after", "probability": 0.02},
        {"on": "POST /v1/payments/*/refund", "do": "hang", "ms": 3_000, "when": "after", "probability": 0.02},
    ]))
    .await;
    app.sandbox.set_webhook_url(Some(app.at("/webhooks/razorpay")));
    let processes = Processes::start(&app).await;

    // While all seats are held: some of those who hold them pay, and most of those who are late.
    let (late, in_time) = payers.split_at(payers.len() - SEATS);
    let (dawdlers, in_time) = in_time.split_at(DAWDLERS);
    let (early, rest) = late.split_at(250);
    let (second, last) = rest.split_at(160);
    ways.pay_all(&[in_time, early].concat()).await;
    // The others' holds run out this very moment, and they pay all the same, and so do more of the late.
    app.pass(16);
    ways.pay_all(&[second, dawdlers].concat()).await;
    all_told(&ways).await;
    // Should a seat be left, somebody among the last gets it.
    ways.pay_all(last).await;
    all_told(&ways).await;
    processes.stop().await;
    calm(&app).await;
    all_told(&ways).await;
    calm(&app).await;
    everybody_has_a_seat_or_their_money(&app, run, &payers).await;
}

async fn everybody_has_a_seat_or_their_money(app: &TestApp, run: RunId, payers: &[Payer]) {
    let db = app.services.store.reader();
    let state = app.sandbox.state();
    let rows = |kind: &str| state[kind].as_array().unwrap().clone();
    let mut refunds: HashMap<String, Vec<i64>> = HashMap::new();
    for refund in rows("refunds") {
        refunds.entry(refund["payment_id"].as_str().unwrap().to_owned()).or_default().push(refund["amount"].as_i64().unwrap());
    }
    let mut captured: HashMap<String, Vec<String>> = HashMap::new();
    for payment in rows("payments").iter().filter(|payment| payment["captured"] == true) {
        captured.entry(payment["order_id"].as_str().unwrap().to_owned()).or_default().push(payment["id"].as_str().unwrap().to_owned());
    }
    let (mut seated, mut refunded) = (0, 0);
    let bookings: HashMap<BookingId, booking::Model> = app.bookings_on(run).await.into_iter().map(|booking| (booking.id, booking)).collect();
    for payer in payers {
        let (booking, taken) = (&bookings[&payer.booking], captured.get(&payer.order).cloned().unwrap_or_default());
        assert_eq!(booking.capturing_payment_id, None, "{}", payer.reference);
        let kept = taken.iter().filter(|payment| !refunds.contains_key(*payment)).count();
        let given_back: Vec<_> = taken.iter().filter_map(|payment| refunds.get(payment)).collect();
        assert!(given_back.iter().all(|amounts| **amounts == [65_000]), "{}: refunded {given_back:?}", payer.reference);
        let is_seated = booking.status == BookingStatus::Confirmed;
        assert!(is_seated || booking.status == BookingStatus::Expired, "{} is {}", payer.reference, booking.status);
        assert_eq!(kept, usize::from(is_seated), "{}, {}: {taken:?}", payer.reference, booking.status);
        seated += kept;
        refunded += given_back.len();
    }
    assert_eq!((seated, app.seats_taken(run).await), (SEATS, 50));
    let open = payment_order::Entity::find().filter(payment_order::Column::FailedLooks.gt(0)).count(db).await.unwrap();
    assert_eq!(open, 0, "orders that could not be settled");
    assert_eq!(app.services.jobs_left_behind(app.services.clock.now()).await.unwrap(), 0);
    assert_eq!(app.services.miscounted_runs().await.unwrap(), []);
    assert_eq!(app.services.ledger_check().await.unwrap(), [""; 0]);
    assert_eq!(app.services.balance(Account::ProviderClearing).await.unwrap().0, state["balance"].as_i64().unwrap());
    let sent = rows("webhooks");
    let dropped = sent.iter().filter(|event| event["status"] == "dropped").count();
    eprintln!("{refunded} payments were captured without a seat and refunded; {dropped} of {} events were lost", sent.len());
    assert!(refunded > 0 && dropped > 0, "the storm was none");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn five_hundred_pay_for_fifty_seats_on_sqlite() {
    storm(Backend::Sqlite).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn five_hundred_pay_for_fifty_seats_on_postgres() {
    storm(Backend::Postgres).await;
}
