//! What the benchmarks share: the site over a database, a run that never fills up, and the taking of times.

use axum::Router;
use nukkad::{
    config::server::{Environment, ServerConfig},
    domain::{ids::RunId, money::Paise},
    entity::event_run,
    services::{
        Services,
        clock::Entropy,
        payments::{
            Payments, WebhookSecret,
            razorpay::{Razorpay, Settings},
        },
        store::Store,
    },
    web::{AppState, router},
};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder, sea_query::Expr};
use std::{
    future::Future,
    net::SocketAddr,
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
    time::{Duration, Instant},
};
use tempfile::TempDir;
use tokio::{net::TcpListener, task::JoinSet};

/// What webhooks are signed with here.
pub(crate) const WEBHOOK_SECRET: &str = "nukkad-webhook-secret";
const WARM_UP: Duration = Duration::from_secs(1);

/// How long a row of the table takes: until one of the two is reached.
#[derive(Clone, Copy)]
pub(crate) struct Length {
    /// After a warm-up of one second, which does not count.
    pub(crate) seconds: Option<u64>,
    pub(crate) times: usize,
}

impl Length {
    /// `BENCH_SECONDS`, or five seconds.
    pub(crate) fn usual() -> Self {
        let seconds = std::env::var("BENCH_SECONDS").ok().and_then(|seconds| seconds.parse().ok()).unwrap_or(5);
        Self { seconds: Some(seconds), times: usize::MAX }
    }
}

/// What one row of the table found.
pub(crate) struct Row {
    pub(crate) per_second: f64,
    pub(crate) p50: Duration,
    pub(crate) p99: Duration,
}

impl Row {
    /// From the times that were taken, and the time in which they were.
    pub(crate) fn of(mut taken: Vec<Duration>, all: Duration) -> Self {
        taken.sort_unstable();
        let at = |percent: usize| taken[(taken.len() * percent / 100).min(taken.len() - 1)];
        let count = u32::try_from(taken.len()).unwrap();
        Self { per_second: f64::from(count) / all.as_secs_f64(), p50: at(50), p99: at(99) }
    }
}

/// Repeats `work` from so many tasks, and takes the time of each.
pub(crate) async fn measure<F, W>(clients: usize, length: Length, work: W) -> Row
where
    F: Future<Output = ()> + Send,
    W: Fn() -> F + Clone + Send + Sync + 'static,
{
    let begin = Instant::now() + length.seconds.map_or(Duration::ZERO, |_| WARM_UP);
    let end = length.seconds.map(|seconds| begin + Duration::from_secs(seconds));
    let done = Arc::new(AtomicUsize::new(0));
    let mut tasks = JoinSet::new();
    for _ in 0..clients {
        let (work, done) = (work.clone(), done.clone());
        tasks.spawn(async move {
            let mut taken = Vec::new();
            while end.is_none_or(|end| Instant::now() < end) && done.fetch_add(1, Ordering::Relaxed) < length.times {
                let start = Instant::now();
                work().await;
                if start >= begin {
                    taken.push(start.elapsed());
                }
            }
            taken
        });
    }
    let taken = tasks.join_all().await.concat();
    Row::of(taken, begin.elapsed())
}

pub(crate) fn show(name: &str, row: &Row, floor: Option<&Row>) {
    let ratio = floor.map_or_else(String::new, |floor| format!("{:>7.3} of its floor", row.per_second / floor.per_second));
    let millis = |time: Duration| time.as_secs_f64() * 1_000.0;
    println!("{name:<34}{:>9.0}/s  p50 {:>7.2} ms  p99 {:>7.2} ms {ratio}", row.per_second, millis(row.p50), millis(row.p99));
}

/// The use cases over a database; payments go to the provider at `provider`.
pub(crate) fn over(store: Store, provider: &str) -> Services {
    let sandbox = razorpay_sandbox::Settings::default();
    let settings = Settings { base_url: provider.to_owned(), key_id: sandbox.key_id.clone(), key_secret: sandbox.key_secret.clone() };
    let payments = Payments {
        provider: Arc::new(Razorpay::new(settings, Entropy::system()).unwrap()),
        payer: None,
        checkout_url: format!("{provider}/v1/checkout/embedded"),
        key_id: sandbox.key_id,
        key_secret: sandbox.key_secret,
        webhook_secrets: vec![WebhookSecret { secret: WEBHOOK_SECRET.to_owned(), until: None }],
        base_url: "http://127.0.0.1".to_owned(),
        rejected: Arc::default(),
    };
    Services::new(store, payments)
}

/// The use cases over the demo data, in the database of `BENCH_DATABASE_URL` or in a temporary file, which is gone with the folder;
/// gives the kind of database as well.
pub(crate) async fn services(provider: &str) -> (Services, String, TempDir) {
    let files = tempfile::tempdir().unwrap();
    let url = std::env::var("BENCH_DATABASE_URL").unwrap_or_else(|_| format!("sqlite://{}?mode=rwc", files.path().join("bench.db").display()));
    let store = Store::connect(&url).await.unwrap();
    store.migrate().await.unwrap();
    let services = over(store, provider);
    services.seed_demo().await.unwrap();
    (services, url.split(':').next().unwrap_or_default().to_owned(), files)
}

pub(crate) async fn listen(app: Router) -> SocketAddr {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let addr = listener.local_addr().unwrap();
    tokio::spawn(async move { axum::serve(listener, app).await.unwrap() });
    addr
}

pub(crate) async fn site(services: &Services) -> SocketAddr {
    let addr = "127.0.0.1:0".parse().unwrap();
    let config = ServerConfig {
        environment: Environment::Development,
        addr,
        base_url: "http://127.0.0.1".into(),
        secret: "a secret that is only good for measuring".into(),
    };
    let leptos = leptos::config::LeptosOptions::builder().output_name("nukkad").site_root("target/site").build();
    let checkout_origin = services.payments.checkout_url.clone();
    listen(router(AppState { services: services.clone(), leptos, checkout_origin }, &config)).await
}

/// A run far away that nothing fills up.
pub(crate) async fn endless_run(services: &Services, price: Paise, stake: Paise) -> RunId {
    let found = event_run::Entity::find()
        .filter(event_run::Column::Status.eq("scheduled"))
        .order_by_desc(event_run::Column::StartsAt)
        .one(services.store.reader())
        .await
        .unwrap()
        .unwrap();
    event_run::Entity::update_many()
        .col_expr(event_run::Column::Capacity, Expr::value(i32::MAX))
        .col_expr(event_run::Column::Price, Expr::value(price))
        .col_expr(event_run::Column::Stake, Expr::value(stake))
        .filter(event_run::Column::Id.eq(found.id))
        .exec(services.store.writer())
        .await
        .unwrap();
    found.id
}

/// The floor under all that takes seats: the bare statement, one row, committed by the same pool.
pub(crate) async fn seat_statement(services: &Services, run: RunId, clients: usize, length: Length) -> Row {
    let run = event_run::Entity::find_by_id(run).one(services.store.reader()).await.unwrap().unwrap();
    let desk = services.clone();
    let take = move || {
        let (desk, run) = (desk.clone(), run.clone());
        async move {
            let db = desk.store.begin().await.unwrap();
            assert!(event_run::take_seats(&db, &run, 1, desk.clock.now()).await.unwrap());
            db.commit().await.unwrap();
        }
    };
    measure(clients, length, take).await
}
