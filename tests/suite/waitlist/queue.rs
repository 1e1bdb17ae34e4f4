//! The order, the offers, and every way in which seats come free.

use super::{Person, full, give_up, letter, letters, line, offer, paid, person, take};
use crate::support::{TestApp, build::RunSpec, on_both, pay::Payer};
use chrono::Duration;
use nukkad::{
    domain::{
        booking::BookingStatus,
        money::Paise,
        organization::Role,
        waitlist::WaitStatus::{Closed, Declined, Lapsed, Left, Offered, Taken, Waiting},
    },
    entity::{booking, event_run, experience, organization, waitlist},
    services::{bookings::ExpireHold, waitlist::CloseWait},
};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder, sea_query::Expr};

on_both!(seats_go_to_the_first_in_line_whom_they_fit, async |app: TestApp| {
    let payer = full(&app, paid(2)).await;
    let run = payer.run;
    let (one, two, three) = (person(&app, "one").await, person(&app, "two").await, person(&app, "three").await);
    one.wait(run, 1).await;
    two.wait(run, 2).await;
    three.wait(run, 1).await;
    for (who, place) in [(&one, 1), (&two, 2), (&three, 3)] {
        assert_eq!(who.place(run).await["place"], place);
    }
    assert!(two.browser.get(&format!("/runs/{run}/waitlist")).await.body.contains("2nd in line"));
    assert!(two.browser.get("/bookings").await.body.contains("2nd in line"));
    app.drain().await;
    assert_eq!(letters(&app), ["waitlist_joined"; 3]);

    // Two seats: the second in line wants both, and keeps the place while the third is asked.
    give_up(&payer).await;
    assert_eq!(line(&app, run).await, [Offered, Waiting, Offered]);
    assert_eq!((app.seats_taken(run).await, two.place(run).await["place"].as_i64()), (2, Some(1)));
    let (first, third) = (offer(&app, &one).await, offer(&app, &three).await);
    assert_eq!((first.status, first.party, first.price_each, first.contact_email.as_str()), (BookingStatus::Pending, 1, Paise(45_000), "asha@example.com"));
    // Booking closes in 46 hours; an offer is for a quarter of that.
    let hours = first.hold_expires_at.unwrap() - first.created_at;
    assert!(hours > Duration::minutes(11 * 60 + 25) && hours <= Duration::minutes(11 * 60 + 30), "{hours}");
    app.drain().await;
    let mail = letter(&app, "seats_offered");
    assert!(
        mail.contains("Your turn: Filter coffee") && mail.contains("1 seat came free") && mail.contains("₹650.00") && mail.contains("/bookings/NK-"),
        "{mail}"
    );
    let page = one.browser.get(&format!("/bookings/{}", first.reference)).await.body;
    assert!(page.contains("It is your turn") && page.contains("11:2") && page.contains("Go to payment"), "{page}");
    assert!(one.browser.get(&format!("/runs/{run}/waitlist")).await.body.contains("Take your seats"));

    // One pays, one lets the time pass; then there is one seat, which is one too few for the one who waits.
    take(&app, &one, &first.reference).await;
    app.pass(12 * 60);
    app.drain().await;
    assert_eq!(line(&app, run).await, [Taken, Waiting, Lapsed]);
    assert_eq!(app.seats_taken(run).await, 1);
    let mail = letter(&app, "hold_expired");
    assert!(mail.contains("Your offer has run out") && mail.contains("go to the next in line"), "{mail}");
    let page = three.browser.get(&format!("/bookings/{}", third.reference)).await.body;
    assert!(page.contains("The offer ran out") && page.contains("Join the line again"));

    // A seat that nobody in line can use is anybody's.
    let passer_by = person(&app, "four").await;
    let answer = passer_by.browser.call("book", &crate::support::build::fields(&crate::support::build::form(&run.to_string(), "b", &["Four"]))).await;
    assert_eq!(answer.status, 200, "{answer:?}");
    let reference = answer.json()["to"].as_str().unwrap().trim_start_matches("/bookings/").to_owned();
    assert_eq!(passer_by.browser.call("give_up", &[("reference", &reference)]).await.status, 200);
    assert_eq!(line(&app, run).await, [Taken, Waiting, Lapsed]);

    // The first cancels: now there are two, for the one who has waited longest.
    let quoted = one.browser.ask("quote_cancellation", &format!("reference={}&query=", first.reference)).await.json();
    let total = quoted["quote"]["lines"].as_array().unwrap().iter().map(|line| line["price_back"].as_i64().unwrap() + line["stake_back"].as_i64().unwrap());
    let fields = [("reference", first.reference.to_string()), ("who", "0".to_owned()), ("quoted", total.sum::<i64>().to_string())];
    let fields: Vec<(&str, &str)> = fields.iter().map(|(name, value)| (*name, value.as_str())).collect();
    assert_eq!(one.browser.call("cancel_seats", &fields).await.status, 200);
    assert_eq!((line(&app, run).await, app.seats_taken(run).await), (vec![Taken, Offered, Lapsed], 2));
    app.drain().await;
});

/// A run with somebody in line for all its seats, of an experience that its host has taken off the shelf.
async fn off_the_shelf(app: &TestApp) -> (Payer, Person, String) {
    let payer = full(app, paid(2)).await;
    let (one, owner) = (person(app, "one").await, person(app, "owner").await);
    one.wait(payer.run, 2).await;
    let (db, only) = (app.services.store.reader(), "the one there is");
    app.member(organization::Entity::find().one(db).await.unwrap().expect(only).id, owner.id, Role::Owner).await;
    let experience = experience::Entity::find().one(db).await.unwrap().expect(only).id.to_string();
    assert_eq!(owner.browser.call("archive_experience", &[("experience", &experience)]).await.status, 200);
    (payer, owner, experience)
}

on_both!(seats_freed_while_an_experience_is_off_the_shelf_are_offered_when_it_is_back, async |app: TestApp| {
    let (payer, owner, experience) = off_the_shelf(&app).await;
    give_up(&payer).await;
    app.drain().await;
    assert_eq!((line(&app, payer.run).await, app.seats_taken(payer.run).await), (vec![Waiting], 0));
    assert_eq!(owner.browser.call("bring_back_experience", &[("experience", &experience)]).await.status, 200);
    assert_eq!((line(&app, payer.run).await, app.seats_taken(payer.run).await), (vec![Offered], 2));
    app.drain().await;
    assert!(letters(&app).contains(&"seats_offered".to_owned()));
});

on_both!(seats_freed_as_it_comes_back_are_offered_too, async |app: TestApp| {
    let (payer, owner, experience) = off_the_shelf(&app).await;
    let (services, now) = (&app.services, app.services.clock.now());
    // Somebody gives seats back, and is not done yet …
    let leaving = services.store.begin().await.unwrap();
    let gone = booking::Entity::update_many().col_expr(booking::Column::Status, Expr::value(BookingStatus::Expired));
    gone.filter(booking::Column::Reference.eq(payer.reference.clone())).exec(&leaving).await.unwrap();
    event_run::give_seats_back(&leaving, payer.run, 2).await.unwrap();
    // … when the experience is put back, …
    let mut back = tokio::spawn(async move { owner.browser.call("bring_back_experience", &[("experience", &experience)]).await.status });
    assert!(tokio::time::timeout(std::time::Duration::from_millis(300), &mut back).await.is_err(), "it waits for who is first");
    // … whose seats it must not overlook.
    services.seats_were_freed(&leaving, payer.run, now).await.unwrap();
    leaving.commit().await.unwrap();
    assert_eq!(back.await.unwrap(), 200);
    assert_eq!((line(&app, payer.run).await, app.seats_taken(payer.run).await), (vec![Offered], 2));
});

on_both!(a_late_payment_wins_a_free_seat_but_none_that_somebody_waits_for, async |app: TestApp| {
    let payer = full(&app, paid(1)).await;
    let run = payer.run;
    let (one, two) = (person(&app, "one").await, person(&app, "two").await);
    one.wait(run, 1).await;
    two.wait(run, 1).await;
    let late = app.pay(&payer.reference).await;
    // The provider is out of reach while the hold runs out; the seat is the next one's.
    app.faults(serde_json::json!([{"on": "GET /v1/orders/*/payments", "do": "status", "status": 500, "when": "before"}])).await;
    app.pass(16);
    nukkad::jobs::run_once(&app.services).await.unwrap();
    assert_eq!((app.booking(&payer.reference).await.status, line(&app, run).await), (BookingStatus::Expired, vec![Offered, Waiting]));
    app.faults(serde_json::json!([])).await;
    payer.browser.come_back(&payer.reference, &late).await;
    assert_eq!((app.booking(&payer.reference).await.status, line(&app, run).await), (BookingStatus::Expired, vec![Offered, Waiting]));

    // Who pays late for an offer takes it after all, as long as nobody else has the seat.
    let first = offer(&app, &one).await.reference;
    assert_eq!(one.browser.call("open_checkout", &[("reference", &first.to_string())]).await.status, 200);
    assert_eq!(one.browser.call("give_up", &[("reference", &first.to_string())]).await.status, 200);
    assert_eq!(line(&app, run).await, [Declined, Offered]);
    let second = offer(&app, &two).await.reference;
    assert_eq!(two.browser.call("give_up", &[("reference", &second.to_string())]).await.status, 200);
    assert_eq!((line(&app, run).await, app.seats_taken(run).await), (vec![Declined, Declined], 0));
    let paid = app.pay(&first).await;
    one.browser.come_back(&first, &paid).await;
    assert_eq!((app.booking(&first).await.status, line(&app, run).await), (BookingStatus::Confirmed, vec![Taken, Declined]));
    app.drain().await;
});

on_both!(what_costs_nothing_is_accepted_with_a_button, async |app: TestApp| {
    let payer = full(&app, RunSpec { capacity: 1, ..RunSpec::default() }).await;
    let run = payer.run;
    let (one, two) = (person(&app, "one").await, person(&app, "two").await);
    one.wait(run, 1).await;
    two.wait(run, 1).await;
    let cancel = [("reference", payer.reference.to_string()), ("who", "0".to_owned()), ("quoted", "0".to_owned())];
    let cancel: Vec<(&str, &str)> = cancel.iter().map(|(name, value)| (*name, value.as_str())).collect();
    assert_eq!(payer.browser.call("cancel_seats", &cancel).await.status, 200);
    assert_eq!(line(&app, run).await, [Offered, Waiting]);
    let first = offer(&app, &one).await.reference.to_string();
    let path = format!("/bookings/{first}");
    let page = one.browser.get(&path).await.body;
    assert!(page.contains("Accept the seats") && !page.contains("Go to payment"), "{page}");
    for (who, status) in [(&two.browser, 404), (&app.browser(), 401)] {
        assert_eq!(who.call("accept_offer", &[("reference", &first)]).await.status, status);
    }
    // Its time passes, and a moment before the job comes it is too late already.
    app.pass(12 * 60);
    let late = one.browser.submit(&path, "accept_offer", &[("reference", &first)]).await;
    assert!(late.status == 409 && late.body.contains("time was up"), "{late:?}");
    app.drain().await;
    assert_eq!(line(&app, run).await, [Lapsed, Offered]);
    let late = one.browser.call("accept_offer", &[("reference", &first)]).await;
    assert_eq!((late.status, late.code().as_str()), (409, "conflict"));

    let second = offer(&app, &two).await.reference.to_string();
    let path = format!("/bookings/{second}");
    let accepted = two.browser.submit(&path, "accept_offer", &[("reference", &second)]).await;
    assert_eq!((accepted.status, accepted.location.as_deref()), (303, Some(path.as_str())));
    assert_eq!((line(&app, run).await, app.seats_taken(run).await), (vec![Lapsed, Taken], 1));
    assert_eq!(two.browser.call("accept_offer", &[("reference", &second)]).await.status, 409);
    app.drain().await;
    assert!(letter(&app, "booking_confirmed").contains("The seat is yours."));
});

on_both!(an_ordinary_pending_booking_cannot_be_accepted_without_paying, async |app: TestApp| {
    let payer = full(&app, paid(1)).await;
    let reference = payer.reference.to_string();
    assert_eq!(payer.browser.call("accept_offer", &[("reference", &reference)]).await.status, 409);
    let one = person(&app, "one").await;
    one.wait(payer.run, 1).await;
    give_up(&payer).await;
    let offered = offer(&app, &one).await.reference.to_string();
    assert_eq!(one.browser.call("accept_offer", &[("reference", &offered)]).await.status, 409);
    assert_eq!(app.bookings_on(payer.run).await.iter().filter(|booking| booking.status == BookingStatus::Confirmed).count(), 0);
});

on_both!(more_seats_are_offered_in_the_transaction_that_makes_them, async |app: TestApp| {
    let payer = full(&app, paid(2)).await;
    let run = payer.run;
    let (one, two, three) = (person(&app, "one").await, person(&app, "two").await, person(&app, "three").await);
    // A party that the run could never seat is told so; what is no more than its capacity may hope.
    let too_many = one.join(run, "a", &["A", "B", "C"]).await;
    assert_eq!(too_many.status, 422, "{too_many:?}");
    assert!(too_many.json()["fields"]["travelers"].as_str().unwrap().contains("2 seats in all"));
    one.wait(run, 2).await;
    two.wait(run, 1).await;
    three.wait(run, 1).await;
    let now = app.services.clock.now();
    let db = app.services.store.begin().await.unwrap();
    let more = event_run::Entity::update_many().col_expr(event_run::Column::Capacity, Expr::value(5)).filter(event_run::Column::Id.eq(run));
    more.exec(&db).await.unwrap();
    app.services.seats_were_freed(&db, run, now).await.unwrap();
    db.commit().await.unwrap();
    assert_eq!((line(&app, run).await, app.seats_taken(run).await), (vec![Offered, Offered, Waiting], 5));
    app.drain().await;
});

on_both!(a_hold_that_runs_out_is_offered_once_however_many_work_on_it, async |app: TestApp| {
    let payer = full(&app, paid(2)).await;
    let (one, two) = (person(&app, "one").await, person(&app, "two").await);
    one.wait(payer.run, 2).await;
    two.wait(payer.run, 1).await;
    app.pass(15);
    let hold = ExpireHold { booking: app.booking(&payer.reference).await.id };
    let mut workers = tokio::task::JoinSet::new();
    for _ in 0..8 {
        let services = app.services.clone();
        workers.spawn(async move { services.expire_hold(hold).await.unwrap() });
    }
    workers.join_all().await;
    assert_eq!((line(&app, payer.run).await, app.seats_taken(payer.run).await, app.bookings_on(payer.run).await.len()), (vec![Offered, Waiting], 2, 2));
    app.drain().await;
});

on_both!(a_called_off_run_ends_every_wait_and_every_offer, async |app: TestApp| {
    let payer = full(&app, paid(2)).await;
    let run = payer.run;
    let (one, two) = (person(&app, "one").await, person(&app, "two").await);
    one.wait(run, 1).await;
    two.wait(run, 2).await;
    give_up(&payer).await;
    assert_eq!(line(&app, run).await, [Offered, Waiting]);
    let owner = person(&app, "owner").await;
    let organization = organization::Entity::find().one(app.services.store.reader()).await.unwrap().unwrap().id;
    app.member(organization, owner.id, Role::Owner).await;
    assert_eq!(owner.browser.call("cancel_run", &[("run", &run.to_string()), ("reason", "Rain")]).await.status, 200);
    // Interrupted, and done again.
    app.services.sweep_run(nukkad::services::cancellations::SweepRun { run, after: None }).await.unwrap();
    app.drain().await;
    assert_eq!((line(&app, run).await, app.seats_taken(run).await), (vec![Closed, Closed], 0));
    let mail = letter(&app, "waitlist_closed");
    assert!(mail.contains("Called off") && mail.contains("The reason: Rain") && mail.contains("Nothing was charged"), "{mail}");
    assert_eq!(letters(&app).iter().filter(|kind| *kind == "waitlist_closed" || *kind == "run_cancelled").count(), 2, "everybody is told once");
    let page = two.browser.get(&format!("/runs/{run}/waitlist")).await.body;
    assert!(page.contains("nothing to wait for"), "{page}");
});

on_both!(the_line_closes_with_booking, async |app: TestApp| {
    let payer = full(&app, RunSpec { capacity: 1, ..RunSpec::default() }).await;
    let run = payer.run;
    let (one, two) = (person(&app, "one").await, person(&app, "two").await);
    one.wait(run, 1).await;
    two.wait(run, 1).await;
    let entries = waitlist::Entity::find().order_by_asc(waitlist::Column::Id).all(app.services.store.reader()).await.unwrap();
    // The run is put off by an hour: nobody is sent away before booking closes.
    let later = event_run::Entity::update_many()
        .col_expr(event_run::Column::CutoffAt, Expr::value(app.services.clock.now() + Duration::hours(47)))
        .filter(event_run::Column::Id.eq(run));
    later.exec(app.services.store.writer()).await.unwrap();
    app.pass(46 * 60 + 1);
    app.drain().await;
    assert_eq!(line(&app, run).await, [Waiting, Waiting]);
    // Seats that come free after the close are nobody's.
    app.pass(60);
    let cancel = [("reference", payer.reference.to_string()), ("who", "0".to_owned()), ("quoted", "0".to_owned())];
    let cancel: Vec<(&str, &str)> = cancel.iter().map(|(name, value)| (*name, value.as_str())).collect();
    assert_eq!(payer.browser.call("cancel_seats", &cancel).await.status, 200);
    app.drain().await;
    app.services.close_wait(CloseWait { entry: entries[0].id }).await.unwrap();
    app.drain().await;
    assert_eq!((line(&app, run).await, app.seats_taken(run).await), (vec![Closed, Closed], 0));
    assert_eq!(letters(&app).iter().filter(|kind| *kind == "waitlist_closed").count(), 2);
    assert!(letter(&app, "waitlist_closed").contains("No seats came free"));
});

on_both!(who_leaves_is_not_asked_and_may_join_again_at_the_end, async |app: TestApp| {
    let payer = full(&app, paid(1)).await;
    let run = payer.run;
    let (one, two) = (person(&app, "one").await, person(&app, "two").await);
    one.wait(run, 1).await;
    two.wait(run, 1).await;
    let entry = one.place(run).await["entry"].to_string();
    let path = format!("/runs/{run}/waitlist");
    let left = one.browser.submit(&path, "leave_waitlist", &[("entry", &entry)]).await;
    assert_eq!((left.status, left.location.as_deref()), (303, Some(path.as_str())));
    assert_eq!(one.browser.call("leave_waitlist", &[("entry", &entry)]).await.status, 409);
    one.wait(run, 1).await;
    assert_eq!((line(&app, run).await, one.place(run).await["place"].as_i64()), (vec![Left, Waiting, Waiting], Some(2)));
    give_up(&payer).await;
    assert_eq!(line(&app, run).await, [Left, Offered, Waiting]);
    let entry = two.place(run).await["entry"].to_string();
    let late = two.browser.call("leave_waitlist", &[("entry", &entry)]).await;
    assert!(late.status == 409 && late.json()["message"].as_str().unwrap().contains("come free for you"), "{late:?}");
    app.drain().await;
});

on_both!(the_price_is_that_of_the_offer_and_seats_given_back_cost_one_statement_more, async |app: TestApp| {
    use std::sync::atomic::Ordering;
    let payer = full(&app, paid(1)).await;
    let one = person(&app, "one").await;
    one.wait(payer.run, 1).await;
    let dearer = event_run::Entity::update_many().col_expr(event_run::Column::Price, Expr::value(Paise(99_900))).filter(event_run::Column::Id.eq(payer.run));
    dearer.exec(app.services.store.writer()).await.unwrap();
    give_up(&payer).await;
    assert_eq!(offer(&app, &one).await.price_each, Paise(99_900));

    let other = app.run("tea", paid(1)).await;
    let other = app.payer_on(other, "zoya@example.com", &["Zoya"]).await;
    let db = app.services.store.begin().await.unwrap();
    let before = app.statements.load(Ordering::SeqCst);
    app.services.seats_were_freed(&db, other.run, app.services.clock.now()).await.unwrap();
    assert_eq!(app.statements.load(Ordering::SeqCst) - before, 1);
    db.commit().await.unwrap();
});
