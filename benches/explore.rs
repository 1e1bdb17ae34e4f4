//! How `/explore` fares with a million runs, beside ten thousand: every kind of question, and two hundred put together by chance, asked
//! of two databases in turns. `make bench` builds and runs it, on `SQLite` and on a `PostgreSQL` that it starts itself.
//!
//! `cargo bench --features ssr --bench explore -- fill` only fills the database of `BENCH_DATABASE_URL`. One that is full is taken as it is:
//! with `BENCH_DATABASE_URL` and `BENCH_FEW_DATABASE_URL` only those two are compared. `BENCH_RUNS` is how many runs to make (1,000,000),
//! `BENCH_TIMES` how often each question is asked (100).
#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::print_stdout,
    reason = "a measurement that cannot go on has failed, and what it found goes to the terminal"
)]

#[path = "shared/million/mod.rs"]
mod million;
#[path = "../tests/suite/support/postgres.rs"]
mod postgres;
#[expect(dead_code, reason = "nobody books here while it is measured")]
mod shared;

use chrono::{Datelike, Duration as Days};
use million::{Plan, fill, questions};
use nukkad::{
    domain::{
        explore::{Cursor, RunFilter},
        run::RunStatus,
    },
    entity::event_run,
    services::{Services, store::Store},
};
use sea_orm::{ColumnTrait, EntityTrait, PaginatorTrait, QueryFilter, QueryOrder, QuerySelect};
use shared::{Row, site};
use std::time::{Duration, Instant};

/// Runs on the small side.
const FEW: usize = 10_000;
/// Questions put together by chance, and how often each of them is asked.
const CHANCE: usize = 200;
const CHANCE_TIMES: usize = 20;
/// How often each question is asked as anyone asks it.
const GIVEN_TIMES: usize = 20;
const SEED: u64 = 5;
/// What is promised: at most so many times the time that few runs take, at p99 less than this on `PostgreSQL`, and filled within this time.
const RATIO_MAX: f64 = 2.0;
const WITHIN: Duration = Duration::from_millis(60);
const FILLED_WITHIN: Duration = Duration::from_mins(5);

/// A number from the environment.
fn setting(name: &str, otherwise: usize) -> usize {
    std::env::var(name).ok().and_then(|value| value.parse().ok()).unwrap_or(otherwise)
}

/// A site over one of the databases.
struct Side {
    services: Services,
    base: String,
    /// The place in the list before which nine in ten of the runs to come stand.
    deep: String,
}

/// A site over a database, which is filled where it is empty.
async fn side(url: &str, runs: usize) -> Side {
    let store = Store::connect(url).await.unwrap();
    store.migrate().await.unwrap();
    let services = shared::over(store, "http://127.0.0.1:9");
    let db = services.store.reader();
    if event_run::Entity::find().one(db).await.unwrap().is_none() {
        let start = Instant::now();
        fill(url, &services, Plan { runs, seed: SEED, now: services.clock.now() }).await;
        let took = start.elapsed();
        println!(
            "{} filled with {runs} runs in {:.1} s (within {} s: {})",
            kind(url),
            took.as_secs_f64(),
            FILLED_WITHIN.as_secs(),
            kept(took <= FILLED_WITHIN)
        );
    }
    let upcoming =
        event_run::Entity::find().filter(event_run::Column::Status.eq(RunStatus::Scheduled)).filter(event_run::Column::StartsAt.gt(services.clock.now()));
    let count = upcoming.clone().count(db).await.unwrap();
    let sorted = upcoming.order_by_asc(event_run::Column::StartsAt).order_by_asc(event_run::Column::Id);
    let run = sorted.offset(count * 9 / 10).one(db).await.unwrap().unwrap();
    let deep = Cursor { starts_at: run.starts_at, run: run.id }.to_text();
    Side { base: format!("http://{}", site(&services).await), deep, services }
}

fn kind(url: &str) -> &str {
    url.split(':').next().unwrap_or_default()
}

const fn kept(is: bool) -> &'static str {
    if is { "kept" } else { "NOT KEPT" }
}

/// How pages are asked for.
#[derive(Clone, Copy)]
enum Asked {
    /// As by anyone: a page that was asked for before is kept until something has changed.
    ByAnyone,
    /// By somebody with a cookie of ours, though it names nobody: for them each page is drawn.
    WithCookie,
}

async fn fetch(client: &reqwest::Client, asked: Asked, url: &str) -> (Duration, usize) {
    let start = Instant::now();
    let request = client.get(url).header("accept", "text/html");
    let request = match asked {
        Asked::ByAnyone => request,
        Asked::WithCookie => request.header("cookie", "nukkad=none"),
    };
    let answer = request.send().await.unwrap();
    assert!(answer.status().is_success(), "{url}: {}", answer.status());
    let bytes = answer.bytes().await.unwrap().len();
    (start.elapsed(), bytes)
}

/// What was found of one question: both sides' times, and the size of their pages.
struct Compared {
    name: String,
    few: Row,
    many: Row,
    bytes: [usize; 2],
}

impl Compared {
    fn p50(&self) -> f64 {
        self.many.p50.as_secs_f64() / self.few.p50.as_secs_f64()
    }

    fn p99(&self) -> f64 {
        self.many.p99.as_secs_f64() / self.few.p99.as_secs_f64()
    }

    /// True where a million runs have no more to show than ten thousand: some cards less are much less to draw.
    fn shows_as_much(&self) -> bool {
        self.bytes[1] * 10 <= self.bytes[0] * 11
    }

    fn show(&self) {
        let millis = |time: Duration| time.as_secs_f64() * 1_000.0;
        println!(
            "{:<34}{:>8.2}{:>8.2}{:>10.2}{:>8.2}{:>9.2}{:>7.2}{:>8}{:>5}",
            self.name,
            millis(self.few.p50),
            millis(self.few.p99),
            millis(self.many.p50),
            millis(self.many.p99),
            self.p50(),
            self.p99(),
            self.bytes[0] / 1_000,
            self.bytes[1] / 1_000,
        );
    }
}

/// Asks both sides in turns, so that whatever else the machine does hits both alike. The first answers do not count.
async fn ask(client: &reqwest::Client, asked: Asked, urls: [&str; 2], times: usize) -> ([Vec<Duration>; 2], [usize; 2]) {
    let (mut taken, mut bytes) = ([Vec::new(), Vec::new()], [0; 2]);
    for round in 0..=times {
        for turn in 0..2 {
            let at = (turn + round) % 2;
            let (time, size) = fetch(client, asked, urls[at]).await;
            bytes[at] = size;
            if round > 0 {
                taken[at].push(time);
            }
        }
    }
    (taken, bytes)
}

async fn compare(client: &reqwest::Client, asked: Asked, (name, urls): (String, [&str; 2]), times: usize) -> Compared {
    let ([few, many], bytes) = ask(client, asked, urls, times).await;
    Compared { name, few: Row::of(few, Duration::from_secs(1)), many: Row::of(many, Duration::from_secs(1)), bytes }
}

/// Every kind of question. `{deep}` stands for a place far down the list.
fn table(services: &Services) -> Vec<(&'static str, String)> {
    let month = services.clock.now() + Days::days(30);
    let calendar = format!("view=calendar&month={}-{:02}", month.year(), month.month());
    let said = |text: &str| text.to_owned();
    vec![
        ("everything", said("")),
        ("a city", said("city=bengaluru")),
        ("a city, a domain", said("city=bengaluru&domain=food")),
        ("a city, neighborhoods, this week", said("city=bengaluru&neighborhood=malleshwaram&neighborhood=jayanagar&when=week")),
        ("a range of prices, four seats", said("price_min=300&price_max=900&seats=4")),
        ("free", said("price_max=0")),
        ("a language", said("language=kannada")),
        ("with a stake", said("stake=yes")),
        ("a search: coffee", said("q=coffee")),
        ("a search: indigo bengaluru", said("q=indigo%20bengaluru")),
        ("a search, mistyped", said("q=malleshwarm")),
        ("a search in a city, this weekend", said("q=walk&city=mumbai&when=weekend")),
        ("cheapest first", said("sort=price")),
        ("newest first", said("sort=newest")),
        ("far down the list", said("after={deep}")),
        ("a month's calendar", calendar.clone()),
        ("a city's calendar", format!("city=bengaluru&{calendar}")),
        ("a map of a city", said("city=bengaluru&view=map")),
    ]
}

/// Where a side is asked a question: in the one form that an address has, as others are sent there, which would be measured too.
fn address(side: &Side, query: &str) -> String {
    format!("{}{}", side.base, RunFilter::parse(&query.replace("{deep}", &side.deep)).to_path())
}

async fn measure(few: &Side, many: &Side, database: &str) {
    let client = reqwest::Client::new();
    let times = setting("BENCH_TIMES", 100);
    println!("\n/explore on {database}, one client, each question {times} times, in turns, no page cache; times in ms");
    println!("{:<34}{:>16}{:>18}{:>16}{:>13}", "", "few p50     p99", "many p50     p99", "ratio p50   p99", "kB");
    let mut found = Vec::new();
    for (name, query) in table(&few.services) {
        let row = compare(&client, Asked::WithCookie, (name.to_owned(), [&address(few, &query), &address(many, &query)]), times).await;
        row.show();
        found.push(row);
    }
    let (mut all, mut worst) = ([Vec::new(), Vec::new()], Vec::new());
    for query in questions(SEED, few.services.clock.now(), CHANCE) {
        let (taken, bytes) = ask(&client, Asked::WithCookie, [&address(few, &query), &address(many, &query)], CHANCE_TIMES).await;
        for (all, taken) in all.iter_mut().zip(&taken) {
            all.extend(taken);
        }
        let [few, many] = taken.map(|taken| Row::of(taken, Duration::from_secs(1)));
        worst.push(Compared { name: query, few, many, bytes });
    }
    let [of_few, of_many] = all.map(|taken| Row::of(taken, Duration::from_secs(1)));
    let chance = Compared { name: format!("{CHANCE} put together by chance"), few: of_few, many: of_many, bytes: [0; 2] };
    chance.show();
    found.push(chance);
    worst.sort_by(|a, b| b.p50().total_cmp(&a.p50()));
    let beyond = worst.iter().filter(|row| row.p50() > RATIO_MAX).count();
    println!("of those {CHANCE}, {beyond} take more than {RATIO_MAX} times as long at their median; the worst:");
    for row in &worst[..3] {
        println!(
            "  {:.2} times as long: {:.1} ms, and {:.1} ms with few: {}",
            row.p50(),
            row.many.p50.as_secs_f64() * 1e3,
            row.few.p50.as_secs_f64() * 1e3,
            row.name
        );
    }
    // Each of them has to keep what is promised.
    found.append(&mut worst);
    let ratio = |found: &mut dyn Iterator<Item = &Compared>| found.map(Compared::p50).fold(0.0, f64::max);
    let (all, alike) = (ratio(&mut found.iter()), ratio(&mut found.iter().filter(|row| row.shows_as_much())));
    println!("worst ratio of medians {all:.2} (at most {RATIO_MAX}: {}), where both pages show as much {alike:.2}", kept(all <= RATIO_MAX));
    let slowest = found.iter().map(|row| row.many.p99).max().unwrap_or_default();
    println!("slowest p99 {:.1} ms (less than {} ms: {})", slowest.as_secs_f64() * 1e3, WITHIN.as_millis(), kept(slowest < WITHIN));
    as_given(&client, few, many).await;
}

/// The same questions as anyone asks them: each page is drawn for the first, who does not count here, and kept for the others.
async fn as_given(client: &reqwest::Client, few: &Side, many: &Side) {
    let queries = table(&few.services).into_iter().map(|(_, query)| query).chain(questions(SEED, few.services.clock.now(), CHANCE));
    let mut found = Vec::new();
    for query in queries {
        let urls = [address(few, &query), address(many, &query)];
        found.push(compare(client, Asked::ByAnyone, (query, [&urls[0], &urls[1]]), GIVEN_TIMES).await);
    }
    found.sort_by(|a, b| b.p50().total_cmp(&a.p50()));
    let slowest = found.iter().map(|row| row.many.p99).max().unwrap_or_default();
    let Some(worst) = found.first() else { return };
    println!(
        "as anyone gets them, once asked for: worst ratio of medians {:.2} ({}; at most {RATIO_MAX}: {}), slowest p99 {:.1} ms (less than {} ms: {})",
        worst.p50(),
        worst.name,
        kept(worst.p50() <= RATIO_MAX),
        slowest.as_secs_f64() * 1e3,
        WITHIN.as_millis(),
        kept(slowest < WITHIN)
    );
}

#[tokio::main]
async fn main() {
    let runs = setting("BENCH_RUNS", 1_000_000);
    let given = std::env::var("BENCH_DATABASE_URL").ok();
    if std::env::args().any(|argument| argument == "fill") {
        let url = given.expect("BENCH_DATABASE_URL says which database to fill");
        side(&url, runs).await;
        return;
    }
    if let Some(url) = given {
        let few = std::env::var("BENCH_FEW_DATABASE_URL").expect("BENCH_FEW_DATABASE_URL says which database to compare with");
        measure(&side(&few, FEW).await, &side(&url, runs).await, kind(&url)).await;
        return;
    }
    let files = tempfile::tempdir().unwrap();
    let file = |name: &str| format!("sqlite://{}?mode=rwc", files.path().join(name).display());
    let urls = [[file("few.db"), file("many.db")], [postgres::database_like(postgres::EMPTY).await, postgres::database_like(postgres::EMPTY).await]];
    for [few, many] in urls {
        measure(&side(&few, FEW).await, &side(&many, runs).await, kind(&many)).await;
    }
}
