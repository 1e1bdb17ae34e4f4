//! Experiences that are saved and hosts that are followed.

use super::{FAR, keep};
use crate::{
    members::person,
    support::{
        TestApp,
        build::{PASSWORD, RunSpec},
        on_both,
    },
};
use nukkad::{
    domain::{
        experience::ExperienceStatus,
        ids::ExperienceId,
        saved::{EXPERIENCES_MAX, HOSTS_MAX},
    },
    entity::{experience, followed_host, organization, saved_experience},
};
use sea_orm::{ActiveModelTrait, ActiveValue::NotSet, ColumnTrait, EntityTrait, IntoActiveModel, PaginatorTrait, QueryFilter, Set, sea_query::Expr};

pub(super) async fn shelve(app: &TestApp, id: ExperienceId, status: ExperienceStatus) {
    let change = experience::Entity::update_many().col_expr(experience::Column::Status, Expr::value(status));
    change.filter(experience::Column::Id.eq(id)).exec(app.services.store.writer()).await.unwrap();
    nukkad::services::search::put(app.services.store.writer(), &[id]).await.unwrap();
}

on_both!(what_is_kept_twice_is_kept_once, async |app: TestApp| {
    let organization = app.organization("coffee").await;
    let experience = app.experience(organization, "coffee").await;
    let run = app.run_of(experience, FAR).await.to_string();
    let (_, asha) = person(&app, "asha@example.com").await;
    let known = async |kind: &str, of: &str| asha.ask("is_favorite", &format!("kind={kind}&of={of}")).await.json();
    for (kind, of) in [("experience", "coffee"), ("run", run.as_str()), ("host", "coffee")] {
        assert_eq!(known(kind, of).await, kind == "run", "a run's is the experience's");
        for _ in 0..2 {
            let answer = keep(&asha, kind, of, true).await;
            assert_eq!((answer.status, answer.json()["to"].as_str()), (200, Some("/saved")), "{answer:?}");
        }
        assert_eq!(known(kind, of).await, true, "{kind}");
    }
    let db = app.services.store.reader();
    let counts = async || (saved_experience::Entity::find().count(db).await.unwrap(), followed_host::Entity::find().count(db).await.unwrap());
    assert_eq!(counts().await, (1, 1));
    let page = asha.get("/saved").await;
    for words in ["Filter coffee", "Next: ", "The coffee people", "Save: Filter coffee", "Follow: The coffee people"] {
        assert!(page.body.contains(words), "{words} is missing");
    }
    for kind in ["run", "host"] {
        for _ in 0..2 {
            assert_eq!(keep(&asha, kind, if kind == "run" { &run } else { "coffee" }, false).await.status, 200);
        }
    }
    assert_eq!(counts().await, (0, 0));
    let page = asha.get("/saved").await.body;
    assert!(page.contains("Nothing saved yet.") && page.contains("Nobody yet.") && page.contains("None yet."), "{page}");
    app.drain().await;
});

on_both!(the_card_shows_the_next_date_that_can_be_booked, async |app: TestApp| {
    let organization = app.organization("coffee").await;
    let (coffee, tea) = (app.experience(organization, "coffee").await, app.experience(organization, "tea").await);
    let (_, asha) = person(&app, "asha@example.com").await;
    keep(&asha, "experience", "coffee", true).await;
    app.pass(1);
    keep(&asha, "experience", "tea", true).await;
    let shown = async || {
        let page = asha.ask("saved", "").await.json();
        let cards = page["experiences"].as_array().unwrap().clone();
        cards
            .into_iter()
            .map(|card| (card["experience"]["slug"].as_str().unwrap().to_owned(), card["next"]["run"].as_i64(), card["offered"].as_bool()))
            .collect::<Vec<_>>()
    };
    let (tea_first, coffee_first) = ("tea".to_owned(), "coffee".to_owned());
    assert_eq!(shown().await, [(tea_first.clone(), None, Some(true)), (coffee_first.clone(), None, Some(true))], "the latest first");
    app.run_of(coffee, RunSpec { starts_in_hours: 1, ..FAR }).await;
    app.run_of(coffee, RunSpec { status: nukkad::domain::run::RunStatus::Cancelled, starts_in_hours: 40, ..FAR }).await;
    let full = app.run_of(coffee, RunSpec { starts_in_hours: 41, capacity: 1, ..FAR }).await;
    let next = app.run_of(coffee, RunSpec { starts_in_hours: 50, ..FAR }).await;
    app.run_of(coffee, RunSpec { starts_in_hours: 60, ..FAR }).await;
    // It starts with a later run of the other, which is not that one's next.
    let tea_next = app.run_of(tea, RunSpec { starts_in_hours: 60, ..FAR }).await;
    assert_eq!(shown().await, [(tea_first.clone(), Some(tea_next.0), Some(true)), (coffee_first.clone(), Some(full.0), Some(true))]);
    app.payer_on(full, "binu@example.com", &["Binu"]).await;
    assert_eq!(shown().await[1].1, Some(next.0), "nobody can book a full one");
    shelve(&app, tea, ExperienceStatus::Archived).await;
    assert_eq!(shown().await[0], (tea_first, None, Some(false)), "it stays on the page, and says so");
    let page = asha.get("/saved").await.body;
    assert!(page.contains("Not on offer just now") && !page.contains("href=\"/experiences/tea\""), "{page}");
    assert_eq!(keep(&asha, "experience", "tea", false).await.status, 200, "one can let go of it");
    assert_eq!(shown().await.len(), 1);
});

on_both!(more_than_one_may_keep_is_refused_with_words, async |app: TestApp| {
    let host = app.organization("coffee").await;
    let first = app.experience(host, "coffee").await;
    let (user, asha) = person(&app, "asha@example.com").await;
    let (db, now) = (app.services.store.writer(), app.services.clock.now());
    let row = experience::Entity::find_by_id(first).one(db).await.unwrap().unwrap();
    let more = (0..EXPERIENCES_MAX).map(|number| experience::ActiveModel {
        id: NotSet,
        slug: Set(format!("more-{number}")),
        ..row.clone().into_active_model().reset_all()
    });
    experience::Entity::insert_many(more).exec_without_returning(db).await.unwrap();
    let row = organization::Entity::find_by_id(host).one(db).await.unwrap().unwrap();
    let more = (0..HOSTS_MAX).map(|number| organization::ActiveModel {
        id: NotSet,
        slug: Set(format!("more-{number}")),
        ..row.clone().into_active_model().reset_all()
    });
    organization::Entity::insert_many(more).exec_without_returning(db).await.unwrap();
    let ids: Vec<_> = experience::Entity::find().filter(experience::Column::Id.ne(first)).all(db).await.unwrap();
    let kept = ids.iter().map(|row| saved_experience::ActiveModel { user_id: Set(user), experience_id: Set(row.id), created_at: Set(now) });
    saved_experience::Entity::insert_many(kept).exec_without_returning(db).await.unwrap();
    let ids: Vec<_> = organization::Entity::find().filter(organization::Column::Id.ne(host)).all(db).await.unwrap();
    let kept = ids.iter().map(|row| followed_host::ActiveModel { user_id: Set(user), organization_id: Set(row.id), created_at: Set(now) });
    followed_host::Entity::insert_many(kept).exec_without_returning(db).await.unwrap();
    for (kind, words) in [("experience", "You have saved 500 experiences"), ("host", "You follow 500 hosts")] {
        let refused = keep(&asha, kind, "coffee", true).await;
        assert_eq!((refused.status, refused.code().as_str()), (409, "conflict"), "{refused:?}");
        assert!(refused.json()["message"].as_str().unwrap().contains(words), "{refused:?}");
        assert_eq!(keep(&asha, kind, "more-7", true).await.status, 200, "what is kept already is no more");
        assert_eq!(keep(&asha, kind, "more-7", false).await.status, 200);
        assert_eq!(keep(&asha, kind, "coffee", true).await.status, 200, "there is room again");
    }
    let page = asha.ask("saved", "page=11").await.json();
    assert_eq!((page["page"].as_i64(), page["pages"].as_i64(), page["experiences"].as_array().unwrap().len()), (Some(11), Some(11), 20));
    for odd in ["0", "-1", "99999999999999999999", "x", "12"] {
        assert_eq!(asha.ask("saved", &format!("page={odd}")).await.status, 200, "{odd}");
        assert_eq!(asha.get(&format!("/saved?page={odd}")).await.status, 200, "{odd}");
    }
});

on_both!(buttons_work_without_javascript_and_after_logging_in, async |app: TestApp| {
    let run = app.run("coffee", FAR).await;
    app.user("asha@example.com", "Asha").await;
    for (path, kind, of, button) in [
        (format!("/runs/{run}?travelers=2"), "run", run.to_string(), "Save: Filter coffee"),
        ("/experiences/coffee".to_owned(), "experience", "coffee".to_owned(), "Save: Filter coffee"),
        ("/hosts/coffee".to_owned(), "host", "coffee".to_owned(), "Follow: The coffee people"),
    ] {
        let browser = app.browser();
        let fields = |keep| [("kind", kind), ("of", of.as_str()), ("keep", keep), ("next", path.as_str())];
        let page = browser.get(&path).await;
        assert!(page.body.contains(&format!("aria-label=\"{button}\" aria-pressed=\"false\"")), "{}", page.body);
        assert!(!page.headers.contains_key("set-cookie"), "looking makes no session");
        let sent_off = browser.submit(&path, "keep_favorite", &fields("true")).await;
        let way = nukkad::domain::return_path::login_then(&path);
        assert_eq!((sent_off.status, sent_off.location.as_deref()), (303, Some(way.as_str())));
        let log_in = [("form[email]", "asha@example.com"), ("form[password]", PASSWORD), ("form[next]", path.as_str())];
        assert_eq!(browser.submit("/login", "log_in", &log_in).await.location.as_deref(), Some(path.as_str()));
        let kept_already = kind == "experience";
        let page = browser.get(&path).await.body;
        assert_eq!(page.contains("one more click keeps it"), !kept_already, "{page}");
        let back = browser.submit(&path, "keep_favorite", &fields("true")).await;
        assert_eq!((back.status, back.location.as_deref()), (303, Some(path.as_str())));
        let page = browser.get(&path).await.body;
        assert!(page.contains(&format!("aria-label=\"{button}\" aria-pressed=\"true\"")) && !page.contains("one more click"), "{page}");
    }
    let page = app.browser().get("/hosts/coffee").await.body;
    assert!(page.contains("aria-pressed=\"false\"") && !page.contains("aria-pressed=\"true\""), "nobody sees what another keeps");
    let away =
        app.browser().submit("/hosts/coffee", "keep_favorite", &[("kind", "host"), ("of", "coffee"), ("keep", "true"), ("next", "//evil.example")]).await;
    assert_eq!(away.location.as_deref(), Some("/login?next=/hosts/coffee"));
});
