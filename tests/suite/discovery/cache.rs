//! Pages that are kept for everybody, and seats that change on them.

use super::season;
use crate::support::{
    Answer, TestApp,
    build::{PAID, fields, form},
    on_both,
};
use std::{sync::atomic::Ordering, time::Duration};

async fn get(app: &TestApp, path: &str, headers: &[(&str, &str)]) -> Answer {
    let client = app.browser().client;
    let request = headers.iter().fold(client.get(app.at(path)).header("accept", "text/html"), |request, (name, value)| request.header(*name, *value));
    let response = request.send().await.unwrap();
    let (status, headers) = (response.status().as_u16(), response.headers().clone());
    Answer { status, location: None, body: String::from_utf8_lossy(&response.bytes().await.unwrap()).into_owned(), headers }
}

fn header<'a>(answer: &'a Answer, name: &str) -> &'a str {
    answer.headers.get(name).map_or("", |value| value.to_str().unwrap())
}

/// Asks until something is the case: what changes is seen after a second at the latest.
async fn until(app: &TestApp, path: &str, case: impl Fn(&str) -> bool) {
    let asked = tokio::time::Instant::now();
    while !case(&app.browser().get(path).await.body) {
        assert!(asked.elapsed() < Duration::from_secs(10), "{path} stays as it was");
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
}

on_both!(a_page_is_drawn_once_for_everybody, async |app: TestApp| {
    let run = season(&app).await[20];
    for path in
        ["/", "/explore", "/explore?domain=food&sort=price", &format!("/runs/{run}"), &format!("/runs/{run}?travelers=2"), "/hosts/coffee", "/experiences/clay"]
    {
        let first = get(&app, path, &[]).await;
        assert_eq!((first.status, first.body.contains("</html>")), (200, true), "{path}");
        let before = app.statements.load(Ordering::SeqCst);
        let second = get(&app, path, &[]).await;
        assert!(app.statements.load(Ordering::SeqCst) - before <= 1, "{path} was drawn again");
        assert_eq!((first.body == second.body, header(&first, "etag")), (true, header(&second, "etag")), "{path}");
        // Whoever has it already is told so.
        let known = get(&app, path, &[("if-none-match", header(&first, "etag"))]).await;
        assert_eq!((known.status, known.body.as_str()), (304, ""), "{path}");
        // Its scripts are allowed by what they say, not by a number that everybody could know.
        let policy = header(&first, "content-security-policy");
        assert!(policy.contains("script-src 'self' 'sha256-") && !policy.contains("nonce") && !first.body.contains(" nonce="), "{path}: {policy}");
        assert!(header(&first, "vary").contains("cookie"), "{path}");
        // As small as it can be read.
        for encoding in ["br", "gzip"] {
            let small = get(&app, path, &[("accept-encoding", encoding)]).await;
            assert_eq!((small.status, header(&small, "content-encoding")), (200, encoding), "{path}");
            assert!(small.body.len() < first.body.len() / 2, "{path}");
        }
    }
});

on_both!(a_page_follows_what_changes, async |app: TestApp| {
    let run = app.run("coffee", PAID).await;
    let path = format!("/runs/{run}");
    assert!(app.browser().get(&path).await.body.contains("12 of 12 seats left"));
    app.user("asha@example.com", "Asha Rao").await;
    let asha = app.browser();
    asha.log_in("asha@example.com").await;
    let booked = asha.call("book", &fields(&form(&run.to_string(), "a-token-for-once", &["Asha Rao", "Ravi"]))).await;
    assert_eq!(booked.status, 200, "{booked:?}");
    until(&app, &path, |body| body.contains("10 of 12 seats left")).await;
    until(&app, "/explore", |body| body.contains("10 of 12 seats left")).await;
    // The cutoff passes without anybody changing anything.
    app.pass(60 * 46 + 1);
    until(&app, &path, |body| body.contains("Booking for this run has closed.")).await;
});

on_both!(whoever_is_logged_in_never_shares_a_page, async |app: TestApp| {
    let run = app.run("coffee", PAID).await;
    app.user("asha@example.com", "Asha Rao").await;
    let asha = app.browser();
    asha.log_in("asha@example.com").await;
    for path in ["/", "/explore", &format!("/runs/{run}"), "/hosts/coffee", "/experiences/coffee"] {
        let before = app.browser().get(path).await;
        let hers = asha.get(path).await;
        let after = app.browser().get(path).await;
        assert!(hers.body.contains(">Asha<") && header(&hers, "etag").is_empty(), "{path}");
        assert!(header(&hers, "content-security-policy").contains("'nonce-"), "{path}");
        assert!(!before.body.contains("Asha") && before.body == after.body, "{path}");
        // Not even with the tag of everybody's page.
        let asked = asha.client.get(app.at(path)).header("accept", "text/html").header("if-none-match", header(&before, "etag")).send().await.unwrap();
        assert_eq!(asked.status().as_u16(), 200, "{path}");
    }
});

on_both!(the_city_is_remembered_without_an_account, async |app: TestApp| {
    let organization = app.organization("coffee").await;
    for slug in ["coffee", "tea"] {
        let experience = app.experience(organization, slug).await;
        app.run_of(experience, PAID).await;
    }
    let (visitor, stranger) = (app.browser(), app.browser());
    assert!(visitor.get("/").await.body.contains("/explore?city=coffee-city"));
    let chosen = visitor.get("/?city=tea-city").await;
    assert!(header(&chosen, "set-cookie").starts_with("city=tea-city;"), "{:?}", chosen.headers);
    for _ in 0..2 {
        assert!(visitor.get("/").await.body.contains("/explore?city=tea-city"));
        assert!(!stranger.get("/").await.body.contains("/explore?city=tea-city&amp;"));
    }
    visitor.get("/explore?city=coffee-city").await;
    assert!(visitor.get("/").await.body.contains("/explore?city=coffee-city"));
});

on_both!(seats_change_on_an_open_page, async |app: TestApp| {
    let run = app.run("coffee", PAID).await;
    let follower = app.services.clone();
    let follower = tokio::spawn(async move { follower.follow_changes().await });
    let mut stream = app.browser().client.get(app.at(&format!("/seats?runs={run},999999,abc"))).send().await.unwrap();
    assert_eq!((stream.status().as_u16(), stream.headers()["content-type"].to_str().unwrap()), (200, "text/event-stream"));
    let mut heard = String::new();
    let mut taken = 0;
    for expected in [0, 2, 5] {
        if expected > 0 {
            use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, sea_query::Expr};
            let column = nukkad::entity::event_run::Column::SeatsTaken;
            let change = nukkad::entity::event_run::Entity::update_many().col_expr(column, Expr::value(expected));
            change.filter(nukkad::entity::event_run::Column::Id.eq(run)).exec(app.services.store.writer()).await.unwrap();
        }
        let words = format!("[{{\"run\":{run},\"seats\":{{\"capacity\":12,\"taken\":{expected}}},\"bookable\":\"open\"}}]");
        while !heard.contains(&words) {
            let part = tokio::time::timeout(Duration::from_secs(10), stream.chunk()).await.expect("nothing was told").unwrap().unwrap();
            heard.push_str(std::str::from_utf8(&part).unwrap());
        }
        taken += 1;
    }
    assert_eq!(taken, 3);
    for bad in ["/seats", "/seats?runs=", "/seats?runs=x", "/seats?runs=-1"] {
        assert_eq!(app.browser().get(bad).await.status, 400, "{bad}");
    }
    follower.abort();
});
