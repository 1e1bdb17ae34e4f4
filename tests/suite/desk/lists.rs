//! Figures and lists: right in every state, searched without telling what is hidden, and as fast for a thousand as for three.

use super::{desk, paid};
use crate::support::{TestApp, build::PAID, on_both, pay::Payer};
use nukkad::{
    domain::{
        booking::{Attendance, BookingStatus},
        ids::{BookingId, BookingRef, RunId},
        ledger::Account,
        money::Paise,
        refund_policy::RefundPolicy,
        stake::StakeStatus,
    },
    entity::{booking, event_run, traveler},
};
use sea_orm::{ActiveValue::NotSet, ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, Set, sea_query::Expr};
use serde_json::json;
use std::sync::atomic::Ordering;

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
        waitlist_id: Set(None),
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
