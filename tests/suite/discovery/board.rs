//! The board keeps up with whoever changes something: this process, another one, or one that takes its time.

use super::{explore, ids};
use crate::support::{
    Backend, TestApp,
    build::{PAID, RunSpec},
    on_both, payments,
};
use chrono::Duration;
use nukkad::{
    domain::{
        experience::ExperienceStatus,
        ids::RunId,
        run::{Bookable, RunStatus},
    },
    entity::{event_run, experience, organization},
    services::{Services, store::Store},
};
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, sea_query::Expr};

/// Another process on the same database.
async fn another(app: &TestApp) -> Services {
    let store = Store::connect(&app.database).await.unwrap();
    let mut services = Services::new(store, payments(&app.sandbox_url, &app.url));
    services.clock = app.services.clock.clone();
    services
}

async fn take(db: &impl ConnectionTrait, run: RunId, seats: i32) {
    let change = event_run::Entity::update_many().col_expr(event_run::Column::SeatsTaken, Expr::value(seats)).filter(event_run::Column::Id.eq(run));
    assert_eq!(change.exec(db).await.unwrap().rows_affected, 1);
}

async fn set_state(db: &impl ConnectionTrait, slug: &str, state: ExperienceStatus) {
    let change = experience::Entity::update_many().col_expr(experience::Column::Status, Expr::value(state)).filter(experience::Column::Slug.eq(slug));
    assert_eq!(change.exec(db).await.unwrap().rows_affected, 1);
}

on_both!(what_anybody_changes_is_found_by_everybody, async |app: TestApp| {
    let organization = app.organization("coffee").await;
    let coffee = app.experience(organization, "coffee").await;
    let run = app.run_of(coffee, PAID).await;
    let other = another(&app).await;
    let there = other.store.writer();
    assert_eq!(ids(&explore(&app, "seats=12").await), [run.0]);
    // Seats that another process takes.
    take(there, run, 5).await;
    assert_eq!(ids(&explore(&app, "seats=7").await), [run.0]);
    assert_eq!(ids(&explore(&app, "seats=8").await), [0; 0]);
    // A run and an experience that it adds.
    let tea = app.experience(organization, "tea").await;
    let second = app.run_of(tea, RunSpec { starts_in_hours: 24, ..PAID }).await;
    assert_eq!(ids(&explore(&app, "").await), [second.0, run.0]);
    // Off the shelf, and back.
    set_state(there, "tea", ExperienceStatus::Archived).await;
    assert_eq!(ids(&explore(&app, "").await), [run.0]);
    assert_eq!(other.seats_of(&[second]).await.unwrap()[0].bookable, Bookable::CutoffPassed);
    set_state(there, "tea", ExperienceStatus::Published).await;
    assert_eq!(ids(&explore(&app, "").await), [second.0, run.0]);
    // Moved to later, dearer, called off.
    let later = app.services.clock.now() + Duration::hours(200);
    let moved = event_run::Entity::update_many()
        .col_expr(event_run::Column::StartsAt, Expr::value(later))
        .col_expr(event_run::Column::EndsAt, Expr::value(later + Duration::hours(1)))
        .col_expr(event_run::Column::Price, Expr::value(99_900))
        .filter(event_run::Column::Id.eq(second));
    moved.exec(there).await.unwrap();
    assert_eq!(ids(&explore(&app, "").await), [run.0, second.0]);
    assert_eq!(ids(&explore(&app, "price_min=999").await), [second.0]);
    let called_off =
        event_run::Entity::update_many().col_expr(event_run::Column::Status, Expr::value(RunStatus::Cancelled)).filter(event_run::Column::Id.eq(run));
    called_off.exec(there).await.unwrap();
    assert_eq!(ids(&explore(&app, "").await), [second.0]);
    // A clock that is set back keeps nobody from looking.
    app.pass(-30);
    take(there, second, 11).await;
    assert_eq!(ids(&explore(&app, "seats=2").await), [0; 0]);
    app.pass(30);
    // What begins leaves by itself.
    app.pass(60 * 201);
    assert_eq!(ids(&explore(&app, "").await), [0; 0]);
});

on_both!(nothing_is_looked_at_twice_while_nothing_changes, async |app: TestApp| {
    let run = app.run("coffee", PAID).await;
    let version = app.services.freshen(Duration::zero()).await.unwrap();
    let before = app.statements.load(std::sync::atomic::Ordering::SeqCst);
    assert_eq!(app.services.freshen(Duration::zero()).await.unwrap(), version);
    assert_eq!(app.services.freshen(Duration::minutes(1)).await.unwrap(), version);
    assert_eq!(app.statements.load(std::sync::atomic::Ordering::SeqCst) - before, 1, "one look is one statement, and a fresh one none");
    // What holds a row without changing it is no change.
    assert!(event_run::hold_door(app.services.store.writer(), run).await.unwrap());
    assert_eq!(app.services.freshen(Duration::zero()).await.unwrap(), version);
    take(app.services.store.writer(), run, 1).await;
    assert_eq!(app.services.freshen(Duration::zero()).await.unwrap(), version + 1);
});

on_both!(words_are_looked_up_once_until_a_text_changes, async |app: TestApp| {
    let run = app.run("coffee", PAID).await;
    app.services.fill_search().await.unwrap();
    let asked = async |query: &str| {
        app.listen();
        let found = ids(&explore(&app, query).await);
        (found, app.heard().iter().any(|statement| statement.sql.contains("experience_search")))
    };
    assert_eq!(asked("q=coffee").await, (vec![run.0], true));
    assert_eq!(asked("q=coffee&sort=price").await, (vec![run.0], false));
    assert_eq!(asked("q=kites").await, (vec![], true));
    // Seats are no text.
    take(app.services.store.writer(), run, 1).await;
    assert_eq!(asked("q=coffee&seats=2").await, (vec![run.0], false));
    let change = experience::Entity::update_many().col_expr(experience::Column::Title, Expr::value("Kites"));
    change.exec(app.services.store.writer()).await.unwrap();
    app.services.fill_search().await.unwrap();
    assert_eq!(asked("q=kites").await, (vec![run.0], true));
});

on_both!(cards_are_read_once_until_something_on_them_changes, async |app: TestApp| {
    let organization = app.organization("coffee").await;
    let coffee = app.experience(organization, "coffee").await;
    let (run, next) = (app.run_of(coffee, PAID).await, app.run_of(coffee, RunSpec { starts_in_hours: 200, ..PAID }).await);
    let other = another(&app).await;
    let there = other.store.writer();
    let asked = async |query: &str| {
        app.listen();
        let page = explore(&app, query).await;
        let read = app.heard().iter().filter(|statement| statement.sql.contains(r#"JOIN "organizations""#)).count();
        assert_eq!(ids(&page), [run.0, next.0]);
        (page["runs"].clone(), read)
    };
    assert_eq!(asked("").await.1, 1);
    assert_eq!(asked("").await.1, 0);
    assert_eq!(asked("city=coffee-city&seats=2").await.1, 0, "the same runs by another way");
    // Seats that another process takes: only this run is read.
    take(there, run, 5).await;
    let (cards, read) = asked("").await;
    assert_eq!((read, cards[0]["seats"]["taken"].as_i64(), cards[1]["seats"]["taken"].as_i64()), (1, Some(5), Some(0)));
    assert_eq!(asked("").await.1, 0);
    // Words that both share, of the experience and of its host.
    let title = experience::Entity::update_many().col_expr(experience::Column::Title, Expr::value("Kites"));
    title.exec(there).await.unwrap();
    let (cards, read) = asked("").await;
    assert_eq!((read, cards[0]["title"].as_str(), cards[1]["title"].as_str()), (1, Some("Kites"), Some("Kites")));
    organization::Entity::update_many().col_expr(organization::Column::Name, Expr::value("Kite House")).exec(there).await.unwrap();
    let (cards, read) = asked("").await;
    assert_eq!((read, cards[0]["host"].as_str(), cards[1]["host"].as_str()), (1, Some("Kite House"), Some("Kite House")));
    // The home page shows the same cards.
    app.listen();
    assert_eq!(app.browser().get("/").await.status, 200);
    assert_eq!(app.heard().iter().filter(|statement| statement.sql.contains(r#"JOIN "organizations""#)).count(), 0);
});

on_both!(what_was_missed_for_long_is_read_anew, async |app: TestApp| {
    let run = app.run("coffee", RunSpec { starts_in_hours: 1_000, ..PAID }).await;
    assert_eq!(ids(&explore(&app, "").await), [run.0]);
    take(app.services.store.writer(), run, 11).await;
    // Another process has read it long ago, and forgets it.
    let other = another(&app).await;
    other.freshen(Duration::zero()).await.unwrap();
    let mut left = Vec::new();
    // `PostgreSQL` keeps what a transaction may still be at, also one of another test on another database.
    for _ in 0..500 {
        app.pass(30);
        other.freshen(Duration::zero()).await.unwrap();
        left = nukkad::entity::change::since(app.services.store.reader(), 0).await.unwrap().changes;
        if left.is_empty() {
            break;
        }
        tokio::time::sleep(std::time::Duration::from_millis(20)).await;
    }
    assert_eq!(left, [], "what everybody has read is kept");
    assert_eq!(ids(&explore(&app, "seats=2").await), [0; 0]);
    assert_eq!(ids(&explore(&app, "seats=1").await), [run.0]);
});

// As when a standby takes over that had not heard of everything: what it writes next has numbers that were read already.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_database_that_knows_less_than_before_is_read_anew() {
    let app = TestApp::start(Backend::Sqlite).await;
    let run = app.run("coffee", PAID).await;
    let db = app.services.store.writer();
    for seats in 1..=9 {
        take(db, run, seats).await;
    }
    assert_eq!(ids(&explore(&app, "seats=3").await), [run.0]);
    db.execute_unprepared("DELETE FROM changes; UPDATE sqlite_sequence SET seq = 0 WHERE name = 'changes'").await.unwrap();
    take(db, run, 11).await;
    let page = explore(&app, "seats=1").await;
    assert_eq!((ids(&page), page["runs"][0]["seats"]["taken"].as_i64()), (vec![run.0], Some(11)));
    assert_eq!(ids(&explore(&app, "seats=2").await), [0; 0]);
}

// Transactions on `PostgreSQL` end in another order than they began in: the one that was slower must not be overlooked.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_slow_transaction_is_not_overlooked() {
    let app = TestApp::start(Backend::Postgres).await;
    let organization = app.organization("coffee").await;
    let coffee = app.experience(organization, "coffee").await;
    let (slow, quick) = (app.run_of(coffee, PAID).await, app.run_of(coffee, PAID).await);
    app.services.freshen(Duration::zero()).await.unwrap();
    let transaction = app.services.store.begin().await.unwrap();
    take(&transaction, slow, 12).await;
    for seats in 1..=12 {
        take(app.services.store.writer(), quick, seats).await;
        app.services.freshen(Duration::zero()).await.unwrap();
    }
    assert_eq!(ids(&explore(&app, "seats=1").await), [slow.0]);
    transaction.commit().await.unwrap();
    assert_eq!(ids(&explore(&app, "seats=1").await), [0; 0]);
}

on_both!(seats_are_told_to_those_who_listen_in_another_process, async |app: TestApp| {
    let run = app.run("coffee", PAID).await;
    let other = another(&app).await;
    other.freshen(Duration::zero()).await.unwrap();
    let mut news = other.discovery.listen();
    let follower = tokio::spawn(async move { other.follow_changes().await });
    for seats in [3, 12] {
        take(app.services.store.writer(), run, seats).await;
        let told = tokio::time::timeout(std::time::Duration::from_secs(5), news.recv()).await.expect("nothing was told").unwrap();
        assert_eq!((told.run, told.seats.taken, told.bookable), (run, u32::try_from(seats).unwrap(), Bookable::Open));
    }
    follower.abort();
});
