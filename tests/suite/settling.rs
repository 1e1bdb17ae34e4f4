//! Between the bank's yes and the money being ours: what changes meanwhile, what is late, and what others do with the money.

use crate::{
    support::{
        TestApp,
        build::{PAID, RunSpec},
        on_both,
        pay::{Paid, Payer, WEBHOOK_SECRET},
    },
    webhooks::{about_payment, deliver, signature},
};
use async_trait::async_trait;
use nukkad::{
    domain::{
        booking::BookingStatus,
        ids::{BookingRef, RunId},
        ledger::Account,
        money::Paise,
        payment::{PaymentStatus, PaymentVerdict, RefundCause, RefundStatus},
    },
    entity::{event_run, job, mail, payment_order},
    services::{
        Services,
        payments::{
            provider::{Dispute, NewOrder, NewRefund, Order, Payment, PaymentState, Provider, ProviderError, Refund, SettledItem},
            refunds::SEND_REFUND,
        },
    },
};
use sea_orm::{ColumnTrait, EntityTrait, PaginatorTrait, QueryFilter, QueryOrder, sea_query::Expr};
use serde_json::json;
use std::{collections::BTreeMap, sync::Arc, time::Duration};

const CAPTURE: &str = "POST /v1/payments/*/capture";
const REFUND: &str = "POST /v1/payments/*/refund";

/// Somebody whose payment is authorized, claimed for the booking, and not captured: the provider does not answer that.
async fn claimed(app: &TestApp, spec: RunSpec) -> (Payer, Paid) {
    let payer = app.payer(spec, &["Asha"]).await;
    let paid = app.pay(&payer.reference).await;
    app.faults(json!([{"on": CAPTURE, "do": "status", "status": 500}])).await;
    payer.browser.come_back(&payer.reference, &paid).await;
    assert!(app.booking(&payer.reference).await.capturing_payment_id.is_some());
    (payer, paid)
}

async fn call_off(app: &TestApp, run: RunId) {
    let change = event_run::Entity::update_many().col_expr(event_run::Column::Status, Expr::value("cancelled"));
    change
        .col_expr(event_run::Column::CancelReason, Expr::value("Rain"))
        .filter(event_run::Column::Id.eq(run))
        .exec(app.services.store.writer())
        .await
        .unwrap();
}

async fn work_for(app: &TestApp, minutes: i64) {
    for _ in 0..minutes / 10 {
        app.pass(10);
        nukkad::jobs::run_once(&app.services).await.unwrap();
    }
    app.drain().await;
    assert_eq!(app.services.balance(Account::ProviderClearing).await.unwrap().0, app.sandbox_balance(), "we and the provider agree");
}

async fn letters(app: &TestApp, reference: &BookingRef) -> Vec<String> {
    let booking = app.booking(reference).await.id;
    let posted = mail::Entity::find().filter(mail::Column::BookingId.eq(booking)).order_by_asc(mail::Column::Key).all(app.services.store.reader());
    posted.await.unwrap().iter().filter_map(|mail| mail.key.split(':').next().map(str::to_owned)).collect()
}

/// Nothing was taken, the seats are free, and the traveler knows.
async fn turned_away(app: &TestApp, payer: &Payer, paid: &Paid) {
    assert_eq!(app.at_sandbox("payments", &paid.payment)["status"], "authorized", "it was not taken");
    let payment = app.payments(&payer.reference).await.remove(0);
    assert_eq!((payment.status, payment.verdict), (PaymentStatus::Authorized, PaymentVerdict::TooLate));
    let booking = app.booking(&payer.reference).await;
    assert_eq!((booking.status, booking.capturing_payment_id, app.seats_taken(payer.run).await), (BookingStatus::Expired, None, 0));
    assert!(letters(app, &payer.reference).await.contains(&"payment_not_kept".to_owned()));
}

on_both!(a_run_called_off_while_a_capture_waits_takes_no_money, async |app: TestApp| {
    let (payer, paid) = claimed(&app, PAID).await;
    call_off(&app, payer.run).await;
    app.faults(json!([])).await;
    work_for(&app, 60).await;
    turned_away(&app, &payer, &paid).await;
});

on_both!(a_run_that_begins_while_a_capture_waits_takes_no_money, async |app: TestApp| {
    let (payer, paid) = claimed(&app, PAID).await;
    app.pass(49 * 60);
    app.faults(json!([])).await;
    work_for(&app, 30).await;
    turned_away(&app, &payer, &paid).await;
});

on_both!(money_taken_for_a_run_that_was_called_off_goes_back_once, async |app: TestApp| {
    let (payer, paid) = claimed(&app, PAID).await;
    // It gets through this time, and only the answer is lost.
    app.faults(json!([{"on": CAPTURE, "do": "status", "status": 500, "when": "after", "times": 1}])).await;
    payer.browser.come_back(&payer.reference, &paid).await;
    call_off(&app, payer.run).await;
    work_for(&app, 60).await;
    let refunds = app.refunds(&payer.reference).await;
    assert_eq!(
        (refunds.len(), refunds[0].cause, refunds[0].status, refunds[0].amount()),
        (1, RefundCause::LatePayment, RefundStatus::Processed, Paise(65_000))
    );
    assert_eq!((app.booking(&payer.reference).await.status, app.seats_taken(payer.run).await), (BookingStatus::Expired, 0));
    assert!(!letters(&app, &payer.reference).await.contains(&"booking_confirmed".to_owned()));
});

on_both!(who_pays_in_the_last_minute_keeps_the_seats, async |app: TestApp| {
    let payer = app.payer(RunSpec { capacity: 1, ..PAID }, &["Asha"]).await;
    app.pass(12);
    app.drain().await;
    // From here on nobody looks until after the hold, no browser comes back, and no webhook arrives.
    app.pay(&payer.reference).await;
    app.pass(3);
    app.drain().await;
    assert_eq!((app.booking(&payer.reference).await.status, app.seats_taken(payer.run).await), (BookingStatus::Confirmed, 1));
});

on_both!(a_provider_that_does_not_answer_keeps_no_seats, async |app: TestApp| {
    let payer = app.payer(RunSpec { capacity: 1, ..PAID }, &["Asha"]).await;
    app.faults(json!([{"on": "GET /v1/orders/*/payments", "do": "status", "status": 500}])).await;
    app.pass(15);
    app.drain().await;
    assert_eq!((app.booking(&payer.reference).await.status, app.seats_taken(payer.run).await), (BookingStatus::Expired, 0));
});

on_both!(a_capture_that_is_cut_off_is_looked_at_soon, async |app: TestApp| {
    let payer = app.payer(PAID, &["Asha"]).await;
    app.pay(&payer.reference).await;
    let order = app.order(&payer.reference).await;
    let never = payment_order::Entity::update_many().col_expr(payment_order::Column::NextLookAt, Expr::value(None::<chrono::DateTime<chrono::Utc>>));
    never.exec(app.services.store.writer()).await.unwrap();
    app.faults(json!([{"on": CAPTURE, "do": "hang", "ms": 60_000}])).await;
    let services = app.services.clone();
    let settling = tokio::spawn(async move { services.settle(order.id).await });
    while app.booking(&payer.reference).await.capturing_payment_id.is_none() {
        tokio::task::yield_now().await;
    }
    settling.abort();
    app.faults(json!([])).await;
    work_for(&app, 10).await;
    assert_eq!(app.booking(&payer.reference).await.status, BookingStatus::Confirmed);
});

on_both!(a_kept_payment_that_lapses_is_told_and_another_one_pays, async |app: TestApp| {
    let (payer, paid) = claimed(&app, PAID).await;
    app.faults(json!([])).await;
    app.tell(&format!("payments/{}/expire", paid.payment), json!({})).await;
    app.pass(1);
    app.drain().await;
    assert_eq!(app.payments(&payer.reference).await[0].status, PaymentStatus::Lapsed);
    assert_eq!(letters(&app, &payer.reference).await, ["payment_not_kept"]);
    // The hold goes on.
    let paid = app.pay(&payer.reference).await;
    payer.browser.come_back(&payer.reference, &paid).await;
    app.drain().await;
    assert_eq!(app.booking(&payer.reference).await.status, BookingStatus::Confirmed);
    let receipt = payer.browser.ask("receipt", &format!("reference={}", payer.reference)).await;
    assert_eq!((receipt.status, receipt.json()["paid"]["payment"].as_str()), (200, Some(paid.payment.as_str())));
});

/// The sandbox, but for what it says of payments: in lists, and by their names.
#[derive(Debug)]
struct Saying {
    inner: Arc<dyn Provider>,
    listed: fn(Payment) -> Option<Payment>,
    named: fn(Payment) -> Payment,
}

fn as_it_is(payment: Payment) -> Payment {
    payment
}

fn failed(payment: Payment) -> Payment {
    Payment { status: PaymentState::Failed, ..payment }
}

#[async_trait]
impl Provider for Saying {
    async fn create_order(&self, order: &NewOrder) -> Result<Order, ProviderError> {
        self.inner.create_order(order).await
    }

    async fn order_by_receipt(&self, receipt: &str) -> Result<Option<Order>, ProviderError> {
        self.inner.order_by_receipt(receipt).await
    }

    async fn payments_of_order(&self, order: &str) -> Result<Vec<Payment>, ProviderError> {
        Ok(self.inner.payments_of_order(order).await?.into_iter().filter_map(self.listed).collect())
    }

    async fn payment(&self, payment: &str) -> Result<Payment, ProviderError> {
        self.inner.payment(payment).await.map(self.named)
    }

    async fn capture(&self, payment: &str, amount: Paise) -> Result<Payment, ProviderError> {
        self.inner.capture(payment, amount).await
    }

    async fn refund(&self, refund: &NewRefund) -> Result<Refund, ProviderError> {
        self.inner.refund(refund).await
    }

    async fn refund_status(&self, refund: &str) -> Result<Refund, ProviderError> {
        self.inner.refund_status(refund).await
    }

    async fn refunds_of_payment(&self, payment: &str) -> Result<Vec<Refund>, ProviderError> {
        self.inner.refunds_of_payment(payment).await
    }

    async fn payments_between(&self, span: (i64, i64), skip: usize) -> Result<Vec<Payment>, ProviderError> {
        self.inner.payments_between(span, skip).await
    }

    async fn refunds_between(&self, span: (i64, i64), skip: usize) -> Result<Vec<Refund>, ProviderError> {
        self.inner.refunds_between(span, skip).await
    }

    async fn settled_on(&self, day: chrono::NaiveDate, skip: usize) -> Result<Vec<SettledItem>, ProviderError> {
        self.inner.settled_on(day, skip).await
    }

    async fn settlement_amount(&self, settlement: &str) -> Result<Paise, ProviderError> {
        self.inner.settlement_amount(settlement).await
    }

    async fn dispute(&self, dispute: &str) -> Result<Dispute, ProviderError> {
        self.inner.dispute(dispute).await
    }

    async fn disputes_between(&self, span: (i64, i64), skip: usize) -> Result<Vec<Dispute>, ProviderError> {
        self.inner.disputes_between(span, skip).await
    }

    async fn check_keys(&self) -> Result<(), ProviderError> {
        self.inner.check_keys().await
    }
}

/// The use cases with a provider that says something else of payments.
fn saying(app: &TestApp, listed: fn(Payment) -> Option<Payment>, named: fn(Payment) -> Payment) -> Services {
    let mut services = app.services.clone();
    services.payments.provider = Arc::new(Saying { inner: services.payments.provider, listed, named });
    services
}

on_both!(an_authorization_that_the_bank_takes_back_frees_the_seats, async |app: TestApp| {
    let (payer, _) = claimed(&app, PAID).await;
    let order = app.order(&payer.reference).await.id;
    saying(&app, |payment| Some(failed(payment)), failed).settle(order).await.unwrap();
    assert_eq!(app.payments(&payer.reference).await[0].status, PaymentStatus::Lapsed);
    assert_eq!(app.booking(&payer.reference).await.capturing_payment_id, None);
    app.pass(15);
    app.drain().await;
    assert_eq!((app.booking(&payer.reference).await.status, app.seats_taken(payer.run).await), (BookingStatus::Expired, 0));
    assert_eq!(letters(&app, &payer.reference).await, ["hold_expired", "payment_not_kept"]);
});

on_both!(a_list_that_is_behind_takes_nothing_back, async |app: TestApp| {
    let (payer, _) = claimed(&app, PAID).await;
    let order = app.order(&payer.reference).await.id;
    app.faults(json!([])).await;
    saying(&app, |payment| Some(failed(payment)), as_it_is).settle(order).await.unwrap();
    assert_eq!(app.booking(&payer.reference).await.status, BookingStatus::Confirmed);
    app.drain().await;
});

on_both!(a_webhook_names_a_payment_that_the_lists_lack, async |app: TestApp| {
    let payer = app.payer(PAID, &["Asha"]).await;
    let paid = app.pay(&payer.reference).await;
    let body = about_payment("payment.authorized", &paid.payment, &paid.order);
    let services = saying(&app, |_| None, as_it_is);
    services.receive_webhook(&body, Some(&signature(WEBHOOK_SECRET, &body)), Some("e1")).await.unwrap();
    nukkad::jobs::run_once(&services).await.unwrap();
    assert_eq!(app.booking(&payer.reference).await.status, BookingStatus::Confirmed);
});

on_both!(an_order_that_can_never_be_settled_is_given_up_and_shown, async |app: TestApp| {
    let payer = app.payer(PAID, &["Asha"]).await;
    let unknown = payment_order::Entity::update_many().col_expr(payment_order::Column::ProviderOrderId, Expr::value("order_00000000000000"));
    unknown.exec(app.services.store.writer()).await.unwrap();
    for minutes in [1, 10, 60, 11 * 24 * 60, 60] {
        app.pass(minutes);
        app.drain().await;
    }
    assert_eq!(app.order(&payer.reference).await.next_look_at, None);
    assert!(app.services.stuck().await.unwrap().flags.iter().any(|(booking, ..)| *booking == payer.reference));
});

async fn paid_for(app: &TestApp, names: &[&str]) -> (Payer, Paid) {
    let payer = app.payer(PAID, names).await;
    let paid = app.pay(&payer.reference).await;
    payer.browser.come_back(&payer.reference, &paid).await;
    app.drain().await;
    (payer, paid)
}

async fn cancel(payer: &Payer, who: &str, quoted: &str) {
    let reference = payer.reference.to_string();
    let answer = payer.browser.call("cancel_seats", &[("reference", &reference), ("who", who), ("quoted", quoted)]).await;
    assert_eq!(answer.status, 200, "{answer:?}");
}

/// Somebody refunds by hand, on the provider's dashboard.
async fn refund_by_hand(app: &TestApp, payment: &str, amount: i64) -> String {
    let (payment, amount, notes) = (payment.to_owned(), Paise(amount), BTreeMap::new());
    let refund = NewRefund { payment, amount, idempotency_key: "by-hand-on-the-dashboard".to_owned(), receipt: "by-hand".to_owned(), notes };
    app.services.payments.provider.refund(&refund).await.unwrap().id
}

async fn flags(app: &TestApp) -> Vec<String> {
    app.services.stuck().await.unwrap().flags.into_iter().map(|(_, words, amount)| format!("{words}: {amount}")).collect()
}

on_both!(a_refund_by_hand_is_shown_to_an_admin, async |app: TestApp| {
    let (payer, paid) = paid_for(&app, &["Asha"]).await;
    let refund = refund_by_hand(&app, &paid.payment, 20_000).await;
    let body = json!({"event": "refund.processed", "payload": {
        "refund": {"entity": {"id": refund, "receipt": "by-hand"}}, "payment": {"entity": {"id": paid.payment, "order_id": paid.order}},
    }});
    deliver(&app, body.to_string().as_bytes(), "e1").await;
    app.drain().await;
    assert_eq!(flags(&app).await, [format!("payment {} was refunded elsewhere: ₹200.00", paid.payment)]);
    // What we give back ourselves is not counted among it.
    cancel(&payer, "0", "65000").await;
    nukkad::jobs::run_once(&app.services).await.unwrap();
    deliver(&app, &about_payment("payment.captured", &paid.payment, &paid.order), "e2").await;
    nukkad::jobs::run_once(&app.services).await.unwrap();
    assert_eq!(app.payments(&payer.reference).await[0].refunded_elsewhere, Paise(20_000));
});

on_both!(a_refused_refund_is_not_sent_again_where_somebody_has_helped, async |app: TestApp| {
    let (payer, paid) = paid_for(&app, &["Asha", "Binu"]).await;
    app.faults(json!([{"on": REFUND, "do": "status", "status": 400, "times": 1}])).await;
    cancel(&payer, "0", "65000").await;
    app.drain().await;
    assert_eq!(app.refunds(&payer.reference).await[0].status, RefundStatus::Failed);
    refund_by_hand(&app, &paid.payment, 65_000).await;
    app.pass(24 * 60);
    app.drain().await;
    assert_eq!(app.at_sandbox("payments", &paid.payment)["amount_refunded"], 65_000, "the money went back once");
    let refund = app.refunds(&payer.reference).await.remove(0);
    assert!(flags(&app).await.contains(&format!("refund {} is failed: ₹650.00", refund.id)));
});

on_both!(a_refund_under_way_is_asked_about_by_one_job, async |app: TestApp| {
    let (payer, paid) = paid_for(&app, &["Asha"]).await;
    app.faults(json!([{"on": "refund", "do": "pending"}])).await;
    cancel(&payer, "0", "65000").await;
    app.drain().await;
    let sent = app.refunds(&payer.reference).await.remove(0);
    for event in 0..5 {
        let body = json!({"event": "refund.created", "payload": {
            "refund": {"entity": {"id": sent.provider_refund_id, "receipt": sent.idempotency_key}}, "payment": {"entity": {"id": paid.payment, "order_id": paid.order}},
        }});
        deliver(&app, body.to_string().as_bytes(), &format!("e{event}")).await;
        app.pass(2);
        app.drain().await;
    }
    let waiting = job::Entity::find().filter(job::Column::Kind.eq(SEND_REFUND)).filter(job::Column::Status.eq(job::QUEUED));
    assert_eq!(waiting.count(app.services.store.reader()).await.unwrap(), 1);
});

on_both!(a_refund_that_does_not_leave_us_is_shown_to_an_admin, async |app: TestApp| {
    let (payer, _) = paid_for(&app, &["Asha"]).await;
    app.faults(json!([{"on": REFUND, "do": "status", "status": 401}])).await;
    cancel(&payer, "0", "65000").await;
    app.drain().await;
    assert_eq!(flags(&app).await, [""; 0]);
    app.pass(61);
    assert_eq!(flags(&app).await, [format!("refund {} is intended: ₹650.00", app.refunds(&payer.reference).await[0].id)]);
});

on_both!(a_browser_that_hangs_up_does_not_cut_a_capture_off, async |app: TestApp| {
    let payer = app.payer(PAID, &["Asha"]).await;
    let Paid { payment, order, signature } = app.pay(&payer.reference).await;
    app.faults(json!([{"on": "* /v1/**", "do": "slow", "ms": 400}])).await;
    let fields = [("razorpay_payment_id", payment), ("razorpay_order_id", order), ("razorpay_signature", signature)];
    let back = payer.browser.client.post(app.at(&format!("/payments/razorpay/callback?booking={}", payer.reference))).form(&fields);
    assert!(back.timeout(Duration::from_millis(200)).send().await.unwrap_err().is_timeout());
    let confirmed = async {
        while app.booking(&payer.reference).await.status != BookingStatus::Confirmed {
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
    };
    tokio::time::timeout(Duration::from_secs(10), confirmed).await.expect("nobody went on");
    app.drain().await;
});
