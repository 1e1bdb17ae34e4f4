//! The Atom feed, read by a library for feeds.

use super::ask;
use crate::support::{
    TestApp,
    build::{PAID, RunSpec},
    on_both,
};
use feed_rs::model::{Feed, FeedType};
use nukkad::entity::experience;
use sea_orm::{ActiveModelTrait, Set, Unchanged};

fn read(body: &str) -> Feed {
    let feed = feed_rs::parser::parse(body.as_bytes()).unwrap_or_else(|error| panic!("{error}: {body}"));
    assert_eq!(feed.feed_type, FeedType::Atom);
    // RFC 4287, 4.1.1 and 4.1.2: what a feed and each of its entries must have.
    assert!(feed.title.is_some() && feed.updated.is_some() && !feed.id.is_empty() && !feed.authors.is_empty());
    for entry in &feed.entries {
        assert!(entry.title.is_some() && entry.updated.is_some() && !entry.id.is_empty() && !entry.authors.is_empty() && entry.summary.is_some());
        assert!(entry.links.iter().any(|link| link.rel.as_deref() == Some("alternate")));
    }
    feed
}

fn link(feed: &Feed, rel: &str) -> Option<String> {
    feed.links.iter().find(|link| link.rel.as_deref() == Some(rel)).map(|link| link.href.clone())
}

on_both!(what_is_coming_up_is_a_feed, async |app: TestApp| {
    let organization = app.organization("coffee").await;
    let coffee = app.experience(organization, "coffee").await;
    let change = experience::ActiveModel { id: Unchanged(coffee), title: Set("Coffee <b>&amp; \"tea\"</b> ಕಾಫಿ".to_owned()), ..Default::default() };
    change.update(app.services.store.writer()).await.unwrap();
    let mut runs = Vec::new();
    for index in 0..30 {
        runs.push(app.run_of(coffee, RunSpec { starts_in_hours: 48 + index, ..PAID }).await);
    }
    app.run("tea", PAID).await;
    let feed = read(&ask(&app, "/explore.atom?junk=1&city=coffee-city", None).await.body);
    assert_eq!(feed.id, app.at("/explore.atom?city=coffee-city"));
    assert_eq!(link(&feed, "self"), Some(feed.id.clone()));
    assert_eq!(link(&feed, "alternate"), Some(app.at("/explore?city=coffee-city")));
    assert_eq!(feed.updated, feed.entries.iter().filter_map(|entry| entry.updated).max());
    let entry = &feed.entries[0];
    assert_eq!(entry.id, app.at(&format!("/runs/{}", runs[0])));
    assert!(entry.title.as_ref().unwrap().content.starts_with("Coffee <b>&amp; \"tea\"</b> ಕಾಫಿ, "), "{entry:?}");
    assert!(entry.summary.as_ref().unwrap().content.contains("₹450 + ₹200 stake"), "{entry:?}");
    assert_eq!((entry.authors[0].name.as_deref(), entry.categories[0].term.as_str()), (Some("The coffee people"), "food"));
    // The rest is on the next page.
    let next = link(&feed, "next").unwrap();
    let rest = read(&ask(&app, next.strip_prefix(&app.url).unwrap(), None).await.body);
    let seen: Vec<String> = feed.entries.iter().chain(&rest.entries).map(|entry| entry.id.clone()).collect();
    assert_eq!(seen, runs.iter().map(|run| app.at(&format!("/runs/{run}"))).collect::<Vec<_>>());
    assert_eq!(link(&rest, "next"), None);
    // Nothing is a feed too, and the page leads to its own.
    let none = read(&ask(&app, "/explore.atom?domain=music&price_min=9000", None).await.body);
    assert!(none.entries.is_empty());
    let page = app.browser().get("/explore?domain=food&city=coffee-city").await.body;
    let link = page.split("<link ").find(|link| link.contains("application/atom+xml")).unwrap();
    assert!(link.contains("href=\"/explore.atom?city=coffee-city&amp;domain=food\"") && link.contains("rel=\"alternate\""), "{link}");
});
