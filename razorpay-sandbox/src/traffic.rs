//! Which deliveries are under way, so that a test can wait for them instead of sleeping.

use std::{
    collections::BTreeMap,
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};
use tokio::{
    sync::Notify,
    time::{Instant, sleep_until, timeout_at},
};

#[derive(Debug, Default)]
pub(crate) struct Traffic {
    counts: Mutex<Counts>,
    changed: Notify,
}

#[derive(Debug, Default)]
struct Counts {
    busy: usize,
    waiting: BTreeMap<u64, Instant>,
    last: u64,
}

impl Traffic {
    fn with<R>(&self, change: impl FnOnce(&mut Counts) -> R) -> R {
        let result = change(&mut self.counts.lock().unwrap_or_else(PoisonError::into_inner));
        self.changed.notify_waiters();
        result
    }

    /// Announces a delivery; it is busy until it waits or its ticket is gone.
    pub(crate) fn enter(self: &Arc<Self>) -> Ticket {
        let id = self.with(|counts| {
            counts.busy += 1;
            counts.last += 1;
            counts.last
        });
        Ticket { traffic: Arc::clone(self), id }
    }

    /// Deliveries under way, and those that wait for a retry.
    pub(crate) fn counts(&self) -> (usize, usize) {
        let counts = self.counts.lock().unwrap_or_else(PoisonError::into_inner);
        (counts.busy, counts.waiting.len())
    }

    fn is_idle(&self, within: Duration) -> bool {
        let counts = self.counts.lock().unwrap_or_else(PoisonError::into_inner);
        let soon = Instant::now() + within;
        counts.busy == 0 && counts.waiting.values().all(|due| *due > soon)
    }

    /// Waits until nothing is under way and no retry is due within a time; whether that came true before the timeout.
    pub(crate) async fn idle(&self, within: Duration, timeout: Duration) -> bool {
        let deadline = Instant::now() + timeout;
        loop {
            let changed = self.changed.notified();
            if self.is_idle(within) {
                return true;
            }
            if timeout_at(deadline, changed).await.is_err() {
                return self.is_idle(within);
            }
        }
    }
}

/// A delivery's presence.
#[derive(Debug)]
pub(crate) struct Ticket {
    traffic: Arc<Traffic>,
    id: u64,
}

impl Ticket {
    /// Waits for a retry; for that long the delivery is not busy.
    pub(crate) async fn wait_until(&self, due: Instant) {
        self.traffic.with(|counts| {
            counts.busy -= 1;
            counts.waiting.insert(self.id, due);
        });
        sleep_until(due).await;
        self.traffic.with(|counts| {
            counts.busy += 1;
            counts.waiting.remove(&self.id);
        });
    }
}

impl Drop for Ticket {
    fn drop(&mut self) {
        self.traffic.with(|counts| {
            // Whoever was waiting when it was dropped was not busy.
            if counts.waiting.remove(&self.id).is_none() {
                counts.busy -= 1;
            }
        });
    }
}
