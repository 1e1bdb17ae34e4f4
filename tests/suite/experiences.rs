//! What hosts offer: from an idea to what travelers see, and who may do what on the way.

use crate::support::{
    Answer, Browser, TestApp,
    build::{PAID, RunSpec, fields, form},
    on_both,
};
use nukkad::{
    domain::{
        ids::{ExperienceId, NeighborhoodId, OrganizationId, UserId},
        organization::Role,
    },
    entity::{experience, experience_draft, neighborhood},
};
use sea_orm::EntityTrait;
use std::sync::Arc;

struct Cast {
    ours: OrganizationId,
    owner_id: UserId,
    owner: Browser,
    manager: Browser,
    staff: Browser,
    stranger: Browser,
    traveler: Browser,
    nobody: Browser,
    /// A published experience of ours.
    published: ExperienceId,
    place: NeighborhoodId,
}

async fn person(app: &TestApp, email: &str, name: &str, member: Option<(OrganizationId, Role)>) -> (UserId, Browser) {
    let id = app.user(email, name).await;
    if let Some((organization, role)) = member {
        app.member(organization, id, role).await;
    }
    let browser = app.browser();
    browser.log_in(email).await;
    (id, browser)
}

async fn cast(app: &TestApp) -> Cast {
    let (ours, theirs) = (app.organization("ours").await, app.organization("theirs").await);
    let published = app.experience(ours, "coffee").await;
    let (owner_id, owner) = person(app, "owner@example.com", "Ananya Rao", Some((ours, Role::Owner))).await;
    let (_, manager) = person(app, "manager@example.com", "Meera Iyer", Some((ours, Role::Manager))).await;
    let (_, staff) = person(app, "staff@example.com", "Staff", Some((ours, Role::Staff))).await;
    let (_, stranger) = person(app, "stranger@example.com", "Stranger", Some((theirs, Role::Owner))).await;
    let (_, traveler) = person(app, "traveler@example.com", "Traveler", None).await;
    let place = neighborhood::Entity::find().one(app.services.store.reader()).await.unwrap().unwrap().id;
    Cast { ours, owner_id, owner, manager, staff, stranger, traveler, nobody: app.browser(), published, place }
}

/// A form that can be published.
fn whole(place: NeighborhoodId) -> Vec<(String, String)> {
    let place = place.to_string();
    [
        ("title", "Kites over the tank"),
        ("summary", "We build a kite and fly it."),
        ("story", "First *paper*, then wind.\n\n<script>alert(1)</script>"),
        ("domain", "craft"),
        ("neighborhood", &place),
        ("meeting_point", "The steps of the tank"),
        ("coordinates", "https://www.openstreetmap.org/#map=17/12.99/77.57"),
        ("languages", "English,Kannada"),
        ("duration", "120"),
        ("included", "Paper and string"),
        ("bring", ""),
        ("age_note", "From eight"),
        ("accessibility", "Forty steps"),
        ("refund_preset", "moderate"),
    ]
    .map(|(field, value)| (format!("form[{field}]"), value.to_owned()))
    .into()
}

fn set(mut form: Vec<(String, String)>, field: &str, value: &str) -> Vec<(String, String)> {
    let name = format!("form[{field}]");
    form.retain(|(known, _)| *known != name);
    form.push((name, value.to_owned()));
    form
}

fn question(mut form: Vec<(String, String)>, place: usize, parts: &[(&str, &str)]) -> Vec<(String, String)> {
    form.extend(parts.iter().map(|(part, value)| (format!("form[questions][{place}][{part}]"), (*value).to_owned())));
    form
}

/// The editor's form about an experience, typed on a version.
fn about(id: ExperienceId, version: i64, then: &str, form: &[(String, String)]) -> Vec<(String, String)> {
    let mut sent = vec![("experience".to_owned(), id.to_string()), ("version".to_owned(), version.to_string()), ("then".to_owned(), then.to_owned())];
    sent.extend(form.iter().cloned());
    sent
}

async fn save(browser: &Browser, id: ExperienceId, version: i64, then: &str, form: &[(String, String)]) -> Answer {
    browser.call("save_experience", &fields(&about(id, version, then, form))).await
}

async fn version(browser: &Browser, id: ExperienceId) -> i64 {
    browser.ask("experience_editor", &format!("experience={id}")).await.json()["version"].as_i64().unwrap()
}

/// Begins an experience; gives its id.
async fn start(browser: &Browser, place: NeighborhoodId, title: &str) -> ExperienceId {
    let organization = browser.ask("prepare_experience", "").await.json()["organization"].to_string();
    let answer = browser
        .call(
            "start_experience",
            &[("organization", organization.trim_matches('"')), ("form[title]", title), ("form[domain]", "craft"), ("form[neighborhood]", &place.to_string())],
        )
        .await;
    assert_eq!(answer.status, 200, "{answer:?}");
    answer.json()["to"].as_str().unwrap().trim_start_matches("/host/experiences/").parse().unwrap()
}

async fn row(app: &TestApp, id: ExperienceId) -> experience::Model {
    experience::Entity::find_by_id(id).one(app.services.store.reader()).await.unwrap().unwrap()
}

on_both!(rights_are_a_table, async |app: TestApp| {
    let cast = cast(&app).await;
    let id = cast.published;
    let whole = whole(cast.place);
    let (ours, place) = (cast.ours.to_string(), cast.place.to_string());
    // Of another's experience: 404 where one is named, or the organization; and one's own list otherwise.
    for (who, browser, lists, named, starts) in [
        ("staff", &cast.staff, 403, 403, 403),
        ("another organization's owner", &cast.stranger, 200, 404, 404),
        ("traveler", &cast.traveler, 403, 403, 404),
        ("nobody", &cast.nobody, 401, 401, 401),
        ("manager", &cast.manager, 200, 200, 200),
        ("owner", &cast.owner, 200, 200, 200),
    ] {
        let page = |status: u16| if status == 401 { 303 } else { status };
        for path in ["/host/experiences", "/host/experiences/new"] {
            assert_eq!(browser.get(path).await.status, page(lists), "{who} {path}");
        }
        for path in [format!("/host/experiences/{id}"), format!("/host/experiences/{id}/preview")] {
            assert_eq!(browser.get(&path).await.status, page(named), "{who} {path}");
        }
        for function in ["host_experiences", "prepare_experience"] {
            assert_eq!(browser.ask(function, "").await.status, lists, "{who} {function}");
        }
        for function in ["experience_editor", "preview_experience"] {
            assert_eq!(browser.ask(function, &format!("experience={id}")).await.status, named, "{who} {function}");
        }
        let current = if named == 200 { version(browser, id).await } else { 0 };
        assert_eq!(save(browser, id, current, "save", &whole).await.status, named, "{who} saves");
        let auto = about(id, current + 1, "", &whole);
        assert_eq!(browser.call("autosave_experience", &fields(&auto)).await.status, named, "{who} autosaves");
        assert_eq!(save(browser, id, current + 2, "publish", &whole).await.status, named, "{who} publishes");
        let discard = [("experience", id.to_string()), ("version", (current + 3).to_string())];
        let discard: Vec<(&str, &str)> = discard.iter().map(|(name, value)| (*name, value.as_str())).collect();
        assert_eq!(browser.call("discard_changes", &discard).await.status, named, "{who} discards");
        for function in ["duplicate_experience", "archive_experience", "bring_back_experience"] {
            assert_eq!(browser.call(function, &[("experience", &id.to_string())]).await.status, named, "{who} {function}");
        }
        let begin = [("organization", ours.as_str()), ("form[title]", "Ours"), ("form[domain]", "food"), ("form[neighborhood]", &place)];
        assert_eq!(browser.call("start_experience", &begin).await.status, starts, "{who} starts");
    }
    for id in ["0", "-1", "abc", "987654", "99999999999999999999"] {
        assert_eq!(cast.owner.get(&format!("/host/experiences/{id}")).await.status, 404, "{id}");
        assert_eq!(cast.owner.ask("experience_editor", &format!("experience={id}")).await.status, 404, "{id}");
        let refused = cast.owner.call("duplicate_experience", &[("experience", id)]).await;
        assert_eq!(refused.status, 404, "{id}");
    }
    let (theirs, none) =
        (cast.stranger.ask("experience_editor", &format!("experience={id}")).await, cast.stranger.ask("experience_editor", "experience=987654").await);
    assert_eq!(theirs.body, none.body, "another's experience looks like none");
});

on_both!(an_idea_becomes_an_experience, async |app: TestApp| {
    let cast = cast(&app).await;
    let (host, place) = (&cast.owner, cast.place);
    let id = start(host, place, "Kites <b>& tanks").await;
    assert_eq!(row(&app, id).await.slug, "kites-b-tanks");
    let list = host.get("/host/experiences?status=draft").await.body;
    assert!(list.contains("Kites &lt;b&gt;&amp; tanks") || list.contains("Kites &lt;b>&amp; tanks"), "{list}");
    let editor = host.get(&format!("/host/experiences/{id}")).await.body;
    for words in ["Say in a sentence what it is.", "href=\"#form-story\"", "id=\"form-story\"", "Half the price back up to 7 days", "Malleshwaram"] {
        assert!(editor.contains(words), "{words}");
    }
    assert_eq!(app.browser().get("/experiences/kites-b-tanks").await.status, 404, "a draft is nobody's business");
    assert_eq!(cast.traveler.get(&format!("/host/experiences/{id}/preview")).await.status, 403);

    // Half a thought is kept to the letter, and refused as an experience.
    let half = set(set(whole(place), "story", "  \"half\" <b>\r\n</textarea>"), "coordinates", "91, 0");
    assert_eq!(save(host, id, 1, "save", &half).await.status, 200);
    let kept = host.ask("experience_editor", &format!("experience={id}")).await.json();
    assert_eq!((kept["version"].as_i64(), kept["form"]["story"].as_str()), (Some(2), Some("  \"half\" <b>\r\n</textarea>")));
    let refused = save(host, id, 2, "publish", &half).await;
    assert_eq!((refused.status, refused.code().as_str()), (422, "invalid"));
    assert!(refused.json()["fields"]["coordinates"].as_str().unwrap().contains("not on the globe"));
    let page = host.submit(&format!("/host/experiences/{id}"), "save_experience", &fields(&about(id, 2, "publish", &half))).await;
    assert!(page.status == 422 && page.body.contains("not on the globe") && page.body.contains("&lt;/textarea>") && page.body.contains("91, 0"));
    assert_eq!(version(host, id).await, 2, "what was refused has moved nothing");

    let preview = host.get(&format!("/host/experiences/{id}/preview")).await.body;
    assert!(preview.contains("Only you see this") && preview.contains("The steps of the tank") && !preview.contains("openstreetmap.org"));

    let done = save(host, id, 2, "publish", &whole(place)).await;
    assert_eq!(done.json()["to"].as_str(), Some(format!("/host/experiences/{id}?done=published").as_str()));
    let public = app.browser().get("/experiences/kites-b-tanks").await;
    assert_eq!(public.status, 200, "the address stays what it was");
    for words in ["Kites over the tank", "From eight", "Forty steps", "Paper and string", "mlat=12.99000", "2 hours", "English, Kannada"] {
        assert!(public.body.contains(words), "{words}");
    }
    assert!(!public.body.contains("<script>alert(1)"), "what hosts write runs nowhere");
    assert!(!public.body.contains("Only you see this"));

    // Later changes wait until they are published; then they can be thrown away no more.
    let changed = set(whole(place), "title", "Kites by night");
    assert_eq!(save(host, id, 3, "preview", &changed).await.json()["to"].as_str(), Some(format!("/host/experiences/{id}/preview").as_str()));
    assert!(host.get(&format!("/host/experiences/{id}/preview")).await.body.contains("Kites by night"));
    assert!(app.browser().get("/experiences/kites-b-tanks").await.body.contains("Kites over the tank"));
    assert!(host.get("/host/experiences?status=published").await.body.contains("changes not published yet"));
    let discard = [("experience".to_owned(), id.to_string()), ("version".to_owned(), "4".to_owned())];
    assert_eq!(host.call("discard_changes", &fields(&discard)).await.status, 200);
    assert_eq!(host.ask("experience_editor", &format!("experience={id}")).await.json()["form"]["title"].as_str(), Some("Kites over the tank"));

    let log = app.services.activity(cast.ours, None).await.unwrap().lines;
    let told: Vec<&str> = log.iter().map(|line| line.action.as_str()).collect();
    assert_eq!(told, ["experience.changes_discarded", "experience.published", "experience.started"]);
    assert_eq!((log[1].before.is_null(), log[1].after["title"].as_str()), (true, Some("Kites over the tank")));
    assert_eq!((log[0].before["title"].as_str(), log[0].who.as_str()), (Some("Kites by night"), "Ananya Rao"));
});

on_both!(addresses_are_unique, async |app: TestApp| {
    let cast = cast(&app).await;
    let mut slugs = Vec::new();
    for _ in 0..11 {
        let id = start(&cast.owner, cast.place, "Coffee").await;
        slugs.push(row(&app, id).await.slug);
    }
    assert_eq!(&slugs[..3], ["coffee-2", "coffee-3", "coffee-4"], "coffee itself was taken");
    assert!(slugs[10].starts_with("coffee-") && slugs[10].len() > 9, "{slugs:?}");
    assert_eq!(row(&app, start(&cast.owner, cast.place, "पतंग").await).await.slug, "experience");
    for (field, value) in [("form[title]", " "), ("form[domain]", "crime"), ("form[neighborhood]", "987654")] {
        let sent = crate::support::build::with(
            [
                ("organization", cast.ours.to_string()),
                ("form[title]", "A".into()),
                ("form[domain]", "food".into()),
                ("form[neighborhood]", cast.place.to_string()),
            ]
            .map(|(name, value)| (name.to_owned(), value))
            .into(),
            field,
            value,
        );
        let answer = cast.owner.submit("/host/experiences/new", "start_experience", &fields(&sent)).await;
        assert_eq!(answer.status, 422, "{field}");
    }
});

on_both!(of_two_who_edit_the_second_is_told_and_loses_nothing, async |app: TestApp| {
    let cast = cast(&app).await;
    let (id, place) = (cast.published, cast.place);
    let path = format!("/host/experiences/{id}");
    let (hers, mine) = (set(whole(place), "title", "By Meera"), set(whole(place), "title", "By Ananya"));
    assert_eq!(save(&cast.manager, id, 0, "save", &hers).await.status, 200);
    for then in ["save", "publish", "preview"] {
        let late = save(&cast.owner, id, 0, then, &mine).await;
        assert_eq!((late.status, late.code().as_str()), (409, "conflict"), "{then}");
        assert!(late.json()["message"].as_str().unwrap().starts_with("Meera Iyer saved this at "), "{late:?}");
    }
    let page = cast.owner.submit(&path, "save_experience", &fields(&about(id, 0, "save", &mine))).await;
    assert_eq!(page.status, 409);
    for words in ["By Ananya", "Meera Iyer saved this", "Save mine over it", "name=\"over\" value=\"1\"", "name=\"version\" value=\"0\"", "Take theirs"] {
        assert!(page.body.contains(words), "{words}");
    }
    // Over a version that was seen, and over no other.
    let mut over = about(id, 0, "save", &mine);
    over.push(("over".to_owned(), "1".to_owned()));
    assert_eq!(cast.owner.submit(&path, "save_experience", &fields(&over)).await.status, 303);
    assert_eq!(cast.owner.submit(&path, "save_experience", &fields(&over)).await.status, 409);
    let log = app.services.activity(cast.ours, None).await.unwrap().lines;
    assert_eq!(
        (log[0].action.as_str(), log[0].before["title"].as_str(), log[0].after["title"].as_str()),
        ("experience.written_over", Some("By Meera"), Some("By Ananya"))
    );
    assert!(app.browser().get("/experiences/coffee").await.body.contains("Filter coffee"), "travelers see nothing of all this");
});

on_both!(of_many_saves_at_once_one_passes, async |app: TestApp| {
    let cast = cast(&app).await;
    let (id, place) = (cast.published, cast.place);
    for (round, based_on) in [(0, 0), (1, 1)] {
        let start = Arc::new(tokio::sync::Barrier::new(12));
        let mut tasks = tokio::task::JoinSet::new();
        for index in 0..12 {
            let (start, browser) = (start.clone(), if index % 2 == 0 { cast.owner.clone() } else { cast.manager.clone() });
            let then = if index % 3 == 0 { "publish" } else { "save" };
            let title = format!("Round {round} writer {index}");
            tasks.spawn(async move {
                let typed = set(whole(place), "title", &title);
                start.wait().await;
                (save(&browser, id, based_on, then, &typed).await.status, title)
            });
        }
        let ended = tasks.join_all().await;
        let won: Vec<&String> = ended.iter().filter(|(status, _)| *status == 200).map(|(_, title)| title).collect();
        assert_eq!(won.len(), 1, "{ended:?}");
        assert!(ended.iter().all(|(status, _)| matches!(status, 200 | 409)), "{ended:?}");
        let copy = experience_draft::Entity::find_by_id(id).one(app.services.store.reader()).await.unwrap().unwrap();
        assert_eq!((copy.version, &copy.title), (based_on + 1, won[0]));
    }
});

on_both!(nothing_typed_is_lost_whatever_it_is, async |app: TestApp| {
    let cast = cast(&app).await;
    let (id, place, path) = (cast.published, cast.place, format!("/host/experiences/{}", cast.published));
    let huge = "क".repeat(15_000);
    let many = (0..500).map(|number| format!("choice {number}")).collect::<Vec<_>>().join("\n");
    let choice = [("prompt", "Meal?"), ("kind", "choice"), ("choices", many.as_str())];
    for (typed, field, words, shown) in [
        (set(whole(place), "story", &huge), "story", "15000 characters", huge.as_str()),
        (set(whole(place), "title", "\u{0}\u{7}"), "title", "Give it a title.", ""),
        (set(whole(place), "summary", &"x".repeat(300)), "summary", "300 characters", ""),
        (set(whole(place), "coordinates", "0, 181"), "coordinates", "not on the globe", "0, 181"),
        (set(whole(place), "neighborhood", "987654"), "neighborhood", "Choose the neighborhood.", ""),
        (set(whole(place), "duration", "1e9"), "duration", "whole number", "1e9"),
        (question(whole(place), 0, &choice), "questions[0][choices]", "20 choices at most", "choice 499"),
        (question(whole(place), 3, &[("prompt", " "), ("kind", "text")]), "questions[0][prompt]", "or remove it", ""),
    ] {
        let answer = save(&cast.owner, id, 0, "publish", &typed).await;
        assert_eq!((answer.status, answer.json()["fields"][field].as_str().map(|said| said.contains(words))), (422, Some(true)), "{field}");
        let page = cast.owner.submit(&path, "save_experience", &fields(&about(id, 0, "publish", &typed))).await;
        assert!(page.status == 422 && page.body.contains(words) && page.body.contains(shown), "{field}");
        assert_eq!(version(&cast.owner, id).await, 0);
    }
    let crowd = (0..12).fold(whole(place), |form, index| question(form, index, &[("prompt", "Again?"), ("kind", "yes_no")]));
    assert!(save(&cast.owner, id, 0, "publish", &crowd).await.json()["fields"]["questions"].as_str().unwrap().contains("these are 12"));
    for (name, value) in [("version", "x"), ("version", ""), ("over", "-")] {
        let mut sent = about(id, 0, "save", &whole(place));
        sent.retain(|(known, _)| known != name);
        sent.push((name.to_owned(), value.to_owned()));
        assert_eq!(cast.owner.call("save_experience", &fields(&sent)).await.status, 400, "{name}");
    }
    // Buttons of the list of questions draw the form anew, without saving.
    let mut sent =
        about(id, 0, "", &question(question(whole(place), 0, &[("prompt", "First?"), ("kind", "text")]), 1, &[("prompt", "Second?"), ("kind", "yes_no")]));
    sent.push(("_redraw".to_owned(), "up:1".to_owned()));
    let page = cast.owner.submit(&path, "save_experience", &fields(&sent)).await;
    let (second, first) = (page.body.find("value=\"Second?\"").unwrap(), page.body.find("value=\"First?\"").unwrap());
    assert!(page.status == 200 && second < first && page.body.contains("Not saved yet."));
    assert_eq!(version(&cast.owner, id).await, 0);
});

on_both!(what_is_archived_takes_nobody_in, async |app: TestApp| {
    let cast = cast(&app).await;
    let id = cast.published;
    let run = app.run_of(id, PAID).await;
    let booked = cast.traveler.call("book", &fields(&form(&run.to_string(), "a", &["Asha", "Binu"]))).await;
    assert_eq!(booked.status, 200);
    let editor = cast.owner.get(&format!("/host/experiences/{id}?archive")).await.body;
    assert!(editor.contains("1 run is to come, with 2 seats booked"), "{editor}");
    let one = [("experience", id.to_string())];
    let one: Vec<(&str, &str)> = one.iter().map(|(name, value)| (*name, value.as_str())).collect();
    assert_eq!(
        cast.owner.submit(&format!("/host/experiences/{id}"), "archive_experience", &one).await.location.as_deref(),
        Some("/host/experiences?status=archived")
    );
    assert_eq!(cast.owner.call("archive_experience", &one).await.status, 409);
    assert!(cast.owner.get("/host/experiences").await.body.contains("Bring back"));

    let page = app.browser().get(&format!("/runs/{run}")).await;
    assert!(page.status == 200 && page.body.contains("Booking for this run has closed.") && !page.body.contains("Book 1 seat"));
    let late = cast.traveler.call("book", &fields(&form(&run.to_string(), "b", &["Asha"]))).await;
    assert_eq!((late.status, late.code().as_str()), (409, "booking_closed"));
    assert_eq!(app.browser().get("/experiences/coffee").await.status, 404);
    assert_eq!(app.seats_taken(run).await, 2, "what was booked stays");

    assert_eq!(cast.owner.call("bring_back_experience", &one).await.status, 200);
    assert_eq!(cast.owner.call("bring_back_experience", &one).await.status, 409);
    assert_eq!(app.browser().get("/experiences/coffee").await.status, 200);

    // A draft that was put away comes back as a draft.
    let draft = start(&cast.owner, cast.place, "Someday").await;
    let draft_field = draft.to_string();
    for function in ["archive_experience", "bring_back_experience"] {
        assert_eq!(cast.owner.call(function, &[("experience", &draft_field)]).await.status, 200);
    }
    assert_eq!(app.browser().get("/experiences/someday").await.status, 404);
    assert_eq!(cast.owner.call("discard_changes", &[("experience", &draft_field), ("version", "1")]).await.status, 409);
    app.pass(16);
    app.drain().await;
});

on_both!(a_copy_is_a_draft_of_its_own, async |app: TestApp| {
    let cast = cast(&app).await;
    let (id, place) = (cast.published, cast.place);
    app.run_of(id, PAID).await;
    let asking = question(whole(place), 0, &[("prompt", "Shoe size?"), ("kind", "text"), ("required", "1")]);
    assert_eq!(save(&cast.owner, id, 0, "publish", &asking).await.status, 200);
    let sent = cast.manager.submit("/host/experiences", "duplicate_experience", &[("experience", &id.to_string())]).await;
    let copy = sent.location.unwrap().trim_start_matches("/host/experiences/").trim_end_matches("?done=copied").to_owned();
    let page = cast.owner.ask("experience_editor", &format!("experience={copy}")).await.json();
    assert_eq!(
        (page["status"].as_str(), page["form"]["title"].as_str(), page["runs_to_come"].as_i64()),
        (Some("draft"), Some("Kites over the tank (copy)"), Some(0))
    );
    assert_eq!((page["form"]["questions"][0]["prompt"].as_str(), page["form"]["questions"][0]["id"].as_str()), (Some("Shoe size?"), Some("")));
    assert_eq!(row(&app, copy.parse().unwrap()).await.slug, "kites-over-the-tank-copy");
    assert_ne!(cast.owner_id.0, 0);
});

on_both!(questions_are_asked_at_booking, async |app: TestApp| {
    let cast = cast(&app).await;
    let (id, place) = (cast.published, cast.place);
    let run = app.run_of(id, RunSpec::default()).await;
    let page = async || {
        let before = app.statements.load(std::sync::atomic::Ordering::SeqCst);
        let page = cast.traveler.get(&format!("/runs/{run}/book")).await;
        (page.body, app.statements.load(std::sync::atomic::Ordering::SeqCst) - before)
    };
    let (_, without) = page().await;

    let asking = question(whole(place), 0, &[("prompt", "Shoe size?"), ("kind", "text")]);
    let asking = question(asking, 1, &[("prompt", "Which <meal>?"), ("kind", "choice"), ("choices", "Veg\nJain"), ("required", "1")]);
    let asking = question(asking, 2, &[("prompt", "Can you swim?"), ("kind", "yes_no"), ("required", "1")]);
    assert_eq!(save(&cast.owner, id, 0, "publish", &asking).await.status, 200);
    let (body, with) = page().await;
    assert_eq!(with, without, "asking takes the same one statement, whether there is something to ask or not");
    let asked = cast.traveler.ask("prepare_booking", &format!("run={run}")).await.json()["questions"].clone();
    let ids: Vec<String> = (0..3).map(|index| asked[index]["id"].as_i64().unwrap().to_string()).collect();
    assert!(body.contains("Shoe size?") && body.contains(&format!("form[answers][{}]", ids[2])) && body.contains("<option value=\"Jain\""));

    let sent = form(&run.to_string(), "a", &["Asha"]);
    let answering = |answers: &[(usize, &str)]| {
        let mut sent = sent.clone();
        sent.extend(answers.iter().map(|(index, answer)| (format!("form[answers][{}]", ids[*index]), (*answer).to_owned())));
        sent
    };
    let long = "x".repeat(201);
    for (answers, wrong) in
        [(&[][..], &[1, 2][..]), (&[(1, "Beef"), (2, "maybe")], &[1, 2]), (&[(0, long.as_str()), (1, "Veg"), (2, "Yes")], &[0]), (&[(1, "Veg"), (2, "")], &[2])]
    {
        let answer = cast.traveler.call("book", &fields(&answering(answers))).await;
        let expected: std::collections::BTreeSet<String> = wrong.iter().map(|index| format!("answers[{}]", ids[*index])).collect();
        let found = answer.json()["fields"].as_object().unwrap().keys().cloned().collect::<std::collections::BTreeSet<_>>();
        assert_eq!((answer.status, found), (422, expected));
    }
    let odd = crate::support::build::with(answering(&[(0, "a \"9\" & <b>"), (1, "Jain")]), "form[email]", "no");
    let redrawn = cast.traveler.submit(&format!("/runs/{run}/book"), "book", &fields(&odd)).await;
    assert!(
        redrawn.status == 422 && redrawn.body.contains("Please choose one") && redrawn.body.contains("a &quot;9&quot; &amp; &lt;b&gt;"),
        "{}",
        redrawn.body
    );
    assert!(redrawn.body.contains("<option value=\"Jain\" selected"), "what was chosen stays chosen");
    assert_eq!(app.bookings_on(run).await.len(), 0);

    // What was answered survives logging in.
    let nobody = app.browser();
    let path = format!("/runs/{run}/book");
    assert_eq!(nobody.submit(&path, "book", &fields(&answering(&[(0, "size nine"), (1, "Veg"), (2, "No")]))).await.status, 303);
    nobody.log_in("staff@example.com").await;
    assert!(nobody.get(&path).await.body.contains("size nine"));

    let booked = cast.traveler.call("book", &fields(&answering(&[(0, " size  9 "), (1, "Jain"), (2, "Yes")]))).await;
    let to = booked.json()["to"].as_str().unwrap().to_owned();
    let shown = cast.traveler.get(&to).await.body;
    assert!(shown.contains("size 9") && shown.contains("Which &lt;meal&gt;?") && shown.contains("Jain"), "{shown}");

    // The host changes the questions: answers keep what was asked then, and what is asked no longer keeps its answers.
    let changed = question(whole(place), 0, &[("id", &ids[1]), ("prompt", "Which meal, please?"), ("kind", "choice"), ("choices", "Veg\nEgg")]);
    assert_eq!(save(&cast.owner, id, 1, "publish", &changed).await.status, 200);
    let asked = cast.traveler.ask("prepare_booking", &format!("run={run}")).await.json()["questions"].clone();
    assert_eq!(
        (asked.as_array().unwrap().len(), asked[0]["id"].as_i64().unwrap().to_string(), asked[0]["prompt"].as_str()),
        (1, ids[1].clone(), Some("Which meal, please?"))
    );
    let shown = cast.traveler.get(&to).await.body;
    assert!(shown.contains("Which &lt;meal&gt;?") && shown.contains("Can you swim?"));
    let booking = app.bookings_on(run).await[0].id;
    let answers = app.services.answers_of([booking]).await.unwrap();
    assert_eq!(answers[&booking].iter().map(|answer| answer.answer.as_str()).collect::<Vec<_>>(), ["size 9", "Jain", "Yes"]);
    app.drain().await;
});

on_both!(another_experiences_question_cannot_be_taken_over, async |app: TestApp| {
    let cast = cast(&app).await;
    let theirs = app.experience(cast.ours, "tea").await;
    let asking = question(whole(cast.place), 0, &[("prompt", "Ours?"), ("kind", "text")]);
    assert_eq!(save(&cast.owner, cast.published, 0, "publish", &asking).await.status, 200);
    let known =
        cast.owner.ask("experience_editor", &format!("experience={}", cast.published)).await.json()["form"]["questions"][0]["id"].as_str().unwrap().to_owned();
    let taking = question(whole(cast.place), 0, &[("id", &known), ("prompt", "Mine now?"), ("kind", "text")]);
    let taking = question(taking, 1, &[("id", &known), ("prompt", "And again?"), ("kind", "text")]);
    assert_eq!(save(&cast.owner, theirs, 0, "publish", &taking).await.status, 200);
    let prompts = async |id: ExperienceId| {
        let page = cast.owner.ask("experience_editor", &format!("experience={id}")).await.json();
        page["form"]["questions"].as_array().unwrap().iter().map(|asked| asked["prompt"].as_str().unwrap().to_owned()).collect::<Vec<_>>()
    };
    assert_eq!(prompts(cast.published).await, ["Ours?"]);
    assert_eq!(prompts(theirs).await, ["Mine now?", "And again?"]);
});

on_both!(maps_have_tiles_where_a_server_of_them_is_set, async |app: TestApp| {
    use nukkad::{
        config::server::{Environment, ServerConfig},
        domain::map::TileServer,
        web::{AppState, router},
    };
    use tower::ServiceExt;
    let run = app.run("coffee", PAID).await;
    let path = format!("/runs/{run}");
    let plain = app.browser().get(&path).await;
    let policy = |answer: &reqwest::header::HeaderMap| answer["content-security-policy"].to_str().unwrap().to_owned();
    assert!(plain.body.contains("map-streets") && !plain.body.contains("map-tiles") && policy(&plain.headers).contains("img-src 'self' data:;"));

    let mut services = app.services.clone();
    services.tiles = Some(TileServer { template: "https://tiles.example.com/{z}/{x}/{y}.png".to_owned(), origin: "https://tiles.example.com".to_owned() });
    let config = ServerConfig {
        environment: Environment::Development,
        addr: "127.0.0.1:1".parse().unwrap(),
        base_url: app.url.clone(),
        secret: "a secret for tests that is long enough".to_owned(),
    };
    let leptos = leptos::config::LeptosOptions::builder().output_name("nukkad").site_root("target/site").build();
    let site = router(AppState { services, leptos, checkout_origin: app.sandbox_url.clone() }, &config);
    let request = axum::http::Request::builder().uri(&path).header("accept", "text/html").body(axum::body::Body::empty()).unwrap();
    let response = site.oneshot(request).await.unwrap();
    assert!(policy(response.headers()).contains("img-src 'self' data: https://tiles.example.com;"));
    let body = axum::body::to_bytes(response.into_body(), 1 << 20).await.unwrap();
    let body = String::from_utf8_lossy(&body);
    assert!(body.contains("https://tiles.example.com/16/46889/30363.png") || body.matches("https://tiles.example.com/16/").count() == 9, "{body}");
    assert!(body.contains("OpenStreetMap contributors") && !body.contains("map-streets"));
});
