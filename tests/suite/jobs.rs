//! Background work: shared between processes, repeated after a crash, and never done twice.

use crate::support::{
    Browser, TestApp,
    build::{PAID, fields, form},
    on_both,
};
use nukkad::{
    entity::job,
    services::bookings::{ExpireHold, HoldEnd},
};
use sea_orm::{EntityTrait, sea_query::Expr};

async fn a_held_booking(app: &TestApp) -> (nukkad::domain::ids::RunId, ExpireHold) {
    let run = app.run("coffee", PAID).await;
    app.user("asha@example.com", "Asha").await;
    let browser = app.browser();
    browser.log_in("asha@example.com").await;
    assert_eq!(browser.call("book", &fields(&form(&run.to_string(), "a", &["Asha", "Binu"]))).await.status, 200);
    let booking = app.bookings_on(run).await[0].id;
    (run, ExpireHold { booking })
}

on_both!(a_hold_runs_out_once_however_many_work_on_it, async |app: TestApp| {
    let (run, hold) = a_held_booking(&app).await;
    assert_eq!(app.services.expire_hold(hold).await.unwrap(), HoldEnd::NotDue);
    app.pass(15);
    let mut workers = tokio::task::JoinSet::new();
    for _ in 0..8 {
        let services = app.services.clone();
        workers.spawn(async move { services.expire_hold(hold).await.unwrap() });
    }
    let winners = workers.join_all().await.into_iter().filter(|end| *end == HoldEnd::RanOut).count();
    assert_eq!((winners, app.seats_taken(run).await), (1, 0));
    app.drain().await;
});

on_both!(a_job_is_claimed_by_one_process, async |app: TestApp| {
    a_held_booking(&app).await;
    app.pass(15);
    let mut workers = tokio::task::JoinSet::new();
    for _ in 0..8 {
        let services = app.services.clone();
        workers.spawn(async move { services.claim_jobs(50).await.unwrap().len() });
    }
    assert_eq!(workers.join_all().await.into_iter().sum::<usize>(), 1);
});

on_both!(a_job_whose_process_died_is_taken_over, async |app: TestApp| {
    let (run, _) = a_held_booking(&app).await;
    app.pass(15);
    assert_eq!(app.services.claim_jobs(50).await.unwrap().len(), 1);
    assert_eq!(app.services.claim_jobs(50).await.unwrap().len(), 0, "the claim holds");
    app.pass(2);
    app.drain().await;
    assert_eq!(app.seats_taken(run).await, 0);
});

on_both!(what_nobody_can_do_is_tried_again_and_then_left_for_a_person, async |app: TestApp| {
    let (store, now) = (app.services.store.clone(), app.services.clock.now());
    job::enqueue(store.writer(), "make_tea", serde_json::json!({}), now, now).await.unwrap();
    for attempt in 1..=20 {
        assert_eq!(nukkad::jobs::run_once(&app.services).await.unwrap(), 1, "attempt {attempt}");
        assert_eq!(nukkad::jobs::run_once(&app.services).await.unwrap(), 0, "it waits before it is tried again");
        app.pass(90);
    }
    let left = job::Entity::find().one(store.reader()).await.unwrap().unwrap();
    assert_eq!((left.status.as_str(), left.attempts), (job::DEAD, 20));
    assert!(left.last_error.unwrap().contains("make_tea"));
    assert_eq!(app.services.jobs_left_behind(app.services.clock.now()).await.unwrap(), 1, "and somebody is told");
});

on_both!(an_admin_puts_a_dead_job_back_and_nobody_else_does, async |app: TestApp| {
    let (run, _) = a_held_booking(&app).await;
    let left = job::Entity::find().one(app.services.store.reader()).await.unwrap().unwrap();
    let change = job::Entity::update_many().col_expr(job::Column::Status, Expr::value(job::DEAD));
    assert!(change.exec(app.services.store.writer()).await.unwrap().rows_affected > 0);
    let id = left.id.to_string();
    let revive = async |browser: &Browser| browser.call("retry_job", &[("job", &id), ("reason", "mended")]).await.status;
    let (admin, traveler) = (app.browser(), app.browser());
    app.user("boss@example.com", "Boss").await;
    app.services.make_admin("boss@example.com").await.unwrap();
    admin.log_in("boss@example.com").await;
    traveler.log_in("asha@example.com").await;
    assert_eq!([revive(&app.browser()).await, revive(&traveler).await, revive(&admin).await, revive(&admin).await], [401, 404, 200, 404]);
    assert_eq!(admin.call("retry_job", &[("job", "x")]).await.status, 404);
    app.pass(20);
    nukkad::jobs::run_once(&app.services).await.unwrap();
    assert_eq!(app.seats_taken(run).await, 0, "the hold has run out");
});

on_both!(sessions_that_have_run_out_are_thrown_away, async |app: TestApp| {
    app.user("asha@example.com", "Asha").await;
    let browser = app.browser();
    browser.log_in("asha@example.com").await;
    assert_eq!(app.services.purge_sessions().await.unwrap(), 0);
    app.pass(31 * 24 * 60);
    assert_eq!(browser.ask("bookings", "").await.status, 401);
    assert_eq!(app.services.purge_sessions().await.unwrap(), 1);
});
