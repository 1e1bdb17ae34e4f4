//! What comes back: quotes, cancellations seat by seat, called-off runs, and a provider that fails in between.

use crate::support::{
    TestApp,
    build::{PAID, RunSpec},
    on_both,
    pay::Payer,
};
use nukkad::{
    domain::{
        booking::BookingStatus,
        ids::RunId,
        ledger::Account,
        money::Paise,
        organization::Role,
        payment::{RefundCause, RefundStatus},
    },
    services::cancellations::SweepRun,
};
use serde_json::json;

async fn paid(app: &TestApp, spec: RunSpec, names: &[&str]) -> Payer {
    let payer = app.payer(spec, names).await;
    let paid = app.pay(&payer.reference).await;
    payer.browser.come_back(&payer.reference, &paid).await;
    assert_eq!(app.booking(&payer.reference).await.status, BookingStatus::Confirmed);
    payer
}

async fn cancel(payer: &Payer, who: &str, quoted: &str) -> u16 {
    let reference = payer.reference.to_string();
    payer.browser.call("cancel_seats", &[("reference", &reference), ("who", who), ("quoted", quoted)]).await.status
}

async fn in_step(app: &TestApp) {
    app.drain().await;
    assert_eq!(app.services.balance(Account::ProviderClearing).await.unwrap().0, app.sandbox_balance(), "we and the provider agree");
}

on_both!(one_of_three_cancels_and_gets_the_quoted_paise, async |app: TestApp| {
    let payer = paid(&app, PAID, &["Asha", "Binu", "Chitra"]).await;
    let page = payer.browser.get(&format!("/bookings/{}/cancel?choose=1&who=1", payer.reference)).await;
    assert!(page.body.contains("₹650"), "{}", page.body);
    assert_eq!(cancel(&payer, "1", "65000").await, 200);
    in_step(&app).await;
    let (booking, refunds) = (app.booking(&payer.reference).await, app.refunds(&payer.reference).await);
    assert_eq!((booking.status, booking.party, app.seats_taken(payer.run).await), (BookingStatus::Confirmed, 2, 2));
    assert_eq!((refunds.len(), refunds[0].status, refunds[0].price_part, refunds[0].stake_part), (1, RefundStatus::Processed, Paise(45_000), Paise(20_000)));
    assert_eq!(app.services.balance(Account::StakeEscrow).await.unwrap(), Paise(-40_000));
    let answer = payer.browser.ask("booking", &format!("reference={}", payer.reference)).await.json();
    assert_eq!(answer["people"][1], json!({"position": 1, "name": "Binu", "cancelled": true}));
    assert_eq!(answer["refunds"][0]["status"], "processed");
    // The others follow; the escrow is empty then.
    assert_eq!(cancel(&payer, "0,2", "130000").await, 200);
    in_step(&app).await;
    assert_eq!((app.booking(&payer.reference).await.status, app.seats_taken(payer.run).await), (BookingStatus::Cancelled, 0));
    assert_eq!(app.services.balance(Account::StakeEscrow).await.unwrap(), Paise(0));
    assert_eq!(payer.browser.ask("receipt", &format!("reference={}", payer.reference)).await.json()["balance"], 0);
});

on_both!(what_is_not_a_seat_is_refused_and_nothing_moves, async |app: TestApp| {
    let payer = paid(&app, PAID, &["Asha", "Binu"]).await;
    for (who, quoted, status) in
        [("2", "65000", 409), ("-1", "65000", 409), ("", "0", 400), ("0,x", "65000", 400), ("0", "65001", 409), ("0", "1e9", 400), ("0", "-1", 409)]
    {
        assert_eq!(cancel(&payer, who, quoted).await, status, "{who:?} for {quoted:?}");
    }
    let other = app.browser();
    app.user("eve@example.com", "Eve").await;
    other.log_in("eve@example.com").await;
    let reference = payer.reference.to_string();
    assert_eq!(other.call("cancel_seats", &[("reference", &reference), ("who", "0"), ("quoted", "65000")]).await.status, 404);
    assert_eq!(other.ask("quote_cancellation", &format!("reference={reference}&query=")).await.status, 404);
    assert_eq!(other.ask("receipt", &format!("reference={reference}")).await.status, 404);
    assert_eq!(app.browser().call("cancel_seats", &[("reference", &reference), ("who", "0"), ("quoted", "65000")]).await.status, 401);
    app.drain().await;
    assert_eq!((app.refunds(&payer.reference).await.len(), app.seats_taken(payer.run).await), (0, 2));
});

on_both!(after_the_deadline_the_price_is_the_hosts_and_the_stake_forfeited, async |app: TestApp| {
    let payer = paid(&app, PAID, &["Asha", "Binu", "Chitra"]).await;
    app.pass(25 * 60);
    assert_eq!(cancel(&payer, "0", "65000").await, 409, "the old quote no longer stands");
    assert_eq!(cancel(&payer, "0", "0").await, 200);
    in_step(&app).await;
    assert_eq!(app.refunds(&payer.reference).await.len(), 0);
    assert_eq!(app.services.balance(Account::ForfeiturePool).await.unwrap(), Paise(-20_000));
    assert_eq!(app.services.balance(Account::PlatformFee).await.unwrap(), Paise(-4_500));
    assert_eq!(app.services.balance(Account::HostPayable).await.unwrap(), Paise(-40_500));
    // Two clicks at once, and one later.
    assert_eq!(tokio::join!(cancel(&payer, "1", "0"), cancel(&payer, "1", "0")), (200, 200));
    assert_eq!((cancel(&payer, "1", "0").await, app.seats_taken(payer.run).await), (200, 1));
    in_step(&app).await;
    assert_eq!(app.services.balance(Account::ForfeiturePool).await.unwrap(), Paise(-40_000), "once");
    app.pass(24 * 60);
    assert_eq!(cancel(&payer, "1,2", "0").await, 409, "the run has begun");
    in_step(&app).await;
});

on_both!(the_same_seats_cancelled_at_once_come_back_once, async |app: TestApp| {
    let payer = paid(&app, PAID, &["Asha", "Binu", "Chitra"]).await;
    let mut clicks = tokio::task::JoinSet::new();
    for who in ["0", "0", "0,1", "0,1,2", "1", "0"] {
        let payer = payer.clone();
        let quoted = (65_000 * who.split(',').count()).to_string();
        clicks.spawn(async move { cancel(&payer, who, &quoted).await });
    }
    let answers = clicks.join_all().await;
    assert!(answers.contains(&200) && answers.iter().all(|status| [200, 409].contains(status)), "{answers:?}");
    in_step(&app).await;
    let gone = i64::from(3 - app.seats_taken(payer.run).await);
    let refunded: i64 = app.refunds(&payer.reference).await.iter().map(|refund| refund.amount().0).sum();
    assert_eq!(refunded, gone * 65_000);
});

on_both!(a_refund_without_an_answer_is_asked_about_and_done_once, async |app: TestApp| {
    for (when, word) in [("after", "done"), ("before", "not done")] {
        let payer = paid_on_new_run(&app, when).await;
        app.faults(json!([{"on": "POST /v1/payments/*/refund", "do": "status", "status": 500, "when": when, "times": 1}])).await;
        assert_eq!(cancel(&payer, "0", "65000").await, 200);
        nukkad::jobs::run_once(&app.services).await.unwrap();
        assert_eq!(app.refunds(&payer.reference).await[0].status, RefundStatus::Unknown, "{word}");
        app.pass(5);
        in_step(&app).await;
        let refunds = app.refunds(&payer.reference).await;
        assert_eq!((refunds.len(), refunds[0].status), (1, RefundStatus::Processed), "{word}");
    }
});

/// Tests that need several payers in one go: each on a run of its own.
async fn paid_on_new_run(app: &TestApp, slug: &str) -> Payer {
    let run = app.run(slug, PAID).await;
    let payer = app.payer_on(run, &format!("{slug}@example.com"), &["Asha"]).await;
    let paid = app.pay(&payer.reference).await;
    payer.browser.come_back(&payer.reference, &paid).await;
    payer
}

on_both!(a_refund_that_fails_at_the_provider_is_begun_anew, async |app: TestApp| {
    let payer = paid(&app, PAID, &["Asha"]).await;
    app.faults(json!([{"on": "refund", "do": "pending", "times": 1}])).await;
    assert_eq!(cancel(&payer, "0", "65000").await, 200);
    app.drain().await;
    let sent = app.refunds(&payer.reference).await.remove(0);
    assert_eq!(sent.status, RefundStatus::Sent);
    app.tell(&format!("refunds/{}/fail", sent.provider_refund_id.unwrap()), json!({})).await;
    app.pass(2);
    app.drain().await;
    assert_eq!(app.refunds(&payer.reference).await[0].status, RefundStatus::Failed);
    app.pass(10);
    in_step(&app).await;
    let refunds = app.refunds(&payer.reference).await;
    assert_eq!((refunds.len(), refunds[0].status, refunds[0].generation), (1, RefundStatus::Processed, 1));
    assert_ne!(refunds[0].idempotency_key, sent.idempotency_key);
    let history = app.services.money_history_of(refunds[0].booking_id).await.unwrap();
    let steps: Vec<_> = history.refund_log.iter().map(|line| line.step.as_str()).collect();
    assert_eq!(steps, ["intended", "sending", "sent", "failed", "retried", "sending", "processed"]);
});

on_both!(a_refund_that_is_refused_for_good_is_left_for_a_person, async |app: TestApp| {
    let payer = paid(&app, PAID, &["Asha"]).await;
    app.faults(json!([{"on": "POST /v1/payments/*/refund", "do": "status", "status": 400, "when": "before"}])).await;
    assert_eq!(cancel(&payer, "0", "65000").await, 200);
    for _ in 0..10 {
        app.drain().await;
        app.pass(25 * 60);
    }
    let refund = app.refunds(&payer.reference).await.remove(0);
    assert_eq!((refund.status, refund.generation), (RefundStatus::Failed, 7));
    assert!(app.services.stuck().await.unwrap().flags.iter().any(|(booking, ..)| *booking == payer.reference));
    // A person sets right what was wrong, and says so.
    app.faults(json!([])).await;
    let (admin, reference, id) = (app.admin().await, payer.reference.to_string(), refund.id.to_string());
    assert_eq!(payer.browser.call("retry_refund", &[("refund", &id), ("reference", &reference), ("reason", "looked at")]).await.status, 404);
    assert_eq!(admin.call("retry_refund", &[("refund", &id), ("reference", &reference), ("reason", "looked at")]).await.status, 200);
    in_step(&app).await;
    assert_eq!(app.refunds(&payer.reference).await[0].status, RefundStatus::Processed);
    assert_eq!(admin.call("retry_refund", &[("refund", &id), ("reference", &reference), ("reason", "looked at")]).await.status, 404);
});

on_both!(a_called_off_run_gives_everybody_everything_back, async |app: TestApp| {
    let (run, host) = hosted_run(&app).await;
    let mut payers = Vec::new();
    for index in 0..3 {
        let payer = app.payer_on(run, &format!("guest{index}@example.com"), &["Asha", "Binu"]).await;
        let paid = app.pay(&payer.reference).await;
        payer.browser.come_back(&payer.reference, &paid).await;
        payers.push(payer);
    }
    let waiting = app.payer_on(run, "late@example.com", &["Late"]).await;
    assert_eq!(cancel(&payers[0], "1", "65000").await, 200);
    let (id, staff) = (run.to_string(), app.browser());
    staff.log_in("staff@example.com").await;
    assert_eq!(staff.call("cancel_run", &[("run", &id), ("reason", "Rain")]).await.status, 403);
    assert_eq!(waiting.browser.call("cancel_run", &[("run", &id), ("reason", "Rain")]).await.status, 403);
    assert_eq!(host.call("cancel_run", &[("run", &id), ("reason", " ")]).await.status, 422);
    assert_eq!(host.call("cancel_run", &[("run", "999999"), ("reason", "Rain")]).await.status, 404);
    assert_eq!(host.call("cancel_run", &[("run", &id), ("reason", "Rain")]).await.status, 200);
    assert_eq!(host.call("cancel_run", &[("run", &id), ("reason", "Rain")]).await.status, 409);
    in_step(&app).await;
    for payer in &payers {
        assert_eq!(app.booking(&payer.reference).await.status, BookingStatus::Cancelled);
        let back: i64 = app.refunds(&payer.reference).await.iter().map(|refund| refund.amount().0).sum();
        assert_eq!(back, 130_000);
    }
    assert_eq!(app.refunds(&payers[1].reference).await[0].cause, RefundCause::Host);
    assert_eq!((app.booking(&waiting.reference).await.status, app.seats_taken(run).await), (BookingStatus::Expired, 0));
    assert_eq!(app.services.balance(Account::StakeEscrow).await.unwrap(), Paise(0));
});

async fn hosted_run(app: &TestApp) -> (RunId, crate::support::Browser) {
    let organization = app.organization("walks").await;
    let experience = app.experience(organization, "walks").await;
    let run = app.run_of(experience, PAID).await;
    for (email, role) in [("host@example.com", Role::Manager), ("staff@example.com", Role::Staff)] {
        let user = app.user(email, "Somebody").await;
        app.member(organization, user, role).await;
    }
    let host = app.browser();
    host.log_in("host@example.com").await;
    (run, host)
}

on_both!(a_payment_under_way_when_the_run_is_called_off_goes_back, async |app: TestApp| {
    let (run, host) = hosted_run(&app).await;
    let payer = app.payer_on(run, "asha@example.com", &["Asha"]).await;
    let paid = app.pay(&payer.reference).await;
    app.faults(json!([{"on": "POST /v1/payments/*/capture", "do": "status", "status": 500, "when": "after", "times": 1}])).await;
    payer.browser.come_back(&payer.reference, &paid).await;
    assert_eq!(host.call("cancel_run", &[("run", &run.to_string()), ("reason", "Rain")]).await.status, 200);
    for _ in 0..4 {
        nukkad::jobs::run_once(&app.services).await.unwrap();
        app.pass(10);
    }
    in_step(&app).await;
    assert_eq!((app.booking(&payer.reference).await.status, app.seats_taken(run).await), (BookingStatus::Expired, 0));
    assert_eq!(app.refunds(&payer.reference).await.iter().map(|refund| refund.amount().0).collect::<Vec<_>>(), [65_000]);
});

on_both!(the_statement_of_a_booking_is_for_admins_only_and_adds_up, async |app: TestApp| {
    let payer = paid(&app, PAID, &["Asha", "Binu"]).await;
    assert_eq!(cancel(&payer, "0", "65000").await, 200);
    in_step(&app).await;
    let query = format!("reference={}", payer.reference);
    assert_eq!(payer.browser.ask("statement", &query).await.status, 404);
    assert_eq!(payer.browser.ask("operations", "").await.status, 404);
    assert_eq!(app.browser().ask("statement", &query).await.status, 401);
    let admin = app.admin().await;
    let statement = admin.ask("statement", &query).await.json();
    let sum: i64 = statement["ledger"].as_array().unwrap().iter().map(|leg| leg["amount"].as_i64().unwrap()).sum();
    assert_eq!(sum, 0);
    assert_eq!(statement["refunds"][0]["steps"].as_array().unwrap().len(), 3);
    let page = admin.get(&format!("/admin/bookings/{}", payer.reference)).await;
    assert_eq!(page.status, 200);
    assert_eq!(admin.get("/admin").await.status, 200);
    assert_eq!(payer.browser.get("/admin").await.status, 404);
    assert_eq!(admin.call("settle_now", &[("reference", &payer.reference.to_string()), ("reason", "asked")]).await.status, 200);
});

on_both!(a_late_payment_under_capture_when_the_run_is_called_off_goes_back, async |app: TestApp| {
    let (run, host) = hosted_run(&app).await;
    let payer = app.payer_on(run, "asha@example.com", &["Asha"]).await;
    app.pass(15);
    app.drain().await;
    assert_eq!(app.booking(&payer.reference).await.status, BookingStatus::Expired);
    let paid = app.pay(&payer.reference).await;
    app.faults(json!([{"on": "POST /v1/payments/*/capture", "do": "status", "status": 500, "when": "after", "times": 1}])).await;
    payer.browser.come_back(&payer.reference, &paid).await;
    assert_eq!(host.call("cancel_run", &[("run", &run.to_string()), ("reason", "Rain")]).await.status, 200);
    assert!(!app.services.sweep_run(SweepRun { run, after: None }).await.unwrap(), "somebody may still come on board");
    for _ in 0..6 {
        nukkad::jobs::run_once(&app.services).await.unwrap();
        app.pass(10);
    }
    in_step(&app).await;
    assert_eq!((app.booking(&payer.reference).await.status, app.seats_taken(run).await), (BookingStatus::Expired, 0));
    assert_eq!(app.refunds(&payer.reference).await.iter().map(|refund| refund.amount().0).collect::<Vec<_>>(), [65_000]);
});

on_both!(two_workers_on_a_refused_refund_give_the_money_back_once, async |app: TestApp| {
    let payer = paid(&app, PAID, &["Asha", "Binu"]).await;
    app.faults(json!([{"on": "POST /v1/payments/*/refund", "do": "status", "status": 400, "when": "before", "times": 1}])).await;
    assert_eq!(cancel(&payer, "0", "65000").await, 200);
    app.drain().await;
    let refused = app.refunds(&payer.reference).await.remove(0);
    assert_eq!(refused.status, RefundStatus::Failed);
    let mut workers = tokio::task::JoinSet::new();
    for _ in 0..6 {
        let services = app.services.clone();
        // Losing is an error, for the job to be tried again; it is not the point here.
        workers.spawn(async move { services.advance_refund(refused.id, Some(1)).await.ok() });
    }
    workers.join_all().await;
    app.pass(60);
    in_step(&app).await;
    let state = app.sandbox.state();
    let refunds = state["refunds"].as_array().map(Vec::len).or_else(|| state["refunds"].as_object().map(serde_json::Map::len));
    assert_eq!(refunds, Some(1), "{}", state["refunds"]);
});
