//! What people keep, and the weekly mail about it.

mod favorites;
mod rights;
mod searches;
mod weekly;

use crate::support::{Answer, Browser, TestApp, build::RunSpec};
use mail_parser::MessageParser;
use nukkad::{
    domain::ids::UserId,
    entity::{saved_search, weekly_mail},
};
use sea_orm::EntityTrait;

const WEEK: i64 = 7 * 24 * 60;

/// Far enough away to be bookable for weeks.
const FAR: RunSpec = RunSpec { starts_in_hours: 24 * 60, ..crate::support::build::PAID };

async fn keep(browser: &Browser, kind: &str, of: &str, keep: bool) -> Answer {
    browser.call("keep_favorite", &[("kind", kind), ("of", of), ("keep", if keep { "true" } else { "false" }), ("next", "/saved")]).await
}

async fn save(browser: &Browser, query: &str) -> Answer {
    browser.call("save_search", &[("query", query), ("next", "/explore")]).await
}

/// Somebody's searches, as their page has them.
async fn searches(browser: &Browser) -> Vec<serde_json::Value> {
    browser.ask("saved", "").await.json()["searches"].as_array().unwrap().clone()
}

async fn rows(app: &TestApp) -> Vec<saved_search::Model> {
    saved_search::Entity::find().all(app.services.store.reader()).await.unwrap()
}

async fn whole(app: &TestApp, user: UserId) -> weekly_mail::Model {
    weekly_mail::Entity::find_by_id(user).one(app.services.store.reader()).await.unwrap().unwrap()
}

/// Subject and text of every weekly mail that went out.
fn weekly(app: &TestApp) -> Vec<String> {
    let parcels = app.mails.parcels().into_iter().filter(|parcel| parcel.key.starts_with("weekly:"));
    let read = |bytes: &[u8]| {
        let message = MessageParser::default().parse(bytes).unwrap();
        format!("{}\n{}", message.subject().unwrap(), message.body_text(0).unwrap().replace("\r\n", "\n"))
    };
    parcels.map(|parcel| read(&parcel.message.formatted())).collect()
}
