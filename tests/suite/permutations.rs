//! Every order in which the news of one booking can come: that it was authorized, captured and paid, that a refund of one of its seats
//! was made and done, and the browser on its way back; some of the webhooks twice or three times. The end is always the same.

use crate::{
    support::{
        Backend, TestApp,
        build::{PAID, RunSpec},
        pay::{Paid, WEBHOOK_SECRET},
    },
    webhooks::{about_payment, signature},
};
use futures_util::future::join_all;
use nukkad::{
    domain::{
        booking::{BookingRequest, BookingStatus},
        ids::{BookingRef, RunId, UserId},
        ledger::Account,
        money::Paise,
        payment::RefundStatus,
    },
    services::payments::checkout::Callback,
};
use serde_json::{Value, json};
use std::{
    collections::BTreeSet,
    sync::atomic::{AtomicUsize, Ordering},
};

/// Everything that can be told of one booking. The last comes once, by the traveler's browser.
const NEWS: [&str; 6] = ["payment.authorized", "payment.captured", "order.paid", "refund.created", "refund.processed", "callback"];
/// Servers that share the work.
const LANES: usize = 2;
/// Price and stake of one traveler of [`PAID`].
const EACH: i64 = 65_000;

/// All orders of these things.
fn orders_of(things: &[&'static str]) -> Vec<Vec<&'static str>> {
    let [] = things else {
        let beginning_with = |at: usize| {
            let others = [&things[..at], &things[at + 1..]].concat();
            orders_of(&others).into_iter().map(move |rest| [&[things[at]], rest.as_slice()].concat())
        };
        return (0..things.len()).flat_map(beginning_with).collect();
    };
    vec![Vec::new()]
}

/// The order with two of its webhooks repeated: which, how often, and whether at once or later and the other way round, is another
/// with each turn.
fn repeated(order: &[&'static str], turn: usize) -> Vec<&'static str> {
    let (twice, thrice) = (NEWS[turn % 5], NEWS[turn / 5 % 5]);
    let times = |news: &str| if news == thrice { 3 } else { 1 + usize::from(news == twice) };
    if turn.is_multiple_of(2) {
        return order.iter().flat_map(|news| vec![*news; times(news)]).collect();
    }
    let again = |round: usize| order.iter().rev().filter(move |news| times(news) > round).copied();
    order.iter().copied().chain(again(1)).chain(again(2)).collect()
}

#[test]
fn there_is_every_order_and_every_number_of_times() {
    let orders: BTreeSet<_> = orders_of(&NEWS).into_iter().collect();
    assert_eq!(orders.len(), 720);
    for (at, news) in NEWS.iter().enumerate() {
        let counts: BTreeSet<_> = orders.iter().enumerate().map(|(turn, order)| repeated(order, turn).iter().filter(|other| *other == news).count()).collect();
        assert_eq!(counts.into_iter().collect::<Vec<_>>(), if at < 5 { vec![1, 2, 3] } else { vec![1] }, "{news}");
    }
}

/// A booking of two whose payment the bank has just authorized.
struct Story<'a> {
    app: &'a TestApp,
    user: UserId,
    reference: BookingRef,
    paid: Paid,
    turn: usize,
    is_cancelled: bool,
}

impl<'a> Story<'a> {
    async fn begin(app: &'a TestApp, run: RunId, user: UserId, turn: usize) -> Self {
        let (names, email) = (vec!["Asha".to_owned(), "Binu".to_owned()], "asha@example.com".to_owned());
        let request = BookingRequest { run, names, email, phone: None, requests: None, token: format!("turn-{turn}"), shown: None };
        let reference = app.services.reserve(user, &request).await.unwrap();
        app.services.open_order(user, &reference).await.unwrap();
        let paid = app.pay(&reference).await;
        Self { app, user, reference, paid, turn, is_cancelled: false }
    }

    async fn hear(&self, news: &str, step: usize) {
        if news == "callback" {
            let Paid { payment, order, signature } = self.paid.clone();
            let callback = Callback { booking: Some(self.reference.clone()), payment: Some(payment), order: Some(order), signature: Some(signature) };
            assert!(self.app.services.come_back(&callback).await.unwrap().settled);
            return;
        }
        let body = if news.starts_with("refund.") { self.about_refund(news).await } else { about_payment(news, &self.paid.payment, &self.paid.order) };
        // The provider repeats an event under its id; that it sends the same news as another event is not ruled out.
        let event_id = format!("{}-{news}-{}", self.turn, step % 2);
        self.app.services.receive_webhook(&body, Some(&signature(WEBHOOK_SECRET, &body)), Some(&event_id)).await.unwrap();
    }

    /// Before there is a refund of ours, the news can only be of somebody else's.
    async fn about_refund(&self, news: &str) -> Vec<u8> {
        let ours = self.app.refunds(&self.reference).await.pop();
        let receipt = ours.map_or_else(|| "somebody-else's".to_owned(), |refund| refund.idempotency_key);
        let refund = json!({"entity": {"id": format!("rfnd_{:014}", self.turn), "receipt": receipt}});
        let payment = json!({"entity": {"id": self.paid.payment, "order_id": self.paid.order, "notes": []}});
        json!({"event": news, "payload": {"refund": refund, "payment": payment}}).to_string().into_bytes()
    }

    /// As soon as the seats are theirs, one of the two cancels.
    async fn cancel_once_confirmed(&mut self) {
        if !self.is_cancelled && self.app.booking(&self.reference).await.status == BookingStatus::Confirmed {
            self.app.services.cancel_seats(self.user, &self.reference, &[1], Paise(EACH)).await.unwrap();
            self.is_cancelled = true;
        }
    }

    async fn work(&self) {
        nukkad::jobs::run_once(&self.app.services).await.unwrap();
    }

    /// Everything that must not depend on the order of the news.
    async fn end(mut self) -> Value {
        self.work().await;
        self.cancel_once_confirmed().await;
        self.work().await;
        let (app, booking) = (self.app, self.app.booking(&self.reference).await);
        let payments: Vec<_> = app
            .payments(&self.reference)
            .await
            .iter()
            .map(|payment| json!([payment.status, payment.verdict, payment.refund_reserved, payment.refunded_elsewhere]))
            .collect();
        let refunds: Vec<_> = app.refunds(&self.reference).await.iter().map(|refund| json!([refund.status, refund.amount(), refund.generation])).collect();
        let ledger: Vec<_> = app.services.statement(booking.id).await.unwrap().iter().map(|leg| json!([leg.kind, leg.account, leg.amount])).collect();
        json!({"booking": booking.status, "party": booking.party, "payments": payments, "refunds": refunds, "ledger": ledger})
    }
}

/// Tells every `step`th order, and every order where it is one.
async fn in_all_orders(backend: Backend, step: usize) {
    let (orders, turns) = (orders_of(&NEWS), AtomicUsize::new(0));
    let lane = async || {
        let app = TestApp::start(backend).await;
        let run = app.run("coffee", RunSpec { capacity: 2_000, ..PAID }).await;
        let user = app.user("asha@example.com", "Asha").await;
        let mut ends = BTreeSet::new();
        loop {
            let turn = turns.fetch_add(step, Ordering::SeqCst);
            let Some(order) = orders.get(turn) else { break };
            let mut story = Story::begin(&app, run, user, turn).await;
            for (step, news) in repeated(order, turn).into_iter().enumerate() {
                story.hear(news, step).await;
                // The worker may be quick, or fall behind: that is another with each turn too.
                if (turn >> (step % 5)) & 1 == 1 {
                    story.work().await;
                }
                story.cancel_once_confirmed().await;
            }
            ends.insert(story.end().await.to_string());
        }
        app.drain().await;
        assert_eq!(app.services.balance(Account::ProviderClearing).await.unwrap().0, app.sandbox_balance(), "we and the provider agree");
        ends
    };
    let ends: BTreeSet<String> = join_all((0..LANES).map(|_| lane())).await.into_iter().flatten().collect();
    assert_eq!(ends.len(), 1, "{ends:#?}");
    let end: Value = serde_json::from_str(ends.first().unwrap()).unwrap();
    assert_eq!((&end["booking"], &end["party"], &end["refunds"]), (&json!(BookingStatus::Confirmed), &json!(1), &json!([[RefundStatus::Processed, EACH, 0]])));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn any_order_of_the_news_ends_the_same_on_sqlite() {
    in_all_orders(Backend::Sqlite, 1).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn any_order_of_the_news_ends_the_same_on_postgres() {
    // What decides is the same code; a sample shows that this database agrees. Seven, so that each of the other numbers goes its round.
    in_all_orders(Backend::Postgres, 7).await;
}
