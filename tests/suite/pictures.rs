//! The pictures of an experience and the logo, as their hosts manage them and travelers see them.

use crate::support::{
    Answer, Backend, Browser, TestApp,
    build::{PAID, fields},
    database,
    media::{bomb, claiming, jpeg},
    on_both,
};
use migration::{Migrator, MigratorTrait};
use nukkad::{
    domain::{
        ids::{ExperienceId, OrganizationId, PictureId, RunId},
        media::PICTURES_MAX,
        organization::Role,
    },
    entity::{picture, user},
    services::store::Store,
};
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, Statement};
use std::sync::atomic::Ordering;

struct Cast {
    organization: OrganizationId,
    experience: ExperienceId,
    run: RunId,
    owner: Browser,
    manager: Browser,
    staff: Browser,
    stranger: Browser,
    traveler: Browser,
    nobody: Browser,
}

async fn cast(app: &TestApp) -> Cast {
    let (ours, theirs) = (app.organization("ours").await, app.organization("theirs").await);
    let experience = app.experience(ours, "coffee").await;
    let run = app.run_of(experience, PAID).await;
    let mut browsers = Vec::new();
    for (email, place) in [
        ("owner@example.com", Some((ours, Role::Owner))),
        ("manager@example.com", Some((ours, Role::Manager))),
        ("staff@example.com", Some((ours, Role::Staff))),
        ("stranger@example.com", Some((theirs, Role::Owner))),
        ("traveler@example.com", None),
    ] {
        let id = app.user(email, email.split('@').next().unwrap()).await;
        if let Some((organization, role)) = place {
            app.member(organization, id, role).await;
        }
        let browser = app.browser();
        browser.log_in(email).await;
        browsers.push(browser);
    }
    let [owner, manager, staff, stranger, traveler] = browsers.try_into().map_err(|_| ()).unwrap();
    Cast { organization: ours, experience, run, owner, manager, staff, stranger, traveler, nobody: app.browser() }
}

impl Cast {
    fn page(&self) -> String {
        format!("/host/experiences/{}/pictures", self.experience)
    }

    /// Uploads pictures that all differ.
    async fn upload(&self, count: u32) {
        let files: Vec<Vec<u8>> = (0..count).map(|index| jpeg(480 + index, 400)).collect();
        let files: Vec<(&str, &[u8])> = files.iter().map(|file| ("garden.jpg", file.as_slice())).collect();
        let answer = self.owner.send_files(&self.page(), &files).await;
        assert_eq!((answer.status, answer.location), (303, Some(format!("{}?added={count}", self.page()))));
    }

    /// The ids of the pictures, in order.
    async fn pictures(&self) -> Vec<i64> {
        let page = self.owner.ask("host_pictures", &format!("experience={}", self.experience)).await.json();
        page["pictures"].as_array().unwrap().iter().map(|picture| picture["id"].as_i64().unwrap()).collect()
    }

    /// Presses a button of the form, with some descriptions: of which picture, what was read, what was typed.
    async fn arrange(&self, act: &str, lines: &[(i64, &str, &str)]) -> Answer {
        let mut form = vec![("form[experience]".to_owned(), self.experience.to_string()), ("form[act]".to_owned(), act.to_owned())];
        for (index, (picture, was, alt)) in lines.iter().enumerate() {
            for (name, value) in [("picture", picture.to_string()), ("was", (*was).to_owned()), ("alt", (*alt).to_owned())] {
                form.push((format!("form[pictures][{index}][{name}]"), value));
            }
        }
        self.owner.submit(&self.page(), "arrange_pictures", &fields(&form)).await
    }
}

on_both!(rights_are_a_table, async |app: TestApp| {
    let cast = cast(&app).await;
    let (page, experience) = (cast.page(), cast.experience.to_string());
    let file = jpeg(480, 400);
    let files = [("a.jpg", file.as_slice())];
    let ours = cast.organization.to_string();
    for (who, browser, expected) in [
        ("owner", &cast.owner, [200, 200, 200, 303, 200, 200, 303, 200]),
        ("manager", &cast.manager, [200, 200, 200, 303, 403, 403, 403, 403]),
        ("staff", &cast.staff, [403, 403, 403, 403, 403, 403, 403, 403]),
        ("another organization's owner", &cast.stranger, [404, 404, 404, 404, 200, 200, 404, 404]),
        ("traveler", &cast.traveler, [403, 403, 403, 403, 403, 403, 404, 404]),
        ("nobody", &cast.nobody, [303, 401, 401, 303, 303, 401, 303, 401]),
    ] {
        let seen = [
            browser.get(&page).await.status,
            browser.ask("host_pictures", &format!("experience={experience}")).await.status,
            browser.call("arrange_pictures", &[("form[experience]", &experience)]).await.status,
            browser.send_files(&page, &files).await.status,
            browser.get("/host/settings/logo").await.status,
            browser.ask("host_logo", "").await.status,
            browser.send_files(&format!("/host/settings/logo?organization={ours}"), &files).await.status,
            browser.call("remove_logo", &[("organization", &ours)]).await.status,
        ];
        assert_eq!(seen, expected, "{who}");
    }
    assert_eq!(cast.nobody.send_files(&page, &files).await.location, Some(format!("/login?next={page}")));
    assert_eq!(cast.pictures().await.len(), 2, "only the owner's and the manager's were taken");
    for id in ["0", "-1", "abc", "99999999999999999999"] {
        assert_eq!(cast.owner.send_files(&format!("/host/experiences/{id}/pictures"), &files).await.status, 404, "{id}");
    }
});

on_both!(good_files_are_kept_and_bad_ones_named, async |app: TestApp| {
    let cast = cast(&app).await;
    let (good, other, heavy) = (jpeg(600, 480), jpeg(640, 480), vec![0xFF; 16 * 1024 * 1024]);
    let (vast, small, half) = (claiming(jpeg(600, 400), 8_000, 5_000), jpeg(300, 300), &good[..good.len() / 2]);
    let answer = cast
        .owner
        .send_files(
            &cast.page(),
            &[
                ("market.jpg", &good),
                ("letter.jpg", b"Dear host"),
                ("<script>.svg", b"<svg><script>alert(1)</script></svg>"),
                ("vast.jpg", &vast),
                ("bomb.png", &bomb()),
                ("heavy.jpg", &heavy),
                ("small.jpg", &small),
                ("half.jpg", half),
                ("lane.jpg", &other),
            ],
        )
        .await;
    assert_eq!(answer.status, 422);
    for words in [
        "7 of 9 files could not be taken; the others are kept.",
        "letter.jpg: it is no JPEG, PNG or WebP picture",
        "&lt;script&gt;.svg: it is no JPEG",
        "vast.jpg: it has 8000 × 5000 pixels",
        "bomb.png: it has 50000 × 50000 pixels",
        "heavy.jpg: it is larger than 15 MB",
        "small.jpg: it has only 300 × 300 pixels",
        "half.jpg: it is damaged or cut off",
        "2 pictures have no description yet",
    ] {
        assert!(answer.body.contains(words), "{words}: {}", answer.body);
    }
    assert!(!answer.body.contains("market.jpg:") && !answer.body.contains("<script>alert(1)"));
    assert_eq!(cast.pictures().await.len(), 2);
    for (files, status, words) in [
        (&[("heavy.jpg", heavy.as_slice())][..], 413, "The file was not taken."),
        (&[("", b"".as_slice())], 422, "No file was chosen."),
        (&[], 422, "No file was chosen."),
        (&[("letter.jpg", b"Dear host".as_slice()), ("letter.png", b"Dear host")], 422, "None of the 2 files was taken."),
    ] {
        let answer = cast.owner.send_files(&cast.page(), files).await;
        assert_eq!(answer.status, status, "{words}");
        assert!(answer.body.contains(words) && answer.body.contains("</html>"), "{words}");
    }
    let cut =
        cast.owner.client.post(app.at(&cast.page())).header("content-type", "multipart/form-data; boundary=x").body("--x\r\nnonsense").send().await.unwrap();
    assert_eq!(cut.status().as_u16(), 400);
});

on_both!(there_are_never_more_pictures_than_there_is_room_for, async |app: TestApp| {
    let cast = cast(&app).await;
    let most = u32::try_from(PICTURES_MAX).unwrap();
    cast.upload(most - 1).await;
    // Two come at the same moment for the last place.
    let (one, other) = (jpeg(700, 500), jpeg(701, 500));
    let path = cast.page();
    let (files, others) = ([("one.jpg", one.as_slice())], [("other.jpg", other.as_slice())]);
    let (first, second) = tokio::join!(cast.owner.send_files(&path, &files), cast.manager.send_files(&path, &others));
    let mut statuses = [first.status, second.status];
    statuses.sort_unstable();
    assert_eq!(statuses, [303, 409]);
    assert_eq!(cast.pictures().await.len(), PICTURES_MAX);
    let full = cast.owner.send_files(&path, &files).await;
    assert_eq!(full.status, 409);
    assert!(full.body.contains("one.jpg: there are 12 pictures already"));
    assert!(cast.owner.get(&path).await.body.contains("as many as there is room for"));
});

on_both!(pictures_are_described_ordered_and_removed, async |app: TestApp| {
    let cast = cast(&app).await;
    cast.upload(3).await;
    let [a, b, c]: [i64; 3] = cast.pictures().await.try_into().unwrap();
    let first = cast.owner.get(&cast.page()).await.body;
    assert!(first.contains("3 pictures have no description yet") && first.contains("Make it the cover") && first.contains("srcset="));

    for (act, order, to) in [
        (format!("later:{a}"), vec![b, a, c], format!("moved={a}")),
        (format!("cover:{c}"), vec![c, b, a], format!("moved={c}")),
        (format!("earlier:{c}"), vec![c, b, a], format!("moved={c}")),
        (format!("earlier:{a}"), vec![c, a, b], format!("moved={a}")),
    ] {
        let answer = cast.arrange(&act, &[]).await;
        assert_eq!((answer.status, answer.location), (303, Some(format!("{}?{to}", cast.page()))), "{act}");
        assert_eq!(cast.pictures().await, order, "{act}");
    }
    // Whichever button is pressed, what was typed is kept.
    let answer = cast.arrange(&format!("remove:{b}"), &[(a, "", "  The   lane at dawn "), (c, "", "")]).await;
    assert_eq!(answer.status, 303);
    assert_eq!(cast.pictures().await, [c, a]);
    let page = cast.owner.get(&cast.page()).await.body;
    assert!(page.contains("value=\"The lane at dawn\"") && page.contains("1 picture has no description yet"));

    let long = "x".repeat(201);
    let wrong = cast.arrange("", &[(a, "The lane at dawn", &long), (c, "", "A cup")]).await;
    assert_eq!(wrong.status, 422);
    assert!(wrong.body.contains("longer than 200 characters") && wrong.body.contains(&long) && wrong.body.contains("value=\"A cup\""));
    let gone = cast.arrange(&format!("cover:{b}"), &[]).await;
    assert!(gone.status == 409 && gone.body.contains("no longer there"));
    assert_eq!(cast.arrange("burn:1", &[]).await.status, 404);
    let large = "x".repeat(300 * 1024);
    assert_eq!(cast.arrange("", &[(a, "The lane at dawn", &large)]).await.status, 413);

    let lines = app.services.activity(cast.organization, None).await.unwrap().lines;
    let actions: Vec<&str> = lines.iter().rev().map(|line| line.action.as_str()).collect();
    assert_eq!(
        actions,
        ["picture.added", "picture.added", "picture.added", "picture.moved", "picture.moved", "picture.moved", "picture.described", "picture.removed"]
    );
    let [removed, described, moved] = [&lines[0], &lines[1], &lines[2]];
    assert_eq!((removed.before["picture"].as_i64(), removed.after.is_null(), removed.who.as_str()), (Some(b), true, "owner"));
    assert_eq!((described.before["alt"].as_str(), described.after["alt"].as_str()), (Some(""), Some("The lane at dawn")));
    assert_eq!((moved.before["order"][0].as_i64(), moved.after["order"][1].as_i64()), (Some(c), Some(a)));
    assert!(lines.iter().all(|line| line.subject == format!("experience:{}", cast.experience)));
});

on_both!(who_comes_second_is_told_and_loses_nothing, async |app: TestApp| {
    let cast = cast(&app).await;
    cast.upload(1).await;
    let [a]: [i64; 1] = cast.pictures().await.try_into().unwrap();
    assert_eq!(cast.arrange("", &[(a, "", "A lane")]).await.status, 303);
    let second = cast.arrange("", &[(a, "", "A street")]).await;
    assert_eq!(second.status, 409);
    assert!(second.body.contains("described a picture meanwhile") && second.body.contains("value=\"A street\"") && second.body.contains("<q>A lane"));
    // The form that came back knows what it is to replace.
    assert!(second.body.contains("[was]\" value=\"A lane\""), "{}", second.body);
    assert_eq!(cast.arrange("", &[(a, "A lane", "A street")]).await.status, 303);
});

on_both!(another_experiences_picture_looks_like_none, async |app: TestApp| {
    let cast = cast(&app).await;
    cast.upload(1).await;
    let [ours]: [i64; 1] = cast.pictures().await.try_into().unwrap();
    let theirs = app.experience(app.organization("tea").await, "tea").await;
    let db = app.services.store.writer();
    let found = picture::Entity::find_by_id(PictureId(ours)).one(db).await.unwrap().unwrap();
    let upload = picture::Upload { hash: found.hash.unwrap(), width: 480, height: 400, color: "#000000".to_owned() };
    let other = picture::add(db, theirs, 0, &upload).await.unwrap().0;
    for act in ["cover", "remove", "later"] {
        let (real, none) = (cast.arrange(&format!("{act}:{other}"), &[]).await, cast.arrange(&format!("{act}:987654"), &[]).await);
        assert_eq!((real.status, none.status), (409, 409));
    }
    assert_eq!(cast.arrange("", &[(other, "", "Mine now")]).await.status, 409);
    assert_eq!(picture::Entity::find_by_id(PictureId(other)).one(db).await.unwrap().unwrap().alt, "");
});

on_both!(moves_at_the_same_moment_lose_no_picture, async |app: TestApp| {
    let cast = cast(&app).await;
    cast.upload(6).await;
    let before = cast.pictures().await;
    let acts: Vec<String> = before.iter().map(|id| format!("cover:{id}")).chain([format!("remove:{}", before[3])]).collect();
    let done = futures_util::future::join_all(acts.iter().map(|act| cast.arrange(act, &[]))).await;
    assert!(done.iter().all(|answer| matches!(answer.status, 303 | 409)));
    let (mut after, mut expected) = (cast.pictures().await, before.clone());
    expected.remove(3);
    after.sort_unstable();
    expected.sort_unstable();
    assert_eq!(after, expected);
    let rows = picture::uploads_of(cast.experience).all(app.services.store.reader()).await.unwrap();
    assert_eq!(rows.iter().map(|row| row.position).collect::<Vec<_>>(), [0, 1, 2, 3, 4]);
});

on_both!(travelers_see_uploads_where_there_are_some, async |app: TestApp| {
    let cast = cast(&app).await;
    let browser = app.browser();
    let pages = ["/".to_owned(), "/explore".to_owned(), "/hosts/ours".to_owned(), "/experiences/coffee".to_owned(), format!("/runs/{}", cast.run)];
    let mut statements = Vec::new();
    // What has changed is read by whoever asks first.
    browser.drawn("/explore").await;
    for page in &pages {
        let before = app.statements.load(Ordering::SeqCst);
        assert!(browser.drawn(page).await.body.contains("/covers/"), "{page}");
        statements.push(app.statements.load(Ordering::SeqCst) - before);
    }
    cast.upload(5).await;
    let all = cast.pictures().await;
    cast.arrange("", &[(all[0], "", "Steam over <brass> cups")]).await;
    let rows = picture::uploads_of(cast.experience).all(app.services.store.reader()).await.unwrap();
    let cover = rows[0].hash.clone().unwrap();
    browser.drawn("/explore").await;
    for (page, before_upload) in pages.iter().zip(statements) {
        let before = app.statements.load(Ordering::SeqCst);
        let body = browser.drawn(page).await.body;
        assert!(body.contains(&format!("/media/{cover}/480.jpg")) && !body.contains("/covers/"), "{page}");
        assert_eq!(app.statements.load(Ordering::SeqCst) - before, before_upload, "{page}");
    }
    let body = browser.drawn("/experiences/coffee").await.body;
    assert!(body.contains("alt=\"Steam over &lt;brass&gt; cups\"") || body.contains("alt=\"Steam over <brass> cups\""), "{body}");
    assert!(body.contains("alt=\"Filter coffee, picture 5\"") && body.contains("width=\"480\" height=\"400\"") && body.contains("loading=\"lazy\""));
    for row in &rows {
        assert!(body.contains(row.hash.as_ref().unwrap().as_str()));
    }
});

on_both!(a_copy_shows_the_same_pictures_and_goes_its_own_way, async |app: TestApp| {
    let cast = cast(&app).await;
    cast.upload(2).await;
    let [first, second] = cast.pictures().await[..] else { panic!("two pictures") };
    assert_eq!(cast.arrange("", &[(first, "", "The garden"), (second, "", "The gate")]).await.status, 303);
    let answer = cast.manager.call("duplicate_experience", &[("experience", &cast.experience.to_string())]).await.json();
    let copy: ExperienceId = answer["to"].as_str().unwrap().trim_start_matches("/host/experiences/").trim_end_matches("?done=copied").parse().unwrap();
    let uploads = async |of| picture::uploads_of(of).all(app.services.store.reader()).await.unwrap();
    let shown =
        |rows: &[picture::Model]| rows.iter().map(|row| (row.position, row.hash.clone(), row.alt.clone(), row.width, row.color.clone())).collect::<Vec<_>>();
    let (ours, theirs) = (uploads(cast.experience).await, uploads(copy).await);
    assert_eq!((shown(&ours), theirs.len()), (shown(&theirs), 2));
    assert_eq!(cast.arrange(&format!("remove:{first}"), &[]).await.status, 303);
    assert_eq!((uploads(cast.experience).await.len(), uploads(copy).await), (1, theirs));
});

on_both!(a_logo_stands_beside_the_hosts_name, async |app: TestApp| {
    let cast = cast(&app).await;
    let browser = app.browser();
    let file = jpeg(500, 300);
    let refused = cast.owner.send_files("/host/settings/logo", &[("tiny.jpg", &jpeg(100, 100))]).await;
    assert!(refused.status == 422 && refused.body.contains("tiny.jpg: it has only 100 × 100 pixels"));
    let added = cast.owner.send_files("/host/settings/logo", &[("sign.jpg", &file)]).await;
    assert_eq!((added.status, added.location.as_deref()), (303, Some("/host/settings/logo?added=1")));
    let logo = cast.owner.ask("host_logo", "").await.json()["logo"].as_str().unwrap().to_owned();
    for page in ["/hosts/ours", "/experiences/coffee"] {
        assert!(browser.get(page).await.body.contains(&format!("/media/{logo}/240.jpg")), "{page}");
    }
    assert_eq!(browser.get(&format!("/media/{logo}/240.jpg")).await.status, 200);
    // Without JavaScript the form goes to the page's own address.
    let removed = cast.owner.submit("/host/settings/logo", "remove_logo", &[("organization", &cast.organization.to_string())]).await;
    assert_eq!((removed.status, removed.location.as_deref()), (303, Some("/host/settings/logo?done=removed")));
    assert!(!browser.drawn("/hosts/ours").await.body.contains("/media/"));
    let lines = app.services.activity(cast.organization, None).await.unwrap().lines;
    assert_eq!(lines.iter().map(|line| line.action.as_str()).collect::<Vec<_>>(), ["organization.logo", "organization.logo"]);
    assert_eq!((lines[0].before["logo"].as_str(), lines[0].after["logo"].is_null()), (Some(logo.as_str()), true));
});

on_both!(a_logo_goes_to_the_organization_whose_page_was_shown, async |app: TestApp| {
    let cast = cast(&app).await;
    let action = format!("?organization={}", cast.organization);
    assert!(cast.owner.get("/host/settings/logo").await.body.contains(&format!("action=\"{action}\"")));
    // Meanwhile, in another tab, its reader turns to another organization.
    let other = app.organization("other").await;
    let owner = user::Entity::find().filter(user::Column::Email.eq("owner@example.com")).one(app.services.store.reader()).await.unwrap().unwrap();
    app.member(other, owner.id, Role::Owner).await;
    assert_eq!(cast.owner.call("switch_organization", &[("organization", &other.to_string())]).await.status, 200);
    let added = cast.owner.send_files(&format!("/host/settings/logo{action}"), &[("sign.jpg", &jpeg(500, 300))]).await;
    assert_eq!(added.status, 303);
    assert!(cast.owner.get("/host/settings/logo").await.body.contains("/media/"), "the page that comes next is that organization's");
    assert!(!app.browser().get("/hosts/other").await.body.contains("/media/"));
    assert!(app.browser().get("/hosts/ours").await.body.contains("/media/"));
});

on_both!(another_site_cannot_send_files_for_somebody, async |app: TestApp| {
    let cast = cast(&app).await;
    let (kind, body) = crate::support::media::multipart(&[("a.jpg", &jpeg(480, 400))]);
    for (name, value) in [("origin", "https://evil.example"), ("sec-fetch-site", "cross-site")] {
        for path in [cast.page(), "/host/settings/logo".to_owned()] {
            let sent = cast.owner.client.post(app.at(&path)).header("content-type", kind).header(name, value).body(body.clone()).send().await.unwrap();
            assert_eq!(sent.status().as_u16(), 403, "{path} with {name}");
        }
    }
    assert_eq!(cast.pictures().await, [0_i64; 0]);
});

on_both!(a_row_is_either_drawn_or_uploaded, async |app: TestApp| {
    let cast = cast(&app).await;
    let insert =
        |columns: &str, values: &str| format!("INSERT INTO pictures (experience_id, position, alt, {columns}) VALUES ({}, 0, '', {values})", cast.experience);
    let db = app.services.store.writer();
    for (why, sql) in [
        ("neither", insert("hour", "NULL")),
        ("both", insert("hour, hash, width, height, color", "'day', 'a', 1, 1, '#000000'")),
        ("no hour of ours", insert("hour", "'noon'")),
        ("an upload without its width", insert("hash, height, color", "'a', 1, '#000000'")),
        ("an upload of no height", insert("hash, width, height, color", "'a', 1, 0, '#000000'")),
    ] {
        assert!(db.execute_unprepared(&sql).await.is_err(), "{why} was accepted");
    }
    let (drawn, upload) = (insert("hour", "'day'"), insert("hash, width, height, color", "'a', 1, 1, '#000000'"));
    for sql in [drawn, upload] {
        assert!(db.execute_unprepared(&sql).await.is_ok());
        assert!(db.execute_unprepared(&sql).await.is_err(), "two at one position");
    }
});

/// Goes back before uploads and forward again: drawn pictures stay, in their order.
async fn rows_survive(backend: Backend) {
    let (url, _files) = database(backend).await;
    let store = Store::connect(&url).await.unwrap();
    store.migrate().await.unwrap();
    let services = nukkad::services::Services::new(store.clone(), crate::support::payments("http://127.0.0.1:1", "http://127.0.0.1:2"));
    services.seed_demo().await.unwrap();
    let rows = async || {
        let sql = "SELECT experience_id, position, hour, alt FROM pictures ORDER BY experience_id, position";
        let rows = store.reader().query_all_raw(Statement::from_string(store.reader().get_database_backend(), sql)).await.unwrap();
        rows.iter()
            .map(|row| {
                (
                    row.try_get_by_index::<i64>(0).unwrap(),
                    row.try_get_by_index::<i32>(1).unwrap(),
                    row.try_get_by_index::<String>(2).unwrap(),
                    row.try_get_by_index::<String>(3).unwrap(),
                )
            })
            .collect::<Vec<_>>()
    };
    let before = rows().await;
    assert!(before.len() > 80);
    let sql = "INSERT INTO pictures (experience_id, position, alt, hash, width, height, color) SELECT id, 0, '', 'a', 1, 1, '#000000' FROM experiences";
    store.writer().execute_unprepared(sql).await.unwrap();
    let since = Migrator::migrations().iter().rev().position(|step| step.name().ends_with("_pictures")).unwrap() + 1;
    Migrator::down(store.writer(), Some(u32::try_from(since).unwrap())).await.unwrap();
    assert_eq!(rows().await, before);
    store.migrate().await.unwrap();
    assert_eq!(rows().await, before);
}

#[tokio::test]
async fn drawn_pictures_survive_the_migration_on_sqlite() {
    rows_survive(Backend::Sqlite).await;
}

#[tokio::test]
async fn drawn_pictures_survive_the_migration_on_postgres() {
    rows_survive(Backend::Postgres).await;
}
