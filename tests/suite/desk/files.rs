//! What leaves the house: exports, and the list for the door.

use super::{desk, paid};
use crate::support::{Browser, TestApp, build::PAID, on_both};
use nukkad::{
    domain::ids::BookingId,
    entity::{answer, event_run, question},
};
use sea_orm::{ActiveValue::NotSet, ColumnTrait, EntityTrait, QueryFilter, Set, sea_query::Expr};

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
