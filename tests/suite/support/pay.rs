//! Paying in tests: at the sandbox, without its pages.

use super::{Answer, Browser, TestApp, client};
use crate::support::build::{RunSpec, fields, form};
use nukkad::{
    domain::ids::{BookingRef, RunId},
    entity::{booking, payment, payment_order, refund},
};
use razorpay_sandbox::{Sandbox, Settings};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder};
use serde_json::{Value, json};
use std::time::Duration;

pub(crate) const KEY_ID: &str = "rzp_test_nukkad";
pub(crate) const KEY_SECRET: &str = "nukkad-sandbox-secret";
pub(crate) const WEBHOOK_SECRET: &str = "nukkad-webhook-secret";
/// How long tests wait for a provider that hangs.
pub(crate) const PATIENCE: Duration = Duration::from_millis(1_500);

/// A sandbox of one's own. It sends no webhooks until it is told where.
pub(crate) async fn sandbox() -> (Sandbox, String) {
    let sandbox = Sandbox::new(Settings { auto_capture: false, time_scale: 1_000.0, ..Settings::default() }).unwrap();
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    let serving = sandbox.clone();
    tokio::spawn(async move { serving.serve(listener).await.unwrap() });
    (sandbox, url)
}

/// What the provider's page posts back after a success.
#[derive(Clone, Debug)]
pub(crate) struct Paid {
    pub(crate) payment: String,
    pub(crate) order: String,
    pub(crate) signature: String,
}

/// Somebody who holds seats on a run and is about to pay.
#[derive(Clone)]
pub(crate) struct Payer {
    pub(crate) browser: Browser,
    pub(crate) reference: BookingRef,
    pub(crate) run: RunId,
}

impl TestApp {
    /// A traveler with a pending booking for `names` on a run of its own.
    pub(crate) async fn payer(&self, spec: RunSpec, names: &[&str]) -> Payer {
        let run = self.run("coffee", spec).await;
        self.payer_on(run, "asha@example.com", names).await
    }

    /// Another one, on a run that is there.
    pub(crate) async fn payer_on(&self, run: RunId, email: &str, names: &[&str]) -> Payer {
        self.user(email, "Asha").await;
        let browser = self.browser();
        browser.log_in(email).await;
        let answer = browser.call("book", &fields(&form(&run.to_string(), "a", names))).await;
        assert_eq!(answer.status, 200, "{answer:?}");
        let reference = answer.json()["to"].as_str().unwrap().trim_start_matches("/bookings/").parse().unwrap();
        Payer { browser, reference, run }
    }

    /// Tells the sandbox something that it takes.
    pub(crate) async fn tell(&self, path: &str, what: Value) -> Value {
        let (status, body) = self.try_to_tell(path, what).await;
        assert!((200..300).contains(&status), "{path}: {status} {body}");
        serde_json::from_str(&body).unwrap_or(Value::Null)
    }

    async fn try_to_tell(&self, path: &str, what: Value) -> (u16, String) {
        let answer = client().build().unwrap().post(format!("{}/sandbox/{path}", self.sandbox_url)).json(&what).send().await.unwrap();
        (answer.status().as_u16(), answer.text().await.unwrap())
    }

    /// Makes the sandbox misbehave.
    pub(crate) async fn faults(&self, faults: Value) {
        self.tell("faults", faults).await;
    }

    pub(crate) async fn booking(&self, reference: &BookingRef) -> booking::Model {
        let row = booking::Entity::find().filter(booking::Column::Reference.eq(reference.clone()));
        row.one(self.services.store.reader()).await.unwrap().unwrap()
    }

    pub(crate) async fn order(&self, reference: &BookingRef) -> payment_order::Model {
        let booking = self.booking(reference).await.id;
        let row = payment_order::Entity::find().filter(payment_order::Column::BookingId.eq(booking));
        row.one(self.services.store.reader()).await.unwrap().unwrap()
    }

    pub(crate) async fn payments(&self, reference: &BookingRef) -> Vec<payment::Model> {
        let booking = self.booking(reference).await.id;
        let rows = payment::Entity::find().filter(payment::Column::BookingId.eq(booking)).order_by_asc(payment::Column::Id);
        rows.all(self.services.store.reader()).await.unwrap()
    }

    pub(crate) async fn refunds(&self, reference: &BookingRef) -> Vec<refund::Model> {
        let booking = self.booking(reference).await.id;
        let rows = refund::Entity::find().filter(refund::Column::BookingId.eq(booking)).order_by_asc(refund::Column::Id);
        rows.all(self.services.store.reader()).await.unwrap()
    }

    /// Pays a booking's order at the sandbox; the browser has not come back yet.
    pub(crate) async fn pay(&self, reference: &BookingRef) -> Paid {
        let order = self.order(reference).await.provider_order_id.unwrap();
        let answer = self.tell(&format!("orders/{order}/pay"), json!({"method": "card", "card": "4100280000001007", "outcome": "success"})).await;
        let word = |name: &str| answer[name].as_str().unwrap_or_else(|| panic!("{answer}")).to_owned();
        Paid { payment: word("razorpay_payment_id"), order: word("razorpay_order_id"), signature: word("razorpay_signature") }
    }

    /// A payment that the bank refuses.
    pub(crate) async fn fail_to_pay(&self, reference: &BookingRef) {
        let order = self.order(reference).await.provider_order_id.unwrap();
        let refused = json!({"method": "card", "card": "4100280000060003", "outcome": "failure"});
        let (status, body) = self.try_to_tell(&format!("orders/{order}/pay"), refused).await;
        assert_eq!(status, 400, "{body}");
    }

    /// What the sandbox knows of one payment.
    pub(crate) fn at_sandbox(&self, kind: &str, id: &str) -> Value {
        let state = self.sandbox.state();
        let all = &state[kind];
        let found = all.as_array().and_then(|all| all.iter().find(|entry| entry["id"] == id)).or_else(|| all.get(id));
        found.unwrap_or_else(|| panic!("no {id} among {kind}: {state}")).clone()
    }

    /// What the sandbox's account holds, in paise.
    pub(crate) fn sandbox_balance(&self) -> i64 {
        self.sandbox.state()["balance"].as_i64().unwrap()
    }
}

impl Browser {
    /// Comes back from the provider's page.
    pub(crate) async fn come_back(&self, reference: &BookingRef, paid: &Paid) -> Answer {
        let fields = [("razorpay_payment_id", paid.payment.as_str()), ("razorpay_order_id", &paid.order), ("razorpay_signature", &paid.signature)];
        self.post_form(&format!("/payments/razorpay/callback?booking={reference}"), &fields).await
    }
}
