//! Members: who may change what, and invitations.

use crate::support::{Answer, Browser, TestApp, build::PASSWORD, on_both};
use mail_parser::MessageParser;
use nukkad::{
    domain::{
        ids::{InvitationId, OrganizationId, UserId},
        organization::Role,
    },
    entity::{invitation, mail},
};
use sea_orm::EntityTrait;
use std::sync::Arc;

/// Somebody with an account, and a browser of theirs that is logged in.
pub(crate) async fn person(app: &TestApp, email: &str) -> (UserId, Browser) {
    let id = app.user(email, email.split('@').next().unwrap()).await;
    let browser = app.browser();
    browser.log_in(email).await;
    (id, browser)
}

/// Somebody who belongs to an organization.
pub(crate) async fn member_of(app: &TestApp, organization: OrganizationId, email: &str, role: Role) -> (UserId, Browser) {
    let (id, browser) = person(app, email).await;
    app.member(organization, id, role).await;
    (id, browser)
}

async fn invite(browser: &Browser, organization: OrganizationId, email: &str, role: &str) -> Answer {
    let organization = organization.to_string();
    let fields = [("form[organization]", organization.as_str()), ("form[email]", email), ("form[role]", role), ("form[next]", "/host/settings?saved=invited")];
    browser.call("invite_member", &fields).await
}

/// What a link in the last mail ends with.
fn last_token(app: &TestApp) -> String {
    let bytes = app.mails.parcels().last().unwrap().message.formatted();
    let text = MessageParser::default().parse(&bytes).unwrap().body_text(0).unwrap().into_owned();
    text.split("/invitations/").nth(1).unwrap().split_whitespace().next().unwrap().to_owned()
}

async fn open_invitation(app: &TestApp) -> InvitationId {
    invitation::Entity::find().one(app.services.store.reader()).await.unwrap().unwrap().id
}

pub(crate) async fn roles(app: &TestApp, organization: OrganizationId) -> Vec<Role> {
    app.services.members(organization).await.unwrap().into_iter().map(|member| member.role).collect()
}

on_both!(rights_are_a_table, async |app: TestApp| {
    let (ours, theirs) = (app.organization("ours").await, app.organization("theirs").await);
    let (_, owner) = member_of(&app, ours, "owner@example.com", Role::Owner).await;
    let (_, manager) = member_of(&app, ours, "manager@example.com", Role::Manager).await;
    let (staff_id, staff) = member_of(&app, ours, "staff@example.com", Role::Staff).await;
    let (_, stranger) = member_of(&app, theirs, "stranger@example.com", Role::Owner).await;
    let (_, traveler) = person(&app, "traveler@example.com").await;
    let everybody = [owner, manager, staff, stranger, traveler, app.browser()];
    let (member, ours) = (staff_id.to_string(), ours.to_string());

    for (path, expected) in [
        ("/host/settings".to_owned(), [200, 200, 200, 200, 403, 303]),
        ("/host/settings/activity".to_owned(), [200, 200, 403, 200, 403, 303]),
        (format!("/host/settings/members/{member}"), [200, 403, 403, 404, 403, 303]),
        ("/host/new".to_owned(), [200, 200, 200, 200, 200, 303]),
        ("/host/new?step=people".to_owned(), [200, 403, 403, 200, 403, 303]),
        ("/invitations/nonsense".to_owned(), [404; 6]),
    ] {
        for (browser, expected) in everybody.iter().zip(expected) {
            assert_eq!(browser.get(&path).await.status, expected, "{path}");
        }
    }
    for (function, query, expected) in [
        ("organization", String::new(), [200, 200, 200, 200, 403, 401]),
        ("organization_activity", String::new(), [200, 200, 403, 200, 403, 401]),
        ("organization_member", format!("member={member}"), [200, 403, 403, 404, 403, 401]),
        ("invitation", "token=nonsense".to_owned(), [404; 6]),
    ] {
        for (browser, expected) in everybody.iter().zip(expected) {
            assert_eq!(browser.ask(function, &query).await.status, expected, "{function}");
        }
    }
    // What an owner is told here is that the form will not do; others are told that it is not for them, or that there is nothing.
    let of = ("organization", ours.as_str());
    let form_of = ("form[organization]", ours.as_str());
    let owners = |refused: u16| [refused, 403, 403, 404, 404, 401];
    for (function, fields, expected) in [
        ("change_organization", vec![form_of, ("form[version]", "1")], owners(422)),
        ("describe_organization", vec![form_of, ("form[version]", "x")], owners(400)),
        ("link_organization", vec![form_of, ("form[version]", "1"), ("form[links]", "http://a.in")], owners(422)),
        ("invite_member", vec![form_of, ("form[email]", "x")], owners(422)),
        ("change_invitation", vec![of, ("deed", "withdraw:987654")], owners(404)),
        ("change_role", vec![of, ("member", &member), ("shown", "staff"), ("role", "king")], owners(422)),
        ("remove_member", vec![of, ("member", "987654")], owners(404)),
        ("leave_organization", vec![("organization", "987654")], [404, 404, 404, 404, 404, 401]),
        ("found_organization", vec![("form[name]", "")], [422, 422, 422, 422, 422, 401]),
        ("accept_invitation", vec![("token", "nonsense")], [404, 404, 404, 404, 404, 401]),
    ] {
        for (browser, expected) in everybody.iter().zip(expected) {
            let answer = browser.call(function, &fields).await;
            assert_eq!(answer.status, expected, "{function}: {}", answer.body);
        }
    }
    let seen = everybody[2].ask("organization", "").await.json();
    assert!(seen["members"].as_array().unwrap().iter().all(|member| member["email"].is_null()), "addresses are for those who lead");
    assert_eq!(everybody[1].ask("organization", "").await.json()["members"][0]["email"], "owner@example.com");
    app.drain().await;
});

on_both!(an_invitation_is_sent_accepted_and_used_up, async |app: TestApp| {
    let ours = app.organization("ours").await;
    let (_, owner) = member_of(&app, ours, "owner@example.com", Role::Owner).await;
    let answer = invite(&owner, ours, " Binu@Example.com ", "manager").await;
    assert_eq!((answer.status, answer.json()["to"].as_str()), (200, Some("/host/settings?saved=invited")));
    let queued = mail::Entity::find().one(app.services.store.reader()).await.unwrap().unwrap();
    assert_eq!((queued.recipient.as_str(), queued.booking_id), ("binu@example.com", None));
    app.drain().await;
    let bytes = app.mails.parcels()[0].message.formatted();
    let letter = MessageParser::default().parse(&bytes).unwrap();
    assert_eq!(letter.subject(), Some("owner invites you to The ours people"));
    let (text, html) = (letter.body_text(0).unwrap(), letter.body_html(0).unwrap());
    for piece in ["Hello there,", "owner invites you to join The ours people on Nukkad, as manager.", "Experiences, event runs", "Good until"] {
        assert!(text.contains(piece) && html.contains(piece), "{piece}: {text}");
    }
    let token = last_token(&app);
    assert_eq!(token.len(), 32);
    let sent = mail::Entity::find().one(app.services.store.reader()).await.unwrap().unwrap();
    let row = invitation::Entity::find().one(app.services.store.reader()).await.unwrap().unwrap();
    assert!(!sent.letter.contains(&token) && !row.token_hash.contains(&token), "only a hash is kept");

    let guest = app.browser();
    let path = format!("/invitations/{token}");
    let page = guest.get(&path).await;
    assert!(page.status == 200 && page.body.contains("owner invites you to join The ours people as manager.") && page.body.contains("Log in and join"));
    let away = guest.submit(&path, "accept_invitation", &[("token", &token)]).await;
    assert_eq!((away.status, away.location), (303, Some(format!("/login?next={path}"))));
    let sign_up = [("form[name]", "Binu"), ("form[email]", "other@example.com"), ("form[password]", PASSWORD), ("form[next]", path.as_str())];
    assert_eq!(guest.submit("/signup", "sign_up", &sign_up).await.location.as_deref(), Some(path.as_str()));
    assert!(guest.get(&path).await.body.contains("You are logged in as other@example.com"));
    let joined = guest.submit(&path, "accept_invitation", &[("token", &token)]).await;
    assert_eq!((joined.status, joined.location.as_deref()), (303, Some("/host")));
    assert!(joined.headers.contains_key("set-cookie"), "a session that gains rights gets a new id");
    assert_eq!(guest.ask("host_bar", "").await.json()["role"], "manager");
    assert_eq!(guest.call("accept_invitation", &[("token", &token)]).await.status, 200, "the same form twice is accepted once");
    assert!(guest.get(&path).await.body.contains("You belong to The ours people already, as manager."));

    assert_eq!(invite(&owner, ours, "other@example.org", "owner").await.status, 200);
    app.drain().await;
    let already = guest.call("accept_invitation", &[("token", &last_token(&app))]).await;
    assert!(already.status == 409 && already.json()["message"].as_str().unwrap().contains("You belong to this organization already"));
    assert!(app.browser().get(&format!("/invitations/{}", last_token(&app))).await.body.contains("Log in and join"), "it is still there for somebody else");

    let (_, late) = person(&app, "late@example.com").await;
    assert!(late.get(&path).await.body.contains("has been accepted already"));
    let used = late.call("accept_invitation", &[("token", &token)]).await;
    assert_eq!((used.status, used.code().as_str()), (409, "conflict"));
    assert_eq!(roles(&app, ours).await, [Role::Owner, Role::Manager]);
});

on_both!(an_invitation_is_sent_again_taken_back_and_runs_out, async |app: TestApp| {
    let ours = app.organization("ours").await;
    let (_, owner) = member_of(&app, ours, "owner@example.com", Role::Owner).await;
    let (_, guest) = person(&app, "guest@example.com").await;
    let organization = ours.to_string();
    let deed =
        async |deed: &str, id: InvitationId| owner.call("change_invitation", &[("organization", &organization), ("deed", &format!("{deed}:{id}"))]).await;

    assert_eq!(invite(&owner, ours, "guest@example.com", "staff").await.status, 200);
    app.drain().await;
    let (first, id) = (last_token(&app), open_invitation(&app).await);
    let again = invite(&owner, ours, "guest@example.com", "owner").await;
    assert!(again.status == 422 && again.json()["fields"]["email"].as_str().unwrap().contains("open invitation"));
    app.pass(7 * 24 * 60);
    assert!(guest.get(&format!("/invitations/{first}")).await.body.contains("has run out"));
    assert_eq!(guest.call("accept_invitation", &[("token", &first)]).await.status, 409);
    assert!(owner.get("/host/settings").await.body.contains("has run out"));

    for _ in 0..4 {
        assert_eq!(deed("again", id).await.status, 200);
    }
    assert_eq!(deed("again", id).await.status, 409, "nobody's letter box is filled");
    app.drain().await;
    assert_eq!(app.mails.parcels().len(), 2, "of letters that were overtaken only the last goes out");
    let second = last_token(&app);
    assert_eq!(guest.get(&format!("/invitations/{first}")).await.status, 404);
    assert!(guest.get(&format!("/invitations/{second}")).await.body.contains("Join The ours people"));

    assert_eq!(deed("withdraw", id).await.status, 200);
    assert_eq!((deed("withdraw", id).await.status, deed("again", id).await.status), (409, 409));
    assert!(guest.get(&format!("/invitations/{second}")).await.body.contains("was taken back"));
    assert_eq!(guest.call("accept_invitation", &[("token", &second)]).await.status, 409);
    assert_eq!(deed("burn", id).await.status, 404);

    assert_eq!(invite(&owner, ours, "guest@example.com", "staff").await.status, 200, "who was invited in vain can be invited anew");
    let member = invite(&owner, ours, "owner@example.com", "staff").await;
    assert!(member.json()["fields"]["email"].as_str().unwrap().contains("belongs to the organization already"));
    assert_eq!(roles(&app, ours).await, [Role::Owner]);
});

on_both!(an_invitation_is_withdrawn_before_its_letter_is_out, async |app: TestApp| {
    let ours = app.organization("ours").await;
    let (_, owner) = member_of(&app, ours, "owner@example.com", Role::Owner).await;
    invite(&owner, ours, "guest@example.com", "staff").await;
    let deed = format!("withdraw:{}", open_invitation(&app).await);
    assert_eq!(owner.submit("/host/settings", "change_invitation", &[("organization", &ours.to_string()), ("deed", &deed)]).await.status, 303);
    app.drain().await;
    assert_eq!(app.mails.parcels().len(), 0);
});

on_both!(one_of_many_gets_in_by_one_link, async |app: TestApp| {
    const PEOPLE: usize = 8;
    let ours = app.organization("ours").await;
    let (_, owner) = member_of(&app, ours, "owner@example.com", Role::Owner).await;
    invite(&owner, ours, "guest@example.com", "staff").await;
    app.drain().await;
    let token = last_token(&app);
    let start = Arc::new(tokio::sync::Barrier::new(PEOPLE));
    let mut attempts = tokio::task::JoinSet::new();
    for index in 0..PEOPLE {
        let (_, browser) = person(&app, &format!("guest{index}@example.com")).await;
        let (start, token) = (start.clone(), token.clone());
        attempts.spawn(async move {
            start.wait().await;
            browser.call("accept_invitation", &[("token", &token)]).await.status
        });
    }
    let mut answers = attempts.join_all().await;
    answers.sort_unstable();
    assert_eq!(answers, [[200].as_slice(), &[409; PEOPLE - 1]].concat());
    assert_eq!(roles(&app, ours).await, [Role::Owner, Role::Staff]);
});

on_both!(roles_are_changed_and_members_removed, async |app: TestApp| {
    let ours = app.organization("ours").await;
    let (owner_id, owner) = member_of(&app, ours, "owner@example.com", Role::Owner).await;
    let (staff_id, staff) = member_of(&app, ours, "staff@example.com", Role::Staff).await;
    let (ours_text, member, own) = (ours.to_string(), staff_id.to_string(), owner_id.to_string());
    let role = async |member: &str, shown: &str, role: &str| {
        owner.call("change_role", &[("organization", &ours_text), ("member", member), ("shown", shown), ("role", role)]).await
    };
    assert_eq!(staff.get("/host/settings/activity").await.status, 403);
    assert_eq!(role(&member, "staff", "manager").await.json()["to"], "/host/settings?saved=role");
    assert_eq!(staff.get("/host/settings/activity").await.status, 200, "a role counts from the next request on");
    assert_eq!(role(&member, "staff", "owner").await.status, 409, "it was shown as something that it is no longer");
    assert_eq!(role(&member, "nonsense", "owner").await.status, 409);
    assert_eq!(role("987654", "staff", "owner").await.status, 404);

    let last = role(&own, "owner", "staff").await;
    assert!(last.status == 409 && last.json()["message"].as_str().unwrap().contains("Make somebody else an owner first"), "{last:?}");
    let page = owner.submit("/host/settings", "leave_organization", &[("organization", &ours_text)]).await;
    assert!(page.status == 409 && page.body.contains("Make somebody else an owner first"));
    assert_eq!(owner.call("remove_member", &[("organization", &ours_text), ("member", &own)]).await.status, 409);

    let page = owner.get(&format!("/host/settings/members/{member}")).await.body;
    assert!(page.contains("staff@example.com") && page.contains("Remove staff"), "{page}");
    let removed = owner.submit(&format!("/host/settings/members/{member}"), "remove_member", &[("organization", &ours_text), ("member", &member)]).await;
    assert_eq!((removed.status, removed.location.as_deref()), (303, Some("/host/settings?saved=removed")));
    assert_eq!((staff.get("/host").await.status, staff.ask("host_runs", "").await.status), (403, 403), "the session lost it at once");
    assert!(!staff.get("/").await.body.contains("href=\"/host\""));
    assert_eq!(staff.call("leave_organization", &[("organization", &ours_text)]).await.status, 404);

    let (_, other) = member_of(&app, ours, "other@example.com", Role::Owner).await;
    assert_eq!(owner.call("leave_organization", &[("organization", &ours_text)]).await.json()["to"], "/account?saved=left");
    assert_eq!(owner.ask("organization", "").await.code(), "no_organization");
    assert_eq!(other.call("leave_organization", &[("organization", &ours_text)]).await.status, 409);
    app.drain().await;
});
