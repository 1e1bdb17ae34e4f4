//! The provider's webhooks: verified, kept once, worked on in any order, replayed.

use crate::support::{
    TestApp,
    build::PAID,
    client, on_both,
    pay::{Payer, WEBHOOK_SECRET},
};
use hmac::{Hmac, KeyInit, Mac};
use nukkad::{
    domain::booking::BookingStatus,
    entity::{webhook_event, webhook_rejection},
    services::payments::WebhookSecret,
};
use sea_orm::{EntityTrait, PaginatorTrait};
use serde_json::json;
use sha2::Sha256;

pub(crate) fn signature(secret: &str, body: &[u8]) -> String {
    let mut mac = Hmac::<Sha256>::new_from_slice(secret.as_bytes()).unwrap();
    mac.update(body);
    hex::encode(mac.finalize().into_bytes())
}

/// Sends a webhook; gives the status.
pub(crate) async fn send(app: &TestApp, body: &[u8], signature: Option<&str>, event_id: &str) -> u16 {
    let mut request =
        client().build().unwrap().post(app.at("/webhooks/razorpay")).header("content-type", "application/json").header("x-razorpay-event-id", event_id);
    if let Some(signature) = signature {
        request = request.header("x-razorpay-signature", signature);
    }
    request.body(body.to_vec()).send().await.unwrap().status().as_u16()
}

/// A message about a payment, in the provider's envelope.
pub(crate) fn about_payment(event: &str, payment: &str, order: &str) -> Vec<u8> {
    let entity = json!({"id": payment, "entity": "payment", "order_id": order, "notes": []});
    json!({"entity": "event", "account_id": "acc_00000000000000", "event": event, "contains": ["payment"], "payload": {"payment": {"entity": entity}}, "created_at": 1}).to_string().into_bytes()
}

pub(crate) async fn deliver(app: &TestApp, body: &[u8], event_id: &str) -> u16 {
    send(app, body, Some(&signature(WEBHOOK_SECRET, body)), event_id).await
}

async fn kept(app: &TestApp) -> Vec<webhook_event::Model> {
    webhook_event::Entity::find().all(app.services.store.reader()).await.unwrap()
}

async fn paid_and_gone(app: &TestApp) -> (Payer, String, String) {
    let payer = app.payer(PAID, &["Asha"]).await;
    let paid = app.pay(&payer.reference).await;
    (payer, paid.payment, paid.order)
}

on_both!(a_webhook_confirms_what_the_browser_never_told, async |app: TestApp| {
    let (payer, payment, order) = paid_and_gone(&app).await;
    assert_eq!(deliver(&app, &about_payment("payment.authorized", &payment, &order), "e1").await, 200);
    app.drain().await;
    assert_eq!(app.booking(&payer.reference).await.status, BookingStatus::Confirmed);
    let event = kept(&app).await.remove(0);
    assert_eq!((event.outcome.as_str(), event.processed_at.is_some()), ("settled", true));
});

on_both!(what_is_not_signed_is_refused_counted_and_not_kept, async |app: TestApp| {
    let (payer, payment, order) = paid_and_gone(&app).await;
    let body = about_payment("payment.captured", &payment, &order);
    let good = signature(WEBHOOK_SECRET, &body);
    let spaced = String::from_utf8(body.clone()).unwrap().replace(':', ": ");
    for (why, body, signature) in [
        ("none", body.as_slice(), None),
        ("an empty one", &body, Some("")),
        ("one cut short", &body, Some(&good[..63])),
        ("in capitals", &body, Some(good.to_uppercase().as_str())),
        ("another secret's", &body, Some(signature("another", &body).as_str())),
        ("over other bytes", spaced.as_bytes(), Some(good.as_str())),
    ] {
        assert_eq!(send(&app, body, signature, "e1").await, 401, "{why}");
    }
    app.drain().await;
    assert_eq!((kept(&app).await.len(), app.booking(&payer.reference).await.status), (0, BookingStatus::Pending));
    let counted = webhook_rejection::Entity::find().one(app.services.store.reader()).await.unwrap().unwrap();
    assert_eq!(counted.count, 6);
});

on_both!(the_same_event_is_kept_and_worked_on_once, async |app: TestApp| {
    let (payer, payment, order) = paid_and_gone(&app).await;
    let body = about_payment("payment.authorized", &payment, &order);
    let mut senders = tokio::task::JoinSet::new();
    for _ in 0..8 {
        let (app, body) = (app.clone(), body.clone());
        senders.spawn(async move { deliver(&app, &body, "e1").await });
    }
    assert_eq!(senders.join_all().await, [200; 8]);
    assert_eq!(kept(&app).await.len(), 1);
    assert_eq!(nukkad::entity::job::Entity::find().count(app.services.store.reader()).await.unwrap(), 2, "the hold's end and this");
    app.drain().await;
    assert_eq!(app.booking(&payer.reference).await.status, BookingStatus::Confirmed);
});

on_both!(odd_messages_are_kept_and_do_no_harm, async |app: TestApp| {
    let (payer, ..) = paid_and_gone(&app).await;
    let deep = format!("{}{}", "[".repeat(5_000), "]".repeat(5_000));
    let odd: [(&str, String, &str); 9] = [
        ("an unknown event", json!({"event": "moon.risen", "payload": {}}).to_string(), "ignored"),
        (
            "a dispute",
            json!({"event": "payment.dispute.created", "payload": {"payment": {"entity": {"id": "pay_x", "order_id": "order_x"}}, "dispute": {"entity": {"id": "disp_00000000000000"}}}}).to_string(),
            "a dispute that is not ours",
        ),
        (
            "somebody else's order",
            json!({"event": "order.paid", "payload": {"order": {"entity": {"id": "order_00000000000000"}}}}).to_string(),
            "an order that is not ours",
        ),
        (
            "somebody else's refund",
            json!({"event": "refund.processed", "payload": {"refund": {"entity": {"id": "rfnd_00000000000000"}}}}).to_string(),
            "ignored",
        ),
        (
            "a payment without an order",
            json!({"event": "payment.captured", "payload": {"payment": {"entity": {"id": "pay_x", "order_id": null}}}}).to_string(),
            "ignored",
        ),
        ("no JSON", "not json".to_owned(), "unreadable"),
        ("nothing", String::new(), "unreadable"),
        ("depths", deep, "unreadable"),
        ("a list where an object belongs", json!({"event": "order.paid", "payload": []}).to_string(), "ignored"),
    ];
    for (why, body, _) in &odd {
        assert_eq!(deliver(&app, body.as_bytes(), why).await, 200, "{why}");
    }
    app.drain().await;
    for (why, _, outcome) in &odd {
        let event = kept(&app).await.into_iter().find(|event| event.event_id == *why).unwrap();
        assert!(event.outcome == *outcome || *why == "a list where an object belongs", "{why}: {}", event.outcome);
    }
    let huge = vec![b' '; 5 * 1024 * 1024];
    assert_eq!(deliver(&app, &huge, "huge").await, 413);
    assert_eq!(app.booking(&payer.reference).await.status, BookingStatus::Pending);
});

on_both!(after_a_change_of_the_secret_the_old_one_counts_for_a_while, async |app: TestApp| {
    let mut services = app.services.clone();
    let until = services.clock.now() + chrono::Duration::hours(24);
    let secret = |secret: &str, until| WebhookSecret { secret: secret.to_owned(), until };
    services.payments.webhook_secrets = vec![secret("new", None), secret("old", Some(until))];
    let body = json!({"event": "moon.risen"}).to_string().into_bytes();
    let accepted = async |key: &str| services.receive_webhook(&body, Some(&signature(key, &body)), Some(key)).await.is_ok();
    assert!(accepted("new").await && accepted("old").await && !accepted(WEBHOOK_SECRET).await);
    app.pass(24 * 60);
    assert!(accepted("new").await && !accepted("old").await);
});

on_both!(the_inbox_can_be_replayed, async |app: TestApp| {
    let (payer, payment, order) = paid_and_gone(&app).await;
    app.faults(json!([{"on": "GET /v1/orders/*/payments", "do": "status", "status": 500}])).await;
    deliver(&app, &about_payment("payment.authorized", &payment, &order), "e1").await;
    nukkad::jobs::run_once(&app.services).await.unwrap();
    app.faults(json!([])).await;
    assert_eq!(app.booking(&payer.reference).await.status, BookingStatus::Pending);
    assert_eq!(app.services.replay_webhooks(Some("e1"), None).await.unwrap(), 1);
    assert_eq!(app.services.replay_webhooks(Some("e2"), None).await.unwrap(), 0);
    assert_eq!(app.services.replay_webhooks(None, Some(app.services.clock.now() - chrono::Duration::hours(1))).await.unwrap(), 1);
    nukkad::jobs::run_once(&app.services).await.unwrap();
    assert_eq!(app.booking(&payer.reference).await.status, BookingStatus::Confirmed);
});
