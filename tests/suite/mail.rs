//! Mail: what each letter says, that it goes out once, and that none is lost on the way.

use crate::support::{
    TestApp,
    build::{PAID, RunSpec},
    on_both,
};
use chrono::{DateTime, Utc};
use mail_parser::{Message, MessageParser, MimeHeaders};
use nukkad::{
    domain::{
        booking::BookingRequest,
        ids::{AppealId, BookingId, RunId, UserId},
        money::Paise,
    },
    entity::{booking, event_run, experience, job, mail, traveler},
    services::mail::{FolderPostman, Letter, LetterLine, MailError, Parcel, Postman, SmtpPostman, StakeLine, post, post_to},
};
use sea_orm::{ColumnTrait, EntityTrait, PaginatorTrait, QueryFilter, sea_query::Expr};
use std::{
    path::Path,
    sync::{
        Arc, Mutex,
        atomic::{AtomicBool, Ordering},
    },
};
use tokio::{
    io::{AsyncBufReadExt, AsyncWriteExt, BufReader},
    net::TcpListener,
};

fn at(text: &str) -> DateTime<Utc> {
    text.parse().unwrap()
}

/// A booking of two on a run that starts on Sat 29 Nov 2031 at 6:45 am in India.
pub(crate) async fn a_booking(app: &TestApp, spec: RunSpec, names: &[&str]) -> BookingId {
    let run = app.run("coffee", spec).await;
    let user = app.user("asha@example.com", "Asha").await;
    let request = BookingRequest {
        run,
        names: names.iter().map(|name| (*name).to_owned()).collect(),
        email: "asha@example.com".to_owned(),
        phone: None,
        requests: None,
        token: "once".to_owned(),
        shown: None,
    };
    app.services.reserve(user, &request).await.unwrap();
    move_run(app, run, "Asia/Kolkata").await;
    app.bookings_on(run).await[0].id
}

async fn move_run(app: &TestApp, run: RunId, zone: &str) {
    event_run::Entity::update_many()
        .col_expr(event_run::Column::StartsAt, Expr::value(at("2031-11-29T01:15:00Z")))
        .col_expr(event_run::Column::EndsAt, Expr::value(at("2031-11-29T03:45:00Z")))
        .col_expr(event_run::Column::TimeZone, Expr::value(zone))
        .filter(event_run::Column::Id.eq(run))
        .exec(app.services.store.writer())
        .await
        .unwrap();
}

pub(crate) async fn post_now(app: &TestApp, booking: BookingId, letter: &Letter) {
    let db = app.services.store.begin().await.unwrap();
    post(&db, booking, letter, app.services.clock.now()).await.unwrap();
    db.commit().await.unwrap();
}

async fn status_of_mails(app: &TestApp) -> Vec<String> {
    mail::Entity::find().all(app.services.store.reader()).await.unwrap().into_iter().map(|mail| mail.status).collect()
}

async fn reference(app: &TestApp, id: BookingId) -> String {
    booking::Entity::find_by_id(id).one(app.services.store.reader()).await.unwrap().unwrap().reference.to_string()
}

fn read(bytes: &[u8]) -> Message<'_> {
    MessageParser::default().parse(bytes).unwrap()
}

/// The last mail that went out, as bytes.
fn last(app: &TestApp) -> Vec<u8> {
    app.mails.parcels().last().unwrap().message.formatted()
}

fn line(name: &str, price_back: i64, stake_back: i64, stake_forfeited: i64) -> LetterLine {
    LetterLine { name: name.to_owned(), price_back: Paise(price_back), stake_back: Paise(stake_back), stake_forfeited: Paise(stake_forfeited) }
}

fn stake_line(name: &str, is_back: bool) -> StakeLine {
    StakeLine { name: name.to_owned(), stake: Paise(20_000), is_back }
}

/// Every kind of letter to a traveler about a booking of Asha and Binu, its subject, and words that must stand in it.
#[expect(clippy::too_many_lines, reason = "a table")]
fn letters() -> Vec<(Letter, &'static str, Vec<&'static str>)> {
    let amount = Paise(12_345_650);
    let not_kept = |captured, payment| Letter::PaymentNotKept { amount, why: "It came after the hold had run out".into(), captured, payment };
    vec![
        (
            Letter::BookingConfirmed,
            "Booked: Filter coffee, Sat 29 Nov, 6:45 am",
            vec![
                "2 seats are yours.",
                "Asha, Binu",
                "Price, 2 × ₹450.00",
                "₹900.00",
                "₹400.00",
                "₹1,300.00",
                "Your stake comes back when you come, or when you cancel by Fri 28 Nov, 6:45 am.",
                "Full refund until Fri 28 Nov, 6:45 am",
            ],
        ),
        (
            Letter::PaymentFailed { reason: "The bank did not answer".into() },
            "Your payment did not go through: Filter coffee, Sat 29 Nov, 6:45 am",
            vec!["Your payment of ₹1,300.00 for Filter coffee", "What we were told: The bank did not answer.", "We keep your 2 seats until"],
        ),
        (
            Letter::BookingCancelled {
                lines: vec![line("Asha", 22_500, 20_000, 0), line("Binu", 22_500, 0, 20_000)],
                total: Paise(65_000),
                whole: true,
                part: 1,
            },
            "Cancelled: Filter coffee, Sat 29 Nov, 6:45 am",
            vec!["Asha, price back", "₹225.00", "₹0.00 of ₹200.00", "Comes back", "₹650.00", "5–7 working days"],
        ),
        (
            Letter::BookingCancelled { lines: vec![line("Binu", 0, 0, 20_000)], total: Paise(0), whole: false, part: 2 },
            "Cancelled in part: Filter coffee, Sat 29 Nov, 6:45 am",
            vec!["we have cancelled for Binu. The rest of your booking stands.", "nothing comes back at this time"],
        ),
        (
            Letter::RefundProcessed { amount, refund: 7 },
            "Refunded ₹1,23,456.50: Filter coffee, Sat 29 Nov, 6:45 am",
            vec!["We have sent ₹1,23,456.50 back to you.", "5–7 working days"],
        ),
        (
            Letter::CancelledByHost { reason: "The cook is ill".into(), total: Paise(130_000) },
            "Cancelled by the host: Filter coffee, Sat 29 Nov, 6:45 am",
            vec![
                "The coffee people has cancelled your booking",
                "The reason: The cook is ill.",
                "All you paid for your seats comes back, price and stake: ₹1,300.00.",
            ],
        ),
        (
            Letter::FromHost { subject: "Another gate".into(), text: "We meet at gate 2.\nSee you!".into(), sender: "Meera".into(), message: 7 },
            "Another gate: Filter coffee, Sat 29 Nov, 6:45 am",
            vec!["We meet at gate 2.", "See you!", "Meera, The coffee people", "Answers to this mail are not read."],
        ),
        (
            Letter::RunCancelled { reason: "A storm is coming.\nStay home".into(), total: Paise(130_000) },
            "Called off: Filter coffee, Sat 29 Nov, 6:45 am",
            vec!["The reason: A storm is coming.", "Stay home.", "All you paid comes back, price and stake: ₹1,300.00."],
        ),
        (
            Letter::RunRescheduled { from: at("2031-11-28T01:30:00Z"), leave_until: at("2031-11-25T06:00:00Z"), change: 6 },
            "New date: Filter coffee, Sat 29 Nov, 6:45 am",
            vec![
                "from Fri 28 Nov, 7:00 am (India time) to Sat 29 Nov, 6:45 am (India time)",
                "and are not yours yet: take them on the booking’s page if the new date suits you.",
            ],
        ),
        (
            not_kept(true, 4),
            "About your payment of ₹1,23,456.50: Filter coffee, Sat 29 Nov, 6:45 am",
            vec!["It came after the hold had run out.", "We refund all of it: ₹1,23,456.50.", "5–7 working days"],
        ),
        (
            not_kept(false, 5),
            "About your payment of ₹1,23,456.50: Filter coffee, Sat 29 Nov, 6:45 am",
            vec!["releases the ₹1,23,456.50 by itself within about 5 days"],
        ),
        (
            Letter::SeatsOffered,
            "Your turn: Filter coffee, Sat 29 Nov, 6:45 am",
            vec!["2 seats came free, and you are next in line.", "If you pay for them by then, you are going.", "Stake, comes back, 2 × ₹200.00", "₹1,300.00"],
        ),
        (
            Letter::AttendanceFinal {
                lines: vec![stake_line("Asha", true), stake_line("Binu", false)],
                appeal_until: Some(at("2031-12-01T15:45:00Z")),
                unattended: false,
            },
            "Your stakes: Filter coffee, Sat 29 Nov, 6:45 am",
            vec![
                "Asha, stake back",
                "Binu, stake waits",
                "Comes back",
                "₹200.00",
                "Binu was not checked in at the door.",
                "appeal until Mon 1 Dec, 9:15 pm (India time)",
                "choose Appeal",
            ],
        ),
        (
            Letter::AppealGranted { names: vec!["Asha".into(), "Binu".into()], amount: Paise(40_000), by_host: true, words: "We saw you".into() },
            "Your stake comes back: Filter coffee, Sat 29 Nov, 6:45 am",
            vec!["₹400.00 for Asha and Binu", "5–7 working days", "We saw you."],
        ),
        (
            Letter::AppealDenied { names: vec!["Binu".into()], amount: Paise(20_000), words: "The list says otherwise".into() },
            "About your appeal: Filter coffee, Sat 29 Nov, 6:45 am",
            vec!["The stake of ₹200.00 for Binu does not come back", "The list says otherwise.", "not paid to the host"],
        ),
        (
            Letter::StakeForfeited { names: vec!["Binu".into()], amount: Paise(20_000) },
            "Stake forfeited: Filter coffee, Sat 29 Nov, 6:45 am",
            vec!["The stake of ₹200.00 for Binu is forfeited", "not paid to the host"],
        ),
        (Letter::HoldExpired, "Your hold has run out: Filter coffee, Sat 29 Nov, 6:45 am", vec!["We kept 2 seats for you until", "free for others again"]),
    ]
}

on_both!(every_letter_says_what_happened_in_both_forms, async |app: TestApp| {
    let booking = a_booking(&app, PAID, &["Asha", "Binu"]).await;
    let reference = reference(&app, booking).await;
    for (letter, subject, pieces) in letters() {
        post_now(&app, booking, &letter).await;
        app.drain().await;
        let bytes = last(&app);
        let mail = read(&bytes);
        assert_eq!(mail.subject(), Some(subject));
        let (text, html) = (mail.body_text(0).unwrap(), mail.body_html(0).unwrap());
        let everywhere =
            ["Hello Asha,", "18th Cross bus stand, Malleshwaram, Bengaluru", "Sat 29 Nov, 6:45 – 9:15 am (India time)", "The coffee people", &reference];
        for piece in pieces.into_iter().chain(everywhere) {
            assert!(text.contains(piece), "{piece:?} is not in the text of {letter:?}:\n{text}");
            assert!(html.contains(piece), "{piece:?} is not in the HTML of {letter:?}:\n{html}");
        }
        let link = format!("{}/bookings/{reference}", app.url);
        assert!(text.contains(&link) && html.contains(&format!("href=\"{link}\"")));
        assert_eq!(mail.to().unwrap().first().unwrap().address(), Some("asha@example.com"));
        assert_eq!(mail.from().unwrap().first().unwrap().name(), Some("Nukkad"));
    }
    assert_eq!(app.mails.parcels().len(), letters().len());
});

on_both!(a_host_is_greeted_by_name_and_led_to_the_attendance, async |app: TestApp| {
    let booking = a_booking(&app, PAID, &["Asha", "Binu"]).await;
    let run = booking::Entity::find_by_id(booking).one(app.services.store.reader()).await.unwrap().unwrap().run_id;
    let (name, user) = ("Kavya".to_owned(), UserId(1));
    for (letter, subject, piece) in [
        (Letter::AttendanceAsked { name: name.clone(), user, run, time: 1 }, "Who was there? Filter coffee, Sat 29 Nov, 6:45 am", "nobody was checked in"),
        (
            Letter::AppealMade { name: name.clone(), user, run, names: vec!["Binu".into()], words: "I was <late>".into(), appeal: AppealId(1) },
            "An appeal: Filter coffee, Sat 29 Nov, 6:45 am",
            "Binu was marked as missing",
        ),
    ] {
        post_to(app.services.store.writer(), booking, "kavya@example.com".to_owned(), &letter, app.services.clock.now()).await.unwrap();
        app.drain().await;
        let bytes = last(&app);
        let mail = read(&bytes);
        let text = mail.body_text(0).unwrap();
        assert_eq!((mail.subject(), mail.to().unwrap().first().unwrap().address()), (Some(subject), Some("kavya@example.com")));
        assert!(text.contains("Hello Kavya,") && text.contains(piece), "{text}");
        assert!(text.contains("Attendance of the run:") && text.contains(&format!("{}/host/runs/{run}/attendance", app.url)), "{text}");
        assert!(!text.contains("/bookings/") && !mail.body_html(0).unwrap().contains("<late>"), "{text}");
    }
});

on_both!(a_free_run_in_another_place_has_its_own_clock_and_no_amounts, async |app: TestApp| {
    let booking = a_booking(&app, RunSpec::default(), &["Asha"]).await;
    let run = booking::Entity::find_by_id(booking).one(app.services.store.reader()).await.unwrap().unwrap().run_id;
    move_run(&app, run, "America/New_York").await;
    post_now(&app, booking, &Letter::BookingConfirmed).await;
    app.drain().await;
    let bytes = last(&app);
    let text = read(&bytes).body_text(0).unwrap().into_owned();
    assert!(text.contains("Fri 28 Nov, 8:15 – 10:45 pm (New York time, UTC−5:00)"), "{text}");
    assert!(text.contains("The seat is yours.") && text.contains("There is nothing to pay.") && !text.contains('₹'), "{text}");
});

on_both!(a_letter_that_was_long_on_the_way_says_what_is_true_now, async |app: TestApp| {
    let booking = a_booking(&app, PAID, &["Asha", "Binu", "Chitra"]).await;
    let change = async |sql: &str| {
        sea_orm::ConnectionTrait::execute_unprepared(app.services.store.writer(), sql).await.unwrap();
    };
    change("UPDATE travelers SET cancelled_at = '2026-01-01T00:00:00+00:00' WHERE position = 1").await;
    post_now(&app, booking, &Letter::BookingConfirmed).await;
    app.drain().await;
    let text = read(&last(&app)).body_text(0).unwrap().into_owned();
    assert!(text.contains("2 seats are yours. The others are cancelled.") && text.contains("Asha, Chitra"), "{text}");
    change("DELETE FROM mails").await;
    change("UPDATE bookings SET status = 'cancelled', cancelled_by = 'traveler'").await;
    change("UPDATE event_runs SET seats_taken = 0").await;
    post_now(&app, booking, &Letter::BookingConfirmed).await;
    app.drain().await;
    let bytes = last(&app);
    let message = read(&bytes);
    assert!(message.body_text(0).unwrap().contains("the booking was cancelled since"));
    assert_eq!(message.attachment_count(), 0, "it does not come back into a calendar");
});

on_both!(a_hold_of_a_run_that_is_called_off_was_not_charged, async |app: TestApp| {
    let booking = a_booking(&app, PAID, &["Asha"]).await;
    post_now(&app, booking, &Letter::RunCancelled { reason: "Rain".into(), total: Paise(0) }).await;
    app.drain().await;
    let text = read(&last(&app)).body_text(0).unwrap().into_owned();
    assert!(text.contains("Nothing was charged.") && !text.contains("nothing to pay"), "{text}");
});

on_both!(a_hold_that_runs_out_is_told, async |app: TestApp| {
    a_booking(&app, PAID, &["Asha"]).await;
    app.pass(15);
    app.drain().await;
    let bytes = last(&app);
    assert_eq!(read(&bytes).subject(), Some("Your hold has run out: Filter coffee, Sat 29 Nov, 6:45 am"));
    assert_eq!(app.mails.parcels().len(), 1);
});

on_both!(a_letter_goes_out_once_however_many_post_it, async |app: TestApp| {
    let booking = a_booking(&app, PAID, &["Asha"]).await;
    let mut posters = tokio::task::JoinSet::new();
    for _ in 0..16 {
        let app = app.clone();
        posters.spawn(async move { post_now(&app, booking, &Letter::RefundProcessed { amount: Paise(1), refund: 7 }).await });
    }
    posters.join_all().await;
    post_now(&app, booking, &Letter::RefundProcessed { amount: Paise(1), refund: 8 }).await;
    let reader = app.services.store.reader();
    assert_eq!(mail::Entity::find().count(reader).await.unwrap(), 2);
    assert_eq!(job::Entity::find().filter(job::Column::Kind.eq("deliver_mail")).count(reader).await.unwrap(), 2);
    app.drain().await;
    assert_eq!(app.mails.parcels().len(), 2);
    assert_eq!(status_of_mails(&app).await, [mail::SENT, mail::SENT]);
});

on_both!(what_did_not_happen_is_not_told, async |app: TestApp| {
    let booking = a_booking(&app, PAID, &["Asha"]).await;
    let db = app.services.store.begin().await.unwrap();
    let before = app.statements.load(Ordering::SeqCst);
    post(&db, booking, &Letter::BookingConfirmed, app.services.clock.now()).await.unwrap();
    assert_eq!(app.statements.load(Ordering::SeqCst) - before, 3, "statements");
    post(&db, booking, &Letter::BookingConfirmed, app.services.clock.now()).await.unwrap();
    db.rollback().await.unwrap();
    app.drain().await;
    assert_eq!(app.mails.parcels().len(), 0);
    let nobody = post(app.services.store.writer(), BookingId(999), &Letter::HoldExpired, app.services.clock.now()).await;
    assert!(nobody.is_err());
});

/// Delivers into a folder; the first time the process "dies" before anybody hears of it.
#[derive(Debug)]
struct DiesOnce {
    folder: FolderPostman,
    dead: AtomicBool,
}

#[async_trait::async_trait]
impl Postman for DiesOnce {
    async fn deliver(&self, parcel: &Parcel) -> Result<(), MailError> {
        self.folder.deliver(parcel).await?;
        if self.dead.swap(true, Ordering::SeqCst) { Ok(()) } else { Err(MailError::Later("the process died".into())) }
    }

    fn folder(&self) -> Option<&Path> {
        self.folder.folder()
    }
}

pub(crate) fn files(folder: &Path) -> Vec<String> {
    let mut names: Vec<String> = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
    names.sort();
    names
}

on_both!(a_crash_after_sending_leaves_one_mail, async |app: TestApp| {
    let mut app = app;
    let data = tempfile::tempdir().unwrap();
    let folder = data.path().join("mail");
    app.services.mail.postman = Arc::new(DiesOnce { folder: FolderPostman::new(folder.clone()), dead: AtomicBool::new(false) });
    let booking = a_booking(&app, PAID, &["Asha"]).await;
    post_now(&app, booking, &Letter::BookingConfirmed).await;
    nukkad::jobs::run_once(&app.services).await.unwrap();
    assert_eq!(status_of_mails(&app).await, [mail::QUEUED], "nobody knows yet that it went out");
    let expected = format!("{:06}-booking_confirmed-{booking}.eml", mail::Entity::find().one(app.services.store.reader()).await.unwrap().unwrap().id.0);
    let first = std::fs::read(folder.join(&expected)).unwrap();
    app.pass(1);
    app.drain().await;
    assert_eq!(status_of_mails(&app).await, [mail::SENT]);
    assert_eq!(files(&folder), [expected.as_str()]);
    let second = std::fs::read(folder.join(&expected)).unwrap();
    assert_eq!(read(&first).message_id(), read(&second).message_id());
    assert_eq!(read(&first).date(), read(&second).date());
});

on_both!(a_mail_server_out_of_reach_loses_nothing, async |app: TestApp| {
    let mut app = app;
    let port = TcpListener::bind("127.0.0.1:0").await.unwrap().local_addr().unwrap().port();
    app.services.mail.postman = Arc::new(SmtpPostman::new(&format!("smtp://127.0.0.1:{port}")).unwrap());
    let booking = a_booking(&app, RunSpec::default(), &["Asha"]).await;
    post_now(&app, booking, &Letter::BookingConfirmed).await;
    nukkad::jobs::run_once(&app.services).await.unwrap();
    let failed = job::Entity::find().one(app.services.store.reader()).await.unwrap().unwrap();
    assert_eq!((failed.status.as_str(), failed.attempts), (job::QUEUED, 1));
    assert!(failed.last_error.unwrap().contains("out of reach"));
    for _ in 0..60 {
        app.pass(10);
        nukkad::jobs::run_once(&app.services).await.unwrap();
    }
    assert_eq!(status_of_mails(&app).await, [mail::QUEUED], "ten hours without a server are no reason to give up");
    assert_eq!(job::Entity::find().filter(job::Column::Status.eq(job::DEAD)).count(app.services.store.reader()).await.unwrap(), 0);
    app.services.mail.postman = Arc::new(app.mails.clone());
    app.pass(61);
    app.drain().await;
    assert_eq!((app.mails.parcels().len(), status_of_mails(&app).await), (1, vec![mail::SENT.to_owned()]));
});

on_both!(after_three_days_a_mail_is_given_up, async |app: TestApp| {
    let mut app = app;
    app.services.mail.postman = Arc::new(SmtpPostman::new("smtp://127.0.0.1:1").unwrap());
    let booking = a_booking(&app, RunSpec::default(), &["Asha"]).await;
    post_now(&app, booking, &Letter::BookingConfirmed).await;
    for _ in 0..100 {
        app.pass(60);
        nukkad::jobs::run_once(&app.services).await.unwrap();
    }
    assert_eq!(status_of_mails(&app).await, [mail::DEAD]);
    assert_eq!(app.services.jobs_left_behind(app.services.clock.now()).await.unwrap(), 0);
});

/// A mail server that answers each recipient with `answer`; gives its address and what it was told.
async fn mail_server(answer: &'static str) -> (String, Arc<Mutex<String>>) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("smtp://{}", listener.local_addr().unwrap());
    let heard = Arc::new(Mutex::new(String::new()));
    let ears = heard.clone();
    tokio::spawn(async move {
        while let Ok((stream, _)) = listener.accept().await {
            let ears = ears.clone();
            tokio::spawn(async move {
                let (read, mut write) = stream.into_split();
                let (mut lines, mut in_data) = (BufReader::new(read).lines(), false);
                write.write_all(b"220 test\r\n").await.unwrap();
                while let Ok(Some(line)) = lines.next_line().await {
                    ears.lock().unwrap().extend([line.as_str(), "\n"]);
                    let reply = match line.split([' ', ':']).next().unwrap() {
                        _ if in_data && line != "." => continue,
                        "." => "250 taken",
                        "EHLO" => "250-test\r\n250 8BITMIME",
                        "RCPT" => answer,
                        "DATA" => "354 go on",
                        _ => "250 fine",
                    };
                    in_data = reply.starts_with("354");
                    write.write_all(format!("{reply}\r\n").as_bytes()).await.unwrap();
                }
            });
        }
    });
    (url, heard)
}

async fn send_by(app: &mut TestApp, answer: &'static str) -> String {
    let (url, heard) = mail_server(answer).await;
    app.services.mail.postman = Arc::new(SmtpPostman::new(&url).unwrap());
    nukkad::jobs::run_once(&app.services).await.unwrap();
    heard.lock().unwrap().clone()
}

on_both!(a_mail_server_decides_what_becomes_of_a_mail, async |app: TestApp| {
    let mut app = app;
    let booking = a_booking(&app, RunSpec::default(), &["Asha"]).await;
    post_now(&app, booking, &Letter::BookingConfirmed).await;
    for transient in ["451 <asha@example.com>: later", "530 log in first", "421 closing"] {
        send_by(&mut app, transient).await;
        assert_eq!(status_of_mails(&app).await, [mail::QUEUED], "{transient}");
        let error = job::Entity::find().one(app.services.store.reader()).await.unwrap().unwrap().last_error.unwrap();
        assert!(error.contains(&transient[..3]) && !error.contains("asha"), "{error}");
        app.pass(10);
    }
    let heard = send_by(&mut app, "250 fine").await;
    assert_eq!(status_of_mails(&app).await, [mail::SENT]);
    assert!(heard.contains("RCPT TO:<asha@example.com>") && heard.contains("Message-ID: <mail-") && heard.contains("@localhost>"), "{heard}");
    app.drain().await;

    post_now(&app, booking, &Letter::HoldExpired).await;
    send_by(&mut app, "550 5.1.1 <asha@example.com>: nobody of that name").await;
    assert_eq!(status_of_mails(&app).await, [mail::SENT, mail::DEAD]);
    app.drain().await;
});

on_both!(an_address_that_is_none_is_given_up, async |app: TestApp| {
    let booking = a_booking(&app, RunSpec::default(), &["Asha"]).await;
    let spoiled = Expr::value("a@b.in\r\nBcc: everybody@example.com");
    booking::Entity::update_many().col_expr(booking::Column::ContactEmail, spoiled).exec(app.services.store.writer()).await.unwrap();
    post_now(&app, booking, &Letter::BookingConfirmed).await;
    app.drain().await;
    assert_eq!((app.mails.parcels().len(), status_of_mails(&app).await), (0, vec![mail::DEAD.to_owned()]));
});

on_both!(odd_names_come_through_and_break_nothing, async |app: TestApp| {
    let booking = a_booking(&app, PAID, &["Asha", "Binu"]).await;
    let long = "श्रुति ".repeat(12);
    for (number, (name, shown)) in [
        ("Asha \"Ash\" O’Brien, <admin@example.com>", "Asha \"Ash\" O’Brien, <admin@example.com>"),
        ("Asha\r\nBcc: everybody@example.com\r\n\r\nHello", "Asha Bcc: everybody@example.com Hello"),
        ("श्रुति हेगड़े 🌺", "श्रुति हेगड़े 🌺"),
        ("<script>alert('hi')</script> & co", "<script>alert('hi')</script> & co"),
        (long.as_str(), long.trim()),
    ]
    .into_iter()
    .enumerate()
    {
        let db = app.services.store.writer();
        traveler::Entity::update_many().col_expr(traveler::Column::Name, Expr::value(name)).filter(traveler::Column::Position.eq(0)).exec(db).await.unwrap();
        experience::Entity::update_many().col_expr(experience::Column::Title, Expr::value(name)).exec(db).await.unwrap();
        app.services.fill_search().await.unwrap();
        post_now(&app, booking, &Letter::RefundProcessed { amount: Paise(100), refund: i64::try_from(number).unwrap() }).await;
        app.drain().await;
        let bytes = last(&app);
        let mail = read(&bytes);
        let to = mail.to().unwrap();
        assert_eq!(to.iter().count(), 1, "{name:?}");
        assert_eq!((to.first().unwrap().name(), to.first().unwrap().address()), (Some(shown), Some("asha@example.com")));
        assert_eq!(mail.subject(), Some(format!("Refunded ₹1.00: {shown}, Sat 29 Nov, 6:45 am").as_str()));
        assert!(mail.bcc().is_none() && mail.header("Auto-Submitted").is_some());
        assert!(mail.body_text(0).unwrap().contains(&format!("Hello {shown},")), "{name:?}");
        assert!(!mail.body_html(0).unwrap().contains("<script"), "{name:?}");
    }
});

/// The calendar's entry in a mail: its method by the mail, and its lines unfolded.
fn entry(bytes: &[u8]) -> Option<(String, Vec<String>)> {
    let mail = read(bytes);
    let part = mail.attachments().find(|part| part.content_type().is_some_and(|kind| kind.ctype() == "text"))?;
    let method = part.content_type().unwrap().attribute("method").unwrap().to_owned();
    let file = String::from_utf8(part.contents().to_vec()).unwrap();
    let lines = file.replace("\r\n", "\n").replace("\n ", "");
    Some((method, lines.lines().map(str::to_owned).collect()))
}

on_both!(the_calendar_learns_of_a_booking_and_of_its_end, async |app: TestApp| {
    let booking = a_booking(&app, PAID, &["Asha"]).await;
    let uid = format!("UID:booking-{}@localhost", reference(&app, booking).await);
    let cancelled = |whole, part| Letter::BookingCancelled { lines: vec![line("Asha", 0, 0, 0)], total: Paise(0), whole, part };
    let called_off = Letter::RunCancelled { reason: String::new(), total: Paise(0) };
    for (letter, expected) in
        [(Letter::BookingConfirmed, Some("PUBLISH")), (cancelled(false, 1), None), (cancelled(true, 2), Some("CANCEL")), (called_off, Some("CANCEL"))]
    {
        post_now(&app, booking, &letter).await;
        app.drain().await;
        let found = entry(&last(&app));
        assert_eq!(found.as_ref().map(|(method, _)| method.as_str()), expected, "{letter:?}");
        let Some((_, lines)) = found else { continue };
        let (sequence, status) = if expected == Some("PUBLISH") { ("SEQUENCE:0", "STATUS:CONFIRMED") } else { ("SEQUENCE:1", "STATUS:CANCELLED") };
        for line in [
            "BEGIN:VCALENDAR",
            "VERSION:2.0",
            &format!("METHOD:{}", expected.unwrap()),
            &uid,
            sequence,
            status,
            "DTSTART:20311129T011500Z",
            "DTEND:20311129T034500Z",
            "SUMMARY:Filter coffee",
            "LOCATION:18th Cross bus stand\\, Malleshwaram\\, Bengaluru",
            "GEO:13.000000;77.570000",
            &format!("URL:{}/bookings/{}", app.url, reference(&app, booking).await),
            "END:VCALENDAR",
        ] {
            assert_eq!(lines.iter().filter(|found| *found == line).count(), 1, "{line}: {lines:#?}");
        }
    }
});
