//! The admin's desk: finding, organizations, people, the inbox, the ledger, and money given back; who may do what, and that every
//! action has a reason and stands in the log.

use crate::{
    members::person,
    payouts::{DAY_MINUTES, EARNED, balance, earner},
    stakes::{TO_THE_END, paid, stage},
    support::{
        Browser, TestApp,
        build::{PAID, PASSWORD},
        on_both,
    },
    webhooks::{about_payment, deliver},
};
use nukkad::{
    domain::{
        booking::{BookingStatus, CancelledBy},
        ledger::Account,
        money::Paise,
        setting::Setting,
    },
    entity::{audit_log, experience, mail, payout, user, webhook_event},
    services::payments::payouts::Balance,
};
use sea_orm::{ActiveModelTrait, ColumnTrait, EntityTrait, PaginatorTrait, QueryFilter, QueryOrder, Set, Unchanged};

/// What is written into the log of an action, latest last.
async fn log(app: &TestApp, action: &str) -> Vec<serde_json::Value> {
    let lines = audit_log::Entity::find().filter(audit_log::Column::Action.eq(action)).order_by_asc(audit_log::Column::Id);
    let lines = lines.all(app.services.store.reader()).await.unwrap();
    lines.iter().map(|line| serde_json::from_str(&line.detail).unwrap()).collect()
}

async fn books(app: &TestApp, account: Account) -> i64 {
    app.services.balance(account).await.unwrap().0
}

on_both!(rights_to_the_desk_are_a_table, async |app: TestApp| {
    let host = earner(&app).await;
    let (id, traveler) = person(&app, "traveler@example.com").await;
    let everybody = [app.admin().await, host.owner, traveler, app.browser()];
    let reference = app.bookings_on(host.run).await[0].reference.to_string();
    let organization = host.organization;
    for path in [
        "/admin".to_owned(),
        format!("/admin/find?name={reference}"),
        "/admin/organizations".to_owned(),
        format!("/admin/organizations/{organization}"),
        "/admin/people".to_owned(),
        format!("/admin/people/{id}"),
        "/admin/ledger".to_owned(),
        "/admin/webhooks".to_owned(),
        "/admin/rules".to_owned(),
    ] {
        for (browser, expected) in everybody.iter().zip([200, 404, 404, 303]) {
            assert_eq!(browser.get(&path).await.status, expected, "{path}");
        }
    }
    for (browser, expected) in everybody.iter().zip([200, 404, 404, 401]) {
        assert_eq!(browser.ask("figures", "").await.status, expected);
        assert_eq!(browser.ask("inbox", "").await.status, expected);
        assert_eq!(browser.ask("ledger", "").await.status, expected);
        assert_eq!(browser.ask("rules", "").await.status, expected);
        for (function, query) in [
            ("find_anything", format!("name={reference}")),
            ("admin_organizations", String::new()),
            ("organization_case", format!("organization={organization}")),
            ("admin_people", "name=asha".to_owned()),
            ("person_case", format!("person={id}")),
        ] {
            assert_eq!(browser.ask(function, &query).await.status, expected, "{function}");
        }
    }
    let (organization, id) = (organization.to_string(), id.to_string());
    for (function, fields, status) in [
        ("judge_organization", vec![("organization", organization.as_str()), ("act", "verify"), ("reason", "papers seen")], 200),
        ("set_organization_fee", vec![("organization", &organization), ("percent", "12.5"), ("reason", "agreed")], 200),
        ("judge_person", vec![("person", &id), ("act", "release"), ("reason", "x")], 409),
        ("give_back", vec![("reference", &reference), ("rupees", "1"), ("bearer", "host"), ("reason", "x")], 200),
        ("cancel_for_traveler", vec![("reference", &reference), ("reason", "x")], 409),
        ("replay_webhook", vec![("message", "987654"), ("reason", "x")], 404),
    ] {
        // The admin comes last: it works for nobody before.
        for (browser, expected) in everybody.iter().zip([status, 404, 404, 401]).rev() {
            assert_eq!(browser.call(function, &fields).await.status, expected, "{function}");
        }
    }
    // Without a reason nothing is done, and what is not there is not found.
    for function in ["judge_organization", "set_organization_fee", "judge_person", "give_back", "cancel_for_traveler"] {
        let fields = [
            ("organization", organization.as_str()),
            ("person", &id),
            ("reference", &reference),
            ("act", "suspend"),
            ("percent", "1"),
            ("rupees", "1"),
            ("bearer", "host"),
            ("reason", " "),
        ];
        let answer = everybody[0].call(function, &fields).await;
        assert!(answer.status == 422 && answer.json()["fields"]["reason"].as_str().is_some(), "{function}: {answer:?}");
    }
    for (path, function, query) in [("organizations", "organization_case", "organization"), ("people", "person_case", "person")] {
        for unknown in ["987654", "x"] {
            assert_eq!(everybody[0].get(&format!("/admin/{path}/{unknown}")).await.status, 404);
            assert_eq!(everybody[0].ask(function, &format!("{query}={unknown}")).await.status, 404);
        }
    }
});

on_both!(anything_is_found_by_its_name, async |app: TestApp| {
    let host = earner(&app).await;
    let booking = app.bookings_on(host.run).await.remove(0);
    let admin = app.admin().await;
    let (payment, order) = (app.payments(&booking.reference).await.remove(0), app.order(&booking.reference).await);
    let refund = app.refunds(&booking.reference).await.remove(0);
    let found = async |name: &str| admin.ask("find_anything", &format!("name={name}")).await.json()["found"].clone();
    for name in [
        booking.reference.to_string().to_lowercase(),
        payment.provider_payment_id,
        order.provider_order_id.unwrap(),
        refund.provider_refund_id.unwrap(),
        refund.idempotency_key,
    ] {
        assert_eq!(found(&name).await[0]["booking"]["reference"], booking.reference.as_str(), "{name}");
    }
    let by_mail = found("ASHA@example.com").await;
    assert!(by_mail[0]["booking"].is_object() && by_mail[1]["person"]["email"] == "asha@example.com", "{by_mail}");
    assert_eq!(found("walks%20people").await[0]["organization"]["slug"], "walks");
    app.pass(DAY_MINUTES);
    app.daily().await;
    let draft = payout::Entity::find().one(app.services.store.reader()).await.unwrap().unwrap();
    assert_eq!(found(&format!("po-{}", draft.id)).await[0]["payout"]["id"], draft.id.0);
    for nothing in ["", "%25", "nobody@example.com", "_", "NK-22222222"] {
        assert_eq!(found(nothing).await.as_array().map(Vec::len), Some(0), "{nothing}");
    }
});

on_both!(a_suspended_organization_offers_nothing_and_is_paid_nothing, async |app: TestApp| {
    let host = earner(&app).await;
    app.pass(DAY_MINUTES);
    let admin = app.admin().await;
    let id = host.organization.to_string();
    let judge = async |act: &str| admin.call("judge_organization", &[("organization", &id), ("act", act), ("reason", "complaints")]).await.status;
    assert_eq!((judge("suspend").await, judge("suspend").await), (200, 409));
    let shelf = experience::Entity::find().one(app.services.store.reader()).await.unwrap().unwrap();
    assert_eq!(shelf.status.as_str(), "archived");
    assert_eq!(log(&app, "organization.suspended").await[0]["shelved"], serde_json::json!([shelf.id]));
    app.daily().await;
    assert_eq!(payout::Entity::find().one(app.services.store.reader()).await.unwrap(), None);
    assert_eq!(balance(&app, host.organization).await, Balance { held: Paise(EARNED), ..Balance::default() });
    let experience = shelf.id.to_string();
    let back = host.owner.call("bring_back_experience", &[("experience", &experience)]).await;
    assert!(back.status == 409 && back.body.contains("suspended"), "{back:?}");
    assert!(admin.get(&format!("/admin/organizations/{id}")).await.body.contains("End the suspension"));
    assert_eq!(judge("release").await, 200);
    assert_eq!(host.owner.call("bring_back_experience", &[("experience", &experience)]).await.status, 200);
    app.pass(DAY_MINUTES);
    app.daily().await;
    assert_eq!(payout::Entity::find().one(app.services.store.reader()).await.unwrap().unwrap().amount, Paise(EARNED));
});

on_both!(verified_is_shown_to_travelers_and_fees_count_from_now_on, async |app: TestApp| {
    let host = stage(&app, PAID).await;
    let payer = paid(&app, host.run, "asha@example.com", &["Asha"]).await;
    let admin = app.admin().await;
    let id = host.organization.to_string();
    assert!(!app.browser().drawn("/hosts/walks").await.body.contains(">verified<"));
    assert_eq!(admin.call("judge_organization", &[("organization", &id), ("act", "verify"), ("reason", "papers seen")]).await.status, 200);
    assert!(app.browser().drawn("/hosts/walks").await.body.contains(">verified<"));
    for wrong in ["", "-1", "101", "1.234", "much"] {
        let answer = admin.call("set_organization_fee", &[("organization", &id), ("percent", wrong), ("reason", "x")]).await;
        assert!(answer.status == 422 && answer.json()["fields"]["percent"].is_string(), "{wrong}: {answer:?}");
    }
    assert_eq!(admin.call("set_organization_fee", &[("organization", &id), ("percent", " 12.5 %"), ("reason", "agreed")]).await.status, 200);
    assert_eq!(log(&app, "organization.fee_changed").await[0]["after"], 1_250);
    app.pass(TO_THE_END);
    crate::stakes::check_in(&app, &payer.reference, 0).await;
    assert_eq!(crate::stakes::finalize(&host.owner, host.run, "by_attendance", 1).await, 200);
    app.drain().await;
    assert_eq!((books(&app, Account::PlatformFee).await, books(&app, Account::HostPayable).await), (-5_625, -39_375));
});

on_both!(a_suspended_person_is_out_everywhere_and_cannot_come_back, async |app: TestApp| {
    let admin = app.admin().await;
    let (id, one) = person(&app, "traveler@example.com").await;
    let other = app.browser();
    other.log_in("traveler@example.com").await;
    let judge = async |person: &str, act: &str| admin.call("judge_person", &[("person", person), ("act", act), ("reason", "fraud")]).await.status;
    let id = id.to_string();
    let inside = async |browser: &Browser| browser.ask("bookings", "").await.status;
    assert_eq!(judge(&id, "log_out").await, 200);
    assert_eq!((inside(&one).await, inside(&other).await), (401, 401));
    one.log_in("traveler@example.com").await;
    assert_eq!(inside(&one).await, 200);
    assert_eq!((judge(&id, "suspend").await, judge(&id, "suspend").await), (200, 409));
    assert_eq!(inside(&one).await, 401);
    let fields = [("form[email]", "traveler@example.com"), ("form[password]", PASSWORD), ("form[next]", "/")];
    let refused = one.call("log_in", &fields).await;
    assert!(refused.status == 422 && refused.body.contains("suspended"), "{refused:?}");
    let wrong = one.call("log_in", &[fields[0], ("form[password]", "not the password"), fields[2]]).await;
    assert!(!wrong.body.contains("suspended"), "only whoever knows the password learns it: {wrong:?}");
    assert_eq!(judge(&id, "release").await, 200);
    one.log_in("traveler@example.com").await;
    assert_eq!(inside(&one).await, 200);
    let own = user::Entity::find().filter(user::Column::IsAdmin.eq(true)).one(app.services.store.reader()).await.unwrap().unwrap().id.to_string();
    assert_eq!((judge(&own, "suspend").await, judge("987654", "suspend").await, judge(&id, "promote").await), (409, 404, 404));
});

on_both!(who_is_an_admin_no_longer_does_nothing, async |app: TestApp| {
    let host = earner(&app).await;
    let admin = app.admin().await;
    let who = user::Entity::find().filter(user::Column::IsAdmin.eq(true)).one(app.services.store.reader()).await.unwrap().unwrap().id;
    let reference = app.bookings_on(host.run).await.remove(0).reference;
    // The page is open; the right is gone.
    user::ActiveModel { id: Unchanged(who), is_admin: Set(false), ..Default::default() }.update(app.services.store.writer()).await.unwrap();
    let id = host.organization.to_string();
    assert_eq!(admin.call("judge_organization", &[("organization", &id), ("act", "suspend"), ("reason", "x")]).await.status, 404);
    let given = app.services.give_back(who, &reference, Paise(100), nukkad::domain::payment::Bearer::Platform, "x").await;
    assert!(given.is_err());
    assert_eq!((app.refunds(&reference).await.len(), log(&app, "refund.made").await.len()), (1, 0));
});

on_both!(what_is_given_back_comes_from_who_bears_it, async |app: TestApp| {
    let host = earner(&app).await;
    let admin = app.admin().await;
    let reference = app.bookings_on(host.run).await.remove(0).reference;
    let give = async |rupees: &str, bearer: &str| {
        let fields = [("reference", reference.as_str()), ("rupees", rupees), ("bearer", bearer), ("reason", "it rained")];
        admin.call("give_back", &fields).await
    };
    assert_eq!(give("450", "host").await.status, 200);
    app.drain().await;
    assert_eq!((books(&app, Account::HostPayable).await, books(&app, Account::PlatformFee).await), (-(EARNED - 40_500), -9_000));
    // What was earned by one fee goes back by it, whatever the fee is by now.
    let id = host.organization.to_string();
    assert_eq!(admin.call("set_organization_fee", &[("organization", &id), ("percent", "50"), ("reason", "x")]).await.status, 200);
    assert_eq!(give("100", "host").await.status, 200);
    assert_eq!((books(&app, Account::HostPayable).await, books(&app, Account::PlatformFee).await), (-(EARNED - 49_500), -8_000));
    assert_eq!(give("50", "platform").await.status, 200);
    app.drain().await;
    assert_eq!((books(&app, Account::HostPayable).await, books(&app, Account::PlatformFee).await), (-(EARNED - 49_500), -3_000));
    assert_eq!(books(&app, Account::ProviderClearing).await, app.sandbox_balance());
    // Two seats' price, less what the platform has given: no more than was paid, and no more than was earned.
    let too_much = give("900.01", "host").await;
    assert!(too_much.status == 422 && too_much.json()["fields"]["rupees"].as_str().unwrap().contains("₹750"), "{too_much:?}");
    for wrong in ["", "0", "-5", "lots"] {
        assert_eq!(give(wrong, "host").await.status, 422, "{wrong}");
    }
    assert_eq!(give("1", "nobody").await.status, 404);
    assert!(admin.get(&format!("/admin/bookings/{reference}")).await.body.contains("Give something back"));
    let made = log(&app, "refund.made").await;
    assert_eq!((made.len(), made[0]["reason"].as_str(), made[2]["bearer"].as_str()), (3, Some("it rained"), Some("platform")));
});

on_both!(a_booking_that_is_ahead_is_cancelled_for_its_traveler, async |app: TestApp| {
    let host = stage(&app, PAID).await;
    let payer = paid(&app, host.run, "asha@example.com", &["Asha", "Binu"]).await;
    let admin = app.admin().await;
    let reference = payer.reference.to_string();
    let early = admin.call("give_back", &[("reference", &reference), ("rupees", "1"), ("bearer", "host"), ("reason", "x")]).await;
    assert!(early.status == 409 && early.body.contains("cancelled instead"), "{early:?}");
    assert_eq!(admin.call("cancel_for_traveler", &[("reference", &reference), ("reason", "a death in the family")]).await.status, 200);
    app.drain().await;
    let booking = app.booking(&payer.reference).await;
    assert_eq!((booking.status, booking.cancelled_by, app.seats_taken(host.run).await), (BookingStatus::Cancelled, Some(CancelledBy::Platform), 0));
    assert_eq!(app.refunds(&payer.reference).await[0].amount(), Paise(130_000));
    let page = payer.browser.get(&format!("/bookings/{reference}")).await.body;
    assert!(page.contains("Nukkad") && page.contains("has cancelled your booking") && page.contains("a death in the family"), "{page}");
    let letters = mail::Entity::find().filter(mail::Column::Key.starts_with("cancelled_by_platform:"));
    assert_eq!(letters.count(app.services.store.reader()).await.unwrap(), 1);
    assert_eq!(admin.call("cancel_for_traveler", &[("reference", &reference), ("reason", "x")]).await.status, 409);
    assert_eq!(admin.call("cancel_for_traveler", &[("reference", "NK-22222222"), ("reason", "x")]).await.status, 404);
});

on_both!(a_message_is_worked_on_once_more, async |app: TestApp| {
    let payer = app.payer(PAID, &["Asha"]).await;
    let made = app.pay(&payer.reference).await;
    assert_eq!(deliver(&app, &about_payment("payment.authorized", &made.payment, &made.order), "e1").await, 200);
    assert_eq!(deliver(&app, b"[]", "e2").await, 200);
    app.drain().await;
    let admin = app.admin().await;
    let inbox = admin.ask("inbox", "").await.json();
    let told: Vec<(&str, &str)> =
        inbox["messages"].as_array().unwrap().iter().map(|row| (row["event"].as_str().unwrap(), row["outcome"].as_str().unwrap())).collect();
    assert_eq!(told, [("", "ignored"), ("payment.authorized", "settled")]);
    let first = webhook_event::Entity::find().one(app.services.store.reader()).await.unwrap().unwrap();
    app.pass(5);
    let again = admin.submit("/admin/webhooks", "replay_webhook", &[("message", &first.id.to_string()), ("reason", "once more")]).await;
    assert_eq!((again.status, again.location.as_deref()), (303, Some("/admin/webhooks?replayed")));
    app.drain().await;
    let after = webhook_event::Entity::find_by_id(first.id).one(app.services.store.reader()).await.unwrap().unwrap();
    assert!(after.processed_at > first.processed_at);
    assert_eq!(log(&app, "webhook.replayed").await[0]["reason"], "once more");
    assert!(admin.get("/admin/webhooks").await.body.contains("payment.authorized"));
});

on_both!(the_ledger_says_what_an_account_stood_at, async |app: TestApp| {
    let host = earner(&app).await;
    let admin = app.admin().await;
    let page = admin.ask("ledger", &format!("account=host_payable&owner={}", host.organization)).await.json();
    assert_eq!((page["lines"][0]["balance"].as_i64(), page["lines"].as_array().unwrap().len()), (Some(-EARNED), 1));
    let clearing = admin.ask("ledger", "account=provider_clearing").await.json();
    let lines: Vec<(i64, i64)> =
        clearing["lines"].as_array().unwrap().iter().map(|line| (line["amount"].as_i64().unwrap(), line["balance"].as_i64().unwrap())).collect();
    assert_eq!(lines[0].1, books(&app, Account::ProviderClearing).await);
    assert!(lines.windows(2).all(|two| two[0].1 - two[0].0 == two[1].1), "each stands on the one before: {lines:?}");
    assert_eq!(lines.last().unwrap().0, lines.last().unwrap().1, "the first one stands on nothing");
    assert_eq!(admin.ask("ledger", "account=nothing&owner=x&before=y").await.status, 200);
});

on_both!(figures_are_those_of_the_books, async |app: TestApp| {
    earner(&app).await;
    let admin = app.admin().await;
    let figures = admin.ask("figures", "").await.json();
    let days = figures["days"].as_array().unwrap();
    let sum = |part: &str| days.iter().map(|day| day[part].as_i64().unwrap()).sum::<i64>();
    assert_eq!((days.len(), sum("bookings"), sum("captured"), sum("refunded")), (30, 1, 195_000, 60_000));
    assert_eq!((figures["attended"].as_i64(), figures["missed"].as_i64()), (Some(3), Some(0)));
    assert!(admin.get("/admin").await.body.contains("The last 30 days"));
    assert!(admin.get("/admin/rules").await.body.contains("10 % of the price"));
});

on_both!(what_is_set_counts_from_now_on, async |app: TestApp| {
    let admin = app.admin().await;
    let change = async |browser: &Browser, setting: &str, seen: &str, value: &str, reason: &str| {
        browser.call("change_setting", &[("setting", setting), ("seen", seen), ("value", value), ("reason", reason)]).await
    };
    let page = admin.get("/admin/rules").await.body;
    assert!(page.contains("10 % of the price") && page.contains("12 hours after") && page.contains("18 %"), "{page}");
    let bad = change(&admin, "new_host_fee", "1000", "51", "dearer").await;
    assert!(bad.status == 422 && bad.json()["fields"]["value"].as_str().unwrap().contains("from 0 to 50"), "{}", bad.body);
    assert_eq!(change(&admin, "new_host_fee", "1000", "12.5", " ").await.status, 422);
    assert_eq!(change(&admin, "anything", "1000", "12.5", "dearer").await.status, 404);
    let back = admin.submit("/admin/rules", "change_setting", &[("setting", "gst"), ("seen", "1800"), ("value", "30"), ("reason", "dearer")]).await;
    assert!(back.status == 422 && back.body.contains("value=\"30\"") && back.body.contains("from 0 to 28"), "what was typed stays: {}", back.body);

    assert_eq!(change(&admin, "new_host_fee", "1000", "12.5", "dearer").await.status, 200);
    assert_eq!(change(&admin, "new_host_fee", "1000", "15", "seen before").await.status, 409);
    assert_eq!(change(&admin, "new_host_fee", "1250", "12.50", "the same").await.status, 409);
    assert!(admin.get("/admin/rules").await.body.contains("12.5 % of the price"));
    let (founder, _) = person(&app, "founder@example.com").await;
    let organization = app.services.found_organization(founder, "Late walks", "late-walks").await.unwrap();
    assert_eq!(app.services.organization(organization).await.unwrap().fee_basis_points, 1_250);
    assert_eq!(change(&admin, "grace_hours", "12", "24", "slow hosts").await.status, 200);
    assert_eq!(app.services.grace().await.unwrap(), chrono::Duration::hours(24));
    let logged = log(&app, "setting.changed").await;
    assert_eq!((logged.len(), &logged[0]), (2, &serde_json::json!({ "reason": "dearer", "before": 1_000, "after": 1_250 })));

    let (_, traveler) = person(&app, "traveler@example.com").await;
    for (browser, expected) in [(&traveler, 404), (&app.browser(), 401)] {
        assert_eq!(change(browser, "gst", "1800", "0", "x").await.status, expected);
    }
    assert_eq!(app.services.setting(Setting::Gst).await.unwrap(), 1_800);
});

on_both!(of_two_who_change_a_setting_one_does, async |app: TestApp| {
    let admin = app.user("admin@example.com", "Admin").await;
    app.services.make_admin("admin@example.com").await.unwrap();
    let all: Vec<_> = (1..=6)
        .map(|value| {
            let services = app.services.clone();
            tokio::spawn(async move { services.change_setting(admin, Setting::HostShare, (0, value * 100), "x").await.is_ok() })
        })
        .collect();
    let mut changed = 0;
    for one in all {
        changed += usize::from(one.await.unwrap());
    }
    assert_eq!(changed, 1);
});
