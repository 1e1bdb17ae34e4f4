//! The payment client against a server that answers as each test wants, well or badly.

use axum::{
    Json, Router,
    body::Bytes,
    extract::State,
    http::{HeaderMap, Method, StatusCode, Uri},
    response::{IntoResponse, Response},
};
use nukkad::{
    domain::money::Paise,
    services::{
        clock::Entropy,
        payments::{
            provider::{NewOrder, NewRefund, PaymentState, Provider, ProviderError, RefundState},
            razorpay::{Razorpay, Settings},
        },
    },
};
use serde_json::{Value, json};
use std::{
    collections::{BTreeMap, VecDeque},
    io::Write,
    net::SocketAddr,
    sync::{
        Arc, Mutex,
        atomic::{AtomicUsize, Ordering},
    },
    time::Duration,
};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::{TcpListener, TcpStream},
};

const KEY: &str = "rzp_test_key";
const SECRET: &str = "hush-hush-hush";
/// `rzp_test_key:hush-hush-hush` as a browser would write it.
const BASIC: &str = "Basic cnpwX3Rlc3Rfa2V5Omh1c2gtaHVzaC1odXNo";
const TIMEOUT: Duration = Duration::from_millis(200);
/// For tests that are not about time, also on a busy machine.
const PATIENCE: Duration = Duration::from_secs(20);

/// What the client said.
#[derive(Clone)]
struct Heard {
    method: Method,
    uri: Uri,
    headers: HeaderMap,
    body: Bytes,
}

impl Heard {
    fn line(&self) -> String {
        format!("{} {}", self.method, self.uri)
    }

    fn json(&self) -> Value {
        serde_json::from_slice(&self.body).unwrap()
    }

    fn header(&self, name: &str) -> &str {
        self.headers.get(name).map_or("", |value| value.to_str().unwrap())
    }
}

/// What it hears in return.
#[derive(Clone)]
enum Reply {
    Json(u16, Value),
    Text(u16, String),
    Late,
}

/// Gives its replies in turn, the last one again and again.
#[derive(Clone)]
struct Stage {
    addr: SocketAddr,
    replies: Arc<Mutex<VecDeque<Reply>>>,
    heard: Arc<Mutex<Vec<Heard>>>,
}

impl Stage {
    async fn with(replies: impl IntoIterator<Item = Reply>) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let replies = Arc::new(Mutex::new(replies.into_iter().collect()));
        let stage = Self { addr: listener.local_addr().unwrap(), replies, heard: Arc::default() };
        let router = Router::new().fallback(play).with_state(stage.clone());
        tokio::spawn(async move { axum::serve(listener, router).await });
        stage
    }

    async fn json(body: Value) -> Self {
        Self::with([Reply::Json(200, body)]).await
    }

    fn client(&self) -> Arc<dyn Provider> {
        client(self.addr, PATIENCE)
    }

    fn heard(&self) -> Vec<Heard> {
        self.heard.lock().unwrap().clone()
    }
}

async fn play(State(stage): State<Stage>, method: Method, uri: Uri, headers: HeaderMap, body: Bytes) -> Response {
    stage.heard.lock().unwrap().push(Heard { method, uri, headers, body });
    let reply = {
        let mut replies = stage.replies.lock().unwrap();
        if replies.len() > 1 { replies.pop_front().unwrap() } else { replies[0].clone() }
    };
    match reply {
        Reply::Json(status, body) => (StatusCode::from_u16(status).unwrap(), Json(body)).into_response(),
        Reply::Text(status, body) => (StatusCode::from_u16(status).unwrap(), body).into_response(),
        Reply::Late => {
            tokio::time::sleep(20 * TIMEOUT).await;
            StatusCode::OK.into_response()
        }
    }
}

/// How a connection ends in the middle of an answer.
#[derive(Clone, Copy, Debug)]
enum End {
    Reset,
    Close,
    Stall,
}

/// A server below HTTP: begins an answer and does not finish it. Gives its address and how many requests it heard.
async fn breaks_off(begin: &'static str, end: End) -> (SocketAddr, Arc<AtomicUsize>) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let addr = listener.local_addr().unwrap();
    let count = Arc::new(AtomicUsize::new(0));
    let heard = Arc::clone(&count);
    tokio::spawn(async move {
        while let Ok((stream, _)) = listener.accept().await {
            heard.fetch_add(1, Ordering::SeqCst);
            tokio::spawn(break_off(stream, begin, end));
        }
    });
    (addr, count)
}

async fn break_off(mut stream: TcpStream, begin: &str, end: End) {
    let mut request = [0; 4_096];
    while let Ok(Ok(1..)) = tokio::time::timeout(TIMEOUT / 8, stream.read(&mut request)).await {}
    stream.write_all(begin.as_bytes()).await.unwrap();
    stream.flush().await.unwrap();
    tokio::time::sleep(TIMEOUT / 8).await;
    match end {
        End::Reset => stream.set_zero_linger().unwrap(),
        End::Close => stream.shutdown().await.unwrap(),
        End::Stall => tokio::time::sleep(20 * TIMEOUT).await,
    }
}

fn client(addr: SocketAddr, timeout: Duration) -> Arc<dyn Provider> {
    let settings = Settings { base_url: format!("http://{addr}/"), key_id: KEY.to_owned(), key_secret: SECRET.to_owned() };
    Arc::new(Razorpay::with_timeout(settings, Entropy::system(), timeout).unwrap())
}

fn new_order() -> NewOrder {
    let notes = BTreeMap::from([("booking".to_owned(), "NK-23456789".to_owned())]);
    NewOrder { receipt: "NK-23456789-1".to_owned(), amount: Paise(129_900), currency: "INR".to_owned(), notes }
}

fn new_refund() -> NewRefund {
    NewRefund {
        payment: "pay_RRr2zcXjvu0kJm".to_owned(),
        amount: Paise(50_000),
        idempotency_key: "refund_00000042-a".to_owned(),
        receipt: "refund-42".to_owned(),
        notes: BTreeMap::new(),
    }
}

fn order(id: &str, receipt: &str, created_at: i64) -> Value {
    json!({
        "id": id, "entity": "order", "amount": 129_900, "amount_paid": 0, "amount_due": 129_900, "currency": "INR", "receipt": receipt,
        "offer_id": null, "status": "created", "attempts": 0, "notes": [], "created_at": created_at, "description": null, "checkout": null,
    })
}

fn payment(status: &str) -> Value {
    let captured = matches!(status, "captured" | "refunded");
    json!({
        "id": "pay_RRr2zcXjvu0kJm", "entity": "payment", "amount": 129_900, "currency": "INR", "base_amount": 129_900, "status": status,
        "order_id": "order_RRr2qTZD8V7mcl", "invoice_id": null, "international": false, "method": "upi", "amount_refunded": 0, "amount_transferred": 0,
        "refund_status": null, "captured": captured, "description": "#RRr2m6tA9jQ0vX", "card_id": null, "bank": null, "wallet": null, "vpa": "asha@okbank",
        "email": "asha@example.com", "contact": "+919876543210", "notes": [], "fee": captured.then_some(3_066), "tax": captured.then_some(468),
        "error_code": null, "error_description": null, "error_source": "NA", "error_step": "NA", "error_reason": "NA",
        "acquirer_data": { "rrn": "123456789012", "upi_transaction_id": "0A1B2C" }, "created_at": 1_760_000_000, "upi": { "vpa": "asha@okbank" }, "reward": null,
    })
}

fn refund(id: &str, status: &str) -> Value {
    json!({
        "id": id, "entity": "refund", "amount": 50_000, "currency": "INR", "payment_id": "pay_RRr2zcXjvu0kJm", "notes": [], "receipt": "refund-42",
        "acquirer_data": { "arn": null }, "created_at": 1_760_000_100, "batch_id": null, "status": status, "speed_processed": "normal", "speed_requested": "normal",
    })
}

fn list(items: &[Value]) -> Value {
    json!({ "entity": "collection", "count": items.len(), "items": items })
}

fn error(code: &str, description: &str) -> Value {
    json!({ "error": { "code": code, "description": description, "source": "NA", "step": "NA", "reason": "NA", "metadata": {} } })
}

fn unknown<T>(answer: &Result<T, ProviderError>) -> bool {
    matches!(answer, Err(ProviderError::Unknown(_)))
}

#[tokio::test]
async fn an_order_is_opened_for_capture_by_hand() {
    let stage = Stage::json(order("order_RRr2qTZD8V7mcl", "NK-23456789-1", 1_760_000_000)).await;
    let opened = stage.client().create_order(&new_order()).await.unwrap();
    assert_eq!((opened.id.as_str(), opened.amount, opened.currency.as_str()), ("order_RRr2qTZD8V7mcl", Paise(129_900), "INR"));
    assert_eq!((opened.receipt.as_deref(), opened.status.as_str()), (Some("NK-23456789-1"), "created"));
    let heard = &stage.heard()[0];
    assert_eq!((heard.line().as_str(), heard.header("authorization"), heard.header("content-type")), ("POST /v1/orders", BASIC, "application/json"));
    assert_eq!(
        heard.json(),
        json!({
            "amount": 129_900, "currency": "INR", "receipt": "NK-23456789-1", "notes": { "booking": "NK-23456789" },
            "payment": { "capture": "manual", "capture_options": { "manual_expiry_period": 7_200, "refund_speed": "normal" } },
        })
    );
}

#[tokio::test]
async fn an_order_is_found_by_exactly_its_receipt() {
    let orders = [order("order_3", "NK-1", 30), order("order_2", "NK-1", 20), order("order_1", "NK-11", 10)];
    let stage = Stage::json(list(&orders)).await;
    assert_eq!(stage.client().order_by_receipt("NK-1").await.unwrap().unwrap().id, "order_2");
    assert_eq!(stage.client().order_by_receipt("NK & 2").await, Ok(None));
    assert_eq!(stage.heard()[1].line(), "GET /v1/orders?receipt=NK+%26+2&count=100");
}

#[tokio::test]
async fn payments_are_read_as_they_are() {
    let mut failed = payment("failed");
    failed["error_code"] = json!("BAD_REQUEST_ERROR");
    failed["error_description"] = json!("The bank said no.");
    let stage = Stage::with([Reply::Json(200, payment("authorized")), Reply::Json(200, list(&[failed, payment("captured")]))]).await;
    let client = stage.client();
    let authorized = client.payment("pay_RRr2zcXjvu0kJm").await.unwrap();
    assert_eq!((authorized.status, authorized.captured, authorized.fee, authorized.error), (PaymentState::Authorized, false, None, None));
    assert_eq!((authorized.order_id.as_deref(), authorized.method.as_deref()), (Some("order_RRr2qTZD8V7mcl"), Some("upi")));
    let both = client.payments_of_order("order_RRr2qTZD8V7mcl").await.unwrap();
    let failure = both[0].error.as_ref().unwrap();
    assert_eq!((failure.code.as_str(), failure.description.as_str(), &failure.reason), ("BAD_REQUEST_ERROR", "The bank said no.", &None));
    assert_eq!((both[1].captured, both[1].fee, both[1].tax), (true, Some(Paise(3_066)), Some(Paise(468))));
    let lines: Vec<_> = stage.heard().iter().map(Heard::line).collect();
    assert_eq!(lines, ["GET /v1/payments/pay_RRr2zcXjvu0kJm", "GET /v1/orders/order_RRr2qTZD8V7mcl/payments"]);
}

#[tokio::test]
async fn a_capture_names_the_whole_amount() {
    let stage = Stage::json(payment("captured")).await;
    let captured = stage.client().capture("pay_RRr2zcXjvu0kJm", Paise(129_900)).await.unwrap();
    assert_eq!((captured.status, captured.captured), (PaymentState::Captured, true));
    assert_eq!(stage.heard()[0].line(), "POST /v1/payments/pay_RRr2zcXjvu0kJm/capture");
    assert_eq!(stage.heard()[0].json(), json!({ "amount": 129_900, "currency": "INR" }));
}

#[tokio::test]
async fn a_refund_carries_its_key() {
    let stage = Stage::with([Reply::Json(200, refund("rfnd_RRr3AAAAAAAAAA", "pending")), Reply::Json(200, refund("rfnd_RRr3AAAAAAAAAA", "processed"))]).await;
    let client = stage.client();
    let made = client.refund(&new_refund()).await.unwrap();
    assert_eq!((made.status, made.receipt.as_deref(), made.notes.len()), (RefundState::Pending, Some("refund-42"), 0));
    assert_eq!(client.refund_status(&made.id).await.unwrap().status, RefundState::Processed);
    let heard = stage.heard();
    assert_eq!((heard[0].line().as_str(), heard[0].header("authorization")), ("POST /v1/payments/pay_RRr2zcXjvu0kJm/refund", BASIC));
    assert_eq!(heard[0].header("x-refund-idempotency"), "refund_00000042-a");
    assert_eq!(heard[0].json(), json!({ "amount": 50_000, "speed": "normal", "receipt": "refund-42" }));
    assert_eq!((heard[1].line().as_str(), heard[1].header("x-refund-idempotency")), ("GET /v1/refunds/rfnd_RRr3AAAAAAAAAA", ""));
}

#[tokio::test]
async fn refunds_are_read_page_by_page() {
    let page =
        |numbers: std::ops::Range<u32>| Reply::Json(200, list(&numbers.map(|number| refund(&format!("rfnd_{number}"), "processed")).collect::<Vec<_>>()));
    for (pages, expected, asked) in [
        (vec![page(0..0)], 0, 1),
        (vec![page(0..9)], 9, 1),
        // One more was made between the two: the last of the first page is the first of the second.
        (vec![page(0..100), page(99..103)], 103, 2),
        // A full page may be the last one.
        (vec![page(0..100), page(100..200), page(0..0)], 200, 3),
        // A server that pages by ten whatever it is asked for, and one that does not page at all.
        (vec![page(0..10), page(10..20), page(20..21)], 21, 3),
        (vec![page(0..50)], 50, 2),
    ] {
        let stage = Stage::with(pages).await;
        let refunds = stage.client().refunds_of_payment("pay_RRr2zcXjvu0kJm").await.unwrap();
        assert_eq!((refunds.len(), stage.heard().len()), (expected, asked));
        assert_eq!(stage.heard()[0].line(), "GET /v1/payments/pay_RRr2zcXjvu0kJm/refunds?count=100&skip=0");
    }
}

#[tokio::test]
async fn an_answer_that_makes_no_sense_is_unknown_whatever_was_asked() {
    for body in ["<html><title>We are down</title></html>", "", "{\"id\":\"order_RRr2", "null", "[]", "{\"error\":{}}"] {
        let stage = Stage::with([Reply::Text(200, body.to_owned())]).await;
        let client = stage.client();
        assert!(unknown(&client.create_order(&new_order()).await), "{body}");
        assert!(unknown(&client.refund(&new_refund()).await), "{body}");
        assert!(unknown(&client.capture("pay_1", Paise(100)).await), "{body}");
        assert!(unknown(&client.payment("pay_1").await), "{body}");
        assert!(unknown(&client.order_by_receipt("NK-1").await), "{body}");
        assert_eq!(stage.heard().len(), 5, "nothing was asked twice: {body}");
    }
}

#[tokio::test]
async fn silence_is_unknown_and_not_asked_again() {
    let stage = Stage::with([Reply::Late]).await;
    let client = client(stage.addr, TIMEOUT);
    assert!(unknown(&client.refund(&new_refund()).await));
    assert!(unknown(&client.payment("pay_1").await));
    assert_eq!(stage.heard().len(), 2);
}

#[tokio::test]
async fn half_an_answer_is_unknown() {
    for end in [End::Reset, End::Close, End::Stall] {
        for begin in ["", "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 500\r\n\r\n{\"id\":\"rfnd_1\","] {
            let (addr, count) = breaks_off(begin, end).await;
            let answer = client(addr, 2 * TIMEOUT).refund(&new_refund()).await;
            assert!(unknown(&answer), "{end:?} after {begin:?}: {answer:?}");
            assert_eq!(count.load(Ordering::SeqCst), 1, "{end:?} after {begin:?}");
        }
    }
}

#[tokio::test]
async fn nobody_there_means_not_sent() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let addr = listener.local_addr().unwrap();
    drop(listener);
    let client = client(addr, PATIENCE);
    for answer in [client.capture("pay_1", Paise(100)).await.map(drop), client.payment("pay_1").await.map(drop), client.check_keys().await] {
        assert!(matches!(answer, Err(ProviderError::NotSent(_))), "{answer:?}");
    }
}

#[tokio::test]
async fn refusals_keep_their_kinds_over_the_wire() {
    let refused = |description| error("BAD_REQUEST_ERROR", description);
    for (status, body, expected) in [
        (401, refused("Authentication failed"), "Auth"),
        (400, refused("The api key provided is invalid"), "Auth"),
        (400, json!({ "error": { "code": "BAD_REQUEST_ERROR", "description": "The amount must be an integer." } }), "Invalid"),
        (400, error("GATEWAY_ERROR", "The bank is asleep."), "Declined"),
        (409, refused("Different request with the same idempotency key has already been processed."), "Unknown"),
        (409, refused("Another request with the same idempotency key is still in progress."), "Unknown"),
        (429, refused("Slow down"), "RateLimited"),
        (500, error("SERVER_ERROR", "Internal server error"), "Unknown"),
        (503, refused("We are down"), "Unknown"),
    ] {
        let stage = Stage::with([Reply::Json(status, body)]).await;
        let shown = format!("{:?}", stage.client().refund(&new_refund()).await.unwrap_err());
        assert!(shown.starts_with(expected), "{status}: {shown}");
        assert_eq!(stage.heard().len(), 1, "{status}: a money call is made once");
    }
    let stage = Stage::with([Reply::Text(401, String::new())]).await;
    assert_eq!(stage.client().check_keys().await, Err(ProviderError::Auth));
}

#[tokio::test]
async fn only_questions_are_asked_again() {
    let down = || Reply::Text(503, "<html>down</html>".to_owned());
    let stage = Stage::with([down(), Reply::Json(200, payment("captured"))]).await;
    assert_eq!(stage.client().payment("pay_1").await.unwrap().status, PaymentState::Captured);
    assert_eq!(stage.heard().len(), 2);

    let stage = Stage::with([down(), Reply::Json(200, payment("captured"))]).await;
    assert!(unknown(&stage.client().capture("pay_1", Paise(100)).await));
    assert_eq!(stage.heard().len(), 1);

    let stage = Stage::with([Reply::Json(429, json!({}))]).await;
    assert_eq!(stage.client().check_keys().await, Err(ProviderError::RateLimited));
    assert_eq!(stage.heard().len(), 3);

    let stage = Stage::with([Reply::Json(400, error("BAD_REQUEST_ERROR", "The id provided does not exist"))]).await;
    assert!(matches!(stage.client().payment("pay_1").await, Err(ProviderError::Invalid { .. })));
    assert_eq!(stage.heard().len(), 1);
}

#[tokio::test]
async fn an_endless_answer_is_not_read() {
    let mut long = order("order_1", "NK-1", 1);
    long["description"] = json!("x".repeat(5 * 1024 * 1024));
    let stage = Stage::json(long).await;
    assert!(unknown(&stage.client().create_order(&new_order()).await));
}

#[tokio::test]
async fn nobody_is_led_elsewhere() {
    let elsewhere = Stage::json(order("order_1", "NK-1", 1)).await;
    let moved = format!("HTTP/1.1 307 Temporary Redirect\r\nLocation: http://{}/\r\nContent-Length: 0\r\n\r\n", elsewhere.addr);
    let (addr, _) = breaks_off(moved.leak(), End::Close).await;
    assert!(unknown(&client(addr, PATIENCE).create_order(&new_order()).await));
    assert!(elsewhere.heard().is_empty());
}

#[tokio::test]
async fn what_is_no_identifier_is_never_sent() {
    let stage = Stage::json(payment("captured")).await;
    let client = stage.client();
    let sly = NewRefund { payment: "pay_1/refund?x=".to_owned(), ..new_refund() };
    let broken = NewRefund { idempotency_key: "two\r\nlines".to_owned(), ..new_refund() };
    for answer in [
        client.payment("../orders").await.map(drop),
        client.capture("", Paise(1)).await.map(drop),
        client.refund(&sly).await.map(drop),
        client.refund(&broken).await.map(drop),
    ] {
        assert!(matches!(answer, Err(ProviderError::Invalid { .. })), "{answer:?}");
    }
    assert!(stage.heard().is_empty());
}

/// Keeps what is logged.
#[derive(Clone, Default)]
struct Log(Arc<Mutex<Vec<u8>>>);

impl Write for Log {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.0.lock().unwrap().extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

#[tokio::test]
async fn the_log_tells_what_happened_and_no_secret() {
    let log = Log::default();
    let writer = log.clone();
    let subscriber = tracing_subscriber::fmt().with_max_level(tracing::Level::TRACE).with_ansi(false).with_writer(move || writer.clone()).finish();
    let guard = tracing::subscriber::set_default(subscriber);
    let mut echo = payment("captured");
    echo["notes"] = json!({ "echo": SECRET });
    let stage = Stage::with([Reply::Json(200, echo), Reply::Text(500, format!("{SECRET} asha@example.com"))]).await;
    let client = stage.client();
    client.capture("pay_RRr2zcXjvu0kJm", Paise(129_900)).await.unwrap();
    client.refund(&new_refund()).await.unwrap_err();
    drop(guard);
    let shown = String::from_utf8(log.0.lock().unwrap().clone()).unwrap();
    let lines: Vec<_> = shown.lines().filter(|line| line.contains("asked the payment provider")).collect();
    assert!(lines.len() == 2 && lines[0].contains("POST") && lines[0].contains("payments/pay_RRr2zcXjvu0kJm/capture") && lines[1].contains("500"), "{shown}");
    for secret in [SECRET, &BASIC[6..], "asha", "9876543210", "123456789012"] {
        assert!(!shown.contains(secret), "{secret} in {shown}");
    }
}
