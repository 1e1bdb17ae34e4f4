//! Two hundred people, fifty seats, all at once, over HTTP.

use crate::support::{
    Backend, Browser, TestApp,
    build::{PAID, RunSpec, fields, form},
};
use chrono::{DateTime, Utc};
use futures_util::{StreamExt, stream};
use nukkad::{
    entity::event_run,
    services::seats::{SeatDesk, Taking},
};
use sea_orm::{ColumnTrait, DatabaseTransaction, EntityTrait, QueryFilter, sea_query::Expr};
use std::{collections::HashMap, sync::Arc};

const PEOPLE: usize = 200;
const SEATS: i32 = 50;

/// What everybody writes first: look whether there is room, then write down the new number.
struct LookThenWrite;

impl SeatDesk for LookThenWrite {
    fn take<'a>(&'a self, db: &'a DatabaseTransaction, run: &'a event_run::Model, party: i32, _: DateTime<Utc>) -> Taking<'a> {
        Box::pin(async move {
            let taken = run.seats_taken + party;
            if taken > run.capacity {
                return Ok(false);
            }
            let write = event_run::Entity::update_many().col_expr(event_run::Column::SeatsTaken, Expr::value(taken)).filter(event_run::Column::Id.eq(run.id));
            write.exec(db).await.map(|_| true)
        })
    }
}

/// Everybody asks for one seat; gives how often each status and code was answered, and how many seats the bookings have.
async fn rush(app: &TestApp, spec: RunSpec) -> (HashMap<(u16, String), usize>, i32) {
    let run = app.run("coffee", RunSpec { capacity: SEATS, ..spec }).await;
    // Getting ready is no race: a few at a time, so that a slow machine is not kept waiting for itself.
    let log_in = async |index: usize| {
        let email = format!("guest{index}@example.com");
        app.user(&email, "Guest").await;
        let browser = app.browser();
        browser.log_in(&email).await;
        browser
    };
    let people: Vec<Browser> = stream::iter(0..PEOPLE).map(log_in).buffer_unordered(4).collect().await;
    let start = Arc::new(tokio::sync::Barrier::new(PEOPLE));
    let mut attempts = tokio::task::JoinSet::new();
    for browser in people {
        let start = start.clone();
        attempts.spawn(async move {
            let sent = form(&run.to_string(), "once", &["Guest"]);
            start.wait().await;
            let answer = browser.call("book", &fields(&sent)).await;
            if answer.status != 200 {
                assert!(answer.status != 409 || answer.json()["message"].as_str().unwrap().contains("Sold out"), "{answer:?}");
                return (answer.status, answer.code());
            }
            (200, String::new())
        });
    }
    let mut outcomes = HashMap::new();
    for outcome in attempts.join_all().await {
        *outcomes.entry(outcome).or_default() += 1;
    }
    let sold = app.bookings_on(run).await.iter().map(|booking| booking.party).sum();
    if sold <= SEATS {
        assert_eq!(app.seats_taken(run).await, sold);
    }
    (outcomes, sold)
}

async fn guarded(backend: Backend, spec: RunSpec) {
    let app = TestApp::start(backend).await;
    let (outcomes, sold) = rush(&app, spec).await;
    let expected = HashMap::from([((200, String::new()), 50), ((409, "sold_out".to_owned()), 150)]);
    assert_eq!((outcomes, sold), (expected, SEATS));
    app.drain().await;
}

async fn unguarded(backend: Backend) {
    let app = TestApp::start_with(backend, Some(Arc::new(LookThenWrite))).await;
    let (_, sold) = rush(&app, RunSpec::default()).await;
    assert!(sold > SEATS, "without the guard {sold} seats of {SEATS} were sold: this test proves nothing on this machine");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn fifty_of_two_hundred_get_a_seat_on_sqlite() {
    guarded(Backend::Sqlite, RunSpec::default()).await;
    guarded(Backend::Sqlite, PAID).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn fifty_of_two_hundred_get_a_seat_on_postgres() {
    guarded(Backend::Postgres, RunSpec::default()).await;
    guarded(Backend::Postgres, PAID).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn without_the_guard_seats_are_sold_twice_on_sqlite() {
    unguarded(Backend::Sqlite).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn without_the_guard_seats_are_sold_twice_on_postgres() {
    unguarded(Backend::Postgres).await;
}
