//! The state file.

use crate::support::{Hook, Rig};
use razorpay_sandbox::{Sandbox, Settings};
use serde_json::json;
use std::{fs, time::Duration};

#[tokio::test]
async fn what_was_known_is_known_after_a_restart() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("deep").join("state.json");
    let settings = Settings { state_file: Some(path.clone()), ..Settings::default() };
    let rig = Rig::with(settings.clone()).await;
    let order = rig.order(50_000).await;
    let payment = rig.pay(&order).await;
    let ask = |rig: &Rig| rig.request("POST", &format!("/v1/payments/{payment}/refund")).header("X-Refund-Idempotency", "refund-key-0001").json(&json!({}));
    let refund: serde_json::Value = ask(&rig).send().await.unwrap().json().await.unwrap();
    let before = rig.sandbox.state();
    rig.sandbox.save().unwrap();
    drop(rig);
    let rig = Rig::with(settings).await;
    let after = rig.sandbox.state();
    for list in ["account_id", "orders", "payments", "refunds", "webhooks", "idempotency", "balance"] {
        assert_eq!(before[list], after[list], "{list}");
    }
    let again: serde_json::Value = ask(&rig).send().await.unwrap().json().await.unwrap();
    assert_eq!(again, refund);
    assert!(!path.with_extension("json.new").exists());
}

#[tokio::test]
async fn changes_reach_the_file_by_themselves() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("state.json");
    let rig = Rig::with(Settings { state_file: Some(path.clone()), ..Settings::default() }).await;
    let order = rig.order(50_000).await;
    let mut polls = 0;
    while !fs::read_to_string(&path).is_ok_and(|text| text.contains(&order)) {
        polls += 1;
        assert!(polls < 500, "nothing was saved");
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
}

#[tokio::test]
async fn a_restart_takes_up_what_was_not_delivered() {
    let folder = tempfile::tempdir().unwrap();
    let settings = Settings { state_file: Some(folder.path().join("state.json")), webhook_url: Some("http://127.0.0.1:9/".to_owned()), ..Settings::default() };
    let rig = Rig::with(settings.clone()).await;
    rig.paid(5_000).await;
    rig.sandbox.save().unwrap();
    drop(rig);
    let hook = Hook::new().await;
    let rig = Rig::with(Settings { webhook_url: Some(hook.url.clone()), ..settings }).await;
    // The first request proves that the server has started, and with it the deliveries.
    rig.fetch("/v1/orders").await;
    rig.idle().await;
    assert_eq!(hook.sorted_events(), ["order.paid", "payment.authorized", "payment.captured"]);
}

#[tokio::test]
async fn a_restart_keeps_what_was_to_happen_later() {
    let folder = tempfile::tempdir().unwrap();
    let settings = Settings { state_file: Some(folder.path().join("state.json")), ..Settings::default() };
    let rig = Rig::with(settings.clone()).await;
    let payment = rig.paid(5_000).await;
    rig.faults(json!([{ "on": "refund", "do": "pending", "after_ms": 300 }, { "on": "checkout", "do": "authorize_late", "after_ms": 300 }])).await;
    let refund = rig.make(&format!("/v1/payments/{payment}/refund"), json!({})).await;
    let order = rig.manual_order(5_000).await;
    rig.post(&format!("/sandbox/orders/{order}/pay"), json!({})).await;
    let statuses = async |rig: &Rig| {
        let refund = rig.fetch(&format!("/v1/refunds/{}", refund["id"].as_str().unwrap())).await["status"].clone();
        (refund, rig.fetch(&format!("/v1/orders/{order}/payments")).await["items"][0]["status"].clone())
    };
    assert_eq!(statuses(&rig).await, (json!("pending"), json!("failed")));
    rig.sandbox.save().unwrap();
    drop(rig);
    let rig = Rig::with(settings).await;
    let mut polls = 0;
    while statuses(&rig).await != (json!("processed"), json!("authorized")) {
        polls += 1;
        assert!(polls < 500, "it never happened");
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    let timers = rig.sandbox.state()["timers"].as_array().unwrap().iter().filter(|timer| timer.to_string().contains("refund")).count();
    assert_eq!(timers, 0, "done is done");
}

#[tokio::test]
async fn a_broken_file_is_an_error_not_a_fresh_start() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("state.json");
    fs::write(&path, "{").unwrap();
    assert!(Sandbox::new(Settings { state_file: Some(path), ..Settings::default() }).is_err());
    assert!(Sandbox::new(Settings { time_scale: 0.0, ..Settings::default() }).is_err());
}
