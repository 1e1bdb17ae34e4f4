//! Appeals: who may make them and until when, what a host and an admin can do about them, and what each outcome does to the money.

use super::*;
use nukkad::domain::appeal::AppealStatus;
use nukkad::entity::appeal;

/// A run that is final: of Asha, Binu and Chitra only Asha came.
struct Case {
    stage: Stage,
    payer: Payer,
    appeal: i64,
}

async fn case(app: &TestApp) -> Case {
    let stage = stage(app, PAID).await;
    let payer = paid(app, stage.run, "asha@example.com", &["Asha", "Binu", "Chitra"]).await;
    app.pass(TO_THE_END);
    check_in(app, &payer.reference, 0).await;
    assert_eq!(finalize(&stage.owner, stage.run, "by_attendance", 1).await, 200);
    in_step(app).await;
    let appeal = appeal::Entity::find().one(app.services.store.reader()).await.unwrap().unwrap().id.0;
    Case { stage, payer, appeal }
}

async fn status(app: &TestApp) -> AppealStatus {
    appeal::Entity::find().one(app.services.store.reader()).await.unwrap().unwrap().status
}

impl Case {
    async fn make(&self, who: &[&str], words: &str) -> u16 {
        let reference = self.payer.reference.to_string();
        let who: Vec<(String, &str)> = who.iter().enumerate().map(|(index, who)| (format!("form[who][{index}]"), *who)).collect();
        let mut fields = vec![("form[reference]", reference.as_str()), ("form[words]", words)];
        fields.extend(who.iter().map(|(name, who)| (name.as_str(), *who)));
        self.payer.browser.call("make_appeal", &fields).await.status
    }

    async fn answer(&self, answer: &str, words: &str) -> u16 {
        let (run, appeal) = (self.stage.run.to_string(), self.appeal.to_string());
        self.stage.owner.call("answer_appeal", &[("run", &run), ("appeal", &appeal), ("answer", answer), ("words", words)]).await.status
    }

    async fn decide(&self, admin: &Browser, decision: &str, words: &str) -> u16 {
        admin.call("decide_appeal", &[("id", &self.appeal.to_string()), ("decision", decision), ("words", words)]).await.status
    }

    async fn stakes(&self, app: &TestApp) -> Vec<StakeStatus> {
        people(app, &self.payer.reference).await.into_iter().map(|(_, stake)| stake).collect()
    }
}

on_both!(an_admin_grants_and_the_named_get_their_stakes, async |app: TestApp| {
    let case = case(&app).await;
    let admin = app.admin().await;
    let path = format!("/bookings/{}/appeal", case.payer.reference);
    let page = case.payer.browser.get(&path).await;
    assert!(page.body.contains("Whom is it about?") && page.body.contains("Binu") && page.body.contains("Chitra") && !page.body.contains("Asha, ₹200"));
    // Without JavaScript, with nobody ticked: what was typed stays.
    let reference = case.payer.reference.to_string();
    let answer = case.payer.browser.submit(&path, "make_appeal", &[("form[reference]", &reference), ("form[words]", "I was late")]).await;
    assert_eq!(answer.status, 422);
    assert!(answer.body.contains("Choose at least one") && answer.body.contains("I was late"), "{}", answer.body);
    let fields = [("form[reference]", reference.as_str()), ("form[words]", "We were there <b>late</b>"), ("form[who][1]", "2")];
    let answer = case.payer.browser.submit(&path, "make_appeal", &fields).await;
    assert_eq!((answer.status, answer.location.as_deref()), (303, Some(path.as_str())));
    assert!(case.payer.browser.get(&path).await.body.contains("It is being looked at"));
    assert_eq!(mails_to(&app, "owner@example.com").await, ["appeal_made"]);
    // The time goes by, and nothing is forfeited, not even of Binu, whom it does not name.
    app.pass(TO_APPEAL + 600);
    in_step(&app).await;
    assert_eq!(case.stakes(&app).await, [Returned, ForfeitPending, ForfeitPending]);
    assert!(case.stage.owner.get("/host").await.body.contains("Answer an appeal for Chitra"));
    assert_eq!(case.answer("disputes", "").await, 422, "who says no says why");
    assert_eq!(case.answer("disputes", "We looked for them.").await, 200);
    assert_eq!(case.answer("disputes", "Really.").await, 409);
    in_step(&app).await;
    assert_eq!(case.stakes(&app).await, [Returned, ForfeitPending, ForfeitPending], "a host's no moves nothing");

    assert!(admin.get("/admin").await.body.contains(&format!("/admin/appeals/{}", case.appeal)));
    let page = admin.get(&format!("/admin/appeals/{}", case.appeal)).await.body;
    assert!(page.contains("We were there &lt;b>late&lt;/b>") || page.contains("We were there &lt;b&gt;late&lt;/b&gt;"), "{page}");
    assert!(page.contains("We looked for them.") && page.contains("₹200 goes back"));
    assert_eq!(case.decide(&admin, "", "").await, 422);
    assert_eq!(case.decide(&admin, "grant", "The photograph shows you.").await, 200);
    assert_eq!(case.decide(&admin, "deny", "No.").await, 409);
    in_step(&app).await;
    assert_eq!(
        people(&app, &case.payer.reference).await,
        [(Attended, Returned), (NoShow, Forfeited), (NoShow, Returned)],
        "attendance stays as the door saw it"
    );
    let causes: Vec<_> = app.refunds(&case.payer.reference).await.iter().map(|refund| (refund.cause, refund.stake_part.0, refund.actor_id.is_some())).collect();
    assert_eq!(causes, [(RefundCause::Attendance, STAKE, false), (RefundCause::Appeal, STAKE, true)]);
    assert_eq!((balance(&app, Account::StakeEscrow).await, balance(&app, Account::ForfeiturePool).await), (0, -STAKE));
    let kinds = mails_to(&app, "asha@example.com").await;
    assert!(["appeal_granted", "attendance_final", "stake_forfeited"].iter().all(|kind| kinds.iter().any(|other| other == kind)), "{kinds:?}");
    assert_eq!(actions(&app, "appeal.").await, ["appeal.made", "appeal.disputed", "appeal.granted"]);
    assert!(case.payer.browser.get(&path).await.body.contains("The photograph shows you."));
});

on_both!(an_admin_denies_and_the_stakes_are_forfeited_when_the_time_is_over, async |app: TestApp| {
    let case = case(&app).await;
    let admin = app.admin().await;
    assert_eq!(case.make(&["1", "2"], "We were there.").await, 200);
    assert_eq!(case.make(&["1"], "We were there!").await, 409, "once");
    assert_eq!(case.decide(&admin, "deny", " ").await, 422);
    assert_eq!(case.decide(&admin, "deny", "The list says otherwise.").await, 200);
    in_step(&app).await;
    assert_eq!(case.stakes(&app).await, [Returned, ForfeitPending, ForfeitPending]);
    assert_eq!(case.answer("supports", "").await, 409, "it is decided");
    app.pass(TO_APPEAL);
    in_step(&app).await;
    assert_eq!(case.stakes(&app).await, [Returned, Forfeited, Forfeited]);
    assert_eq!((balance(&app, Account::StakeEscrow).await, balance(&app, Account::ForfeiturePool).await), (0, -2 * STAKE));
    let kinds = mails_to(&app, "asha@example.com").await;
    assert!(kinds.contains(&"appeal_denied".to_owned()) && !kinds.contains(&"stake_forfeited".to_owned()), "told once: {kinds:?}");
    assert_eq!(balance(&app, Account::HostPayable).await, -121_500, "the host gains nothing");
});

on_both!(a_hosts_support_gives_the_stake_back_at_once, async |app: TestApp| {
    let case = case(&app).await;
    let admin = app.admin().await;
    assert_eq!(case.make(&["1"], "I was there.").await, 200);
    assert_eq!(case.answer("disputes", "We did not see Binu.").await, 200);
    assert_eq!(case.answer("supports", "We found Binu on our pictures.").await, 200, "a host may think better of it");
    assert_eq!(case.answer("supports", "").await, 409);
    in_step(&app).await;
    assert_eq!(case.stakes(&app).await, [Returned, Returned, ForfeitPending]);
    assert_eq!(case.decide(&admin, "deny", "No.").await, 409);
    app.pass(TO_APPEAL);
    in_step(&app).await;
    assert_eq!(case.stakes(&app).await, [Returned, Returned, Forfeited]);
    assert_eq!(actions(&app, "appeal.").await, ["appeal.made", "appeal.disputed", "appeal.supported"]);
    let activity = app.services.activity(case.stage.organization, None).await.unwrap().lines;
    assert_eq!(
        (activity[0].action.as_str(), activity[0].before["answer"].as_str(), activity[0].after["answer"].as_str()),
        ("appeal.supported", Some("disputes"), Some("supports"))
    );
});

on_both!(a_host_may_excuse_without_being_asked, async |app: TestApp| {
    let case = case(&app).await;
    let page = case.stage.owner.get(&format!("/host/runs/{}/attendance?appeal={}", case.stage.run, case.appeal)).await.body;
    assert!(page.contains("give ₹400 back now") && !page.contains("let an admin decide"), "{page}");
    assert_eq!(case.answer("disputes", "No.").await, 409, "there is nothing to dispute");
    assert_eq!(case.answer("", "").await, 422);
    assert_eq!(case.answer("supports", "").await, 200);
    in_step(&app).await;
    assert_eq!(case.stakes(&app).await, [Returned; 3]);
    assert_eq!(case.make(&["1"], "I was there.").await, 409);
    app.pass(TO_APPEAL);
    in_step(&app).await;
    assert_eq!((balance(&app, Account::StakeEscrow).await, balance(&app, Account::ForfeiturePool).await), (0, 0));
});

on_both!(an_appeal_is_for_those_who_were_missed_and_in_time, async |app: TestApp| {
    let case = case(&app).await;
    for who in [&["0"][..], &["0", "1"], &["3"], &["-1"]] {
        assert_eq!(case.make(who, "Please.").await, 409, "{who:?}");
    }
    for (who, words) in [(&[][..], "Please."), (&["1"][..], " "), (&["x"][..], "Please."), (&["1"][..], &*"x".repeat(501))] {
        assert_eq!(case.make(who, words).await, 422, "{who:?}");
    }
    assert_eq!(status(&app).await, AppealStatus::Possible);
    app.pass(TO_APPEAL);
    assert_eq!(case.make(&["1"], "Too late.").await, 409, "also before anybody forfeits it");
    in_step(&app).await;
    assert_eq!((status(&app).await, case.make(&["1"], "Too late.").await), (AppealStatus::Lapsed, 409));
    assert!(case.payer.browser.get(&format!("/bookings/{}/appeal", case.payer.reference)).await.body.contains("The time to appeal is over"));
    assert_eq!(case.answer("supports", "").await, 409);
    assert_eq!(case.stakes(&app).await, [Returned, Forfeited, Forfeited]);
});

on_both!(whoever_is_first_decides_and_no_stake_goes_two_ways, async |app: TestApp| {
    let case = case(&app).await;
    let admin = app.admin().await;
    assert_eq!(case.make(&["1", "2"], "We were there.").await, 200);
    app.pass(TO_APPEAL);
    let job = nukkad::services::stakes::ForfeitStakes { booking: app.booking(&case.payer.reference).await.id };
    let forfeits = async || {
        app.services.forfeit_stakes(job).await.ok();
        409
    };
    let answers: [u16; 6] = futures_util::future::join_all([
        Box::pin(case.decide(&admin, "grant", "")) as std::pin::Pin<Box<dyn Future<Output = u16>>>,
        Box::pin(case.decide(&admin, "deny", "No.")),
        Box::pin(case.answer("supports", "")),
        Box::pin(case.decide(&admin, "deny", "No.")),
        Box::pin(forfeits()),
        Box::pin(forfeits()),
    ])
    .await
    .try_into()
    .unwrap();
    assert_eq!(answers.iter().filter(|status| **status == 200).count(), 1, "{answers:?}");
    in_step(&app).await;
    let [one, two] = [case.stakes(&app).await[1], case.stakes(&app).await[2]];
    assert_eq!(one, two);
    let pool = if one == Forfeited { -2 * STAKE } else { 0 };
    assert_eq!((balance(&app, Account::StakeEscrow).await, balance(&app, Account::ForfeiturePool).await), (0, pool));
});
