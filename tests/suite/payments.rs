//! Paying: from a pending booking to a confirmed one, and all the ways in which it goes wrong.

use crate::support::{
    TestApp,
    build::{PAID, RunSpec},
    on_both,
    pay::Paid,
};
use nukkad::domain::{
    booking::BookingStatus,
    ledger::Account,
    money::Paise,
    payment::{PaymentStatus, PaymentVerdict, RefundCause, RefundStatus},
};
use serde_json::json;

/// Two travelers at ₹450 and a stake of ₹200 each.
const TOTAL: i64 = 130_000;

on_both!(a_paid_booking_is_confirmed_at_once, async |app: TestApp| {
    let payer = app.payer(PAID, &["Asha", "Binu"]).await;
    let page = payer.browser.get(&format!("/bookings/{}", payer.reference)).await;
    assert!(page.body.contains(&format!("action=\"{}/v1/checkout/embedded\"", app.sandbox_url)), "{}", page.body);
    let order = app.order(&payer.reference).await;
    assert_eq!(order.amount, Paise(TOTAL));
    assert_eq!(app.at_sandbox("orders", order.provider_order_id.as_deref().unwrap())["receipt"], order.receipt);

    let paid = app.pay(&payer.reference).await;
    let back = payer.browser.come_back(&payer.reference, &paid).await;
    assert_eq!((back.status, back.location.as_deref()), (303, Some(format!("/bookings/{}", payer.reference).as_str())));
    let booking = app.booking(&payer.reference).await;
    assert_eq!((booking.status, booking.capturing_payment_id), (BookingStatus::Confirmed, None));
    assert_eq!(app.at_sandbox("payments", &paid.payment)["status"], "captured");
    let payments = app.payments(&payer.reference).await;
    assert_eq!((payments.len(), payments[0].status, payments[0].verdict), (1, PaymentStatus::Captured, PaymentVerdict::Kept));
    assert_eq!(app.services.balance(Account::StakeEscrow).await.unwrap(), Paise(-40_000));
    assert_eq!(app.services.balance(Account::TravelerFunds).await.unwrap(), Paise(-90_000));
    assert_eq!(app.services.balance(Account::ProviderClearing).await.unwrap().0, app.sandbox_balance());
    // Coming back once more, or reloading, changes nothing.
    assert_eq!(payer.browser.come_back(&payer.reference, &paid).await.status, 303);
    assert_eq!(payer.browser.get(&format!("/payments/razorpay/callback?booking={}", payer.reference)).await.status, 303);
    app.drain().await;
    assert_eq!(app.payments(&payer.reference).await, payments);
});

on_both!(a_refused_payment_confirms_nothing_and_can_be_tried_again, async |app: TestApp| {
    let payer = app.payer(PAID, &["Asha"]).await;
    app.fail_to_pay(&payer.reference).await;
    let words = [("error[code]", "BAD_REQUEST_ERROR"), ("error[description]", "declined"), ("error[metadata]", "{\"payment_id\":\"pay_x\"}")];
    let back = payer.browser.post_form(&format!("/payments/razorpay/callback?booking={}", payer.reference), &words).await;
    assert_eq!(back.status, 303);
    assert_eq!(app.booking(&payer.reference).await.status, BookingStatus::Pending);
    assert_eq!(app.payments(&payer.reference).await[0].status, PaymentStatus::Failed);
    let order = app.order(&payer.reference).await;

    let paid = app.pay(&payer.reference).await;
    assert_eq!(paid.order, order.provider_order_id.unwrap(), "the same order serves every attempt");
    payer.browser.come_back(&payer.reference, &paid).await;
    assert_eq!(app.booking(&payer.reference).await.status, BookingStatus::Confirmed);
    app.drain().await;
    let states: Vec<_> = app.payments(&payer.reference).await.iter().map(|payment| payment.status).collect();
    assert_eq!(states, [PaymentStatus::Failed, PaymentStatus::Captured]);
});

on_both!(a_browser_that_never_comes_back_is_covered_by_looking, async |app: TestApp| {
    let payer = app.payer(PAID, &["Asha"]).await;
    app.pay(&payer.reference).await;
    app.drain().await;
    assert_eq!(app.booking(&payer.reference).await.status, BookingStatus::Pending, "it is too early to look");
    app.pass(1);
    app.drain().await;
    assert_eq!(app.booking(&payer.reference).await.status, BookingStatus::Confirmed);
});

on_both!(a_callback_that_is_not_the_providers_is_refused, async |app: TestApp| {
    let payer = app.payer(PAID, &["Asha"]).await;
    let other = app.payer_on(payer.run, "binu@example.com", &["Binu"]).await;
    let paid = app.pay(&payer.reference).await;
    let forged = |change: fn(&mut Paid)| {
        let mut forged = paid.clone();
        change(&mut forged);
        forged
    };
    for (why, callback) in [
        ("another payment", forged(|paid| paid.payment = "pay_00000000000000".to_owned())),
        ("another order", forged(|paid| paid.order = "order_00000000000000".to_owned())),
        ("no signature", forged(|paid| paid.signature = String::new())),
        ("a signature cut short", forged(|paid| paid.signature.truncate(60))),
        ("a signature in capitals", forged(|paid| paid.signature = paid.signature.to_uppercase())),
    ] {
        let answer = payer.browser.come_back(&payer.reference, &callback).await;
        assert_eq!(answer.status, 401, "{why}: {answer:?}");
    }
    // Good, but somebody else's: it does not pay for this booking.
    assert_eq!(other.browser.come_back(&other.reference, &paid).await.status, 401);
    let lone = payer.browser.post_form(&format!("/payments/razorpay/callback?booking={}", payer.reference), &[("razorpay_payment_id", "pay_x")]).await;
    assert_eq!(lone.status, 401);
    for nowhere in ["", "?booking=NK-2", "?booking=NK-22222222", "?booking=%00"] {
        assert_eq!(payer.browser.post_form(&format!("/payments/razorpay/callback{nowhere}"), &[]).await.status, 404, "{nowhere}");
    }
    assert_eq!(app.booking(&payer.reference).await.status, BookingStatus::Pending);
    assert_eq!(app.booking(&other.reference).await.status, BookingStatus::Pending);
});

on_both!(paid_late_with_a_free_seat_is_confirmed, async |app: TestApp| {
    let payer = app.payer(PAID, &["Asha", "Binu"]).await;
    app.pass(15);
    app.drain().await;
    assert_eq!((app.booking(&payer.reference).await.status, app.seats_taken(payer.run).await), (BookingStatus::Expired, 0));
    let paid = app.pay(&payer.reference).await;
    payer.browser.come_back(&payer.reference, &paid).await;
    assert_eq!((app.booking(&payer.reference).await.status, app.seats_taken(payer.run).await), (BookingStatus::Confirmed, 2));
    app.drain().await;
});

on_both!(paid_after_giving_up_with_a_free_seat_is_confirmed, async |app: TestApp| {
    let payer = app.payer(PAID, &["Asha"]).await;
    let reference = payer.reference.to_string();
    assert_eq!(payer.browser.call("give_up", &[("reference", &reference)]).await.status, 200);
    let paid = app.pay(&payer.reference).await;
    payer.browser.come_back(&payer.reference, &paid).await;
    let booking = app.booking(&payer.reference).await;
    assert_eq!((booking.status, booking.cancelled_by), (BookingStatus::Confirmed, None));
    app.drain().await;
});

on_both!(paid_late_for_a_full_run_is_not_taken, async |app: TestApp| {
    let payer = app.payer(RunSpec { capacity: 2, ..PAID }, &["Asha", "Binu"]).await;
    app.pass(15);
    app.drain().await;
    let quicker = app.payer_on(payer.run, "chitra@example.com", &["Chitra"]).await;
    let paid = app.pay(&payer.reference).await;
    payer.browser.come_back(&payer.reference, &paid).await;
    app.drain().await;
    assert_eq!((app.booking(&payer.reference).await.status, app.seats_taken(payer.run).await), (BookingStatus::Expired, 1));
    assert_eq!(app.at_sandbox("payments", &paid.payment)["status"], "authorized", "it was never captured");
    let payment = &app.payments(&payer.reference).await[0];
    assert_eq!((payment.status, payment.verdict), (PaymentStatus::Authorized, PaymentVerdict::TooLate));
    let page = payer.browser.get(&format!("/bookings/{}", payer.reference)).await;
    assert!(page.body.contains("five days"), "the traveler is told what becomes of the money");
    // The bank lets go of it; the other booking is untouched.
    app.tell(&format!("payments/{}/expire", paid.payment), json!({})).await;
    app.pass(24 * 60);
    app.drain().await;
    assert_eq!(app.payments(&payer.reference).await[0].status, PaymentStatus::Lapsed);
    assert_eq!(app.booking(&quicker.reference).await.status, BookingStatus::Expired);
});

on_both!(captured_late_for_a_full_run_is_refunded_in_full_once, async |app: TestApp| {
    let payer = app.payer(RunSpec { capacity: 1, ..PAID }, &["Asha"]).await;
    app.pass(15);
    app.drain().await;
    app.payer_on(payer.run, "binu@example.com", &["Binu"]).await;
    let paid = app.pay(&payer.reference).await;
    // Somebody captures it by hand on the provider's dashboard.
    app.services.payments.provider.capture(&paid.payment, Paise(65_000)).await.unwrap();
    for _ in 0..3 {
        payer.browser.come_back(&payer.reference, &paid).await;
        app.drain().await;
    }
    let refunds = app.refunds(&payer.reference).await;
    assert_eq!(refunds.len(), 1);
    assert_eq!((refunds[0].status, refunds[0].cause, refunds[0].amount()), (RefundStatus::Processed, RefundCause::LatePayment, Paise(65_000)));
    assert_eq!(app.booking(&payer.reference).await.status, BookingStatus::Expired);
    assert_eq!(app.services.balance(Account::ProviderClearing).await.unwrap().0, app.sandbox_balance());
});

on_both!(paid_twice_the_later_payment_goes_back, async |app: TestApp| {
    let payer = app.payer(PAID, &["Asha"]).await;
    // The first attempt fails, the second pays; then the bank changes its mind about the first.
    app.fail_to_pay(&payer.reference).await;
    payer.browser.post_form(&format!("/payments/razorpay/callback?booking={}", payer.reference), &[]).await;
    let first = app.payments(&payer.reference).await[0].provider_payment_id.clone();
    let paid = app.pay(&payer.reference).await;
    payer.browser.come_back(&payer.reference, &paid).await;
    assert_eq!(app.booking(&payer.reference).await.status, BookingStatus::Confirmed);
    app.tell(&format!("payments/{first}/authorize"), json!({})).await;
    app.pass(60);
    app.drain().await;
    let payments = app.payments(&payer.reference).await;
    assert_eq!(payments.iter().filter(|payment| payment.status == PaymentStatus::Captured).count(), 1);
    assert_ne!(payments[0].status, PaymentStatus::Captured, "it was never ours");
    assert_eq!(app.booking(&payer.reference).await.status, BookingStatus::Confirmed);
});

on_both!(an_amount_that_is_not_ours_is_flagged_and_refunded, async |app: TestApp| {
    let payer = app.payer(PAID, &["Asha"]).await;
    let mut order = app.order(&payer.reference).await;
    // Our row says another amount than the provider's order.
    order.amount = Paise(60_000);
    let change = nukkad::entity::payment_order::ActiveModel { amount: sea_orm::Set(order.amount), id: sea_orm::Unchanged(order.id), ..Default::default() };
    sea_orm::ActiveModelTrait::update(change, app.services.store.writer()).await.unwrap();
    let paid = app.pay(&payer.reference).await;
    payer.browser.come_back(&payer.reference, &paid).await;
    assert_eq!(app.booking(&payer.reference).await.status, BookingStatus::Pending);
    assert_eq!(app.payments(&payer.reference).await[0].verdict, PaymentVerdict::Mismatch);
    app.services.payments.provider.capture(&paid.payment, Paise(65_000)).await.unwrap();
    app.pass(10);
    app.drain().await;
    let refunds = app.refunds(&payer.reference).await;
    assert_eq!((refunds.len(), refunds[0].cause, refunds[0].amount()), (1, RefundCause::WrongPayment, Paise(65_000)));
    let flags = app.services.stuck().await.unwrap().flags;
    assert!(flags.iter().any(|(booking, ..)| *booking == payer.reference), "{flags:?}");
});

on_both!(a_capture_without_an_answer_is_asked_about_not_repeated, async |app: TestApp| {
    let payer = app.payer(PAID, &["Asha"]).await;
    let paid = app.pay(&payer.reference).await;
    app.faults(json!([{"on": "POST /v1/payments/*/capture", "do": "status", "status": 500, "when": "after", "times": 1}])).await;
    let back = payer.browser.come_back(&payer.reference, &paid).await;
    assert_eq!(back.location.as_deref(), Some(format!("/bookings/{}?checking", payer.reference).as_str()));
    let booking = app.booking(&payer.reference).await;
    assert_eq!((booking.status, booking.capturing_payment_id.is_some()), (BookingStatus::Pending, true));
    assert_eq!(app.payments(&payer.reference).await[0].status, PaymentStatus::Unknown);
    // Meanwhile the seats cannot be taken away, nor given up.
    app.pass(20);
    let reference = payer.reference.to_string();
    assert_eq!(payer.browser.call("give_up", &[("reference", &reference)]).await.status, 409);
    app.drain().await;
    assert_eq!(app.booking(&payer.reference).await.status, BookingStatus::Confirmed);
    assert_eq!(app.services.balance(Account::ProviderClearing).await.unwrap().0, app.sandbox_balance());
});

on_both!(a_claimed_payment_that_lapses_gives_the_seats_back, async |app: TestApp| {
    let payer = app.payer(PAID, &["Asha"]).await;
    let paid = app.pay(&payer.reference).await;
    app.faults(json!([{"on": "POST /v1/payments/*/capture", "do": "status", "status": 500, "when": "before"}])).await;
    payer.browser.come_back(&payer.reference, &paid).await;
    app.pass(15);
    app.drain().await;
    assert_eq!(app.seats_taken(payer.run).await, 1, "kept while nobody knows");
    app.faults(json!([])).await;
    app.tell(&format!("payments/{}/expire", paid.payment), json!({})).await;
    app.pass(60);
    app.drain().await;
    assert_eq!((app.booking(&payer.reference).await.status, app.seats_taken(payer.run).await), (BookingStatus::Expired, 0));
    assert_eq!(app.payments(&payer.reference).await[0].status, PaymentStatus::Lapsed);
});

on_both!(an_order_that_was_made_without_an_answer_is_found_again, async |app: TestApp| {
    app.faults(json!([{"on": "POST /v1/orders", "do": "status", "status": 500, "when": "after", "times": 1}])).await;
    let payer = app.payer(PAID, &["Asha"]).await;
    assert_eq!(app.order(&payer.reference).await.provider_order_id, None);
    let page = payer.browser.get(&format!("/bookings/{}", payer.reference)).await;
    assert!(page.body.contains("/api/open_checkout"), "a button tries again");
    let reference = payer.reference.to_string();
    assert_eq!(payer.browser.call("open_checkout", &[("reference", &reference)]).await.status, 200);
    assert!(app.order(&payer.reference).await.provider_order_id.is_some());
    let state = app.sandbox.state();
    assert_eq!(state["orders"].as_array().map(Vec::len).or_else(|| state["orders"].as_object().map(serde_json::Map::len)), Some(1), "{state}");
    let paid = app.pay(&payer.reference).await;
    payer.browser.come_back(&payer.reference, &paid).await;
    assert_eq!(app.booking(&payer.reference).await.status, BookingStatus::Confirmed);
});

on_both!(a_provider_that_is_not_there_costs_nobody_anything, async |app: TestApp| {
    app.faults(json!([{"on": "* /v1/*", "do": "html"}])).await;
    let payer = app.payer(PAID, &["Asha"]).await;
    let reference = payer.reference.to_string();
    let refused = payer.browser.call("open_checkout", &[("reference", &reference)]).await;
    assert_eq!((refused.status, refused.code().as_str()), (502, "provider_unavailable"));
    let again = payer.browser.submit(&format!("/bookings/{reference}"), "open_checkout", &[("reference", &reference)]).await;
    assert_eq!(again.status, 502);
    assert!(again.body.contains("Nothing was charged"), "{}", again.body);
    app.pass(15);
    app.drain().await;
    assert_eq!(app.booking(&payer.reference).await.status, BookingStatus::Expired);
});

on_both!(settling_takes_a_small_constant_number_of_statements, async |app: TestApp| {
    let count = async |names: &[&str], email: &str, run| {
        let payer = app.payer_on(run, email, names).await;
        let paid = app.pay(&payer.reference).await;
        app.statements.store(0, std::sync::atomic::Ordering::SeqCst);
        assert_eq!(payer.browser.come_back(&payer.reference, &paid).await.status, 303);
        app.statements.load(std::sync::atomic::Ordering::SeqCst)
    };
    let run = app.run("coffee", PAID).await;
    let alone = count(&["Asha"], "asha@example.com", run).await;
    let many = count(&["A", "B", "C", "D", "E", "F", "G", "H"].map(|_| "Binu"), "binu@example.com", run).await;
    assert_eq!(alone, many);
    assert!(alone <= 32, "{alone} statements");
});

on_both!(what_others_have_given_back_confirms_nothing, async |app: TestApp| {
    let payer = app.payer(PAID, &["Asha"]).await;
    let paid = app.pay(&payer.reference).await;
    // Captured and refunded by hand on the provider's dashboard, before we heard of it.
    app.services.payments.provider.capture(&paid.payment, Paise(65_000)).await.unwrap();
    let refund = nukkad::services::payments::provider::NewRefund {
        payment: paid.payment.clone(),
        amount: Paise(65_000),
        idempotency_key: "by-hand-on-the-dashboard".to_owned(),
        receipt: "by-hand".to_owned(),
        notes: std::collections::BTreeMap::new(),
    };
    app.services.payments.provider.refund(&refund).await.unwrap();
    payer.browser.come_back(&payer.reference, &paid).await;
    app.pass(15);
    app.drain().await;
    assert_eq!(app.booking(&payer.reference).await.status, BookingStatus::Expired);
    let payment = app.payments(&payer.reference).await.remove(0);
    assert_eq!((payment.status, payment.verdict), (PaymentStatus::Lapsed, PaymentVerdict::Mismatch));
    assert_eq!(app.refunds(&payer.reference).await.len(), 0);
    assert!(app.services.stuck().await.unwrap().flags.iter().any(|(booking, ..)| *booking == payer.reference));
});

on_both!(the_timeline_tells_what_the_provider_said, async |app: TestApp| {
    let payer = app.payer(PAID, &["Asha"]).await;
    app.faults(json!([{"on": "POST /v1/payments/*/capture", "do": "status", "status": 500, "when": "before", "times": 1}])).await;
    let paid = app.pay(&payer.reference).await;
    payer.browser.come_back(&payer.reference, &paid).await;
    let body = crate::webhooks::about_payment("payment.authorized", &paid.payment, &paid.order);
    assert_eq!(crate::webhooks::deliver(&app, &body, "the-event").await, 200);
    app.drain().await;
    let admin = app.admin().await;
    let told = admin.ask("statement", &format!("reference={}", payer.reference)).await.json();
    let lines: Vec<(String, String)> = told["timeline"]
        .as_array()
        .unwrap()
        .iter()
        .map(|line| (line["what"].as_str().unwrap().to_owned(), line["detail"].as_str().unwrap().to_owned()))
        .collect();
    let steps: Vec<&str> = lines.iter().map(|(what, _)| what.as_str()).collect();
    assert_eq!(steps[..2], ["provider says authorized", "capture refused or not answered"], "{lines:?}");
    assert!(steps.contains(&"webhook payment.authorized") && steps.contains(&"provider says captured"), "{lines:?}");
    assert!(lines[0].1.contains("\"after\":\"capturing\"") && lines.iter().any(|(_, detail)| detail.contains("the-event")), "{lines:?}");
    let page = admin.get(&format!("/admin/bookings/{}", payer.reference)).await.body;
    assert!(page.contains("answers and messages of the provider") && page.contains(&paid.payment));
});
