//! The sandbox's own surface.

use crate::support::{Hook, Rig, answer, id};
use razorpay_sandbox::Settings;
use serde_json::json;

#[tokio::test]
async fn the_state_shows_everything() {
    let rig = Rig::new().await;
    let payment = rig.paid(50_000).await;
    rig.make(&format!("/v1/payments/{payment}/refund"), json!({ "amount": 10_000 })).await;
    let state = rig.fetch("/sandbox/state").await;
    assert_eq!(state["balance"], 50_000 - 1_000 - 10_000);
    assert_eq!(state["payments"][0]["id"], payment.as_str());
    for list in ["orders", "payments", "refunds", "payouts", "disputes", "settlements", "webhooks", "idempotency", "faults"] {
        assert!(state[list].is_array(), "{list}");
    }
    assert_eq!(state["webhooks"].as_array().unwrap().len(), 5);
    assert_eq!(state["requests"]["POST /v1/payments/:id/refund"], 1);
    let embedded = rig.sandbox.state();
    assert_eq!((&embedded["orders"], &embedded["balance"]), (&state["orders"], &state["balance"]));
}

#[tokio::test]
async fn other_peoples_orders_can_be_taken_over_once_and_in_silence() {
    let (rig, hook) = Rig::with_hook(Settings::default()).await;
    let import = json!({
        "orders": [
            { "id": "order_Demo0000000001", "amount": 50_000, "currency": "INR", "receipt": "NK-1", "notes": {}, "created_at": 1_760_000_000 },
            { "id": "order_Demo0000000002", "amount": 70_000, "created_at": 1_760_000_100 },
        ],
        "payments": [{
            "id": "pay_Demo0000000001", "order_id": "order_Demo0000000001", "amount": 50_000, "currency": "INR", "method": "upi", "fee": 1_180, "tax": 180,
            "status": "captured", "created_at": 1_760_000_050, "email": "a@example.com", "contact": "+919876543210",
        }],
    });
    assert_eq!(rig.make("/sandbox/import", import.clone()).await, json!({ "orders": 2, "payments": 1 }));
    assert_eq!(rig.make("/sandbox/import", import).await, json!({ "orders": 0, "payments": 0 }));
    let order = rig.fetch("/v1/orders/order_Demo0000000001").await;
    assert_eq!((order["status"].as_str(), order["amount_paid"].as_i64(), order["attempts"].as_i64()), (Some("paid"), Some(50_000), Some(1)));
    let payment = rig.fetch("/v1/payments/pay_Demo0000000001").await;
    assert_eq!((payment["status"].as_str(), payment["fee"].as_i64(), payment["created_at"].as_i64()), (Some("captured"), Some(1_180), Some(1_760_000_050)));
    assert_eq!(rig.fetch("/v1/orders?receipt=NK-1").await["count"], 1);
    rig.pay("order_Demo0000000002").await;
    rig.make("/v1/payments/pay_Demo0000000001/refund", json!({})).await;
    rig.idle().await;
    assert_eq!(hook.events().len(), 3 + 2, "the import itself says nothing");
}

#[tokio::test]
async fn an_import_that_makes_no_sense_is_refused_whole() {
    let rig = Rig::new().await;
    let payment = json!({ "id": "pay_Demo0000000001", "order_id": "order_Nowhere0000000", "amount": 1, "method": "upi", "created_at": 1 });
    let order = json!({ "id": "order_Demo0000000001", "amount": 50_000, "created_at": 1_760_000_000 });
    assert_eq!(rig.post("/sandbox/import", json!({ "orders": [order], "payments": [payment] })).await.0, 400);
    assert_eq!(rig.post("/sandbox/import", json!({ "order": [] })).await.0, 400);
    let order = json!({ "id": "order_Demo0000000001", "amount": 50_000, "created_at": 1_760_000_000 });
    let payment = json!({ "id": "pay_Demo0000000001", "order_id": "order_Demo0000000001", "amount": 50_000, "method": "upi", "created_at": 1 });
    for (why, orders, payments) in [
        ("twice the same", vec![&order], vec![&payment, &payment]),
        ("a misshapen id", vec![&json!({ "id": "order_1", "amount": 50_000, "created_at": 1 })], vec![]),
        ("less than nothing", vec![&json!({ "id": "order_Demo0000000001", "amount": -1, "created_at": 1 })], vec![]),
    ] {
        assert_eq!(rig.post("/sandbox/import", json!({ "orders": orders, "payments": payments })).await.0, 400, "{why}");
    }
    assert_eq!(rig.sandbox.state()["orders"], json!([]));
}

#[tokio::test]
async fn disputes_go_their_way() {
    let (rig, hook) = Rig::with_hook(Settings::default()).await;
    let payment = rig.paid(50_000).await;
    let dispute = rig.make(&format!("/sandbox/payments/{payment}/dispute"), json!({ "amount": 20_000, "reason_code": "fraud", "phase": "chargeback" })).await;
    assert_eq!((dispute["status"].as_str(), dispute["entity"].as_str(), dispute["amount"].as_i64()), (Some("open"), Some("dispute"), Some(20_000)));
    let dispute_id = id(&dispute);
    rig.make(&format!("/sandbox/disputes/{dispute_id}/under_review"), json!({})).await;
    assert_eq!(rig.make(&format!("/sandbox/disputes/{dispute_id}/action_required"), json!({})).await["status"], "open");
    let before = rig.fetch("/sandbox/state").await["balance"].as_i64().unwrap();
    let lost = rig.make(&format!("/sandbox/disputes/{dispute_id}/lost"), json!({})).await;
    assert_eq!(lost["amount_deducted"], 20_000);
    assert_eq!(rig.fetch("/sandbox/state").await["balance"].as_i64(), Some(before - 20_000));
    assert_eq!(rig.post(&format!("/sandbox/disputes/{dispute_id}/won"), json!({})).await.0, 400);
    for amount in [0, 50_001] {
        assert_eq!(rig.post(&format!("/sandbox/payments/{payment}/dispute"), json!({ "amount": amount })).await.0, 400, "{amount}");
    }
    assert_eq!(rig.fetch(&format!("/v1/disputes/{dispute_id}")).await, lost);
    assert_eq!(rig.fetch("/v1/disputes").await["count"], 1);
    rig.idle().await;
    let told: Vec<_> = hook.received().into_iter().filter(|received| received.event().starts_with("payment.dispute.")).collect();
    assert_eq!(told.len(), 4);
    assert!(told.iter().all(|received| received.json["contains"] == json!(["payment", "dispute"]) && received.is_signed()));
}

#[tokio::test]
async fn test_instruments_decide_by_themselves_unless_told() {
    let rig = Rig::new().await;
    for (how, status) in [
        (json!({ "method": "upi", "vpa": "failure@razorpay" }), 400),
        (json!({ "card": "4100280000060003" }), 400),
        (json!({ "card": "4100280000060003", "outcome": "success" }), 200),
        (json!({ "method": "upi", "vpa": "asha@okaxis" }), 200),
        (json!({ "outcome": "failure" }), 400),
        (json!({}), 200),
    ] {
        let order = rig.order(5_000).await;
        assert_eq!(rig.post(&format!("/sandbox/orders/{order}/pay"), how.clone()).await.0, status, "{how}");
    }
}

#[tokio::test]
async fn the_surface_is_its_own() {
    let rig = Rig::new().await;
    let (status, body) = rig.post("/sandbox/nothing", json!({})).await;
    assert!(status == 404 && body["error"] == "there is nothing at this address of the sandbox", "{status} {body}");
    assert_eq!(rig.get("/sandbox/seed").await.0, 405);
}

#[tokio::test]
async fn a_replay_needs_somebody_to_send_it_to_and_no_content_type() {
    let rig = Rig::new().await;
    rig.paid(5_000).await;
    let replay = || rig.request("POST", "/sandbox/webhooks/replay").body(r#"{"all":true}"#);
    assert_eq!(answer(replay()).await.0, 400, "nobody is there");
    let hook = Hook::new().await;
    rig.sandbox.set_webhook_url(Some(hook.url.clone()));
    assert_eq!(answer(replay()).await, (200, json!({ "sent": 3 })));
    rig.idle().await;
    assert_eq!(hook.sorted_events(), ["order.paid", "payment.authorized", "payment.captured"]);
    // Sent again, and refused this time: it was delivered all the same.
    hook.answers([500; 9]);
    answer(replay()).await;
    rig.idle().await;
    let events = rig.sandbox.state()["webhooks"].clone();
    assert!(events.as_array().unwrap().iter().all(|event| event["status"] == "delivered"), "{events}");
    rig.sandbox.set_webhook_url(None);
}

#[tokio::test]
async fn a_rough_payment_is_told_what_is_wrong() {
    let rig = Rig::new().await;
    let order = rig.order(5_000).await;
    for wrong in
        [json!({ "card": "123" }), json!({ "method": "upi", "vpa": "x" }), json!({ "method": "cash" }), json!({ "outcome": "maybe" }), json!({ "amount": 1 })]
    {
        assert_eq!(rig.post(&format!("/sandbox/orders/{order}/pay"), wrong.clone()).await.0, 400, "{wrong}");
    }
    assert_eq!(rig.post("/sandbox/orders/order_none/pay", json!({})).await.0, 400);
    assert_eq!(rig.fetch(&format!("/v1/orders/{order}")).await["attempts"], 0);
}

#[tokio::test]
async fn waiting_for_silence_has_an_end() {
    let (rig, hook) = Rig::with_hook(Settings::default()).await;
    hook.answers([500; 10]);
    rig.pay(&rig.manual_order(5_000).await).await;
    let (status, body) = rig.get("/sandbox/webhooks/idle?timeout_ms=50&within_ms=3600000").await;
    assert_eq!((status, body["idle"].as_bool()), (504, Some(false)));
}
