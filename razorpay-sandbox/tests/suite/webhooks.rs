//! Webhooks: what they say, how they are signed, and how long they insist.

use crate::support::{Hook, Received, Rig, id};
use razorpay_sandbox::Settings;
use serde_json::{Value, json};

fn keys(value: &Value) -> Vec<&str> {
    value.as_object().unwrap().keys().map(String::as_str).collect()
}

/// Top-level keys of a body in the order of its bytes.
fn top_level(received: &Received) -> Vec<String> {
    let text = String::from_utf8(received.body.clone()).unwrap();
    let mut found: Vec<(usize, &str)> = keys(&received.json).into_iter().map(|key| (text.find(&format!("\"{key}\":")).unwrap(), key)).collect();
    found.sort_unstable();
    found.into_iter().map(|(_, key)| key.to_owned()).collect()
}

fn find(hook: &Hook, event: &str) -> Received {
    hook.received().into_iter().find(|received| received.event() == event).unwrap_or_else(|| panic!("no {event} in {:?}", hook.events()))
}

#[tokio::test]
async fn a_payment_tells_three_things_signed_over_the_exact_bytes() {
    let (rig, hook) = Rig::with_hook(Settings::default()).await;
    let payment = rig.paid(50_000).await;
    rig.idle().await;
    assert_eq!(hook.sorted_events(), ["order.paid", "payment.authorized", "payment.captured"]);
    for received in hook.received() {
        assert!(received.is_signed());
        assert_eq!(received.header("content-type"), "application/json");
        assert_eq!(received.header("user-agent"), "Razorpay-Webhook/v1");
        assert_eq!(received.header("x-razorpay-event-id").len(), 14);
        assert_eq!(received.header("x-razorpay-event-id"), received.header("request-id"));
        assert_eq!(top_level(&received), ["entity", "account_id", "event", "contains", "payload", "created_at"]);
        assert!(!received.body.contains(&b'\n') && !String::from_utf8_lossy(&received.body).contains("\": "));
        assert_eq!(received.json["payload"]["payment"]["entity"]["id"], payment.as_str());
    }
    let captured = find(&hook, "payment.captured").json;
    assert_eq!(captured["contains"], json!(["payment"]));
    let entity = &captured["payload"]["payment"]["entity"];
    assert_eq!((entity["status"].as_str(), entity["base_amount"].as_i64()), (Some("captured"), Some(50_000)));
    assert_eq!(entity["card"]["last4"], "1007");
    let authorized = find(&hook, "payment.authorized").json;
    let entity = &authorized["payload"]["payment"]["entity"];
    assert_eq!((entity["status"].as_str(), &entity["fee"], entity.get("reward")), (Some("authorized"), &Value::Null, None));
    let paid = find(&hook, "order.paid").json;
    assert_eq!(paid["contains"], json!(["payment", "order"]));
    assert_eq!(paid["payload"]["order"]["entity"]["status"], "paid");
    assert_eq!(paid["payload"]["order"]["entity"].get("checkout"), Some(&Value::Null));
}

#[tokio::test]
async fn refunds_are_told_in_alphabetical_order() {
    let (rig, hook) = Rig::with_hook(Settings::default()).await;
    let payment = rig.paid(50_000).await;
    rig.idle().await;
    hook.forget();
    rig.make(&format!("/v1/payments/{payment}/refund"), json!({})).await;
    rig.idle().await;
    assert_eq!(hook.sorted_events(), ["refund.created", "refund.processed"]);
    let created = find(&hook, "refund.created");
    assert_eq!(top_level(&created), ["account_id", "contains", "created_at", "entity", "event", "payload"]);
    assert!(created.is_signed());
    assert_eq!(created.json["contains"], json!(["refund", "payment"]));
    assert_eq!(created.json["payload"]["payment"]["entity"]["settled_by"], "Razorpay");
    assert_eq!(created.json["payload"]["refund"]["entity"]["status"], "processed");
}

#[tokio::test]
async fn failures_are_told_too() {
    let (rig, hook) = Rig::with_hook(Settings::default()).await;
    let order = rig.order(5_000).await;
    rig.post(&format!("/sandbox/orders/{order}/pay"), json!({ "outcome": "failure", "method": "netbanking" })).await;
    rig.idle().await;
    let entity = &find(&hook, "payment.failed").json["payload"]["payment"]["entity"];
    assert_eq!((entity["error_source"].as_str(), entity["error_step"].as_str()), (Some("bank"), Some("payment_authorization")));
    assert_eq!(entity["acquirer_data"], json!({ "bank_transaction_id": null }));
}

#[tokio::test]
async fn whoever_fails_is_asked_again_with_the_same_bytes_until_the_day_is_over() {
    let settings = Settings { time_scale: 1_000_000.0, ..Settings::default() };
    let (rig, hook) = Rig::with_hook(settings).await;
    hook.answers(vec![500; 100]);
    let payment = rig.paid(5_000).await;
    rig.idle_within(3_600_000).await;
    let state = rig.sandbox.state();
    for event in state["webhooks"].as_array().unwrap() {
        let attempts = event["attempts"].as_array().unwrap();
        assert_eq!((event["status"].as_str(), attempts.len()), (Some("given_up"), 16), "{}", event["event"]);
        let copies: Vec<Received> = hook.received().into_iter().filter(|received| received.event() == event["event"]).collect();
        assert_eq!(copies.len(), 16);
        assert!(copies.iter().all(|copy| copy.body == copies[0].body && copy.header("x-razorpay-event-id") == event["id"]));
    }
    hook.forget();
    hook.answers(vec![404; 100]);
    rig.make(&format!("/v1/payments/{payment}/refund"), json!({})).await;
    rig.idle_within(3_600_000).await;
    assert_eq!(hook.received().len(), 2 * 15, "refunds are not tried again at once");
}

#[tokio::test]
async fn any_2xx_ends_it() {
    let settings = Settings { time_scale: 1_000_000.0, ..Settings::default() };
    let (rig, hook) = Rig::with_hook(settings).await;
    let order = rig.manual_order(5_000).await;
    hook.answers([302, 400, 503, 204]);
    rig.pay(&order).await;
    rig.idle_within(3_600_000).await;
    let event = &rig.sandbox.state()["webhooks"][0];
    let statuses: Vec<u64> = event["attempts"].as_array().unwrap().iter().map(|attempt| attempt["status"].as_u64().unwrap()).collect();
    assert_eq!((event["status"].as_str(), statuses), (Some("delivered"), vec![302, 400, 503, 204]));
}

#[tokio::test]
async fn retries_wait_as_long_as_the_ladder_says() {
    let settings = Settings { time_scale: 10.0, ..Settings::default() };
    let (rig, hook) = Rig::with_hook(settings).await;
    hook.answers([500, 500]);
    rig.pay(&rig.manual_order(5_000).await).await;
    rig.idle_within(3_600_000).await;
    let event = &rig.sandbox.state()["webhooks"][0];
    let at: Vec<u64> = event["attempts"].as_array().unwrap().iter().map(|attempt| attempt["at_ms"].as_u64().unwrap()).collect();
    assert_eq!(at.len(), 3);
    assert!((23..610).contains(&(at[1] - at[0])), "{at:?}");
    assert!((610..5_000).contains(&(at[2] - at[0])), "{at:?}");
}

#[tokio::test]
async fn nobody_to_tell_is_no_trouble_and_can_be_made_up_for() {
    let rig = Rig::new().await;
    rig.paid(5_000).await;
    assert!(rig.sandbox.state()["webhooks"].as_array().unwrap().iter().all(|event| event["status"] == "not_sent"));
    let hook = Hook::new().await;
    rig.sandbox.set_webhook_url(Some(hook.url.clone()));
    let event = id(&rig.sandbox.state()["webhooks"][0]);
    rig.make("/sandbox/webhooks/replay", json!({ "event_id": event })).await;
    rig.idle().await;
    assert_eq!(hook.received().len(), 1);
    assert_eq!(rig.make("/sandbox/webhooks/replay", json!({ "all": true })).await["sent"], 3);
    rig.idle().await;
    assert_eq!(hook.received().len(), 4);
    assert_eq!(hook.received()[0].header("x-razorpay-event-id"), event);
    assert_eq!(rig.post("/sandbox/webhooks/replay", json!({ "event_id": "nothing" })).await.0, 400);
}

#[tokio::test]
async fn without_a_secret_there_is_no_signature() {
    let (rig, hook) = Rig::with_hook(Settings { webhook_secret: String::new(), ..Settings::default() }).await;
    rig.paid(5_000).await;
    rig.idle().await;
    assert!(hook.received().iter().all(|received| received.headers.get("x-razorpay-signature").is_none()));
}
