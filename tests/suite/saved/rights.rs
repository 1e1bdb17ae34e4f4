//! Who may do what, and what bad input gets.

use super::{FAR, favorites::shelve, keep, rows, save, searches};
use crate::{
    members::person,
    support::{Browser, TestApp, on_both},
};
use nukkad::domain::experience::ExperienceStatus;

on_both!(rights_are_a_table, async |app: TestApp| {
    let run = app.run("coffee", FAR).await.to_string();
    let ((_, owner), (_, other), nobody) = (person(&app, "owner@example.com").await, person(&app, "other@example.com").await, app.browser());
    assert_eq!(save(&owner, "city=coffee-city&domain=food").await.status, 200);
    assert_eq!(keep(&owner, "run", &run, true).await.status, 200);
    let row = rows(&app).await.remove(0);
    let id = row.id.to_string();
    let id = id.as_str();
    let everybody: [&Browser; 3] = [&owner, &other, &nobody];
    for (function, fields, expected) in [
        ("keep_favorite", vec![("kind", "run"), ("of", run.as_str()), ("keep", "true"), ("next", "/")], [200, 200, 401]),
        ("save_search", vec![("query", "domain=art"), ("next", "/")], [200, 200, 401]),
        ("rename_search", vec![("search", id), ("name", "Mine")], [200, 404, 401]),
        ("mail_search", vec![("search", id), ("weekly", "false")], [200, 404, 401]),
        ("mail_hosts", vec![("weekly", "true")], [200, 200, 401]),
        ("delete_search", vec![("search", "987654")], [404, 404, 401]),
    ] {
        for (browser, expected) in everybody.iter().zip(expected) {
            let answer = browser.call(function, &fields).await;
            assert_eq!(answer.status, expected, "{function}: {answer:?}");
        }
    }
    for (browser, expected) in [(&other, 404), (&nobody, 401), (&owner, 200), (&owner, 404)] {
        assert_eq!(browser.call("delete_search", &[("search", id)]).await.status, expected);
    }
    for (function, query, expected) in [
        ("saved", String::new(), [200, 200, 401]),
        ("is_favorite", format!("kind=run&of={run}"), [200; 3]),
        ("is_search_saved", "query=domain%3Dart".to_owned(), [200; 3]),
        ("mail_to_stop", format!("token={}", row.token), [404; 3]),
    ] {
        for (browser, expected) in everybody.iter().zip(expected) {
            assert_eq!(browser.ask(function, &query).await.status, expected, "{function}");
        }
    }
    assert_eq!(nobody.ask("is_favorite", &format!("kind=run&of={run}")).await.json(), serde_json::Value::Null);
    assert_eq!(nobody.ask("is_search_saved", "query=").await.json(), serde_json::Value::Null);
    assert_eq!((searches(&owner).await.len(), searches(&other).await.len()), (1, 1), "everybody sees their own");
    let answer = nobody.get("/saved").await;
    assert_eq!((answer.status, answer.location.as_deref()), (303, Some("/login?next=/saved")));
    assert!(owner.get("/").await.body.contains("href=\"/saved\"") && !nobody.get("/").await.body.contains("href=\"/saved\""));
    app.drain().await;
});

on_both!(what_makes_no_sense_is_refused_with_words, async |app: TestApp| {
    let host = app.organization("coffee").await;
    let draft = app.experience(host, "coffee").await;
    let run = app.run_of(draft, FAR).await.to_string();
    shelve(&app, draft, ExperienceStatus::Draft).await;
    let (_, asha) = person(&app, "asha@example.com").await;
    for (kind, of) in [
        ("experience", "none"),
        ("experience", "coffee"),
        ("experience", "' OR 1=1 --"),
        ("experience", "\0"),
        ("run", "0"),
        ("run", "-1"),
        ("run", "99999999999999999999"),
        ("run", run.as_str()),
        ("host", "none"),
        ("host", ""),
    ] {
        for wanted in [true, false] {
            assert_eq!(keep(&asha, kind, of, wanted).await.status, 404, "{kind} {of:?}");
        }
        let of = nukkad::domain::explore::encode(of);
        assert_eq!(asha.ask("is_favorite", &format!("kind={kind}&of={of}")).await.json(), false, "{kind} {of:?}");
    }
    assert_eq!(keep(&asha, "city", "coffee-city", true).await.code(), "bad_request");
    let elsewhere = asha.call("save_search", &[("query", "\0%00&&&=&city=\u{202E}"), ("next", "https://evil.example")]).await;
    assert_eq!((elsewhere.status, elsewhere.json()["to"].as_str()), (200, Some("/")));
    let id = rows(&app).await[0].id.to_string();
    for name in ["", " \u{200F} ", &"a".repeat(81)] {
        let answer = asha.call("rename_search", &[("search", &id), ("name", name)]).await;
        assert_eq!((answer.status, answer.json()["fields"]["name"].is_string()), (422, true), "{name:?}");
        let page = asha.submit("/saved", "rename_search", &[("search", &id), ("name", name)]).await;
        assert!(page.status == 422 && page.body.contains(answer.json()["fields"]["name"].as_str().unwrap()) && page.body.contains("<details open"), "{page:?}");
    }
    let places: String = (0..20).map(|number| format!("&neighborhood={number:03}{}", "n".repeat(77))).collect::<Vec<_>>().concat();
    let domains: String = nukkad::domain::experience::Domain::ALL.iter().map(|domain| format!("&domain={domain}")).collect::<Vec<_>>().concat();
    let long = save(&asha, &format!("city={}{domains}{places}", "c".repeat(80))).await;
    assert_eq!((long.status, long.code().as_str()), (422, "invalid"));
    for search in ["0", "-1", "abc", "99999999999999999999"] {
        for function in ["rename_search", "mail_search", "delete_search"] {
            assert_eq!(asha.call(function, &[("search", search), ("name", "A"), ("weekly", "true")]).await.status, 404, "{function} {search}");
        }
    }
});
