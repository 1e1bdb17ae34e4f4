//! How many pages a second anonymous travelers get, with the page cache and without, beside nginx with files of the same bytes; and what
//! it takes to keep seats up to date for a hundred of them. `make bench` builds and runs it; `BENCH_SECONDS` is another time for each row
//! than 5 seconds.
//!
//! Both servers are processes of their own with two workers; this one is the client, on one thread of its own. It is not the bottleneck: how
//! much of a core it used stands behind each row. Servers take turns, so that whatever else the machine does hits all alike.
#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::print_stdout,
    reason = "a measurement that cannot go on has failed, and what it found goes to the terminal"
)]

#[path = "shared/processes.rs"]
mod processes;
#[expect(dead_code, reason = "nobody books here while it is measured")]
mod shared;
#[path = "shared/wire.rs"]
mod wire;

use processes::{Server, computed, nginx, nukkad};
use shared::{Length, Row, show};
use std::{
    fs,
    net::SocketAddr,
    time::{Duration, Instant},
};
use tokio::task::JoinSet;
use wire::{Tally, Wire, request};

/// Requests under way at the same time.
const CLIENTS: usize = 16;
/// Turns of each server.
const ROUNDS: u32 = 3;
/// The share of nginx's figure that is promised.
const SHARE: f64 = 0.5;
/// Open streams of seats, and the memory that they may take.
const STREAMS: usize = 100;
const STREAMS_BYTES: u64 = 20_000_000;
/// A cookie that names nobody: whoever has one gets no page from the cache.
const UNCACHED: &str = "Cookie: nukkad=none\r\n";

fn length() -> Duration {
    Duration::from_secs(Length::usual().seconds.unwrap_or(5))
}

/// Measures several requests in turns; gives each one's row, and the share of a core that asking for it took.
async fn in_turns(asked: &[(SocketAddr, Vec<u8>)]) -> Vec<(Row, f64)> {
    let mut tallies: Vec<(Tally, Duration, Duration)> = asked.iter().map(|_| Default::default()).collect();
    for _ in 0..ROUNDS {
        for ((to, request), (tally, used, passed)) in asked.iter().zip(&mut tallies) {
            let (start, before) = (Instant::now(), computed());
            tally.load(*to, request, CLIENTS, length() / ROUNDS).await;
            *used += computed().saturating_sub(before);
            *passed += start.elapsed();
        }
    }
    tallies.into_iter().map(|(tally, used, passed)| (tally.row(), used.as_secs_f64() / passed.as_secs_f64())).collect()
}

/// A page in one encoding, beside a file of the same bytes.
async fn page(site: &Server, files: &Server, (name, path): (&str, &str), encoding: &str) {
    let accept = if encoding == "identity" { String::new() } else { format!("Accept-Encoding: {encoding}\r\n") };
    let mut wire = Wire::open(site.addr).await;
    let (_, head) = Wire::open(site.addr).await.ask(&request(path, &accept)).await;
    let is_encoded = head.contains(&format!("content-encoding: {encoding}"));
    assert!(is_encoded || encoding == "identity", "{path} is not sent as {encoding}: {head}");
    let body = wire.exchange(&request(path, &accept), true).await.body;
    // Under a name of its own: nginx remembers how long a file was.
    let copy = path.replace('/', "_");
    fs::write(files.files.path().join("site").join(encoding).join(&copy), &body).unwrap();
    let file = request(&format!("/{encoding}/{copy}"), &accept);
    let copy = Wire::open(files.addr).await.exchange(&file, true).await;
    assert!(copy.status == 200 && copy.body == body, "nginx sends something else: {}", copy.status);
    let drawn = request(path, &format!("{accept}{UNCACHED}"));
    let rows = in_turns(&[(files.addr, file), (site.addr, request(path, &accept)), (site.addr, drawn)]).await;
    let floor = &rows[0].0;
    println!("{name}, {encoding}, {} bytes", body.len());
    for (what, (row, client)) in ["nginx, a file", "ours", "ours, without the page cache"].into_iter().zip(&rows) {
        show(&format!("  {what}"), row, Some(floor));
        println!("{:>36}the client used {client:.2} of a core", "");
    }
    let share = rows[1].0.per_second / floor.per_second;
    println!("  at least {SHARE} of nginx: {}", if share >= SHARE { "kept" } else { "NOT KEPT" });
}

/// Memory and speed with and without open streams of seats, in turns.
async fn seats(site: &Server, runs: &[String]) {
    let watch = format!("GET /seats?runs={} HTTP/1.1\r\nHost: 127.0.0.1\r\nAccept: text/event-stream\r\n\r\n", runs.join(","));
    let (_, head) = Wire::open(site.addr).await.ask(watch.as_bytes()).await;
    if !head.starts_with("http/1.1 200") || !head.contains("text/event-stream") {
        println!("live seats: not measured, /seats answers {}", head.lines().next().unwrap_or_default());
        return;
    }
    let asked = [("/explore", request("/explore", "")), ("/explore, without the page cache", request("/explore", UNCACHED))];
    for (name, request) in asked {
        let (mut alone, mut beside) = (Tally::default(), Tally::default());
        let mut grown = 0;
        alone.load(site.addr, &request, CLIENTS, length() / ROUNDS).await;
        alone = Tally::default();
        for _ in 0..ROUNDS {
            alone.load(site.addr, &request, CLIENTS, length() / ROUNDS).await;
            let before = site.memory();
            let mut streams = JoinSet::new();
            for _ in 0..STREAMS {
                let mut wire = Wire::open(site.addr).await;
                wire.ask(watch.as_bytes()).await;
                streams.spawn(wire.drain());
            }
            tokio::time::sleep(Duration::from_secs(1)).await;
            grown = grown.max(site.memory().saturating_sub(before));
            beside.load(site.addr, &request, CLIENTS, length() / ROUNDS).await;
            assert_eq!(streams.len(), STREAMS);
            assert!(streams.try_join_next().is_none(), "a stream has ended");
            streams.shutdown().await;
        }
        let (alone, beside) = (alone.row(), beside.row());
        show(&format!("{name}, no streams"), &alone, None);
        show(&format!("{name}, {STREAMS} streams"), &beside, Some(&alone));
        let word = if grown < STREAMS_BYTES { "kept" } else { "NOT KEPT" };
        println!("  {STREAMS} streams take {}.{} MB more (less than {} MB: {word})", grown / 1_000_000, grown / 100_000 % 10, STREAMS_BYTES / 1_000_000);
    }
}

/// The runs whose pages the list leads to.
async fn listed(site: &Server) -> Vec<String> {
    let body = Wire::open(site.addr).await.exchange(&request("/explore", ""), true).await.body;
    let html = String::from_utf8(body).unwrap();
    let digits = |rest: &str| rest.chars().take_while(char::is_ascii_digit).collect::<String>();
    let mut runs: Vec<String> = html.split("href=\"/runs/").skip(1).map(digits).collect();
    runs.dedup();
    runs
}

#[tokio::main(flavor = "current_thread")]
async fn main() {
    let (site, files) = (nukkad(), nginx());
    let runs = listed(&site).await;
    let run = format!("/runs/{}", runs.last().unwrap());
    println!("{CLIENTS} clients, {} s each in {ROUNDS} turns, sqlite, demo data", length().as_secs());
    for (name, path) in [("home (/)", "/"), ("explore (/explore)", "/explore"), ("a run (/runs/{id})", run.as_str())] {
        for encoding in ["identity", "gzip", "br"] {
            page(&site, &files, (name, path), encoding).await;
        }
    }
    seats(&site, &runs).await;
}
