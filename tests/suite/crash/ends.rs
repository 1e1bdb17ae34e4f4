//! How things must end: at the provider, in our rows, in the ledger and in the outbox.

use super::{Fate, Play, mails::Heap};
use crate::support::TestApp;
use nukkad::{
    domain::{
        booking::BookingStatus,
        ids::{OrganizationId, UserId},
        ledger::Account,
        money::Paise,
        payment::{PaymentStatus, RefundStatus},
        payout::PayoutStatus,
    },
    entity::{booking, job, mail},
    services::payments::payouts::Balance,
};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder};
use serde_json::Value;
use std::collections::BTreeSet;

/// How one traveler's booking must end. Amounts are in paise.
#[derive(Debug)]
pub(super) struct End {
    pub(super) user: UserId,
    pub(super) status: BookingStatus,
    /// True where it is as well if there is no booking at all.
    pub(super) may_be_missing: bool,
    /// Zero where nothing is captured.
    pub(super) captured: i64,
    /// Zero where nothing goes back.
    pub(super) refunded: i64,
    /// The kinds of its letters, each posted once, in alphabetical order; any of these lists will do.
    pub(super) letters: &'static [&'static [&'static str]],
}

fn rows<'a>(state: &'a Value, kind: &str) -> &'a [Value] {
    state[kind].as_array().unwrap()
}

/// Checks one booking and everything around it. `fate` is what became of the process.
pub(super) async fn check(app: &TestApp, play: &Play, heap: &Heap, fate: &Fate<'_>) {
    let state = app.sandbox.state();
    for end in &play.ends {
        one(app, play, end, &state, fate).await;
        letters(app, play, end, heap, fate).await;
    }
    if let Some((host, amount)) = play.paid_out {
        paid_out(app, host, amount, heap, fate).await;
    }
    let services = &app.services;
    assert_eq!(app.seats_taken(play.run).await, play.seats, "{fate}: seats");
    assert_eq!(services.miscounted_runs().await.unwrap(), [], "{fate}: seats and bookings differ");
    assert_eq!(services.ledger_check().await.unwrap(), [""; 0], "{fate}: the books are not in order");
    assert_eq!(services.balance(Account::ProviderClearing).await.unwrap().0, state["balance"].as_i64().unwrap(), "{fate}: we and the provider differ");
    let undone = job::Entity::find().filter(job::Column::Status.ne(job::DONE)).all(services.store.reader()).await.unwrap();
    assert!(undone.is_empty(), "{fate}: jobs are left: {undone:?}");
    let flags = services.stuck().await.unwrap().flags;
    assert!(flags.is_empty(), "{fate}: something waits for a person: {flags:?}");
}

/// The host was paid once, is owed nothing, and has one letter about it.
async fn paid_out(app: &TestApp, host: OrganizationId, amount: i64, heap: &Heap, fate: &Fate<'_>) {
    let rows = app.services.payouts_of(host).await.unwrap();
    let rows: Vec<_> = rows.iter().map(|row| (row.payout.status, row.payout.amount.0)).collect();
    assert_eq!(rows, [(PayoutStatus::Paid, amount)], "{fate}: payouts");
    let balance = app.services.payout_balance(host).await.unwrap();
    assert_eq!(balance, Balance { paid: Paise(amount), ..Balance::default() }, "{fate}: the host’s balance");
    let key = format!("paid_out:{}:", app.services.payouts_of(host).await.unwrap()[0].payout.id);
    let ids: BTreeSet<String> = heap.handed_over().into_iter().filter(|(posted, _)| posted.starts_with(&key)).map(|(_, id)| id).collect();
    assert_eq!(ids.len(), 1, "{fate}: letters about {key}");
}

async fn booking_of(app: &TestApp, play: &Play, end: &End, fate: &Fate<'_>) -> Option<booking::Model> {
    let booked = booking::of_user(end.user).filter(booking::Column::RunId.eq(play.run));
    let mut booked = booked.all(app.services.store.reader()).await.unwrap();
    assert!(booked.len() <= 1, "{fate}: booked twice");
    assert!(!booked.is_empty() || end.may_be_missing, "{fate}: there is no booking");
    booked.pop()
}

async fn one(app: &TestApp, play: &Play, end: &End, state: &Value, fate: &Fate<'_>) {
    let Some(booked) = booking_of(app, play, end, fate).await else { return };
    assert_eq!(booked.status, end.status, "{fate}: {end:?}");
    assert_eq!(booked.capturing_payment_id, None, "{fate}: still claimed");

    let name = format!("{}-", booked.reference);
    let orders: Vec<&Value> =
        rows(state, "orders").iter().filter(|order| order["receipt"].as_str().is_some_and(|receipt| receipt.starts_with(&name))).collect();
    assert!(orders.len() == 1 || (orders.is_empty() && end.captured == 0), "{fate}: orders {orders:?}");
    let payments = rows(state, "payments").iter().filter(|payment| orders.iter().any(|order| payment["order_id"] == order["id"]));
    let captured: Vec<&Value> = payments.filter(|payment| payment["captured"] == true).collect();
    let amounts: Vec<i64> = captured.iter().map(|payment| payment["amount"].as_i64().unwrap()).collect();
    assert_eq!(amounts, some(end.captured), "{fate}: captured at the provider, {end:?}");
    let refunds = rows(state, "refunds").iter().filter(|refund| captured.iter().any(|payment| refund["payment_id"] == payment["id"]));
    let refunded: Vec<i64> = refunds.inspect(|refund| assert_eq!(refund["status"], "processed")).map(|refund| refund["amount"].as_i64().unwrap()).collect();
    assert_eq!(refunded, some(end.refunded), "{fate}: refunded at the provider, {end:?}");

    let money = app.services.money_of(booked.id).await.unwrap();
    let ours = money.payments.iter().filter(|payment| payment.status == PaymentStatus::Captured).map(|payment| payment.amount.0);
    assert_eq!(ours.collect::<Vec<_>>(), some(end.captured), "{fate}: captured here");
    let ours = money.refunds.iter().inspect(|refund| assert_eq!(refund.status, RefundStatus::Processed, "{fate}")).map(|refund| refund.amount().0);
    assert_eq!(ours.collect::<Vec<_>>(), some(end.refunded), "{fate}: refunded here");
}

/// Each letter was posted once, and handed over once. Only a death between handing over and writing that down lets a mail go out
/// twice, and then as the same message.
async fn letters(app: &TestApp, play: &Play, end: &End, heap: &Heap, fate: &Fate<'_>) {
    let Some(booked) = booking_of(app, play, end, fate).await else { return };
    let posted = mail::Entity::find().filter(mail::Column::BookingId.eq(booked.id)).order_by_asc(mail::Column::Key);
    let posted = posted.all(app.services.store.reader()).await.unwrap();
    assert!(posted.iter().all(|mail| mail.status == mail::SENT), "{fate}: {posted:?}");
    let kinds: Vec<&str> = posted.iter().filter_map(|mail| mail.key.split(':').next()).collect();
    assert!(end.letters.contains(&kinds.as_slice()), "{fate}: letters {kinds:?}");
    let out = heap.handed_over();
    for mail in &posted {
        let ids: Vec<&String> = out.iter().filter(|(key, _)| *key == mail.key).map(|(_, id)| id).collect();
        let (first, more) = ids.split_first().unwrap_or_else(|| panic!("{fate}: {} is not handed over", mail.key));
        assert!(more.iter().all(|id| id == first), "{fate}: two messages of one letter: {ids:?}");
        assert!(more.is_empty() || (more.len() == 1 && fate.at.is_some()), "{fate}: {} went out {} times", mail.key, ids.len());
    }
}

fn some(amount: i64) -> Vec<i64> {
    (amount != 0).then_some(amount).into_iter().collect()
}
