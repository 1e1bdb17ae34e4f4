//! Runs that are moved and runs that are called off: who is told, who gets what back, and how far it has come.

use crate::{
    runs::{House, change_run, house, made_series, row},
    support::{
        TestApp,
        build::{PAID, fields, form},
        on_both,
        pay::Payer,
    },
};
use chrono::{Duration, Utc};
use mail_parser::{MessageParser, MimeHeaders};
use nukkad::{
    domain::{
        booking::{Attendance, BookingStatus},
        call_off::{CallOffProgress, CallOffQuote},
        experience::RefundPreset,
        ids::{BookingRef, RunId},
        ledger::{Account, Capture, Entry},
        money::Paise,
        payment::{PaymentStatus, PaymentVerdict, RefundCause, RefundStatus},
        refund_policy::RefundPolicy,
        run::RunStatus,
        schedule::Scope,
        stake::StakeStatus,
    },
    entity::{booking, event_run, ledger_entry, payment, payment_order, refund, traveler},
    services::cancellations::SweepRun,
};
use sea_orm::{ActiveValue::NotSet, ColumnTrait, EntityTrait, PaginatorTrait, QueryFilter, Set, sea_query::Expr};
use serde_json::json;

async fn paid_on(app: &TestApp, run: RunId, email: &str, names: &[&str]) -> Payer {
    let payer = app.payer_on(run, email, names).await;
    let paid = app.pay(&payer.reference).await;
    payer.browser.come_back(&payer.reference, &paid).await;
    payer
}

async fn cancel(payer: &Payer, who: &str, quoted: i64) -> u16 {
    let (reference, quoted) = (payer.reference.to_string(), quoted.to_string());
    payer.browser.call("cancel_seats", &[("reference", &reference), ("who", who), ("quoted", &quoted)]).await.status
}

/// What leaving would bring back now, and for whose sake.
async fn quote(payer: &Payer) -> (i64, String) {
    let answer = payer.browser.ask("quote_cancellation", &format!("reference={}&query=", payer.reference)).await.json();
    let lines = answer["quote"]["lines"].as_array().unwrap_or_else(|| panic!("{answer}"));
    let back = lines.iter().map(|line| line["price_back"].as_i64().unwrap() + line["stake_back"].as_i64().unwrap()).sum();
    (back, answer["quote"]["cause"].as_str().unwrap().to_owned())
}

fn later(house: &event_run::Model, hours: i64) -> (String, String) {
    let local = house.starts_at + Duration::minutes(330) + Duration::hours(hours);
    (local.date_naive().to_string(), local.format("%H:%M").to_string())
}

async fn subjects(app: &TestApp) -> Vec<String> {
    app.drain().await;
    app.mails.parcels().iter().map(|parcel| parcel.key.clone()).collect()
}

on_both!(a_run_that_is_moved_tells_everybody_and_lets_them_leave, async |app: TestApp| {
    let house = house(&app).await;
    let run = app.run_of(house.experience, PAID).await;
    let [asha, binu, chitra] = [
        paid_on(&app, run, "asha@example.com", &["Asha"]).await,
        paid_on(&app, run, "binu@example.com", &["Binu", "Devi"]).await,
        paid_on(&app, run, "chitra@example.com", &["Chitra"]).await,
    ];
    // A day before the start nothing would come back any more.
    app.pass(30 * 60);
    assert_eq!(quote(&asha).await, (0, "traveler".to_owned()));
    let before = row(&app, run).await;
    let (date, time) = later(&before, 5 * 24 + 1);
    let moved = change_run(&house.owner, run, &before.terms(), &[("date", &date), ("time", &time)]).await;
    assert_eq!(moved.status, 200, "{}", moved.body);
    let after = row(&app, run).await;
    let by = Duration::hours(5 * 24 + 1);
    // The form has minutes; what the start has beyond them goes.
    assert!((after.starts_at - before.starts_at - by).abs() < Duration::minutes(1) && after.starts_at - after.cutoff_at == before.starts_at - before.cutoff_at);
    assert_eq!((after.seats_taken, after.leave_until.unwrap() - after.rescheduled_at.unwrap()), (4, Duration::hours(72)));
    app.pass(1);
    let dev = paid_on(&app, run, "dev@example.com", &["Dev"]).await;

    let letters = subjects(&app).await;
    let told = letters.iter().filter(|key| key.starts_with("run_rescheduled:")).count();
    assert_eq!(told, 3, "those who had booked: {letters:?}");
    let text = app.mails.parcels().into_iter().find(|parcel| parcel.key.starts_with("run_rescheduled:")).unwrap();
    let bytes = text.message.formatted();
    let mail = MessageParser::default().parse(&bytes).unwrap();
    let entry =
        String::from_utf8(mail.attachments().find(|part| part.content_type().is_some_and(|kind| kind.ctype() == "text")).unwrap().contents().to_vec()).unwrap();
    assert!(mail.subject().unwrap().starts_with("New date: Filter coffee"), "{:?}", mail.subject());
    let words = mail.body_text(0).unwrap();
    for piece in
        ["Your seats are kept. If the new date suits you", "you can cancel until", "All you paid comes back then, price and stake, whatever the policy says."]
    {
        assert!(words.contains(piece), "{piece:?} is missing:\n{words}");
    }
    assert!(entry.contains("METHOD:PUBLISH") && entry.contains(&format!("DTSTART:{}", after.starts_at.format("%Y%m%dT%H%M%SZ"))), "{entry}");
    assert!(!entry.contains("SEQUENCE:0\r\n"), "a later version than the first: {entry}");
    app.services.tell_moved(tell(&before, &after)).await.unwrap();
    assert_eq!(subjects(&app).await.len(), letters.len(), "told once");

    // Whoever had booked leaves for the host's sake, whoever knew the new date for their own.
    assert_eq!(quote(&asha).await, (65_000, "host".to_owned()));
    assert_eq!(quote(&dev).await, (65_000, "traveler".to_owned()));
    let page = asha.browser.get(&format!("/bookings/{}/cancel", asha.reference)).await.body;
    assert!(page.contains("The host has changed the date."), "{page}");
    assert!(asha.browser.get(&format!("/bookings/{}", asha.reference)).await.body.contains("The host has changed the date of this run."));
    assert!(!dev.browser.get(&format!("/bookings/{}", dev.reference)).await.body.contains("The host has changed the date of this run."));
    assert_eq!(cancel(&binu, "1", 65_000).await, 200);
    app.drain().await;
    assert_eq!((app.refunds(&binu.reference).await[0].cause, app.booking(&binu.reference).await.party), (RefundCause::Host, 1));

    // After three days the ordinary terms hold, by the new date.
    app.pass(72 * 60);
    assert_eq!(quote(&chitra).await, (65_000, "traveler".to_owned()));
    app.pass(44 * 60);
    assert_eq!(quote(&chitra).await, (0, "traveler".to_owned()));
    assert_eq!(cancel(&chitra, "0", 65_000).await, 409);
    // Once more, to within three days of now: until the start then, and not longer.
    let before = row(&app, run).await;
    let (date, time) = later(&before, 2);
    assert_eq!(change_run(&house.owner, run, &before.terms(), &[("date", &date), ("time", &time)]).await.status, 200);
    assert_eq!(quote(&dev).await, (65_000, "host".to_owned()), "now Dev had booked before the change, too");
    assert_eq!(cancel(&chitra, "0", 65_000).await, 200);
    app.drain().await;
    assert_eq!(app.services.balance(Account::StakeEscrow).await.unwrap(), Paise(-60_000));
    for (date, time) in [("2020-01-01", "06:45"), ("2027-02-30", "06:45")] {
        let now = row(&app, run).await.terms();
        assert_eq!(change_run(&house.owner, run, &now, &[("date", date), ("time", time)]).await.status, 422, "{date} {time}");
    }
});

fn tell(before: &event_run::Model, after: &event_run::Model) -> nukkad::services::rescheduling::TellMoved {
    let (at, leave_until) = (after.rescheduled_at.unwrap(), after.leave_until.unwrap());
    nukkad::services::rescheduling::TellMoved { run: before.id, from: before.starts_at, at, leave_until }
}

on_both!(a_dry_run_says_what_calling_off_then_does, async |app: TestApp| {
    let house = house(&app).await;
    let (series, runs) = made_series(&app, &house, 3).await;
    app.drain().await;
    let first = paid_on(&app, runs[0].id, "asha@example.com", &["Asha", "Binu"]).await;
    let second = paid_on(&app, runs[1].id, "chitra@example.com", &["Chitra"]).await;
    let holding = app.payer_on(runs[1].id, "dev@example.com", &["Dev", "Esha"]).await;
    assert_eq!(cancel(&first, "1", 65_050).await, 200);
    let dry = async |scope: &str| {
        let answer = house.owner.ask("call_off", &format!("run={}&scope={scope}", runs[0].id)).await.json();
        serde_json::from_value::<CallOffQuote>(answer["quote"].clone()).unwrap()
    };
    let one = CallOffQuote { runs: 1, bookings: 1, travelers: 1, holds: 0, price_back: Paise(45_000), stake_back: Paise(20_050) };
    assert_eq!(dry("one").await, one);
    let all = CallOffQuote { runs: 3, bookings: 2, travelers: 2, holds: 1, price_back: Paise(90_000), stake_back: Paise(40_100) };
    assert_eq!(dry("following").await, all);
    let page = house.owner.get(&format!("/host/runs/{}/cancel?scope=following", runs[0].id)).await.body;
    assert!(page.contains("₹1,301") && page.contains("Call 3 runs off") && page.contains("This and the 2 that follow"), "{page}");
    assert_eq!(row(&app, runs[0].id).await.status, RunStatus::Scheduled, "to look is to change nothing");

    let path = format!("/host/runs/{}/cancel?scope=following", runs[0].id);
    let run = runs[0].id.to_string();
    let refused = house.owner.submit(&path, "cancel_run", &[("run", &run), ("scope", "following"), ("reason", " ")]).await;
    assert!(refused.status == 422 && refused.body.contains("Travelers are told why"));
    let done = house.owner.submit(&path, "cancel_run", &[("run", &run), ("scope", "following"), ("reason", "Rain")]).await;
    assert_eq!(done.location, Some(format!("/host/series/{series}")));
    let progress = async || {
        let answer = house.owner.ask("series", &format!("id={series}")).await.json();
        serde_json::from_value::<CallOffProgress>(answer["call_off"].clone()).unwrap()
    };
    assert_eq!(progress().await, CallOffProgress { bookings: 3, ..CallOffProgress::default() });
    app.drain().await;
    app.pass(5);
    app.drain().await;
    assert_eq!(progress().await, CallOffProgress { bookings: 3, taken_off: 3, refunds: 2, processed: 2, back: all.total(), ..CallOffProgress::default() });
    assert_eq!(app.booking(&holding.reference).await.status, BookingStatus::Expired);
    assert_eq!(app.refunds(&second.reference).await[0].amount(), Paise(65_050));
    assert_eq!(app.services.balance(Account::StakeEscrow).await.unwrap(), Paise(0));
    let log = app.services.activity(house.organization, None).await.unwrap().lines;
    assert_eq!(log.iter().filter(|line| line.action == "run.cancelled").count(), 3);
    let page = house.owner.get(&format!("/host/runs/{}/cancel", runs[1].id)).await;
    assert!(page.status == 200 && page.body.contains("2 of 2") && page.body.contains("Cancelled: "), "{}", page.body);
    assert_eq!(house.owner.call("cancel_run", &[("run", &run), ("reason", "Again")]).await.status, 409);
});

/// Bookings that many people have paid for, written straight into the tables, and told to the provider's stand-in.
async fn crowd(app: &TestApp, house: &House, run: RunId, bookings: i64) {
    let (now, user) = (app.services.clock.now(), house.membership.user_id);
    let (price, stake) = (Paise(45_000), Paise(20_000));
    let policy = serde_json::to_string(&RefundPolicy::from(RefundPreset::Strict)).unwrap();
    let (mut orders, mut payments) = (Vec::new(), Vec::new());
    let db = app.services.store.begin().await.unwrap();
    let mut seats = 0;
    for index in 0..bookings {
        let party = 1 + i32::try_from(index % 2).unwrap();
        seats += party;
        let row = booking::ActiveModel {
            id: NotSet,
            reference: Set(BookingRef::from_entropy(u64::try_from(index * 7_919 + 11).unwrap())),
            run_id: Set(run),
            user_id: Set(user),
            idempotency_token: Set(format!("crowd-{index}")),
            status: Set(BookingStatus::Confirmed),
            party: Set(party),
            contact_email: Set(format!("guest{index}@example.com")),
            contact_phone: Set(None),
            special_requests: Set(None),
            price_each: Set(price),
            stake_each: Set(stake),
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
        let id = booking::Entity::insert(row).exec_with_returning(&db).await.unwrap().id;
        let people = (0..party).map(|position| traveler::ActiveModel {
            id: NotSet,
            booking_id: Set(id),
            position: Set(position),
            name: Set(format!("Guest {index}")),
            attendance: Set(Attendance::Expected),
            cancelled_at: Set(None),
            checked_in_at: Set(None),
            stake: Set(StakeStatus::Held),
        });
        traveler::Entity::insert_many(people).exec_without_returning(&db).await.unwrap();
        let amount = Paise(65_000 * i64::from(party));
        let (order_name, payment_name) = (format!("order_Mass{:010}", id.0), format!("pay_Mass{:010}", id.0));
        let order = payment_order::ActiveModel {
            id: NotSet,
            booking_id: Set(id),
            receipt: Set(format!("mass-{id}")),
            provider_order_id: Set(Some(order_name.clone())),
            amount: Set(amount),
            currency: Set("INR".to_owned()),
            next_look_at: Set(None),
            failed_looks: Set(0),
            last_error: Set(None),
            created_at: Set(now),
        };
        let order = payment_order::Entity::insert(order).exec_with_returning(&db).await.unwrap().id;
        let paid = payment::ActiveModel {
            id: NotSet,
            order_id: Set(order),
            booking_id: Set(id),
            provider_payment_id: Set(payment_name.clone()),
            status: Set(PaymentStatus::Captured),
            verdict: Set(PaymentVerdict::Kept),
            amount: Set(amount),
            currency: Set("INR".to_owned()),
            method: Set(Some("upi".to_owned())),
            failure: Set(None),
            fee: Set(Some(Paise(0))),
            tax: Set(Some(Paise(0))),
            refund_reserved: Set(Paise::ZERO),
            refunded_elsewhere: Set(Paise::ZERO),
            settlement: Set(None),
            created_at: Set(now),
            updated_at: Set(now),
        };
        let payment = payment::Entity::insert(paid).exec_with_returning(&db).await.unwrap().id;
        let capture = Capture { payment, booking: id, amount, stake: Paise(stake.0 * i64::from(party)), fee: Paise(0), tax: Paise(0) };
        ledger_entry::post(&db, Entry::captured(&capture), now).await.unwrap();
        let at = now.with_timezone(&Utc).timestamp();
        orders.push(json!({"id": order_name, "amount": amount, "currency": "INR", "receipt": format!("mass-{id}"), "notes": {}, "created_at": at}));
        payments.push(
            json!({"id": payment_name, "order_id": order_name, "amount": amount, "method": "upi", "fee": 0, "tax": 0, "status": "captured", "created_at": at}),
        );
    }
    let taken =
        event_run::Entity::update_many().col_expr(event_run::Column::SeatsTaken, Expr::value(seats)).col_expr(event_run::Column::Capacity, Expr::value(seats));
    taken.filter(event_run::Column::Id.eq(run)).exec(&db).await.unwrap();
    db.commit().await.unwrap();
    app.tell("import", json!({ "orders": orders, "payments": payments })).await;
}

const CROWD: i64 = 500;

on_both!(a_crowded_run_is_called_off_though_the_job_dies_halfway_and_others_book_meanwhile, async |app: TestApp| {
    let house = house(&app).await;
    let (run, elsewhere) = (app.run_of(house.experience, PAID).await, app.run_of(house.experience, PAID).await);
    crowd(&app, &house, run, CROWD).await;
    let all = u64::try_from(CROWD).unwrap();
    let total = Paise(65_000 * CROWD * 3 / 2);
    let dry = app.services.call_off(&house.membership, run, Scope::One).await.unwrap().quote.unwrap();
    assert_eq!((dry.bookings, i64::from(dry.travelers), dry.total()), (500, CROWD * 3 / 2, total));
    assert_eq!(house.owner.call("cancel_run", &[("run", &run.to_string()), ("reason", "Rain")]).await.status, 200);

    // The job dies in the middle of a batch.
    let off = async || {
        let cancelled = booking::Entity::find().filter(booking::Column::RunId.eq(run)).filter(booking::Column::Status.eq(BookingStatus::Cancelled));
        cancelled.count(app.services.store.reader()).await.unwrap()
    };
    let halfway = async || while off().await < 20 {};
    tokio::select! {
        biased;
        () = halfway() => {}
        swept = app.services.sweep_run(SweepRun { run, after: None }) => assert!(swept.unwrap()),
    }
    let progress = async || app.services.call_off(&house.membership, run, Scope::One).await.unwrap().progress.unwrap();
    let (some, now) = loop {
        // What the database had been told to commit at that moment may still come.
        let seen = (off().await, progress().await);
        if seen == (off().await, progress().await) {
            break seen;
        }
    };
    assert!((20..all).contains(&some), "{some}");
    assert_eq!((now.bookings, now.taken_off, now.refunds, now.processed), (all, some, some, 0), "the page says what is");
    let page = house.owner.get(&format!("/host/runs/{run}/cancel")).await.body;
    assert!(page.contains(&format!("{some} of {CROWD}")), "{page}");

    // It is done again, while others book, and are not kept waiting for its end.
    let mut guests = Vec::new();
    for guest in 0..5 {
        let email = format!("late{guest}@example.com");
        app.user(&email, "Late").await;
        let browser = app.browser();
        browser.log_in(&email).await;
        guests.push(browser);
    }
    let booking = async {
        for browser in &guests {
            let answer = browser.call("book", &fields(&form(&elsewhere.to_string(), "a", &["Late"]))).await;
            assert_eq!(answer.status, 200, "{}", answer.body);
        }
        off().await
    };
    let (off_then, worked) = tokio::join!(booking, nukkad::jobs::run_once(&app.services));
    worked.unwrap();
    assert!(off_then < all, "whoever books does not wait until everybody is taken off");
    app.pass(5);
    app.drain().await;
    let after = progress().await;
    assert_eq!((after.taken_off, after.refunds, after.processed, after.back), (all, all, all, total));
    let refunds = refund::Entity::find().all(app.services.store.reader()).await.unwrap();
    let mut refunded: Vec<_> = refunds.iter().map(|refund| refund.booking_id).collect();
    refunded.sort_unstable();
    refunded.dedup();
    assert_eq!((refunds.len() as u64, refunded.len() as u64), (all, all), "every booking once");
    assert!(refunds.iter().all(|refund| refund.cause == RefundCause::Host && refund.status == RefundStatus::Processed));
    assert_eq!(
        app.sandbox.state()["refunds"].as_array().map(Vec::len).or(app.sandbox.state()["refunds"].as_object().map(serde_json::Map::len)),
        usize::try_from(CROWD).ok()
    );
    assert_eq!((app.seats_taken(run).await, app.services.balance(Account::RefundClearing).await.unwrap()), (0, Paise(0)));
});
