//! Tickets and the door: who may see them, what a scan means, and that devices agree in the end.

use crate::support::{
    Answer, Backend, Browser, TestApp,
    build::{PAID, RunSpec, fields, form},
    on_both,
};
use chrono::{DateTime, Duration, Utc};
use nukkad::{
    domain::{
        booking::{Attendance, BookingStatus},
        door::{Answer as Said, Scan, ScanId, ScanKind, Verdict},
        ids::{BookingRef, RunId, TravelerId, UserId},
        organization::Role,
        ticket::SignedTicket,
    },
    entity::{audit_log, booking, check_in, event_run, traveler},
    services::hosting::Membership,
};
use sea_orm::{ActiveModelTrait, ColumnTrait, ConnectionTrait, EntityTrait, PaginatorTrait, QueryFilter, QueryOrder, sea_query::Expr};
use serde_json::{Value, json};
use std::collections::BTreeSet;

/// A free run in three hours. Its door opens in one.
const SOON: RunSpec = RunSpec { capacity: 60, price: 0, stake: 0, starts_in_hours: 3, status: nukkad::domain::run::RunStatus::Scheduled };
const MINUTES_TO_OPEN: i64 = 61;

struct Cast {
    app: TestApp,
    run: RunId,
    owner: Browser,
    /// Asha and Binu are on it.
    traveler: Browser,
    reference: BookingRef,
    membership: Membership,
}

async fn member_of(app: &TestApp, organization: nukkad::domain::ids::OrganizationId, email: &str, role: Role) -> (UserId, Browser) {
    let (id, browser) = person(app, email).await;
    app.member(organization, id, role).await;
    (id, browser)
}

async fn person(app: &TestApp, email: &str) -> (UserId, Browser) {
    let id = app.user(email, email.split('@').next().unwrap()).await;
    let browser = app.browser();
    browser.log_in(email).await;
    (id, browser)
}

async fn book(run: RunId, browser: &Browser, token: &str, names: &[&str]) -> BookingRef {
    let answer = browser.call("book", &fields(&form(&run.to_string(), token, names))).await;
    assert_eq!(answer.status, 200, "{answer:?}");
    answer.json()["to"].as_str().unwrap().trim_start_matches("/bookings/").parse().unwrap()
}

/// A run with a booking of two; its door is not open yet.
async fn cast(app: TestApp) -> Cast {
    let organization = app.organization("ours").await;
    let run = app.run_of(app.experience(organization, "coffee").await, SOON).await;
    let (owner_id, owner) = member_of(&app, organization, "owner@example.com", Role::Owner).await;
    let (_, traveler) = person(&app, "traveler@example.com").await;
    let reference = book(run, &traveler, "a", &["Asha Rao", "Binu Thomas"]).await;
    let membership = app.services.membership(owner_id, None).await.unwrap().unwrap();
    Cast { app, run, owner, traveler, reference, membership }
}

impl Cast {
    fn now(&self) -> DateTime<Utc> {
        self.app.services.clock.now()
    }

    async fn people(&self, reference: &BookingRef) -> Vec<traveler::Model> {
        let id = self.app.booking(reference).await.id;
        let people = traveler::Entity::find().filter(traveler::Column::BookingId.eq(id)).order_by_asc(traveler::Column::Position);
        people.all(self.app.services.store.reader()).await.unwrap()
    }

    async fn ticket(&self, position: u8) -> SignedTicket {
        let run = self.app.services.door(&self.membership, self.run).await.unwrap().run;
        self.app.services.tickets.ticket(&run, self.app.booking(&self.reference).await.id, position)
    }

    async fn send(&self, scans: Vec<Scan>) -> Vec<Said> {
        self.app.services.check_in(&self.membership, self.run, &scans).await.unwrap()
    }

    async fn scans(&self) -> u64 {
        check_in::Entity::find().count(self.app.services.store.reader()).await.unwrap()
    }

    async fn news(&self, cursor: i64, version: &str) -> Value {
        let answer = self.owner.ask("check_in_news", &format!("run={}&cursor={cursor}&version={version}", self.run)).await;
        assert_eq!(answer.status, 200, "{answer:?}");
        answer.json()
    }
}

fn id(number: u64) -> String {
    ScanId::from_entropy(number, number).to_string()
}

fn hand(number: u64, traveler: TravelerId, kind: ScanKind, at: DateTime<Utc>) -> Scan {
    Scan { id: id(number), kind, traveler: Some(traveler), ticket: None, at, device: "Phone 1".to_owned() }
}

#[expect(clippy::needless_pass_by_value, reason = "tickets and texts alike")]
fn scanned(number: u64, ticket: impl ToString, at: DateTime<Utc>) -> Scan {
    Scan { id: id(number), kind: ScanKind::In, traveler: None, ticket: Some(ticket.to_string()), at, device: "Phone 2".to_owned() }
}

async fn post(browser: &Browser, app: &TestApp, run: &str, scans: Value) -> Answer {
    let sent = browser.client.post(app.at("/api/check_in")).json(&json!({ "run": run, "scans": scans, "cursor": 0, "version": "" })).send().await.unwrap();
    let headers = sent.headers().clone();
    Answer { status: sent.status().as_u16(), location: None, headers, body: sent.text().await.unwrap() }
}

on_both!(rights_are_a_table, async |app: TestApp| {
    let cast = cast(app).await;
    let app = &cast.app;
    app.pass(MINUTES_TO_OPEN);
    let (ours, theirs) = (cast.membership.organization_id, app.organization("theirs").await);
    let (_, manager) = member_of(app, ours, "manager@example.com", Role::Manager).await;
    let (_, staff) = member_of(app, ours, "staff@example.com", Role::Staff).await;
    let (_, stranger) = member_of(app, theirs, "stranger@example.com", Role::Owner).await;
    let (_, other) = person(app, "other@example.com").await;
    let nobody = app.browser();
    let (run, reference) = (cast.run.to_string(), cast.reference.to_string());
    let asha = cast.people(&cast.reference).await[0].id;

    // The door: page, list, news, scans, and a mark by hand.
    for (who, browser, expected) in [
        ("owner", &cast.owner, [200; 5]),
        ("manager", &manager, [200; 5]),
        ("staff", &staff, [200; 5]),
        ("another organization's owner", &stranger, [404; 5]),
        ("the traveler", &cast.traveler, [403; 5]),
        ("another traveler", &other, [403; 5]),
        ("nobody", &nobody, [303, 401, 401, 401, 401]),
    ] {
        let seen = [
            browser.get(&format!("/host/runs/{run}/check-in")).await.status,
            browser.ask("check_in_list", &format!("run={run}")).await.status,
            browser.ask("check_in_news", &format!("run={run}&cursor=0&version=")).await.status,
            post(browser, app, &run, json!([])).await.status,
            browser.call("mark_traveler", &[("run", &run), ("mark", &format!("in:{asha}")), ("q", "")]).await.status,
        ];
        assert_eq!(seen, expected, "{who}");
    }
    // Tickets: page, function, and the file for calendars.
    for (who, browser, expected) in [
        ("the traveler", &cast.traveler, [200; 3]),
        ("another traveler", &other, [404; 3]),
        ("the host", &cast.owner, [404; 3]),
        ("nobody", &nobody, [303, 401, 303]),
    ] {
        let seen = [
            browser.get(&format!("/bookings/{reference}/tickets")).await.status,
            browser.ask("tickets", &format!("reference={reference}")).await.status,
            browser.get(&format!("/bookings/{reference}/calendar.ics")).await.status,
        ];
        assert_eq!(seen, expected, "{who}");
    }
    let machine = nobody.client.get(app.at(&format!("/bookings/{reference}/calendar.ics"))).send().await.unwrap();
    assert_eq!(machine.status().as_u16(), 401);
    for (theirs, none) in [
        (stranger.ask("check_in_list", &format!("run={run}")).await, stranger.ask("check_in_list", "run=987654").await),
        (other.ask("tickets", &format!("reference={reference}")).await, other.ask("tickets", "reference=NK-23456789").await),
    ] {
        assert_eq!((theirs.status, theirs.body), (none.status, none.body), "another's thing looks like none");
    }
});

on_both!(a_booking_has_a_ticket_for_each_traveler, async |app: TestApp| {
    let cast = cast(app).await;
    let app = &cast.app;
    let reference = &cast.reference;
    let page = cast.traveler.get(&format!("/bookings/{reference}/tickets")).await.body;
    let code = cast.ticket(1).await.ticket.code.to_string();
    for words in ["Asha Rao", "Binu Thomas", &code, "class=\"qr\"", "Your tickets"] {
        assert!(page.contains(words), "{words} is missing");
    }
    assert_eq!(page.matches("class=\"qr\"").count(), 2);
    assert!(cast.traveler.get(&format!("/bookings/{reference}")).await.body.contains(&format!("/bookings/{reference}/tickets")));

    let file = cast.traveler.get(&format!("/bookings/{reference}/calendar.ics")).await;
    assert_eq!(file.headers["content-type"], "text/calendar; charset=utf-8");
    assert!(file.headers["content-disposition"].to_str().unwrap().contains(&format!("nukkad-{reference}.ics")));
    for line in ["BEGIN:VCALENDAR", "METHOD:PUBLISH", "SUMMARY:Filter coffee", &format!("UID:booking-{reference}@")] {
        assert!(file.body.contains(line), "{line} is missing: {}", file.body);
    }

    // Binu cancels: his ticket goes; then Asha too, and all tickets with her.
    let cancel = async |who: &str| cast.traveler.call("cancel_seats", &[("reference", reference.as_str()), ("who", who), ("quoted", "0")]).await.status;
    assert_eq!(cancel("1").await, 200);
    let page = cast.traveler.get(&format!("/bookings/{reference}/tickets")).await.body;
    assert!(page.matches("class=\"qr\"").count() == 1 && page.contains("cancelled"));
    assert_eq!(cancel("0").await, 200);
    let gone = cast.traveler.get(&format!("/bookings/{reference}/tickets")).await;
    assert!(gone.status == 409 && gone.body.contains("No tickets here"));
    assert!(cast.traveler.get(&format!("/bookings/{reference}/calendar.ics")).await.body.contains("METHOD:CANCEL"));

    // Seats that are yet to be paid have no tickets.
    let paid_run = app.run("tea", PAID).await;
    let pending = book(paid_run, &cast.traveler, "b", &["Asha"]).await;
    assert_eq!(cast.traveler.get(&format!("/bookings/{pending}/tickets")).await.status, 409);
    assert_eq!(cast.traveler.ask("tickets", &format!("reference={pending}")).await.status, 409);
    assert_eq!(cast.traveler.get(&format!("/bookings/{pending}/calendar.ics")).await.status, 404);
    app.drain().await;
});

on_both!(the_mail_leads_to_the_tickets, async |app: TestApp| {
    let payer = app.payer(PAID, &["Asha"]).await;
    let paid = app.pay(&payer.reference).await;
    payer.browser.come_back(&payer.reference, &paid).await;
    app.drain().await;
    let sent = app.mails.parcels().last().unwrap().message.formatted();
    let mail = mail_parser::MessageParser::default().parse(&sent).unwrap();
    assert!(mail.body_text(0).unwrap().contains(&app.at(&format!("/bookings/{}/tickets", payer.reference))));
});

on_both!(a_scan_means_what_the_table_says, async |app: TestApp| {
    let cast = cast(app).await;
    let app = &cast.app;
    let ticket = cast.ticket(0).await;
    let opens = Verdict::TooEarly {
        opens: event_run::Entity::find_by_id(cast.run).one(app.services.store.reader()).await.unwrap().unwrap().starts_at - Duration::hours(2),
    };
    let first = cast.send(vec![scanned(1, ticket, cast.now())]).await;
    assert_eq!((first[0].kept, &first[0].judgement.verdict), (false, &opens));
    app.pass(MINUTES_TO_OPEN);

    // Another run of the same people: its tickets are real, but not for here.
    let organization = cast.membership.organization_id;
    let other_run = app.run_of(app.experience(organization, "tea").await, RunSpec { starts_in_hours: 48, ..SOON }).await;
    let other = book(other_run, &cast.traveler, "b", &["Asha Rao"]).await;
    let run_row = app.services.door(&cast.membership, other_run).await.unwrap().run;
    let elsewhere = app.services.tickets.ticket(&run_row, app.booking(&other).await.id, 0);
    let forged = SignedTicket { signature: [7; 64], ..ticket };
    let pretended = SignedTicket { ticket: ticket.ticket, signature: elsewhere.signature };
    let stranger = cast.people(&other).await[0].id;

    let now = cast.now();
    let answers = cast
        .send(vec![
            scanned(10, "garbage", now),
            scanned(11, "N".repeat(10_240), now),
            scanned(12, format!("NK1:{}", "0".repeat(10_240)), now),
            scanned(13, forged, now),
            scanned(14, pretended, now),
            scanned(15, elsewhere, now),
            hand(16, stranger, ScanKind::In, now),
            hand(17, TravelerId(987_654), ScanKind::In, now),
            Scan { id: "1".to_owned(), ..scanned(18, ticket, now) },
            Scan { id: format!("{{{}}}", id(19)), ..scanned(19, ticket, now) },
            Scan { traveler: None, ticket: None, ..scanned(20, ticket, now) },
            scanned(21, ticket, now),
            scanned(22, ticket.to_string().to_lowercase(), now + Duration::seconds(5)),
        ])
        .await;
    let day = elsewhere.ticket.day;
    let expected = [
        Verdict::Forged,
        Verdict::Forged,
        Verdict::Forged,
        Verdict::Forged,
        Verdict::Forged,
        Verdict::WrongDay { day },
        Verdict::NotOnList,
        Verdict::NotOnList,
        Verdict::Forged,
        Verdict::Forged,
        Verdict::Forged,
        Verdict::Yes,
        Verdict::Already { since: now, by: String::new() },
    ];
    let said: Vec<_> = answers.iter().map(|answer| answer.judgement.verdict.clone()).collect();
    assert_eq!(said, expected);
    let kept: Vec<bool> = answers.iter().map(|answer| answer.kept).collect();
    assert_eq!(kept, [vec![false; 11], vec![true; 2]].concat(), "each that is refused leaves the others as they are");
    assert_eq!(cast.scans().await, 2);
    let asha = &cast.people(&cast.reference).await[0];
    assert_eq!((asha.attendance, asha.checked_in_at), (Attendance::Attended, Some(now)));

    // The same scans once more, as after an answer that was lost: nothing changes, and nobody is reproached.
    let again = cast.send(vec![scanned(21, ticket, now), scanned(22, ticket, now)]).await;
    assert!(again.iter().all(|answer| answer.kept && answer.judgement.verdict == Verdict::Yes));
    assert_eq!(cast.scans().await, 2);

    // A photograph of the ticket, later: the door says since when.
    let later = cast.send(vec![scanned(30, ticket, now + Duration::minutes(3))]).await;
    assert_eq!(later[0].judgement.verdict, Verdict::Already { since: now, by: "owner".to_owned() });

    // A cancelled seat, and a run that is final or called off.
    let binu = cast.people(&cast.reference).await[1].id;
    assert_eq!(cast.traveler.call("cancel_seats", &[("reference", cast.reference.as_str()), ("who", "1"), ("quoted", "0")]).await.status, 200);
    let verdict = async |scan: Scan| cast.send(vec![scan]).await.remove(0);
    assert_eq!(verdict(scanned(40, cast.ticket(1).await, now)).await.judgement.verdict, Verdict::Cancelled);
    assert_eq!(verdict(hand(41, binu, ScanKind::In, now)).await.judgement.verdict, Verdict::Cancelled);
    let set_final =
        event_run::Entity::update_many().col_expr(event_run::Column::FinalizedAt, Expr::value(cast.now())).filter(event_run::Column::Id.eq(cast.run));
    set_final.exec(app.services.store.writer()).await.unwrap();
    let closed = verdict(hand(42, asha.id, ScanKind::Undo, now)).await;
    assert!(!closed.kept && matches!(closed.judgement.verdict, Verdict::Closed { .. }), "{closed:?}");
    assert!(verdict(scanned(21, ticket, now)).await.kept, "what was kept before is still kept");
    assert_eq!(cast.people(&cast.reference).await[0].attendance, Attendance::Attended);
    app.drain().await;
});

on_both!(bad_calls_get_a_clear_answer, async |app: TestApp| {
    let cast = cast(app).await;
    let app = &cast.app;
    app.pass(MINUTES_TO_OPEN);
    let run = cast.run.to_string();
    let scan = json!(hand(1, cast.people(&cast.reference).await[0].id, ScanKind::In, cast.now()));
    for (run, scans, expected) in [
        (run.as_str(), json!([scan]), 200),
        (&run, json!(vec![scan.clone(); 51]), 422),
        (&run, json!([{ "id": 7 }]), 400),
        (&run, json!([{ "id": "x", "kind": "maybe", "at": "2026-01-01T00:00:00Z", "device": "" }]), 400),
        (&run, json!([{ "id": "x", "kind": "in", "at": "noon", "device": "" }]), 400),
        (&run, json!("nonsense"), 400),
        ("0", json!([scan]), 404),
        ("-1", json!([scan]), 404),
        ("1 OR 1=1", json!([scan]), 404),
        ("99999999999999999999", json!([scan]), 404),
    ] {
        let answer = post(&cast.owner, app, run, scans).await;
        assert_eq!(answer.status, expected, "{run}: {}", answer.body);
    }
    let huge = "x".repeat(10_240);
    let answer = post(&cast.owner, app, &run, json!([{ "id": huge, "kind": "in", "ticket": huge, "at": "+262142-12-31T23:59:59Z", "device": huge }])).await;
    assert_eq!((answer.status, answer.json()["answers"][0]["kept"].as_bool()), (200, Some(false)), "{}", answer.body);
    for mark in ["", "in", "in:", "in:x", "out:1", "in:987654", "in:-1"] {
        assert_eq!(cast.owner.call("mark_traveler", &[("run", &run), ("mark", mark), ("q", "")]).await.status, 404, "{mark}");
    }
    for query in ["cursor=x&version=", "version=", "cursor=0"] {
        assert_eq!(cast.owner.ask("check_in_news", &format!("run={run}&{query}")).await.status, 400, "{query}");
    }
    for path in ["check-in?q=%00", "check-in?q=NK1:%25", "check-in?marked=x&was=y", "check-in?marked=987654", &format!("check-in?q={huge}")] {
        assert_eq!(cast.owner.get(&format!("/host/runs/{run}/{path}")).await.status, 200, "{path:.40}");
    }
    assert_eq!(cast.owner.get("/host/runs/abc/check-in").await.status, 404);
});

on_both!(clocks_that_are_wrong_do_no_harm, async |app: TestApp| {
    let cast = cast(app).await;
    cast.app.pass(MINUTES_TO_OPEN);
    let people = cast.people(&cast.reference).await;
    let now = cast.now();
    cast.send(vec![hand(1, people[0].id, ScanKind::In, now + Duration::days(400)), hand(2, people[1].id, ScanKind::In, DateTime::UNIX_EPOCH)]).await;
    let people = cast.people(&cast.reference).await;
    let opens = event_run::Entity::find_by_id(cast.run).one(cast.app.services.store.reader()).await.unwrap().unwrap().starts_at - Duration::hours(2);
    assert!(people[0].checked_in_at.is_some_and(|at| at >= now && at <= cast.now()));
    assert_eq!(people[1].checked_in_at, Some(opens));
});

on_both!(without_javascript_people_are_found_and_marked, async |app: TestApp| {
    let cast = cast(app).await;
    let app = &cast.app;
    let page = format!("/host/runs/{}/check-in", cast.run);
    let asha = cast.people(&cast.reference).await[0].id;
    let (run, mark, undo) = (cast.run.to_string(), format!("in:{asha}"), format!("undo:{asha}"));
    let send = async |mark: &str| cast.owner.submit(&page, "mark_traveler", &[("run", &run), ("mark", mark), ("q", "rao")]).await;

    let early = send(&mark).await;
    assert!(early.status == 409 && early.body.contains("Too early. Check-in opens at"), "{}", early.status);
    app.pass(MINUTES_TO_OPEN);
    for words in ["rao", "ASHA", &cast.reference.to_string(), &cast.ticket(0).await.ticket.code.letters()] {
        assert!(cast.owner.get(&format!("{page}?q={words}")).await.body.contains("Asha Rao"), "{words}");
    }
    let found = cast.owner.get(&format!("{page}?q=rao")).await.body;
    assert!(!found.contains(">Binu Thomas<") && found.contains("One of us uses a cane") && found.contains(&format!("value=\"{mark}\"")));
    assert!(cast.owner.get(&format!("{page}?q=zz")).await.body.contains("Nobody on the list"));

    let read = cast.owner.get(&format!("{page}?q={}", cast.ticket(0).await)).await.body;
    assert!(read.contains("Good ticket") && read.contains(&format!("value=\"{mark}\"")), "a scanner that types is read, and nothing is marked by it");
    assert_eq!(cast.scans().await, 0);

    let done = send(&mark).await;
    assert_eq!((done.status, done.location.as_deref()), (303, Some(format!("{page}?q=rao&marked={asha}&was=yes").as_str())));
    let shown = cast.owner.get(&done.location.unwrap()).await.body;
    assert!(shown.contains("said good") && shown.contains("1 of 2 here") && shown.contains(&format!("value=\"{undo}\"")));
    let again = send(&mark).await.location.unwrap();
    assert!(cast.owner.get(&again).await.body.contains("Already here"));
    let forged = cast.owner.get(&format!("{page}?q={}", SignedTicket { signature: [1; 64], ..cast.ticket(0).await })).await.body;
    assert!(forged.contains("Not a ticket"));

    let back = send(&undo).await.location.unwrap();
    let shown = cast.owner.get(&back).await.body;
    assert!(shown.contains("Taken back") && !shown.contains("said good"));
    assert_eq!(cast.people(&cast.reference).await[0].attendance, Attendance::Expected);
    let lines = audit_log::Entity::find().filter(audit_log::Column::Action.starts_with("check_in.")).order_by_asc(audit_log::Column::Id);
    let lines = lines.all(app.services.store.reader()).await.unwrap();
    let told: Vec<_> = lines.iter().map(|line| (line.action.as_str(), line.subject.clone(), line.organization_id)).collect();
    let (subject, ours) = (format!("traveler:{asha}"), Some(cast.membership.organization_id));
    assert_eq!(told, [("check_in.marked", subject.clone(), ours), ("check_in.undone", subject, ours)], "once each, however often it was sent");
});

on_both!(every_device_hears_what_the_others_do, async |app: TestApp| {
    let cast = cast(app).await;
    let app = &cast.app;
    app.pass(MINUTES_TO_OPEN);
    let list = cast.owner.ask("check_in_list", &format!("run={}", cast.run)).await.json();
    let (cursor, version) = (list["door"]["cursor"].as_i64().unwrap(), list["door"]["version"].as_str().unwrap().to_owned());
    assert_eq!((cursor, list["door"]["guests"].as_array().unwrap().len()), (0, 2));
    assert_eq!(list["ticket_key"].as_array().unwrap().len(), 32);
    let quiet = cast.news(cursor, &version).await;
    assert!(quiet["list"].is_null() && quiet["guests"].as_array().unwrap().is_empty() && quiet["here"] == 0);

    cast.send(vec![scanned(1, cast.ticket(1).await, cast.now())]).await;
    let news = cast.news(cursor, &version).await;
    assert!(news["list"].is_null());
    assert_eq!((&news["guests"][0]["name"], &news["guests"][0]["here"]["by"], &news["here"]), (&json!("Binu Thomas"), &json!("owner"), &json!(1)));
    let cursor = news["cursor"].as_i64().unwrap();
    assert!(cast.news(cursor, &version).await["guests"].as_array().unwrap().is_empty());

    // Somebody cancels: the list is another one.
    assert_eq!(cast.traveler.call("cancel_seats", &[("reference", cast.reference.as_str()), ("who", "0"), ("quoted", "0")]).await.status, 200);
    let news = cast.news(cursor, &version).await;
    let guests = news["list"]["guests"].as_array().unwrap();
    assert_eq!((guests.len(), &guests[0]["cancelled"], news["here"].as_i64()), (2, &json!(true), Some(1)));
    assert_ne!(news["list"]["version"].as_str().unwrap(), version);
    app.drain().await;
});

/// What two devices at one door report about one traveler, by their own clocks: seen, taken back, seen again.
fn reports(traveler: TravelerId, from: u64, start: DateTime<Utc>) -> Vec<Scan> {
    let minute = |minutes| start + Duration::minutes(minutes);
    vec![
        hand(from, traveler, ScanKind::In, minute(1)),
        hand(from + 1, traveler, ScanKind::Undo, minute(2)),
        hand(from + 2, traveler, ScanKind::In, minute(3)),
        hand(from + 3, traveler, ScanKind::In, minute(4)),
        hand(from + 4, traveler, ScanKind::In, minute(3)),
    ]
}

fn orders(length: usize) -> Vec<Vec<usize>> {
    if length == 0 {
        return vec![Vec::new()];
    }
    let shorter = orders(length - 1);
    shorter.iter().flat_map(|order| (0..length).map(|at| [&order[..at], &[length - 1], &order[at..]].concat())).collect()
}

/// Sends the reports in every `step`th of their 120 orders, some of them twice, each about a traveler of its own.
async fn any_order(backend: Backend, step: usize) {
    let cast = cast(TestApp::start(backend).await).await;
    let names: Vec<String> = (0..10).map(|index| format!("Guest {}", char::from(b'A' + index))).collect();
    let names: Vec<&str> = names.iter().map(String::as_str).collect();
    let orders = orders(5);
    let mut people = Vec::new();
    let widen = event_run::Entity::update_many().col_expr(event_run::Column::Capacity, Expr::value(200)).filter(event_run::Column::Id.eq(cast.run));
    widen.exec(cast.app.services.store.writer()).await.unwrap();
    for party in 0..orders.len().div_ceil(step).div_ceil(10) {
        people.extend(cast.people(&book(cast.run, &cast.traveler, &format!("party-{party}"), &names).await).await);
    }
    cast.app.pass(MINUTES_TO_OPEN + 10);
    let start = cast.now() - Duration::minutes(9);
    let mut ends = BTreeSet::new();
    for (turn, (order, person)) in orders.iter().step_by(step).zip(&people).enumerate() {
        let reports = reports(person.id, u64::try_from(turn).unwrap() * 10 + 100, start);
        for (nth, index) in order.iter().enumerate() {
            let mut batch = vec![reports[*index].clone()];
            if (turn + nth) % 3 == 0 {
                // What was sent before comes again, and before the rest.
                batch.insert(0, reports[order[0]].clone());
            }
            assert!(cast.send(batch).await.iter().all(|answer| answer.kept));
        }
        let end = traveler::Entity::find_by_id(person.id).one(cast.app.services.store.reader()).await.unwrap().unwrap();
        ends.insert((end.attendance.as_str(), end.checked_in_at));
    }
    assert_eq!(ends, BTreeSet::from([("attended", Some(start + Duration::minutes(3)))]));
    assert_eq!(cast.scans().await, 5 * u64::try_from(orders.len().div_ceil(step)).unwrap(), "each scan counts once");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn devices_agree_in_any_order_on_sqlite() {
    any_order(Backend::Sqlite, 1).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn devices_agree_in_any_order_on_postgres() {
    any_order(Backend::Postgres, 3).await;
}

on_both!(devices_that_report_at_once_agree, async |app: TestApp| {
    let cast = cast(app).await;
    cast.app.pass(MINUTES_TO_OPEN + 10);
    let people = cast.people(&cast.reference).await;
    let start = cast.now() - Duration::minutes(9);
    let sent: Vec<Scan> = people.iter().zip([100, 200]).flat_map(|(person, from)| reports(person.id, from, start)).collect();
    let mut devices = tokio::task::JoinSet::new();
    for device in 0..8 {
        let (services, membership, run, mut scans) = (cast.app.services.clone(), cast.membership.clone(), cast.run, sent.clone());
        scans.rotate_left(device);
        if device % 2 == 1 {
            scans.reverse();
        }
        devices.spawn(async move {
            for batch in scans.chunks(3) {
                assert!(services.check_in(&membership, run, batch).await.unwrap().iter().all(|answer| answer.kept));
            }
        });
    }
    devices.join_all().await;
    for person in cast.people(&cast.reference).await {
        assert_eq!((person.attendance, person.checked_in_at), (Attendance::Attended, Some(start + Duration::minutes(3))), "{}", person.name);
    }
    assert_eq!(cast.scans().await, 10);
});

on_both!(a_final_attendance_and_a_scan_do_not_cross, async |app: TestApp| {
    let cast = cast(app).await;
    cast.app.pass(MINUTES_TO_OPEN);
    let asha = cast.people(&cast.reference).await[0].id;
    // Somebody makes it final, and has not committed yet.
    let db = cast.app.services.store.begin().await.unwrap();
    let set_final =
        event_run::Entity::update_many().col_expr(event_run::Column::FinalizedAt, Expr::value(cast.now())).filter(event_run::Column::Id.eq(cast.run));
    set_final.exec(&db).await.unwrap();
    let (services, membership, run, scan) = (cast.app.services.clone(), cast.membership.clone(), cast.run, hand(1, asha, ScanKind::In, cast.now()));
    let scanning = tokio::spawn(async move { services.check_in(&membership, run, &[scan]).await.unwrap() });
    tokio::time::sleep(std::time::Duration::from_millis(100)).await;
    assert!(!scanning.is_finished(), "the scan waits for what is under way");
    db.commit().await.unwrap();
    let answer = scanning.await.unwrap().remove(0);
    assert!(!answer.kept && matches!(answer.judgement.verdict, Verdict::Closed { .. }), "{answer:?}");
    assert_eq!(cast.people(&cast.reference).await[0].attendance, Attendance::Expected);
    assert_eq!(cast.scans().await, 0);
});

on_both!(scans_are_only_added_and_a_long_list_is_read_at_once, async |app: TestApp| {
    let cast = cast(app).await;
    cast.app.pass(MINUTES_TO_OPEN);
    cast.send(vec![scanned(1, cast.ticket(0).await, cast.now())]).await;
    for change in ["UPDATE check_ins SET kind = kind", "DELETE FROM check_ins"] {
        let refused = cast.app.services.store.writer().execute_unprepared(change).await.unwrap_err().to_string();
        assert!(refused.contains("append-only"), "{change}: {refused}");
    }
    let statements = async || {
        let before = cast.app.statements.load(std::sync::atomic::Ordering::SeqCst);
        let door = cast.app.services.door(&cast.membership, cast.run).await.unwrap().door;
        (door.guests.len(), cast.app.statements.load(std::sync::atomic::Ordering::SeqCst) - before)
    };
    let (few, at_first) = statements().await;
    let booking = cast.app.booking(&cast.reference).await;
    let db = cast.app.services.store.writer();
    for party in 0..20 {
        let copy = booking::ActiveModel {
            id: sea_orm::NotSet,
            reference: sea_orm::Set(BookingRef::from_entropy(1_000 + party)),
            idempotency_token: sea_orm::Set(format!("copy-{party}")),
            status: sea_orm::Set(BookingStatus::Confirmed),
            ..booking::ActiveModel::from(booking.clone()).reset_all()
        };
        let copy = booking::Entity::insert(copy).exec_with_returning(db).await.unwrap().id;
        let people = (0..50).map(|position| traveler::ActiveModel {
            id: sea_orm::NotSet,
            booking_id: sea_orm::Set(copy),
            position: sea_orm::Set(position),
            name: sea_orm::Set(format!("Guest {position}")),
            attendance: sea_orm::Set(Attendance::Expected),
            cancelled_at: sea_orm::Set(None),
            checked_in_at: sea_orm::Set(None),
            stake: sea_orm::Set(nukkad::domain::stake::StakeStatus::None),
        });
        traveler::Entity::insert_many(people).exec_without_returning(db).await.unwrap();
    }
    let (many, later) = statements().await;
    assert_eq!((few, many, later), (2, 1_002, at_first), "a thousand people cost no more questions than two");
});
