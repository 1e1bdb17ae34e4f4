//! What no honest browser sends.

use crate::support::{
    TestApp,
    build::{RunSpec, fields, form},
    on_both,
};

on_both!(ten_megabytes_are_refused, async |app: TestApp| {
    let run = app.run("coffee", RunSpec::default()).await;
    let browser = app.browser();
    let large = "x".repeat(10 * 1024 * 1024);
    let mut sent = form(&run.to_string(), "a", &["Asha"]);
    sent.push(("form[more]".to_owned(), large.clone()));
    let page = browser.submit(&format!("/runs/{run}/book"), "book", &fields(&sent)).await;
    assert_eq!(page.status, 413);
    assert!(page.body.contains("more than this form can hold") && page.body.contains("</html>"));
    let machine = browser.call("book", &fields(&sent)).await;
    assert_eq!((machine.status, machine.code().as_str()), (413, "too_large"));
    let unmeasured = reqwest::Body::wrap_stream(futures_of(large));
    let chunked = browser.client.post(app.at("/api/book")).header("content-type", "application/x-www-form-urlencoded").body(unmeasured).send().await;
    assert!(chunked.is_err() || chunked.unwrap().status().is_client_error(), "a body without a length is cut off as well");
    assert_eq!(app.bookings_on(run).await.len(), 0);
    assert_eq!(browser.get("/").await.status, 200, "and the server lives on");
});

/// The text in pieces, so that nobody can tell its length beforehand.
fn futures_of(text: String) -> impl futures_util::Stream<Item = Result<Vec<u8>, std::io::Error>> {
    let pieces: Vec<_> = text.into_bytes().chunks(64 * 1024).map(|piece| Ok(piece.to_vec())).collect();
    futures_util::stream::iter(pieces)
}

on_both!(another_site_cannot_act_for_somebody, async |app: TestApp| {
    app.user("asha@example.com", "Asha").await;
    let browser = app.browser();
    browser.log_in("asha@example.com").await;
    for (name, value) in [("origin", "https://evil.example"), ("sec-fetch-site", "cross-site")] {
        for path in ["/api/change_profile", "/account", "/logout"] {
            let answer =
                browser.client.post(app.at(path)).header(name, value).header("accept", "text/html").form(&[("form[name]", "Mallory")]).send().await.unwrap();
            assert_eq!(answer.status().as_u16(), 403, "{path} with {name}");
        }
    }
    let me = browser.ask("who_am_i", "").await.json();
    assert_eq!(me["name"].as_str(), Some("Asha"));
});

const FORM: &str = "application/x-www-form-urlencoded";

on_both!(nonsense_gets_a_clear_answer_and_never_a_500, async |app: TestApp| {
    app.user("asha@example.com", "Asha").await;
    let browser = app.browser();
    browser.log_in("asha@example.com").await;
    let post = async |path: &str, kind: &str, body: &str| {
        let answer = browser.client.post(app.at(path)).header("content-type", kind).body(body.to_owned()).send().await.unwrap();
        (answer.status().as_u16(), answer.text().await.unwrap())
    };
    for (path, kind, body) in [
        ("/api/book", FORM, ""),
        ("/api/book", FORM, "form=1"),
        ("/api/book", FORM, "form[names]=x"),
        ("/api/book", FORM, "form[names][999999999]=x"),
        ("/api/book", FORM, "form[a][b][c][d][e][f][g][h]=x"),
        ("/api/book", FORM, "%ff%fe=%00"),
        ("/api/book", "application/json", "{\"form\": {}}"),
        ("/api/book", "text/plain", "hello"),
        ("/api/give_up", FORM, "reference=%27--"),
        ("/api/log_in", FORM, "form[email]=%00&form[password]=%00"),
        ("/api/nothing", FORM, "x=1"),
        ("/login", FORM, "_fn=/api/../admin"),
        ("/login", FORM, "_fn=https://evil.example/api/"),
        ("/login", FORM, ""),
        ("/login", "application/json", "{}"),
        ("/explore", FORM, "x=1"),
        ("/api/who_am_i", FORM, ""),
    ] {
        let (status, text) = post(path, kind, body).await;
        assert!((400..500).contains(&status), "{path} {body:?}: {status} {text}");
        assert!(!text.is_empty() && !text.contains("panicked") && !text.to_lowercase().contains("sql"), "{path} {body:?}: {text}");
    }
    for path in [
        "/explore?after=%00",
        "/explore?%ff=%fe",
        &format!("/explore?{}", "domain=food&".repeat(3_000)),
        "/?city=%27",
        "/?city=%00",
        "/experiences/%00",
        "/hosts/%00",
        "/runs/%00",
        "/bookings/%00",
        "/host/runs?tab=%00",
        "/login?next=%00",
        "/covers/1/food/day/%00.svg",
    ] {
        let status = browser.get(path).await.status;
        // Explore leads to the one address of what it has understood.
        assert!(matches!(status, 200 | 303 | 400..500), "{path}: {status}");
    }
});

on_both!(every_answer_carries_the_headers_that_protect_it, async |app: TestApp| {
    let browser = app.browser();
    let page = browser.get("/").await;
    // What is kept for everybody names its scripts; what is drawn for one answer gives them a number that is good for once.
    for (path, scripts) in [("/", "script-src 'self' 'sha256-"), ("/login", "script-src 'nonce-")] {
        let answer = browser.get(path).await;
        let policy = answer.headers["content-security-policy"].to_str().unwrap();
        assert!(policy.contains(scripts) && policy.contains("frame-ancestors 'none'"), "{path}: {policy}");
    }
    for headers in [&page.headers, &browser.ask("who_am_i", "").await.headers, &browser.get("/healthz").await.headers] {
        assert_eq!(headers["x-content-type-options"], "nosniff");
        assert_eq!(headers["x-frame-options"], "DENY");
    }
    assert_eq!(browser.ask("who_am_i", "").await.headers["cache-control"], "no-store");
});
