//! What happens later, in the order of its time: one task for all of it.

use crate::{server::Sandbox, state::Timer};
use std::{
    collections::BTreeMap,
    future::pending,
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};
use tokio::{
    sync::Notify,
    time::{Instant, sleep_until},
};

#[derive(Debug, Default)]
pub(crate) struct Alarm {
    queue: Mutex<Queue>,
    changed: Notify,
}

#[derive(Debug, Default)]
struct Queue {
    timers: BTreeMap<(Instant, u64), Timer>,
    last: u64,
}

impl Alarm {
    pub(crate) fn set(&self, wait: Duration, timer: Timer) {
        let mut queue = self.queue.lock().unwrap_or_else(PoisonError::into_inner);
        queue.last += 1;
        let key = (Instant::now() + wait, queue.last);
        queue.timers.insert(key, timer);
        let is_next = queue.timers.first_key_value().is_some_and(|(first, _)| *first == key);
        drop(queue);
        if is_next {
            self.changed.notify_one();
        }
    }

    /// What is due now, or else when the next is.
    fn due(&self) -> Result<Timer, Option<Instant>> {
        let mut queue = self.queue.lock().unwrap_or_else(PoisonError::into_inner);
        match queue.timers.first_entry() {
            Some(first) if first.key().0 <= Instant::now() => Ok(first.remove()),
            Some(first) => Err(Some(first.key().0)),
            None => Err(None),
        }
    }

    /// Fires timers until the sandbox is gone.
    pub(crate) async fn run(self: Arc<Self>, sandbox: impl Fn() -> Option<Sandbox>) {
        loop {
            match self.due() {
                Ok(timer) => {
                    let Some(sandbox) = sandbox() else { return };
                    sandbox.change(false, |state| state.fire(timer));
                }
                Err(next) => {
                    let wait = async {
                        match next {
                            Some(at) => sleep_until(at).await,
                            None => pending().await,
                        }
                    };
                    tokio::select! {
                        () = wait => {}
                        () = self.changed.notified() => {}
                    }
                }
            }
        }
    }
}
