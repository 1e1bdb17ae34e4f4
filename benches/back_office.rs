//! The admin's desk under load: a day of a hundred thousand items compared with the provider, and a thousand payouts approved by one action
//! that is cut off again and again. The provider is a server in this process that makes its pages up as it is asked for them, so that the
//! whole way of the client is measured and its memory is not. `make bench` builds and runs it; the settings are those of `benches/load.rs`.
#![expect(clippy::unwrap_used, clippy::print_stdout, reason = "a measurement that cannot go on has failed, and what it found goes to the terminal")]

#[expect(dead_code, reason = "nobody books here while it is measured")]
mod shared;

use axum::{
    Json, Router,
    extract::{Path, Query},
    http::StatusCode,
    routing::get,
};
use chrono::{DateTime, Days, Utc};
use nukkad::{
    domain::{
        ids::{BookingId, OrganizationId, PaymentId, UserId},
        ledger::Entry,
        money::Paise,
        payment::{PaymentStatus, PaymentVerdict, RefundCause, RefundStatus},
        payout::PayoutStatus,
        payout_account::{AccountStatus, Destination},
    },
    entity::{booking, ledger_entry, organization, payment, payment_order, payout, payout_account, reconciliation_item, refund, user},
    services::{
        Services,
        daily_tasks::{in_india, midnight_in_india},
        payments::{
            payouts::{ApprovePayouts, CollectPayouts, Seen},
            reconciliation::Reconcile,
        },
        payout_accounts::sealed_for,
    },
};
use sea_orm::{ActiveValue::NotSet, ColumnTrait, EntityTrait, PaginatorTrait, QueryFilter, QueryOrder, Set};
use serde_json::{Value, json};
use shared::{listen, services};
use std::{
    collections::HashMap,
    time::{Duration, Instant},
};

/// What the provider has of the day.
const PAYMENTS: usize = 90_000;
const REFUNDS: usize = 10_000;
/// So long may a day take, and so much memory.
const RECONCILED_WITHIN: Duration = Duration::from_mins(1);
const MEGABYTES: u64 = 200;
/// Payouts approved at once.
const PAYOUTS: usize = 1_000;
/// Rows written in one statement.
const CHUNK: usize = 500;
/// Paise.
const AMOUNT: i64 = 65_000;
const FEE: i64 = 1_534;
const TAX: i64 = 234;

/// Items `skip..skip + count` of so many, as the provider lists them.
fn page(all: usize, query: &HashMap<String, String>, item: impl Fn(usize) -> Value) -> Json<Value> {
    let number = |name: &str| query.get(name).and_then(|text| text.parse::<usize>().ok()).unwrap_or_default();
    let items: Vec<Value> = (number("skip")..all.min(number("skip") + number("count"))).map(item).collect();
    Json(json!({ "entity": "collection", "count": items.len(), "items": items }))
}

fn payment_name(index: usize) -> String {
    format!("pay_{index:014}")
}

fn refund_name(index: usize) -> String {
    format!("rfnd_{index:013}")
}

fn payment_at_provider(index: usize, at: i64) -> Value {
    json!({
        "id": payment_name(index), "entity": "payment", "amount": AMOUNT, "currency": "INR", "status": "captured", "order_id": format!("order_{index:012}"),
        "method": "upi", "captured": true, "fee": FEE, "tax": TAX, "amount_refunded": 0, "created_at": at, "notes": [], "email": "asha@example.com",
        "contact": "+919845000000", "description": null, "card_id": null, "bank": null, "wallet": null, "vpa": "asha@okbank", "international": false,
        "error_code": null, "error_description": null, "error_source": null, "error_step": null, "error_reason": null, "acquirer_data": { "rrn": "412345678901" },
    })
}

fn refund_at_provider(index: usize, at: i64) -> Value {
    json!({
        "id": refund_name(index), "entity": "refund", "amount": AMOUNT, "currency": "INR", "payment_id": payment_name(index), "status": "processed",
        "receipt": format!("bench-refund-{index}"), "notes": [], "created_at": at, "speed_requested": "normal", "speed_processed": "normal",
    })
}

fn settled_at_provider(index: usize, at: i64) -> Value {
    let settlement = "setl_00000000000001";
    if let Some(refund) = index.checked_sub(PAYMENTS) {
        json!({ "entity_id": refund_name(refund), "type": "refund", "debit": AMOUNT, "credit": 0, "amount": AMOUNT, "fee": 0, "tax": 0, "settlement_id": settlement, "created_at": at })
    } else {
        json!({ "entity_id": payment_name(index), "type": "payment", "debit": 0, "credit": AMOUNT - FEE, "amount": AMOUNT, "fee": FEE, "tax": TAX, "settlement_id": settlement, "created_at": at })
    }
}

fn provider(at: i64) -> Router {
    type Asked = Query<HashMap<String, String>>;
    let settled = i64::try_from(PAYMENTS).unwrap() * (AMOUNT - FEE) - i64::try_from(REFUNDS).unwrap() * AMOUNT;
    Router::new()
        .route("/v1/payments", get(async move |query: Asked| page(PAYMENTS, &query, |index| payment_at_provider(index, at))))
        .route("/v1/refunds", get(async move |query: Asked| page(REFUNDS, &query, |index| refund_at_provider(index, at))))
        .route("/v1/settlements/recon/combined", get(async move |query: Asked| page(PAYMENTS + REFUNDS, &query, |index| settled_at_provider(index, at))))
        .route("/v1/settlements/{id}", get(async move |id: Path<String>| Json(json!({ "id": id.0, "amount": settled }))))
        // What the demo has of the day is not at this provider.
        .fallback(async || {
            (StatusCode::BAD_REQUEST, Json(json!({ "error": { "code": "BAD_REQUEST_ERROR", "description": "The id provided does not exist" } })))
        })
}

/// Our rows of the same.
async fn fill(services: &Services, at: DateTime<Utc>) {
    let db = services.store.begin().await.unwrap();
    let order = payment_order::Entity::find().one(&db).await.unwrap().unwrap();
    for from in (0..PAYMENTS).step_by(CHUNK) {
        let row = |index: usize| payment::ActiveModel {
            id: NotSet,
            order_id: Set(order.id),
            booking_id: Set(order.booking_id),
            provider_payment_id: Set(payment_name(index)),
            status: Set(PaymentStatus::Captured),
            verdict: Set(PaymentVerdict::Kept),
            amount: Set(Paise(AMOUNT)),
            currency: Set("INR".to_owned()),
            method: Set(Some("upi".to_owned())),
            failure: Set(None),
            fee: Set(Some(Paise(FEE))),
            tax: Set(Some(Paise(TAX))),
            refund_reserved: Set(Paise(if index < REFUNDS { AMOUNT } else { 0 })),
            refunded_elsewhere: Set(Paise::ZERO),
            settlement: Set(None),
            created_at: Set(at),
            updated_at: Set(at),
        };
        payment::Entity::insert_many((from..PAYMENTS.min(from + CHUNK)).map(row)).exec_without_returning(&db).await.unwrap();
    }
    let first: PaymentId = payment::Entity::find().filter(payment::Column::ProviderPaymentId.eq(payment_name(0))).one(&db).await.unwrap().unwrap().id;
    for from in (0..REFUNDS).step_by(CHUNK) {
        let row = |index: usize| refund::ActiveModel {
            id: NotSet,
            payment_id: Set(PaymentId(first.0 + i64::try_from(index).unwrap())),
            booking_id: Set(order.booking_id),
            cause: Set(RefundCause::Traveler),
            status: Set(RefundStatus::Processed),
            price_part: Set(Paise(AMOUNT)),
            stake_part: Set(Paise::ZERO),
            quote: Set("{}".to_owned()),
            idempotency_key: Set(format!("bench-refund-{index}")),
            attempts: Set(1),
            generation: Set(0),
            provider_refund_id: Set(Some(refund_name(index))),
            actor_id: Set(None),
            settlement: Set(None),
            dispute_id: Set(None),
            created_at: Set(at),
            updated_at: Set(at),
        };
        refund::Entity::insert_many((from..REFUNDS.min(from + CHUNK)).map(row)).exec_without_returning(&db).await.unwrap();
    }
    db.commit().await.unwrap();
}

/// Megabytes that this process has held at most since it was last asked.
fn most_memory() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap();
    let kilobytes = status.lines().find_map(|line| line.strip_prefix("VmHWM:")).unwrap();
    std::fs::write("/proc/self/clear_refs", "5").unwrap();
    kilobytes.trim().trim_end_matches(" kB").parse::<u64>().unwrap() / 1024
}

fn kept(is: bool) -> &'static str {
    if is { "kept" } else { "NOT KEPT" }
}

async fn reconcile(services: &Services) {
    let yesterday = in_india(services.clock.now()).date_naive() - Days::new(1);
    let at = midnight_in_india(yesterday) + chrono::Duration::hours(12);
    fill(services, at).await;
    let mut services = services.clone();
    let provider = listen(provider(at.timestamp())).await;
    services.payments.provider = shared::over(services.store.clone(), &format!("http://{provider}")).payments.provider;
    let span = (midnight_in_india(yesterday).timestamp(), midnight_in_india(yesterday + Days::new(1)).timestamp() - 1);
    let begun = Instant::now();
    let (mut skip, mut pages) = (0, 0);
    loop {
        let page = services.payments.provider.payments_between(span, skip).await.unwrap();
        if page.is_empty() {
            break;
        }
        (skip, pages) = (skip + page.len(), pages + 1);
    }
    let floor = begun.elapsed();
    most_memory();
    let before = most_memory();
    let begun = Instant::now();
    let id = services.reconcile(Reconcile { day: yesterday, by: None }).await.unwrap();
    let (took, memory) = (begun.elapsed(), most_memory());
    let findings = reconciliation_item::Entity::find().filter(reconciliation_item::Column::ReconciliationId.eq(id));
    let strange = findings.clone().filter(reconciliation_item::Column::Name.starts_with("pay_0000")).count(services.store.reader()).await.unwrap();
    assert_eq!(strange, 0);
    let booked = payment::Entity::find().filter(payment::Column::Settlement.is_not_null()).count(services.store.reader()).await.unwrap();
    assert_eq!(usize::try_from(booked).unwrap(), PAYMENTS);
    println!("a day of {} items, and as many in the settlement report", PAYMENTS + REFUNDS);
    println!("  compared and booked in {:.1} s ({}: at most {} s)", took.as_secs_f64(), kept(took <= RECONCILED_WITHIN), RECONCILED_WITHIN.as_secs());
    println!("  the provider's {pages} pages of payments, read and let go of: {:.1} s", floor.as_secs_f64());
    println!("  memory of the process at most {memory} MB, from {before} MB ({}: at most {MEGABYTES} MB)", kept(memory <= MEGABYTES));
}

/// A host to whom something is owed.
async fn owed(services: &Services, index: usize, owner: UserId, booking: BookingId) {
    let db = services.store.begin().await.unwrap();
    let now = services.clock.now();
    let row = organization::ActiveModel {
        id: NotSet,
        slug: Set(format!("bench-host-{index}")),
        name: Set(format!("Bench host {index}")),
        tagline: Set(String::new()),
        bio: Set(String::new()),
        verified_at: Set(None),
        suspended_at: Set(None),
        fee_basis_points: Set(1_000),
        links: Set("[]".to_owned()),
        logo: Set(None),
        version: Set(0),
        members_changed_at: Set(None),
        created_at: Set(now),
    };
    let id: OrganizationId = organization::Entity::insert(row).exec_with_returning(&db).await.unwrap().id;
    let destination = Destination::Bank { holder: "Asha Rao".into(), ifsc: "SBIN0001234".into(), number: "001234567890".into() };
    let sealed = sealed_for(&services.vault, id, &destination).unwrap();
    let row = payout_account::ActiveModel {
        id: NotSet,
        organization_id: Set(id),
        kind: Set(destination.kind()),
        masked: Set(destination.masked()),
        sealed_with: Set(sealed.key),
        sealed: Set(sealed.bytes),
        status: Set(AccountStatus::Confirmed),
        token_hash: Set(format!("bench-{index}")),
        asked_by: Set(owner),
        confirm_until: Set(now),
        confirmed_at: Set(Some(now - chrono::Duration::days(2))),
        created_at: Set(now - chrono::Duration::days(2)),
    };
    payout_account::Entity::insert(row).exec_without_returning(&db).await.unwrap();
    // The reference tells it from what the booking has earned for its own host.
    let entry = Entry::price_kept(&format!("bench-{index}"), booking, id, Paise(100_000), 1_000);
    ledger_entry::post(&db, entry, now).await.unwrap();
    db.commit().await.unwrap();
}

async fn approve(services: &Services) {
    let admin = user::Entity::find().filter(user::Column::Email.eq("admin@example.com")).one(services.store.reader()).await.unwrap().unwrap().id;
    let booking = booking::Entity::find()
        .filter(booking::Column::Status.eq(nukkad::domain::booking::BookingStatus::Completed))
        .order_by_asc(booking::Column::Id)
        .one(services.store.reader())
        .await
        .unwrap()
        .unwrap();
    for index in 0..PAYOUTS {
        owed(services, index, admin, booking.id).await;
    }
    services.collect_payouts(CollectPayouts { by: None }).await.unwrap();
    let drafts = payout::Entity::find().filter(payout::Column::Status.eq(PayoutStatus::Draft)).order_by_desc(payout::Column::Id).all(services.store.reader());
    let seen: Vec<Seen> = drafts.await.unwrap().into_iter().take(PAYOUTS).map(|row| Seen { payout: row.id, version: row.version }).collect();
    let begun = Instant::now();
    let approval = services.approve_payouts(admin, &seen, "The month’s").await.unwrap();
    let asked = begun.elapsed();
    let progress = async || services.approval_progress(approval).await.unwrap().done.len();
    // Cut off at each fifth, wherever it is just then; whoever comes next goes on.
    for fifth in 1..=4 {
        let hands = services.clone();
        let worker = tokio::spawn(async move { hands.work_on_approval(ApprovePayouts { approval }).await });
        while progress().await < fifth * PAYOUTS / 5 {
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
        worker.abort();
        worker.await.ok();
    }
    services.work_on_approval(ApprovePayouts { approval }).await.unwrap();
    let took = begun.elapsed();
    let approved = payout::Entity::find().filter(payout::Column::Status.eq(PayoutStatus::Approved)).count(services.store.reader()).await.unwrap();
    println!("{PAYOUTS} payouts approved by one action, cut off four times");
    println!(
        "  asked for in {:.0} ms, done in {:.1} s; {approved} are approved, {} are told of",
        asked.as_secs_f64() * 1_000.0,
        took.as_secs_f64(),
        progress().await
    );
    assert_eq!(usize::try_from(approved).unwrap(), PAYOUTS);
}

#[tokio::main]
async fn main() {
    let (services, database, _files) = services("http://127.0.0.1:9").await;
    println!("{database}");
    reconcile(&services).await;
    approve(&services).await;
}
