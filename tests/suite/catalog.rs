//! The pages that anyone may see: whole without JavaScript, and drawn with few statements however much there is to show.

use crate::support::{
    TestApp,
    build::{PAID, RunSpec},
    on_both,
};
use nukkad::{domain::run::RunStatus, entity::organization};
use sea_orm::{EntityTrait, sea_query::Expr};
use std::sync::atomic::Ordering;

/// Most statements that a page for anyone may take.
const STATEMENTS_MAX: i64 = 3;

async fn statements(app: &TestApp, path: &str) -> i64 {
    let before = app.statements.load(Ordering::SeqCst);
    let answer = app.browser().drawn(path).await;
    assert_eq!(answer.status, 200, "{path}");
    assert!(answer.body.contains("</html>") && answer.body.contains("<h1>"), "{path} is not whole");
    app.statements.load(Ordering::SeqCst) - before
}

on_both!(pages_take_few_statements_however_many_cards, async |app: TestApp| {
    let organization = app.organization("coffee").await;
    let experience = app.experience(organization, "coffee").await;
    let run = app.run_of(experience, PAID).await;
    let paths = [
        "/".to_owned(),
        "/explore".to_owned(),
        "/explore?city=coffee-city&domain=food&when=week".to_owned(),
        "/experiences/coffee".to_owned(),
        format!("/runs/{run}"),
        "/hosts/coffee".to_owned(),
    ];
    let mut changes = 0;
    let mut anew = async |path: &str| {
        // Cards are kept until something of theirs changes; and what has changed is read by whoever asks first, here for a page without cards.
        changes += 1;
        let tagline = organization::Entity::update_many().col_expr(organization::Column::Tagline, Expr::value(format!("Coffee no. {changes}")));
        tagline.exec(app.services.store.writer()).await.unwrap();
        statements(&app, "/explore?stake=no").await;
        statements(&app, path).await
    };
    let mut few = Vec::new();
    for path in &paths {
        few.push(anew(path).await);
    }
    for hours in 0..60 {
        app.run_of(experience, RunSpec { starts_in_hours: 49 + hours, ..PAID }).await;
    }
    for slug in ["tea", "lime", "toddy"] {
        let other = app.experience(organization, slug).await;
        app.run_of(other, PAID).await;
    }
    for (path, few) in paths.iter().zip(few) {
        let many = anew(path).await;
        assert!(many <= STATEMENTS_MAX && many == few, "{path}: {few} statements with few cards, {many} with many");
        assert!(many > 0, "the count has lost its way");
    }
});

on_both!(the_list_goes_on_from_page_to_page, async |app: TestApp| {
    let organization = app.organization("coffee").await;
    let experience = app.experience(organization, "coffee").await;
    let mut made = Vec::new();
    for index in 0..60 {
        // Several start at the same time: the id decides.
        made.push(app.run_of(experience, RunSpec { starts_in_hours: 48 + index / 7, ..PAID }).await.0);
    }
    app.run_of(experience, RunSpec { status: RunStatus::Cancelled, ..PAID }).await;
    app.run_of(experience, RunSpec { starts_in_hours: -5, ..PAID }).await;
    let browser = app.browser();
    let (mut seen, mut query) = (Vec::new(), String::new());
    for _ in 0..3 {
        let page = browser.ask("explore", &format!("query={}", nukkad::domain::explore::encode(&query))).await.json();
        assert_eq!(page["total"].as_i64(), Some(60));
        seen.extend(page["runs"].as_array().unwrap().iter().map(|run| run["run"].as_i64().unwrap()));
        query = page["next"].as_str().unwrap_or_default().trim_start_matches("/explore?").to_owned();
    }
    assert_eq!((seen, query.as_str()), (made, ""));
});

on_both!(filters_narrow_down, async |app: TestApp| {
    let organization = app.organization("coffee").await;
    let (coffee, tea) = (app.experience(organization, "coffee").await, app.experience(organization, "tea").await);
    app.run_of(coffee, PAID).await;
    app.run_of(tea, RunSpec { capacity: 3, ..RunSpec::default() }).await;
    app.run_of(tea, RunSpec { starts_in_hours: 24 * 20, ..PAID }).await;
    let browser = app.browser();
    for (query, expected) in [
        ("", 3),
        ("city=tea-city", 2),
        ("city=nowhere", 3),
        ("domain=food", 3),
        ("domain=music", 0),
        ("neighborhood=malleshwaram", 3),
        ("price_max=0", 1),
        ("price_min=1", 2),
        ("price_max=450", 3),
        ("seats=4", 2),
        ("when=week", 2),
        ("when=today", 0),
        ("city=tea-city&when=week&seats=3", 1),
        ("from=2000-01-01&to=2000-01-02", 0),
        ("from=-5000-01-01&to=%2B99999-01-01", 3),
        ("from=2100-01-01&to=2000-01-01", 3),
        ("city=%27%20OR%201=1--&price_max=abc&seats=-1&after=zzz&when=&domain=", 3),
    ] {
        let answer = browser.ask("explore", &format!("query={}", nukkad::domain::explore::encode(query))).await;
        assert_eq!((answer.status, answer.json()["total"].as_i64()), (200, Some(expected)), "{query}");
        assert_eq!(browser.get(&format!("/explore?{query}")).await.status, 200, "{query}");
    }
});

on_both!(what_does_not_exist_is_a_page_with_the_right_status, async |app: TestApp| {
    let run = app.run("coffee", RunSpec::default()).await;
    let browser = app.browser();
    for path in [
        "/nothing",
        "/runs/0",
        "/runs/abc",
        "/runs/-1",
        "/runs/99999999999999999999",
        "/runs/1%27%20OR%20%271",
        "/runs/999/book",
        "/experiences/none",
        "/hosts/none",
        "/explore/more",
    ] {
        let answer = browser.get(path).await;
        assert_eq!(answer.status, 404, "{path}");
        assert!(answer.body.contains("This corner is empty") && answer.body.contains("</html>"), "{path}");
    }
    assert_eq!(browser.ask("run", "id=abc").await.code(), "not_found");
    assert_eq!(browser.get(&format!("/runs/{run}")).await.status, 200);
    for path in ["/covers/1/food/dusk/coffee.svg", "/healthz", "/readyz"] {
        assert_eq!(browser.get(path).await.status, 200, "{path}");
    }
    for path in ["/covers/999/food/dusk/coffee.svg", "/covers/1/nonsense/dusk/coffee.svg", "/covers/1/food/noon/coffee.svg", "/covers/1/food/dusk/coffee.png"] {
        assert_eq!(browser.get(path).await.status, 404, "{path}");
    }
});

on_both!(a_run_page_says_what_is_the_case, async |app: TestApp| {
    let organization = app.organization("coffee").await;
    let experience = app.experience(organization, "coffee").await;
    let browser = app.browser();
    for (spec, words) in [
        (PAID, "Book 1 seat"),
        (RunSpec { status: RunStatus::Cancelled, ..PAID }, "The host has cancelled this run."),
        (RunSpec { starts_in_hours: -3, ..PAID }, "This run has already begun."),
        (RunSpec { starts_in_hours: 1, ..PAID }, "Booking for this run has closed."),
    ] {
        let run = app.run_of(experience, spec).await;
        let body = browser.get(&format!("/runs/{run}?travelers=1")).await.body;
        assert!(body.contains(words), "{words}");
        assert_eq!(body.contains("Book 1 seat"), words == "Book 1 seat");
        assert!(body.contains("India time") && body.contains("₹450") && body.contains("18th Cross bus stand"));
    }
});

on_both!(the_demo_is_as_large_as_promised, async |app: TestApp| {
    use nukkad::entity::{booking, city, event_run, experience, organization};
    use sea_orm::{ColumnTrait, EntityTrait, PaginatorTrait, QueryFilter};
    assert!(app.services.seed_demo().await.unwrap());
    assert!(!app.services.seed_demo().await.unwrap(), "a filled database is left alone");
    let db = app.services.store.reader();
    let now = app.services.clock.now();
    assert_eq!(city::Entity::find().count(db).await.unwrap(), 3);
    assert!(organization::Entity::find().count(db).await.unwrap() >= 12);
    assert!(experience::Entity::find().count(db).await.unwrap() >= 40);
    let runs = event_run::Entity::find();
    assert!(runs.clone().filter(event_run::Column::StartsAt.gt(now)).count(db).await.unwrap() >= 300);
    assert!(runs.filter(event_run::Column::EndsAt.lt(now)).count(db).await.unwrap() >= 60);
    for status in nukkad::domain::booking::BookingStatus::ALL {
        assert!(booking::Entity::find().filter(booking::Column::Status.eq(*status)).count(db).await.unwrap() > 0, "{status}");
    }
    app.pass(16);
    app.drain().await;
    let browser = app.browser();
    for (email, _, _) in nukkad::services::demo::DEMO_ACCOUNTS {
        let answer = browser.call("log_in", &[("form[email]", email), ("form[password]", nukkad::services::demo::DEMO_PASSWORD)]).await;
        assert_eq!(answer.status, 200, "{email}");
    }
});
