//! Booking: what is taken, what is refused, and that nothing is ever half done.

use crate::support::{
    Browser, TestApp,
    build::{PAID, RunSpec, fields, form, with},
    on_both,
};
use nukkad::{
    domain::{booking::BookingStatus, ids::RunId, run::RunStatus},
    entity::{audit_log, job, traveler},
};
use sea_orm::{EntityTrait, PaginatorTrait, QueryOrder};

async fn traveler(app: &TestApp) -> Browser {
    app.user("asha@example.com", "Asha").await;
    let browser = app.browser();
    browser.log_in("asha@example.com").await;
    browser
}

/// Asserts that a refused booking left no trace.
async fn nothing_happened(app: &TestApp, run: RunId, taken: i32) {
    assert_eq!(app.seats_taken(run).await, taken);
    let db = app.services.store.reader();
    assert_eq!(app.bookings_on(run).await.len(), 0);
    assert_eq!(traveler::Entity::find().count(db).await.unwrap(), 0);
    assert_eq!(job::Entity::find().count(db).await.unwrap(), 0);
    assert_eq!(audit_log::Entity::find().count(db).await.unwrap(), 0);
}

on_both!(a_free_run_is_confirmed_on_the_spot, async |app: TestApp| {
    let run = app.run("coffee", RunSpec::default()).await;
    let browser = traveler(&app).await;
    let sent = form(&run.to_string(), "a1", &["Asha Rao", "श्रुति <script>alert(1)</script>"]);
    let answer = browser.call("book", &fields(&sent)).await;
    assert_eq!(answer.status, 200, "{answer:?}");
    let bookings = app.bookings_on(run).await;
    assert_eq!((bookings.len(), bookings[0].status, bookings[0].party, bookings[0].hold_expires_at), (1, BookingStatus::Confirmed, 2, None));
    assert_eq!(bookings[0].contact_phone.as_deref(), Some("+919845012345"));
    assert_eq!(app.seats_taken(run).await, 2);
    let people = traveler::Entity::find().order_by_asc(traveler::Column::Position).all(app.services.store.reader()).await.unwrap();
    assert_eq!(people.iter().map(|person| person.name.as_str()).collect::<Vec<_>>(), ["Asha Rao", "श्रुति <script>alert(1)</script>"]);

    let to = answer.json()["to"].as_str().unwrap().to_owned();
    assert_eq!(to, format!("/bookings/{}", bookings[0].reference));
    let page = browser.get(&to).await;
    assert_eq!(page.status, 200);
    assert!(page.body.contains("You are going") && page.body.contains("&lt;script&gt;alert(1)&lt;/script&gt;"));
    assert!(!page.body.contains("<script>alert(1)"), "what people type is shown, never run");
    assert!(browser.get("/bookings").await.body.contains(bookings[0].reference.as_str()));
    app.drain().await;
});

on_both!(what_costs_something_is_held_until_paid_for, async |app: TestApp| {
    let run = app.run("coffee", PAID).await;
    let browser = traveler(&app).await;
    let sent = form(&run.to_string(), "a1", &["Asha", "Binu", "Chitra"]);
    let to = browser.call("book", &fields(&sent)).await.json()["to"].as_str().unwrap().to_owned();
    let page = browser.get(&to).await.body;
    for words in ["Your seats are held", "14:5", "Pay ₹1,950", "₹1,350", "₹600", "₹1,950", "Back when you all come"] {
        assert!(page.contains(words), "{words} is missing from {page}");
    }
    // A minute before the end the seats are still held; at the end they go back, once.
    app.pass(14);
    app.drain().await;
    assert_eq!(app.seats_taken(run).await, 3);
    app.pass(1);
    app.drain().await;
    app.drain().await;
    assert_eq!((app.seats_taken(run).await, app.bookings_on(run).await[0].status), (0, BookingStatus::Expired));
    assert!(browser.get(&to).await.body.contains("The hold ran out"));
    let late = browser.call("give_up", &[("reference", to.trim_start_matches("/bookings/"))]).await;
    assert_eq!((late.status, late.code().as_str()), (409, "conflict"));
});

on_both!(the_price_at_the_hold_is_the_price, async |app: TestApp| {
    use nukkad::{domain::money::Paise, entity::event_run};
    use sea_orm::{ColumnTrait, QueryFilter, sea_query::Expr};
    let run = app.run("coffee", PAID).await;
    let browser = traveler(&app).await;
    let to = browser.call("book", &fields(&form(&run.to_string(), "a1", &["Asha"]))).await.json()["to"].as_str().unwrap().to_owned();
    let dearer = event_run::Entity::update_many().col_expr(event_run::Column::Price, Expr::value(Paise(99_900))).filter(event_run::Column::Id.eq(run));
    dearer.exec(app.services.store.writer()).await.unwrap();
    assert!(browser.get(&to).await.body.contains("₹650"), "450 and a stake of 200, as it was");
});

on_both!(nobody_books_another_date_or_price_than_the_form_has_shown, async |app: TestApp| {
    use nukkad::{
        domain::{experience::RefundPreset, money::Paise},
        entity::{event_run, experience},
    };
    use sea_orm::{ColumnTrait, QueryFilter, sea_query::Expr};
    let run = app.run("coffee", PAID).await;
    let (path, browser) = (format!("/runs/{run}/book"), traveler(&app).await);
    let shown = async || browser.ask("prepare_booking", &format!("run={run}")).await.json()["shown"].as_str().unwrap().to_owned();
    let before = shown().await;
    let in_page = |body: &str, shown: &str| body.contains(&format!("name=\"form[shown]\" value=\"{shown}\""));
    assert!(in_page(&browser.get(&path).await.body, &before));
    let change = |column, value: sea_orm::Value| {
        let change = event_run::Entity::update_many().col_expr(column, Expr::value(value)).filter(event_run::Column::Id.eq(run));
        async { change.exec(app.services.store.writer()).await.unwrap() }
    };
    // More seats change nothing for those who come.
    change(event_run::Column::Capacity, 20.into()).await;
    let typed = |shown: &str| with(form(&run.to_string(), "a1", &["Asha"]), "form[shown]", shown);
    let moved = app.services.clock.now() + chrono::Duration::hours(72);
    let experience = experience::Entity::update_many().col_expr(experience::Column::RefundPreset, Expr::value(RefundPreset::Strict));
    experience.exec(app.services.store.writer()).await.unwrap();
    let refused = browser.submit(&path, "book", &fields(&typed(&before))).await;
    assert!(refused.status == 409 && refused.body.contains("when you cancel: Half the price back up to 7 days"), "{}", refused.body);
    for (column, value, words) in [
        (event_run::Column::Price, Paise(99_900).into(), "a seat costs ₹999, with a stake of ₹200"),
        (event_run::Column::EndsAt, (moved + chrono::Duration::hours(3)).into(), "Nothing was booked."),
        (event_run::Column::StartsAt, moved.into(), "The host has changed this run"),
    ] {
        let before = shown().await;
        change(column, value).await;
        let refused = browser.submit(&path, "book", &fields(&typed(&before))).await;
        assert!(refused.status == 409 && refused.body.contains(words) && refused.body.contains("value=\"Asha\""), "{column:?}: {}", refused.body);
        assert!(in_page(&refused.body, &shown().await), "sent again, it books the run as it is now");
    }
    assert_eq!(app.bookings_on(run).await.len(), 0);
    assert_eq!(browser.submit(&path, "book", &fields(&typed(&shown().await))).await.status, 303);
    // The same form is the same booking, whatever it was shown.
    assert_eq!(browser.call("book", &fields(&typed(&before))).await.status, 200);
    assert_eq!(app.bookings_on(run).await.len(), 1);
});

on_both!(giving_up_frees_the_seats_at_once_and_once, async |app: TestApp| {
    let run = app.run("coffee", PAID).await;
    let browser = traveler(&app).await;
    let to = browser.call("book", &fields(&form(&run.to_string(), "a1", &["Asha", "Binu"]))).await.json()["to"].as_str().unwrap().to_owned();
    let reference = to.trim_start_matches("/bookings/");

    app.user("other@example.com", "Other").await;
    let other = app.browser();
    other.log_in("other@example.com").await;
    assert_eq!(other.call("give_up", &[("reference", reference)]).await.status, 404);
    assert_eq!(other.get(&to).await.status, 404);
    assert_eq!(app.browser().call("give_up", &[("reference", reference)]).await.status, 401);
    assert_eq!(app.seats_taken(run).await, 2);

    let answer = browser.submit(&to, "give_up", &[("reference", reference)]).await;
    assert_eq!((answer.status, answer.location.as_deref()), (303, Some(to.as_str())));
    assert_eq!(app.seats_taken(run).await, 0);
    assert_eq!(browser.call("give_up", &[("reference", reference)]).await.status, 409);
    app.pass(20);
    app.drain().await;
    assert_eq!((app.seats_taken(run).await, app.bookings_on(run).await[0].status), (0, BookingStatus::Cancelled));
});

on_both!(the_same_form_never_books_twice, async |app: TestApp| {
    let run = app.run("coffee", PAID).await;
    let other = app.run("tea", PAID).await;
    let browser = traveler(&app).await;
    let sent = form(&run.to_string(), "a1", &["Asha"]);
    let mut tasks = tokio::task::JoinSet::new();
    for _ in 0..12 {
        let (browser, sent) = (browser.clone(), sent.clone());
        tasks.spawn(async move { browser.call("book", &fields(&sent)).await });
    }
    let answers = tasks.join_all().await;
    assert!(answers.iter().all(|answer| answer.status == 200 && answer.body == answers[0].body), "{answers:?}");
    assert_eq!((app.bookings_on(run).await.len(), app.seats_taken(run).await), (1, 1));

    // The same form with something else in it is refused, and says which booking it has made.
    let more = browser.call("book", &fields(&form(&run.to_string(), "a1", &["Asha", "Binu"]))).await;
    assert_eq!((more.status, more.code().as_str()), (409, "form_used"));
    let reference = answers[0].json()["to"].as_str().unwrap().trim_start_matches("/bookings/").to_owned();
    assert!(more.json()["message"].as_str().unwrap().contains(&reference));

    // Stale: its booking is over, and the form makes no other.
    app.pass(16);
    app.drain().await;
    let stale = browser.call("book", &fields(&sent)).await;
    assert_eq!((stale.status, stale.code().as_str()), (409, "form_used"));
    assert_eq!(app.bookings_on(run).await.len(), 1);

    let elsewhere = browser.call("book", &fields(&form(&other.to_string(), "a1", &["Asha"]))).await;
    assert_eq!((elsewhere.status, elsewhere.code().as_str()), (409, "form_used"));
    assert_eq!(app.bookings_on(other).await.len(), 0);

    // Somebody else may draw the same token.
    app.user("binu@example.com", "Binu").await;
    let binu = app.browser();
    binu.log_in("binu@example.com").await;
    assert_eq!(binu.call("book", &fields(&sent)).await.status, 200);
    assert_eq!(app.bookings_on(run).await.len(), 2);
});

on_both!(a_double_click_on_the_last_seats_is_one_booking_and_no_refusal, async |app: TestApp| {
    let run = app.run("coffee", RunSpec { capacity: 2, ..PAID }).await;
    let browser = traveler(&app).await;
    let sent = form(&run.to_string(), "a1", &["Asha", "Binu"]);
    let mut tasks = tokio::task::JoinSet::new();
    for _ in 0..6 {
        let (browser, sent) = (browser.clone(), sent.clone());
        tasks.spawn(async move { browser.call("book", &fields(&sent)).await });
    }
    let answers = tasks.join_all().await;
    assert!(answers.iter().all(|answer| answer.status == 200 && answer.body == answers[0].body), "{answers:?}");
    assert_eq!(app.bookings_on(run).await.len(), 1);
});

on_both!(what_cannot_be_booked_is_refused_with_words, async |app: TestApp| {
    let organization = app.organization("coffee").await;
    let experience = app.experience(organization, "coffee").await;
    let browser = traveler(&app).await;
    for (spec, words) in [
        (RunSpec { status: RunStatus::Cancelled, ..RunSpec::default() }, "cancelled"),
        (RunSpec { status: RunStatus::Completed, starts_in_hours: -30, ..RunSpec::default() }, "already begun"),
        (RunSpec { starts_in_hours: -1, ..RunSpec::default() }, "already begun"),
        (RunSpec { starts_in_hours: 1, ..RunSpec::default() }, "has closed"),
    ] {
        let run = app.run_of(experience, spec).await;
        let sent = form(&run.to_string(), "a1", &["Asha"]);
        let answer = browser.call("book", &fields(&sent)).await;
        assert_eq!((answer.status, answer.code().as_str()), (409, "booking_closed"), "{answer:?}");
        assert!(answer.json()["message"].as_str().unwrap().contains(words));
        let page = browser.submit(&format!("/runs/{run}/book"), "book", &fields(&sent)).await;
        assert_eq!(page.status, 409);
        assert!(page.body.contains(words) && page.body.contains("One of us uses a cane"), "the page says why and keeps what was typed");
        nothing_happened(&app, run, 0).await;
    }
    let small = app.run_of(experience, RunSpec { capacity: 2, ..RunSpec::default() }).await;
    let answer = browser.call("book", &fields(&form(&small.to_string(), "a1", &["A", "B", "C"]))).await;
    assert_eq!((answer.status, answer.code().as_str()), (409, "sold_out"));
    assert!(answer.json()["message"].as_str().unwrap().contains("2 seats are left"));
    nothing_happened(&app, small, 0).await;
    for run in ["999999", "9223372036854775807"] {
        assert_eq!(browser.call("book", &fields(&form(run, "a1", &["A"]))).await.status, 404);
    }
});

on_both!(bad_input_is_named_beside_its_field_and_leaves_no_trace, async |app: TestApp| {
    let run = app.run("coffee", PAID).await;
    let browser = traveler(&app).await;
    let sound = form(&run.to_string(), "a1", &["Asha"]);
    let path = format!("/runs/{run}/book");
    for (field, value, named) in [
        ("form[travelers]", "0", "travelers"),
        ("form[travelers]", "-3", "travelers"),
        ("form[travelers]", "2", "travelers"),
        ("form[travelers]", "99999999999", "travelers"),
        ("form[travelers]", "1; DROP TABLE bookings", "travelers"),
        ("form[names][1]", "One too many", "travelers"),
        ("form[names][0]", "", "names[0]"),
        ("form[names][0]", "12345", "names[0]"),
        ("form[email]", "asha", "email"),
        ("form[phone]", "' OR 1=1 --", "phone"),
        ("form[requests]", &"म".repeat(501), "requests"),
        ("form[token]", "", "token"),
        ("form[run]", "१२", "run"),
        ("form[run]", "1 OR 1=1", "run"),
    ] {
        let sent = with(sound.clone(), field, value);
        let answer = browser.call("book", &fields(&sent)).await;
        assert_eq!((answer.status, answer.code().as_str()), (422, "invalid"), "{field}={value}: {answer:?}");
        let words = answer.json()["fields"][named].as_str().unwrap_or_else(|| panic!("{field}={value}: {answer:?}")).to_owned();
        let page = browser.submit(&path, "book", &fields(&sent)).await;
        assert_eq!(page.status, 422);
        assert!(page.body.contains(&words), "{words}");
        assert!(page.body.contains("One of us uses a cane") || field == "form[requests]");
        nothing_happened(&app, run, 0).await;
    }
    let empty = browser.call("book", &[]).await;
    assert!((400..500).contains(&empty.status), "{empty:?}");
});

on_both!(text_cannot_break_out_of_its_field, async |app: TestApp| {
    let run = app.run("coffee", RunSpec::default()).await;
    let browser = traveler(&app).await;
    let typed = "\n</textarea><script>alert(1)</script> &amp; <b>";
    let sent = with(with(form(&run.to_string(), "a1", &["\"><script>alert(2)</script>"]), "form[requests]", typed), "form[email]", "no");
    let page = browser.submit(&format!("/runs/{run}/book"), "book", &fields(&sent)).await;
    assert_eq!(page.status, 422);
    assert!(!page.body.contains("<script>alert"), "{}", page.body);
    assert!(page.body.contains("&lt;/textarea>&lt;script>alert(1)&lt;/script> &amp;amp; &lt;b>"), "what was typed comes back as it was");
});

on_both!(odd_but_honest_text_goes_through_unharmed, async |app: TestApp| {
    let run = app.run("coffee", RunSpec::default()).await;
    let browser = traveler(&app).await;
    let name = "Robert'); DROP TABLE travelers;-- 🌺 अ";
    let sent = with(form(&run.to_string(), "a1", &[name]), "form[requests]", "\"; SELECT 1; --\n<b>&amp;</b> ${7*7} %s");
    let to = browser.call("book", &fields(&sent)).await.json()["to"].as_str().unwrap().to_owned();
    let answer = browser.ask("booking", &format!("reference={}", to.trim_start_matches("/bookings/"))).await.json();
    assert_eq!(answer["people"][0]["name"].as_str(), Some(name));
    assert_eq!(answer["requests"].as_str(), Some("\"; SELECT 1; --\n<b>&amp;</b> ${7*7} %s"));
});
