//! The gate: whoever presses Book without being logged in comes back to the same run with everything still typed in.

use crate::support::{
    TestApp,
    build::{PASSWORD, RunSpec, fields, form},
    on_both,
};

on_both!(what_was_typed_survives_signing_up, async |app: TestApp| {
    let run = app.run("coffee", RunSpec::default()).await;
    let browser = app.browser();
    let path = format!("/runs/{run}/book?travelers=2");
    let page = browser.get(&path).await;
    assert!(page.status == 200 && page.body.contains("Log in and book"));
    assert!(!page.headers.contains_key("set-cookie"), "looking makes no session");

    let sent = form(&run.to_string(), "typed-before", &["श्रुति", "O’Brien \"Bo\""]);
    let sent_away = browser.submit(&path, "book", &fields(&sent)).await;
    let expected = format!("/login?next=/runs/{run}/book%3Ftravelers%3D2");
    assert_eq!((sent_away.status, sent_away.location.as_deref()), (303, Some(expected.as_str())));
    let login = browser.get(&expected).await;
    assert!(login.body.contains("Your form is kept"));

    let next = format!("/runs/{run}/book?travelers=2");
    let fields_of_sign_up = [("form[name]", "Asha"), ("form[email]", "asha@example.com"), ("form[password]", PASSWORD), ("form[next]", next.as_str())];
    let back = browser.submit("/signup", "sign_up", &fields_of_sign_up).await;
    assert_eq!((back.status, back.location.as_deref()), (303, Some(next.as_str())));
    for _ in 0..2 {
        let page = browser.get(&next).await.body;
        for words in ["श्रुति", "O’Brien &quot;Bo&quot;", "One of us uses a cane", "98450 12345", "typed-before", "Book 2 seats"] {
            assert!(page.contains(words), "{words} is gone");
        }
    }
    let booked = browser.submit(&next, "book", &fields(&sent)).await;
    assert_eq!(booked.status, 303);
    assert!(booked.location.unwrap().starts_with("/bookings/NK-"));
    let page = browser.get(&next).await.body;
    assert!(!page.contains("One of us uses a cane"), "a form that has served is forgotten");
    assert!(page.contains("You already have seats on this run"));
});

on_both!(another_runs_form_is_left_alone, async |app: TestApp| {
    let (run, other) = (app.run("coffee", RunSpec::default()).await, app.run("tea", RunSpec::default()).await);
    let browser = app.browser();
    browser.submit(&format!("/runs/{run}/book"), "book", &fields(&form(&run.to_string(), "a", &["Asha"]))).await;
    assert!(!browser.get(&format!("/runs/{other}/book")).await.body.contains("One of us uses a cane"));
    assert!(!app.browser().get(&format!("/runs/{run}/book")).await.body.contains("One of us uses a cane"), "it is nobody else's");
    app.pass(61);
    assert!(!browser.get(&format!("/runs/{run}/book")).await.body.contains("One of us uses a cane"), "after an hour it is forgotten");
});

on_both!(one_traveler_more_keeps_what_was_typed, async |app: TestApp| {
    let run = app.run("coffee", RunSpec::default()).await;
    let browser = app.browser();
    let path = format!("/runs/{run}/book");
    let mut sent = form(&run.to_string(), "a", &["Asha", "Binu"]);
    sent.push(("_redraw".to_owned(), "more".to_owned()));
    let page = browser.submit(&path, "book", &fields(&sent)).await;
    assert_eq!(page.status, 200);
    assert!(page.body.contains("3 travelers") && page.body.contains("Binu") && page.body.contains("form[names][2]"));
    sent.pop();
    sent.push(("_redraw".to_owned(), "fewer".to_owned()));
    let page = browser.submit(&path, "book", &fields(&sent)).await;
    assert!(page.body.contains("1 traveler<") && page.body.contains("Asha") && !page.body.contains("form[names][1]"));
    assert_eq!(app.bookings_on(run).await.len(), 0);
});

on_both!(machines_are_told_to_log_in, async |app: TestApp| {
    let run = app.run("coffee", RunSpec::default()).await;
    let answer = app.browser().call("book", &fields(&form(&run.to_string(), "a", &["Asha"]))).await;
    assert_eq!((answer.status, answer.code().as_str()), (401, "unauthenticated"));
    assert!(!answer.headers.contains_key("set-cookie"), "a refused machine leaves no session behind");
    for page in ["/bookings", "/bookings/NK-23456789", "/account", "/host", "/host/runs", "/host/runs/1"] {
        let answer = app.browser().get(page).await;
        let next = format!("/login?next={page}");
        assert_eq!((answer.status, answer.location.as_deref()), (303, Some(next.as_str())));
    }
});
