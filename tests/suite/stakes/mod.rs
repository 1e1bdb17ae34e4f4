//! After the run: attendance becomes final, stakes settle themselves, and whoever was missed may appeal.

mod appeals;
mod backfill;
mod rights;
mod walks;

use crate::support::{
    Browser, TestApp,
    build::{PAID, RunSpec},
    on_both,
    pay::Payer,
};
use nukkad::{
    domain::{
        booking::{Attendance, BookingStatus},
        ids::{BookingRef, OrganizationId, RunId, UserId},
        ledger::Account,
        money::Paise,
        organization::Role,
        payment::{RefundCause, RefundStatus},
        run::RunStatus,
        stake::StakeStatus,
    },
    entity::{audit_log, event_run, job, mail, traveler},
};
use sea_orm::{ColumnTrait, EntityTrait, PaginatorTrait, QueryFilter, QueryOrder, sea_query::Expr};
use serde_json::json;

/// Minutes from the making of a run to its end, and to when attendance becomes final by itself.
pub(crate) const TO_THE_END: i64 = 48 * 60 + 150;
const TO_BY_ITSELF: i64 = TO_THE_END + 12 * 60;
/// Minutes in which somebody may appeal.
const TO_APPEAL: i64 = 48 * 60;
const STAKE: i64 = 20_000;

/// A run of an organization with an owner who is logged in.
pub(crate) struct Stage {
    pub(crate) organization: OrganizationId,
    pub(crate) run: RunId,
    pub(crate) owner: Browser,
}

async fn somebody(app: &TestApp, email: &str) -> (UserId, Browser) {
    let id = app.user(email, "Kavya").await;
    let browser = app.browser();
    browser.log_in(email).await;
    (id, browser)
}

pub(crate) async fn stage(app: &TestApp, spec: RunSpec) -> Stage {
    let organization = app.organization("walks").await;
    let experience = app.experience(organization, "walks").await;
    let run = app.run_of(experience, spec).await;
    let (id, owner) = somebody(app, "owner@example.com").await;
    app.member(organization, id, Role::Owner).await;
    Stage { organization, run, owner }
}

/// Somebody who has paid for seats.
pub(crate) async fn paid(app: &TestApp, run: RunId, email: &str, names: &[&str]) -> Payer {
    let payer = app.payer_on(run, email, names).await;
    let paid = app.pay(&payer.reference).await;
    payer.browser.come_back(&payer.reference, &paid).await;
    assert_eq!(app.booking(&payer.reference).await.status, BookingStatus::Confirmed);
    payer
}

/// The door sees somebody.
pub(crate) async fn check_in(app: &TestApp, reference: &BookingRef, position: i32) {
    let booking = app.booking(reference).await.id;
    let seen = traveler::Entity::update_many()
        .col_expr(traveler::Column::Attendance, Expr::value(Attendance::Attended))
        .filter(traveler::Column::BookingId.eq(booking))
        .filter(traveler::Column::Position.eq(position))
        .filter(traveler::Column::Attendance.eq(Attendance::Expected));
    assert_eq!(seen.exec(app.services.store.writer()).await.unwrap().rows_affected, 1);
}

pub(crate) async fn people(app: &TestApp, reference: &BookingRef) -> Vec<(Attendance, StakeStatus)> {
    let booking = app.booking(reference).await.id;
    let rows = traveler::Entity::find().filter(traveler::Column::BookingId.eq(booking)).order_by_asc(traveler::Column::Position);
    rows.all(app.services.store.reader()).await.unwrap().into_iter().map(|person| (person.attendance, person.stake)).collect()
}

async fn run_row(app: &TestApp, run: RunId) -> event_run::Model {
    event_run::Entity::find_by_id(run).one(app.services.store.reader()).await.unwrap().unwrap()
}

pub(crate) async fn finalize(browser: &Browser, run: RunId, closing: &str, seen: u32) -> u16 {
    browser.call("finalize_run", &[("run", &run.to_string()), ("closing", closing), ("seen", &seen.to_string())]).await.status
}

/// The kinds of the mails to one address, in alphabetical order.
async fn mails_to(app: &TestApp, address: &str) -> Vec<String> {
    let rows = mail::Entity::find().filter(mail::Column::Recipient.eq(address)).order_by_asc(mail::Column::Key).all(app.services.store.reader());
    rows.await.unwrap().iter().filter_map(|mail| mail.key.split(':').next().map(str::to_owned)).collect()
}

async fn actions(app: &TestApp, prefix: &str) -> Vec<String> {
    let rows = audit_log::Entity::find().filter(audit_log::Column::Action.starts_with(prefix)).order_by_asc(audit_log::Column::Id);
    rows.all(app.services.store.reader()).await.unwrap().into_iter().map(|line| line.action).collect()
}

/// Does all work, and checks the books against the provider's.
async fn in_step(app: &TestApp) {
    app.drain().await;
    assert_eq!(app.services.balance(Account::ProviderClearing).await.unwrap().0, app.sandbox_balance(), "we and the provider agree");
}

async fn balance(app: &TestApp, account: Account) -> i64 {
    app.services.balance(account).await.unwrap().0
}

use Attendance::{Attended, Expected, NoShow};
use StakeStatus::{ForfeitPending, Forfeited, Held, ReturnDue, Returned};

on_both!(who_came_gets_the_stake_back_and_who_did_not_may_appeal, async |app: TestApp| {
    let stage = stage(&app, PAID).await;
    let both = paid(&app, stage.run, "asha@example.com", &["Asha", "Binu", "Chitra"]).await;
    let one = paid(&app, stage.run, "devi@example.com", &["Devi"]).await;
    assert_eq!(people(&app, &both.reference).await, [(Expected, Held); 3]);
    app.pass(TO_THE_END);
    for (reference, position) in [(&both.reference, 0), (&both.reference, 2), (&one.reference, 0)] {
        check_in(&app, reference, position).await;
    }
    let seen = stage.owner.ask("run_attendance", &format!("run={}", stage.run)).await.json();
    assert_eq!(
        (seen["standing"].as_str(), seen["closing"].as_str(), seen["attended"].as_i64(), seen["missed"].as_i64()),
        (Some("countable"), Some("by_attendance"), Some(3), Some(1))
    );
    assert_eq!((seen["stakes_back"].as_i64(), seen["stakes_waiting"].as_i64()), (Some(3 * STAKE), Some(STAKE)));
    let page = stage.owner.get(&format!("/host/runs/{}/attendance", stage.run)).await;
    assert!(page.body.contains("Attendance is final") && page.body.contains("will wait for an appeal") && page.body.contains("₹600"), "{}", page.body);

    let path = format!("/host/runs/{}/attendance", stage.run);
    let answer = stage.owner.submit(&path, "finalize_run", &[("run", &stage.run.to_string()), ("closing", "by_attendance"), ("seen", "3")]).await;
    assert_eq!((answer.status, answer.location.as_deref()), (303, Some(path.as_str())));
    assert!(run_row(&app, stage.run).await.finalized_at.is_some());
    in_step(&app).await;
    assert_eq!(run_row(&app, stage.run).await.status, RunStatus::Completed);
    assert_eq!(people(&app, &both.reference).await, [(Attended, Returned), (NoShow, ForfeitPending), (Attended, Returned)]);
    assert_eq!(people(&app, &one.reference).await, [(Attended, Returned)]);
    for (payer, back) in [(&both, 2 * STAKE), (&one, STAKE)] {
        assert_eq!(app.booking(&payer.reference).await.status, BookingStatus::Completed);
        let refunds = app.refunds(&payer.reference).await;
        let told: Vec<_> = refunds.iter().map(|refund| (refund.cause, refund.status, refund.price_part, refund.stake_part.0)).collect();
        assert_eq!(told, [(RefundCause::Attendance, RefundStatus::Processed, Paise(0), back)]);
    }
    assert_eq!(balance(&app, Account::StakeEscrow).await, -STAKE);
    assert_eq!(
        (balance(&app, Account::TravelerFunds).await, balance(&app, Account::HostPayable).await, balance(&app, Account::PlatformFee).await),
        (0, -162_000, -18_000)
    );
    assert_eq!(mails_to(&app, "asha@example.com").await.iter().filter(|kind| *kind == "attendance_final").count(), 2, "both bookings have the same contact");
    let page = both.browser.get(&format!("/bookings/{}", both.reference)).await.body;
    assert!(page.contains("Back with your bank") && page.contains("The stake waits") && page.contains(&format!("/bookings/{}/appeal", both.reference)));
    // Nobody appeals.
    app.pass(TO_APPEAL - 1);
    in_step(&app).await;
    assert_eq!(people(&app, &both.reference).await[1], (NoShow, ForfeitPending));
    app.pass(1);
    in_step(&app).await;
    assert_eq!(people(&app, &both.reference).await[1], (NoShow, Forfeited));
    assert_eq!(
        (balance(&app, Account::StakeEscrow).await, balance(&app, Account::ForfeiturePool).await, balance(&app, Account::HostPayable).await),
        (0, -STAKE, -162_000)
    );
    assert!(both.browser.get(&format!("/bookings/{}", both.reference)).await.body.contains("The host does not get it"));
    assert_eq!(actions(&app, "run.").await, ["run.finalized"]);
    assert_eq!(actions(&app, "booking.completed").await.len(), 2);
    assert_eq!(actions(&app, "stake.").await, ["stake.forfeited"]);
    let activity = app.services.activity(stage.organization, None).await.unwrap().lines;
    assert_eq!(
        (activity[0].action.as_str(), activity[0].after["attended"].as_i64(), activity[0].after["missed"].as_i64()),
        ("run.finalized", Some(3), Some(1))
    );
});

on_both!(it_becomes_final_by_itself_once_the_grace_is_over, async |app: TestApp| {
    let stage = stage(&app, PAID).await;
    let payer = paid(&app, stage.run, "asha@example.com", &["Asha", "Binu"]).await;
    app.pass(TO_THE_END);
    check_in(&app, &payer.reference, 0).await;
    app.pass(12 * 60 - 1);
    in_step(&app).await;
    assert_eq!(people(&app, &payer.reference).await, [(Attended, Held), (Expected, Held)]);
    app.pass(1);
    in_step(&app).await;
    assert_eq!(people(&app, &payer.reference).await, [(Attended, Returned), (NoShow, ForfeitPending)]);
    assert_eq!(finalize(&stage.owner, stage.run, "by_attendance", 1).await, 409, "it is final");
    assert_eq!(mails_to(&app, "owner@example.com").await, [""; 0]);
});

on_both!(without_a_check_in_nothing_is_forfeited_and_the_host_is_asked, async |app: TestApp| {
    let stage = stage(&app, PAID).await;
    let (manager, _) = somebody(&app, "manager@example.com").await;
    app.member(stage.organization, manager, Role::Manager).await;
    let (staff, _) = somebody(&app, "staff@example.com").await;
    app.member(stage.organization, staff, Role::Staff).await;
    let payer = paid(&app, stage.run, "asha@example.com", &["Asha", "Binu"]).await;
    app.pass(TO_BY_ITSELF - 1);
    in_step(&app).await;
    assert_eq!(mails_to(&app, "owner@example.com").await, [""; 0]);
    app.pass(1);
    for _ in 0..3 {
        in_step(&app).await;
    }
    assert_eq!(
        (mails_to(&app, "owner@example.com").await.len(), mails_to(&app, "manager@example.com").await.len(), mails_to(&app, "staff@example.com").await.len()),
        (1, 1, 0)
    );
    let home = stage.owner.get("/host").await.body;
    assert!(home.contains("nobody was checked in") && home.contains(&format!("/host/runs/{}/attendance", stage.run)));
    assert!(stage.owner.get(&format!("/host/runs/{}", stage.run)).await.body.contains("nobody was checked in"));
    // Days go by; the stakes stay where they are.
    for _ in 0..2 {
        app.pass(24 * 60);
        in_step(&app).await;
    }
    assert_eq!(people(&app, &payer.reference).await, [(Expected, Held); 2]);
    assert_eq!(mails_to(&app, "owner@example.com").await, ["attendance_asked"; 3]);
    assert_eq!(finalize(&stage.owner, stage.run, "by_attendance", 0).await, 409, "that nobody came is not accepted");
    assert_eq!(people(&app, &payer.reference).await, [(Expected, Held); 2]);
    assert!(run_row(&app, stage.run).await.finalized_at.is_none(), "the door is open as before");
    let page = stage.owner.get(&format!("/host/runs/{}/attendance", stage.run)).await.body;
    assert!(page.contains("Nobody was checked in: give all stakes back") && !page.contains(">Attendance is final<"));
    assert_eq!(finalize(&stage.owner, stage.run, "all_back", 0).await, 200);
    in_step(&app).await;
    assert_eq!(people(&app, &payer.reference).await, [(Expected, Returned); 2]);
    assert_eq!(app.refunds(&payer.reference).await[0].cause, RefundCause::Unattended);
    assert_eq!((balance(&app, Account::StakeEscrow).await, balance(&app, Account::HostPayable).await), (0, -81_000));
});

on_both!(stakes_do_not_wait_for_ever_for_a_host_who_never_answers, async |app: TestApp| {
    let stage = stage(&app, PAID).await;
    let payer = paid(&app, stage.run, "asha@example.com", &["Asha", "Binu"]).await;
    app.pass(TO_BY_ITSELF);
    for day in 0..3 {
        in_step(&app).await;
        assert_eq!(mails_to(&app, "owner@example.com").await.len(), day + 1);
        assert_eq!(people(&app, &payer.reference).await, [(Expected, Held); 2]);
        app.pass(24 * 60);
    }
    in_step(&app).await;
    assert_eq!(people(&app, &payer.reference).await, [(Expected, Returned); 2]);
    assert_eq!(app.refunds(&payer.reference).await[0].cause, RefundCause::Unattended);
    assert_eq!(mails_to(&app, "owner@example.com").await, ["attendance_asked"; 3]);
    assert!(run_row(&app, stage.run).await.finalized_at.is_some());
});

on_both!(somebody_checked_in_after_the_host_was_asked_closes_it_at_the_next_look, async |app: TestApp| {
    let stage = stage(&app, PAID).await;
    let payer = paid(&app, stage.run, "asha@example.com", &["Asha"]).await;
    app.pass(TO_BY_ITSELF);
    in_step(&app).await;
    check_in(&app, &payer.reference, 0).await;
    in_step(&app).await;
    assert_eq!(people(&app, &payer.reference).await, [(Attended, Held)], "the host may be about to check others in");
    app.pass(24 * 60);
    in_step(&app).await;
    assert_eq!(people(&app, &payer.reference).await, [(Attended, Returned)]);
});

on_both!(the_host_closes_what_the_host_has_seen, async |app: TestApp| {
    let stage = stage(&app, PAID).await;
    let payer = paid(&app, stage.run, "asha@example.com", &["Asha", "Binu"]).await;
    assert_eq!(finalize(&stage.owner, stage.run, "by_attendance", 0).await, 409, "it is not over");
    app.pass(TO_THE_END);
    check_in(&app, &payer.reference, 0).await;
    for (closing, seen) in [("by_attendance", 0), ("by_attendance", 2), ("all_back", 1)] {
        assert_eq!(finalize(&stage.owner, stage.run, closing, seen).await, 409, "{closing}, {seen}");
    }
    for fields in [[("closing", "by_attendance"), ("seen", "-1")], [("closing", "by_attendance"), ("seen", "x")], [("closing", "none"), ("seen", "1")]] {
        let run = stage.run.to_string();
        assert_eq!(stage.owner.call("finalize_run", &[("run", run.as_str()), fields[0], fields[1]]).await.status, 400, "{fields:?}");
    }
    assert!(run_row(&app, stage.run).await.finalized_at.is_none());
    in_step(&app).await;
    assert_eq!(people(&app, &payer.reference).await, [(Attended, Held), (Expected, Held)]);
});

on_both!(bookings_without_a_stake_and_free_ones_complete_too, async |app: TestApp| {
    let organization = app.organization("walks").await;
    let experience = app.experience(organization, "walks").await;
    let (no_stake, free, only_stake) = (
        app.run_of(experience, RunSpec { stake: 0, ..PAID }).await,
        app.run_of(experience, RunSpec::default()).await,
        app.run_of(experience, RunSpec { price: 0, ..PAID }).await,
    );
    let empty = app.run_of(experience, PAID).await;
    let priced = paid(&app, no_stake, "asha@example.com", &["Asha", "Binu"]).await;
    let staked = paid(&app, only_stake, "binu@example.com", &["Asha", "Binu"]).await;
    let freely = app.payer_on(free, "chitra@example.com", &["Chitra"]).await;
    app.pass(TO_THE_END);
    check_in(&app, &priced.reference, 0).await;
    check_in(&app, &staked.reference, 1).await;
    app.pass(12 * 60);
    in_step(&app).await;
    assert_eq!(people(&app, &priced.reference).await, [(Attended, StakeStatus::None), (NoShow, StakeStatus::None)]);
    assert_eq!(people(&app, &staked.reference).await, [(NoShow, ForfeitPending), (Attended, Returned)]);
    assert_eq!(people(&app, &freely.reference).await, [(Expected, StakeStatus::None)], "where nobody paid, nobody is asked");
    for reference in [&priced.reference, &staked.reference, &freely.reference] {
        assert_eq!(app.booking(reference).await.status, BookingStatus::Completed);
    }
    for run in [no_stake, free, only_stake, empty] {
        assert_eq!(run_row(&app, run).await.status, RunStatus::Completed);
    }
    assert_eq!(app.refunds(&priced.reference).await.len(), 0);
    assert_eq!((balance(&app, Account::HostPayable).await, balance(&app, Account::TravelerFunds).await), (-81_000, 0));
});

on_both!(a_part_that_was_cancelled_is_settled_already, async |app: TestApp| {
    let stage = stage(&app, PAID).await;
    let payer = paid(&app, stage.run, "asha@example.com", &["Asha", "Binu", "Chitra"]).await;
    let reference = payer.reference.to_string();
    let cancel =
        async |who: &str, quoted: &str| payer.browser.call("cancel_seats", &[("reference", &reference), ("who", who), ("quoted", quoted)]).await.status;
    app.faults(json!([{"on": "refund", "do": "pending", "times": 1}])).await;
    assert_eq!(cancel("0", "65000").await, 200);
    app.drain().await;
    assert_eq!(people(&app, &payer.reference).await, [(Expected, ReturnDue), (Expected, Held), (Expected, Held)]);
    let sent = app.refunds(&payer.reference).await.remove(0);
    app.tell(&format!("refunds/{}/process", sent.provider_refund_id.unwrap()), json!({})).await;
    app.pass(25 * 60);
    app.drain().await;
    assert_eq!(people(&app, &payer.reference).await, [(Expected, Returned), (Expected, Held), (Expected, Held)]);
    assert_eq!(cancel("1", "0").await, 200);
    assert_eq!(people(&app, &payer.reference).await, [(Expected, Returned), (Expected, Forfeited), (Expected, Held)]);
    app.pass(TO_THE_END - 25 * 60);
    check_in(&app, &payer.reference, 2).await;
    assert_eq!(finalize(&stage.owner, stage.run, "by_attendance", 1).await, 200);
    in_step(&app).await;
    assert_eq!(people(&app, &payer.reference).await, [(Expected, Returned), (Expected, Forfeited), (Attended, Returned)]);
    assert_eq!((balance(&app, Account::StakeEscrow).await, balance(&app, Account::ForfeiturePool).await), (0, -STAKE));
});

on_both!(many_who_make_it_final_at_once_do_it_once, async |app: TestApp| {
    let stage = stage(&app, PAID).await;
    let payer = paid(&app, stage.run, "asha@example.com", &["Asha", "Binu"]).await;
    app.pass(TO_BY_ITSELF);
    check_in(&app, &payer.reference, 0).await;
    let mut clicks = tokio::task::JoinSet::new();
    for _ in 0..6 {
        let (owner, run) = (stage.owner.clone(), stage.run);
        clicks.spawn(async move { finalize(&owner, run, "by_attendance", 1).await });
    }
    for _ in 0..2 {
        let services = app.services.clone();
        clicks.spawn(async move { services.look_at_ended_runs().await.map(|_| 409).unwrap() });
    }
    let answers = clicks.join_all().await;
    assert!(answers.iter().all(|status| [200, 409].contains(status)) && answers.iter().filter(|status| **status == 200).count() <= 1, "{answers:?}");
    let jobs = job::Entity::find().filter(job::Column::Kind.eq("finalize_run")).count(app.services.store.reader()).await.unwrap();
    assert_eq!((jobs, actions(&app, "run.finalized").await.len()), (1, 1));
    // Several workers settle the same run.
    let settle = nukkad::services::stakes::FinalizeRun { run: stage.run, closing: nukkad::domain::attendance::Closing::ByAttendance };
    let mut workers = tokio::task::JoinSet::new();
    for _ in 0..4 {
        let services = app.services.clone();
        workers.spawn(async move { services.settle_run(settle).await.ok() });
    }
    workers.join_all().await;
    app.pass(5);
    in_step(&app).await;
    assert_eq!(people(&app, &payer.reference).await, [(Attended, Returned), (NoShow, ForfeitPending)]);
    assert_eq!(app.refunds(&payer.reference).await.len(), 1);
    assert!(app.services.settle_run(settle).await.unwrap(), "and once more, in vain");
    in_step(&app).await;
    assert_eq!(app.refunds(&payer.reference).await.len(), 1);
});

on_both!(a_payment_that_is_captured_after_the_door_is_shut_goes_back, async |app: TestApp| {
    let stage = stage(&app, PAID).await;
    let payer = paid(&app, stage.run, "asha@example.com", &["Asha"]).await;
    let late = app.payer_on(stage.run, "late@example.com", &["Late"]).await;
    let money = app.pay(&late.reference).await;
    // Taken by the provider; nobody hears of it until the run is over.
    app.faults(json!([{"on": "POST /v1/payments/*/capture", "do": "status", "status": 500, "when": "after", "times": 1}])).await;
    late.browser.come_back(&late.reference, &money).await;
    assert!(app.booking(&late.reference).await.capturing_payment_id.is_some());
    app.faults(json!([{"on": "GET /v1/**", "do": "status", "status": 500}])).await;
    app.pass(TO_THE_END);
    check_in(&app, &payer.reference, 0).await;
    assert_eq!(finalize(&stage.owner, stage.run, "by_attendance", 1).await, 200);
    nukkad::jobs::run_once(&app.services).await.unwrap();
    assert_eq!(run_row(&app, stage.run).await.status, RunStatus::Scheduled, "it waits for what is still being paid");
    app.faults(json!([])).await;
    for _ in 0..6 {
        app.pass(10);
        nukkad::jobs::run_once(&app.services).await.unwrap();
    }
    app.pass(60);
    in_step(&app).await;
    assert_eq!(run_row(&app, stage.run).await.status, RunStatus::Completed);
    assert_eq!(app.booking(&late.reference).await.status, BookingStatus::Expired);
    assert_eq!(app.at_sandbox("payments", &money.payment)["captured"], true);
    let refunds = app.refunds(&late.reference).await;
    assert_eq!(
        (refunds.len(), refunds[0].cause, refunds[0].status, refunds[0].amount()),
        (1, RefundCause::LatePayment, RefundStatus::Processed, Paise(65_000))
    );
    assert_eq!(people(&app, &late.reference).await, [(Expected, StakeStatus::None)]);
    assert_eq!(people(&app, &payer.reference).await, [(Attended, Returned)]);
});

on_both!(a_job_that_is_cut_off_at_any_booking_goes_on_where_it_was, async |app: TestApp| {
    let stage = stage(&app, PAID).await;
    let mut payers = Vec::new();
    for index in 0..4 {
        payers.push(paid(&app, stage.run, &format!("guest{index}@example.com"), &["Asha", "Binu"]).await);
    }
    app.pass(TO_THE_END);
    for payer in &payers {
        check_in(&app, &payer.reference, 0).await;
    }
    assert_eq!(finalize(&stage.owner, stage.run, "by_attendance", 4).await, 200);
    let settle = nukkad::services::stakes::FinalizeRun { run: stage.run, closing: nukkad::domain::attendance::Closing::ByAttendance };
    for micros in [0, 300, 900, 2_000, 5_000, 9_000] {
        // Dropped in the middle of whatever it was doing.
        let cut = tokio::time::timeout(std::time::Duration::from_micros(micros), app.services.settle_run(settle)).await;
        if cut.is_ok() {
            break;
        }
        assert_eq!(app.services.ledger_check().await.unwrap(), [""; 0], "after {micros} µs");
    }
    in_step(&app).await;
    for payer in &payers {
        assert_eq!(people(&app, &payer.reference).await, [(Attended, Returned), (NoShow, ForfeitPending)]);
        assert_eq!(app.refunds(&payer.reference).await.len(), 1);
    }
    assert_eq!(run_row(&app, stage.run).await.status, RunStatus::Completed);
});
