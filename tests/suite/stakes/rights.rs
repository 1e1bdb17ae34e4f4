//! Who may do what, as a table: every page and function against everybody.

use super::*;

on_both!(rights_are_a_table, async |app: TestApp| {
    let stage = stage(&app, PAID).await;
    let mut browsers = Vec::new();
    let theirs = app.organization("theirs").await;
    for (email, organization, role) in [
        ("manager@example.com", stage.organization, Role::Manager),
        ("staff@example.com", stage.organization, Role::Staff),
        ("stranger@example.com", theirs, Role::Owner),
    ] {
        let (id, browser) = somebody(&app, email).await;
        app.member(organization, id, role).await;
        browsers.push(browser);
    }
    let [manager, staff, stranger] = <[Browser; 3]>::try_from(browsers).map_err(|_| ()).unwrap();
    let payer = paid(&app, stage.run, "asha@example.com", &["Asha", "Binu", "Chitra"]).await;
    let (_, other) = somebody(&app, "other@example.com").await;
    let (admin, nobody) = (app.admin().await, app.browser());
    let (run, reference) = (stage.run.to_string(), payer.reference.to_string());
    app.pass(TO_THE_END);
    check_in(&app, &payer.reference, 0).await;
    let everybody = [
        ("owner", &stage.owner),
        ("manager", &manager),
        ("staff", &staff),
        ("another organization’s owner", &stranger),
        ("traveler", &payer.browser),
        ("another traveler", &other),
        ("admin", &admin),
        ("nobody", &nobody),
    ];

    // Before it is final. Nobody who may do it does it here: the count they send is not the one there is.
    for ((who, browser), expected) in everybody.iter().zip([
        [200, 200, 200, 409],
        [200, 200, 200, 409],
        [200, 200, 200, 403],
        [404, 404, 200, 404],
        [403, 403, 403, 403],
        [403, 403, 403, 403],
        [403, 403, 403, 403],
        [303, 401, 401, 401],
    ]) {
        let seen = [
            browser.get(&format!("/host/runs/{run}/attendance")).await.status,
            browser.ask("run_attendance", &format!("run={run}")).await.status,
            browser.ask("attendance_to_do", &format!("run={run}")).await.status,
            finalize(browser, stage.run, "by_attendance", 2).await,
        ];
        assert_eq!(seen, expected, "{who}");
    }
    let tasks = async |browser: &Browser| browser.ask("attendance_to_do", "").await.json()["runs"].as_array().unwrap().len();
    assert_eq!([tasks(&stage.owner).await, tasks(&staff).await, tasks(&stranger).await], [1, 1, 0]);
    assert_eq!(finalize(&manager, stage.run, "by_attendance", 1).await, 200, "a manager may");
    in_step(&app).await;

    let appeal = nukkad::entity::appeal::Entity::find().one(app.services.store.reader()).await.unwrap().unwrap().id.to_string();
    let make = async |browser: &Browser| {
        let fields = [("form[reference]", reference.as_str()), ("form[words]", "I was there."), ("form[who][0]", "1")];
        browser.call("make_appeal", &fields).await.status
    };
    let answer =
        async |browser: &Browser| browser.call("answer_appeal", &[("run", &run), ("appeal", &appeal), ("answer", "disputes"), ("words", "No.")]).await.status;
    let decide = async |browser: &Browser| browser.call("decide_appeal", &[("id", &appeal), ("decision", "deny"), ("words", "No.")]).await.status;
    // An appeal that nobody has made yet is nothing to an admin. The traveler makes it, as the last of the row.
    for ((who, browser), expected) in everybody.iter().zip([
        [404, 404, 404, 404, 404, 404],
        [404, 404, 404, 404, 404, 404],
        [404, 404, 404, 404, 404, 404],
        [404, 404, 404, 404, 404, 404],
        [200, 200, 404, 404, 404, 200],
        [404, 404, 404, 404, 404, 404],
        [404, 404, 200, 200, 200, 404],
        [303, 401, 303, 401, 401, 401],
    ]) {
        let seen = [
            browser.get(&format!("/bookings/{reference}/appeal")).await.status,
            browser.ask("appeal_of_booking", &format!("reference={reference}")).await.status,
            browser.get(&format!("/admin/appeals/{appeal}")).await.status,
            browser.ask("appeal_case", &format!("id={appeal}")).await.status,
            browser.ask("open_appeals", "").await.status,
            make(browser).await,
        ];
        // What an admin sees of an appeal there is only from when it was made, by the traveler before.
        assert_eq!(seen, expected, "{who}");
    }
    for ((who, browser), expected) in everybody.iter().zip([[200, 404], [409, 404], [403, 404], [404, 404], [403, 404], [403, 404], [403, 200], [401, 401]]) {
        assert_eq!([answer(browser).await, decide(browser).await], expected, "{who}");
    }
    in_step(&app).await;
});

on_both!(what_is_anothers_looks_like_nothing, async |app: TestApp| {
    let stage = stage(&app, PAID).await;
    let (id, stranger) = somebody(&app, "stranger@example.com").await;
    app.member(app.organization("theirs").await, id, Role::Owner).await;
    let payer = paid(&app, stage.run, "asha@example.com", &["Asha"]).await;
    let (theirs, nothing) = (stranger.ask("run_attendance", &format!("run={}", stage.run)).await, stranger.ask("run_attendance", "run=987654").await);
    assert_eq!((theirs.status, &theirs.body), (404, &nothing.body));
    for run in ["0", "-1", "x", "99999999999999999999"] {
        assert_eq!(stage.owner.ask("run_attendance", &format!("run={run}")).await.status, 404, "{run}");
        assert_eq!(stage.owner.get(&format!("/host/runs/{run}/attendance")).await.status, 404, "{run}");
        assert_eq!(stage.owner.call("finalize_run", &[("run", run), ("closing", "by_attendance"), ("seen", "0")]).await.status, 404, "{run}");
        assert_eq!(stage.owner.ask("attendance_to_do", &format!("run={run}")).await.status, if run == "0" { 200 } else { 404 }, "{run}");
    }
    let query = format!("reference={}", payer.reference);
    assert_eq!(payer.browser.ask("appeal_of_booking", &query).await.status, 404, "nobody was missed");
    assert_eq!(payer.browser.ask("appeal_of_booking", "reference=NK-AAAAAAAA").await.status, 404);
    let of_another_run = stage.owner.call("answer_appeal", &[("run", &stage.run.to_string()), ("appeal", "1"), ("answer", "supports"), ("words", "")]).await;
    assert_eq!(of_another_run.status, 404);
});
