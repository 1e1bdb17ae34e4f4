//! Disputes: what they freeze, what a lost one costs whom, and that news of them in any order ends in the same state.

use crate::{
    members::person,
    payouts::{DAY_MINUTES, EARNED, balance, earner, say, to_the_bank},
    stakes::{Stage, TO_THE_END, check_in, finalize, paid, people, stage},
    support::{TestApp, build::PAID, on_both, pay::Payer},
    webhooks::deliver,
};
use nukkad::{
    domain::{
        appeal::AppealStatus,
        booking::{BookingStatus, CancelledBy},
        dispute::DisputeStatus,
        ids::BookingRef,
        ledger::Account,
        money::Paise,
        payment::{RefundCause, RefundStatus},
        stake::StakeStatus,
    },
    entity::{appeal, audit_log, dispute, payout, refund_log},
    services::payments::payouts::Balance,
};
use sea_orm::{EntityTrait, QueryOrder};
use serde_json::json;

const NAMES: [&str; 3] = ["Asha", "Binu", "Chitra"];
/// Three seats: price and stake.
const PRICE: i64 = 135_000;
const STAKE: i64 = 60_000;
/// Minutes before a run of [`PAID`] ends.
const INTO_THE_RUN: i64 = TO_THE_END - 30;

async fn host_and_payer(app: &TestApp) -> (Stage, Payer) {
    let stage = stage(app, PAID).await;
    let payer = paid(app, stage.run, "asha@example.com", &NAMES).await;
    app.drain().await;
    (stage, payer)
}

/// Opens a dispute at the provider; gives its name there.
async fn open(app: &TestApp, reference: &BookingRef, amount: i64) -> String {
    let payment = app.payments(reference).await[0].provider_payment_id.clone();
    let answer = app.tell(&format!("payments/{payment}/dispute"), json!({ "amount": amount })).await;
    answer["id"].as_str().unwrap().to_owned()
}

/// The provider says something of a dispute, and we hear of it.
async fn news(app: &TestApp, id: &str, to: &str) {
    app.tell(&format!("disputes/{id}/{to}"), json!({})).await;
    app.services.look_at_disputes().await.unwrap();
}

async fn opened(app: &TestApp, reference: &BookingRef, amount: i64) -> String {
    let id = open(app, reference, amount).await;
    app.services.look_at_disputes().await.unwrap();
    id
}

async fn row(app: &TestApp) -> dispute::Model {
    let mut rows = dispute::Entity::find().all(app.services.store.reader()).await.unwrap();
    assert_eq!(rows.len(), 1, "{rows:?}");
    rows.remove(0)
}

async fn outcome(app: &TestApp) -> (DisputeStatus, Paise, Paise) {
    let row = row(app).await;
    (row.status, row.taken, row.written_off)
}

async fn books(app: &TestApp, account: Account) -> i64 {
    app.services.balance(account).await.unwrap().0
}

/// Everything that was ever with travelers is with them again, or with nobody: what is left with the provider is less than its fee.
async fn all_is_back(app: &TestApp) {
    for account in [Account::TravelerFunds, Account::StakeEscrow, Account::HostPayable, Account::PlatformFee, Account::RefundClearing, Account::DisputeReserve]
    {
        assert_eq!(books(app, account).await, 0, "{account}");
    }
    let fee = books(app, Account::GatewayFee).await + books(app, Account::TaxPayable).await;
    assert_eq!((books(app, Account::ProviderClearing).await, app.sandbox_balance()), (-fee, -fee));
}

on_both!(a_dispute_holds_refunds_back_until_it_is_decided, async |app: TestApp| {
    let (_, payer) = host_and_payer(&app).await;
    let id = opened(&app, &payer.reference, PRICE + STAKE).await;
    assert_eq!(outcome(&app).await, (DisputeStatus::Open, Paise::ZERO, Paise::ZERO));
    let reference = payer.reference.to_string();
    assert_eq!(payer.browser.call("cancel_seats", &[("reference", &reference), ("who", "1"), ("quoted", "65000")]).await.status, 200);
    app.drain().await;
    let refund = app.refunds(&payer.reference).await.remove(0);
    assert_eq!((refund.status, refund.attempts), (RefundStatus::Intended, 0), "the provider was not asked");
    let steps = refund_log::Entity::find().order_by_asc(refund_log::Column::Id).all(app.services.store.reader()).await.unwrap();
    assert_eq!(steps.iter().map(|step| step.step.as_str()).collect::<Vec<_>>(), ["intended", "held back: disputed"]);
    news(&app, &id, "under_review").await;
    assert_eq!(row(&app).await.status, DisputeStatus::UnderReview);
    news(&app, &id, "won").await;
    app.drain().await;
    assert_eq!(app.refunds(&payer.reference).await[0].status, RefundStatus::Processed);
    assert_eq!(books(&app, Account::ProviderClearing).await, app.sandbox_balance());
    let log = audit_log::Entity::find().order_by_asc(audit_log::Column::Id).all(app.services.store.reader()).await.unwrap();
    let log: Vec<&str> = log.iter().map(|line| line.action.as_str()).filter(|action| action.starts_with("dispute.")).collect();
    assert_eq!(log, ["dispute.opened", "dispute.under_review", "dispute.won"]);
});

on_both!(a_dispute_freezes_a_payout_and_releases_it, async |app: TestApp| {
    let host = earner(&app).await;
    app.pass(DAY_MINUTES);
    app.daily().await;
    let admin = app.admin().await;
    assert_eq!(say(&app, &admin, "approve_payout", &[("reason", "checked")]).await.status, 200);
    let reference = app.bookings_on(host.run).await[0].reference.clone();
    let id = opened(&app, &reference, PRICE).await;
    assert_eq!(admin.call("begin_bank_file", &[("reason", "the week's")]).await.status, 409, "its money is held");
    let held = balance(&app, host.organization).await;
    assert_eq!(held.in_transit, Paise(EARNED), "{held:?}");
    news(&app, &id, "won").await;
    assert_eq!(admin.call("begin_bank_file", &[("reason", "the week's")]).await.status, 200);
});

on_both!(a_draft_loses_what_is_disputed_and_gets_it_back, async |app: TestApp| {
    let host = earner(&app).await;
    app.pass(DAY_MINUTES);
    let reference = app.bookings_on(host.run).await[0].reference.clone();
    let id = opened(&app, &reference, PRICE).await;
    app.daily().await;
    assert_eq!(balance(&app, host.organization).await, Balance { held: Paise(EARNED), ..Balance::default() });
    assert!(payout::Entity::find().one(app.services.store.reader()).await.unwrap().is_none());
    news(&app, &id, "closed").await;
    app.pass(DAY_MINUTES);
    app.daily().await;
    assert_eq!(payout::Entity::find().one(app.services.store.reader()).await.unwrap().unwrap().amount, Paise(EARNED));
});

on_both!(lost_before_the_run_it_takes_the_seats, async |app: TestApp| {
    let (_, payer) = host_and_payer(&app).await;
    let id = opened(&app, &payer.reference, PRICE + STAKE).await;
    let reference = payer.reference.to_string();
    // One leaves meanwhile: that refund is what the bank has made too.
    payer.browser.call("cancel_seats", &[("reference", &reference), ("who", "1"), ("quoted", "65000")]).await;
    app.drain().await;
    news(&app, &id, "lost").await;
    app.drain().await;
    let booking = app.booking(&payer.reference).await;
    assert_eq!((booking.status, booking.cancelled_by, app.seats_taken(payer.run).await), (BookingStatus::Cancelled, Some(CancelledBy::Platform), 0));
    assert_eq!(outcome(&app).await, (DisputeStatus::Lost, Paise(PRICE + STAKE), Paise::ZERO));
    let refunds = app.refunds(&payer.reference).await;
    assert!(refunds.len() == 2 && refunds.iter().all(|refund| refund.status == RefundStatus::Processed && refund.provider_refund_id.is_none()));
    assert!(people(&app, &payer.reference).await.iter().all(|(_, stake)| *stake == StakeStatus::Returned));
    all_is_back(&app).await;
    // Told again, and again: nothing more is taken.
    app.services.look_at_disputes().await.unwrap();
    app.drain().await;
    all_is_back(&app).await;
});

on_both!(lost_while_the_run_is_on_it_leaves_the_host_with_nothing, async |app: TestApp| {
    let (stage, payer) = host_and_payer(&app).await;
    let id = opened(&app, &payer.reference, PRICE + STAKE).await;
    app.pass(INTO_THE_RUN);
    check_in(&app, &payer.reference, 0).await;
    news(&app, &id, "lost").await;
    app.drain().await;
    assert_eq!(app.booking(&payer.reference).await.status, BookingStatus::Confirmed, "whoever is inside stays");
    assert_eq!(outcome(&app).await, (DisputeStatus::Lost, Paise(PRICE + STAKE), Paise::ZERO));
    app.pass(60);
    assert_eq!(finalize(&stage.owner, stage.run, "by_attendance", 1).await, 200);
    app.drain().await;
    assert_eq!(app.booking(&payer.reference).await.status, BookingStatus::Completed);
    assert!(people(&app, &payer.reference).await.iter().all(|(_, stake)| *stake == StakeStatus::Returned));
    all_is_back(&app).await;
});

on_both!(lost_after_a_payout_the_host_owes_it, async |app: TestApp| {
    let host = earner(&app).await;
    app.pass(DAY_MINUTES);
    app.daily().await;
    let admin = app.admin().await;
    to_the_bank(&app, &admin).await;
    let day = app.services.clock.now().format("%Y-%m-%d").to_string();
    assert_eq!(say(&app, &admin, "payout_paid", &[("utr", "SBIN226001234567"), ("day", &day)]).await.status, 200);
    let reference = app.bookings_on(host.run).await[0].reference.clone();
    let id = opened(&app, &reference, PRICE).await;
    news(&app, &id, "lost").await;
    app.daily().await;
    assert_eq!(outcome(&app).await, (DisputeStatus::Lost, Paise(PRICE), Paise::ZERO));
    assert_eq!(balance(&app, host.organization).await, Balance { available: Paise(-EARNED), paid: Paise(EARNED), ..Balance::default() });
    assert_eq!(books(&app, Account::PlatformFee).await, 0, "the platform gives its part back");
    app.pass(DAY_MINUTES);
    app.daily().await;
    assert_eq!(payout::Entity::find().all(app.services.store.reader()).await.unwrap().len(), 1, "less than nothing is carried over");
});

on_both!(lost_in_part_it_takes_that_part_of_the_price, async |app: TestApp| {
    let host = earner(&app).await;
    let reference = app.bookings_on(host.run).await[0].reference.clone();
    let id = opened(&app, &reference, 50_000).await;
    news(&app, &id, "lost").await;
    app.drain().await;
    assert_eq!(outcome(&app).await, (DisputeStatus::Lost, Paise(50_000), Paise::ZERO));
    assert_eq!((books(&app, Account::HostPayable).await, books(&app, Account::PlatformFee).await), (-(EARNED - 45_000), -(13_500 - 5_000)));
});

on_both!(what_was_given_back_twice_is_the_platforms_loss, async |app: TestApp| {
    let host = earner(&app).await;
    let reference = app.bookings_on(host.run).await[0].reference.clone();
    // The stakes went back already; the bank gives all of it.
    let id = opened(&app, &reference, PRICE + STAKE).await;
    news(&app, &id, "lost").await;
    app.drain().await;
    assert_eq!(outcome(&app).await, (DisputeStatus::Lost, Paise(PRICE), Paise(STAKE)));
    assert_eq!((books(&app, Account::DisputeReserve).await, books(&app, Account::HostPayable).await), (STAKE, 0));
});

on_both!(lost_while_an_appeal_waits_it_decides_it, async |app: TestApp| {
    let (stage, payer) = host_and_payer(&app).await;
    app.pass(TO_THE_END);
    check_in(&app, &payer.reference, 0).await;
    assert_eq!(finalize(&stage.owner, stage.run, "by_attendance", 1).await, 200);
    app.drain().await;
    // One stake of three went back; two wait.
    let id = opened(&app, &payer.reference, PRICE + 40_000).await;
    news(&app, &id, "lost").await;
    app.drain().await;
    assert_eq!(outcome(&app).await, (DisputeStatus::Lost, Paise(PRICE + 40_000), Paise::ZERO));
    let appeal = appeal::Entity::find().one(app.services.store.reader()).await.unwrap().unwrap();
    assert_eq!((appeal.status, appeal.decided_by), (AppealStatus::Granted, None));
    let causes: Vec<RefundCause> = app.refunds(&payer.reference).await.into_iter().map(|refund| refund.cause).collect();
    assert_eq!(causes, [RefundCause::Attendance, RefundCause::Dispute, RefundCause::Dispute]);
    app.pass(3 * DAY_MINUTES);
    app.drain().await;
    assert!(people(&app, &payer.reference).await.iter().all(|(_, stake)| *stake == StakeStatus::Returned));
    all_is_back(&app).await;
});

fn webhook(event: &str, dispute: &str, payment: &str) -> Vec<u8> {
    let (dispute, payment) = (json!({ "entity": { "id": dispute } }), json!({ "entity": { "id": payment } }));
    json!({ "entity": "event", "event": event, "payload": { "payment": payment, "dispute": dispute } }).to_string().into_bytes()
}

on_both!(webhooks_in_any_order_and_many_at_once_end_in_one_state, async |app: TestApp| {
    let (_, payer) = host_and_payer(&app).await;
    let id = open(&app, &payer.reference, PRICE + STAKE).await;
    let payment = app.payments(&payer.reference).await[0].provider_payment_id.clone();
    app.tell(&format!("disputes/{id}/lost"), json!({})).await;
    // The last word comes first, the first one last.
    for (event, key) in [("payment.dispute.lost", "d1"), ("payment.dispute.under_review", "d2"), ("payment.dispute.created", "d3")] {
        assert_eq!(deliver(&app, &webhook(event, &id, &payment), key).await, 200);
    }
    let looks = (0..4).map(|_| app.services.look_at_disputes());
    let looked = futures_util::future::join_all(looks).await;
    assert!(looked.iter().any(Result::is_ok), "{looked:?}");
    app.pass(30);
    app.drain().await;
    assert_eq!(outcome(&app).await, (DisputeStatus::Lost, Paise(PRICE + STAKE), Paise::ZERO));
    all_is_back(&app).await;
    assert_eq!(deliver(&app, &webhook("payment.dispute.created", "disp_00000000000000", &payment), "d4").await, 200);
    assert_eq!(deliver(&app, &webhook("payment.dispute.created", "../x", &payment), "d5").await, 200);
});

on_both!(what_no_webhook_tells_is_found_within_the_hour, async |app: TestApp| {
    let (_, payer) = host_and_payer(&app).await;
    app.daily().await;
    open(&app, &payer.reference, PRICE).await;
    app.daily().await;
    let found = async || dispute::Entity::find().all(app.services.store.reader()).await.unwrap().len();
    assert_eq!(found().await, 0, "once an hour is enough");
    app.pass(60);
    app.daily().await;
    assert_eq!(found().await, 1);
});

on_both!(admins_see_disputes_and_their_evidence_and_nobody_else_does, async |app: TestApp| {
    let host = earner(&app).await;
    let reference = app.bookings_on(host.run).await[0].reference.clone();
    opened(&app, &reference, PRICE).await;
    let id = row(&app).await.id;
    let (admin, (_, traveler)) = (app.admin().await, person(&app, "traveler@example.com").await);
    let (page, file) = (format!("/admin/disputes/{id}"), format!("/admin/disputes/{id}/evidence.txt"));
    for path in ["/admin/disputes", &page, &file] {
        for (browser, expected) in [(&admin, 200), (&host.owner, 404), (&traveler, 404), (&app.browser(), 303)] {
            assert_eq!(browser.get(path).await.status, expected, "{path}");
        }
    }
    for (browser, expected) in [(&admin, 200), (&traveler, 404), (&app.browser(), 401)] {
        assert_eq!(browser.ask("disputes", "").await.status, expected);
        assert_eq!(browser.ask("dispute", &format!("dispute={id}")).await.status, expected);
        let asked = browser.call("ask_about_dispute", &[("dispute", &id.to_string()), ("reason", "the host has called")]).await;
        assert_eq!(asked.status, expected);
    }
    assert_eq!(admin.call("ask_about_dispute", &[("dispute", &id.to_string()), ("reason", " ")]).await.status, 422);
    for unknown in ["987654", "x"] {
        assert_eq!(admin.get(&format!("/admin/disputes/{unknown}")).await.status, 404);
        assert_eq!(admin.call("ask_about_dispute", &[("dispute", unknown), ("reason", "x")]).await.status, 404);
    }
    let (list, evidence) = (admin.get("/admin/disputes").await.body, admin.get(&file).await.body);
    assert!(list.contains(reference.as_str()) && list.contains("days left"), "{list}");
    for words in [reference.as_str(), "asha@example.com", "Full refund until", "Asha: attended", "booking confirmed: sent to", "₹1,950.00 by"] {
        assert!(evidence.contains(words), "{words}: {evidence}");
    }
    assert!(admin.get(&page).await.body.contains("At the door"));
    assert_eq!(admin.ask("disputes", "").await.json()["disputes"].as_array().map(Vec::len), Some(1));
});
