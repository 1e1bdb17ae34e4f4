//! `/v1/payments`, and what happens to payments by themselves.

use crate::support::{Rig, SECRET, refused};
use razorpay_sandbox::{Settings, signature};
use serde_json::{Value, json};
use std::time::Duration;

#[tokio::test]
async fn a_payment_is_captured_by_itself_and_looks_like_one() {
    let rig = Rig::new().await;
    let order = rig.order(990_000).await;
    let paid = rig.make(&format!("/sandbox/orders/{order}/pay"), json!({ "email": "a@example.com", "contact": "98765 43210" })).await;
    let payment_id = paid["razorpay_payment_id"].as_str().unwrap();
    assert_eq!(paid["razorpay_signature"], signature::sign_checkout(SECRET, &order, payment_id));
    let payment = rig.fetch(&format!("/v1/payments/{payment_id}")).await;
    for (field, value) in [
        ("entity", json!("payment")),
        ("amount", json!(990_000)),
        ("currency", json!("INR")),
        ("status", json!("captured")),
        ("order_id", json!(order)),
        ("invoice_id", Value::Null),
        ("international", json!(false)),
        ("method", json!("card")),
        ("amount_refunded", json!(0)),
        ("refund_status", Value::Null),
        ("captured", json!(true)),
        ("vpa", Value::Null),
        ("email", json!("a@example.com")),
        ("contact", json!("+919876543210")),
        ("notes", json!([])),
        ("fee", json!(23_364)),
        ("tax", json!(3_564)),
        ("error_code", Value::Null),
        ("error_reason", Value::Null),
    ] {
        assert_eq!(payment[field], value, "{field}");
    }
    assert!(payment["acquirer_data"]["auth_code"].is_string());
    assert!(payment["card"].is_null(), "the card comes only when it is asked for");
    let card = &rig.fetch(&format!("/v1/payments/{payment_id}?expand[]=card")).await["card"];
    assert_eq!(card, &rig.fetch(&format!("/v1/payments/{payment_id}/card")).await);
    assert_eq!((card["last4"].as_str(), card["network"].as_str(), card["entity"].as_str()), (Some("1007"), Some("Visa"), Some("card")));
}

#[tokio::test]
async fn every_method_has_its_own_fields() {
    let rig = Rig::new().await;
    for (pay, field, value, reference) in [
        (json!({ "method": "upi", "vpa": "asha@okhdfc" }), "vpa", "asha@okhdfc", "upi_transaction_id"),
        (json!({ "method": "netbanking", "bank": "SBIN" }), "bank", "SBIN", "bank_transaction_id"),
        (json!({ "method": "wallet", "wallet": "olamoney" }), "wallet", "olamoney", "transaction_id"),
    ] {
        let order = rig.order(5_000).await;
        let paid = rig.make(&format!("/sandbox/orders/{order}/pay"), pay).await;
        let payment = rig.fetch(&format!("/v1/payments/{}", paid["razorpay_payment_id"].as_str().unwrap())).await;
        assert_eq!(payment[field], value);
        assert!(payment["acquirer_data"][reference].is_string(), "{payment}");
        assert_eq!(payment["email"], "void@razorpay.com");
        refused(&rig.get(&format!("/v1/payments/{}/card", payment["id"].as_str().unwrap())).await, 400, "The payment was not made with a card.");
    }
}

#[tokio::test]
async fn a_manual_payment_waits_for_its_capture() {
    let rig = Rig::new().await;
    let order = rig.manual_order(5_000).await;
    let payment = rig.pay(&order).await;
    let path = format!("/v1/payments/{payment}");
    let waiting = rig.fetch(&path).await;
    assert_eq!((waiting["status"].as_str(), waiting["captured"].as_bool(), &waiting["fee"]), (Some("authorized"), Some(false), &Value::Null));
    refused(&rig.post(&format!("/sandbox/orders/{order}/pay"), json!({})).await, 400, "A payment for this order is already authorized.");
    let capture = format!("{path}/capture");
    let right = json!({ "amount": 5_000, "currency": "INR" });
    for (body, description) in [
        (json!({ "amount": 4_900, "currency": "INR" }), "Capture amount must be equal to the amount authorized"),
        (json!({ "currency": "INR" }), "The amount field is required."),
        (json!({ "amount": 5_000 }), "The currency field is required."),
        (json!({ "amount": 50, "currency": "INR" }), "The amount must be at least INR 1.00"),
        (json!({ "amount": 5_000, "currency": "INR", "fee": 1 }), "fee is/are not required and should not be sent"),
    ] {
        refused(&rig.post(&capture, body).await, 400, description);
    }
    let captured = rig.make(&capture, right.clone()).await;
    assert_eq!((captured["status"].as_str(), captured["fee"].as_i64(), captured["tax"].as_i64()), (Some("captured"), Some(100), Some(0)));
    refused(&rig.post(&capture, right.clone()).await, 400, "This payment has already been captured");
    refused(&rig.post("/v1/payments/pay_12345678901234/capture", right).await, 400, "The id provided does not exist");
}

#[tokio::test]
async fn what_failed_cannot_be_captured() {
    let rig = Rig::new().await;
    let order = rig.order(5_000).await;
    let (_, failed) = rig.post(&format!("/sandbox/orders/{order}/pay"), json!({ "outcome": "failure", "method": "upi", "vpa": "a1@bank" })).await;
    assert_eq!((failed["error"]["source"].as_str(), failed["error"]["step"].as_str()), (Some("gateway"), Some("payment_response")));
    let payment = failed["error"]["metadata"]["payment_id"].as_str().unwrap();
    let (status, body) = rig.post(&format!("/v1/payments/{payment}/capture"), json!({ "amount": 5_000, "currency": "INR" })).await;
    assert_eq!(status, 400, "{body}");
    let shown = rig.fetch(&format!("/v1/payments/{payment}")).await;
    assert_eq!((shown["status"].as_str(), shown["error_code"].as_str()), (Some("failed"), Some("BAD_REQUEST_ERROR")));
    assert_eq!(shown["error_reason"], "payment_failed");
}

#[tokio::test]
async fn a_failed_payment_can_be_authorized_late() {
    let rig = Rig::new().await;
    let order = rig.order(5_000).await;
    let (_, failed) = rig.post(&format!("/sandbox/orders/{order}/pay"), json!({ "outcome": "failure" })).await;
    let payment = failed["error"]["metadata"]["payment_id"].as_str().unwrap();
    let late = rig.make(&format!("/sandbox/payments/{payment}/authorize"), json!({})).await;
    assert_eq!((late["status"].as_str(), &late["error_code"]), (Some("captured"), &Value::Null));
    assert_eq!(rig.fetch(&format!("/v1/orders/{order}")).await["status"], "paid");
    assert_eq!(rig.post(&format!("/sandbox/payments/{payment}/authorize"), json!({})).await.0, 400);
}

#[tokio::test]
async fn a_late_authorization_on_a_paid_order_is_refunded_at_once() {
    let rig = Rig::new().await;
    let order = rig.order(5_000).await;
    let pending = rig.make(&format!("/sandbox/orders/{order}/pay"), json!({ "outcome": "pending" })).await;
    assert_eq!(pending["status"], "created");
    rig.pay(&order).await;
    let payment = pending["razorpay_payment_id"].as_str().unwrap();
    let late = rig.make(&format!("/sandbox/payments/{payment}/authorize"), json!({})).await;
    assert_eq!((late["status"].as_str(), late["captured"].as_bool(), late["refund_status"].as_str()), (Some("refunded"), Some(false), Some("full")));
    let state = rig.sandbox.state();
    assert_eq!(state["balance"], 5_000 - 100, "the returned money was never on the account");
}

#[tokio::test]
async fn what_nobody_captures_is_returned() {
    let settings = Settings { capture_within: Duration::from_secs(1_000), time_scale: 1_000.0, ..Settings::default() };
    let rig = Rig::with(settings).await;
    let by_hand = rig.pay(&rig.manual_order(5_000).await).await;
    let expired = rig.make(&format!("/sandbox/payments/{by_hand}/expire"), json!({})).await;
    assert_eq!((expired["status"].as_str(), expired["captured"].as_bool()), (Some("refunded"), Some(false)));
    let by_time = rig.pay(&rig.manual_order(5_000).await).await;
    let path = format!("/v1/payments/{by_time}");
    let mut polls = 0;
    while rig.fetch(&path).await["status"] == "authorized" {
        polls += 1;
        assert!(polls < 500, "it still waits for its capture");
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    assert_eq!(rig.fetch(&path).await["status"], "refunded");
}

#[tokio::test]
async fn however_fast_time_goes_a_person_at_the_bank_is_captured() {
    let rig = Rig::with(Settings { time_scale: 1_000_000.0, ..Settings::default() }).await;
    let order = rig.order(5_000).await;
    let pending = rig.make(&format!("/sandbox/orders/{order}/pay"), json!({ "outcome": "pending" })).await;
    tokio::time::sleep(Duration::from_millis(2_100)).await;
    let payment = pending["razorpay_payment_id"].as_str().unwrap();
    assert_eq!(rig.make(&format!("/sandbox/payments/{payment}/authorize"), json!({})).await["status"], "captured");
}

#[tokio::test]
async fn a_bank_that_never_answers_is_a_failure() {
    let rig = Rig::new().await;
    let order = rig.order(5_000).await;
    let pending = rig.make(&format!("/sandbox/orders/{order}/pay"), json!({ "outcome": "pending" })).await;
    let payment = pending["razorpay_payment_id"].as_str().unwrap();
    let expired = rig.make(&format!("/sandbox/payments/{payment}/expire"), json!({})).await;
    assert_eq!((expired["status"].as_str(), expired["error_reason"].as_str()), (Some("failed"), Some("payment_timed_out")));
}

#[tokio::test]
async fn payments_are_listed_and_annotated() {
    let rig = Rig::new().await;
    let first = rig.paid(5_000).await;
    let second = rig.paid(6_000).await;
    let list = rig.fetch("/v1/payments").await;
    assert_eq!((list["items"][0]["id"].as_str(), list["items"][1]["id"].as_str()), (Some(second.as_str()), Some(first.as_str())));
    let (status, edited) = rig.patch(&format!("/v1/payments/{first}"), json!({ "notes": { "seat": "4" } })).await;
    assert_eq!((status, &edited["notes"]), (200, &json!({ "seat": "4" })));
    refused(&rig.get("/v1/payments/pay_x").await, 400, "pay_x is not a valid id");
}

#[tokio::test]
async fn the_account_can_be_set_to_manual_capture() {
    let rig = Rig::with(Settings { auto_capture: false, ..Settings::default() }).await;
    let payment = rig.paid(5_000).await;
    assert_eq!(rig.fetch(&format!("/v1/payments/{payment}")).await["status"], "authorized");
    let legacy = rig.make("/v1/orders", json!({ "amount": 5_000, "currency": "INR", "payment_capture": 1 })).await;
    let payment = rig.pay(legacy["id"].as_str().unwrap()).await;
    assert_eq!(rig.fetch(&format!("/v1/payments/{payment}")).await["status"], "captured");
}
