//! Where an organization's money goes: who may change it, what it takes, what of it can be seen, and what is stored.

use crate::{
    members::{member_of, person},
    support::{Answer, Browser, TestApp, build::PASSWORD, on_both},
};
use mail_parser::MessageParser;
use nukkad::{
    domain::{
        ids::OrganizationId,
        organization::Role,
        payout_account::Destination,
        vault_key::{KEY_BYTES, VaultKey},
    },
    entity::{audit_log, mail, payout_account, session},
    services::{clock::Entropy, vault::Vault},
};
use sea_orm::{EntityTrait, QueryOrder};
use std::sync::Arc;

const NUMBER: &str = "001234567890";
const DAY_MINUTES: i64 = 24 * 60;

async fn ask_for(browser: &Browser, organization: OrganizationId, number: &str, password: &str) -> Answer {
    let organization = organization.to_string();
    let fields = [
        ("form[organization]", organization.as_str()),
        ("form[kind]", "bank"),
        ("form[holder]", "Asha Rao"),
        ("form[ifsc]", "sbin0001234"),
        ("form[account_number]", number),
        ("form[account_number_again]", number),
        ("form[password]", password),
    ];
    browser.call("ask_payout_account", &fields).await
}

/// What the link in the last letter that has one ends with, and whom it went to.
fn last_link(app: &TestApp) -> (String, String) {
    let letters = app.mails.parcels().into_iter().rev().map(|parcel| parcel.message.formatted());
    let found = letters.filter_map(|bytes| {
        let letter = MessageParser::default().parse(&bytes)?;
        let to = letter.to()?.first()?.address()?.to_owned();
        let token = letter.body_text(0)?.split("/host/payouts/account/").nth(1)?.split_whitespace().next()?.to_owned();
        Some((token, to))
    });
    found.into_iter().next().expect("a letter with a link")
}

async fn page(browser: &Browser) -> serde_json::Value {
    browser.ask("payout_account", "").await.json()
}

async fn rows(app: &TestApp) -> Vec<payout_account::Model> {
    payout_account::Entity::find().order_by_asc(payout_account::Column::Id).all(app.services.store.reader()).await.unwrap()
}

on_both!(an_account_needs_a_password_a_letter_and_a_day, async |app: TestApp| {
    let ours = app.organization("ours").await;
    let (_, owner) = member_of(&app, ours, "owner@example.com", Role::Owner).await;
    let (_, partner) = member_of(&app, ours, "partner@example.com", Role::Owner).await;
    let wrong = ask_for(&owner, ours, NUMBER, "not my password").await;
    assert_eq!((wrong.status, wrong.json()["fields"]["password"].as_str()), (422, Some("That is not your password. Nothing was changed.")));
    assert_eq!((ask_for(&owner, ours, NUMBER, "").await.status, rows(&app).await.len()), (422, 0));
    let asked = ask_for(&owner, ours, NUMBER, PASSWORD).await;
    assert_eq!((asked.status, asked.json()["to"].as_str()), (200, Some("/host/payouts/account?saved=asked")));
    let shown = page(&owner).await;
    assert_eq!(
        (shown["current"].is_null(), shown["asked"]["standing"].as_str(), shown["asked"]["masked"].as_str()),
        (true, Some("asked"), Some("SBIN0001234 ····7890"))
    );

    app.drain().await;
    let (token, to) = last_link(&app);
    assert_eq!(to, "owner@example.com");
    let path = format!("/host/payouts/account/{token}");
    assert_eq!(partner.get(&path).await.status, 404, "the link is good for the one who has asked");
    assert_eq!(partner.call("confirm_payout_account", &[("token", &token)]).await.status, 404);
    let seen = owner.get(&path).await;
    assert!(seen.status == 200 && seen.body.contains("····7890") && seen.body.contains("Yes, confirm it"));
    let confirmed = owner.submit(&path, "confirm_payout_account", &[("token", &token)]).await;
    assert_eq!((confirmed.status, confirmed.location.as_deref()), (303, Some("/host/payouts/account?saved=confirmed")));
    assert_eq!(owner.call("confirm_payout_account", &[("token", &token)]).await.status, 409, "once");

    app.drain().await;
    let told: Vec<String> = app.mails.parcels().iter().skip(1).map(|parcel| parcel.message.envelope().to()[0].to_string()).collect();
    assert_eq!(told.len(), 2, "every owner is told: {told:?}");
    app.pass(DAY_MINUTES - 1);
    assert_eq!(page(&partner).await["current"]["standing"], "held");
    app.pass(1);
    assert_eq!(page(&partner).await["current"]["standing"], "ready");
    let account = rows(&app).await[0].id.to_string();
    let late = partner.call("withdraw_payout_account", &[("organization", &ours.to_string()), ("account", &account)]).await;
    assert!(late.status == 409 && late.json()["message"].as_str().unwrap().starts_with("It is too late"), "{}", late.body);
    let log = owner.get("/host/settings/activity").await.body;
    assert!(log.contains("Payout account asked") && log.contains("Payout account confirmed") && log.contains("····7890"));
    app.drain().await;
});

on_both!(an_account_is_stored_sealed_and_shown_masked, async |app: TestApp| {
    let ours = app.organization("ours").await;
    let (_, owner) = member_of(&app, ours, "owner@example.com", Role::Owner).await;
    // Without a session the form is set aside until its sender is back: the number is not.
    let fields = [
        ("form[kind]", "bank"),
        ("form[holder]", "Asha Rao"),
        ("form[account_number]", NUMBER),
        ("form[account_number_again]", NUMBER),
        ("form[password]", PASSWORD),
    ];
    let away = app.browser().submit("/host/payouts/account", "ask_payout_account", &fields).await;
    assert_eq!(away.status, 303);
    let sessions = session::Entity::find().all(app.services.store.reader()).await.unwrap();
    assert!(sessions.iter().any(|session| format!("{session:?}").contains("Asha")), "the form was set aside");
    assert!(sessions.iter().all(|session| !format!("{session:?}").contains(NUMBER)));
    // What will not do comes back as it was typed, but for the password.
    let again = owner
        .submit("/host/payouts/account", "ask_payout_account", &[&fields[..], &[("form[organization]", &ours.to_string()), ("form[ifsc]", "SBIN")]].concat())
        .await;
    assert!(again.status == 422 && again.body.contains(NUMBER) && again.body.contains("An IFSC has eleven characters") && !again.body.contains(PASSWORD));

    assert_eq!(ask_for(&owner, ours, NUMBER, PASSWORD).await.status, 200);
    app.drain().await;
    let (token, _) = last_link(&app);
    let row = rows(&app).await.remove(0);
    let kept = format!(
        "{row:?} {:?} {:?}",
        mail::Entity::find().all(app.services.store.reader()).await.unwrap(),
        audit_log::Entity::find().all(app.services.store.reader()).await.unwrap()
    );
    assert!(!kept.contains(NUMBER) && !kept.contains(&token) && !kept.contains(PASSWORD), "{kept}");
    assert!(!row.sealed.windows(NUMBER.len()).any(|window| window == NUMBER.as_bytes()));
    let open = app.services.open_payout_account(&row).unwrap();
    assert_eq!(open, Destination::Bank { holder: "Asha Rao".into(), ifsc: "SBIN0001234".into(), number: NUMBER.into() });
    for path in ["/host/payouts/account".to_owned(), format!("/host/payouts/account/{token}"), "/host/settings/activity".to_owned()] {
        assert!(!owner.get(&path).await.body.contains(NUMBER), "{path}");
    }
    // A row that is put into another organization's place opens for nobody.
    let moved = payout_account::Model { organization_id: app.organization("theirs").await, ..row };
    assert!(app.services.open_payout_account(&moved).is_err());
});

on_both!(rights_to_the_account_are_a_table, async |app: TestApp| {
    let (ours, theirs) = (app.organization("ours").await, app.organization("theirs").await);
    let (_, owner) = member_of(&app, ours, "owner@example.com", Role::Owner).await;
    let (_, manager) = member_of(&app, ours, "manager@example.com", Role::Manager).await;
    let (_, staff) = member_of(&app, ours, "staff@example.com", Role::Staff).await;
    let (_, stranger) = member_of(&app, theirs, "stranger@example.com", Role::Owner).await;
    let (_, traveler) = person(&app, "traveler@example.com").await;
    let everybody = [owner, manager, staff, stranger, traveler, app.browser()];
    for (path, expected) in [("/host/payouts/account", [200, 403, 403, 200, 403, 303]), ("/host/payouts/account/nonsense", [404, 404, 404, 404, 404, 303])] {
        for (browser, expected) in everybody.iter().zip(expected) {
            assert_eq!(browser.get(path).await.status, expected, "{path}");
        }
    }
    let ours = ours.to_string();
    for (browser, expected) in everybody.iter().zip([200, 403, 403, 200, 403, 401]) {
        assert_eq!(browser.ask("payout_account", "").await.status, expected);
    }
    for (browser, expected) in everybody.iter().zip([404, 404, 404, 404, 404, 401]) {
        assert_eq!(browser.ask("payout_account_to_confirm", "token=nonsense").await.status, expected);
        assert_eq!(browser.call("confirm_payout_account", &[("token", "nonsense")]).await.status, expected);
    }
    for (function, fields, refused) in [
        ("ask_payout_account", vec![("form[organization]", ours.as_str()), ("form[kind]", "gold")], 422),
        ("withdraw_payout_account", vec![("organization", ours.as_str()), ("account", "987654")], 404),
    ] {
        for (browser, expected) in everybody.iter().zip([refused, 403, 403, 404, 404, 401]) {
            let answer = browser.call(function, &fields).await;
            assert_eq!(answer.status, expected, "{function}: {}", answer.body);
        }
    }
    assert!(everybody[0].get("/host/settings").await.body.contains("/host/payouts/account"));
    assert!(!everybody[1].get("/host/settings").await.body.contains("/host/payouts/account"));
    app.drain().await;
});

on_both!(whoever_is_an_owner_no_longer_changes_nothing, async |app: TestApp| {
    let ours = app.organization("ours").await;
    let (owner_id, owner) = member_of(&app, ours, "owner@example.com", Role::Owner).await;
    let (rogue_id, rogue) = member_of(&app, ours, "rogue@example.com", Role::Owner).await;
    let (organization, member) = (ours.to_string(), rogue_id.to_string());
    // The account that was there before counts again, whether the new one waits for its letter or for its day.
    assert_eq!(ask_for(&owner, ours, "111111111111", PASSWORD).await.status, 200);
    app.drain().await;
    assert_eq!(owner.call("confirm_payout_account", &[("token", &last_link(&app).0)]).await.status, 200);
    app.pass(DAY_MINUTES);

    assert_eq!(ask_for(&rogue, ours, "222222222222", PASSWORD).await.status, 200);
    app.drain().await;
    let demoted = owner.call("change_role", &[("organization", &organization), ("member", &member), ("shown", "owner"), ("role", "manager")]).await;
    assert_eq!(demoted.status, 200);
    let void = rogue.call("confirm_payout_account", &[("token", &last_link(&app).0)]).await;
    assert_eq!((void.status, void.json()["message"].as_str()), (409, Some("This account was withdrawn. Nothing is paid to it.")));

    owner.call("change_role", &[("organization", &organization), ("member", &member), ("shown", "manager"), ("role", "owner")]).await;
    assert_eq!(ask_for(&rogue, ours, "333333333333", PASSWORD).await.status, 200);
    app.drain().await;
    assert_eq!(rogue.call("confirm_payout_account", &[("token", &last_link(&app).0)]).await.status, 200);
    assert!(page(&owner).await["current"]["masked"].as_str().unwrap().ends_with("3333"));
    assert_eq!(rogue.call("leave_organization", &[("organization", &organization)]).await.status, 200);
    let shown = page(&owner).await;
    assert!(shown["current"]["masked"].as_str().unwrap().ends_with("1111") && shown["current"]["standing"] == "ready", "{shown}");
    assert!(owner.get("/host/settings/activity").await.body.contains("Payout account withdrawn"));
    // One that money moves to stays when its owner goes.
    app.member(ours, rogue_id, Role::Owner).await;
    let gone = rogue.call("remove_member", &[("organization", &organization), ("member", &owner_id.to_string())]).await;
    assert_eq!(gone.status, 200);
    assert_eq!(page(&rogue).await["current"]["standing"], "ready");
    app.drain().await;
});

on_both!(a_new_account_takes_the_place_of_one_that_waits, async |app: TestApp| {
    let ours = app.organization("ours").await;
    let (_, owner) = member_of(&app, ours, "owner@example.com", Role::Owner).await;
    assert_eq!(ask_for(&owner, ours, "111111111111", PASSWORD).await.status, 200);
    app.drain().await;
    let (first, _) = last_link(&app);
    assert_eq!(ask_for(&owner, ours, "222222222222", PASSWORD).await.status, 200);
    app.drain().await;
    assert_eq!(owner.call("confirm_payout_account", &[("token", &first)]).await.status, 409);
    let (second, _) = last_link(&app);
    app.pass(DAY_MINUTES);
    let late = owner.call("confirm_payout_account", &[("token", &second)]).await;
    assert!(late.status == 409 && late.json()["message"].as_str().unwrap().contains("has run out"));
    assert!(owner.get("/host/payouts/account").await.body.contains("was not followed"));
    let account = rows(&app).await[1].id.to_string();
    let withdraw = [("organization", ours.to_string()), ("account", account)];
    let withdraw: Vec<(&str, &str)> = withdraw.iter().map(|(name, value)| (*name, value.as_str())).collect();
    assert_eq!(owner.submit("/host/payouts/account", "withdraw_payout_account", &withdraw).await.status, 303);
    assert_eq!(owner.call("withdraw_payout_account", &withdraw).await.status, 409);
    // Asked and withdrawn before the letter is out: it does not go out.
    let letters = app.mails.parcels().len();
    assert_eq!(ask_for(&owner, ours, "444444444444", PASSWORD).await.status, 200);
    let account = rows(&app).await[2].id.to_string();
    assert_eq!(owner.call("withdraw_payout_account", &[("organization", &ours.to_string()), ("account", &account)]).await.status, 200);
    app.drain().await;
    assert_eq!(app.mails.parcels().len(), letters);
});

on_both!(one_of_many_confirms_and_a_withdrawal_meets_it, async |app: TestApp| {
    const TRIES: usize = 8;
    let ours = app.organization("ours").await;
    let (_, owner) = member_of(&app, ours, "owner@example.com", Role::Owner).await;
    assert_eq!(ask_for(&owner, ours, NUMBER, PASSWORD).await.status, 200);
    app.drain().await;
    let (token, _) = last_link(&app);
    let start = Arc::new(tokio::sync::Barrier::new(TRIES));
    let mut tries = tokio::task::JoinSet::new();
    for _ in 0..TRIES {
        let (browser, start, token) = (owner.clone(), start.clone(), token.clone());
        tries.spawn(async move {
            start.wait().await;
            browser.call("confirm_payout_account", &[("token", &token)]).await.status
        });
    }
    let mut answers = tries.join_all().await;
    answers.sort_unstable();
    assert_eq!(answers, [[200].as_slice(), &[409; TRIES - 1]].concat());
    app.drain().await;
    assert_eq!(app.mails.parcels().len(), 2, "one letter with the link, one that it counts");
});

on_both!(everything_is_sealed_anew_with_another_key, async |app: TestApp| {
    let key = |name: &str, byte: u8| VaultKey { name: name.to_owned(), bytes: [byte; KEY_BYTES] };
    let with = |keys: Vec<VaultKey>| {
        let mut services = app.services.clone();
        services.vault = Vault::new(keys, Entropy::system());
        services
    };
    let (old, both, new) = (with(vec![key("old", 1)]), with(vec![key("new", 2), key("old", 1)]), with(vec![key("new", 2)]));
    let destination = |index: usize| Destination::Upi { address: format!("host{index}@bank") };
    for index in 0..3 {
        let organization = app.organization(&format!("host{index}")).await;
        let email = format!("owner{index}@example.com");
        let (user, _) = member_of(&app, organization, &email, Role::Owner).await;
        let membership = old.membership(user, Some(organization)).await.unwrap().unwrap();
        let account = old.account(user).await.unwrap().unwrap();
        old.ask_payout_account(&membership, &account, &destination(index), PASSWORD.to_owned()).await.unwrap();
    }
    assert!(new.open_payout_account(&rows(&app).await[0]).is_err());
    assert!(new.rotate_vault_keys().await.is_err(), "without the old key nothing can be sealed anew, and nothing is lost");
    assert_eq!((both.rotate_vault_keys().await.unwrap(), both.rotate_vault_keys().await.unwrap()), (3, 0));
    for (index, row) in rows(&app).await.iter().enumerate() {
        assert_eq!((row.sealed_with.as_str(), new.open_payout_account(row).unwrap()), ("new", destination(index)));
        assert!(old.open_payout_account(row).is_err());
    }
});
