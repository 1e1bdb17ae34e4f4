//! How fast the site answers, beside two floors measured in the same run: the same bytes from memory, and the bare seat
//! statement committed by the same pool. `make bench` builds and runs it; `BENCH_DATABASE_URL=postgres://…` (an empty
//! database) takes another database than a temporary file of `SQLite`, `BENCH_SECONDS` another time for each row than 5 seconds.
#![expect(clippy::unwrap_used, clippy::print_stdout, reason = "a measurement that cannot go on has failed, and what it found goes to the terminal")]

mod shared;

use axum::{Router, body::Bytes, http::header, routing::get};
use nukkad::{
    domain::money::Paise,
    entity::event_run,
    services::{Services, demo::DEMO_PASSWORD},
};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder};
use shared::{Length, endless_run, listen, measure, seat_statement, show, site};
use std::{
    net::SocketAddr,
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
};

/// Requests under way at the same time.
const CLIENTS: usize = 16;

/// A handler that gives these bytes from memory.
async fn floor(bytes: Bytes) -> SocketAddr {
    listen(Router::new().route("/", get(move || std::future::ready(([(header::CONTENT_TYPE, "text/html")], bytes))))).await
}

async fn fetch(client: &reqwest::Client, url: &str) -> Bytes {
    let answer = client.get(url).send().await.unwrap();
    assert!(answer.status().is_success(), "{url}: {}", answer.status());
    answer.bytes().await.unwrap()
}

async fn page(client: &reqwest::Client, name: &str, url: String, length: Length) {
    let bytes = fetch(client, &url).await;
    let floor_url = format!("http://{}/", floor(bytes).await);
    let repeat = |url: String| {
        let client = client.clone();
        move || {
            let (client, url) = (client.clone(), url.clone());
            async move {
                fetch(&client, &url).await;
            }
        }
    };
    let floor = measure(CLIENTS, length, repeat(floor_url)).await;
    let row = measure(CLIENTS, length, repeat(url)).await;
    show(name, &row, Some(&floor));
    show("  the same bytes from memory", &floor, None);
}

async fn bookings(services: &Services, base: &str, length: Length) {
    let run = endless_run(services, Paise::ZERO, Paise::ZERO).await;
    let client = reqwest::Client::builder().cookie_store(true).build().unwrap();
    let log_in =
        client.post(format!("{base}/api/log_in")).form(&[("form[email]", "traveler@example.com"), ("form[password]", DEMO_PASSWORD)]).send().await.unwrap();
    assert!(log_in.status().is_success());
    let (tokens, url) = (Arc::new(AtomicU64::new(0)), format!("{base}/api/book"));
    let book = move || {
        let (client, tokens, url) = (client.clone(), tokens.clone(), url.clone());
        async move {
            let (run, token) = (run.to_string(), format!("bench-{}", tokens.fetch_add(1, Ordering::Relaxed)));
            let form = [
                ("form[run]", run.as_str()),
                ("form[token]", &token),
                ("form[travelers]", "1"),
                ("form[names][0]", "Asha Rao"),
                ("form[email]", "asha@example.com"),
            ];
            let answer = client.post(url).form(&form).send().await.unwrap();
            assert!(answer.status().is_success(), "{}", answer.text().await.unwrap());
        }
    };
    let floor = seat_statement(services, run, CLIENTS, length).await;
    let row = measure(CLIENTS, length, book).await;
    show("booking (POST /api/book)", &row, Some(&floor));
    show("  the bare seat statement", &floor, None);
}

#[tokio::main]
async fn main() {
    // What is measured here costs nothing, so that no provider is asked.
    let (services, database, _files) = shared::services("http://127.0.0.1:9").await;
    let base = format!("http://{}", site(&services).await);
    let (client, length) = (reqwest::Client::new(), Length::usual());
    println!("{CLIENTS} clients, {} s each, {database}, demo data", length.seconds.unwrap_or_default());
    page(&client, "home (/)", format!("{base}/"), length).await;
    page(&client, "explore (/explore)", format!("{base}/explore"), length).await;
    let run = event_run::Entity::find()
        .filter(event_run::Column::Status.eq("scheduled"))
        .order_by_desc(event_run::Column::StartsAt)
        .one(services.store.reader())
        .await;
    page(&client, "a run (/runs/{id})", format!("{base}/runs/{}", run.unwrap().unwrap().id), length).await;
    bookings(&services, &base, length).await;
}
