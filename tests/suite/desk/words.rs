//! What members write: notes for each other, and messages to travelers.

use super::{desk, log_of, paid};
use crate::support::{
    Browser, TestApp,
    build::{PAID, RunSpec},
    on_both,
};
use mail_parser::MessageParser;
use nukkad::entity::{booking_note, message};
use sea_orm::{EntityTrait, PaginatorTrait};

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
    let delivered = outcomes.iter().filter(|status| **status == 200).count();
    assert!(delivered == 3 && outcomes.iter().all(|status| matches!(status, 200 | 409)), "{outcomes:?}");
    assert_eq!(message::Entity::find().count(app.services.store.reader()).await.unwrap(), 20);
    let full = desk.owner.call("send_message", &letter(&run, "all", "late")).await;
    assert!(full.status == 409 && full.json()["message"].as_str().unwrap().contains("Nothing was sent"));
    assert_eq!(send(desk.owner.clone(), "t3".to_owned()).await, 200, "one that went out stays sent");
    app.drain().await;
    assert_eq!(messages_to(&app).len(), 20);
});
