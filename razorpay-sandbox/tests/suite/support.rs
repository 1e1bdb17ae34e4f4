//! A sandbox on a port of its own, a client with its keys, and an endpoint that takes its webhooks.

use axum::{
    Router,
    body::Bytes,
    extract::State,
    http::{HeaderMap, StatusCode},
    routing::post,
};
use razorpay_sandbox::{Sandbox, Settings, signature};
use reqwest::{Client, Method, RequestBuilder};
use serde_json::{Value, json};
use std::{
    collections::VecDeque,
    sync::{Arc, Mutex},
};
use tokio::{net::TcpListener, task::JoinHandle};

pub const KEY: &str = "rzp_test_nukkad";
pub const SECRET: &str = "nukkad-sandbox-secret";
pub const WEBHOOK_SECRET: &str = "nukkad-webhook-secret";

/// A running sandbox; it stops with the test.
pub struct Rig {
    pub sandbox: Sandbox,
    pub base: String,
    pub client: Client,
    server: JoinHandle<()>,
}

impl Drop for Rig {
    fn drop(&mut self) {
        self.server.abort();
    }
}

impl Rig {
    pub async fn new() -> Self {
        Self::with(Settings::default()).await
    }

    pub async fn with(settings: Settings) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let base = format!("http://{}", listener.local_addr().unwrap());
        let sandbox = Sandbox::new(settings).unwrap();
        let shared = sandbox.clone();
        let server = tokio::spawn(async move { shared.serve(listener).await.unwrap() });
        let client = Client::builder().no_proxy().tls_certs_only([]).redirect(reqwest::redirect::Policy::none()).build().unwrap();
        Self { sandbox, base, client, server }
    }

    /// A sandbox together with an endpoint that it tells everything.
    pub async fn with_hook(settings: Settings) -> (Self, Hook) {
        let hook = Hook::new().await;
        let rig = Self::with(Settings { webhook_url: Some(hook.url.clone()), ..settings }).await;
        (rig, hook)
    }

    pub fn request(&self, method: &str, path: &str) -> RequestBuilder {
        let method: Method = method.parse().unwrap();
        self.client.request(method, format!("{}{path}", self.base)).basic_auth(KEY, Some(SECRET))
    }

    pub async fn get(&self, path: &str) -> (u16, Value) {
        answer(self.request("GET", path)).await
    }

    pub async fn post(&self, path: &str, body: Value) -> (u16, Value) {
        answer(self.request("POST", path).json(&body)).await
    }

    pub async fn patch(&self, path: &str, body: Value) -> (u16, Value) {
        answer(self.request("PATCH", path).json(&body)).await
    }

    /// A GET that must succeed.
    pub async fn fetch(&self, path: &str) -> Value {
        let (status, body) = self.get(path).await;
        assert_eq!(status, 200, "{path}: {body}");
        body
    }

    /// A POST that must succeed.
    pub async fn make(&self, path: &str, body: Value) -> Value {
        let (status, answer) = self.post(path, body).await;
        assert_eq!(status, 200, "{path}: {answer}");
        answer
    }

    /// An order of so many paise; its id.
    pub async fn order(&self, amount: i64) -> String {
        id(&self.make("/v1/orders", json!({ "amount": amount, "currency": "INR" })).await)
    }

    /// An order whose payments wait for a capture.
    pub async fn manual_order(&self, amount: i64) -> String {
        id(&self.make("/v1/orders", json!({ "amount": amount, "currency": "INR", "payment": { "capture": "manual" } })).await)
    }

    /// Pays an order with the usual card; the payment's id.
    pub async fn pay(&self, order: &str) -> String {
        self.make(&format!("/sandbox/orders/{order}/pay"), json!({})).await["razorpay_payment_id"].as_str().unwrap().to_owned()
    }

    /// A paid order; the payment's id.
    pub async fn paid(&self, amount: i64) -> String {
        let order = self.order(amount).await;
        self.pay(&order).await
    }

    pub async fn faults(&self, faults: Value) {
        self.make("/sandbox/faults", faults).await;
    }

    /// Waits until no delivery is under way, and none that is due within the time.
    pub async fn idle_within(&self, ms: u64) {
        self.fetch(&format!("/sandbox/webhooks/idle?timeout_ms=20000&within_ms={ms}")).await;
    }

    pub async fn idle(&self) {
        self.idle_within(0).await;
    }
}

pub async fn answer(request: RequestBuilder) -> (u16, Value) {
    let response = request.send().await.unwrap();
    let status = response.status().as_u16();
    let text = response.text().await.unwrap();
    (status, serde_json::from_str(&text).unwrap_or(Value::String(text)))
}

pub fn id(entity: &Value) -> String {
    entity["id"].as_str().unwrap_or_else(|| panic!("no id in {entity}")).to_owned()
}

/// An answer must be a refusal with this description.
pub fn refused((status, body): &(u16, Value), expected_status: u16, description: &str) {
    assert_eq!((*status, body["error"]["description"].as_str()), (expected_status, Some(description)), "{body}");
}

/// One webhook as it came in.
#[derive(Clone, Debug)]
pub struct Received {
    pub headers: HeaderMap,
    pub body: Vec<u8>,
    pub json: Value,
}

impl Received {
    pub fn event(&self) -> &str {
        self.json["event"].as_str().unwrap()
    }

    pub fn header(&self, name: &str) -> &str {
        self.headers.get(name).map_or("", |value| value.to_str().unwrap())
    }

    pub fn is_signed(&self) -> bool {
        self.header("x-razorpay-signature") == signature::sign(WEBHOOK_SECRET, &self.body)
    }
}

type Log = Arc<Mutex<(Vec<Received>, VecDeque<u16>)>>;

/// An endpoint for webhooks. It answers 200, or what it was told to.
pub struct Hook {
    pub url: String,
    log: Log,
    server: JoinHandle<()>,
}

impl Drop for Hook {
    fn drop(&mut self) {
        self.server.abort();
    }
}

impl Hook {
    pub async fn new() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}/hook", listener.local_addr().unwrap());
        let log = Log::default();
        let app = Router::new().route("/hook", post(take)).with_state(Arc::clone(&log));
        let server = tokio::spawn(async move { axum::serve(listener, app).await.unwrap() });
        Self { url, log, server }
    }

    /// Answers of the next deliveries.
    pub fn answers(&self, statuses: impl IntoIterator<Item = u16>) {
        self.log.lock().unwrap().1 = statuses.into_iter().collect();
    }

    pub fn received(&self) -> Vec<Received> {
        self.log.lock().unwrap().0.clone()
    }

    /// Names of what came in, in that order.
    pub fn events(&self) -> Vec<String> {
        self.received().iter().map(|received| received.event().to_owned()).collect()
    }

    /// The same, alphabetically: deliveries race each other.
    pub fn sorted_events(&self) -> Vec<String> {
        let mut events = self.events();
        events.sort();
        events
    }

    pub fn forget(&self) {
        self.log.lock().unwrap().0.clear();
    }
}

async fn take(State(log): State<Log>, headers: HeaderMap, body: Bytes) -> StatusCode {
    let json = serde_json::from_slice(&body).unwrap();
    let mut log = log.lock().unwrap();
    log.0.push(Received { headers, body: body.to_vec(), json });
    StatusCode::from_u16(log.1.pop_front().unwrap_or(200)).unwrap()
}
