//! The runs of cards that were read a moment ago, until something has changed of what they show. Whoever turns pages and narrows down sees
//! the same runs again and again, and to read two dozen with all their names takes as long as to find them.
//!
//! What is told as changed is what the migration of `changes` watches. A column of a card that can change without any of those needs to be
//! watched as well.

use crate::{domain::ids::RunId, services::catalog::RunRow};
use std::{
    collections::HashMap,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

/// Most runs that are kept; each has a kilobyte or less.
const RUNS_MAX: usize = 2_000;

/// The runs that one process keeps.
#[derive(Clone, Debug, Default)]
pub(super) struct Cards(Arc<Mutex<Kept>>);

#[derive(Debug, Default)]
struct Kept {
    /// How often something was forgotten: what was read before that may be old.
    forgotten: u64,
    rows: HashMap<RunId, RunRow>,
}

/// What has changed of what cards show.
pub(super) enum News<'a> {
    Runs(&'a [RunId]),
    /// What many runs share.
    Anything,
}

/// Some runs, those of them that were kept, and what to give back with the others.
pub(super) struct Known {
    pub(super) rows: Vec<RunRow>,
    pub(super) missing: Vec<RunId>,
    forgotten: u64,
}

impl Cards {
    /// Those of some runs that are kept.
    pub(super) fn known(&self, ids: &[RunId]) -> Known {
        let kept = self.kept();
        let rows: Vec<RunRow> = ids.iter().filter_map(|id| kept.rows.get(id).cloned()).collect();
        let missing = ids.iter().filter(|id| !kept.rows.contains_key(id)).copied().collect();
        Known { rows, missing, forgotten: kept.forgotten }
    }

    /// Keeps what was read, unless something was forgotten since it was said to be missing.
    pub(super) fn keep(&self, rows: &[RunRow], known: &Known) {
        let mut kept = self.kept();
        if kept.forgotten != known.forgotten {
            return;
        }
        if kept.rows.len() + rows.len() > RUNS_MAX {
            // What is looked at often is soon back.
            kept.rows.clear();
        }
        kept.rows.extend(rows.iter().map(|row| (row.id, row.clone())));
    }

    /// Forgets what has changed.
    pub(super) fn forget(&self, news: &News<'_>) {
        let mut kept = self.kept();
        kept.forgotten += 1;
        match news {
            News::Runs(runs) => runs.iter().for_each(|run| drop(kept.rows.remove(run))),
            News::Anything => kept.rows.clear(),
        }
    }

    fn kept(&self) -> MutexGuard<'_, Kept> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::{
        experience::{Domain, ExperienceStatus, RefundPreset},
        ids::ExperienceId,
        money::Paise,
        run::RunStatus,
    };
    use chrono::DateTime;

    fn row(id: i64, seats_taken: i32) -> RunRow {
        let text = String::new;
        RunRow {
            id: RunId(id),
            experience_id: ExperienceId(1),
            starts_at: DateTime::UNIX_EPOCH,
            ends_at: DateTime::UNIX_EPOCH,
            time_zone: text(),
            cutoff_at: DateTime::UNIX_EPOCH,
            capacity: 12,
            seats_taken,
            price: Paise::ZERO,
            stake: Paise::ZERO,
            status: RunStatus::Scheduled,
            cancel_reason: None,
            series_id: None,
            leave_until: None,
            rescheduled_at: None,
            created_at: DateTime::UNIX_EPOCH,
            slug: text(),
            title: text(),
            domain: Domain::Food,
            meeting_point: text(),
            refund_preset: RefundPreset::Flexible,
            offered: ExperienceStatus::Published,
            host_slug: text(),
            host: text(),
            neighborhood: text(),
            city: text(),
            cover: None,
        }
    }

    /// Seats taken of those that are kept, and those that are not.
    fn shown(cards: &Cards, ids: &[RunId]) -> (Vec<i32>, Vec<RunId>) {
        let known = cards.known(ids);
        (known.rows.iter().map(|row| row.seats_taken).collect(), known.missing)
    }

    #[test]
    fn what_was_read_before_a_change_is_not_kept_after_it() {
        let (cards, ids) = (Cards::default(), [RunId(1), RunId(2)]);
        let known = cards.known(&ids);
        cards.keep(&[row(1, 0), row(2, 0)], &known);
        assert_eq!(shown(&cards, &ids), (vec![0, 0], vec![]));
        cards.forget(&News::Runs(&ids[..1]));
        assert_eq!(shown(&cards, &ids), (vec![0], vec![ids[0]]));
        // Read, then changed, and only then given back.
        let known = cards.known(&ids);
        cards.forget(&News::Runs(&ids[..1]));
        cards.keep(&[row(1, 0)], &known);
        assert_eq!(shown(&cards, &ids), (vec![0], vec![ids[0]]));
        cards.keep(&[row(1, 5)], &cards.known(&ids));
        assert_eq!(shown(&cards, &ids), (vec![5, 0], vec![]));
        cards.forget(&News::Anything);
        assert_eq!(shown(&cards, &ids), (vec![], ids.to_vec()));
    }

    #[test]
    fn no_more_are_kept_than_there_is_room_for() {
        let cards = Cards::default();
        for page in 0..200 {
            let rows: Vec<RunRow> = (0..24).map(|at| row(page * 24 + at, 0)).collect();
            cards.keep(&rows, &cards.known(&[]));
            assert!(cards.kept().rows.len() <= RUNS_MAX);
        }
    }
}
