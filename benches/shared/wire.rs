//! A small HTTP client that keeps its connections, for measuring servers that are faster than the usual one: it sends the same bytes again and
//! again and only looks for the end of each answer.

use crate::shared::Row;
use std::{
    net::SocketAddr,
    time::{Duration, Instant},
};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
    task::JoinSet,
};

/// An answer.
pub(crate) struct Answer {
    pub(crate) status: u16,
    /// As it came, so that it may be compressed.
    pub(crate) body: Vec<u8>,
}

/// A connection.
pub(crate) struct Wire {
    stream: TcpStream,
    /// What was read and belongs to no answer yet.
    buffer: Vec<u8>,
}

/// The bytes of a GET request; `more` is lines of headers, each with its end.
pub(crate) fn request(path: &str, more: &str) -> Vec<u8> {
    format!("GET {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nAccept: text/html\r\n{more}\r\n").into_bytes()
}

impl Wire {
    pub(crate) async fn open(to: SocketAddr) -> Self {
        let stream = TcpStream::connect(to).await.unwrap();
        stream.set_nodelay(true).unwrap();
        Self { stream, buffer: Vec::with_capacity(1 << 17) }
    }

    /// Reads some more; nothing may be wrong with the server.
    async fn more(&mut self) {
        assert!(self.stream.read_buf(&mut self.buffer).await.unwrap() > 0, "the server has hung up");
    }

    /// Where `mark` ends, at or after `from`, reading until it is there.
    async fn after(&mut self, mark: &[u8], from: usize) -> usize {
        let mut seen = from;
        loop {
            if let Some(at) = self.buffer[seen..].windows(mark.len()).position(|window| window == mark) {
                return seen + at + mark.len();
            }
            seen = self.buffer.len().saturating_sub(mark.len() - 1).max(from);
            self.more().await;
        }
    }

    async fn at_least(&mut self, bytes: usize) {
        while self.buffer.len() < bytes {
            self.more().await;
        }
    }

    /// Sends a request and reads the answer's head; gives where it ends, and the head in lower case.
    pub(crate) async fn ask(&mut self, request: &[u8]) -> (usize, String) {
        self.stream.write_all(request).await.unwrap();
        let end = self.after(b"\r\n\r\n", 0).await;
        (end, String::from_utf8_lossy(&self.buffer[..end]).to_lowercase())
    }

    /// Sends a request and reads the whole answer, of which `keep` keeps the body.
    pub(crate) async fn exchange(&mut self, request: &[u8], keep: bool) -> Answer {
        let (head, text) = self.ask(request).await;
        let status = text[9..12].parse().unwrap();
        let mut body = Vec::new();
        let end = match text.split("content-length: ").nth(1) {
            Some(length) => {
                let end = head + length[..length.find('\r').unwrap()].parse::<usize>().unwrap();
                self.at_least(end).await;
                if keep {
                    body.extend(&self.buffer[head..end]);
                }
                end
            }
            None => self.chunks(head, keep.then_some(&mut body)).await,
        };
        self.buffer.drain(..end);
        Answer { status, body }
    }

    /// Reads a body that comes in chunks; gives where it ends.
    async fn chunks(&mut self, from: usize, mut keep: Option<&mut Vec<u8>>) -> usize {
        let mut at = from;
        loop {
            let begin = self.after(b"\r\n", at).await;
            let length = usize::from_str_radix(std::str::from_utf8(&self.buffer[at..begin - 2]).unwrap(), 16).unwrap();
            at = begin + length + 2;
            self.at_least(at).await;
            if let Some(body) = &mut keep {
                body.extend(&self.buffer[begin..begin + length]);
            }
            if length == 0 {
                return at;
            }
        }
    }

    /// Reads on and throws away what comes, until the server hangs up.
    pub(crate) async fn drain(mut self) {
        let mut heap = [0; 4_096];
        while self.stream.read(&mut heap).await.is_ok_and(|bytes| bytes > 0) {}
    }
}

/// Times taken, over several rounds.
#[derive(Default)]
pub(crate) struct Tally {
    taken: Vec<Duration>,
    all: Duration,
}

impl Tally {
    pub(crate) fn row(self) -> Row {
        Row::of(self.taken, self.all)
    }

    /// Repeats a request on so many connections of its own for some time; a tenth of it warms up and does not count.
    pub(crate) async fn load(&mut self, to: SocketAddr, request: &[u8], clients: usize, time: Duration) {
        let begin = Instant::now() + time / 10;
        let end = begin + time;
        let mut tasks = JoinSet::new();
        for _ in 0..clients {
            let request = request.to_vec();
            tasks.spawn(async move {
                let (mut wire, mut taken) = (Wire::open(to).await, Vec::new());
                while Instant::now() < end {
                    let start = Instant::now();
                    assert_eq!(wire.exchange(&request, false).await.status, 200);
                    if start >= begin {
                        taken.push(start.elapsed());
                    }
                }
                taken
            });
        }
        self.taken.extend(tasks.join_all().await.concat());
        self.all += begin.elapsed();
    }
}
