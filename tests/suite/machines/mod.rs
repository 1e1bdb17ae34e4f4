//! What machines read: each answer is sound by the judgement of somebody else's parser, is kept and asked for again as it should be,
//! and holds nothing that is not for everybody.

mod calendars;
mod description;
mod feeds;
mod pictures;
mod sitemaps;
mod vocabulary;

use crate::support::{
    Answer, Browser, TestApp,
    build::{PAID, RunSpec},
    on_both,
};
use nukkad::{
    domain::{
        experience::ExperienceStatus,
        ids::{ExperienceId, RunId},
        run::RunStatus,
    },
    entity::{event_run, experience},
};
use sea_orm::{ActiveModelTrait, Set, Unchanged};

/// Changes the state of an experience without asking anybody.
pub(super) async fn shelve(app: &TestApp, id: ExperienceId, status: ExperienceStatus) {
    let change = experience::ActiveModel { id: Unchanged(id), status: Set(status), ..Default::default() };
    change.update(app.services.store.writer()).await.unwrap();
}

/// Says that so many seats of a run are taken.
pub(super) async fn fill(app: &TestApp, run: RunId, seats: i32) {
    let change = event_run::ActiveModel { id: Unchanged(run), seats_taken: Set(seats), ..Default::default() };
    change.update(app.services.store.writer()).await.unwrap();
}

/// Asks as a machine does, and with the mark of an answer that it has.
pub(super) async fn ask(app: &TestApp, path: &str, mark: Option<&str>) -> Answer {
    let browser: Browser = app.browser();
    let mut request = browser.client.get(app.at(path));
    if let Some(mark) = mark {
        request = request.header("if-none-match", mark);
    }
    let response = request.send().await.unwrap();
    let headers = response.headers().clone();
    let location = headers.get("location").map(|to| to.to_str().unwrap().to_owned());
    let status = response.status().as_u16();
    let body = String::from_utf8_lossy(&response.bytes().await.unwrap()).into_owned();
    Answer { status, location, body, headers }
}

fn header<'a>(answer: &'a Answer, name: &str) -> &'a str {
    answer.headers.get(name).map_or("", |value| value.to_str().unwrap())
}

on_both!(answers_say_what_they_are_and_are_not_sent_twice, async |app: TestApp| {
    let run = app.run("coffee", PAID).await;
    for (path, kind, open, keep) in [
        ("/robots.txt".to_owned(), "text/plain; charset=utf-8", false, "public, max-age=3600"),
        ("/sitemap.xml".to_owned(), "application/xml; charset=utf-8", false, "public, max-age=3600"),
        ("/sitemaps/places-0.xml".to_owned(), "application/xml; charset=utf-8", false, "public, max-age=3600"),
        ("/openapi.json".to_owned(), "application/json", true, "public, max-age=3600"),
        ("/runs.json?city=coffee-city".to_owned(), "application/json", true, "public, max-age=60"),
        (format!("/runs/{run}.json"), "application/json", true, "public, max-age=60"),
        (format!("/runs/{run}.ics"), "text/calendar; charset=utf-8", true, "public, max-age=60"),
        ("/hosts/coffee.ics".to_owned(), "text/calendar; charset=utf-8", true, "public, max-age=60"),
        ("/explore.atom".to_owned(), "application/atom+xml; charset=utf-8", true, "public, max-age=60"),
    ] {
        let whole = ask(&app, &path, None).await;
        let said = (whole.status, header(&whole, "content-type"), header(&whole, "cache-control"), header(&whole, "access-control-allow-origin"));
        assert_eq!(said, (200, kind, keep, if open { "*" } else { "" }), "{path}");
        assert!(whole.headers.get("set-cookie").is_none() && !whole.body.is_empty(), "{path}");
        let mark = header(&whole, "etag");
        let again = ask(&app, &path, Some(mark)).await;
        assert_eq!((again.status, again.body.as_str(), header(&again, "etag")), (304, "", mark), "{path}");
        assert_eq!(ask(&app, &path, Some("W/\"other\"")).await.status, 200, "{path}");
        let browser = app.browser();
        let head = browser.client.head(app.at(&path)).send().await.unwrap();
        assert_eq!((head.status().as_u16(), head.headers()["content-type"].to_str().unwrap()), (200, kind), "{path}");
        let post = browser.client.post(app.at(&path)).send().await.unwrap();
        assert_eq!(post.status().as_u16(), 405, "{path}");
    }
    // A seat that is taken is another answer.
    let mark = header(&ask(&app, &format!("/runs/{run}.json"), None).await, "etag").to_owned();
    fill(&app, run, 1).await;
    assert_eq!(ask(&app, &format!("/runs/{run}.json"), Some(&mark)).await.status, 200);
});

on_both!(what_makes_no_sense_is_not_found_or_left_out, async |app: TestApp| {
    let run = app.run("coffee", RunSpec::default()).await;
    for path in [
        "/runs/0.json".to_owned(),
        "/runs/999.ics".to_owned(),
        "/runs/.json".to_owned(),
        "/runs/abc.json".to_owned(),
        "/runs/-1.ics".to_owned(),
        "/runs/99999999999999999999.json".to_owned(),
        "/runs/1%00.json".to_owned(),
        "/runs/%FF.ics".to_owned(),
        "/runs/1%27%20OR%201=1.json".to_owned(),
        format!("/runs/{run}.json.json"),
        "/hosts/nobody.ics".to_owned(),
        "/hosts/.ics".to_owned(),
        "/hosts/%2e%2e%2f.ics".to_owned(),
        format!("/hosts/{}.ics", "a".repeat(5_000)),
        "/sitemaps/runs-99.xml".to_owned(),
        "/sitemaps/runs--1.xml".to_owned(),
        "/sitemaps/runs-9223372036854775807.xml".to_owned(),
        "/sitemaps/cats-0.xml".to_owned(),
        "/og/1/nothing.png".to_owned(),
        "/og/1/coffee.gif".to_owned(),
        "/og/1/%00.png".to_owned(),
    ] {
        let answer = ask(&app, &path, None).await;
        assert!(answer.status == 404 || (answer.status == 400 && path.contains("%FF")), "{path}: {}", answer.status);
        assert!(["not_found", "bad_request"].contains(&answer.code().as_str()), "{path}");
        assert!(app.browser().get(&path).await.body.contains("</html>"), "{path} is no page for a person");
    }
    let broken = "city=%27&domain=x&when=never&from=9999-99-99&to=0&price_min=-1&price_max=1e9&seats=0&after=zzz&q=%00&&&=&%";
    let many = format!("domain=food&{}", "neighborhood=x&".repeat(3_000));
    for query in [broken, many.as_str(), "after=1-1&from=2100-01-01&to=2000-01-01"] {
        for list in ["/runs.json", "/explore.atom"] {
            let answer = ask(&app, &format!("{list}?{query}"), None).await;
            assert_eq!(answer.status, 200, "{list}?{query}");
        }
    }
    assert_eq!(ask(&app, &format!("/runs.json?{broken}"), None).await.json()["total"].as_i64(), Some(1));
});

on_both!(what_is_not_for_everybody_is_nowhere, async |app: TestApp| {
    let organization = app.organization("coffee").await;
    let (draft, archived) = (app.experience(organization, "draft").await, app.experience(organization, "archived").await);
    let (hidden, shelved) = (app.run_of(draft, PAID).await, app.run_of(archived, PAID).await);
    let poster = ask(&app, "/og/0/draft.png", None).await.location.unwrap();
    shelve(&app, draft, ExperienceStatus::Draft).await;
    shelve(&app, archived, ExperienceStatus::Archived).await;
    for path in [format!("/runs/{hidden}.json"), format!("/runs/{hidden}.ics"), "/og/0/draft.png".to_owned(), poster] {
        assert_eq!(ask(&app, &path, None).await.status, 404, "{path}");
    }
    // What is off the shelf takes place as planned for those who have its address, and takes nobody in.
    let run = ask(&app, &format!("/runs/{shelved}.json"), None).await.json();
    assert_eq!((run["status"].as_str(), run["availability"].as_str()), (Some("scheduled"), Some("closed")));
    assert_eq!(ask(&app, &format!("/runs/{shelved}.ics"), None).await.status, 200);
    let calendar = ask(&app, "/hosts/coffee.ics", None).await.body;
    assert!(calendar.contains(&format!("UID:run-{shelved}@")) && !calendar.contains(&format!("UID:run-{hidden}@")), "{calendar}");
    for path in ["/runs.json", "/explore.atom", "/sitemap.xml", "/sitemaps/places-0.xml"] {
        let body = ask(&app, path, None).await.body;
        for leak in [format!("/runs/{hidden}"), format!("/runs/{shelved}"), "/experiences/".to_owned(), "-city".to_owned(), "sitemaps/runs".to_owned()] {
            assert!(!body.contains(&leak), "{path} tells of {leak}: {body}");
        }
    }
    for path in ["/sitemaps/runs-0.xml", "/sitemaps/experiences-0.xml", "/sitemaps/hosts-0.xml"] {
        assert_eq!(ask(&app, path, None).await.status, 404, "{path}");
    }
});

on_both!(searching_is_kept_from_what_is_ones_own, async |app: TestApp| {
    let run = app.run("coffee", PAID).await;
    app.run_of(app.experience(app.organization("tea").await, "tea").await, RunSpec { status: RunStatus::Cancelled, ..PAID }).await;
    let robots = ask(&app, "/robots.txt", None).await.body;
    for line in ["Disallow: /host/\n", "Disallow: /bookings/\n", "Disallow: /api/\n", &format!("Sitemap: {}/sitemap.xml\n", app.url)] {
        assert!(robots.contains(line), "{line} is not in {robots}");
    }
    let browser = app.browser();
    for path in ["/host", "/bookings", "/login", &format!("/runs/{run}/book")] {
        assert_eq!(header(&browser.get(path).await, "x-robots-tag"), "noindex", "{path}");
    }
    let noindex = "<meta name=\"robots\" content=\"noindex\">";
    for (path, canonical, thin) in [
        ("/", "/", false),
        ("/?city=coffee-city", "/", false),
        ("/?city=tea-city&utm=x", "/?city=tea-city", false),
        ("/explore?city=coffee-city&domain=food", "/explore?city=coffee-city&amp;domain=food", false),
        ("/explore?domain=music", "/explore?domain=music", true),
        ("/explore?city=nowhere", "/explore", false),
        ("/explore?after=1-1", "/explore", true),
        ("/experiences/coffee?x=1", "/experiences/coffee", false),
        (&format!("/runs/{run}?travelers=2"), &format!("/runs/{run}"), false),
        ("/hosts/coffee", "/hosts/coffee", false),
    ] {
        let page = browser.get(path).await;
        assert_eq!((page.status, header(&page, "x-robots-tag")), (200, ""), "{path}");
        let link = page.body.split("<link ").find(|link| link.contains("rel=\"canonical\"")).unwrap_or_else(|| panic!("{path} has no address"));
        assert!(link.contains(&format!("href=\"{}{canonical}\"", app.url)), "{path}: {link}");
        assert_eq!(page.body.contains(noindex), thin, "{path}");
        for property in ["og:title", "og:type", "og:url", "og:image", "og:description", "og:site_name"] {
            let said = format!("property=\"{property}\"");
            assert_eq!(page.body.matches(&said).count(), 1, "{path}: {property}");
        }
        assert!(page.body.contains("name=\"twitter:card\""), "{path}");
    }
});
