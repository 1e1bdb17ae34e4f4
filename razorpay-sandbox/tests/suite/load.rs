//! Many at once.

use crate::support::{Rig, id};
use razorpay_sandbox::Settings;
use serde_json::{Value, json};
use std::{collections::HashSet, sync::Arc};

async fn buy(rig: Arc<Rig>) -> String {
    let order = id(&rig.make("/v1/orders", json!({ "amount": 50_000, "currency": "INR", "payment": { "capture": "manual" } })).await);
    let payment = rig.pay(&order).await;
    rig.make(&format!("/v1/payments/{payment}/capture"), json!({ "amount": 50_000, "currency": "INR" })).await;
    payment
}

#[tokio::test(flavor = "multi_thread")]
async fn five_hundred_people_pay_at_once() {
    let (rig, hook) = Rig::with_hook(Settings::default()).await;
    let rig = Arc::new(rig);
    let payers: Vec<_> = (0..500).map(|_| tokio::spawn(buy(Arc::clone(&rig)))).collect();
    let mut payments = HashSet::new();
    for payer in payers {
        payments.insert(payer.await.unwrap());
    }
    assert_eq!(payments.len(), 500);
    assert_eq!(rig.sandbox.state()["balance"], 500 * (50_000 - 1_000));
    rig.idle().await;
    let ids: HashSet<String> = hook.received().iter().map(|received| received.header("x-razorpay-event-id").to_owned()).collect();
    assert_eq!((hook.received().len(), ids.len()), (1_500, 1_500));
}

#[tokio::test(flavor = "multi_thread")]
async fn twenty_captures_of_one_payment_capture_once() {
    let rig = Arc::new(Rig::new().await);
    let payment = rig.pay(&rig.manual_order(50_000).await).await;
    let asked: Vec<_> = (0..20)
        .map(|_| {
            let (rig, path) = (Arc::clone(&rig), format!("/v1/payments/{payment}/capture"));
            tokio::spawn(async move { rig.post(&path, json!({ "amount": 50_000, "currency": "INR" })).await })
        })
        .collect();
    let mut answers: Vec<(u16, Value)> = Vec::new();
    for ask in asked {
        answers.push(ask.await.unwrap());
    }
    assert_eq!(answers.iter().filter(|(status, _)| *status == 200).count(), 1);
}
