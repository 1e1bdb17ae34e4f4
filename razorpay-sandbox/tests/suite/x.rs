//! `RazorpayX`: contacts, fund accounts, payouts.

use crate::support::{Rig, answer, id, refused};
use razorpay_sandbox::Settings;
use serde_json::{Value, json};
use std::time::Duration;

impl Rig {
    /// A host with a bank account; the fund account's id.
    async fn fund_account(&self) -> String {
        let contact = self.make("/v1/contacts", json!({ "name": "Asha Rao", "type": "vendor", "reference_id": "host-1" })).await;
        let bank = json!({ "name": "Asha Rao", "ifsc": "HDFC0000053", "account_number": "765432123456789" });
        id(&self.make("/v1/fund_accounts", json!({ "contact_id": contact["id"], "account_type": "bank_account", "bank_account": bank })).await)
    }

    async fn payout(&self, key: &str, body: &Value) -> (u16, Value) {
        answer(self.request("POST", "/v1/payouts").header("X-Payout-Idempotency", key).json(body)).await
    }
}

fn payout(fund_account: &str, changes: &Value) -> Value {
    let mut payout = json!({
        "account_number": "7878780080316316", "fund_account_id": fund_account, "amount": 100_000, "currency": "INR", "mode": "IMPS", "purpose": "payout",
        "reference_id": "run-1", "narration": "Nukkad run 1",
    });
    for (key, value) in changes.as_object().unwrap() {
        payout[key] = value.clone();
    }
    payout
}

#[tokio::test]
async fn the_same_contact_and_account_are_found_again() {
    let rig = Rig::new().await;
    assert_eq!(rig.fund_account().await, rig.fund_account().await);
    assert_eq!(rig.fetch("/v1/contacts").await["count"], 1);
    let contact = rig.fetch("/v1/contacts").await["items"][0].clone();
    assert_eq!((contact["entity"].as_str(), contact["active"].as_bool(), contact["type"].as_str()), (Some("contact"), Some(true), Some("vendor")));
    let other = rig.make("/v1/contacts", json!({ "name": "Ravi", "contact": "9876543210" })).await;
    let upi = json!({ "contact_id": other["id"], "account_type": "vpa", "vpa": { "address": "ravi@okaxis" } });
    let account = rig.make("/v1/fund_accounts", upi).await;
    assert_eq!(account["vpa"], json!({ "username": "ravi", "handle": "okaxis", "address": "ravi@okaxis" }));
    assert_eq!(rig.fetch(&format!("/v1/fund_accounts?contact_id={}", id(&other))).await["count"], 1);
    let (_, edited) = rig.patch(&format!("/v1/contacts/{}", id(&other)), json!({ "name": "Ravi Kumar", "active": false })).await;
    assert_eq!((edited["name"].as_str(), edited["active"].as_bool(), edited["contact"].as_str()), (Some("Ravi Kumar"), Some(false), Some("9876543210")));
    let (_, closed) = rig.patch(&format!("/v1/fund_accounts/{}", id(&account)), json!({ "active": false })).await;
    assert_eq!(closed["active"], false);
}

#[tokio::test]
async fn what_is_wrong_with_contacts_and_accounts() {
    let rig = Rig::new().await;
    refused(&rig.post("/v1/contacts", json!({})).await, 400, "The name field is required.");
    refused(&rig.post("/v1/contacts", json!({ "name": "Al" })).await, 400, "The name must be between 3 and 50 characters.");
    refused(&rig.post("/v1/contacts", json!({ "name": "Alma", "type": "friend" })).await, 400, "The selected type is invalid.");
    let contact = id(&rig.make("/v1/contacts", json!({ "name": "Alma" })).await);
    let account = |kind: &str, details: Value| json!({ "contact_id": contact, "account_type": kind, kind: details });
    for (body, description) in [
        (json!({ "contact_id": "cont_12345678901234", "account_type": "vpa" }), "The id provided does not exist"),
        (account("cash", json!({})), "cash is/are not required and should not be sent"),
        (account("bank_account", json!({ "name": "Alma", "ifsc": "HDFC", "account_number": "12345" })), "The ifsc must be 11 characters."),
        (
            account("bank_account", json!({ "name": "Alma", "ifsc": "HDFC0000053", "account_number": "1234" })),
            "The account number must be between 5 and 35 characters.",
        ),
        (account("vpa", json!({ "address": "nobody" })), "Invalid VPA. Please enter a valid Virtual Payment Address"),
    ] {
        refused(&rig.post("/v1/fund_accounts", body).await, 400, description);
    }
}

#[tokio::test]
async fn a_payout_needs_a_key_and_is_made_once() {
    let (rig, hook) = Rig::with_hook(Settings::default()).await;
    let account = rig.fund_account().await;
    let body = payout(&account, &json!({}));
    refused(&rig.post("/v1/payouts", body.clone()).await, 400, "Idempotency key is missing. Include idempotency header and key in the request.");
    let (status, made) = rig.payout("run-1-host-1", &body).await;
    assert_eq!((status, made["status"].as_str(), made["entity"].as_str(), &made["utr"]), (200, Some("processing"), Some("payout"), &Value::Null));
    assert_eq!(rig.payout("run-1-host-1", &body).await, (200, made.clone()));
    let other = rig.payout("run-1-host-1", &payout(&account, &json!({ "amount": 200_000 }))).await;
    refused(&other, 400, "Different request with the same idempotency key has already been processed.");
    assert_eq!(rig.payout("abc", &body).await.0, 400);
    assert_eq!(rig.fetch(&format!("/v1/payouts/{}", id(&made))).await, made);
    assert_eq!(rig.fetch("/v1/payouts?account_number=7878780080316316&reference_id=run-1").await["count"], 1);
    refused(&rig.get("/v1/payouts").await, 400, "The account number field is required.");
    let moved = rig.make(&format!("/sandbox/payouts/{}/processed", id(&made)), json!({})).await;
    assert!(moved["status"] == "processed" && moved["utr"].is_string());
    let reversed = rig.make(&format!("/sandbox/payouts/{}/reversed", id(&made)), json!({})).await;
    assert!(reversed["status"] == "reversed" && reversed["failure_reason"].is_string());
    assert_eq!(rig.post(&format!("/sandbox/payouts/{}/processed", id(&made)), json!({})).await.0, 400);
    let (_, failing) = rig.payout("run-1-host-2", &body).await;
    let failed = rig.make(&format!("/sandbox/payouts/{}/failed", id(&failing)), json!({})).await;
    assert_eq!((&failing["error"]["reason"], &failed["error"]["reason"]), (&Value::Null, &json!("bank_rejected")));
    rig.make(&format!("/sandbox/payouts/{}/reversed", id(&failing)), json!({})).await;
    rig.idle().await;
    let told = ["payout.failed", "payout.initiated", "payout.initiated", "payout.processed", "payout.reversed", "payout.reversed"];
    assert_eq!(hook.sorted_events(), told);
}

#[tokio::test]
async fn what_is_wrong_with_a_payout() {
    let rig = Rig::new().await;
    let account = rig.fund_account().await;
    for (at, (changes, description)) in [
        (json!({ "fund_account_id": "fa_12345678901234" }), "The id provided does not exist"),
        (json!({ "amount": 99 }), "The amount must be at least INR 1.00"),
        (json!({ "mode": "imps" }), "The selected mode is invalid."),
        (json!({ "mode": "UPI" }), "The selected mode is invalid."),
        (json!({ "mode": "RTGS", "amount": 20_000_000 }), "The amount is not allowed for RTGS"),
        (json!({ "mode": "card" }), "The selected mode is invalid."),
        (json!({ "amount": 50_000_001 }), "The amount is not allowed for IMPS"),
        (json!({ "purpose": "fun" }), "The selected purpose is invalid."),
        (json!({ "narration": "100% fun" }), "The narration may only contain alphabets, numbers and spaces."),
        (json!({ "reference_id": "x".repeat(41) }), "The reference id may not be greater than 40 characters."),
        (json!({ "account_number": null }), "The account number field is required."),
    ]
    .into_iter()
    .enumerate()
    {
        refused(&rig.payout(&format!("key-{at}"), &payout(&account, &changes)).await, 400, description);
    }
    assert_eq!(rig.sandbox.state()["payouts"], json!([]));
}

#[tokio::test]
async fn without_balance_a_payout_is_refused_or_queued_and_only_then_cancelled() {
    let rig = Rig::with(Settings { check_balance: true, opening_balance: 200_000, ..Settings::default() }).await;
    let account = rig.fund_account().await;
    let (_, made) = rig.payout("first", &payout(&account, &json!({}))).await;
    refused(&answer(rig.request("POST", &format!("/v1/payouts/{}/cancel", id(&made)))).await, 400, "Payout cannot be cancelled as it is not in queued state");
    // 99,410 are left: the amount, but not its fee.
    let poor = rig.payout("second", &payout(&account, &json!({ "amount": 99_000 }))).await;
    refused(&poor, 400, "Your account does not have enough balance to carry out the payout operation.");
    let (_, queued) = rig.payout("third", &payout(&account, &json!({ "queue_if_low_balance": true }))).await;
    assert_eq!(queued["status"], "queued");
    let cancelled = answer(rig.request("POST", &format!("/v1/payouts/{}/cancel", id(&queued)))).await;
    assert_eq!((cancelled.0, cancelled.1["status"].as_str()), (200, Some("cancelled")));
}

#[tokio::test]
async fn payouts_can_be_set_to_arrive_or_to_fail() {
    let settings = Settings { payouts_take: Some(Duration::from_secs(30)), time_scale: 1_000.0, ..Settings::default() };
    let (rig, _hook) = Rig::with_hook(settings).await;
    let account = rig.fund_account().await;
    let ends = async |key: &str| {
        let (_, made) = rig.payout(key, &payout(&account, &json!({}))).await;
        let path = format!("/v1/payouts/{}", id(&made));
        for _ in 0..500 {
            let status = rig.fetch(&path).await["status"].clone();
            if status != "processing" {
                return status;
            }
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
        panic!("the payout never ends")
    };
    assert_eq!(ends("first").await, "processed");
    rig.faults(json!([{ "on": "payout", "do": "fail_later", "after_ms": 10 }])).await;
    assert_eq!(ends("second").await, "failed");
}
