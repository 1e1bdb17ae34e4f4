//! The desk of a run: figures, lists, exports, the door list, notes, messages, and taking a booking off.

use crate::support::{
    Answer, Browser, TestApp,
    build::{PAID, RunSpec},
    on_both,
    pay::Payer,
};
use mail_parser::MessageParser;
use nukkad::{
    domain::{
        booking::{Attendance, BookingStatus, CancelledBy},
        ids::{BookingId, BookingRef, OrganizationId, RunId},
        ledger::Account,
        money::Paise,
        organization::Role,
        payment::RefundCause,
        refund_policy::RefundPolicy,
        stake::StakeStatus,
    },
    entity::{answer, audit_log, booking, booking_note, event_run, message, question, traveler},
};
use sea_orm::{ActiveValue::NotSet, ColumnTrait, ConnectionTrait, EntityTrait, PaginatorTrait, QueryFilter, Set, sea_query::Expr};
use serde_json::json;
use std::sync::atomic::Ordering;

struct Desk {
    run: RunId,
    ours: OrganizationId,
    owner: Browser,
    manager: Browser,
    staff: Browser,
    stranger: Browser,
    traveler: Browser,
    nobody: Browser,
}

async fn desk(app: &TestApp, spec: RunSpec) -> Desk {
    let (ours, theirs) = (app.organization("ours").await, app.organization("theirs").await);
    let experience = app.experience(ours, "filter-coffee").await;
    let run = app.run_of(experience, spec).await;
    let person = async |email: &str, member: Option<(OrganizationId, Role)>| {
        let user = app.user(email, email.split('@').next().unwrap()).await;
        if let Some((organization, role)) = member {
            app.member(organization, user, role).await;
        }
        let browser = app.browser();
        browser.log_in(email).await;
        browser
    };
    Desk {
        run,
        ours,
        owner: person("owner@example.com", Some((ours, Role::Owner))).await,
        manager: person("manager@example.com", Some((ours, Role::Manager))).await,
        staff: person("staff@example.com", Some((ours, Role::Staff))).await,
        stranger: person("stranger@example.com", Some((theirs, Role::Owner))).await,
        traveler: person("traveler@example.com", None).await,
        nobody: app.browser(),
    }
}

impl Desk {
    async fn ask(&self, query: &str) -> serde_json::Value {
        self.owner.ask("host_run", &format!("run={}{query}", self.run)).await.json()
    }

    /// Lead travelers, or travelers, as the list has them.
    async fn names(&self, query: &str) -> Vec<String> {
        let answer = self.ask(query).await;
        let text = |value: &serde_json::Value| value.as_str().unwrap().to_owned();
        let bookings = answer["bookings"].as_array().unwrap().iter().map(|row| text(&row["lead_traveler"]));
        bookings.chain(answer["travelers"].as_array().unwrap().iter().map(|row| text(&row["person"]["name"]))).collect()
    }

    fn page(&self, below: &str) -> String {
        format!("/host/runs/{}{below}", self.run)
    }
}

/// Somebody with a paid booking.
async fn paid(app: &TestApp, run: RunId, email: &str, names: &[&str]) -> Payer {
    let payer = app.payer_on(run, email, names).await;
    let paid = app.pay(&payer.reference).await;
    payer.browser.come_back(&payer.reference, &paid).await;
    assert_eq!(app.booking(&payer.reference).await.status, BookingStatus::Confirmed);
    payer
}

/// So many confirmed bookings of three that cost nothing, made without the site.
async fn crowd(app: &TestApp, run: RunId, bookings: i64) {
    let (db, now) = (app.services.store.writer(), app.services.clock.now());
    let user = app.user("crowd@example.com", "Crowd").await;
    let policy = serde_json::to_string(&RefundPolicy::from(nukkad::domain::experience::RefundPreset::Flexible)).unwrap();
    let row = |number: i64| booking::ActiveModel {
        id: NotSet,
        reference: Set(BookingRef::from_entropy(number.unsigned_abs() * 7_919)),
        run_id: Set(run),
        user_id: Set(user),
        idempotency_token: Set(format!("crowd-{number}")),
        status: Set(BookingStatus::Confirmed),
        party: Set(3),
        contact_email: Set(format!("crowd{number}@example.com")),
        contact_phone: Set(Some(format!("+9198450{number:05}"))),
        special_requests: Set(Some("No sugar".to_owned())),
        price_each: Set(Paise::ZERO),
        stake_each: Set(Paise::ZERO),
        currency: Set("INR".to_owned()),
        refund_policy: Set(policy.clone()),
        hold_expires_at: Set(None),
        cancelled_by: Set(None),
        cancel_reason: Set(None),
        created_at: Set(now),
        updated_at: Set(now),
        confirmed_at: Set(Some(now)),
        capturing_payment_id: Set(None),
    };
    for start in (0..bookings).step_by(100) {
        booking::Entity::insert_many((start..bookings.min(start + 100)).map(row)).exec_without_returning(db).await.unwrap();
    }
    let ids: Vec<BookingId> = app.bookings_on(run).await.into_iter().filter(|row| row.user_id == user).map(|row| row.id).collect();
    let person = |(booking, position): (BookingId, i32)| traveler::ActiveModel {
        id: NotSet,
        booking_id: Set(booking),
        position: Set(position),
        name: Set(format!("Guest {booking:04} {position}", booking = booking.0)),
        attendance: Set(Attendance::Expected),
        cancelled_at: Set(None),
        checked_in_at: Set(None),
        stake: Set(StakeStatus::None),
    };
    for some in ids.chunks(100) {
        let people = some.iter().flat_map(|booking| (0..3).map(move |position| (*booking, position))).map(person);
        traveler::Entity::insert_many(people).exec_without_returning(db).await.unwrap();
    }
    let seats = i32::try_from(bookings * 3).unwrap();
    event_run::Entity::update_many()
        .col_expr(event_run::Column::Capacity, Expr::value(seats + 12))
        .col_expr(event_run::Column::SeatsTaken, Expr::value(seats))
        .filter(event_run::Column::Id.eq(run))
        .exec(db)
        .await
        .unwrap();
}

async fn log_of(app: &TestApp, organization: OrganizationId) -> Vec<(String, String)> {
    let lines = app.services.activity(organization, None).await.unwrap();
    lines.into_iter().map(|line| (line.action, line.who)).collect()
}

on_both!(rights_are_a_table, async |app: TestApp| {
    let desk = desk(&app, PAID).await;
    let payer = paid(&app, desk.run, "asha@example.com", &["Asha Rao", "Binu"]).await;
    let (run, reference) = (desk.run.to_string(), payer.reference.to_string());
    let of_run = format!("run={run}");
    let of_booking = format!("run={run}&reference={reference}");
    let seen = async |browser: &Browser, token: &str| {
        let pages = ["", "/door-list", &format!("/bookings/{reference}"), "/messages", &format!("/bookings/{reference}/cancel")];
        let mut seen = Vec::new();
        for page in pages {
            seen.push(browser.get(&desk.page(page)).await.status);
        }
        for (function, query) in [
            ("host_run", &of_run),
            ("door_list", &of_run),
            ("booking_on_run", &of_booking),
            ("run_messages", &of_run),
            ("quote_booking_cancellation", &of_booking),
        ] {
            seen.push(browser.ask(function, query).await.status);
        }
        for file in ["/bookings.csv", "/bookings.xlsx?view=travelers"] {
            seen.push(browser.client.get(app.at(&desk.page(file))).send().await.unwrap().status().as_u16());
            seen.push(browser.get(&desk.page(file)).await.status);
        }
        seen.push(browser.call("add_note", &[("run", &run), ("reference", &reference), ("note", "Late"), ("token", token)]).await.status);
        let letter = [("form[run]", run.as_str()), ("form[audience]", "all"), ("form[subject]", "Hello"), ("form[text]", "Hello"), ("form[token]", token)];
        seen.push(browser.call("send_message", &letter).await.status);
        // Whoever may cancel is told that the quote is another one.
        seen.push(browser.call("cancel_booking", &[("run", &run), ("reference", &reference), ("reason", "Rain"), ("quoted", "1")]).await.status);
        seen
    };
    let manages = [200, 200, 200, 200, 200, 200, 200, 200, 200, 200, 200, 200, 200, 200, 200, 200, 409];
    let looks = [200, 200, 200, 403, 403, 200, 200, 200, 403, 403, 200, 200, 200, 200, 200, 403, 403];
    assert_eq!(seen(&desk.owner, "a").await, manages, "owner");
    assert_eq!(seen(&desk.manager, "b").await, manages, "manager");
    assert_eq!(seen(&desk.staff, "c").await, looks, "staff");
    assert_eq!(seen(&desk.stranger, "d").await, [404; 17], "another organization's owner");
    assert_eq!(seen(&desk.traveler, "e").await, [403; 17], "traveler");
    assert_eq!(seen(&payer.browser, "f").await, [403; 17], "the traveler of this very booking");
    let nobody = [303, 303, 303, 303, 303, 401, 401, 401, 401, 401, 401, 303, 401, 303, 401, 401, 401];
    assert_eq!(seen(&desk.nobody, "g").await, nobody, "nobody");
    let to_login = desk.nobody.get(&desk.page("/bookings.csv?view=travelers")).await.location.unwrap();
    assert_eq!(to_login, format!("/login?next=/host/runs/{run}/bookings.csv%3Fview%3Dtravelers"));
});

on_both!(what_is_not_on_the_run_is_not_found, async |app: TestApp| {
    let desk = desk(&app, PAID).await;
    let elsewhere = app.payer(PAID, &["Asha"]).await;
    let (other_run, reference) = (elsewhere.run, elsewhere.reference.to_string());
    for (run, reference) in
        [(desk.run.to_string(), reference.as_str()), (other_run.to_string(), &reference), (desk.run.to_string(), "NK-22222222"), ("abc".to_owned(), "x")]
    {
        let query = format!("run={run}&reference={reference}");
        for function in ["booking_on_run", "quote_booking_cancellation"] {
            assert_eq!(desk.owner.ask(function, &query).await.status, 404, "{function} {query}");
        }
        let note = [("run", run.as_str()), ("reference", reference), ("note", "Late"), ("token", "a")];
        assert_eq!(desk.owner.call("add_note", &note).await.status, 404, "{query}");
        let cancel = [("run", run.as_str()), ("reference", reference), ("reason", "Rain"), ("quoted", "0")];
        assert_eq!(desk.owner.call("cancel_booking", &cancel).await.status, 404, "{query}");
    }
    for id in ["0", "-1", "abc", "99999999999999999999", &other_run.to_string()] {
        for below in ["/bookings.csv", "/bookings.xlsx", "/door-list", "/messages"] {
            assert_eq!(desk.owner.get(&format!("/host/runs/{id}{below}")).await.status, 404, "{id}{below}");
        }
    }
    let (theirs, none) = (desk.owner.get(&format!("/host/runs/{other_run}/bookings.csv")).await, desk.owner.get("/host/runs/987654/bookings.csv").await);
    assert_eq!(theirs.body, none.body);
});

on_both!(the_figures_are_right_in_every_state, async |app: TestApp| {
    let desk = desk(&app, PAID).await;
    let run = desk.run;
    let figures = async || desk.ask("").await["summary"]["figures"].clone();
    let zero = json!({"gross": 0, "refunded": 0, "fee": 0, "net": 0, "stakes_held": 0, "stakes_back": 0, "stakes_forfeited": 0});
    app.payer_on(run, "pending@example.com", &["Pending"]).await;
    assert_eq!(figures().await, zero, "what is not paid is no money");
    paid(&app, run, "stays@example.com", &["A", "B"]).await;
    let part = paid(&app, run, "part@example.com", &["C", "D"]).await;
    let off = paid(&app, run, "off@example.com", &["E"]).await;
    let late = paid(&app, run, "late@example.com", &["F", "G"]).await;
    let cancel = async |payer: &Payer, who: &str, quoted: &str| {
        let reference = payer.reference.to_string();
        payer.browser.call("cancel_seats", &[("reference", &reference), ("who", who), ("quoted", quoted)]).await.status
    };
    assert_eq!(cancel(&part, "1", "65000").await, 200);
    let reference = off.reference.to_string();
    let host = [("run", run.to_string()), ("reference", reference), ("reason", "Rain".to_owned()), ("quoted", "65000".to_owned())];
    let host: Vec<(&str, &str)> = host.iter().map(|(name, value)| (*name, value.as_str())).collect();
    assert_eq!(desk.manager.call("cancel_booking", &host).await.status, 200);
    app.drain().await;
    app.pass(25 * 60);
    app.drain().await;
    assert_eq!(cancel(&late, "1", "0").await, 200, "too late for anything to come back");
    app.drain().await;
    let expected = json!({
        "gross": 7 * 45_000, "refunded": 2 * 45_000, "fee": 5 * 4_500, "net": 5 * 40_500, "stakes_held": 4 * 20_000, "stakes_back": 2 * 20_000, "stakes_forfeited": 20_000,
    });
    assert_eq!(figures().await, expected);
    // What the books say is the same.
    let stands = async |account| app.services.balance(account).await.unwrap();
    assert_eq!(stands(Account::StakeEscrow).await, Paise(-80_000));
    assert_eq!(stands(Account::ForfeiturePool).await, Paise(-20_000));
    assert_eq!(stands(Account::PlatformFee).await, Paise(-4_500), "of the late seat; the others' is due when the run is over");
    assert_eq!(stands(Account::HostPayable).await + stands(Account::TravelerFunds).await, Paise(-40_500 - 4 * 45_000));
    let summary = desk.ask("&status=expired&q=nobody").await["summary"].clone();
    assert_eq!(summary["figures"], expected, "whatever part of the list is shown");
    assert_eq!((summary["bookings"].as_i64(), summary["travelers"].as_i64()), (Some(3), Some(4)));
    let page = desk.staff.get(&desk.page("")).await.body;
    for words in ["₹3,150", "-₹900", "-₹225", "₹2,025", "₹800"] {
        assert!(page.contains(words), "{words}");
    }
});

on_both!(the_list_is_searched_without_telling_what_is_hidden, async |app: TestApp| {
    let desk = desk(&app, PAID).await;
    let confirmed = paid(&app, desk.run, "zoe@example.com", &["Zoë Ångström", "Ravi 100%"]).await;
    app.payer_on(desk.run, "meera@example.com", &["Meera", "Kiran_B"]).await;
    app.pass(1);
    // Both have asha@example.com and 98450 12345 as their contact; of the unpaid booking nobody learns it.
    for (q, bookings, travelers) in [
        ("zoë", &["Zoë Ångström"][..], &["Zoë Ångström"][..]),
        ("ZO%C3%8B", &["Zoë Ångström"], &["Zoë Ångström"]),
        ("%C3%A5ngstr", &["Zoë Ångström"], &["Zoë Ångström"]),
        ("ravi", &["Zoë Ångström"], &["Ravi 100%"]),
        ("%25", &["Zoë Ångström"], &["Ravi 100%"]),
        ("_", &["Meera"], &["Kiran_B"]),
        ("%5C", &[], &[]),
        ("'%20OR%201=1%20--", &[], &[]),
        ("ASHA@example", &["Zoë Ångström"], &["Zoë Ångström", "Ravi 100%"]),
        ("98450%2012345", &["Zoë Ångström"], &["Zoë Ångström", "Ravi 100%"]),
        ("09845", &["Zoë Ångström"], &["Zoë Ångström", "Ravi 100%"]),
        ("a%20CANE", &["Meera", "Zoë Ångström"], &["Meera", "Kiran_B", "Zoë Ångström", "Ravi 100%"]),
    ] {
        assert_eq!(desk.names(&format!("&q={q}")).await, bookings, "{q}");
        assert_eq!(desk.names(&format!("&q={q}&view=travelers")).await, travelers, "{q}, travelers");
    }
    let reference = confirmed.reference.to_string().to_lowercase();
    assert_eq!(desk.names(&format!("&q={}", &reference[3..9])).await, ["Zoë Ångström"]);
    assert_eq!(desk.names("&view=travelers&status=pending&sort=name").await, ["Kiran_B", "Meera"]);
    assert_eq!(desk.names("&view=travelers&sort=oldest").await, ["Zoë Ångström", "Ravi 100%", "Meera", "Kiran_B"]);
    let page = desk.owner.get(&desk.page("?view=travelers&q=ravi")).await.body;
    assert!(page.contains("Ravi 100%") && !page.contains("Kiran_B") && page.contains("1 traveler with “ravi”"), "{page}");
});

on_both!(a_thousand_travelers_take_the_same_statements_as_three, async |app: TestApp| {
    let desk = desk(&app, PAID).await;
    crowd(&app, desk.run, 1).await;
    let count = async |path: String| {
        let before = app.statements.load(Ordering::SeqCst);
        let answer = desk.owner.get(&path).await;
        assert_eq!(answer.status, 200, "{path}");
        app.statements.load(Ordering::SeqCst) - before
    };
    let paths = ["", "?view=travelers&page=2", "?q=guest&sort=status", "/door-list", "/bookings.csv", "/bookings.xlsx?view=travelers", "/messages"];
    let mut few = Vec::new();
    for path in paths {
        few.push(count(desk.page(path)).await);
    }
    app.services.store.writer().execute_unprepared("DELETE FROM travelers").await.unwrap();
    app.services.store.writer().execute_unprepared("DELETE FROM bookings").await.unwrap();
    app.services.store.writer().execute_unprepared("DELETE FROM users WHERE email = 'crowd@example.com'").await.unwrap();
    crowd(&app, desk.run, 334).await;
    for (path, few) in paths.into_iter().zip(few) {
        assert_eq!(count(desk.page(path)).await, few, "{path}");
    }
    let answer = desk.ask("&view=travelers&page=11").await;
    assert_eq!((answer["matching"].as_i64(), answer["pages"].as_i64(), answer["travelers"].as_array().unwrap().len()), (Some(1_002), Some(11), 2));
    assert_eq!(answer["summary"]["travelers"].as_i64(), Some(1_002));
    assert_eq!(desk.ask("&page=4").await["bookings"].as_array().unwrap().len(), 34);
    assert_eq!(desk.ask("&page=5").await["bookings"].as_array().unwrap().len(), 0);
    assert_eq!(desk.owner.get(&desk.page("/bookings.csv?view=travelers")).await.body.lines().count(), 1_003);
    let page = desk.owner.get(&desk.page("?page=2")).await.body;
    assert!(page.contains("101 to 200 here") && page.contains(&format!("/host/runs/{}?page=4", desk.run)));
});

async fn file(app: &TestApp, browser: &Browser, path: &str) -> (Vec<u8>, String, String) {
    let answer = browser.client.get(app.at(path)).send().await.unwrap();
    assert_eq!(answer.status(), 200, "{path}");
    let header = |name: &str| answer.headers()[name].to_str().unwrap().to_owned();
    let (kind, disposition) = (header("content-type"), header("content-disposition"));
    (answer.bytes().await.unwrap().to_vec(), kind, disposition)
}

/// Headings with the cells of each row.
fn rows(bytes: &[u8]) -> Vec<Vec<(String, String)>> {
    let mut file = csv::Reader::from_reader(bytes.strip_prefix("\u{FEFF}".as_bytes()).unwrap());
    let headings: Vec<String> = file.headers().unwrap().iter().map(str::to_owned).collect();
    file.records().map(|row| headings.iter().cloned().zip(row.unwrap().iter().map(str::to_owned)).collect()).collect()
}

fn cell<'a>(row: &'a [(String, String)], heading: &str) -> &'a str {
    row.iter().find(|(name, _)| name == heading).map_or_else(|| panic!("no {heading} in {row:?}"), |(_, cell)| cell)
}

on_both!(an_export_says_which_run_it_is_and_runs_nothing, async |app: TestApp| {
    let desk = desk(&app, PAID).await;
    let starts = "2031-11-29T01:15:00Z".parse::<chrono::DateTime<chrono::Utc>>().unwrap();
    event_run::Entity::update_many()
        .col_expr(event_run::Column::EndsAt, Expr::value(starts + chrono::Duration::hours(3)))
        .col_expr(event_run::Column::StartsAt, Expr::value(starts))
        .filter(event_run::Column::Id.eq(desk.run))
        .exec(app.services.store.writer())
        .await
        .unwrap();
    let payer = paid(&app, desk.run, "asha@example.com", &["=HYPERLINK(\"x\")a", "Śruti, \"S\""]).await;
    let unpaid = app.payer_on(desk.run, "binu@example.com", &["Binu"]).await;
    ask_and_answer(&app, app.booking(&payer.reference).await.id, "Allergies?", "-peanuts").await;
    let note = [("run", desk.run.to_string()), ("reference", payer.reference.to_string()), ("note", "Arrives late".to_owned()), ("token", "a".to_owned())];
    let note: Vec<(&str, &str)> = note.iter().map(|(name, value)| (*name, value.as_str())).collect();
    assert_eq!(desk.staff.call("add_note", &note).await.status, 200);

    let (bytes, kind, disposition) = file(&app, &desk.staff, &desk.page("/bookings.csv?sort=oldest")).await;
    assert_eq!(kind, "text/csv; charset=utf-8");
    assert_eq!(
        disposition,
        "attachment; filename=\"nukkad-2031-11-29-0645-filter-coffee-bookings.csv\"; filename*=UTF-8''nukkad-2031-11-29-0645-filter-coffee-bookings.csv"
    );
    let list = rows(&bytes);
    assert_eq!(list.len(), 2);
    for (heading, expected) in [
        ("Reference", payer.reference.as_str()),
        ("Status", "confirmed"),
        ("Lead traveler", "'=HYPERLINK(\"x\")a"),
        ("Party", "2"),
        ("E-mail", "asha@example.com"),
        ("Phone", "'+919845012345"),
        ("Special requests", "One of us uses a cane"),
        ("Price (INR)", "900.00"),
        ("Stake (INR)", "400.00"),
        ("Refunded (INR)", "0.00"),
        ("Allergies?", "'-peanuts"),
        ("Notes", "staff: Arrives late"),
    ] {
        assert_eq!(cell(&list[0], heading), expected, "{heading}");
    }
    assert_eq!((cell(&list[1], "Reference"), cell(&list[1], "E-mail"), cell(&list[1], "Phone")), (unpaid.reference.as_str(), "", ""));

    let (bytes, _, disposition) = file(&app, &desk.owner, &desk.page("/bookings.csv?view=travelers&status=confirmed")).await;
    assert!(disposition.contains("-travelers.csv"));
    let list = rows(&bytes);
    assert_eq!((list.len(), cell(&list[1], "Traveler"), cell(&list[1], "Attendance"), cell(&list[1], "Seat")), (2, "Śruti, \"S\"", "expected", "kept"));

    let (bytes, kind, disposition) = file(&app, &desk.owner, &desk.page("/bookings.xlsx")).await;
    assert!(bytes.starts_with(b"PK") && disposition.contains("-bookings.xlsx"), "{disposition}");
    assert_eq!(kind, "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet");
});

async fn ask_and_answer(app: &TestApp, booking: BookingId, prompt: &str, words: &str) {
    let db = app.services.store.writer();
    let experience = nukkad::entity::experience::Entity::find().one(db).await.unwrap().unwrap().id;
    let row = question::ActiveModel {
        id: NotSet,
        experience_id: Set(experience),
        position: Set(0),
        prompt: Set(prompt.to_owned()),
        kind: Set(nukkad::domain::question::QuestionKind::Text),
        choices: Set("[]".to_owned()),
        required: Set(false),
        retired_at: Set(None),
    };
    let question = question::Entity::insert(row).exec_with_returning(db).await.unwrap().id;
    let row =
        answer::ActiveModel { id: NotSet, booking_id: Set(booking), question_id: Set(question), prompt: Set(prompt.to_owned()), answer: Set(words.to_owned()) };
    answer::Entity::insert(row).exec_without_returning(db).await.unwrap();
}

on_both!(the_door_list_has_everybody_who_is_expected_by_name, async |app: TestApp| {
    let desk = desk(&app, PAID).await;
    let payer = paid(&app, desk.run, "zubin@example.com", &["Zubin", "Chitra", "Asha"]).await;
    let reference = payer.reference.to_string();
    app.payer_on(desk.run, "unpaid@example.com", &["Unpaid"]).await;
    assert_eq!(payer.browser.call("cancel_seats", &[("reference", &reference), ("who", "1"), ("quoted", "65000")]).await.status, 200);
    ask_and_answer(&app, app.booking(&payer.reference).await.id, "Allergies?", "Peanuts").await;
    let list = desk.staff.ask("door_list", &format!("run={}", desk.run)).await.json();
    let names: Vec<&str> = list["travelers"].as_array().unwrap().iter().map(|row| row["person"]["name"].as_str().unwrap()).collect();
    assert_eq!(names, ["Asha", "Zubin"]);
    let page = desk.staff.get(&desk.page("/door-list")).await.body;
    for words in [reference.as_str(), "party of 2, Zubin", "One of us uses a cane", "Peanuts", "class=\"box\""] {
        assert!(page.contains(words), "{words}");
    }
    assert!(!page.contains("asha@example.com") && !page.contains("+9198"), "no contact data on paper");
});

on_both!(a_note_is_for_members_and_noted_once, async |app: TestApp| {
    let desk = desk(&app, PAID).await;
    let payer = paid(&app, desk.run, "asha@example.com", &["Asha"]).await;
    let (run, reference) = (desk.run.to_string(), payer.reference.to_string());
    let note = [("run", run.as_str()), ("reference", &reference), ("note", " Arrives late \u{202E} "), ("token", "once")];
    let path = desk.page(&format!("/bookings/{reference}"));
    for _ in 0..2 {
        assert_eq!(desk.staff.submit(&path, "add_note", &note).await.location.as_deref(), Some(path.as_str()));
    }
    assert_eq!(booking_note::Entity::find().count(app.services.store.reader()).await.unwrap(), 1);
    assert_eq!(log_of(&app, desk.ours).await, [("booking.noted".to_owned(), "staff".to_owned())]);
    let seen = desk.owner.ask("booking_on_run", &format!("run={run}&reference={reference}")).await.json();
    assert_eq!((seen["booking"]["notes"][0]["note"].as_str(), seen["booking"]["notes"][0]["who"].as_str()), (Some("Arrives late"), Some("staff")));
    assert!(desk.owner.get(&desk.page("")).await.body.contains("Arrives late"));
    assert!(!payer.browser.get(&format!("/bookings/{reference}")).await.body.contains("Arrives late"));
    for (field, value) in [("note", "  "), ("note", &"x".repeat(501)), ("token", "")] {
        let wrong: Vec<(&str, &str)> = note.iter().map(|(name, kept)| (*name, if *name == field { value } else { *kept })).collect();
        let answer = desk.owner.call("add_note", &wrong).await;
        assert_eq!(answer.status, 422, "{field}");
        assert!(!answer.json()["fields"][field].is_null(), "{field}");
    }
    let page = desk.owner.submit(&path, "add_note", &[("run", &run), ("reference", &reference), ("note", &"x".repeat(501)), ("token", "t")]).await;
    assert!(page.status == 422 && page.body.contains(&"x".repeat(501)), "what was typed stays");
});

fn letter<'a>(run: &'a str, audience: &'a str, token: &'a str) -> Vec<(&'a str, &'a str)> {
    vec![
        ("form[run]", run),
        ("form[audience]", audience),
        ("form[subject]", "Another gate"),
        ("form[text]", "We meet at gate 2.\r\nSee you!"),
        ("form[token]", token),
    ]
}

fn messages_to(app: &TestApp) -> Vec<(String, String)> {
    let parcels = app.mails.parcels();
    let of_host = parcels.iter().filter(|parcel| parcel.key.starts_with("from_host:"));
    let mails = of_host.map(|parcel| {
        let bytes = parcel.message.formatted();
        let mail = MessageParser::default().parse(&bytes).unwrap();
        assert!(mail.reply_to().is_none());
        let text = mail.body_text(0).unwrap().into_owned();
        assert!(
            !text.contains("manager@example.com") && !mail.body_html(0).unwrap().contains("manager@example.com"),
            "no address of a member's leaves the house"
        );
        (mail.subject().unwrap().to_owned(), text)
    });
    mails.collect()
}

on_both!(a_message_goes_to_each_confirmed_booking_once, async |app: TestApp| {
    let desk = desk(&app, PAID).await;
    let run = desk.run.to_string();
    let first = paid(&app, desk.run, "asha@example.com", &["Asha", "Binu"]).await;
    paid(&app, desk.run, "chitra@example.com", &["Chitra"]).await;
    let unpaid = app.payer_on(desk.run, "unpaid@example.com", &["Unpaid"]).await;
    let path = desk.page("/messages");
    for _ in 0..2 {
        let sent = desk.manager.submit(&path, "send_message", &letter(&run, "all", "once")).await;
        assert_eq!(sent.location, Some(format!("{path}?done=1")));
    }
    app.drain().await;
    let mails = messages_to(&app);
    assert_eq!(mails.len(), 2);
    assert!(mails[0].0.starts_with("Another gate: Filter coffee"), "{:?}", mails[0]);
    assert!(mails[0].1.contains("We meet at gate 2.\nSee you!") || mails[0].1.contains("We meet at gate 2.\r\nSee you!"), "{:?}", mails[0]);
    assert!(mails[0].1.contains("manager, The ours people"));
    assert!(desk.manager.get(&format!("{path}?done=1")).await.body.contains("Your message is on its way to 2 bookings."));

    let mut chosen = letter(&run, "chosen", "twice");
    let (reference, unpaid) = (first.reference.to_string(), unpaid.reference.to_string());
    chosen.extend([("form[chosen][]", reference.as_str()), ("form[chosen][]", &unpaid)]);
    assert_eq!(desk.owner.call("send_message", &chosen).await.status, 200);
    app.drain().await;
    assert_eq!(messages_to(&app).len(), 3, "the unpaid one is left out");
    let seen = desk.staff.ask("host_run", &format!("run={run}")).await.json();
    let sent: Vec<(i64, &str)> =
        seen["messages"].as_array().unwrap().iter().map(|row| (row["recipients"].as_i64().unwrap(), row["who"].as_str().unwrap())).collect();
    assert_eq!(sent, [(1, "owner"), (2, "manager")]);
    assert!(desk.staff.get(&desk.page("")).await.body.contains("We meet at gate 2."));
    let messaged = ("run.messaged".to_owned(), "manager".to_owned());
    assert_eq!(log_of(&app, desk.ours).await, [("run.messaged".to_owned(), "owner".to_owned()), messaged]);

    let mut nobody = letter(&run, "chosen", "thrice");
    nobody.push(("form[chosen][]", &unpaid));
    for (form, field) in
        [(nobody, "chosen"), (letter(&run, "chosen", "x"), "chosen"), (letter(&run, "world", "x"), "audience"), (letter(&run, "all", ""), "token")]
    {
        let answer = desk.owner.call("send_message", &form).await;
        assert!(answer.status == 422 && !answer.json()["fields"][field].is_null(), "{form:?}: {answer:?}");
    }
    let preview: Vec<(&str, &str)> = letter(&run, "all", "p").into_iter().chain([("_fn", "/api/send_message"), ("_redraw", "preview")]).collect();
    let page = desk.owner.post_form(&path, &preview).await;
    assert!(page.status == 200 && page.body.contains("What they read") && page.body.contains("owner, The ours people"));
    assert_eq!(message::Entity::find().count(app.services.store.reader()).await.unwrap(), 2, "a preview sends nothing");
});

on_both!(a_run_has_twenty_messages_a_day_however_many_are_sent_at_once, async |app: TestApp| {
    let desk = desk(&app, RunSpec { price: 0, stake: 0, ..PAID }).await;
    let run = desk.run.to_string();
    app.payer_on(desk.run, "asha@example.com", &["Asha"]).await;
    let send = async |browser: Browser, token: String| {
        let run = run.clone();
        browser.call("send_message", &letter(&run, "all", &token)).await.status
    };
    for number in 0..17 {
        assert_eq!(send(desk.owner.clone(), format!("t{number}")).await, 200);
    }
    let together = (17..25).map(|number| send(desk.manager.clone(), format!("t{number}")));
    let outcomes = futures_util::future::join_all(together).await;
    let sent = outcomes.iter().filter(|status| **status == 200).count();
    assert!(sent == 3 && outcomes.iter().all(|status| matches!(status, 200 | 409)), "{outcomes:?}");
    assert_eq!(message::Entity::find().count(app.services.store.reader()).await.unwrap(), 20);
    let full = desk.owner.call("send_message", &letter(&run, "all", "late")).await;
    assert!(full.status == 409 && full.json()["message"].as_str().unwrap().contains("Nothing was sent"));
    assert_eq!(send(desk.owner.clone(), "t3".to_owned()).await, 200, "one that went out stays sent");
    app.drain().await;
    assert_eq!(messages_to(&app).len(), 20);
});

async fn cancel(browser: &Browser, payer: &Payer, reason: &str, quoted: &str) -> Answer {
    let (run, reference) = (payer.run.to_string(), payer.reference.to_string());
    browser.call("cancel_booking", &[("run", &run), ("reference", &reference), ("reason", reason), ("quoted", quoted)]).await
}

on_both!(a_host_takes_a_booking_off_and_everything_goes_back, async |app: TestApp| {
    let desk = desk(&app, PAID).await;
    let payer = paid(&app, desk.run, "asha@example.com", &["Asha", "Binu"]).await;
    let page = desk.owner.get(&desk.page(&format!("/bookings/{}/cancel", payer.reference))).await.body;
    assert!(page.contains("₹1,300") && page.contains("whatever the policy says"));
    app.pass(47 * 60);
    assert_eq!(cancel(&desk.owner, &payer, " ", "130000").await.status, 422);
    assert_eq!(cancel(&desk.owner, &payer, "The cook is ill", "129999").await.status, 409);
    assert_eq!(cancel(&desk.owner, &payer, "The cook is ill", "all").await.status, 400);
    assert_eq!(app.booking(&payer.reference).await.status, BookingStatus::Confirmed);
    for _ in 0..2 {
        assert_eq!(cancel(&desk.owner, &payer, "The cook is ill", "130000").await.status, 200, "an hour before, and twice");
    }
    app.drain().await;
    let (booking, refunds) = (app.booking(&payer.reference).await, app.refunds(&payer.reference).await);
    assert_eq!(
        (booking.status, booking.cancelled_by, booking.cancel_reason.as_deref()),
        (BookingStatus::Cancelled, Some(CancelledBy::Host), Some("The cook is ill"))
    );
    assert_eq!((refunds.len(), refunds[0].cause, refunds[0].amount()), (1, RefundCause::Host, Paise(130_000)));
    assert_eq!((app.seats_taken(desk.run).await, app.services.balance(Account::StakeEscrow).await.unwrap()), (0, Paise(0)));
    let told = app.mails.parcels().iter().filter(|parcel| parcel.key.starts_with("cancelled_by_host:")).count();
    assert_eq!(told, 1);
    assert!(payer.browser.get(&format!("/bookings/{}", payer.reference)).await.body.contains("The host has cancelled your booking: "));
    assert_eq!(log_of(&app, desk.ours).await, [("booking.cancelled".to_owned(), "owner".to_owned())]);
    let line = app.services.activity(desk.ours, None).await.unwrap().remove(0);
    assert_eq!((line.before["status"].as_str(), line.after["reason"].as_str()), (Some("confirmed"), Some("The cook is ill")));
    assert_eq!(desk.owner.get(&desk.page(&format!("/bookings/{}/cancel", payer.reference))).await.status, 409);
});

on_both!(what_cannot_be_taken_off_stays_as_it_is, async |app: TestApp| {
    let desk = desk(&app, PAID).await;
    let pending = app.payer_on(desk.run, "pending@example.com", &["Pending"]).await;
    let left = paid(&app, desk.run, "left@example.com", &["Left"]).await;
    let stays = paid(&app, desk.run, "stays@example.com", &["Stays"]).await;
    let reference = left.reference.to_string();
    assert_eq!(left.browser.call("cancel_seats", &[("reference", &reference), ("who", "0"), ("quoted", "65000")]).await.status, 200);
    for payer in [&pending, &left] {
        assert_eq!(cancel(&desk.owner, payer, "Rain", "65000").await.status, 409);
    }
    app.pass(48 * 60 + 1);
    assert_eq!(cancel(&desk.owner, &stays, "Rain", "65000").await.status, 409, "it has begun");
    app.drain().await;
    assert_eq!(app.refunds(&left.reference).await.len(), 1);
    assert_eq!((app.booking(&stays.reference).await.status, app.refunds(&stays.reference).await.len()), (BookingStatus::Confirmed, 0));
    assert_eq!(audit_log::Entity::find().filter(audit_log::Column::OrganizationId.is_not_null()).count(app.services.store.reader()).await.unwrap(), 0);
});

on_both!(host_and_traveler_cancel_at_once_and_the_money_goes_back_once, async |app: TestApp| {
    let desk = desk(&app, RunSpec { capacity: 40, ..PAID }).await;
    let mut payers = Vec::new();
    for number in 0..5 {
        payers.push(paid(&app, desk.run, &format!("guest{number}@example.com"), &["Asha", "Binu"]).await);
    }
    for (number, payer) in payers.iter().enumerate() {
        let start = std::sync::Arc::new(tokio::sync::Barrier::new(4));
        let mut race = tokio::task::JoinSet::new();
        // A whole party or one of it leaves, while two members take the booking off.
        let (who, quoted) = if number % 2 == 0 { ("0,1", "130000") } else { ("1", "65000") };
        for hand in 0..4 {
            let (start, payer, host) = (start.clone(), payer.clone(), if hand % 2 == 0 { desk.owner.clone() } else { desk.manager.clone() });
            race.spawn(async move {
                start.wait().await;
                if hand < 2 {
                    let reference = payer.reference.to_string();
                    payer.browser.call("cancel_seats", &[("reference", &reference), ("who", who), ("quoted", quoted)]).await.status
                } else {
                    cancel(&host, &payer, "Rain", "130000").await.status
                }
            });
        }
        let outcomes = race.join_all().await;
        assert!(outcomes.iter().all(|status| matches!(status, 200 | 409)) && outcomes.contains(&200), "{outcomes:?}");
    }
    app.drain().await;
    for payer in &payers {
        let (booking, refunds) = (app.booking(&payer.reference).await, app.refunds(&payer.reference).await);
        let back: i64 = refunds.iter().map(|refund| refund.amount().0).sum();
        let staying = if booking.status == BookingStatus::Confirmed { i64::from(booking.party) } else { 0 };
        assert_eq!(back, (2 - staying) * 65_000, "{booking:?}");
        assert!(refunds.len() == 1, "never twice");
    }
    assert_eq!(app.services.balance(Account::ProviderClearing).await.unwrap().0, app.sandbox_balance());
});
