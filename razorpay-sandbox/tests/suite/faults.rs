//! Misbehaviour on demand.

use crate::support::{Rig, answer, refused};
use razorpay_sandbox::Settings;
use serde_json::{Value, json};
use std::time::{Duration, Instant};

#[tokio::test]
async fn a_fault_before_has_no_effect_and_one_after_has() {
    let rig = Rig::new().await;
    let payment = rig.pay(&rig.manual_order(5_000).await).await;
    let path = format!("/v1/payments/{payment}");
    let capture = async || rig.post(&format!("{path}/capture"), json!({ "amount": 5_000, "currency": "INR" })).await;
    rig.faults(json!([{ "on": "POST /v1/payments/*/capture", "do": "status", "status": 500, "times": 1 }])).await;
    let (status, body) = capture().await;
    assert_eq!((status, body["error"]["code"].as_str()), (500, Some("SERVER_ERROR")));
    assert_eq!(rig.fetch(&path).await["status"], "authorized");
    rig.faults(json!([{ "on": "POST /v1/payments/*/capture", "do": "status", "status": 504, "when": "after", "times": 1 }])).await;
    let (status, body) = capture().await;
    assert_eq!((status, body["error"]["code"].as_str()), (504, Some("GATEWAY_ERROR")));
    assert_eq!(rig.fetch(&path).await["status"], "captured");
    refused(&capture().await, 400, "This payment has already been captured");
}

#[tokio::test]
async fn a_refund_whose_answer_was_lost_is_found_again_by_its_key() {
    let rig = Rig::new().await;
    let payment = rig.paid(50_000).await;
    rig.faults(json!([{ "on": "POST /v1/payments/*/refund", "do": "reset", "when": "after", "times": 1 }])).await;
    let ask =
        || rig.request("POST", &format!("/v1/payments/{payment}/refund")).header("X-Refund-Idempotency", "refund-key-0001").json(&json!({ "amount": 100 }));
    assert!(ask().send().await.is_err());
    let (status, refund) = answer(ask()).await;
    assert_eq!(status, 200);
    assert_eq!(rig.fetch(&format!("/v1/payments/{payment}/refunds")).await["items"], json!([refund]));
}

#[tokio::test]
async fn pages_nothing_and_cut_connections_instead_of_json() {
    let rig = Rig::new().await;
    rig.faults(json!([{ "on": "POST /v1/orders", "do": "html" }])).await;
    let (status, page) = rig.post("/v1/orders", json!({})).await;
    assert!(status == 502 && page.as_str().unwrap().starts_with("<html>"));
    rig.faults(json!([{ "on": "POST /v1/orders", "do": "empty" }])).await;
    assert_eq!(rig.post("/v1/orders", json!({})).await, (200, Value::String(String::new())));
    rig.faults(json!([{ "on": "* /v1/**", "do": "reset" }])).await;
    let error = rig.request("GET", "/v1/orders").send().await.unwrap_err();
    assert!(!error.is_timeout() && !error.is_connect(), "{error:?}");
    rig.faults(json!([])).await;
    rig.order(500).await;
}

#[tokio::test]
async fn slow_and_hanging_answers() {
    let rig = Rig::new().await;
    rig.faults(json!([{ "on": "GET /v1/orders", "do": "slow", "ms": 60, "times": 1 }, { "on": "GET /v1/orders", "do": "hang", "ms": 50, "times": 1 }])).await;
    let start = Instant::now();
    assert_eq!(rig.get("/v1/orders").await.0, 200);
    assert!(start.elapsed() >= Duration::from_millis(60));
    assert_eq!(rig.get("/v1/orders").await.0, 504);
    assert_eq!(rig.get("/v1/orders").await.0, 200);
    rig.faults(json!([{ "on": "GET /v1/orders", "do": "hang" }])).await;
    let hanging = rig.request("GET", "/v1/orders").timeout(Duration::from_millis(50)).send().await;
    assert!(hanging.unwrap_err().is_timeout());
}

#[tokio::test]
async fn chance_can_be_repeated() {
    let draw = async |seed: u64| {
        let rig = Rig::with(Settings { seed, ..Settings::default() }).await;
        rig.faults(json!([{ "on": "GET /v1/orders", "do": "status", "status": 429, "probability": 0.5 }])).await;
        let mut statuses = Vec::new();
        for _ in 0..30 {
            statuses.push(rig.get("/v1/orders").await.0);
        }
        statuses
    };
    let first = draw(7).await;
    assert_eq!(first, draw(7).await);
    assert_ne!(first, draw(8).await);
    assert!(first.contains(&429) && first.contains(&200));
}

#[tokio::test]
async fn dropped_events_are_only_recorded() {
    let (rig, hook) = Rig::with_hook(Settings::default()).await;
    rig.faults(json!([{ "on": "webhook:payment.captured", "do": "drop" }])).await;
    rig.paid(5_000).await;
    rig.idle().await;
    assert_eq!(hook.sorted_events(), ["order.paid", "payment.authorized"]);
    let state = rig.sandbox.state();
    let dropped = state["webhooks"].as_array().unwrap().iter().find(|event| event["event"] == "payment.captured").unwrap();
    assert_eq!((dropped["status"].as_str(), &dropped["attempts"]), (Some("dropped"), &json!([])));
    rig.faults(json!([])).await;
    rig.make("/sandbox/webhooks/replay", json!({ "event_id": dropped["id"] })).await;
    rig.idle().await;
    assert!(hook.events().contains(&"payment.captured".to_owned()));
}

#[tokio::test]
async fn a_star_stands_for_all_events_of_a_kind() {
    let (rig, hook) = Rig::with_hook(Settings::default()).await;
    rig.faults(json!([{ "on": "webhook:payment.*", "do": "drop" }])).await;
    rig.paid(5_000).await;
    rig.idle().await;
    assert_eq!(hook.events(), ["order.paid"]);
}

#[tokio::test]
async fn duplicates_are_the_same_event() {
    let (rig, hook) = Rig::with_hook(Settings::default()).await;
    rig.faults(json!([{ "on": "webhook:*", "do": "duplicate", "copies": 3, "times": 1 }])).await;
    rig.paid(5_000).await;
    rig.idle().await;
    assert_eq!(hook.sorted_events(), ["order.paid", "payment.authorized", "payment.authorized", "payment.authorized", "payment.captured"]);
    let copies: Vec<_> = hook.received().into_iter().filter(|received| received.event() == "payment.authorized").collect();
    assert!(copies.iter().all(|copy| copy.body == copies[0].body && copy.header("x-razorpay-event-id") == copies[0].header("x-razorpay-event-id")));
}

#[tokio::test]
async fn delayed_events_come_last() {
    let (rig, hook) = Rig::with_hook(Settings::default()).await;
    rig.faults(json!([{ "on": "webhook:payment.authorized", "do": "delay", "delay_ms": [700, 800] }])).await;
    rig.paid(5_000).await;
    rig.idle().await;
    assert_eq!(hook.events().last().unwrap(), "payment.authorized");
    assert_eq!(hook.events().len(), 3);
}

#[tokio::test]
async fn reordered_events_follow_the_one_they_preceded() {
    let (rig, hook) = Rig::with_hook(Settings::default()).await;
    rig.faults(json!([{ "on": "webhook:payment.authorized", "do": "reorder", "delay_ms": [60_000, 60_000] }])).await;
    rig.paid(5_000).await;
    rig.idle().await;
    let events = hook.events();
    let place = |name: &str| events.iter().position(|event| event == name).unwrap();
    assert!(place("payment.captured") < place("payment.authorized"), "{events:?}");
    // With nothing to follow, it comes after its own time.
    hook.forget();
    rig.faults(json!([{ "on": "webhook:*", "do": "reorder", "delay_ms": [20, 20] }])).await;
    rig.pay(&rig.manual_order(5_000).await).await;
    rig.idle().await;
    assert_eq!(hook.events(), ["payment.authorized"]);
}

#[tokio::test]
async fn refunds_that_fail_later_or_stay_pending() {
    let (rig, hook) = Rig::with_hook(Settings::default()).await;
    let payment = rig.paid(50_000).await;
    rig.faults(json!([{ "on": "refund", "do": "fail_later", "after_ms": 20, "times": 1 }, { "on": "refund", "do": "pending", "times": 1 }])).await;
    let path = format!("/v1/payments/{payment}/refund");
    let failing = rig.make(&path, json!({ "amount": 10_000 })).await;
    assert_eq!(failing["status"], "pending");
    let pending = rig.make(&path, json!({ "amount": 20_000 })).await;
    let refund = format!("/v1/refunds/{}", failing["id"].as_str().unwrap());
    let mut polls = 0;
    while rig.fetch(&refund).await["status"] == "pending" {
        polls += 1;
        assert!(polls < 500, "it never failed");
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
    rig.idle().await;
    assert_eq!(rig.fetch(&refund).await["status"], "failed");
    assert!(hook.events().contains(&"refund.failed".to_owned()));
    assert_eq!(rig.fetch(&format!("/v1/refunds/{}", pending["id"].as_str().unwrap())).await["status"], "pending");
    assert_eq!(rig.fetch(&format!("/v1/payments/{payment}")).await["amount_refunded"], 20_000);
}

#[tokio::test]
async fn a_misspelt_fault_is_refused_and_changes_nothing() {
    let rig = Rig::new().await;
    rig.faults(json!([{ "on": "refund", "do": "pending" }])).await;
    for wrong in [
        json!([{ "on": "refnd", "do": "pending" }]),
        json!([{ "on": "refund", "do": "explode" }]),
        json!({ "on": "refund" }),
        json!([{ "on": "refund", "do": "pending", "wen": 1 }]),
        json!([{ "on": "webhook:payment.capturd", "do": "drop" }]),
        json!([{ "on": "webhook:paym*", "do": "drop" }]),
        json!([{ "on": "webhook:payment.captured", "do": "duplicate", "copies": 0 }]),
        json!([{ "on": "GET /v1/orders", "do": "hang", "after_ms": 5 }]),
        json!([{ "on": "refund", "do": "pending", "when": "after" }]),
    ] {
        assert_eq!(rig.post("/sandbox/faults", wrong).await.0, 400);
    }
    assert_eq!(rig.fetch("/sandbox/faults").await.as_array().unwrap().len(), 1);
}
