//! `/v1/orders`.

use crate::support::{Rig, answer, id, refused};
use razorpay_sandbox::Settings;
use serde_json::{Value, json};

fn order_with(changes: &Value) -> Value {
    let mut order = json!({ "amount": 50_000, "currency": "INR" });
    for (key, value) in changes.as_object().unwrap() {
        order[key] = value.clone();
    }
    order
}

#[tokio::test]
async fn an_order_is_created_and_fetched() {
    let rig = Rig::new().await;
    let made = rig.make("/v1/orders", json!({ "amount": 150_000, "currency": "INR", "receipt": "NK-1", "notes": { "booking": "7" } })).await;
    assert!(made["created_at"].is_i64());
    let expected = json!({
        "id": made["id"], "entity": "order", "amount": 150_000, "amount_paid": 0, "amount_due": 150_000, "currency": "INR", "receipt": "NK-1",
        "offer_id": null, "status": "created", "attempts": 0, "notes": { "booking": "7" }, "created_at": made["created_at"],
    });
    assert_eq!(made, expected);
    assert_eq!(rig.fetch(&format!("/v1/orders/{}", id(&made))).await, made);
    assert!(id(&made).starts_with("order_") && id(&made).len() == 20);
}

#[tokio::test]
async fn empty_notes_are_a_list_and_forms_are_read_too() {
    let rig = Rig::new().await;
    assert_eq!(rig.make("/v1/orders", order_with(&json!({}))).await["notes"], json!([]));
    let form = [("amount", "50000"), ("currency", "INR"), ("notes[a]", "b"), ("payment[capture]", "manual")];
    let (status, made) = answer(rig.request("POST", "/v1/orders").form(&form)).await;
    assert_eq!((status, &made["notes"]), (200, &json!({ "a": "b" })));
    rig.pay(&id(&made)).await;
    assert_eq!(rig.fetch(&format!("/v1/orders/{}", id(&made))).await["status"], "attempted");
}

#[tokio::test]
async fn what_is_wrong_with_an_order() {
    let rig = Rig::new().await;
    let too_many: Value = (0..16).map(|at| (at.to_string(), Value::from("x"))).collect::<serde_json::Map<_, _>>().into();
    for (changes, description, field) in [
        (json!({ "amount": null }), "The amount field is required.", Some("amount")),
        (json!({ "amount": "12.5" }), "The amount must be an integer.", Some("amount")),
        (json!({ "amount": 99 }), "Order amount less than minimum amount allowed", Some("amount")),
        (json!({ "amount": 100_000_000_000_001_i64 }), "Order amount exceeds maximum amount allowed", Some("amount")),
        (json!({ "currency": null }), "The currency field is required.", Some("currency")),
        (json!({ "currency": "XXX" }), "Currency is not supported", Some("currency")),
        (json!({ "expire_by": 1, "surprise": 2 }), "expire_by, surprise is/are not required and should not be sent", None),
        (json!({ "receipt": "x".repeat(41) }), "The receipt may not be greater than 40 characters.", Some("receipt")),
        (json!({ "notes": too_many }), "The number of fields in notes must be less than or equal to 15.", Some("notes")),
        (json!({ "notes": { "a": "x".repeat(257) } }), "The notes value must not be more than 256 characters.", Some("notes")),
        (json!({ "payment": { "capture": "later" } }), "The selected payment.capture is invalid.", Some("capture")),
        (
            json!({ "payment": { "capture": "automatic", "capture_options": { "automatic_expiry_period": 11 } } }),
            "The automatic expiry period must be at least 12.",
            Some("automatic_expiry_period"),
        ),
        (
            json!({ "payment": { "capture": "automatic", "capture_options": { "automatic_expiry_period": 20, "manual_expiry_period": 19 } } }),
            "The manual expiry period must be greater than or equal to the automatic expiry period.",
            Some("manual_expiry_period"),
        ),
        (
            json!({ "payment": { "capture": "manual", "capture_options": { "manual_expiry_period": 7_201 } } }),
            "The manual expiry period may not be greater than 7200.",
            Some("manual_expiry_period"),
        ),
    ] {
        let found = rig.post("/v1/orders", order_with(&changes)).await;
        refused(&found, 400, description);
        assert_eq!(found.1["error"]["field"].as_str(), field, "{description}");
        assert_eq!(found.1["error"]["code"], "BAD_REQUEST_ERROR");
    }
    assert_eq!(rig.sandbox.state()["orders"], json!([]));
}

#[tokio::test]
async fn ids_are_checked_for_form_and_existence() {
    let rig = Rig::new().await;
    refused(&rig.get("/v1/orders/order_1").await, 400, "order_1 is not a valid id");
    refused(&rig.get("/v1/orders/order_12345678901234").await, 400, "The id provided does not exist");
    refused(&rig.get("/v1/orders/order_12345678901234/payments").await, 400, "The id provided does not exist");
}

#[tokio::test]
async fn a_receipt_can_be_made_to_find_its_order() {
    let rig = Rig::new().await;
    let first = rig.make("/v1/orders", order_with(&json!({ "receipt": "R1" }))).await;
    let plain = rig.make("/v1/orders", order_with(&json!({ "receipt": "R1" }))).await;
    assert_ne!(first["id"], plain["id"]);
    let again = rig.make("/v1/orders", order_with(&json!({ "receipt": "R1", "unique_receipt": true }))).await;
    assert_eq!(first, again);
    let strict = Rig::with(Settings { unique_receipts: true, ..Settings::default() }).await;
    let first = strict.make("/v1/orders", order_with(&json!({ "receipt": "R1" }))).await;
    let found = strict.post("/v1/orders", order_with(&json!({ "receipt": "R1" }))).await;
    refused(&found, 400, "Order receipt should be unique.");
    assert_eq!(found.1["error"]["metadata"], json!({ "order_id": first["id"] }));
}

#[tokio::test]
async fn lists_are_newest_first_with_pages_and_filters() {
    let rig = Rig::new().await;
    let mut made = Vec::new();
    for number in 0..12 {
        made.push(id(&rig.make("/v1/orders", order_with(&json!({ "receipt": format!("R{}", number % 2) }))).await));
    }
    made.reverse();
    let ids = |list: &Value| -> Vec<String> { list["items"].as_array().unwrap().iter().map(id).collect() };
    let list = rig.fetch("/v1/orders").await;
    assert_eq!((list["entity"].as_str(), list["count"].as_u64()), (Some("collection"), Some(10)));
    assert_eq!(ids(&list), made[..10]);
    assert_eq!(ids(&rig.fetch("/v1/orders?count=5&skip=9").await), made[9..]);
    let evens: Vec<String> = made.iter().skip(1).step_by(2).cloned().collect();
    assert_eq!(ids(&rig.fetch("/v1/orders?receipt=R0").await), evens);
    assert_eq!(ids(&rig.fetch("/v1/orders?receipt=nobody").await), Vec::<String>::new());
    assert_eq!(ids(&rig.fetch("/v1/orders?to=1000000000").await), Vec::<String>::new());
    assert_eq!(ids(&rig.fetch("/v1/orders?from=1000000000&count=100").await).len(), 12);
    rig.pay(&made[3]).await;
    assert_eq!(ids(&rig.fetch("/v1/orders?authorized=1").await), made[3..4]);
    assert_eq!(ids(&rig.fetch("/v1/orders?authorized=0&count=100").await).len(), 11);
    let expanded = rig.fetch("/v1/orders?expand[]=payments.card&authorized=1").await;
    assert_eq!(expanded["items"][0]["payments"]["items"][0]["card"]["last4"], "1007");
    refused(&rig.get("/v1/orders?count=101").await, 400, "The count may not be greater than 100.");
    refused(&rig.get("/v1/orders?from=5").await, 400, "from must be between 946684800 and 4765046400");
}

#[tokio::test]
async fn only_notes_can_be_edited() {
    let rig = Rig::new().await;
    let path = format!("/v1/orders/{}", rig.order(500).await);
    let (status, edited) = rig.patch(&path, json!({ "notes": { "k": "v" } })).await;
    assert_eq!((status, &edited["notes"]), (200, &json!({ "k": "v" })));
    refused(&rig.patch(&path, json!({ "amount": 1 })).await, 400, "amount is/are not required and should not be sent");
    refused(&rig.patch(&path, json!({})).await, 400, "The notes field is required.");
}

#[tokio::test]
async fn an_order_goes_from_created_by_attempted_to_paid_and_stays() {
    let rig = Rig::new().await;
    let order = rig.order(50_000).await;
    let path = format!("/v1/orders/{order}");
    let (status, failed) = rig.post(&format!("/sandbox/orders/{order}/pay"), json!({ "card": "4100280000060003", "outcome": "failure" })).await;
    assert_eq!((status, failed["error"]["reason"].as_str()), (400, Some("card_declined")));
    let attempted = rig.fetch(&path).await;
    assert_eq!((attempted["status"].as_str(), attempted["attempts"].as_u64()), (Some("attempted"), Some(1)));
    let payment = rig.pay(&order).await;
    let paid = rig.fetch(&path).await;
    assert_eq!((paid["status"].as_str(), paid["attempts"].as_u64(), paid["amount_due"].as_i64()), (Some("paid"), Some(2), Some(0)));
    rig.make(&format!("/v1/payments/{payment}/refund"), json!({})).await;
    assert_eq!(rig.fetch(&path).await, paid);
    let payments = rig.fetch(&format!("{path}/payments")).await;
    let ends: Vec<&str> = payments["items"].as_array().unwrap().iter().map(|payment| payment["status"].as_str().unwrap()).collect();
    assert_eq!(ends, ["refunded", "failed"]);
    refused(
        &rig.post(&format!("/sandbox/orders/{order}/pay"), json!({})).await,
        400,
        "Your payment has been declined as the order is already paid. Please initiate the payment with a new order.",
    );
}

#[tokio::test]
async fn an_order_can_be_paid_in_parts_if_it_says_so() {
    let rig = Rig::new().await;
    let order = id(&rig.make("/v1/orders", order_with(&json!({ "partial_payment": true, "first_payment_min_amount": 10_000 }))).await);
    let pay = format!("/sandbox/orders/{order}/pay");
    assert_eq!(rig.post(&pay, json!({ "amount": 9_999 })).await.0, 400);
    rig.make(&pay, json!({ "amount": 20_000 })).await;
    assert_eq!(rig.fetch(&format!("/v1/orders/{order}")).await["amount_due"], 30_000);
    // Two at the bank at the same time, and both are approved: one is too much, and goes back.
    let at_the_bank = rig.make(&pay, json!({ "outcome": "pending" })).await;
    rig.make(&pay, json!({})).await;
    assert_eq!(rig.fetch(&format!("/v1/orders/{order}")).await["status"], "paid");
    let second = rig.make(&format!("/sandbox/payments/{}/authorize", at_the_bank["razorpay_payment_id"].as_str().unwrap()), json!({})).await;
    assert_eq!((second["captured"].as_bool(), second["status"].as_str()), (Some(false), Some("refunded")));
}

#[tokio::test]
async fn parts_never_come_to_more_than_the_whole() {
    let rig = Rig::new().await;
    let parts = json!({ "partial_payment": true, "payment": { "capture": "manual" } });
    let order = id(&rig.make("/v1/orders", order_with(&parts)).await);
    let pay = format!("/sandbox/orders/{order}/pay");
    let first = rig.make(&pay, json!({ "amount": 30_000 })).await;
    let second = rig.make(&pay, json!({ "amount": 30_000 })).await;
    let capture = async |paid: &Value| {
        rig.post(&format!("/v1/payments/{}/capture", paid["razorpay_payment_id"].as_str().unwrap()), json!({ "amount": 30_000, "currency": "INR" })).await.0
    };
    assert_eq!((capture(&first).await, capture(&second).await), (200, 400));
    assert_eq!(rig.fetch(&format!("/v1/orders/{order}")).await["amount_paid"], 30_000);
}
