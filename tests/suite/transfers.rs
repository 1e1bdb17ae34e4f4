//! Payouts through the provider: sent once whatever goes wrong on the way, and brought to the end that the provider tells, in any order.

use crate::{
    payouts::{DAY_MINUTES, EARNED, balance, earner, say},
    support::{Browser, TestApp, on_both},
    webhooks::deliver,
};
use nukkad::{
    domain::{
        ledger::Account,
        money::Paise,
        payout::PayoutStatus,
        payout_account::{AccountKind, Destination},
        payout_transfer::TransferStatus,
    },
    entity::{ledger_entry, payout, payout_account, payout_transfer},
    services::{payments::payouts::Balance, payout_accounts::sealed_for},
};
use sea_orm::{ColumnTrait, EntityTrait, PaginatorTrait, QueryFilter, QueryOrder, sea_query::Expr};
use serde_json::{Value, json};

/// What the sandbox keeps for a payout, and the tax in it.
const FEE: i64 = 590;
const TAX: i64 = 90;

async fn the_payout(app: &TestApp) -> payout::Model {
    payout::Entity::find().one(app.services.store.reader()).await.unwrap().unwrap()
}

async fn transfers(app: &TestApp) -> Vec<payout_transfer::Model> {
    payout_transfer::Entity::find().order_by_asc(payout_transfer::Column::Id).all(app.services.store.reader()).await.unwrap()
}

async fn last(app: &TestApp) -> payout_transfer::Model {
    transfers(app).await.pop().unwrap()
}

/// All that the provider was ever asked to pay.
fn at_provider(app: &TestApp) -> Vec<Value> {
    app.sandbox.state()["payouts"].as_array().unwrap().clone()
}

async fn approve_and_hand_over(app: &TestApp, admin: &Browser) {
    assert_eq!(say(app, admin, "approve_payout", &[("reason", "checked")]).await.status, 200);
    assert_eq!(admin.call("begin_transfers", &[("reason", "the week's")]).await.status, 200);
}

/// The provider moves its latest payout, and we ask.
async fn moves(app: &TestApp, admin: &Browser, to: &str) {
    let known = last(app).await.provider_payout_id.unwrap();
    app.tell(&format!("payouts/{known}/{to}"), json!({})).await;
    let id = the_payout(app).await.id.to_string();
    let asked = admin.call("ask_about_payout", &[("payout", &id), ("reason", "the host asks")]).await;
    assert_eq!(asked.status, 200, "{}", asked.body);
}

/// A host who is owed something that can be paid, and an admin.
async fn ready(app: &TestApp) -> (crate::stakes::Stage, Browser) {
    let host = earner(app).await;
    let admin = app.admin().await;
    app.pass(DAY_MINUTES);
    app.daily().await;
    (host, admin)
}

on_both!(the_provider_pays_a_host_and_says_so, async |app: TestApp| {
    let (host, admin) = ready(&app).await;
    assert_eq!(say(&app, &admin, "approve_payout", &[("reason", "checked")]).await.status, 200);
    assert!(admin.get("/admin/payouts?tab=approved").await.body.contains("Pay through RazorpayX"));
    let nothing = admin.call("begin_transfers", &[("reason", " ")]).await;
    assert!(nothing.status == 422 && nothing.json()["fields"]["reason"].as_str().is_some());
    let begun = admin.submit("/admin/payouts?tab=approved", "begin_transfers", &[("reason", "the week's")]).await;
    assert_eq!((begun.status, begun.location.as_deref()), (303, Some("/admin/payouts?tab=processing")));
    assert_eq!(admin.call("begin_transfers", &[("reason", "again")]).await.status, 409, "once");
    app.drain().await;
    let sent = last(&app).await;
    assert_eq!((sent.status, sent.attempts, sent.provider_status.as_deref()), (TransferStatus::Sent, 1, Some("processing")));
    let theirs = at_provider(&app).remove(0);
    assert_eq!((theirs["amount"].as_i64(), theirs["mode"].as_str(), theirs["purpose"].as_str()), (Some(EARNED), Some("IMPS"), Some("payout")));
    let account = app.at_sandbox("fund_accounts", theirs["fund_account_id"].as_str().unwrap());
    assert_eq!(account["bank_account"]["account_number"], "001234567890");

    // A person does not say how it ended where the provider does.
    let path = format!("/admin/payouts/{}", sent.payout_id);
    let page = admin.get(&path).await.body;
    assert!(page.contains("Ask RazorpayX") && page.contains(theirs["id"].as_str().unwrap()) && !page.contains("The bank has paid it"), "{page}");
    for (function, more) in [("payout_paid", [("utr", "SBIN226001234567"), ("day", "2026-11-01")]), ("payout_failed", [("reason", "no"), ("day", "")])] {
        let refused = say(&app, &admin, function, &more).await;
        assert!(refused.status == 409 && refused.body.contains("RazorpayX pays this one"), "{function}: {}", refused.body);
    }
    let id = sent.payout_id.to_string();
    assert_eq!(admin.call("ask_about_payout", &[("payout", &id), ("reason", "")]).await.status, 422);
    assert_eq!(admin.call("ask_about_payout", &[("payout", "987654"), ("reason", "x")]).await.status, 404);

    moves(&app, &admin, "processed").await;
    app.drain().await;
    let row = the_payout(&app).await;
    let utr = app.at_sandbox("payouts", theirs["id"].as_str().unwrap())["utr"].as_str().unwrap().to_owned();
    assert_eq!((row.status, row.utr, row.paid_on.is_some()), (PayoutStatus::Paid, Some(utr.clone()), true));
    assert_eq!(balance(&app, host.organization).await, Balance { paid: Paise(EARNED), ..Balance::default() });
    assert_eq!(app.services.balance(Account::Bank).await.unwrap(), Paise(-EARNED - FEE));
    let fees = ledger_entry::Entity::find().filter(ledger_entry::Column::Reference.eq(format!("payout_fee:{}", sent.id)));
    assert_eq!(fees.count(app.services.store.reader()).await.unwrap(), 1);
    assert_eq!((last(&app).await.fee, last(&app).await.tax), (Some(Paise(FEE)), Some(Paise(TAX))));
    let told = app.mails.parcels().iter().filter(|parcel| parcel.key.starts_with("paid_out:")).count();
    assert_eq!(told, 1);
    assert!(host.owner.get(&format!("/host/payouts/{id}")).await.body.contains(&utr), "the host can look it up at the bank");
});

on_both!(what_comes_back_is_owed_again_and_paid_under_another_key, async |app: TestApp| {
    let (host, admin) = ready(&app).await;
    approve_and_hand_over(&app, &admin).await;
    app.drain().await;
    moves(&app, &admin, "processed").await;
    moves(&app, &admin, "reversed").await;
    let row = the_payout(&app).await;
    assert_eq!((row.status, row.utr, row.failure.is_some()), (PayoutStatus::Failed, None, true));
    assert_eq!(balance(&app, host.organization).await.in_transit, Paise(EARNED));
    assert_eq!(app.services.balance(Account::Bank).await.unwrap(), Paise(-FEE));

    approve_and_hand_over(&app, &admin).await;
    app.drain().await;
    let [first, second] = transfers(&app).await.try_into().unwrap();
    assert_eq!((first.status, second.status), (TransferStatus::Reversed, TransferStatus::Sent));
    assert_ne!(first.idempotency_key, second.idempotency_key);
    // News of the first try, which is over, moves nothing of the second.
    let body = json!({ "event": "payout.reversed", "payload": { "payout": { "entity": { "id": first.provider_payout_id } } } }).to_string();
    assert_eq!(deliver(&app, body.as_bytes(), "late").await, 200);
    app.drain().await;
    assert_eq!(the_payout(&app).await.status, PayoutStatus::Processing);
    moves(&app, &admin, "processed").await;
    app.drain().await;
    assert_eq!((the_payout(&app).await.status, at_provider(&app).len()), (PayoutStatus::Paid, 2));
    assert_eq!(balance(&app, host.organization).await, Balance { paid: Paise(EARNED), ..Balance::default() });
});

on_both!(a_failure_that_is_called_back_later_changes_nothing_more, async |app: TestApp| {
    let (_, admin) = ready(&app).await;
    approve_and_hand_over(&app, &admin).await;
    app.drain().await;
    moves(&app, &admin, "failed").await;
    assert_eq!((the_payout(&app).await.status, last(&app).await.status), (PayoutStatus::Failed, TransferStatus::Failed));
    let first = last(&app).await;
    approve_and_hand_over(&app, &admin).await;
    app.drain().await;
    app.tell(&format!("payouts/{}/reversed", first.provider_payout_id.clone().unwrap()), json!({})).await;
    let body = json!({ "event": "payout.reversed", "payload": { "payout": { "entity": { "id": first.provider_payout_id } } } }).to_string();
    deliver(&app, body.as_bytes(), "late").await;
    app.drain().await;
    assert_eq!(transfers(&app).await.iter().map(|row| row.status).collect::<Vec<_>>(), [TransferStatus::Reversed, TransferStatus::Sent]);
    assert_eq!((the_payout(&app).await.status, app.services.balance(Account::Bank).await.unwrap()), (PayoutStatus::Processing, Paise::ZERO));
});

on_both!(a_webhook_in_any_number_and_order_ends_in_the_same, async |app: TestApp| {
    let (_, admin) = ready(&app).await;
    approve_and_hand_over(&app, &admin).await;
    app.drain().await;
    let known = last(&app).await.provider_payout_id.unwrap();
    app.tell(&format!("payouts/{known}/processed"), json!({})).await;
    for (event, id) in [("payout.processed", "a"), ("payout.initiated", "b"), ("payout.processed", "c"), ("payout.updated", "d")] {
        let body = json!({ "event": event, "payload": { "payout": { "entity": { "id": known } } } }).to_string();
        assert_eq!(deliver(&app, body.as_bytes(), id).await, 200);
    }
    let foreign = json!({ "event": "payout.processed", "payload": { "payout": { "entity": { "id": "pout_00000000000000" } } } }).to_string();
    assert_eq!(deliver(&app, foreign.as_bytes(), "e").await, 200);
    app.drain().await;
    assert_eq!((the_payout(&app).await.status, app.services.balance(Account::Bank).await.unwrap()), (PayoutStatus::Paid, Paise(-EARNED - FEE)));
});

on_both!(an_answer_that_is_lost_does_not_pay_twice, async |app: TestApp| {
    let (_, admin) = ready(&app).await;
    for (fault, times) in [("after", 1), ("before", 2)] {
        app.faults(json!([{"on": "POST /v1/payouts", "do": "status", "status": 500, "when": fault, "times": times}])).await;
        approve_and_hand_over(&app, &admin).await;
        for _ in 0..6 {
            nukkad::jobs::run_once(&app.services).await.unwrap();
            app.pass(60);
        }
        app.faults(json!([])).await;
        assert_eq!(last(&app).await.status, TransferStatus::Sent, "{fault}");
        moves(&app, &admin, "failed").await;
    }
    assert_eq!(at_provider(&app).len(), 2, "each try once");
    assert_eq!(app.services.ledger_check().await.unwrap(), [""; 0]);
});

on_both!(what_the_provider_refuses_fails_with_its_words, async |app: TestApp| {
    let (host, admin) = ready(&app).await;
    app.faults(json!([{"on": "POST /v1/payouts", "do": "status", "status": 400, "when": "before", "times": 1}])).await;
    approve_and_hand_over(&app, &admin).await;
    app.drain().await;
    let row = the_payout(&app).await;
    assert!(row.status == PayoutStatus::Failed && row.failure.as_deref().unwrap().contains("the provider refused"), "{row:?}");
    assert_eq!(at_provider(&app).len(), 0);
    // UPI carries no more than a lakh; nobody has to ask the provider to know.
    let destination = Destination::Upi { address: "asha@okbank".into() };
    let sealed = sealed_for(&app.services.vault, host.organization, &destination).unwrap();
    payout_account::Entity::update_many()
        .col_expr(payout_account::Column::Kind, Expr::value(AccountKind::Upi))
        .col_expr(payout_account::Column::Sealed, Expr::value(sealed.bytes))
        .exec(app.services.store.writer())
        .await
        .unwrap();
    approve_and_hand_over(&app, &admin).await;
    app.drain().await;
    assert_eq!((at_provider(&app)[0]["mode"].as_str(), last(&app).await.status), (Some("UPI"), TransferStatus::Sent));
});

on_both!(one_that_has_arrived_is_watched_for_some_days, async |app: TestApp| {
    let (_, admin) = ready(&app).await;
    approve_and_hand_over(&app, &admin).await;
    app.drain().await;
    let known = last(&app).await.provider_payout_id.unwrap();
    app.tell(&format!("payouts/{known}/processed"), json!({})).await;
    app.pass(5);
    app.drain().await;
    assert_eq!(the_payout(&app).await.status, PayoutStatus::Paid);
    app.tell(&format!("payouts/{known}/reversed"), json!({})).await;
    app.pass(2 * DAY_MINUTES);
    app.drain().await;
    assert_eq!((the_payout(&app).await.status, last(&app).await.status), (PayoutStatus::Failed, TransferStatus::Reversed));
});

on_both!(a_try_that_was_never_heard_of_is_given_up_when_it_is_surely_not_there, async |app: TestApp| {
    let (_, admin) = ready(&app).await;
    app.faults(json!([{"on": "POST /v1/payouts", "do": "status", "status": 500, "when": "before", "times": 1}])).await;
    approve_and_hand_over(&app, &admin).await;
    nukkad::jobs::run_once(&app.services).await.unwrap();
    assert_eq!((last(&app).await.status, last(&app).await.attempts), (TransferStatus::Intended, 1));
    // Refused, but the first try may be under way: it is not given up yet.
    app.faults(json!([{"on": "POST /v1/payouts", "do": "status", "status": 400, "when": "before"}])).await;
    let id = the_payout(&app).await.id.to_string();
    let ask = async || admin.call("ask_about_payout", &[("payout", &id), ("reason", "x")]).await.status;
    assert_eq!(ask().await, 502);
    assert_eq!((the_payout(&app).await.status, last(&app).await.status), (PayoutStatus::Processing, TransferStatus::Intended));
    app.pass(DAY_MINUTES + 60);
    assert_eq!(ask().await, 200);
    assert_eq!((the_payout(&app).await.status, last(&app).await.status, at_provider(&app).len()), (PayoutStatus::Failed, TransferStatus::Failed, 0));
});
