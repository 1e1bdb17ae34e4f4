//! Payouts: collected, approved, paid and failed; who may do what, and that nothing is ever paid twice.

use crate::{
    members::{member_of, person},
    stakes::{Stage, TO_THE_END, check_in, finalize, paid, stage},
    support::{
        Answer, Browser, TestApp,
        build::{PAID, RunSpec},
        on_both,
    },
};
use nukkad::{
    domain::{
        ids::{BookingId, OrganizationId, PayoutId, UserId},
        ledger::{Account, Entry},
        money::Paise,
        organization::Role,
        payout::{PayoutRules, PayoutStatus},
        payout_account::{AccountStatus, Destination},
    },
    entity::{audit_log, ledger_entry, mail, payout, payout_account},
    services::{
        payments::payouts::{ApprovePayouts, Balance, CollectPayouts, PayoutError, PayoutTab, Seen},
        payout_accounts::sealed_for,
    },
};
use sea_orm::{ActiveValue::NotSet, ColumnTrait, ConnectionTrait, EntityTrait, PaginatorTrait, QueryFilter, QueryOrder, Set};

/// What three seats earn the host.
pub(crate) const EARNED: i64 = 121_500;
pub(crate) const DAY_MINUTES: i64 = 24 * 60;
const NUMBER: &str = "001234567890";
const UTR: &str = "SBIN226001234567";

/// An account that money can move to.
pub(crate) async fn give_account(app: &TestApp, organization: OrganizationId, owner: UserId) {
    let destination = Destination::Bank { holder: "=Asha Rao".into(), ifsc: "SBIN0001234".into(), number: NUMBER.into() };
    let now = app.services.clock.now();
    let sealed = sealed_for(&app.services.vault, organization, &destination).unwrap();
    let row = payout_account::ActiveModel {
        id: NotSet,
        organization_id: Set(organization),
        kind: Set(destination.kind()),
        masked: Set(destination.masked()),
        sealed_with: Set(sealed.key),
        sealed: Set(sealed.bytes),
        status: Set(AccountStatus::Confirmed),
        token_hash: Set(format!("{organization}")),
        asked_by: Set(owner),
        confirm_until: Set(now),
        confirmed_at: Set(Some(now - chrono::Duration::days(2))),
        created_at: Set(now - chrono::Duration::days(2)),
    };
    payout_account::Entity::insert(row).exec_without_returning(app.services.store.writer()).await.unwrap();
}

/// A host with an account, whose run of three seats is over, and its attendance final.
pub(crate) async fn earner(app: &TestApp) -> Stage {
    let stage = stage(app, PAID).await;
    let owner = app.services.members(stage.organization).await.unwrap()[0].user_id;
    give_account(app, stage.organization, owner).await;
    let payer = paid(app, stage.run, "asha@example.com", &["Asha", "Binu", "Chitra"]).await;
    app.pass(TO_THE_END);
    for position in 0..3 {
        check_in(app, &payer.reference, position).await;
    }
    assert_eq!(finalize(&stage.owner, stage.run, "by_attendance", 3).await, 200);
    app.drain().await;
    stage
}

/// A host to whom something is owed from a run of two days ago, without all that led there.
async fn owed(app: &TestApp, slug: &str, amount: i64) -> OrganizationId {
    let (organization, owner) = (app.organization(slug).await, app.user(&format!("{slug}@example.com"), slug).await);
    app.member(organization, owner, Role::Owner).await;
    give_account(app, organization, owner).await;
    let experience = app.experience(organization, slug).await;
    owe(app, organization, app.run_of(experience, RunSpec { starts_in_hours: -48, ..PAID }).await.0, owner, slug, amount).await;
    organization
}

async fn owe(app: &TestApp, organization: OrganizationId, run: i64, user: UserId, name: &str, amount: i64) {
    let booking = completed(app, run, user, name).await;
    // The fee is on top, so that the amount is what is owed.
    ledger_entry::post(app.services.store.writer(), Entry::price_earned(booking, organization, Paise(amount), 0), app.services.clock.now()).await.unwrap();
}

/// A booking that is over, of which nothing is in the books.
pub(crate) async fn completed(app: &TestApp, run: i64, user: UserId, name: &str) -> BookingId {
    let (db, now) = (app.services.store.writer(), app.services.clock.now());
    let at = now.to_rfc3339();
    let columns =
        "reference, run_id, user_id, idempotency_token, status, party, contact_email, price_each, stake_each, currency, refund_policy, created_at, updated_at";
    let values = format!("'{name}', {run}, {user}, '{name}', 'completed', 1, 'a@b.in', 0, 0, 'INR', '{{}}', '{at}', '{at}'");
    db.execute_unprepared(&format!("INSERT INTO bookings ({columns}) VALUES ({values})")).await.unwrap();
    let query = sea_orm::Statement::from_string(db.get_database_backend(), format!("SELECT id FROM bookings WHERE reference = '{name}'"));
    BookingId(db.query_one_raw(query).await.unwrap().unwrap().try_get_by_index(0).unwrap())
}

async fn rows(app: &TestApp) -> Vec<payout::Model> {
    payout::Entity::find().order_by_asc(payout::Column::Id).all(app.services.store.reader()).await.unwrap()
}

async fn only(app: &TestApp) -> payout::Model {
    let mut rows = rows(app).await;
    assert_eq!(rows.len(), 1, "{rows:?}");
    rows.remove(0)
}

pub(crate) async fn balance(app: &TestApp, organization: OrganizationId) -> Balance {
    app.services.payout_balance(organization).await.unwrap()
}

/// Says something about a payout as it is now.
pub(crate) async fn say(app: &TestApp, admin: &Browser, function: &str, more: &[(&str, &str)]) -> Answer {
    let row = rows(app).await.pop().unwrap();
    let (id, version) = (row.id.to_string(), row.version.to_string());
    admin.call(function, &[&[("payout", id.as_str()), ("version", version.as_str())], more].concat()).await
}

pub(crate) async fn to_the_bank(app: &TestApp, admin: &Browser) {
    assert_eq!(say(app, admin, "approve_payout", &[("reason", "checked")]).await.status, 200);
    assert_eq!(admin.call("begin_bank_file", &[("reason", "the week's")]).await.status, 200);
}

on_both!(a_host_is_paid_to_the_paisa, async |app: TestApp| {
    let host = earner(&app).await;
    let admin = app.admin().await;
    assert_eq!(balance(&app, host.organization).await, Balance { not_yet: Paise(EARNED), ..Balance::default() });
    app.pass(DAY_MINUTES);
    assert_eq!(balance(&app, host.organization).await.available, Paise(EARNED));
    // A day's collecting happens by itself, once.
    app.daily().await;
    let draft = only(&app).await;
    assert_eq!((draft.status, draft.amount, draft.line_count, draft.made_by), (PayoutStatus::Draft, Paise(EARNED), 1, None));
    assert_eq!(app.services.collect_payouts(CollectPayouts { by: None }).await.unwrap(), 0, "nothing has changed");
    assert_eq!(only(&app).await.version, draft.version);
    let page = admin.get("/admin/payouts").await;
    assert!(page.body.contains("₹1,215.00") && page.body.contains("The walks people") && page.body.contains("Approve this one"), "{}", page.body);
    assert!(host.owner.get("/host/payouts").await.body.contains("₹1,215.00"));
    assert_eq!(host.owner.get(&format!("/host/payouts/{}", draft.id)).await.status, 404, "a draft is the platform's own");

    let path = format!("/admin/payouts/{}", draft.id);
    assert!(admin.get(&path).await.body.contains("Took place"));
    let nothing = say(&app, &admin, "approve_payout", &[("reason", " ")]).await;
    assert!(nothing.status == 422 && nothing.json()["fields"]["reason"].as_str().unwrap().contains("say why"));
    let version = draft.version.to_string();
    let fields = [("payout", draft.id.to_string()), ("version", version), ("reason", "checked".to_owned())];
    let fields: Vec<(&str, &str)> = fields.iter().map(|(name, value)| (*name, value.as_str())).collect();
    let approved = admin.submit(&path, "approve_payout", &fields).await;
    assert_eq!((approved.status, approved.location.as_deref()), (303, Some(path.as_str())));
    assert_eq!(balance(&app, host.organization).await, Balance { in_transit: Paise(EARNED), ..Balance::default() });

    assert_eq!(admin.call("begin_bank_file", &[("reason", "the week's")]).await.status, 200);
    let file = only(&app).await.file_id.unwrap();
    let csv = admin.get(&format!("/admin/payout-files/{file}.csv")).await;
    assert_eq!(
        csv.headers["content-disposition"],
        format!("attachment; filename=\"nukkad-bank-file-{file}.csv\"; filename*=UTF-8''nukkad-bank-file-{file}.csv")
    );
    let expected = format!("PO-{0},'=Asha Rao,SBIN0001234,{NUMBER},,1215.00,Nukkad payout {0}", draft.id);
    assert_eq!(csv.body.lines().nth(1), Some(expected.as_str()), "{}", csv.body);
    assert!(admin.get("/admin/payouts?tab=processing").await.body.contains(&format!("/admin/payout-files/{file}.csv")));

    let wrong = say(&app, &admin, "payout_paid", &[("utr", "12"), ("day", "2999-01-01")]).await;
    assert!(wrong.status == 422 && wrong.json()["fields"].as_object().unwrap().len() == 2, "{}", wrong.body);
    let day = app.services.clock.now().format("%Y-%m-%d").to_string();
    assert_eq!(say(&app, &admin, "payout_paid", &[("utr", " sbin 226001234567"), ("day", &day)]).await.status, 200);
    app.daily().await;
    assert_eq!(balance(&app, host.organization).await, Balance { paid: Paise(EARNED), ..Balance::default() });
    let books = |account| app.services.balance(account);
    assert_eq!((books(Account::HostPayable).await.unwrap(), books(Account::Bank).await.unwrap()), (Paise::ZERO, Paise(-EARNED)));
    let statement = host.owner.get(&format!("/host/payouts/{}", draft.id)).await.body;
    assert!(["₹1,350.00", "₹135.00", "₹1,215.00", UTR].iter().all(|piece| statement.contains(piece)) && !statement.contains(NUMBER), "{statement}");
    let year = host.owner.ask("host_payout_year", "").await.json();
    let months = year["months"].as_array().unwrap();
    assert_eq!((months.len(), months[0]["payouts"].as_u64()), (1, Some(1)));
    assert_eq!(["price", "fee", "net"].map(|part| months[0][part].as_i64().unwrap()), [135_000, 13_500, EARNED]);
    let page = host.owner.get("/host/payouts/year").await.body;
    assert!(["₹1,350.00", "₹135.00", "₹1,215.00"].iter().all(|piece| page.contains(piece)), "{page}");
    let before = host.owner.ask("host_payout_year", &format!("year={}", year["year"].as_i64().unwrap() - 1)).await.json();
    assert_eq!(before["months"], serde_json::json!([]));
    assert!(host.owner.get("/host/payouts/year?year=-1").await.body.contains("₹1,215.00"), "a year that is none is the present one");
    let file = host.owner.get(&format!("/host/payouts/{}/statement.csv", draft.id)).await.body;
    assert!(file.lines().nth(1).unwrap().ends_with("price_earned,1350.00,135.00,1215.00"), "{file}");
    let letters = mail::Entity::find().filter(mail::Column::Key.starts_with("paid_out:")).count(app.services.store.reader()).await.unwrap();
    assert_eq!(letters, 1);
    let log: Vec<String> = audit_log::Entity::find()
        .filter(audit_log::Column::Action.starts_with("payout"))
        .order_by_asc(audit_log::Column::Id)
        .all(app.services.store.reader())
        .await
        .unwrap()
        .into_iter()
        .map(|line| line.action)
        .collect();
    assert_eq!(log, ["payout.collected", "payout.approved", "payout_file.made", "payout_file.opened", "payout.paid"]);
});

on_both!(rights_to_payouts_are_a_table, async |app: TestApp| {
    let host = earner(&app).await;
    app.pass(DAY_MINUTES);
    app.daily().await;
    let admin = app.admin().await;
    to_the_bank(&app, &admin).await;
    let (payout, file) = (only(&app).await.id, only(&app).await.file_id.unwrap());
    let (_, manager) = member_of(&app, host.organization, "manager@example.com", Role::Manager).await;
    let (_, staff) = member_of(&app, host.organization, "staff@example.com", Role::Staff).await;
    let theirs = app.organization("theirs").await;
    let (_, stranger) = member_of(&app, theirs, "stranger@example.com", Role::Owner).await;
    let (_, traveler) = person(&app, "traveler@example.com").await;
    let everybody = [admin, host.owner, manager, staff, stranger, traveler, app.browser()];
    for (path, expected) in [
        ("/admin/payouts".to_owned(), [200, 404, 404, 404, 404, 404, 303]),
        (format!("/admin/payouts/{payout}"), [200, 404, 404, 404, 404, 404, 303]),
        ("/admin/payouts/987654".to_owned(), [404, 404, 404, 404, 404, 404, 303]),
        ("/admin/payouts/approvals/987654".to_owned(), [404, 404, 404, 404, 404, 404, 303]),
        (format!("/admin/payout-files/{file}.csv"), [200, 404, 404, 404, 404, 404, 303]),
        ("/admin/payout-files/987654.csv".to_owned(), [404, 404, 404, 404, 404, 404, 303]),
        ("/host/payouts".to_owned(), [403, 200, 200, 403, 200, 403, 303]),
        ("/host/payouts/year".to_owned(), [403, 200, 200, 403, 200, 403, 303]),
        (format!("/host/payouts/{payout}"), [403, 200, 200, 403, 404, 403, 303]),
        (format!("/host/payouts/{payout}/statement.csv"), [403, 200, 200, 403, 404, 403, 303]),
    ] {
        for (browser, expected) in everybody.iter().zip(expected) {
            assert_eq!(browser.get(&path).await.status, expected, "{path}");
        }
    }
    for (browser, expected) in everybody.iter().zip([200, 404, 404, 404, 404, 404, 401]) {
        assert_eq!(browser.ask("payouts", "tab=paid").await.status, expected);
        assert_eq!(browser.ask("payout", &format!("payout={payout}")).await.status, expected);
    }
    for (function, query, expected) in [
        ("payout_approval", "approval=987654".to_owned(), [404, 404, 404, 404, 404, 404, 401]),
        ("host_payouts", String::new(), [403, 200, 200, 403, 200, 403, 401]),
        ("host_payout_year", "year=2026".to_owned(), [403, 200, 200, 403, 200, 403, 401]),
        ("host_payout", format!("payout={payout}"), [403, 200, 200, 403, 404, 403, 401]),
    ] {
        for (browser, expected) in everybody.iter().zip(expected) {
            assert_eq!(browser.ask(function, &query).await.status, expected, "{function}");
        }
    }
    let payout = payout.to_string();
    let of = [("payout", payout.as_str()), ("version", "0"), ("reason", "x"), ("utr", UTR), ("day", "2026-11-28")];
    for (function, fields, refused) in [
        ("collect_payouts", vec![], 200),
        ("approve_payouts", vec![("seen", "1.x"), ("reason", "x")], 404),
        ("approve_payout", of.to_vec(), 409),
        ("begin_bank_file", vec![("reason", "x")], 409),
        ("begin_transfers", vec![("reason", "x")], 409),
        ("ask_about_payout", of.to_vec(), 404),
        ("payout_paid", of.to_vec(), 409),
        ("payout_failed", of.to_vec(), 409),
    ] {
        for (browser, expected) in everybody.iter().zip([refused, 404, 404, 404, 404, 404, 401]) {
            let answer = browser.call(function, &fields).await;
            assert_eq!(answer.status, expected, "{function}: {}", answer.body);
        }
    }
});

on_both!(what_was_changed_since_it_was_seen_is_not_approved, async |app: TestApp| {
    let host = owed(&app, "walks", 10_000).await;
    let admin = app.admin().await;
    app.services.collect_payouts(CollectPayouts { by: None }).await.unwrap();
    let seen = only(&app).await;
    // Something more is earned after the page was opened: the draft is collected anew, and the admin has to look again.
    let experience = app.experience(host, "more").await;
    let run = app.run_of(experience, RunSpec { starts_in_hours: -48, ..PAID }).await;
    owe(&app, host, run.0, app.services.members(host).await.unwrap()[0].user_id, "more", 5_000).await;
    let fields = [("payout", seen.id.to_string()), ("version", seen.version.to_string()), ("reason", "checked".to_owned())];
    let fields: Vec<(&str, &str)> = fields.iter().map(|(name, value)| (*name, value.as_str())).collect();
    let refused = admin.call("approve_payout", &fields).await;
    assert!(refused.status == 409 && refused.json()["message"].as_str().unwrap().contains("look at it again"), "{}", refused.body);
    let grown = only(&app).await;
    assert_eq!((grown.status, grown.amount, grown.line_count), (PayoutStatus::Draft, Paise(15_000), 2));
    assert_eq!(admin.call("approve_payout", &fields).await.status, 409, "still the old version");
    assert_eq!(say(&app, &admin, "approve_payout", &[("reason", "checked")]).await.status, 200);
    assert_eq!(say(&app, &admin, "approve_payout", &[("reason", "again")]).await.status, 409, "once");
    assert_eq!(app.services.ledger_check().await.unwrap(), [""; 0]);
});

on_both!(without_an_account_or_a_second_pair_of_eyes_nothing_is_approved, async |app: TestApp| {
    let mut app = app;
    app.services.payouts = PayoutRules { four_eyes_above: Paise(10_000) };
    let (small, large) = (owed(&app, "small", 10_000).await, owed(&app, "large", 10_001).await);
    let (maker, other) = (app.user("maker@example.com", "Maker").await, app.user("other@example.com", "Other").await);
    for email in ["maker@example.com", "other@example.com"] {
        assert!(app.services.make_admin(email).await.unwrap());
    }
    app.services.collect_payouts(CollectPayouts { by: Some(maker) }).await.unwrap();
    let of = async |organization| {
        payout::Entity::find().filter(payout::Column::OrganizationId.eq(organization)).one(app.services.store.reader()).await.unwrap().unwrap()
    };
    let approve = async |admin, organization| {
        let row: payout::Model = of(organization).await;
        app.services.approve_payout(admin, Seen { payout: row.id, version: row.version }, "checked").await
    };
    approve(maker, small).await.unwrap();
    let refused = approve(maker, large).await.unwrap_err();
    assert_eq!(refused.to_string(), "the payout was not approved: Somebody else than its maker has to approve it");
    // The account is replaced: nothing goes to the old one, and nothing to the new one before its day is over.
    payout_account::Entity::update_many()
        .col_expr(payout_account::Column::ConfirmedAt, sea_orm::sea_query::Expr::value(app.services.clock.now()))
        .filter(payout_account::Column::OrganizationId.is_in([small, large]))
        .exec(app.services.store.writer())
        .await
        .unwrap();
    assert!(approve(other, large).await.unwrap_err().to_string().contains("no account that money may move to"));
    assert!(matches!(app.services.begin_bank_file(other, "now").await, Err(PayoutError::Nothing)), "what was approved before waits too");
    app.pass(DAY_MINUTES);
    approve(other, large).await.unwrap();
    app.services.begin_bank_file(other, "now").await.unwrap();
    assert!(rows(&app).await.iter().all(|row| row.status == PayoutStatus::Processing));
    // A demoted admin with an open page.
    let change = sea_orm::sea_query::Expr::value(false);
    nukkad::entity::user::Entity::update_many()
        .col_expr(nukkad::entity::user::Column::IsAdmin, change)
        .filter(nukkad::entity::user::Column::Id.eq(other))
        .exec(app.services.store.writer())
        .await
        .unwrap();
    let row = of(large).await;
    let day = app.services.clock.now().date_naive();
    assert!(matches!(app.services.payout_paid(other, row.id, row.version, (UTR, day)).await, Err(PayoutError::NoAdmin)));
    assert!(matches!(app.services.payout_failed(other, row.id, row.version, "no").await, Err(PayoutError::NoAdmin)));
    assert_eq!(of(large).await, row, "nothing moved");
});

on_both!(what_fails_or_comes_back_is_paid_anew_and_no_reference_twice, async |app: TestApp| {
    let (first, second) = (owed(&app, "first", 10_000).await, owed(&app, "second", 20_000).await);
    let admin = app.admin().await;
    assert_eq!(admin.call("collect_payouts", &[]).await.status, 200);
    let seen = rows(&app).await.iter().map(|row| format!("{}.{}", row.id, row.version)).collect::<Vec<_>>().join(" ");
    let asked = admin.call("approve_payouts", &[("seen", &seen), ("reason", "checked")]).await;
    nukkad::jobs::run_once(&app.services).await.unwrap();
    let progress = admin.get(asked.json()["to"].as_str().unwrap()).await.body;
    assert!(progress.contains("2 of 2") && progress.contains("2: Approved"), "{progress}");
    admin.call("begin_bank_file", &[("reason", "now")]).await;
    let of = async |organization| {
        payout::Entity::find().filter(payout::Column::OrganizationId.eq(organization)).one(app.services.store.reader()).await.unwrap().unwrap()
    };
    let tell = async |organization, function: &str, more: &[(&str, &str)]| {
        let row: payout::Model = of(organization).await;
        let (id, version) = (row.id.to_string(), row.version.to_string());
        admin.call(function, &[&[("payout", id.as_str()), ("version", version.as_str())], more].concat()).await
    };
    assert_eq!(tell(first, "payout_paid", &[("utr", UTR), ("day", "2026-11-01")]).await.status, 200);
    let twice = tell(second, "payout_paid", &[("utr", UTR), ("day", "2026-11-01")]).await;
    assert!(twice.status == 422 && twice.json()["fields"]["utr"].as_str().unwrap().starts_with("Another payout"), "{}", twice.body);
    assert_eq!(tell(second, "payout_failed", &[("reason", "Account closed")]).await.status, 200);
    assert_eq!(tell(second, "payout_failed", &[("reason", "Account closed")]).await.status, 409);
    assert!(admin.get("/admin/payouts?tab=failed").await.body.contains("Account closed"));
    // The bank sends the first one back.
    assert_eq!(app.services.balance(Account::HostPayable).await.unwrap(), Paise(-20_000));
    assert_eq!(tell(first, "payout_failed", &[("reason", "Returned")]).await.status, 200);
    assert_eq!((app.services.balance(Account::HostPayable).await.unwrap(), app.services.balance(Account::Bank).await.unwrap()), (Paise(-30_000), Paise::ZERO));
    assert_eq!(app.services.ledger_check().await.unwrap(), [""; 0]);
    for organization in [first, second] {
        assert_eq!(tell(organization, "approve_payout", &[("reason", "again")]).await.status, 200);
    }
    assert_eq!(admin.call("begin_bank_file", &[("reason", "again")]).await.status, 200);
    assert_eq!(tell(first, "payout_paid", &[("utr", UTR), ("day", "2026-11-02")]).await.status, 200, "it came back, and is free again");
    assert_eq!(tell(second, "payout_paid", &[("utr", "SBIN226001234568"), ("day", "2026-11-02")]).await.status, 200);
    assert_eq!((app.services.balance(Account::HostPayable).await.unwrap(), app.services.balance(Account::Bank).await.unwrap()), (Paise::ZERO, Paise(-30_000)));
    assert_eq!(app.services.ledger_check().await.unwrap(), [""; 0]);
    assert_eq!(app.services.payouts(PayoutTab::Paid).await.unwrap().len(), 2);
});

on_both!(negative_amounts_are_carried_over, async |app: TestApp| {
    let host = owed(&app, "walks", 10_000).await;
    let owner = app.services.members(host).await.unwrap()[0].user_id;
    let collect = async || app.services.collect_payouts(CollectPayouts { by: None }).await.unwrap();
    assert_eq!(collect().await, 1);
    let experience = app.experience(host, "back").await;
    let run = app.run_of(experience, RunSpec { starts_in_hours: -48, ..PAID }).await;
    owe(&app, host, run.0, owner, "back", -12_000).await;
    assert_eq!((collect().await, rows(&app).await.len()), (1, 0), "more is taken back than was earned: the draft goes");
    assert_eq!((collect().await, balance(&app, host).await.available), (0, Paise(-2_000)));
    owe(&app, host, run.0, owner, "later", 2_099).await;
    assert_eq!((collect().await, rows(&app).await.len()), (0, 0), "no bank moves less than a rupee");
    owe(&app, host, run.0, owner, "enough", 1).await;
    assert_eq!((collect().await, only(&app).await.amount, only(&app).await.line_count), (1, Paise(100), 4));
    assert_eq!(app.services.ledger_check().await.unwrap(), [""; 0]);
});

on_both!(of_many_at_once_one_does_it, async |app: TestApp| {
    const TRIES: usize = 8;
    owed(&app, "walks", 10_000).await;
    let admin = app.user("admin@example.com", "Admin").await;
    app.services.make_admin("admin@example.com").await.unwrap();
    let at_once = async |deed: fn(&TestApp, UserId, payout::Model) -> tokio::task::JoinHandle<bool>| {
        let row = rows(&app).await.pop().unwrap();
        let deeds: Vec<_> = (0..TRIES).map(|_| deed(&app, admin, row.clone())).collect();
        let mut done = 0;
        for one in deeds {
            done += usize::from(one.await.unwrap());
        }
        done
    };
    let collectors: Vec<_> = (0..TRIES)
        .map(|_| {
            let services = app.services.clone();
            tokio::spawn(async move { services.collect_payouts(CollectPayouts { by: None }).await.unwrap_or_default() })
        })
        .collect();
    for one in collectors {
        one.await.unwrap();
    }
    assert_eq!(only(&app).await.amount, Paise(10_000), "one draft, each leg once");
    let approved = at_once(|app, admin, row| {
        let services = app.services.clone();
        tokio::spawn(async move { services.approve_payout(admin, Seen { payout: row.id, version: row.version }, "x").await.is_ok() })
    });
    assert_eq!(approved.await, 1);
    let files = at_once(|app, admin, _| {
        let services = app.services.clone();
        tokio::spawn(async move { services.begin_bank_file(admin, "x").await.is_ok() })
    });
    assert_eq!(files.await, 1);
    let paid = at_once(|app, admin, row| {
        let (services, day) = (app.services.clone(), app.services.clock.now().date_naive());
        tokio::spawn(async move { services.payout_paid(admin, row.id, row.version, (UTR, day)).await.is_ok() })
    });
    assert_eq!(paid.await, 1);
    assert_eq!(app.services.balance(Account::Bank).await.unwrap(), Paise(-10_000));
    assert_eq!(app.services.ledger_check().await.unwrap(), [""; 0]);
});

on_both!(approving_many_can_be_cut_off_and_goes_on, async |app: TestApp| {
    const HOSTS: usize = 40;
    for index in 0..HOSTS {
        owed(&app, &format!("host{index}"), 10_000 + i64::try_from(index).unwrap()).await;
    }
    let admin = app.user("admin@example.com", "Admin").await;
    app.services.make_admin("admin@example.com").await.unwrap();
    app.services.collect_payouts(CollectPayouts { by: None }).await.unwrap();
    let seen: Vec<Seen> = rows(&app).await.iter().map(|row| Seen { payout: row.id, version: row.version }).collect();
    let stale = Seen { payout: seen[7].payout, version: seen[7].version - 1 };
    let named: Vec<Seen> =
        seen.iter().enumerate().map(|(index, seen)| if index == 7 { stale } else { *seen }).chain([Seen { payout: PayoutId(987_654), version: 1 }]).collect();
    let approval = app.services.approve_payouts(admin, &named, "the month's").await.unwrap();
    let progress = async || app.services.approval_progress(approval).await.unwrap();
    assert_eq!((progress().await.all, progress().await.done.len()), (41, 0));
    // Cut off twice, at whatever it is doing then, and worked on by two at once.
    for least in [1, HOSTS / 2] {
        let services = app.services.clone();
        let worker = tokio::spawn(async move { services.work_on_approval(ApprovePayouts { approval }).await.unwrap() });
        while progress().await.done.len() < least {
            tokio::task::yield_now().await;
        }
        worker.abort();
        worker.await.ok();
    }
    let (one, other) = tokio::join!(app.services.work_on_approval(ApprovePayouts { approval }), app.services.work_on_approval(ApprovePayouts { approval }));
    one.and(other).unwrap();
    let approved = rows(&app).await.iter().filter(|row| row.status == PayoutStatus::Approved).count();
    assert_eq!((approved, progress().await.done.len()), (HOSTS - 1, HOSTS + 1));
    let logged = audit_log::Entity::find().filter(audit_log::Column::Action.eq("payout.approved")).count(app.services.store.reader()).await.unwrap();
    assert_eq!(usize::try_from(logged).unwrap(), HOSTS - 1, "each once");
    assert_eq!(app.services.ledger_check().await.unwrap(), [""; 0]);
});
