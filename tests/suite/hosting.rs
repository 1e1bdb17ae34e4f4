//! The host's side: what is shown, and to whom.

use crate::support::{
    Browser, TestApp,
    build::{PAID, RunSpec, fields, form},
    on_both,
};
use nukkad::domain::{ids::RunId, organization::Role, run::RunStatus};
use sea_orm::EntityTrait;

struct Cast {
    run: RunId,
    owner: Browser,
    manager: Browser,
    staff: Browser,
    stranger: Browser,
    traveler: Browser,
    nobody: Browser,
}

async fn person(app: &TestApp, email: &str) -> (nukkad::domain::ids::UserId, Browser) {
    let id = app.user(email, email.split('@').next().unwrap()).await;
    let browser = app.browser();
    browser.log_in(email).await;
    (id, browser)
}

async fn cast(app: &TestApp) -> Cast {
    let (ours, theirs) = (app.organization("ours").await, app.organization("theirs").await);
    let experience = app.experience(ours, "coffee").await;
    let run = app.run_of(experience, PAID).await;
    app.run_of(experience, RunSpec { starts_in_hours: -60, status: RunStatus::Completed, ..PAID }).await;
    app.run_of(experience, RunSpec { status: RunStatus::Cancelled, ..PAID }).await;
    let mut browsers = Vec::new();
    for (email, organization, role) in [
        ("owner@example.com", ours, Role::Owner),
        ("manager@example.com", ours, Role::Manager),
        ("staff@example.com", ours, Role::Staff),
        ("stranger@example.com", theirs, Role::Owner),
    ] {
        let (id, browser) = person(app, email).await;
        app.member(organization, id, role).await;
        browsers.push(browser);
    }
    let (_, traveler) = person(app, "traveler@example.com").await;
    let [owner, manager, staff, stranger] = browsers.try_into().map_err(|_| ()).unwrap();
    Cast { run, owner, manager, staff, stranger, traveler, nobody: app.browser() }
}

on_both!(rights_are_a_table, async |app: TestApp| {
    let cast = cast(&app).await;
    let run = cast.run;
    let member = [200; 4];
    for (who, browser, expected) in [
        ("owner", &cast.owner, member),
        ("manager", &cast.manager, member),
        ("staff", &cast.staff, member),
        ("another organization's owner", &cast.stranger, [200, 200, 404, 404]),
        ("traveler", &cast.traveler, [403; 4]),
    ] {
        let seen = [
            browser.get("/host").await.status,
            browser.ask("host_runs", "").await.status,
            browser.get(&format!("/host/runs/{run}")).await.status,
            browser.ask("host_run", &format!("run={run}")).await.status,
        ];
        assert_eq!(seen, expected, "{who}");
    }
    assert_eq!(cast.nobody.get(&format!("/host/runs/{run}")).await.status, 303);
    for function in ["host_runs", &format!("host_run?run={run}")] {
        let (name, query) = function.split_once('?').unwrap_or((function, ""));
        assert_eq!(cast.nobody.ask(name, query).await.status, 401);
    }
});

on_both!(another_hosts_run_looks_like_none, async |app: TestApp| {
    let cast = cast(&app).await;
    let (real, none) = (format!("run={}", cast.run), "run=987654".to_owned());
    let (theirs, missing) = (cast.stranger.ask("host_run", &real).await, cast.stranger.ask("host_run", &none).await);
    assert_eq!((theirs.status, &theirs.body), (404, &missing.body));
    assert_eq!(missing.status, 404);
    let names = |answer: &crate::support::Answer| answer.headers.keys().map(ToString::to_string).collect::<Vec<_>>();
    assert_eq!(names(&theirs), names(&missing));

    // Of a page, all but its own address and its nonce.
    let page = |body: &str, run: &str| {
        let once = body.split("nonce=\"").nth(1).unwrap().split('"').next().unwrap().to_owned();
        body.replace(&once, "").replace(run, "")
    };
    let (theirs, missing) = (cast.stranger.get(&format!("/host/runs/{}", cast.run)).await, cast.stranger.get("/host/runs/987654").await);
    assert_eq!((theirs.status, missing.status), (404, 404));
    assert_eq!(page(&theirs.body, &format!("/host/runs/{}", cast.run)), page(&missing.body, "/host/runs/987654"));
    for id in ["0", "-1", "abc", "1%20OR%201=1", "99999999999999999999"] {
        assert_eq!(cast.owner.get(&format!("/host/runs/{id}")).await.status, 404, "{id}");
        assert_eq!(cast.owner.ask("host_run", &format!("run={id}")).await.status, 404, "{id}");
    }
});

on_both!(the_host_sees_who_is_coming, async |app: TestApp| {
    let cast = cast(&app).await;
    let run = cast.run;
    let to = cast.traveler.call("book", &fields(&form(&run.to_string(), "a", &["Asha Rao", "Binu"]))).await.json()["to"].as_str().unwrap().to_owned();
    let reference = to.trim_start_matches("/bookings/").to_owned();

    let pending = cast.owner.ask("host_run", &format!("run={run}")).await.json();
    let row = &pending["bookings"][0];
    assert_eq!((row["reference"].as_str(), row["lead_traveler"].as_str(), row["party"].as_i64()), (Some(reference.as_str()), Some("Asha Rao"), Some(2)));
    assert!(row["email"].is_null() && row["phone"].is_null(), "an unpaid booking's contact is nobody's business");
    assert_eq!(pending["summary"]["figures"]["net"].as_i64(), Some(0));
    let page = cast.staff.get(&format!("/host/runs/{run}")).await.body;
    assert!(page.contains(&reference) && page.contains("shown once confirmed") && page.contains("One of us uses a cane") && page.contains("2 / 12"));
    assert!(!page.contains("asha@example.com"));

    let reference = reference.parse().unwrap();
    let paid = app.pay(&reference).await;
    cast.traveler.come_back(&reference, &paid).await;
    let confirmed = cast.owner.ask("host_run", &format!("run={run}")).await.json();
    let row = &confirmed["bookings"][0];
    assert_eq!((row["email"].as_str(), row["phone"].as_str()), (Some("asha@example.com"), Some("+919845012345")));
    let summary = &confirmed["summary"];
    assert_eq!((summary["bookings"].as_i64(), summary["travelers"].as_i64()), (Some(1), Some(2)));
    assert_eq!((summary["figures"]["net"].as_i64(), summary["figures"]["stakes_held"].as_i64()), (Some(81_000), Some(40_000)));
    let keys: Vec<&str> = row.as_object().unwrap().keys().map(String::as_str).collect();
    assert_eq!(
        keys,
        ["answers", "booked_at", "email", "hold_seconds_left", "lead_traveler", "notes", "party", "people", "phone", "reference", "requests", "status"],
        "a host's answer carries nothing else"
    );
});

on_both!(bookings_can_be_sorted_and_filtered, async |app: TestApp| {
    let cast = cast(&app).await;
    let run = cast.run.to_string();
    for (token, names) in [("a", &["Zubin", "Y"][..]), ("b", &["asha"]), ("c", &["Meera", "K", "L"])] {
        assert_eq!(cast.traveler.call("book", &fields(&form(&run, token, names))).await.status, 200);
        app.pass(1);
    }
    let given_up = cast.traveler.ask("bookings", "").await.json()[0]["reference"].as_str().unwrap().to_owned();
    assert_eq!(cast.traveler.call("give_up", &[("reference", &given_up)]).await.status, 200);
    let leads = async |query: &str| {
        let answer = cast.owner.ask("host_run", &format!("run={run}{query}")).await.json();
        answer["bookings"].as_array().unwrap().iter().map(|row| row["lead_traveler"].as_str().unwrap().to_owned()).collect::<Vec<_>>()
    };
    assert_eq!(leads("").await, ["Meera", "asha", "Zubin"]);
    assert_eq!(leads("&sort=oldest").await, ["Zubin", "asha", "Meera"]);
    assert_eq!(leads("&sort=name").await, ["asha", "Meera", "Zubin"]);
    assert_eq!(leads("&sort=party").await, ["Meera", "Zubin", "asha"]);
    assert_eq!(leads("&status=cancelled").await, ["Meera"]);
    assert_eq!(leads("&status=nonsense&sort=nonsense").await.len(), 3);
    let page = cast.owner.get(&format!("/host/runs/{run}?status=pending&sort=name")).await.body;
    assert!(page.contains("Zubin") && !page.contains("Meera"));
});

on_both!(runs_stand_under_their_tab, async |app: TestApp| {
    let cast = cast(&app).await;
    for tab in ["upcoming", "past", "cancelled"] {
        let answer = cast.owner.ask("host_runs", &format!("tab={tab}")).await.json();
        assert_eq!((answer["tab"].as_str(), answer["runs"].as_array().unwrap().len(), answer[tab].as_i64()), (Some(tab), 1, Some(1)));
    }
    let theirs = cast.stranger.ask("host_runs", "").await.json();
    assert_eq!(theirs["runs"].as_array().unwrap().len(), 0);
    assert!(cast.owner.get("/host/runs").await.body.contains("View details"));
});

on_both!(who_belongs_to_two_organizations_acts_for_one, async |app: TestApp| {
    let cast = cast(&app).await;
    let theirs = app.organization("second").await;
    let (both, browser) = person(&app, "both@example.com").await;
    let ours = nukkad::entity::organization::Entity::find().one(app.services.store.reader()).await.unwrap().unwrap().id;
    app.member(ours, both, Role::Owner).await;
    app.pass(1);
    app.member(theirs, both, Role::Staff).await;
    let acting = async || {
        let bar = browser.ask("host_bar", "").await.json();
        (bar["organization"].as_str().unwrap().to_owned(), bar["role"].as_str().unwrap().to_owned())
    };
    assert_eq!(acting().await, ("The ours people".to_owned(), "owner".to_owned()));
    assert_eq!(browser.ask("host_run", &format!("run={}", cast.run)).await.status, 200);
    assert_eq!(browser.submit("/host", "switch_organization", &[("organization", &theirs.to_string())]).await.location.as_deref(), Some("/host"));
    assert_eq!(acting().await, ("The second people".to_owned(), "staff".to_owned()));
    assert_eq!(browser.ask("host_run", &format!("run={}", cast.run)).await.status, 404);
    assert_eq!(browser.call("cancel_run", &[("run", &cast.run.to_string()), ("reason", "Rain")]).await.status, 403, "by the role there, not here");

    assert_eq!(cast.stranger.call("switch_organization", &[("organization", &ours.to_string())]).await.status, 404);
    assert_eq!(cast.nobody.call("switch_organization", &[("organization", &ours.to_string())]).await.status, 401);
});

on_both!(the_overview_adds_up_the_season_and_says_what_to_do, async |app: TestApp| {
    let cast = cast(&app).await;
    let payer = app.payer_on(cast.run, "asha@example.com", &["Asha Rao", "Binu"]).await;
    payer.browser.come_back(&payer.reference, &app.pay(&payer.reference).await).await;
    let page = cast.owner.ask("host_overview", "").await.json();
    let weeks = page["season"]["weeks"].as_array().unwrap();
    let sum = |figure: &str| weeks.iter().map(|week| week["figures"][figure].as_i64().unwrap()).sum::<i64>();
    assert_eq!((weeks.len(), sum("runs"), sum("capacity"), sum("taken"), sum("revenue")), (12, 2, 24, 2, 81_000), "the run that was called off does not count");
    assert_eq!(page["next"].as_array().unwrap().len(), 1);
    assert_eq!(page["tasks"].as_array().unwrap().len(), 0);

    let words = async |browser: &Browser| {
        let page = browser.ask("host_overview", "").await.json();
        page["tasks"].as_array().unwrap().iter().map(|task| task["words"].as_str().unwrap().split(' ').next().unwrap().to_owned()).collect::<Vec<_>>()
    };
    app.pass(47 * 60);
    assert_eq!(words(&cast.staff).await, ["Get"]);
    assert_eq!(words(&cast.manager).await, ["Get", "Schedule"]);
    app.pass(5 * 60);
    assert_eq!(words(&cast.staff).await, [""; 0]);
    assert_eq!(words(&cast.manager).await, ["Schedule"]);
    assert_eq!(words(&cast.stranger).await, [""; 0]);
    assert_eq!(cast.traveler.ask("host_overview", "").await.status, 403);
    assert_eq!(cast.nobody.ask("host_overview", "").await.status, 401);
    let html = cast.owner.get("/host").await.body;
    assert!(html.contains("Seats sold") && html.contains("2 of 24") && html.contains("Schedule Filter coffee"), "{html}");
});
