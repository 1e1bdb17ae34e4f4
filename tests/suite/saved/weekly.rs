//! The weekly mail: what is new, once, to whom it is wanted by, until it is stopped.

use super::{FAR, WEEK, favorites::shelve, keep, rows, save, weekly, whole};
use crate::{
    members::person,
    support::{TestApp, build::RunSpec, on_both},
};
use mail_parser::MessageParser;
use nukkad::{
    domain::{
        experience::ExperienceStatus,
        ids::{ExperienceId, RunId, UserId},
        run::RunStatus,
    },
    entity::user,
};
use sea_orm::{ConnectionTrait, EntityTrait};

/// Two hosts with an experience each; Asha keeps a search for the first one's city, and follows the second.
async fn asha(app: &TestApp) -> (UserId, crate::support::Browser, ExperienceId, ExperienceId) {
    let (coffee, tea) = (app.organization("coffee").await, app.organization("tea").await);
    let (coffee, tea) = (app.experience(coffee, "coffee").await, app.experience(tea, "tea").await);
    app.run_of(coffee, FAR).await;
    app.run_of(tea, FAR).await;
    app.pass(1);
    let (user, browser) = person(app, "asha@example.com").await;
    assert_eq!(save(&browser, "city=coffee-city").await.status, 200);
    assert_eq!(keep(&browser, "host", "tea", true).await.status, 200);
    app.pass(1);
    (user, browser, coffee, tea)
}

/// Does what is due a week later.
async fn a_week_later(app: &TestApp) {
    app.pass(WEEK);
    app.drain().await;
}

fn names(mail: &str, run: RunId) -> bool {
    mail.contains(&format!("/runs/{run}\n"))
}

on_both!(what_is_new_is_told_once, async |app: TestApp| {
    let (_, _, coffee, tea) = asha(&app).await;
    app.drain().await;
    assert_eq!(weekly(&app).len(), 0, "not before a week has passed");
    let (by_search, by_host) = (app.run_of(coffee, FAR).await, app.run_of(tea, FAR).await);
    let gone = app.run_of(coffee, RunSpec { starts_in_hours: 24, ..FAR }).await;
    let off = app.run_of(coffee, RunSpec { status: RunStatus::Cancelled, ..FAR }).await;
    app.pass(WEEK - 60);
    app.drain().await;
    assert_eq!(weekly(&app).len(), 0);
    app.pass(60);
    app.drain().await;
    let mails = weekly(&app);
    let [mail] = mails.as_slice() else { panic!("{mails:?}") };
    assert!(mail.starts_with("2 new runs for you this week\nHello asha,"), "{mail}");
    assert!(names(mail, by_search) && names(mail, by_host) && !names(mail, gone) && !names(mail, off), "{mail}");
    assert_eq!(mail.matches("/runs/").count(), 2, "what was there before is not new: {mail}");
    for words in ["Everything in Bengaluru", "Hosts you follow", "Filter coffee, ", "India time", "₹450 + ₹200 stake, back when you come", "/saved\n"] {
        assert!(mail.contains(words), "{words}: {mail}");
    }
    a_week_later(&app).await;
    assert_eq!(weekly(&app).len(), 1, "nothing new, no mail");
    let next = app.run_of(coffee, FAR).await;
    a_week_later(&app).await;
    let mail = weekly(&app).pop().unwrap();
    assert!(mail.starts_with("1 new run for you this week\n") && names(&mail, next) && mail.matches("/runs/").count() == 1, "{mail}");
    a_week_later(&app).await;
    assert_eq!(weekly(&app).len(), 2);
});

on_both!(what_is_written_this_very_moment_comes_next_time, async |app: TestApp| {
    let (_, _, coffee, _) = asha(&app).await;
    app.pass(WEEK - 1);
    let late = app.run_of(coffee, FAR).await;
    app.pass(1);
    app.drain().await;
    assert_eq!(weekly(&app).len(), 0);
    a_week_later(&app).await;
    assert!(names(&weekly(&app)[0], late));
});

on_both!(a_long_list_is_cut_and_nothing_is_named_twice, async |app: TestApp| {
    let (_, browser, coffee, tea) = asha(&app).await;
    save(&browser, "domain=food").await;
    keep(&browser, "host", "coffee", true).await;
    app.pass(1);
    for hours in 0..13 {
        app.run_of(coffee, RunSpec { starts_in_hours: 24 * 30 + hours, ..FAR }).await;
    }
    let other = app.run_of(tea, FAR).await;
    a_week_later(&app).await;
    let mail = weekly(&app).remove(0);
    // Ten of thirteen under the first search, which counts all of them; the other one under the second; then there is nothing left.
    assert!(mail.starts_with("14 new runs") && mail.contains("and 3 more:\n") && mail.contains("/explore?city=coffee-city\n"), "{mail}");
    assert_eq!((mail.matches("/runs/").count(), names(&mail, other), mail.contains("Hosts you follow")), (11, true, false), "{mail}");
});

on_both!(however_many_look_at_once_one_mail_goes_out, async |app: TestApp| {
    let (_, _, coffee, _) = asha(&app).await;
    app.run_of(coffee, FAR).await;
    app.pass(WEEK);
    let mut lookers = tokio::task::JoinSet::new();
    for _ in 0..8 {
        let services = app.services.clone();
        lookers.spawn(async move { services.look_at_weekly_mails().await.unwrap() });
    }
    assert_eq!(lookers.join_all().await.into_iter().sum::<usize>(), 1);
    app.drain().await;
    assert_eq!(weekly(&app).len(), 1);
});

on_both!(a_process_that_dies_while_writing_has_claimed_nothing, async |app: TestApp| {
    let (user, _, coffee, _) = asha(&app).await;
    let run = app.run_of(coffee, FAR).await;
    app.pass(WEEK);
    let before = (whole(&app, user).await, rows(&app).await);
    let db = app.services.store.writer();
    db.execute_unprepared("ALTER TABLE mails RENAME TO mails_away").await.unwrap();
    assert_eq!(app.services.look_at_weekly_mails().await.unwrap(), 0);
    db.execute_unprepared("ALTER TABLE mails_away RENAME TO mails").await.unwrap();
    assert_eq!((whole(&app, user).await, rows(&app).await), before);
    app.drain().await;
    let after = whole(&app, user).await;
    assert!(weekly(&app).len() == 1 && names(&weekly(&app)[0], run));
    assert_eq!(after.next_mail_at, before.0.next_mail_at + chrono::Duration::days(7));
});

on_both!(what_has_changed_until_it_goes_out_is_not_told, async |app: TestApp| {
    let (user, browser, coffee, tea) = asha(&app).await;
    let (run, _) = (app.run_of(coffee, FAR).await, app.run_of(tea, FAR).await);
    app.pass(WEEK);
    assert_eq!(app.services.look_at_weekly_mails().await.unwrap(), 1);
    // Taken off the shelf, and stopped, after the letter was posted.
    shelve(&app, tea, ExperienceStatus::Archived).await;
    browser.call("mail_search", &[("search", &rows(&app).await[0].id.to_string()), ("weekly", "false")]).await;
    app.drain().await;
    assert_eq!(weekly(&app).len(), 0);
    browser.call("mail_search", &[("search", &rows(&app).await[0].id.to_string()), ("weekly", "true")]).await;
    a_week_later(&app).await;
    assert_eq!(weekly(&app).len(), 0, "what became old while it was off stays untold: {run}");
    let new = app.run_of(coffee, FAR).await;
    app.pass(WEEK);
    assert_eq!(app.services.look_at_weekly_mails().await.unwrap(), 1);
    user::Entity::delete_by_id(user).exec(app.services.store.writer()).await.unwrap();
    app.drain().await;
    assert_eq!((weekly(&app).len(), rows(&app).await.len()), (0, 0), "an account that is gone gets no mail: {new}");
});

on_both!(a_full_run_is_no_news, async |app: TestApp| {
    let (_, _, coffee, _) = asha(&app).await;
    let full = app.run_of(coffee, RunSpec { capacity: 1, starts_in_hours: 24 * 30, ..RunSpec::default() }).await;
    app.payer_on(full, "binu@example.com", &["Binu"]).await;
    a_week_later(&app).await;
    assert_eq!(weekly(&app).len(), 0);
});

on_both!(each_part_and_the_whole_are_stopped_by_one_click, async |app: TestApp| {
    let (user, browser, coffee, tea) = asha(&app).await;
    app.run_of(coffee, FAR).await;
    app.run_of(tea, FAR).await;
    a_week_later(&app).await;
    let bytes = app.mails.parcels().last().unwrap().message.formatted();
    let message = MessageParser::default().parse(&bytes).unwrap();
    let (row, all) = (rows(&app).await.remove(0), whole(&app, user).await);
    let path = |token: &str| format!("/saved-searches/{token}/stop");
    let (one, every) = (path(&row.stop_token), path(&all.stop_token));
    assert_eq!(message.header_raw("List-Unsubscribe").unwrap().trim(), format!("<{}>", app.at(&every)));
    assert_eq!(message.header_raw("List-Unsubscribe-Post").unwrap().trim(), "List-Unsubscribe=One-Click");
    for body in [message.body_text(0).unwrap(), message.body_html(0).unwrap()] {
        assert!(body.contains(&app.at(&one)) && body.contains(&app.at(&every)), "{body}");
        assert!(!body.contains(&row.token), "a letter opens no calendar");
    }
    let state = async || (rows(&app).await[0].weekly, whole(&app, user).await.hosts);
    // Programs that scan mail follow every link.
    let anybody = app.browser();
    for path in [&one, &every] {
        let page = anybody.get(path).await;
        assert!(page.status == 200 && page.body.contains("Stop it") && page.body.contains("noindex"), "{}", page.body);
    }
    assert_eq!(state().await, (true, true));
    // A mail provider posts from elsewhere, without a session.
    let provider = async |path: &str| {
        let request = anybody.client.post(app.at(path)).header("origin", "https://mail.example").header("sec-fetch-site", "cross-site");
        request.form(&[("List-Unsubscribe", "One-Click")]).send().await.unwrap().status().as_u16()
    };
    assert_eq!((provider(&one).await, provider(&one).await), (200, 200));
    assert_eq!(state().await, (false, true));
    assert!(anybody.get(&one).await.body.contains("Send it again"));
    let back = anybody.post_form(&one, &[("mail", "again")]).await;
    assert_eq!((back.status, back.location.as_deref()), (303, Some(one.as_str())));
    assert_eq!(state().await, (true, true));
    assert_eq!(provider(&every).await, 200);
    assert_eq!(state().await, (false, false));
    assert!(browser.get("/saved").await.body.contains("aria-label=\"Weekly mail: new dates of these hosts\" aria-pressed=\"false\""));
    app.run_of(coffee, FAR).await;
    app.run_of(tea, FAR).await;
    a_week_later(&app).await;
    assert_eq!(weekly(&app).len(), 1, "stopped is stopped");
    assert_eq!(anybody.post_form(&every, &[("mail", "again")]).await.status, 303);
    assert_eq!(state().await, (true, true));
    a_week_later(&app).await;
    assert_eq!(weekly(&app).len(), 1, "what became old meanwhile stays untold");
    assert_eq!(anybody.ask("mail_to_stop", &format!("token={}", row.stop_token)).await.json()["on"], true);
    for wrong in [row.token.as_str(), "x", "%00", &"0".repeat(32), &"é".repeat(16)] {
        assert_eq!((anybody.get(&path(wrong)).await.status, provider(&path(wrong)).await), (404, 404), "{wrong}");
    }
    assert_eq!(state().await, (true, true));
});

on_both!(whoever_turns_hosts_off_hears_of_searches_alone, async |app: TestApp| {
    let (_, browser, coffee, tea) = asha(&app).await;
    assert_eq!(browser.call("mail_hosts", &[("weekly", "false")]).await.status, 200);
    let (told, untold) = (app.run_of(coffee, FAR).await, app.run_of(tea, FAR).await);
    a_week_later(&app).await;
    let mail = weekly(&app).remove(0);
    assert!(names(&mail, told) && !names(&mail, untold), "{mail}");
    assert_eq!(browser.call("mail_hosts", &[("weekly", "true")]).await.status, 200);
    app.pass(1);
    let new = app.run_of(tea, FAR).await;
    keep(&browser, "host", "tea", false).await;
    keep(&browser, "host", "tea", true).await;
    a_week_later(&app).await;
    assert_eq!(weekly(&app).len(), 1, "whoever begins to follow hears of what comes after: {new}");
});
