//! Scheduling runs, one and many, and changing them: what is planned, what is refused, and who may.

use crate::support::{
    Answer, Browser, TestApp,
    build::{PAID, RunSpec, fields, form},
    on_both,
};
use chrono::{Duration, NaiveDate};
use nukkad::{
    domain::{
        experience::ExperienceStatus,
        ids::{ExperienceId, OrganizationId, RunId, SeriesId},
        money::Paise,
        organization::Role,
        run::{RunStatus, RunTerms},
        schedule::{ScheduleForm, Scope},
    },
    entity::{event_run, experience, series_date},
    services::{hosting::Membership, run_terms::filled_in, runs::Scheduled},
};
use sea_orm::{ActiveValue::NotSet, ColumnTrait, EntityTrait, PaginatorTrait, QueryFilter, QueryOrder, Set, sea_query::Expr};

/// An organization with an experience, and everybody who may want something of it.
pub(crate) struct House {
    pub(crate) organization: OrganizationId,
    pub(crate) experience: ExperienceId,
    pub(crate) owner: Browser,
    pub(crate) membership: Membership,
}

pub(crate) async fn person(app: &TestApp, email: &str) -> (nukkad::domain::ids::UserId, Browser) {
    let id = app.user(email, email.split('@').next().unwrap()).await;
    let browser = app.browser();
    browser.log_in(email).await;
    (id, browser)
}

async fn member(app: &TestApp, organization: OrganizationId, email: &str, role: Role) -> Browser {
    let (id, browser) = person(app, email).await;
    app.member(organization, id, role).await;
    browser
}

pub(crate) async fn house(app: &TestApp) -> House {
    let organization = app.organization("ours").await;
    let experience = app.experience(organization, "coffee").await;
    let (user, owner) = person(app, "owner@example.com").await;
    app.member(organization, user, Role::Owner).await;
    let membership = app.services.membership(user, None).await.unwrap().unwrap();
    House { organization, experience, owner, membership }
}

/// A day at the place, so many days from now.
fn day(app: &TestApp, days: i64) -> NaiveDate {
    (app.services.clock.now() + Duration::minutes(330) + Duration::days(days)).date_naive()
}

/// The query of the scheduling page, with a time in the morning that is no boundary of anything.
fn query(app: &TestApp, house: &House, days: i64, more: &str) -> String {
    let (experience, day) = (house.experience, day(app, days));
    format!("experience={experience}&check=1&date={day}&time=06:45&minutes=150&ends=&price=450&stake=200.50&capacity=12&cutoff=2&repeat=once{more}")
}

fn series_query(app: &TestApp, house: &House, count: u32) -> String {
    let all = "&weekday=mo&weekday=tu&weekday=we&weekday=th&weekday=fr&weekday=sa&weekday=su";
    query(app, house, 3, &format!("&every=1{all}&count={count}&until=")).replace("repeat=once", "repeat=weekly")
}

/// The days that a query plans, as the page lists them.
async fn planned(browser: &Browser, query: &str) -> Vec<String> {
    let answer = browser.ask("plan_runs", &serialized("query", query)).await.json();
    answer["plan"]["dates"].as_array().unwrap_or_else(|| panic!("{answer}")).iter().map(|date| date["day"].as_str().unwrap().to_owned()).collect()
}

fn serialized(name: &str, value: &str) -> String {
    form_urlencoded::Serializer::new(String::new()).append_pair(name, value).finish()
}

/// Sends the form under the plan, as a browser without JavaScript does.
async fn schedule(browser: &Browser, query: &str, token: &str, keep: &[String]) -> Answer {
    let names: Vec<String> = (0..keep.len()).map(|index| format!("keep[{index}]")).collect();
    let ticks = names.iter().zip(keep).map(|(name, day)| (name.as_str(), day.as_str()));
    let fields: Vec<(&str, &str)> = [("plan", query), ("token", token)].into_iter().chain(ticks).collect();
    browser.submit(&format!("/host/runs/new?{query}"), "schedule_runs", &fields).await
}

pub(crate) async fn row(app: &TestApp, run: RunId) -> event_run::Model {
    event_run::Entity::find_by_id(run).one(app.services.store.reader()).await.unwrap().unwrap()
}

async fn runs_of(app: &TestApp, experience: ExperienceId) -> Vec<event_run::Model> {
    let rows = event_run::Entity::find().filter(event_run::Column::ExperienceId.eq(experience)).order_by_asc(event_run::Column::StartsAt);
    rows.order_by_asc(event_run::Column::Id).all(app.services.store.reader()).await.unwrap()
}

/// Fields of the form that changes a run, filled in as its page does.
pub(crate) fn change(terms: &RunTerms, changes: &[(&str, &str)]) -> Vec<(String, String)> {
    let form = filled_in(terms, "Asia/Kolkata");
    let typed = [
        ("date", form.date),
        ("time", form.time),
        ("minutes", form.minutes),
        ("ends", form.ends),
        ("price", form.price),
        ("stake", form.stake),
        ("capacity", form.capacity),
        ("cutoff", form.cutoff),
    ];
    let value = |name: &str, was: String| changes.iter().find(|(changed, _)| *changed == name).map_or(was, |(_, is)| (*is).to_owned());
    let mut fields: Vec<_> = typed.into_iter().map(|(name, was)| (format!("form[{name}]"), value(name, was))).collect();
    fields.extend(changes.iter().filter(|(name, _)| ["scope"].contains(name)).map(|(name, is)| ((*name).to_owned(), (*is).to_owned())));
    fields.push(("shown".to_owned(), terms.to_text()));
    fields
}

pub(crate) async fn change_run(browser: &Browser, run: RunId, shown: &RunTerms, changes: &[(&str, &str)]) -> Answer {
    let mut form = change(shown, changes);
    form.push(("run".to_owned(), run.to_string()));
    browser.call("change_run", &fields(&form)).await
}

/// A series of so many runs, one a day, that is made already.
pub(crate) async fn made_series(app: &TestApp, house: &House, count: u32) -> (SeriesId, Vec<event_run::Model>) {
    let query = series_query(app, house, count);
    let days: Vec<NaiveDate> = planned(&house.owner, &query).await.iter().map(|day| day.parse().unwrap()).collect();
    let token = app.services.entropy.token();
    let Scheduled::Series(series) = app.services.schedule(&house.membership, &ScheduleForm::parse(&query), &days, &token).await.unwrap() else {
        panic!("one run only")
    };
    app.services.make_series(series).await.unwrap();
    let rows = event_run::Entity::find().filter(event_run::Column::SeriesId.eq(series)).order_by_asc(event_run::Column::StartsAt);
    (series, rows.all(app.services.store.reader()).await.unwrap())
}

on_both!(rights_are_a_table, async |app: TestApp| {
    let house = house(&app).await;
    let theirs = app.organization("theirs").await;
    let manager = member(&app, house.organization, "manager@example.com", Role::Manager).await;
    let staff = member(&app, house.organization, "staff@example.com", Role::Staff).await;
    let stranger = member(&app, theirs, "stranger@example.com", Role::Owner).await;
    let (_, traveler) = person(&app, "traveler@example.com").await;
    let (series, _) = made_series(&app, &house, 2).await;
    app.drain().await;
    let plan = query(&app, &house, 3, "");
    for (token, (who, browser, pages, reads, writes)) in [
        ("owner", &house.owner, [200, 200, 200, 200], [200, 200, 200, 200], [200, 200, 200]),
        ("manager", &manager, [200, 200, 200, 200], [200, 200, 200, 200], [200, 200, 200]),
        ("staff", &staff, [403, 403, 403, 200], [403, 403, 403, 200], [403, 403, 403]),
        ("another organization's owner", &stranger, [404, 404, 404, 404], [404, 404, 404, 404], [404, 404, 404]),
        ("traveler", &traveler, [403, 403, 403, 403], [403, 403, 403, 403], [403, 403, 403]),
        ("nobody", &app.browser(), [303, 303, 303, 303], [401, 401, 401, 401], [401, 401, 401]),
    ]
    .into_iter()
    .enumerate()
    {
        let run = app.run_of(house.experience, PAID).await;
        let seen = [
            browser.get(&format!("/host/runs/new?{plan}")).await.status,
            browser.get(&format!("/host/runs/{run}/edit")).await.status,
            browser.get(&format!("/host/runs/{run}/cancel")).await.status,
            browser.get(&format!("/host/series/{series}")).await.status,
        ];
        assert_eq!(seen, pages, "{who}'s pages");
        let asked = [
            browser.ask("plan_runs", &serialized("query", &plan)).await.status,
            browser.ask("run_to_change", &format!("run={run}")).await.status,
            browser.ask("call_off", &format!("run={run}")).await.status,
            browser.ask("series", &format!("id={series}")).await.status,
        ];
        assert_eq!(asked, reads, "{who}'s questions");
        let shown = row(&app, run).await.terms();
        let done = [
            browser.call("schedule_runs", &[("plan", &plan), ("token", &format!("t{token}"))]).await.status,
            change_run(browser, run, &shown, &[("price", "500")]).await.status,
            browser.call("cancel_run", &[("run", &run.to_string()), ("reason", "Rain"), ("scope", "following")]).await.status,
        ];
        assert_eq!(done, writes, "{who}'s deeds");
        let after = row(&app, run).await;
        let allowed = writes[0] == 200;
        assert_eq!((after.price == Paise(50_000), after.status == RunStatus::Cancelled), (allowed, allowed), "{who}");
    }
    let missing = [
        house.owner.get("/host/runs/987654/edit").await.status,
        house.owner.get("/host/runs/987654/cancel").await.status,
        house.owner.get("/host/series/987654").await.status,
        house.owner.get("/host/runs/new?experience=987654").await.status,
        house.owner.get("/host/runs/new?experience=x").await.status,
    ];
    assert_eq!(missing, [404; 5]);
    app.drain().await;
});

on_both!(one_run_is_planned_shown_and_made_once, async |app: TestApp| {
    let house = house(&app).await;
    assert!(house.owner.get("/host/runs").await.body.contains("/host/runs/new"));
    assert!(house.owner.get("/host/runs/new").await.body.contains(&format!("/host/runs/new?experience={}", house.experience)));
    let begun = house.owner.get(&format!("/host/runs/new?experience={}", house.experience)).await;
    assert!(begun.status == 200 && begun.body.contains(r#"value="150""#) && begun.body.contains("India time (Asia/Kolkata)"), "{}", begun.body);
    let query = query(&app, &house, 3, "");
    let page = house.owner.get(&format!("/host/runs/new?{query}")).await;
    assert!(page.status == 200 && page.body.contains("Schedule this run") && page.body.contains("6:45 – 9:15 am"), "{}", page.body);
    assert_eq!(runs_of(&app, house.experience).await.len(), 0, "to look is to change nothing");

    let answer = schedule(&house.owner, &query, "once", &[]).await;
    assert_eq!(answer.status, 303, "{}", answer.body);
    let to = answer.location.unwrap();
    assert_eq!(schedule(&house.owner, &query, "once", &[]).await.location.as_deref(), Some(to.as_str()), "the same form");
    let both = tokio::join!(schedule(&house.owner, &query, "twice", &[]), schedule(&house.owner, &query, "twice", &[]));
    assert_eq!(both.0.location, both.1.location, "the same form at once");
    let made = runs_of(&app, house.experience).await;
    assert_eq!((made.len(), format!("/host/runs/{}", made[0].id)), (2, to));
    let run = &made[0];
    assert_eq!(run.starts_at.format("%H:%M").to_string(), "01:15");
    assert_eq!(((run.ends_at - run.starts_at).num_minutes(), (run.starts_at - run.cutoff_at).num_hours()), (150, 2));
    assert_eq!((run.price, run.stake, run.capacity, run.series_id), (Paise(45_000), Paise(20_050), 12, None));
    let log = app.services.activity(house.organization, None).await.unwrap().lines;
    assert_eq!((log.len(), log[1].action.as_str(), log[1].after["price"].as_i64()), (2, "run.scheduled", Some(45_000)));
    assert!(log[1].before.is_null());
    // The next form begins with what was good for the last run.
    let again = house.owner.get(&format!("/host/runs/new?experience={}", house.experience)).await.body;
    assert!(again.contains(r#"value="200.50""#) && again.contains(r#"value="06:45""#));
    app.drain().await;
});

on_both!(what_makes_no_sense_is_said_beside_its_field_and_makes_nothing, async |app: TestApp| {
    let house = house(&app).await;
    let good = query(&app, &house, 3, "");
    let yesterday = good.replace(&day(&app, 3).to_string(), &day(&app, -1).to_string());
    for (query, field, typed) in [
        (yesterday, "date", ""),
        (good.replace("ends=", "ends=06:30"), "ends", "06:30"),
        (good.replace("price=450", "price=4.505"), "price", "4.505"),
        (good.replace("price=450", "price=-1"), "price", "-1"),
        (good.replace("capacity=12", "capacity=1001"), "capacity", "1001"),
        (good.replace("capacity=12", "capacity=a%20dozen"), "capacity", "a dozen"),
        (series_query(&app, &house, 5).replace("count=5", "count="), "until", ""),
        (series_query(&app, &house, 201), "count", "201"),
    ] {
        let answer = house.owner.ask("plan_runs", &serialized("query", &query)).await.json();
        assert_eq!(answer["errors"].as_object().unwrap().keys().collect::<Vec<_>>(), [field], "{query}");
        let page = house.owner.get(&format!("/host/runs/new?{query}")).await;
        assert!(page.status == 422 && page.body.contains(&format!("value=\"{typed}\"")) && !page.body.contains("Schedule this run"), "{query}");
        assert_eq!(schedule(&house.owner, &query, "bad", &[]).await.status, 422, "{query}");
    }
    // A day that the plan does not have, and a token that is none.
    assert_eq!(schedule(&house.owner, &series_query(&app, &house, 3), "bad", &[day(&app, 90).to_string()]).await.status, 409);
    assert_eq!(schedule(&house.owner, &series_query(&app, &house, 3), "bad", &["soon".to_owned()]).await.status, 409);
    assert_eq!(schedule(&house.owner, &series_query(&app, &house, 3), "bad", &[]).await.status, 422);
    assert_eq!(schedule(&house.owner, &good, "'; --", &[]).await.status, 409);
    let draft = app.experience(house.organization, "draft").await;
    let unpublish = experience::Entity::update_many().col_expr(experience::Column::Status, Expr::value(ExperienceStatus::Draft));
    unpublish.filter(experience::Column::Id.eq(draft)).exec(app.services.store.writer()).await.unwrap();
    app.services.fill_search().await.unwrap();
    assert_eq!(house.owner.get(&format!("/host/runs/new?experience={draft}")).await.status, 409);
    assert_eq!(event_run::Entity::find().count(app.services.store.reader()).await.unwrap(), 0);
    app.drain().await;
});

on_both!(a_series_is_made_by_a_job_that_can_be_killed, async |app: TestApp| {
    let house = house(&app).await;
    let query = series_query(&app, &house, 200);
    let mut days = planned(&house.owner, &query).await;
    assert_eq!(days.len(), 200);
    let page = house.owner.get(&format!("/host/runs/new?{query}")).await.body;
    assert!(page.contains("A series of 200 runs") && page.matches("name=\"keep[").count() == 200);
    // Two are left out; the form that is sent twice makes one series.
    assert_eq!(days_of(&page), days);
    days.remove(9);
    days.remove(7);
    let answer = schedule(&house.owner, &query, "series", &days).await;
    let to = answer.location.unwrap_or_else(|| panic!("{}", answer.body));
    assert_eq!(schedule(&house.owner, &query, "series", &days).await.location.as_deref(), Some(to.as_str()));
    let series: SeriesId = to.trim_start_matches("/host/series/").parse().unwrap();
    let state = async || {
        let answer = house.owner.ask("series", &format!("id={series}")).await.json();
        (answer["made"].as_u64().unwrap(), answer["planned"].as_u64().unwrap(), answer["runs"].as_array().unwrap().len() as u64)
    };
    assert_eq!(state().await, (0, 198, 0));
    assert!(house.owner.get(&to).await.body.contains("0 of 198"));

    // The job is killed as soon as some are made; what the page says is what there is.
    let some = async || while runs_of(&app, house.experience).await.len() < 60 {};
    tokio::select! {
        biased;
        () = some() => {}
        made = app.services.make_series(series) => made.unwrap(),
    }
    let (made, planned, runs) = loop {
        // What the database had been told to commit at that moment may still come.
        let seen = state().await;
        if seen == state().await {
            break seen;
        }
    };
    assert!((60..=198).contains(&made) && (planned, runs) == (198, made), "{made} of {planned}, {runs} runs");
    // Two workers at once make up for it, and one more finds nothing to do.
    let (one, other) = tokio::join!(app.services.make_series(series), app.services.make_series(series));
    one.and(other).unwrap();
    app.drain().await;
    assert_eq!(state().await, (198, 198, 198));
    let starts: Vec<String> =
        runs_of(&app, house.experience).await.iter().map(|run| (run.starts_at + Duration::minutes(330)).date_naive().to_string()).collect();
    assert_eq!(starts, days);
    let first = &runs_of(&app, house.experience).await[0];
    assert_eq!((first.series_id, first.price, first.capacity), (Some(series), Paise(45_000), 12));
    let log = app.services.activity(house.organization, None).await.unwrap().lines;
    assert_eq!((log.len(), log[0].action.as_str(), log[0].after["dates"].as_array().unwrap().len()), (1, "series.scheduled", 198));
});

/// The days that a page's ticks stand for.
fn days_of(page: &str) -> Vec<String> {
    page.split("name=\"keep[").skip(1).map(|rest| rest.split("value=\"").nth(1).unwrap().split('"').next().unwrap().to_owned()).collect()
}

on_both!(a_change_counts_for_new_bookings_and_is_written_down, async |app: TestApp| {
    let house = house(&app).await;
    let run = app.run_of(house.experience, PAID).await;
    let payer = app.payer_on(run, "asha@example.com", &["Asha", "Binu"]).await;
    let shown = row(&app, run).await.terms();
    let page = house.owner.get(&format!("/host/runs/{run}/edit")).await.body;
    assert!(page.contains(&shown.to_text()) && page.contains(r#"value="450""#) && page.contains("2 seats are taken"));
    let answer = change_run(&house.owner, run, &shown, &[("price", "500.50"), ("capacity", "20"), ("cutoff", "5")]).await;
    assert_eq!((answer.status, answer.json()["to"].as_str().map(str::to_owned)), (200, Some(format!("/host/runs/{run}"))));
    let after = row(&app, run).await;
    assert_eq!((after.price, after.capacity, (after.starts_at - after.cutoff_at).num_hours()), (Paise(50_050), 20, 5));
    assert_eq!((after.starts_at, after.rescheduled_at), (shown.starts_at, None));
    assert_eq!(app.booking(&payer.reference).await.price_each, Paise(45_000), "a booking keeps its price");
    let log = app.services.activity(house.organization, None).await.unwrap().lines;
    let names: Vec<&str> = log[0].before.as_object().unwrap().keys().map(String::as_str).collect();
    assert_eq!((log[0].action.as_str(), names), ("run.changed", vec!["capacity", "cutoff_at", "price"]));
    assert_eq!((log[0].before["price"].as_i64(), log[0].after["price"].as_i64()), (Some(45_000), Some(50_050)));
    // The same once more changes nothing, and is not written down again.
    assert_eq!(change_run(&house.owner, run, &after.terms(), &[]).await.status, 200);
    assert_eq!(app.services.activity(house.organization, None).await.unwrap().lines.len(), 1);
    app.drain().await;
    assert_eq!(app.mails.parcels().len(), 0, "nobody is bothered about a price");
});

on_both!(capacity_never_falls_below_the_seats_taken, async |app: TestApp| {
    let house = house(&app).await;
    let run = app.run_of(house.experience, RunSpec::default()).await;
    app.payer_on(run, "asha@example.com", &["Asha", "Binu", "Chitra"]).await;
    let shown = row(&app, run).await.terms();
    let refused = change_run(&house.owner, run, &shown, &[("capacity", "2")]).await;
    assert_eq!(refused.status, 422);
    assert_eq!(refused.json()["fields"]["capacity"], "3 seats are taken already: choose 3 or more.");
    let mut form = change(&shown, &[("capacity", "2")]);
    form.push(("run".to_owned(), run.to_string()));
    let page = house.owner.submit(&format!("/host/runs/{run}/edit"), "change_run", &fields(&form)).await;
    assert!(page.status == 422 && page.body.contains("3 seats are taken already") && page.body.contains(r#"value="2""#), "{}", page.body);
    assert_eq!(change_run(&house.owner, run, &shown, &[("capacity", "3")]).await.status, 200);

    // Twelve travelers and a host who closes the run behind them, all at once.
    let run = app.run_of(house.experience, RunSpec::default()).await;
    let shown = row(&app, run).await.terms();
    let mut rush = tokio::task::JoinSet::new();
    for guest in 0..12 {
        let (_, browser) = person(&app, &format!("guest{guest}@example.com")).await;
        rush.spawn(async move { browser.call("book", &fields(&form_for(run))).await.status });
    }
    for capacity in ["4", "6", "8"] {
        let owner = house.owner.clone();
        rush.spawn(async move { change_run(&owner, run, &shown, &[("capacity", capacity)]).await.status });
    }
    let answers = rush.join_all().await;
    assert!(answers.iter().all(|status| [200, 409, 422].contains(status)), "{answers:?}");
    let after = row(&app, run).await;
    assert!(after.seats_taken <= after.capacity, "{} of {}", after.seats_taken, after.capacity);
    app.drain().await;
});

fn form_for(run: RunId) -> Vec<(String, String)> {
    form(&run.to_string(), "a", &["Guest"])
}

on_both!(of_two_members_the_second_is_told_and_loses_nothing, async |app: TestApp| {
    let house = house(&app).await;
    let manager = member(&app, house.organization, "manager@example.com", Role::Manager).await;
    let run = app.run_of(house.experience, PAID).await;
    let shown = row(&app, run).await.terms();
    assert_eq!(change_run(&house.owner, run, &shown, &[("price", "500")]).await.status, 200);
    let mut form = change(&shown, &[("price", "475"), ("capacity", "15")]);
    form.push(("run".to_owned(), run.to_string()));
    let page = manager.submit(&format!("/host/runs/{run}/edit"), "change_run", &fields(&form)).await;
    assert_eq!(page.status, 409);
    assert!(page.body.contains("somebody else has changed this run") && page.body.contains("The price is ₹500."), "{}", page.body);
    let now = row(&app, run).await.terms();
    assert!(page.body.contains(r#"value="475""#) && page.body.contains(r#"value="15""#) && page.body.contains(&now.to_text()), "{}", page.body);
    // Sent once more, it is sent knowingly.
    assert_eq!(change_run(&manager, run, &now, &[("price", "475"), ("capacity", "15")]).await.status, 200);
    assert_eq!((row(&app, run).await.price, row(&app, run).await.capacity), (Paise(47_500), 15));
    // Both at once: one of them.
    let shown = row(&app, run).await.terms();
    let (one, other) = tokio::join!(change_run(&house.owner, run, &shown, &[("price", "1")]), change_run(&manager, run, &shown, &[("price", "2")]));
    assert_eq!((one.status.min(other.status), one.status.max(other.status)), (200, 409));
    for (shown, status) in [("what", 400), ("", 400)] {
        let answer = manager.call("change_run", &[("run", &run.to_string()), ("shown", shown), ("form[price]", "1")]).await;
        assert_eq!(answer.status, status);
    }
    // A run that has begun.
    app.pass(49 * 60);
    assert_eq!(change_run(&manager, run, &row(&app, run).await.terms(), &[("price", "3")]).await.status, 409);
    assert_eq!(manager.get(&format!("/host/runs/{run}/edit")).await.status, 409);
});

on_both!(this_and_following_changes_what_was_changed_and_nothing_before, async |app: TestApp| {
    let house = house(&app).await;
    let (_, runs) = made_series(&app, &house, 5).await;
    app.drain().await;
    // The last one has a price of its own.
    assert_eq!(change_run(&house.owner, runs[4].id, &runs[4].terms(), &[("price", "999")]).await.status, 200);
    let answer = change_run(&house.owner, runs[2].id, &runs[2].terms(), &[("time", "07:15"), ("capacity", "15"), ("scope", "following")]).await;
    assert_eq!(answer.status, 200, "{}", answer.body);
    for (index, before) in runs.iter().enumerate() {
        let (after, later) = (row(&app, before.id).await, index >= 2);
        let moved = if later { Duration::minutes(30) } else { Duration::zero() };
        assert_eq!((after.starts_at - before.starts_at, after.ends_at - before.ends_at, after.cutoff_at - before.cutoff_at), (moved, moved, moved), "{index}");
        assert_eq!((after.capacity, after.price), (if later { 15 } else { 12 }, Paise(if index == 4 { 99_900 } else { 45_000 })), "{index}");
        assert_eq!(after.rescheduled_at.is_some(), later);
    }
    // Too few seats on one of them: nothing changes on any.
    app.payer_on(runs[4].id, "asha@example.com", &["Asha", "Binu"]).await;
    let third = row(&app, runs[2].id).await;
    let refused = change_run(&house.owner, third.id, &third.terms(), &[("capacity", "1"), ("scope", "following")]).await;
    assert!(refused.status == 422 && refused.json()["fields"]["capacity"].as_str().unwrap().starts_with("2 seats are taken already on "), "{}", refused.body);
    assert_eq!(row(&app, third.id).await, third);
    let elsewhere = day(&app, 40).to_string();
    let refused = change_run(&house.owner, third.id, &third.terms(), &[("date", &elsewhere), ("scope", "following")]).await;
    assert_eq!((refused.status, refused.json()["fields"]["date"].is_string()), (422, true));
    app.drain().await;

    // A series that is still being made is not changed halfway; called off from here on, the rest is not made any more.
    let (series, runs) = made_series(&app, &house, 3).await;
    let starts_at = runs[2].starts_at + Duration::days(1);
    let unmade = series_date::ActiveModel { id: NotSet, series_id: Set(series), position: Set(3), starts_at: Set(starts_at), run_id: Set(None) };
    series_date::Entity::insert(unmade).exec_without_returning(app.services.store.writer()).await.unwrap();
    let price = [("price", "1"), ("scope", "following")];
    assert_eq!(change_run(&house.owner, runs[0].id, &runs[0].terms(), &price).await.status, 409);
    assert_eq!(change_run(&house.owner, runs[0].id, &runs[0].terms(), &price[..1]).await.status, 200);
    app.services.cancel_run(&house.membership, runs[1].id, "Rain", Scope::Following).await.unwrap();
    app.drain().await;
    let status = house.owner.ask("series", &format!("id={series}")).await.json();
    assert_eq!((status["made"].as_u64(), status["planned"].as_u64()), (Some(3), Some(3)));
    let open = event_run::Entity::find().filter(event_run::Column::SeriesId.eq(series)).filter(event_run::Column::Status.eq(RunStatus::Scheduled));
    assert_eq!(open.count(app.services.store.reader()).await.unwrap(), 1);
});

on_both!(a_long_list_of_runs_goes_page_by_page, async |app: TestApp| {
    let house = house(&app).await;
    let other = app.experience(house.organization, "tea").await;
    // Many at the very same time, so that the order needs more than the time.
    for index in 0..105 {
        app.run_of(house.experience, RunSpec { starts_in_hours: 48 + index / 50, ..RunSpec::default() }).await;
    }
    let alone = app.run_of(other, RunSpec::default()).await;
    for tab in ["upcoming", "cancelled"] {
        let (mut seen, mut after) = (Vec::new(), String::new());
        loop {
            let page = house.owner.ask("host_runs", &format!("tab={tab}{after}")).await.json();
            seen.extend(page["runs"].as_array().unwrap().iter().map(|run| run["card"]["run"].as_i64().unwrap()));
            let Some(next) = page["next"].as_str() else { break };
            after = format!("&after={next}");
            assert!(house.owner.get(&format!("/host/runs?tab={tab}")).await.body.contains(&format!("after={next}")));
        }
        let all = seen.len();
        seen.sort_unstable();
        seen.dedup();
        assert_eq!((seen.len(), all), (106, 106), "{tab}");
        event_run::Entity::update_many()
            .col_expr(event_run::Column::Status, Expr::value(RunStatus::Cancelled))
            .exec(app.services.store.writer())
            .await
            .unwrap();
    }
    let page = house.owner.ask("host_runs", &format!("tab=cancelled&experience={other}")).await.json();
    assert_eq!((page["runs"].as_array().unwrap().len(), page["cancelled"].as_u64(), page["runs"][0]["card"]["run"].as_i64()), (1, Some(1), Some(alone.0)));
    assert_eq!(house.owner.ask("host_runs", "tab=cancelled&experience=987654&after=nonsense").await.json()["cancelled"].as_u64(), Some(106));
});
