//! Refunds, and the key that makes asking twice do once.

use crate::support::{Rig, answer, id, refused};
use razorpay_sandbox::Settings;
use serde_json::{Value, json};
use std::time::Duration;

#[tokio::test]
async fn a_full_refund() {
    let rig = Rig::new().await;
    let payment = rig.paid(50_000).await;
    let made = rig.make(&format!("/v1/payments/{payment}/refund"), json!({ "receipt": "RF-1", "notes": { "why": "rain" } })).await;
    let expected = json!({
        "id": made["id"], "entity": "refund", "amount": 50_000, "currency": "INR", "payment_id": payment, "notes": { "why": "rain" }, "receipt": "RF-1",
        "acquirer_data": { "arn": "10000000000000" }, "created_at": made["created_at"], "batch_id": null, "status": "processed",
        "speed_processed": "normal", "speed_requested": "normal",
    });
    assert_eq!(made, expected);
    let refund = id(&made);
    assert_eq!(rig.fetch(&format!("/v1/refunds/{refund}")).await, made);
    assert_eq!(rig.fetch(&format!("/v1/payments/{payment}/refunds/{refund}")).await, made);
    assert_eq!(rig.fetch(&format!("/v1/payments/{payment}/refunds")).await["items"], json!([made]));
    assert_eq!(rig.fetch("/v1/refunds").await["items"], json!([made]));
    let paid = rig.fetch(&format!("/v1/payments/{payment}")).await;
    assert_eq!((paid["status"].as_str(), paid["refund_status"].as_str(), paid["amount_refunded"].as_i64()), (Some("refunded"), Some("full"), Some(50_000)));
    refused(&rig.post(&format!("/v1/payments/{payment}/refund"), json!({})).await, 400, "The payment has been fully refunded already");
    let (status, edited) = rig.patch(&format!("/v1/refunds/{refund}"), json!({ "notes": {} })).await;
    assert_eq!((status, &edited["notes"]), (200, &json!([])));
}

#[tokio::test]
async fn partial_refunds_add_up() {
    let rig = Rig::new().await;
    let payment = rig.paid(50_000).await;
    let refund = json!({ "payment_id": payment, "amount": 20_000 });
    rig.make("/v1/refunds", refund.clone()).await;
    let paid = rig.fetch(&format!("/v1/payments/{payment}")).await;
    assert_eq!((paid["status"].as_str(), paid["refund_status"].as_str(), paid["amount_refunded"].as_i64()), (Some("captured"), Some("partial"), Some(20_000)));
    rig.make("/v1/refunds", refund.clone()).await;
    refused(&rig.post("/v1/refunds", refund).await, 400, "The total refund amount is greater than the refund payment amount");
    let rest = rig.make("/v1/refunds", json!({ "payment_id": payment })).await;
    assert_eq!(rest["amount"], 10_000);
    assert_eq!(rig.sandbox.state()["balance"], -1_000, "the fee is not returned");
}

#[tokio::test]
async fn what_is_wrong_with_a_refund() {
    let rig = Rig::new().await;
    let payment = rig.paid(50_000).await;
    let path = format!("/v1/payments/{payment}/refund");
    for (body, description) in [
        (json!({ "amount": 50_001 }), "The refund amount provided is greater than amount captured"),
        (json!({ "amount": 99 }), "The amount must be at least INR 1.00"),
        (json!({ "amount": "many" }), "The amount must be an integer."),
        (json!({ "speed": "warp" }), "The selected speed is invalid."),
        (json!({ "payment_id": payment }), "payment_id is/are not required and should not be sent"),
    ] {
        refused(&rig.post(&path, body).await, 400, description);
    }
    refused(&rig.post("/v1/refunds", json!({})).await, 400, "The payment id field is required.");
    refused(&rig.post("/v1/refunds", json!({ "payment_id": "pay_1" })).await, 400, "pay_1 is not a valid id");
    refused(&rig.get("/v1/refunds/rfnd_12345678901234").await, 400, "The id provided does not exist");
    let waiting = rig.pay(&rig.manual_order(5_000).await).await;
    refused(&rig.post(&format!("/v1/payments/{waiting}/refund"), json!({})).await, 400, "The payment status should be captured for action to be taken");
}

#[tokio::test]
async fn a_key_makes_asking_twice_do_once() {
    let rig = Rig::new().await;
    let payment = rig.paid(50_000).await;
    let ask = |key: &str, body: Value| answer(rig.request("POST", &format!("/v1/payments/{payment}/refund")).header("X-Refund-Idempotency", key).json(&body));
    let (_, first) = ask("refund-key-0001", json!({ "amount": 10_000, "notes": { "a": "1", "b": "2" } })).await;
    let (status, again) = ask("refund-key-0001", json!({ "notes": { "b": "2", "a": "1" }, "amount": 10_000 })).await;
    assert_eq!((status, &again), (200, &first));
    let other = ask("refund-key-0001", json!({ "amount": 10_001 })).await;
    refused(&other, 409, "Different request with the same idempotency key has already been processed.");
    assert_eq!(other.1["error"]["reason"], "NA");
    refused(&ask("short", json!({})).await, 400, "The idempotency key must be at least 10 characters long.");
    refused(&ask("spaces are wrong", json!({})).await, 400, "The idempotency key must only contain alphanumeric characters, underscores, and hyphens");
    let (_, second) = ask("refund-key-0002", json!({ "amount": 10_000 })).await;
    assert_ne!(first["id"], second["id"]);
    assert_eq!(rig.fetch(&format!("/v1/payments/{payment}")).await["amount_refunded"], 20_000);
}

#[tokio::test]
async fn a_refused_refund_does_not_use_up_its_key() {
    let rig = Rig::new().await;
    let payment = rig.paid(50_000).await;
    let ask =
        |body: Value| answer(rig.request("POST", &format!("/v1/payments/{payment}/refund")).header("X-Refund-Idempotency", "refund-key-0001").json(&body));
    assert_eq!(ask(json!({ "amount": 60_000 })).await.0, 400);
    assert_eq!(ask(json!({ "amount": 50_000 })).await.0, 200);
}

#[tokio::test]
async fn a_key_in_flight_is_refused() {
    let rig = Rig::new().await;
    let payment = rig.paid(50_000).await;
    rig.faults(json!([{ "on": "POST /v1/payments/*/refund", "do": "slow", "ms": 60_000, "times": 1, "when": "after" }])).await;
    let ask = || rig.request("POST", &format!("/v1/payments/{payment}/refund")).header("X-Refund-Idempotency", "refund-key-0001").json(&json!({}));
    let slow = tokio::spawn(ask().send());
    while rig.sandbox.state()["refunds"] == json!([]) {
        tokio::task::yield_now().await;
    }
    refused(&answer(ask()).await, 409, "Another request with the same idempotency key is still in progress.");
    slow.abort();
    // The client is gone; as soon as the server sees it, the first answer is repeated.
    let mut found = answer(ask()).await;
    for _ in 0..500 {
        if found.0 == 200 {
            break;
        }
        tokio::time::sleep(Duration::from_millis(5)).await;
        found = answer(ask()).await;
    }
    assert_eq!(found.0, 200, "{}", found.1);
    assert_eq!(rig.sandbox.state()["refunds"].as_array().unwrap().len(), 1);
}

#[tokio::test]
async fn balances_are_checked_where_that_is_set() {
    let rig = Rig::with(Settings { check_balance: true, ..Settings::default() }).await;
    let payment = rig.paid(50_000).await;
    let (status, body) = rig.post(&format!("/v1/payments/{payment}/refund"), json!({})).await;
    assert_eq!(status, 400);
    assert!(body["error"]["description"].as_str().unwrap().starts_with("Your account does not have enough balance to carry out the refund operation."));
    rig.paid(50_000).await;
    rig.make(&format!("/v1/payments/{payment}/refund"), json!({})).await;
}

#[tokio::test]
async fn refunds_can_take_their_time_and_fail() {
    let rig = Rig::with(Settings { refunds_take: Some(Duration::from_hours(24)), ..Settings::default() }).await;
    let payment = rig.paid(50_000).await;
    let first = rig.make(&format!("/v1/payments/{payment}/refund"), json!({ "amount": 20_000 })).await;
    assert_eq!((first["status"].as_str(), &first["acquirer_data"]["arn"]), (Some("pending"), &Value::Null));
    let second = rig.make(&format!("/v1/payments/{payment}/refund"), json!({})).await;
    let processed = rig.make(&format!("/sandbox/refunds/{}/process", id(&first)), json!({})).await;
    assert_eq!(processed["status"], "processed");
    let failed = rig.make(&format!("/sandbox/refunds/{}/fail", id(&second)), json!({})).await;
    assert_eq!(failed["status"], "failed");
    let paid = rig.fetch(&format!("/v1/payments/{payment}")).await;
    assert_eq!((paid["status"].as_str(), paid["refund_status"].as_str(), paid["amount_refunded"].as_i64()), (Some("captured"), Some("partial"), Some(20_000)));
    assert_eq!(rig.post(&format!("/sandbox/refunds/{}/fail", id(&first)), json!({})).await.0, 400);
}

#[tokio::test]
async fn the_special_amount_falls_back_to_the_normal_speed() {
    let rig = Rig::new().await;
    let payment = rig.paid(50_000).await;
    let path = format!("/v1/payments/{payment}/refund");
    let instant = rig.make(&path, json!({ "amount": 2_000, "speed": "optimum" })).await;
    assert_eq!((instant["speed_requested"].as_str(), instant["speed_processed"].as_str()), (Some("optimum"), Some("instant")));
    let normal = rig.make(&path, json!({ "amount": 2_468, "speed": "optimum" })).await;
    assert_eq!((normal["speed_requested"].as_str(), normal["speed_processed"].as_str()), (Some("optimum"), Some("normal")));
}
