//! Settlements and the combined report.

use crate::support::{Rig, id, refused};
use razorpay_sandbox::Settings;
use serde_json::{Value, json};

#[tokio::test]
async fn a_settlement_takes_what_is_open_and_the_report_shows_it() {
    let (rig, hook) = Rig::with_hook(Settings::default()).await;
    assert_eq!(rig.make("/sandbox/settlements/run", json!({})).await, Value::Null);
    let order = id(&rig.make("/v1/orders", json!({ "amount": 500_000, "currency": "INR", "receipt": "NK-9" })).await);
    let payment = rig.pay(&order).await;
    let refund = rig.make(&format!("/v1/payments/{payment}/refund"), json!({ "amount": 100_000 })).await;
    let settlement = rig.make("/sandbox/settlements/run", json!({})).await;
    assert_eq!(
        (settlement["entity"].as_str(), settlement["amount"].as_i64(), settlement["fees"].as_i64(), settlement["tax"].as_i64()),
        (Some("settlement"), Some(500_000 - 11_800 - 100_000), Some(11_800), Some(1_800))
    );
    assert_eq!(rig.fetch(&format!("/v1/settlements/{}", id(&settlement))).await, settlement);
    assert_eq!(rig.fetch("/v1/settlements").await["items"], json!([settlement]));
    assert_eq!(rig.make("/sandbox/settlements/run", json!({})).await, Value::Null);
    rig.idle().await;
    assert!(hook.events().contains(&"settlement.processed".to_owned()));

    let mut found = Vec::new();
    // Whichever day it is in India.
    for year in 2025..2060 {
        for month in 1..=12 {
            let report = rig.fetch(&format!("/v1/settlements/recon/combined?year={year}&month={month}")).await;
            found.extend(report["items"].as_array().unwrap().clone());
        }
        if !found.is_empty() {
            break;
        }
    }
    assert_eq!(found.len(), 2);
    let paid = &found[0];
    for (field, value) in [
        ("entity_id", json!(payment)),
        ("type", json!("payment")),
        ("credit", json!(488_200)),
        ("debit", json!(0)),
        ("fee", json!(11_800)),
        ("tax", json!(1_800)),
        ("settled", json!(true)),
        ("settlement_id", settlement["id"].clone()),
        ("settlement_utr", settlement["utr"].clone()),
        ("order_id", json!(order)),
        ("order_receipt", json!("NK-9")),
        ("method", json!("card")),
        ("card_network", json!("Visa")),
    ] {
        assert_eq!(paid[field], value, "{field}");
    }
    assert_eq!((&found[1]["entity_id"], found[1]["debit"].as_i64(), found[1]["payment_id"].as_str()), (&refund["id"], Some(100_000), Some(payment.as_str())));
}

#[tokio::test]
async fn a_refund_is_settled_once_it_is_processed_and_never_when_it_failed() {
    let rig = Rig::new().await;
    let payment = rig.paid(500_000).await;
    rig.faults(json!([{ "on": "refund", "do": "pending" }])).await;
    let pending = id(&rig.make(&format!("/v1/payments/{payment}/refund"), json!({ "amount": 100_000 })).await);
    assert_eq!(rig.make("/sandbox/settlements/run", json!({})).await["amount"], 500_000 - 11_800);
    rig.make(&format!("/sandbox/refunds/{pending}/fail"), json!({})).await;
    rig.faults(json!([])).await;
    let later = rig.paid(500_000).await;
    rig.make(&format!("/v1/payments/{later}/refund"), json!({ "amount": 30_000 })).await;
    assert_eq!(rig.make("/sandbox/settlements/run", json!({})).await["amount"], 500_000 - 11_800 - 30_000);
    let state = rig.sandbox.state();
    let settled: i64 = state["settlements"].as_array().unwrap().iter().map(|settlement| settlement["amount"].as_i64().unwrap()).sum();
    assert_eq!(state["balance"], settled);
}

#[tokio::test]
async fn what_was_settled_pays_for_payouts_and_no_longer_for_refunds() {
    let rig = Rig::with(Settings { check_balance: true, ..Settings::default() }).await;
    let payment = rig.paid(500_000).await;
    let available = || (rig.sandbox.state()["available"]["refunds"].clone(), rig.sandbox.state()["available"]["payouts"].clone());
    assert_eq!(available(), (json!(488_200), json!(0)));
    rig.make("/sandbox/settlements/run", json!({})).await;
    assert_eq!(available(), (json!(0), json!(488_200)));
    let refused = rig.post(&format!("/v1/payments/{payment}/refund"), json!({ "amount": 100 })).await;
    assert!(refused.0 == 400 && refused.1.to_string().contains("does not have enough balance"), "{refused:?}");
}

#[tokio::test]
async fn the_report_needs_a_month() {
    let rig = Rig::new().await;
    refused(&rig.get("/v1/settlements/recon/combined?month=2").await, 400, "The year field is required.");
    refused(&rig.get("/v1/settlements/recon/combined?year=2026").await, 400, "The month field is required.");
    refused(&rig.get("/v1/settlements/recon/combined?year=2026&month=13").await, 400, "The month is invalid.");
    assert_eq!(rig.fetch("/v1/settlements/recon/combined?year=2026&month=2&day=3").await["count"], 0);
    refused(&rig.get("/v1/settlements/setl_12345678901234").await, 400, "The id provided does not exist");
}
