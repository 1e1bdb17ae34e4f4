//! Signing up, logging in and out, sessions, and one's own details.

use crate::support::{TestApp, build::PASSWORD, on_both};

const SIGN_UP: [(&str, &str); 3] = [("form[name]", "Asha Rao"), ("form[email]", "Asha@Example.com"), ("form[password]", PASSWORD)];

on_both!(signing_up_is_one_step_and_logs_in, async |app: TestApp| {
    let browser = app.browser();
    let answer = browser.submit("/signup?next=/explore", "sign_up", &[&SIGN_UP[..], &[("form[next]", "/explore")]].concat()).await;
    assert_eq!((answer.status, answer.location.as_deref()), (303, Some("/explore")));
    let me = browser.ask("who_am_i", "").await.json();
    assert_eq!((me["email"].as_str(), me["hosts"].as_bool()), (Some("asha@example.com"), Some(false)));

    let again = app.browser().call("sign_up", &SIGN_UP).await;
    assert_eq!((again.status, again.code().as_str()), (422, "invalid"));
    assert!(again.json()["fields"]["email"].as_str().unwrap().contains("Log in instead"));
});

on_both!(an_admin_is_made_of_an_account_that_is_there, async |app: TestApp| {
    assert!(!app.services.make_admin("asha@example.com").await.unwrap());
    app.user("asha@example.com", "Asha").await;
    let browser = app.browser();
    browser.log_in("asha@example.com").await;
    assert_eq!(browser.get("/admin").await.status, 404);
    assert!(app.services.make_admin("asha@example.com").await.unwrap());
    assert_eq!(browser.get("/admin").await.status, 200);
});

on_both!(a_wrong_password_and_an_unknown_address_get_the_same_answer, async |app: TestApp| {
    app.user("asha@example.com", "Asha").await;
    let browser = app.browser();
    let wrong = browser.call("log_in", &[("form[email]", "asha@example.com"), ("form[password]", "not it at all")]).await;
    let unknown = browser.call("log_in", &[("form[email]", "nobody@example.com"), ("form[password]", PASSWORD)]).await;
    assert_eq!((wrong.status, &wrong.body), (422, &unknown.body));
    assert_eq!(unknown.status, 422);
    assert!(browser.ask("who_am_i", "").await.json().is_null());
    assert!(!wrong.headers.contains_key("set-cookie"), "nobody gets a session for a wrong password");
});

on_both!(the_session_cookie_is_closed_to_scripts_and_other_sites, async |app: TestApp| {
    app.user("asha@example.com", "Asha").await;
    let answer = app.browser().call("log_in", &[("form[email]", "asha@example.com"), ("form[password]", PASSWORD)]).await;
    let cookie = answer.headers["set-cookie"].to_str().unwrap();
    assert!(cookie.starts_with("nukkad=") && cookie.contains("HttpOnly") && cookie.contains("SameSite=Lax") && cookie.contains("Path=/"), "{cookie}");
});

on_both!(logging_in_gives_a_new_session_id, async |app: TestApp| {
    app.user("asha@example.com", "Asha").await;
    let run = app.run("coffee", crate::support::build::RunSpec::default()).await;
    let browser = app.browser();
    // A form set aside makes a session for somebody who is not logged in.
    let before = browser.submit(&format!("/runs/{run}/book"), "book", &[("form[travelers]", "1")]).await;
    let after = browser.call("log_in", &[("form[email]", "asha@example.com"), ("form[password]", PASSWORD)]).await;
    let id = |answer: &crate::support::Answer| answer.headers["set-cookie"].to_str().unwrap().split(';').next().unwrap().to_owned();
    assert_ne!(id(&before), id(&after));
});

on_both!(logging_out_ends_the_session, async |app: TestApp| {
    app.user("asha@example.com", "Asha").await;
    let browser = app.browser();
    browser.log_in("asha@example.com").await;
    let answer = browser.post_form("/logout", &[]).await;
    assert_eq!((answer.status, answer.location.as_deref()), (303, Some("/")));
    assert_eq!(browser.ask("bookings", "").await.status, 401);
    assert_eq!(browser.get("/logout").await.status, 405, "logging out by a link could be done to somebody");
});

on_both!(a_changed_password_ends_every_other_session, async |app: TestApp| {
    app.user("asha@example.com", "Asha").await;
    let (here, elsewhere) = (app.browser(), app.browser());
    here.log_in("asha@example.com").await;
    elsewhere.log_in("asha@example.com").await;
    let wrong = here.call("change_password", &[("form[current_password]", "not it"), ("form[new_password]", "a new sentence")]).await;
    assert_eq!(wrong.status, 422);
    assert!(wrong.json()["fields"]["current_password"].is_string());
    let short = here.call("change_password", &[("form[current_password]", PASSWORD), ("form[new_password]", "short")]).await;
    assert!(short.json()["fields"]["new_password"].is_string());
    let copied = app.browser();
    let cookie =
        here.call("log_in", &[("form[email]", "asha@example.com"), ("form[password]", PASSWORD)]).await.headers["set-cookie"].to_str().unwrap().to_owned();
    let with_copy = async || {
        let answer = copied.client.get(app.at("/api/bookings")).header("cookie", cookie.split(';').next().unwrap()).send().await.unwrap();
        answer.status().as_u16()
    };
    assert_eq!(with_copy().await, 200);
    let changed = here.call("change_password", &[("form[current_password]", PASSWORD), ("form[new_password]", "a new sentence")]).await;
    assert_eq!(changed.status, 200, "{changed:?}");
    assert_eq!(here.ask("bookings", "").await.status, 200);
    assert_eq!(elsewhere.ask("bookings", "").await.status, 401);
    assert_eq!(with_copy().await, 401, "a copied cookie is worth nothing after the change");
    let old = app.browser().call("log_in", &[("form[email]", "asha@example.com"), ("form[password]", PASSWORD)]).await;
    assert_eq!(old.status, 422);
});

on_both!(name_and_phone_can_be_changed, async |app: TestApp| {
    app.user("asha@example.com", "Asha").await;
    let browser = app.browser();
    browser.log_in("asha@example.com").await;
    let bad = browser.submit("/account", "change_profile", &[("form[name]", " "), ("form[phone]", "call me")]).await;
    assert_eq!(bad.status, 422);
    assert!(bad.body.contains("Please give a name.") && bad.body.contains("call me"), "what was typed is still there");
    let good = browser.submit("/account", "change_profile", &[("form[name]", "आशा राव"), ("form[phone]", "98450 12345")]).await;
    assert_eq!((good.status, good.location.as_deref()), (303, Some("/account?saved=profile")));
    let me = browser.ask("who_am_i", "").await.json();
    assert_eq!((me["name"].as_str(), me["phone"].as_str()), (Some("आशा राव"), Some("+919845012345")));
});

on_both!(the_way_back_leads_nowhere_else, async |app: TestApp| {
    app.user("asha@example.com", "Asha").await;
    for next in ["https://evil.example/", "//evil.example", "/\\evil.example", "javascript:alert(1)", "/x\r\nset-cookie: a=b"] {
        let answer = app.browser().submit("/login", "log_in", &[("form[email]", "asha@example.com"), ("form[password]", PASSWORD), ("form[next]", next)]).await;
        assert_eq!((answer.status, answer.location.as_deref()), (303, Some("/")), "{next:?}");
        let page = app.browser().get(&format!("/login?next={}", nukkad::domain::explore::encode(next))).await;
        assert!(page.status == 200 && page.body.contains("name=\"form[next]\" value=\"/\""), "{next:?}");
    }
});

on_both!(a_password_is_never_shown_back_or_kept, async |app: TestApp| {
    let answer = app.browser().submit("/login", "log_in", &[("form[email]", "nobody@example.com"), ("form[password]", "sesame sesame")]).await;
    assert_eq!(answer.status, 422);
    assert!(answer.body.contains("nobody@example.com") && !answer.body.contains("sesame"));
});
