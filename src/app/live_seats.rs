//! Seats as they change: whatever shows the seats of a run says so here, and one stream tells about all of them. A page is right without
//! it; it only does not change by itself then.

use super::platform;
use crate::domain::{ids::RunId, run::SeatNews};
use leptos::prelude::*;
use std::collections::HashMap;

/// How long the page is given to say all that it shows, in milliseconds, before the stream is opened.
const GATHER_MS: u64 = 400;

/// What is shown, and what is known of it.
#[derive(Clone, Copy)]
struct LiveSeats {
    /// How often each run is shown.
    shown: RwSignal<HashMap<RunId, u32>>,
    news: RwSignal<HashMap<RunId, SeatNews>>,
}

/// Lets parts of the page ask for [`live_seats`].
pub(super) fn provide() {
    let live = LiveSeats { shown: RwSignal::default(), news: RwSignal::default() };
    provide_context(live);
    let runs = Memo::new(move |_| {
        let mut runs: Vec<RunId> = live.shown.with(|shown| shown.keys().copied().collect());
        runs.sort_unstable();
        runs
    });
    Effect::new(move |_| {
        let runs = runs.get();
        if runs.is_empty() {
            return;
        }
        let open = move || platform::listen_for_seats(&runs, move |news| live.news.update(|known| known.extend(news.into_iter().map(|news| (news.run, news)))));
        let stream = StoredValue::new_local(None);
        let later = platform::later(GATHER_MS, move || {
            stream.try_set_value(open());
        });
        on_cleanup(move || {
            if let Some(later) = later {
                platform::never(later);
            }
            stream.try_update_value(Option::take);
        });
    });
}

/// The seats of a run as they are now; at first, as the page brought them.
pub(super) fn live_seats(brought: SeatNews) -> Signal<SeatNews> {
    let Some(live) = use_context::<LiveSeats>() else { return Signal::derive(move || brought) };
    Effect::new(move |_| {
        live.shown.update(|shown| *shown.entry(brought.run).or_default() += 1);
        on_cleanup(move || {
            let left = live.shown.try_update(|shown| {
                let left = shown.get(&brought.run).copied().unwrap_or_default().saturating_sub(1);
                if left == 0 {
                    shown.remove(&brought.run);
                } else {
                    shown.insert(brought.run, left);
                }
                left
            });
            // Nobody listens for it any more: the next page that shows it knows better. Nobody is told either: what would hear it is being
            // taken away.
            if left == Some(0) {
                live.news.try_update_untracked(|known| known.remove(&brought.run));
            }
        });
    });
    Signal::derive(move || live.news.with(|known| known.get(&brought.run).copied()).unwrap_or(brought))
}
