//! Organizations: founding one step by step, changing what it says of itself, and the log of what its members do.

use super::members::{member_of, person};
use crate::support::{Browser, TestApp, build::RunSpec, on_both};
use nukkad::{
    domain::{ids::OrganizationId, organization::Role},
    services::activity::{self, Change},
};
use serde_json::json;

/// Fields of a profile's form.
fn profile<'a>(organization: &'a str, version: &'a str, name: &'a str, slug: &'a str, tagline: &'a str) -> Vec<(&'static str, &'a str)> {
    vec![
        ("form[organization]", organization),
        ("form[version]", version),
        ("form[name]", name),
        ("form[slug]", slug),
        ("form[tagline]", tagline),
        ("form[bio]", "We walk.\n\nSlowly."),
        ("form[links]", "https://example.com/us\nhttps://pictures.example"),
    ]
}

async fn acting(browser: &Browser) -> (String, String) {
    let page = browser.ask("organization", "").await.json();
    (page["id"].to_string(), page["slug"].as_str().unwrap().to_owned())
}

on_both!(a_traveler_founds_an_organization_step_by_step, async |app: TestApp| {
    let (_, browser) = person(&app, "asha@example.com").await;
    assert!(browser.get("/account").await.body.contains("href=\"/host/new\""));
    let door = browser.get("/host").await;
    assert!(door.status == 403 && door.body.contains("href=\"/host/new\""), "{}", door.body);

    let wrong = browser.submit("/host/new", "found_organization", &[("form[name]", "Coffee <b>People</b>"), ("form[slug]", "Coffee People")]).await;
    assert_eq!(wrong.status, 422);
    assert!(wrong.body.contains("Coffee &lt;b&gt;People") && wrong.body.contains("value=\"Coffee People\"") && wrong.body.contains("single hyphens"));
    let founded = browser.submit("/host/new", "found_organization", &[("form[name]", "Asha’s Coffee People"), ("form[slug]", "")]).await;
    assert_eq!((founded.status, founded.location.as_deref()), (303, Some("/host/new?step=about")));
    let (id, slug) = acting(&browser).await;
    assert_eq!(slug, "ashas-coffee-people");

    let about = "/host/new?step=about";
    let long = "x".repeat(121);
    let fields = [("form[organization]", id.as_str()), ("form[version]", "1"), ("form[tagline]", &long), ("form[bio]", "We walk.")];
    let wrong = browser.submit(about, "describe_organization", &fields).await;
    assert!(wrong.status == 422 && wrong.body.contains("longer than 120") && wrong.body.contains("We walk.") && wrong.body.contains("Step 2 of 4"));
    let fields = [("form[organization]", id.as_str()), ("form[version]", "1"), ("form[tagline]", "On foot."), ("form[bio]", "We walk.")];
    assert_eq!(browser.submit(about, "describe_organization", &fields).await.location.as_deref(), Some("/host/new?step=links"));

    let links = "/host/new?step=links";
    let fields = [("form[organization]", id.as_str()), ("form[version]", "2"), ("form[links]", "https://a.example\njavascript:alert(1)")];
    let wrong = browser.submit(links, "link_organization", &fields).await;
    assert!(wrong.status == 422 && wrong.body.contains("“javascript:alert(1)”") && wrong.body.contains("https://a.example"));
    let fields = [("form[organization]", id.as_str()), ("form[version]", "2"), ("form[links]", "https://a.example/walks/")];
    assert_eq!(browser.submit(links, "link_organization", &fields).await.location.as_deref(), Some("/host/new?step=people"));

    let people = "/host/new?step=people";
    let fields = [("form[organization]", id.as_str()), ("form[email]", "binu@example.com"), ("form[role]", "staff"), ("form[next]", people)];
    assert_eq!(browser.submit(people, "invite_member", &fields).await.location.as_deref(), Some(people));
    assert!(browser.get(people).await.body.contains("binu@example.com"));

    assert_eq!(browser.get("/host").await.status, 200);
    let page = app.browser().get("/hosts/ashas-coffee-people").await.body;
    assert!(page.contains("On foot.") && page.contains("href=\"https://a.example/walks/\" rel=\"nofollow ugc noopener\""), "{page}");
    let activity = browser.get("/host/settings/activity").await.body;
    for words in ["Organization founded", "Organization changed", "Member invited", "binu@example.com", "asha", "nothing → On foot."] {
        assert!(activity.contains(words), "{words}: {activity}");
    }
    app.drain().await;
});

on_both!(addresses_are_given_out_once, async |app: TestApp| {
    let (_, asha) = person(&app, "asha@example.com").await;
    let (_, binu) = person(&app, "binu@example.com").await;
    let found = async |browser: &Browser, name: &str, slug: &str| browser.call("found_organization", &[("form[name]", name), ("form[slug]", slug)]).await;
    assert_eq!(found(&asha, "Coffee", "").await.status, 200);
    assert_eq!(found(&asha, "Coffee", "coffee").await.status, 200, "the same form twice founds one");
    assert_eq!(app.services.memberships(app.services.members(OrganizationId(1)).await.unwrap()[0].user_id).await.unwrap().len(), 1);
    let taken = found(&binu, "Coffee", "").await;
    assert_eq!((taken.status, taken.json()["fields"]["slug"].as_str()), (422, Some("This address is taken. coffee-2 is free.")));
    assert_eq!(found(&binu, "Coffee", "coffee-2").await.status, 200);

    let (id, _) = acting(&asha).await;
    assert_eq!(
        asha.call("change_organization", &profile(&id, "1", "Coffee", "coffee-2", "")).await.json()["fields"]["slug"],
        "This address is taken. coffee-2-2 is free."
    );
    assert_eq!(asha.call("change_organization", &profile(&id, "1", "Coffee", "filter-coffee", "")).await.status, 200);
    let old = app.browser().get("/hosts/coffee").await;
    assert_eq!((old.status, old.location.as_deref()), (303, Some("/hosts/filter-coffee")));
    assert_eq!(found(&binu, "Coffee", "coffee").await.status, 422, "an old address stays its owner's");
    assert_eq!(asha.call("change_organization", &profile(&id, "2", "Coffee", "coffee", "")).await.status, 200, "who may take it back");
    assert_eq!(app.browser().get("/hosts/coffee").await.status, 200);
    assert_eq!(app.browser().get("/hosts/filter-coffee").await.location.as_deref(), Some("/hosts/coffee"));
    assert_eq!(app.browser().get("/hosts/nobody").await.status, 404);
});

on_both!(an_address_goes_to_one_of_those_who_want_it_at_the_same_moment, async |app: TestApp| {
    const PEOPLE: usize = 6;
    let start = std::sync::Arc::new(tokio::sync::Barrier::new(PEOPLE));
    let mut attempts = tokio::task::JoinSet::new();
    for index in 0..PEOPLE {
        let (_, browser) = person(&app, &format!("guest{index}@example.com")).await;
        let start = start.clone();
        attempts.spawn(async move {
            start.wait().await;
            browser.call("found_organization", &[("form[name]", &format!("Coffee {index}")), ("form[slug]", "coffee")]).await.status
        });
    }
    let mut answers = attempts.join_all().await;
    answers.sort_unstable();
    assert_eq!(answers, [[200].as_slice(), &[422; PEOPLE - 1]].concat());
});

on_both!(a_host_of_one_organization_founds_another_and_acts_for_it, async |app: TestApp| {
    let first = app.organization("first").await;
    let (_, browser) = member_of(&app, first, "asha@example.com", Role::Staff).await;
    assert_eq!(browser.call("found_organization", &[("form[name]", "Second")]).await.status, 200);
    assert_eq!(acting(&browser).await.1, "second");
    // A form that was shown for the first is about the first, whichever is acted for by now.
    let answer = browser.call("change_organization", &profile(&first.to_string(), "1", "Mine now", "mine", "")).await;
    assert_eq!(answer.status, 403);
    assert_eq!(app.services.organization(first).await.unwrap().name, "The first people");
});

on_both!(the_second_of_two_who_edit_is_told_and_loses_nothing, async |app: TestApp| {
    let ours = app.organization("ours").await;
    let (_, asha) = member_of(&app, ours, "asha@example.com", Role::Owner).await;
    let (_, binu) = member_of(&app, ours, "binu@example.com", Role::Owner).await;
    let id = ours.to_string();
    assert_eq!(asha.submit("/host/settings", "change_organization", &profile(&id, "1", "Ours", "ours", "On foot, early.")).await.status, 303);

    let told = binu.submit("/host/settings", "change_organization", &profile(&id, "1", "Ours & yours", "ours", "By night.")).await;
    assert_eq!(told.status, 409);
    for words in [
        "Somebody else has changed this while you were writing",
        "value=\"Ours &amp; yours\"",
        "There now: “Ours”",
        "value=\"By night.\"",
        "There now: “On foot, early.”",
        "name=\"form[version]\" value=\"2\"",
    ] {
        assert!(told.body.contains(words), "{words}: {}", told.body);
    }
    assert_eq!(app.services.organization(ours).await.unwrap().tagline, "On foot, early.", "nothing is lost on the other side either");
    let json = binu.call("change_organization", &profile(&id, "1", "Ours", "ours", "By night.")).await.json();
    assert_eq!((json["code"].as_str(), json["fields"]["version"].as_str()), (Some("conflict"), Some("2")));
    assert!(json["fields"]["tagline"].is_string() && json["fields"]["name"].is_null(), "only what differs: {json}");
    assert_eq!(binu.submit("/host/settings", "change_organization", &profile(&id, "2", "Ours & yours", "ours", "By night.")).await.status, 303);
    assert_eq!(
        binu.call("change_organization", &profile(&id, "1", "Ours & yours", "ours", "By night.")).await.status,
        200,
        "what is there already is no change"
    );
    assert_eq!(app.services.organization(ours).await.unwrap().version, 3);
});

on_both!(the_log_is_the_organizations_own_and_paged, async |app: TestApp| {
    let (ours, theirs) = (app.organization("ours").await, app.organization("theirs").await);
    let (id, owner) = member_of(&app, ours, "owner@example.com", Role::Owner).await;
    let (_, stranger) = member_of(&app, theirs, "stranger@example.com", Role::Owner).await;
    let experience = app.experience(ours, "coffee").await;
    let run = app.run_of(experience, RunSpec::default()).await;
    assert_eq!(owner.call("cancel_run", &[("run", &run.to_string()), ("reason", "Rain <i>all</i> day")]).await.status, 200);
    let by = app.services.membership(id, None).await.unwrap().unwrap();
    for number in 0..60 {
        let change = Change { subject: "experience:1".into(), before: json!({ "price": number * 100 }), after: json!({ "price": 5_000 }) };
        activity::record(app.services.store.writer(), &by, "experience.changed", change, app.services.clock.now()).await.unwrap();
    }
    let first = owner.ask("organization_activity", "").await.json();
    assert_eq!(first["entries"].as_array().unwrap().len(), 50);
    let next = first["next"].to_string();
    let second = owner.ask("organization_activity", &format!("before={next}")).await.json();
    assert_eq!((second["entries"].as_array().unwrap().len(), second["next"].is_null()), (11, true));
    let all: std::collections::BTreeSet<i64> =
        [&first, &second].iter().flat_map(|page| page["entries"].as_array().unwrap()).map(|entry| entry["id"].as_i64().unwrap()).collect();
    assert_eq!(all.len(), 61, "none twice and none left out");

    let page = owner.get("/host/settings/activity").await.body;
    assert!(page.contains("₹59.00 → ₹50.00") && page.contains(&format!("href=\"/host/settings/activity?before={next}\"")), "{page}");
    let page = owner.get(&format!("/host/settings/activity?before={next}")).await.body;
    for words in [
        "Event run cancelled",
        &format!("href=\"/host/runs/{run}\""),
        "scheduled → cancelled",
        "nothing → Rain &lt;i&gt;all&lt;/i&gt; day",
        "India time",
        "Latest changes",
    ] {
        assert!(page.contains(words), "{words}: {page}");
    }
    for odd in ["abc", "-1", "999999999999999999999", "0"] {
        assert_eq!(owner.get(&format!("/host/settings/activity?before={odd}")).await.status, 200, "{odd}");
    }
    assert_eq!(stranger.ask("organization_activity", "").await.json()["entries"].as_array().unwrap().len(), 0);
});

on_both!(staff_see_what_they_may_not_change, async |app: TestApp| {
    let ours = app.organization("ours").await;
    let (_, owner) = member_of(&app, ours, "owner@example.com", Role::Owner).await;
    let (_, staff) = member_of(&app, ours, "staff@example.com", Role::Staff).await;
    let page = staff.get("/host/settings").await.body;
    assert!(page.contains("Owners can change this.") && page.contains("Not verified yet") && page.contains("owner") && page.contains("Leave The ours people"));
    assert!(!page.contains("change_organization") && !page.contains("invite_member") && !page.contains("owner@example.com") && !page.contains("Activity log"));
    let page = owner.get("/host/settings").await.body;
    assert!(page.contains("change_organization") && page.contains("invite_member") && page.contains("staff@example.com") && page.contains("Activity log"));
});
