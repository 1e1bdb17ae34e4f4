//! How long a host waits for a run with a thousand travelers: its page, a search, the list for the door, and the exports.
//! Each is to be there within a second. `make bench` builds and runs it; the settings are those of `benches/load.rs`.
#![expect(clippy::unwrap_used, clippy::print_stdout, reason = "a measurement that cannot go on has failed, and what it found goes to the terminal")]

#[expect(dead_code, reason = "nobody books here while it is measured")]
mod shared;

use nukkad::{
    domain::{
        booking::{BookingRequest, BookingStatus},
        ids::RunId,
        money::Paise,
    },
    entity::{booking, event_run, user},
    services::{Services, demo::DEMO_PASSWORD},
};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QuerySelect};
use shared::{Length, endless_run, measure, show, site};
use std::time::Duration;

/// Bookings, and travelers on each.
const BOOKINGS: usize = 334;
const PARTY: usize = 3;
/// So long may a page or a file take.
const WITHIN: Duration = Duration::from_secs(1);

/// Fills a run that costs nothing.
async fn fill(services: &Services, run: RunId) {
    let guest = user::Entity::find().filter(user::Column::Email.eq("traveler@example.com")).one(services.store.reader()).await.unwrap().unwrap().id;
    for number in 0..BOOKINGS {
        let request = BookingRequest {
            run,
            names: (0..PARTY).map(|position| format!("Guest {number} {position}")).collect(),
            email: format!("guest{number}@example.com"),
            phone: Some(format!("+9198450{number:05}")),
            requests: Some("No sugar, please".to_owned()),
            token: format!("crowd-{number}"),
            shown: None,
        };
        services.reserve(guest, &request).await.unwrap();
    }
    let confirmed = booking::Entity::find().filter(booking::Column::RunId.eq(run)).filter(booking::Column::Status.eq(BookingStatus::Confirmed));
    assert!(confirmed.all(services.store.reader()).await.unwrap().len() >= BOOKINGS);
}

/// The address of whoever owns the run's organization.
async fn owner_of(services: &Services, run: RunId) -> String {
    let organization: nukkad::domain::ids::OrganizationId = event_run::Entity::find_by_id(run)
        .inner_join(nukkad::entity::experience::Entity)
        .select_only()
        .column(nukkad::entity::experience::Column::OrganizationId)
        .into_tuple()
        .one(services.store.reader())
        .await
        .unwrap()
        .unwrap();
    let host = user::Entity::find().filter(user::Column::Email.eq("host@example.com")).one(services.store.reader()).await.unwrap().unwrap();
    let row = nukkad::entity::member::ActiveModel {
        organization_id: sea_orm::Set(organization),
        user_id: sea_orm::Set(host.id),
        role: sea_orm::Set(nukkad::domain::organization::Role::Owner),
        created_at: sea_orm::Set(services.clock.now()),
    };
    // The demo's host may belong to it already; then this run's organization must be the only one.
    nukkad::entity::member::Entity::delete_many().filter(nukkad::entity::member::Column::UserId.eq(host.id)).exec(services.store.writer()).await.unwrap();
    nukkad::entity::member::Entity::insert(row).exec_without_returning(services.store.writer()).await.unwrap();
    host.email
}

#[tokio::main]
async fn main() {
    let (services, database, _files) = shared::services("http://127.0.0.1:9").await;
    let base = format!("http://{}", site(&services).await);
    let run = endless_run(&services, Paise::ZERO, Paise::ZERO).await;
    fill(&services, run).await;
    let email = owner_of(&services, run).await;
    let client = reqwest::Client::builder().cookie_store(true).build().unwrap();
    let log_in = client.post(format!("{base}/api/log_in")).form(&[("form[email]", email.as_str()), ("form[password]", DEMO_PASSWORD)]).send().await.unwrap();
    assert!(log_in.status().is_success());
    println!("one client, {} travelers on the run, {database}, demo data", BOOKINGS * PARTY);
    for (name, path) in [
        ("the run's page", ""),
        ("by traveler, by name", "?view=travelers&sort=name"),
        ("a search", "?q=guest%20200"),
        ("the list for the door", "/door-list"),
        ("CSV", "/bookings.csv?view=travelers"),
        ("XLSX", "/bookings.xlsx?view=travelers"),
    ] {
        let url = format!("{base}/host/runs/{run}{path}");
        let fetch = {
            let client = client.clone();
            move || {
                let (client, url) = (client.clone(), url.clone());
                async move {
                    let answer = client.get(&url).send().await.unwrap();
                    assert!(answer.status().is_success(), "{url}: {}", answer.status());
                    answer.bytes().await.unwrap();
                }
            }
        };
        let row = measure(1, Length { seconds: None, times: 20 }, fetch).await;
        show(name, &row, None);
        println!("  within {} ms at p99: {}", WITHIN.as_millis(), if row.p99 <= WITHIN { "kept" } else { "NOT KEPT" });
    }
}
