//! The schema: up, down and up again, the settings of `SQLite`, and what the tables themselves refuse.

use crate::support::{
    Backend, TestApp,
    build::{PAID, RunSpec},
    database, on_both,
};
use migration::{Migrator, MigratorTrait};
use nukkad::services::store::Store;
use sea_orm::{ConnectionTrait, Statement};

async fn up_down_up(backend: Backend) {
    let (url, _files) = database(backend).await;
    let store = Store::connect(&url).await.unwrap();
    store.migrate().await.unwrap();
    assert_eq!(store.pending_migrations().await.unwrap(), 0);
    Migrator::down(store.writer(), None).await.unwrap();
    assert_eq!(store.pending_migrations().await.unwrap(), Migrator::migrations().len());
    store.migrate().await.unwrap();
    assert_eq!(store.pending_migrations().await.unwrap(), 0);
}

#[tokio::test]
async fn every_migration_goes_up_down_and_up_on_sqlite() {
    up_down_up(Backend::Sqlite).await;
}

#[tokio::test]
async fn every_migration_goes_up_down_and_up_on_postgres() {
    up_down_up(Backend::Postgres).await;
}

#[tokio::test]
async fn sqlite_is_set_to_keep_what_it_has_promised() {
    let (url, _files) = database(Backend::Sqlite).await;
    let store = Store::connect(&url).await.unwrap();
    for connection in [store.reader(), store.writer()] {
        for (pragma, expected) in [("journal_mode", "wal"), ("synchronous", "2"), ("foreign_keys", "1"), ("busy_timeout", "10000")] {
            let row = connection.query_one_raw(Statement::from_string(connection.get_database_backend(), format!("PRAGMA {pragma}"))).await.unwrap().unwrap();
            let value = row.try_get_by_index::<String>(0).or_else(|_| row.try_get_by_index::<i32>(0).map(|number| number.to_string())).unwrap();
            assert_eq!(value, expected, "{pragma}");
        }
    }
}

on_both!(the_books_and_the_log_of_refunds_are_only_added_to, async |app: TestApp| {
    let payer = app.payer(PAID, &["Asha"]).await;
    let paid = app.pay(&payer.reference).await;
    payer.browser.come_back(&payer.reference, &paid).await;
    let reference = payer.reference.to_string();
    payer.browser.call("cancel_seats", &[("reference", &reference), ("who", "0"), ("quoted", "65000")]).await;
    for (table, column) in [("ledger_entries", "kind"), ("ledger_legs", "amount"), ("refund_log", "step")] {
        for change in [format!("UPDATE {table} SET {column} = {column}"), format!("DELETE FROM {table}")] {
            let refused = app.services.store.writer().execute_unprepared(&change).await.unwrap_err().to_string();
            assert!(refused.contains("append-only"), "{change}: {refused}");
        }
    }
    app.drain().await;
});

on_both!(the_tables_refuse_what_must_never_be, async |app: TestApp| {
    let run = app.run("coffee", RunSpec::default()).await;
    let user = app.user("asha@example.com", "Asha").await;
    let booking = |what: &str| {
        format!(
            "INSERT INTO bookings (reference, run_id, user_id, idempotency_token, status, party, contact_email, price_each, stake_each, currency, refund_policy, created_at, updated_at, {what})",
        )
    };
    let times = "'2026-01-01T00:00:00+00:00', '2026-01-01T00:00:00+00:00'";
    for (why, sql) in [
        ("more seats than there are", format!("UPDATE event_runs SET seats_taken = capacity + 1 WHERE id = {run}")),
        ("fewer than none", format!("UPDATE event_runs SET seats_taken = -1 WHERE id = {run}")),
        ("a negative price", format!("UPDATE event_runs SET price = -1 WHERE id = {run}")),
        ("a negative stake", format!("UPDATE event_runs SET stake = -1 WHERE id = {run}")),
        ("an end before the start", format!("UPDATE event_runs SET ends_at = starts_at WHERE id = {run}")),
        ("a cutoff after the start", format!("UPDATE event_runs SET cutoff_at = ends_at WHERE id = {run}")),
        ("an unknown state", format!("UPDATE event_runs SET status = 'maybe' WHERE id = {run}")),
        ("a run of nothing", "UPDATE event_runs SET experience_id = 999999".to_owned()),
        ("a mail address twice", "INSERT INTO users (email, name, password_hash, is_admin, created_at, updated_at) SELECT email, name, password_hash, is_admin, created_at, updated_at FROM users".to_owned()),
        ("a mail address in capitals", "UPDATE users SET email = 'ASHA@example.com'".to_owned()),
        ("a booking of nobody", format!("{} VALUES ('NK-1', {run}, 999999, 't', 'confirmed', 1, 'a@b.in', 0, 0, 'INR', '{{}}', {times}, NULL)", booking("cancelled_by"))),
        ("a booking without people", format!("{} VALUES ('NK-2', {run}, {user}, 't', 'confirmed', 0, 'a@b.in', 0, 0, 'INR', '{{}}', {times}, NULL)", booking("cancelled_by"))),
        ("a pending booking without an end of its hold", format!("{} VALUES ('NK-3', {run}, {user}, 't', 'pending', 1, 'a@b.in', 0, 0, 'INR', '{{}}', {times}, NULL)", booking("cancelled_by"))),
        ("a cancelled booking that nobody cancelled", format!("{} VALUES ('NK-4', {run}, {user}, 't', 'cancelled', 1, 'a@b.in', 0, 0, 'INR', '{{}}', {times}, NULL)", booking("cancelled_by"))),
        ("a user with traces in the log vanishing", "DELETE FROM experiences".to_owned()),
    ] {
        let refused = app.services.store.writer().execute_unprepared(&sql).await;
        assert!(refused.is_err(), "{why} was accepted");
    }
    let sound = format!("{} VALUES ('NK-5', {run}, {user}, 't', 'confirmed', 1, 'a@b.in', 0, 0, 'INR', '{{}}', {times}, NULL)", booking("cancelled_by"));
    assert!(app.services.store.writer().execute_unprepared(&sound).await.is_ok(), "the statements above are refused for the wrong reason");
});
