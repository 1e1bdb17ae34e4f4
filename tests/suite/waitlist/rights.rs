//! Who may do what, and what bad input gets.

use super::{full, give_up, line, paid, person};
use crate::support::{
    TestApp,
    build::{PASSWORD, RunSpec, fields, form, with},
    on_both,
};
use nukkad::domain::{ids::RunId, organization::Role, run::RunStatus, waitlist::WaitStatus};
use sea_orm::EntityTrait;

on_both!(rights_are_a_table, async |app: TestApp| {
    let payer = full(&app, paid(1)).await;
    let run = payer.run;
    let ours = nukkad::entity::organization::Entity::find().one(app.services.store.reader()).await.unwrap().unwrap().id;
    let theirs = app.organization("theirs").await;
    let one = person(&app, "one").await;
    one.wait(run, 1).await;
    let entry = one.place(run).await["entry"].to_string();
    let (owner, manager, staff) = (person(&app, "owner").await, person(&app, "manager").await, person(&app, "staff").await);
    let (stranger, traveler) = (person(&app, "stranger").await, person(&app, "traveler").await);
    for (who, organization, role) in
        [(&owner, ours, Role::Owner), (&manager, ours, Role::Manager), (&staff, ours, Role::Staff), (&stranger, theirs, Role::Owner)]
    {
        app.member(organization, who.id, role).await;
    }
    let nobody = app.browser();
    for (who, browser, list, waits) in [
        ("owner", &owner.browser, 200, 200),
        ("manager", &manager.browser, 200, 200),
        ("staff", &staff.browser, 200, 200),
        ("another organization's owner", &stranger.browser, 404, 200),
        ("traveler", &traveler.browser, 403, 200),
        ("nobody", &nobody, 401, 401),
    ] {
        assert_eq!(browser.ask("run_waitlist", &format!("run={run}")).await.status, list, "{who}");
        assert_eq!(browser.ask("my_waits", "").await.status, waits, "{who}");
        let page = browser.get(&format!("/runs/{run}/waitlist")).await;
        assert_eq!((page.status, page.body.contains("in line,"), page.body.contains("next in line")), (200, false, false), "{who} sees no place of another's");
        let leave = browser.call("leave_waitlist", &[("entry", &entry)]).await.status;
        assert_eq!(leave, if waits == 401 { 401 } else { 404 }, "{who}");
    }
    for function in ["join_waitlist", "leave_waitlist", "accept_offer"] {
        let sent = if function == "join_waitlist" {
            form(&run.to_string(), "a", &["Eve"])
        } else {
            vec![("entry".to_owned(), entry.clone()), ("reference".to_owned(), payer.reference.to_string())]
        };
        assert_eq!(nobody.call(function, &fields(&sent)).await.status, 401, "{function}");
    }
    let seen = owner.browser.ask("run_waitlist", &format!("run={run}")).await.json();
    assert_eq!((seen[0]["name"].as_str(), seen[0]["wait"]["place"].as_i64(), seen[0]["wait"]["status"].as_str()), (Some("Asha"), Some(1), Some("waiting")));
    assert!(staff.browser.get(&format!("/host/runs/{run}")).await.body.contains("1 party waiting for 1 seat"));
    give_up(&payer).await;
    let seen = owner.browser.ask("run_waitlist", &format!("run={run}")).await.json();
    assert_eq!(seen[0]["wait"]["status"], "offered");
    assert!(seen[0]["wait"]["booking"].as_str().unwrap().starts_with("NK-"));
    for id in ["0", "-1", "abc", "99999999999999999999", "987654"] {
        assert_eq!(owner.browser.ask("run_waitlist", &format!("run={id}")).await.status, 404, "{id}");
        assert_eq!(one.browser.ask("prepare_waitlist", &format!("run={id}")).await.status, 404, "{id}");
        assert_eq!(one.browser.get(&format!("/runs/{id}/waitlist")).await.status, 404, "{id}");
        assert_eq!(one.browser.call("leave_waitlist", &[("entry", id)]).await.status, 404, "{id}");
    }
    app.drain().await;
});

on_both!(what_was_typed_survives_the_gate, async |app: TestApp| {
    let run = full(&app, paid(2)).await.run;
    let path = format!("/runs/{run}/waitlist");
    let page = app.browser().get(&format!("/runs/{run}")).await.body;
    assert!(page.contains("Every seat is taken") && page.contains(&format!("href=\"{path}\"")), "{page}");
    assert!(app.browser().get(&format!("/runs/{run}/book")).await.body.contains("Join the waitlist"));
    let browser = app.browser();
    assert!(browser.get(&path).await.body.contains("Log in and join the waitlist"));
    let sent = form(&run.to_string(), "typed", &["श्रुति", "Bo"]);
    let away = browser.submit(&path, "join_waitlist", &fields(&sent)).await;
    let login = format!("/login?next=/runs/{run}/waitlist");
    assert_eq!((away.status, away.location.as_deref()), (303, Some(login.as_str())));
    assert!(browser.get(&login).await.body.contains("Your form is kept"));
    let sign_up = [("form[name]", "Asha"), ("form[email]", "new@example.com"), ("form[password]", PASSWORD), ("form[next]", path.as_str())];
    assert_eq!(browser.submit("/signup", "sign_up", &sign_up).await.location.as_deref(), Some(path.as_str()));
    let page = browser.get(&path).await.body;
    for words in ["श्रुति", "One of us uses a cane", "Wait for 2 seats"] {
        assert!(page.contains(words), "{words} is gone");
    }
    let joined = browser.submit(&path, "join_waitlist", &fields(&sent)).await;
    assert_eq!((joined.status, joined.location.as_deref()), (303, Some(path.as_str())));
    let page = browser.get(&path).await.body;
    assert!(page.contains("next in line") && page.contains("Leave the waitlist"), "{page}");
    assert!(browser.get("/bookings").await.body.contains("next in line"));
});

on_both!(where_there_are_seats_the_way_leads_to_booking_with_all_that_was_typed, async |app: TestApp| {
    let run = app.run("coffee", paid(3)).await;
    let one = person(&app, "one").await;
    let path = format!("/runs/{run}/waitlist");
    let sent = form(&run.to_string(), "typed", &["श्रुति & Söhne", "Bo"]);
    let away = one.browser.submit(&path, "join_waitlist", &fields(&sent)).await;
    let book = format!("/runs/{run}/book?travelers=2");
    assert_eq!((away.status, away.location.as_deref()), (303, Some(book.as_str())));
    assert_eq!(line(&app, run).await, []);
    let page = one.browser.get(&book).await.body;
    for words in ["श्रुति &amp; Söhne", "One of us uses a cane", "98450 12345", "Book 2 seats"] {
        assert!(page.contains(words), "{words} is gone: {page}");
    }
    // Some seats, but too few for the party.
    app.payer_on(run, "asha@example.com", &["Asha", "Binu"]).await;
    let page = one.browser.get(&format!("/runs/{run}")).await.body;
    assert!(page.contains("More of you?"), "{page}");
    one.wait(run, 2).await;
    assert_eq!(line(&app, run).await, [WaitStatus::Waiting]);
    app.drain().await;
});

on_both!(what_cannot_be_waited_for_is_refused_with_words, async |app: TestApp| {
    let payer = full(&app, paid(2)).await;
    let run = payer.run;
    let one = person(&app, "one").await;
    let path = format!("/runs/{run}/waitlist");
    let sound = form(&run.to_string(), "a1", &["Asha"]);
    for (field, value, named) in [
        ("form[travelers]", "0", "travelers"),
        ("form[travelers]", "11", "travelers"),
        ("form[travelers]", "-1", "travelers"),
        ("form[names][0]", "", "names[0]"),
        ("form[email]", "asha", "email"),
        ("form[token]", "", "token"),
        ("form[run]", "1 OR 1=1", "run"),
    ] {
        let sent = with(sound.clone(), field, value);
        let answer = one.browser.call("join_waitlist", &fields(&sent)).await;
        assert_eq!((answer.status, answer.code().as_str()), (422, "invalid"), "{field}={value}: {answer:?}");
        let words = answer.json()["fields"][named].as_str().unwrap().to_owned();
        let page = one.browser.submit(&path, "join_waitlist", &fields(&sent)).await;
        assert!(page.status == 422 && page.body.contains(&words) && page.body.contains("One of us uses a cane"), "{words}");
    }
    assert_eq!(line(&app, run).await, []);
    // Twice: the same form is the same place, another one is refused.
    assert_eq!(one.browser.call("join_waitlist", &fields(&sound)).await.status, 200);
    assert_eq!(one.browser.call("join_waitlist", &fields(&sound)).await.status, 200);
    let twice = one.join(run, "another", &["Asha"]).await;
    assert!(twice.status == 409 && twice.json()["message"].as_str().unwrap().contains("in line for this run already"), "{twice:?}");

    let other = person(&app, "other").await;
    let refused = async |run: RunId, words: &str| {
        let answer = other.join(run, "b", &["Bo"]).await;
        assert!(answer.status == 409 && answer.code() == "booking_closed" && answer.json()["message"].as_str().unwrap().contains(words), "{answer:?}");
        assert!(other.browser.get(&format!("/runs/{run}/waitlist")).await.body.contains("nothing to wait for"));
    };
    for (slug, spec, words) in [
        ("off", RunSpec { status: RunStatus::Cancelled, ..paid(2) }, "cancelled this run"),
        ("begun", RunSpec { starts_in_hours: -1, ..paid(2) }, "already begun"),
        ("closed", RunSpec { starts_in_hours: 1, ..paid(2) }, "has closed"),
    ] {
        refused(app.run(slug, spec).await, words).await;
    }
    for id in ["0", "-1", "987654"] {
        let answer = other.browser.call("join_waitlist", &fields(&form(id, "b", &["Bo"]))).await;
        assert!([404, 422].contains(&answer.status), "{id}: {answer:?}");
    }
    app.drain().await;
});
