//! Many at once.

use super::{full, line, paid, person};
use crate::support::{Backend, TestApp, build::PAID, on_both, pay::Payer};
use nukkad::{
    domain::{
        booking::{BookingEvent, BookingRequest, BookingStatus},
        ids::{RunId, UserId},
        waitlist::WaitStatus,
    },
    entity::{booking, event_run},
    services::bookings::BookingError,
};
use std::sync::{
    Arc,
    atomic::{AtomicBool, Ordering},
};

const BOOKERS: usize = 24;

fn one_seat(run: RunId, token: String) -> BookingRequest {
    BookingRequest { run, names: vec!["Guest".to_owned()], email: "guest@example.com".to_owned(), phone: None, requests: None, token, shown: None }
}

/// What everybody writes first: the seats go back, and a moment later whoever waits is asked.
async fn free_then_offer(app: &TestApp, payer: &Payer) {
    let (services, now) = (&app.services, app.services.clock.now());
    let held = app.booking(&payer.reference).await;
    let db = services.store.begin().await.unwrap();
    assert!(booking::advance(&db, held.id, BookingStatus::Pending, BookingEvent::GivenUp, now).await.unwrap());
    event_run::give_seats_back(&db, held.run_id, held.party).await.unwrap();
    db.commit().await.unwrap();
    let db = services.store.begin().await.unwrap();
    services.seats_were_freed(&db, held.run_id, now).await.unwrap();
    db.commit().await.unwrap();
}

/// One waits for the only seat while a crowd asks for it again and again; then it comes free. Gives how the one who waits stands,
/// and how many of the crowd have a seat.
async fn rush(backend: Backend, at_once: bool) -> (WaitStatus, usize) {
    let app = TestApp::start(backend).await;
    let payer = full(&app, paid(1)).await;
    person(&app, "patient").await.wait(payer.run, 1).await;
    let crowd = app.user("crowd@example.com", "Crowd").await;
    let (over, start) = (Arc::new(AtomicBool::new(false)), Arc::new(tokio::sync::Barrier::new(BOOKERS + 1)));
    let mut bookers = tokio::task::JoinSet::new();
    for booker in 0..BOOKERS {
        let (services, over, start, run) = (app.services.clone(), over.clone(), start.clone(), payer.run);
        bookers.spawn(async move {
            start.wait().await;
            let mut attempt = 0;
            loop {
                // Looked at before the attempt: each of them tries once more after all is over.
                let last = over.load(Ordering::SeqCst);
                attempt += 1;
                match services.reserve(crowd, &one_seat(run, format!("{booker}-{attempt}"))).await {
                    Ok(_) => return 1,
                    Err(BookingError::SoldOut { .. }) if last => return 0,
                    Err(BookingError::SoldOut { .. }) => {}
                    Err(error) => panic!("{error}"),
                }
            }
        });
    }
    start.wait().await;
    if at_once {
        let owner = app.booking(&payer.reference).await.user_id;
        app.services.give_up(owner, &payer.reference).await.unwrap();
    } else {
        free_then_offer(&app, &payer).await;
    }
    over.store(true, Ordering::SeqCst);
    let jumped = bookers.join_all().await.into_iter().sum();
    (line(&app, payer.run).await[0], jumped)
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn nobody_is_faster_than_who_waits_on_sqlite() {
    assert_eq!(rush(Backend::Sqlite, true).await, (WaitStatus::Offered, 0));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn nobody_is_faster_than_who_waits_on_postgres() {
    assert_eq!(rush(Backend::Postgres, true).await, (WaitStatus::Offered, 0));
}

/// Offers in a transaction of their own: somebody is faster. A few rounds, as it takes one who comes at the right moment.
async fn somebody_jumps(backend: Backend) {
    for _ in 0..5 {
        if rush(backend, false).await == (WaitStatus::Waiting, 1) {
            return;
        }
    }
    panic!("nobody jumped the queue though the seat was free for a moment: this test proves nothing on this machine");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn offered_a_moment_later_the_seat_is_gone_on_sqlite() {
    somebody_jumps(Backend::Sqlite).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn offered_a_moment_later_the_seat_is_gone_on_postgres() {
    somebody_jumps(Backend::Postgres).await;
}

on_both!(who_joins_while_seats_come_free_is_asked_or_told_to_book, async |app: TestApp| {
    let organization = app.organization("coffee").await;
    let experience = app.experience(organization, "coffee").await;
    let (zubin, crowd) = (app.user("zubin@example.com", "Zubin").await, app.user("crowd@example.com", "Crowd").await);
    for round in 0..12 {
        let run = app.run_of(experience, nukkad_spec()).await;
        let reference = app.services.reserve(zubin, &one_seat(run, format!("z{round}"))).await.unwrap();
        let start = Arc::new(tokio::sync::Barrier::new(2));
        let (services, begin) = (app.services.clone(), start.clone());
        let joining = tokio::spawn(async move {
            begin.wait().await;
            join(&services, crowd, run).await
        });
        start.wait().await;
        app.services.give_up(zubin, &reference).await.unwrap();
        let joined = joining.await.unwrap();
        // Never in line with the seat free: `drain` looks at that too.
        assert_eq!(line(&app, run).await, if joined { vec![WaitStatus::Offered] } else { Vec::new() }, "round {round}");
    }
    app.drain().await;
});

fn nukkad_spec() -> crate::support::build::RunSpec {
    crate::support::build::RunSpec { capacity: 1, ..PAID }
}

/// Joins with a party of one; false where there are seats.
async fn join(services: &nukkad::services::Services, user: UserId, run: RunId) -> bool {
    let form = nukkad::domain::booking::BookingForm {
        run: run.to_string(),
        travelers: "1".to_owned(),
        names: vec!["Guest".to_owned()],
        email: "guest@example.com".to_owned(),
        token: "wait".to_owned(),
        ..Default::default()
    };
    let request = form.validate().unwrap();
    match services.join_waitlist(user, &form, &request).await {
        Ok(()) => true,
        Err(nukkad::services::waitlist::WaitlistError::SeatsFree) => false,
        Err(error) => panic!("{error}"),
    }
}

on_both!(who_leaves_while_seats_come_free_has_either_left_or_an_offer, async |app: TestApp| {
    let organization = app.organization("coffee").await;
    let experience = app.experience(organization, "coffee").await;
    let (zubin, one, two) = (app.user("zubin@example.com", "Z").await, app.user("one@example.com", "One").await, app.user("two@example.com", "Two").await);
    for round in 0..12 {
        let run = app.run_of(experience, nukkad_spec()).await;
        let reference = app.services.reserve(zubin, &one_seat(run, format!("z{round}"))).await.unwrap();
        assert!(join(&app.services, one, run).await && join(&app.services, two, run).await);
        let entry = app.services.place_of(one, run).await.unwrap().unwrap().entry.id;
        let (left, freed) = tokio::join!(app.services.leave_waitlist(one, entry), app.services.give_up(zubin, &reference));
        freed.unwrap();
        let expected = if left.is_ok() { [WaitStatus::Left, WaitStatus::Offered] } else { [WaitStatus::Offered, WaitStatus::Waiting] };
        assert_eq!((line(&app, run).await, app.seats_taken(run).await), (expected.to_vec(), 1), "round {round}");
    }
    app.drain().await;
});

on_both!(the_same_traveler_stands_in_line_once, async |app: TestApp| {
    let payer = full(&app, paid(1)).await;
    let one = person(&app, "one").await;
    let mut clicks = tokio::task::JoinSet::new();
    for click in 0..8 {
        let (one, run) = (one.clone(), payer.run);
        clicks.spawn(async move { (click, one.join(run, if click < 4 { "a" } else { "b" }, &["Asha"]).await) });
    }
    let answers = clicks.join_all().await;
    let all = |form: bool, status| answers.iter().filter(|(click, _)| (*click < 4) == form).all(|(_, answer)| answer.status == status);
    assert!((all(true, 200) && all(false, 409)) || (all(true, 409) && all(false, 200)), "{answers:?}");
    assert_eq!(line(&app, payer.run).await, [WaitStatus::Waiting]);
    app.drain().await;
});
