//! How fast the site answers, beside two floors measured in the same run: the same bytes from memory, and the bare seat
//! statement committed by the same pool. `make bench` builds and runs it; `BENCH_DATABASE_URL=postgres://…` (an empty
//! database) takes another database than a temporary file of `SQLite`, `BENCH_SECONDS` another time for each row than 5 seconds.
#![expect(clippy::unwrap_used, clippy::print_stdout, reason = "a measurement that cannot go on has failed, and what it found goes to the terminal")]

use axum::{Router, body::Bytes, http::header, routing::get};
use nukkad::{
    config::server::{Environment, ServerConfig},
    domain::{ids::RunId, money::Paise},
    entity::event_run,
    services::{Services, demo::DEMO_PASSWORD, store::Store},
    web::{AppState, router},
};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder, sea_query::Expr};
use std::{
    future::Future,
    net::SocketAddr,
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
    time::{Duration, Instant},
};
use tokio::{net::TcpListener, task::JoinSet};

/// Requests under way at the same time.
const CLIENTS: usize = 16;
const WARM_UP: Duration = Duration::from_secs(1);

/// What one row of the table found.
struct Row {
    per_second: f64,
    p50: Duration,
    p99: Duration,
}

/// Repeats `work` from many tasks for a time, after a warm-up, and takes the time of each.
async fn measure<F, W>(seconds: u64, work: W) -> Row
where
    F: Future<Output = ()> + Send,
    W: Fn() -> F + Clone + Send + Sync + 'static,
{
    let begin = Instant::now() + WARM_UP;
    let end = begin + Duration::from_secs(seconds);
    let mut tasks = JoinSet::new();
    for _ in 0..CLIENTS {
        let work = work.clone();
        tasks.spawn(async move {
            let mut times = Vec::new();
            while Instant::now() < end {
                let start = Instant::now();
                work().await;
                if start >= begin {
                    times.push(start.elapsed());
                }
            }
            times
        });
    }
    let mut times: Vec<Duration> = tasks.join_all().await.concat();
    times.sort_unstable();
    let at = |percent: usize| times[(times.len() * percent / 100).min(times.len() - 1)];
    let count = u32::try_from(times.len()).unwrap();
    Row { per_second: f64::from(count) / Duration::from_secs(seconds).as_secs_f64(), p50: at(50), p99: at(99) }
}

fn show(name: &str, row: &Row, floor: Option<&Row>) {
    let ratio = floor.map_or_else(String::new, |floor| format!("{:>7.3} of its floor", row.per_second / floor.per_second));
    let millis = |time: Duration| time.as_secs_f64() * 1_000.0;
    println!("{name:<34}{:>9.0}/s  p50 {:>7.2} ms  p99 {:>7.2} ms {ratio}", row.per_second, millis(row.p50), millis(row.p99));
}

async fn listen(app: Router) -> SocketAddr {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let addr = listener.local_addr().unwrap();
    tokio::spawn(async move { axum::serve(listener, app).await.unwrap() });
    addr
}

async fn site(services: &Services) -> SocketAddr {
    let addr = "127.0.0.1:0".parse().unwrap();
    let config = ServerConfig {
        environment: Environment::Development,
        addr,
        base_url: "http://127.0.0.1".into(),
        secret: "a secret that is only good for measuring".into(),
    };
    let leptos = leptos::config::LeptosOptions::builder().output_name("nukkad").site_root("target/site").build();
    listen(router(AppState { services: services.clone(), leptos }, &config)).await
}

/// A handler that gives these bytes from memory.
async fn floor(bytes: Bytes) -> SocketAddr {
    listen(Router::new().route("/", get(move || std::future::ready(([(header::CONTENT_TYPE, "text/html")], bytes))))).await
}

async fn fetch(client: &reqwest::Client, url: &str) -> Bytes {
    let answer = client.get(url).send().await.unwrap();
    assert!(answer.status().is_success(), "{url}: {}", answer.status());
    answer.bytes().await.unwrap()
}

async fn page(client: &reqwest::Client, name: &str, url: String, seconds: u64) {
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
    let floor = measure(seconds, repeat(floor_url)).await;
    let row = measure(seconds, repeat(url)).await;
    show(name, &row, Some(&floor));
    show("  the same bytes from memory", &floor, None);
}

/// A free run far away that nothing fills up.
async fn endless_run(services: &Services) -> RunId {
    let found = event_run::Entity::find()
        .filter(event_run::Column::Status.eq("scheduled"))
        .order_by_desc(event_run::Column::StartsAt)
        .one(services.store.reader())
        .await
        .unwrap()
        .unwrap();
    event_run::Entity::update_many()
        .col_expr(event_run::Column::Capacity, Expr::value(i32::MAX))
        .col_expr(event_run::Column::Price, Expr::value(Paise::ZERO))
        .col_expr(event_run::Column::Stake, Expr::value(Paise::ZERO))
        .filter(event_run::Column::Id.eq(found.id))
        .exec(services.store.writer())
        .await
        .unwrap();
    found.id
}

async fn bookings(services: &Services, base: &str, seconds: u64) {
    let run = endless_run(services).await;
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
    let desk = services.clone();
    let take = move || {
        let desk = desk.clone();
        async move {
            let db = desk.store.begin().await.unwrap();
            assert!(event_run::take_seats(&db, run, 1, desk.clock.now()).await.unwrap());
            db.commit().await.unwrap();
        }
    };
    let floor = measure(seconds, take).await;
    let row = measure(seconds, book).await;
    show("booking (POST /api/book)", &row, Some(&floor));
    show("  the bare seat statement", &floor, None);
}

#[tokio::main]
async fn main() {
    let files = tempfile::tempdir().unwrap();
    let url = std::env::var("BENCH_DATABASE_URL").unwrap_or_else(|_| format!("sqlite://{}?mode=rwc", files.path().join("bench.db").display()));
    let seconds = std::env::var("BENCH_SECONDS").ok().and_then(|seconds| seconds.parse().ok()).unwrap_or(5);
    let store = Store::connect(&url).await.unwrap();
    store.migrate().await.unwrap();
    let services = Services::new(store);
    services.seed_demo().await.unwrap();
    let base = format!("http://{}", site(&services).await);
    let client = reqwest::Client::new();
    println!("{CLIENTS} clients, {seconds} s each, {}, demo data", url.split(':').next().unwrap_or_default());
    page(&client, "home (/)", format!("{base}/"), seconds).await;
    page(&client, "explore (/explore)", format!("{base}/explore"), seconds).await;
    let run = event_run::Entity::find()
        .filter(event_run::Column::Status.eq("scheduled"))
        .order_by_desc(event_run::Column::StartsAt)
        .one(services.store.reader())
        .await;
    page(&client, "a run (/runs/{id})", format!("{base}/runs/{}", run.unwrap().unwrap().id), seconds).await;
    bookings(&services, &base, seconds).await;
}
