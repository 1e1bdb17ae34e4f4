//! How the board is kept true: whoever looks at it first reads what has changed since the last look, in one statement. Nobody has to
//! remember to tell it, also not another process.

use super::{
    board::Board,
    cards::{Cards, News},
    searches::Searches,
};
use crate::{
    domain::{
        ids::{ExperienceId, RunId},
        run::SeatNews,
    },
    entity::change::{self, Change, Kind},
    services::{Services, store::Store},
};
use chrono::{DateTime, Duration, Utc};
use sea_orm::DbErr;
use std::{
    collections::HashSet,
    sync::{
        Arc, PoisonError, RwLock, RwLockReadGuard,
        atomic::{AtomicI64, AtomicU64, Ordering},
    },
};
use tokio::sync::{Mutex, broadcast, watch};

/// With more changes than this, everything is read anew: it takes less.
const CHANGES_MAX: usize = 5_000;
/// After so long without a look, everything is read anew: what has changed may have been forgotten already.
const FORGET_AFTER: Duration = Duration::minutes(10);
/// How long a process that listens waits for news that may have been lost.
const LOOK_EVERY: std::time::Duration = std::time::Duration::from_secs(1);
/// News that wait for a slow reader; who is slower is told so, and asks for the whole.
const NEWS_KEPT: usize = 1_024;

/// The board of one process, shared by all who look at it.
#[derive(Clone, Debug)]
pub struct Discovery {
    board: Arc<RwLock<Board>>,
    feed: Arc<Mutex<Feed>>,
    version: Arc<AtomicU64>,
    /// A number that grows whenever a text may have changed that can be searched.
    texts: Arc<AtomicU64>,
    pub(super) searches: Searches,
    pub(super) cards: Cards,
    /// Looks that have begun.
    looks: Arc<AtomicU64>,
    /// When the last one that succeeded began, in milliseconds since 1970; the least number there is where there was none.
    began_ms: Arc<AtomicI64>,
    news: broadcast::Sender<SeatNews>,
    closing: Arc<watch::Sender<bool>>,
}

/// Where the last look ended.
#[derive(Debug, Default)]
struct Feed {
    /// The number of the last look that succeeded.
    last: u64,
    horizon: i64,
    /// What was seen at the horizon or beyond it, and will come again.
    seen: HashSet<Change>,
    /// The horizon of a while ago, and when: below it, everybody has read.
    old: Option<(DateTime<Utc>, i64)>,
}

impl Default for Discovery {
    fn default() -> Self {
        let (news, closing) = (broadcast::channel(NEWS_KEPT).0, Arc::new(watch::channel(false).0));
        Self {
            board: Arc::default(),
            feed: Arc::default(),
            version: Arc::default(),
            texts: Arc::default(),
            searches: Searches::default(),
            cards: Cards::default(),
            looks: Arc::default(),
            began_ms: Arc::new(AtomicI64::new(i64::MIN)),
            news,
            closing,
        }
    }
}

impl Discovery {
    /// What becomes of seats from now on, as far as this process looks.
    #[must_use]
    pub fn listen(&self) -> broadcast::Receiver<SeatNews> {
        self.news.subscribe()
    }

    /// Tells those who listen that the process ends.
    pub fn close(&self) {
        self.closing.send_replace(true);
    }

    /// Waits until the process ends.
    pub async fn closed(&self) {
        let mut closing = self.closing.subscribe();
        // The sender is here as long as this is.
        let _ = closing.wait_for(|closing| *closing).await;
    }

    /// The board as it is; never held across an `await`.
    pub(super) fn board(&self) -> RwLockReadGuard<'_, Board> {
        // A board is put up anew in one go: whoever broke off left the old one.
        self.board.read().unwrap_or_else(PoisonError::into_inner)
    }

    /// How long ago the last look that succeeded began; None where there was none.
    fn looked_ago(&self, now: DateTime<Utc>) -> Option<Duration> {
        now.timestamp_millis().checked_sub(self.began_ms.load(Ordering::Acquire)).map(Duration::milliseconds)
    }

    /// Grows whenever a text may have changed that can be searched.
    pub(super) fn texts(&self) -> u64 {
        self.texts.load(Ordering::Acquire)
    }

    fn change<T>(&self, change: impl FnOnce(&mut Board) -> T) -> T {
        change(&mut self.board.write().unwrap_or_else(PoisonError::into_inner))
    }
}

impl Services {
    /// Brings the board up to date, unless it was at most `max_age` ago. Gives a number that grows whenever anything has changed that
    /// anyone may see: what is shown of experiences, hosts, places and runs, their seats among it.
    ///
    /// # Errors
    /// The database's.
    pub async fn freshen(&self, max_age: Duration) -> Result<u64, DbErr> {
        let discovery = &self.discovery;
        // A clock that was set back says nothing.
        let is_recent = |now| discovery.looked_ago(now).is_some_and(|ago| (Duration::zero()..max_age).contains(&ago));
        if !is_recent(self.clock.now()) {
            let begun = discovery.looks.load(Ordering::Acquire);
            let mut feed = discovery.feed.lock().await;
            let now = self.clock.now();
            // Whoever had to wait for a look that began after they asked has seen what they would see.
            if feed.last <= begun && !is_recent(now) {
                feed.look(discovery, &self.store, now).await?;
                feed.forget(&self.store, now).await;
            }
        }
        Ok(discovery.version.load(Ordering::Acquire))
    }

    /// How many seats these runs have, as far as they are coming up.
    ///
    /// # Errors
    /// The database's.
    pub async fn seats_of(&self, runs: &[RunId]) -> Result<Vec<SeatNews>, DbErr> {
        self.freshen(Duration::zero()).await?;
        let (board, now) = (self.discovery.board(), self.clock.now());
        Ok(runs.iter().filter_map(|run| board.seats_of(*run, now)).collect())
    }

    /// Looks whenever another process has changed something, and every second, for ever. On `PostgreSQL` news come by themselves.
    pub async fn follow_changes(&self) {
        let mut wake = self.store.listen(change::CHANNEL).await;
        loop {
            if let Err(error) = self.freshen(Duration::zero()).await {
                tracing::warn!(%error, "what has changed cannot be read");
            }
            // Waiting at least as long as a burst of bookings keeps one look from following on the heels of another.
            tokio::time::sleep(LOOK_EVERY / 5).await;
            wake.news_or(LOOK_EVERY).await;
        }
    }
}

impl Feed {
    async fn look(&mut self, discovery: &Discovery, store: &Store, now: DateTime<Utc>) -> Result<(), DbErr> {
        let number = discovery.looks.fetch_add(1, Ordering::AcqRel) + 1;
        let late = discovery.looked_ago(now).is_none_or(|ago| ago > FORGET_AFTER);
        // Whoever reads everything anew need not know all that has changed until then, only what will come again, and where to go on.
        let from = if late { change::since(store.reader(), i64::MAX).await?.horizon } else { self.horizon };
        let mut since = change::since(store.reader(), from).await?;
        // A database that knows less than before is another one, such as a standby that took over: what it has changed may be anything.
        let late = late || since.horizon < from;
        if since.horizon < from {
            since = change::since(store.reader(), since.horizon).await?;
        }
        let new: Vec<&Change> = since.changes.iter().filter(|change| !self.seen.contains(*change)).collect();
        let anew = late || new.len() > CHANGES_MAX || new.iter().any(|change| change.kind == Kind::Place);
        let runs = subjects(&new, Kind::Run, RunId);
        let mut news = Vec::new();
        if anew {
            let board = Board::read(store.reader(), now).await?;
            discovery.change(|old| *old = board);
        } else if !new.is_empty() {
            let offers = Board::read_offers(store.reader(), &subjects(&new, Kind::Experience, ExperienceId)).await?;
            let lines = Board::read_runs(store.reader(), &runs).await?;
            news = discovery.change(|board| [board.put_up(&offers, now), board.put_up(&lines, now)].concat());
        }
        discovery.change(|board| board.tidy(now));
        if anew || new.iter().any(|change| change.kind != Kind::Run) {
            discovery.texts.fetch_add(1, Ordering::AcqRel);
            discovery.cards.forget(&News::Anything);
        } else if !new.is_empty() {
            discovery.cards.forget(&News::Runs(&runs));
        }
        if anew || !new.is_empty() {
            discovery.version.fetch_add(1, Ordering::AcqRel);
        }
        for told in news {
            // Nobody may be listening.
            let _ = discovery.news.send(told);
        }
        self.horizon = since.horizon;
        self.seen = since.changes.into_iter().filter(|change| change.position >= since.horizon).collect();
        self.last = number;
        discovery.began_ms.store(now.timestamp_millis(), Ordering::Release);
        Ok(())
    }

    /// Forgets what everybody must have read by now: whoever has not looked for so long reads everything anew. That it cannot be done just
    /// now keeps nobody from what they came for.
    async fn forget(&mut self, store: &Store, now: DateTime<Utc>) {
        let Some((at, horizon)) = self.old else {
            self.old = Some((now, self.horizon));
            return;
        };
        if now - at > FORGET_AFTER * 2 {
            self.old = Some((now, self.horizon));
            if let Err(error) = change::forget(store.writer(), horizon).await {
                tracing::warn!(%error, "what has changed long ago cannot be forgotten");
            }
        }
    }
}

/// The rows of a kind that have changed, each once, in their order.
fn subjects<T: Ord>(changes: &[&Change], kind: Kind, id: impl Fn(i64) -> T) -> Vec<T> {
    let mut ids: Vec<T> = changes.iter().filter(|change| change.kind == kind).map(|change| id(change.subject)).collect();
    ids.sort_unstable();
    ids.dedup();
    ids
}
