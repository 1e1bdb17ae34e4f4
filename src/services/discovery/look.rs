//! One walk along the board: which runs fit a filter, the first of them in its order, and what each further condition would leave.

use super::{
    board::Board,
    count::{Counts, Summed},
    wanted::{Tiers, Wanted, more_than_one},
};
use crate::domain::{
    explore::{After, Cursor, RunFilter},
    ids::RunId,
};
use chrono::{DateTime, Utc};
use std::collections::BinaryHeap;

/// What a walk along the board has found.
#[derive(Debug)]
pub(super) struct Looked {
    /// The first of those that fit, after the cursor.
    pub(super) page: Vec<RunId>,
    /// Where the next page begins, if there is one.
    pub(super) next: Option<After>,
    pub(super) counted: Summed,
}

impl Board {
    /// The page of a filter that begins after its cursor, at most `most` runs, with all counts.
    pub(super) fn look(&self, filter: &RunFilter, tiers: Option<&Tiers>, most: usize, now: DateTime<Utc>) -> Looked {
        let wanted = self.wanted(filter, tiers, now);
        let mut counts = Counts::new(self, &wanted);
        let mut page = Page { places: BinaryHeap::with_capacity(most + 2), most };
        let begin = self.notices.partition_point(|notice| notice.starts_ms <= now.timestamp_millis());
        for notice in &self.notices[begin..] {
            let common = wanted.offers[notice.offer];
            // Most runs fail by more than one: they count nowhere.
            if more_than_one(common.fails) {
                continue;
            }
            let own = wanted.fails(notice, common.zone);
            if more_than_one(common.fails | own) {
                continue;
            }
            counts.take_in(notice, common.zone, common.fails, own);
            if common.fails | own == 0 {
                let place = wanted.place(notice);
                if wanted.after.is_none_or(|after| place > after) {
                    page.offer(place);
                }
            }
        }
        let (page, next) = page.turned(&wanted);
        Looked { page, next, counted: counts.summed(self, &wanted, filter) }
    }
}

/// The first runs of an order, and one more, which says whether there is another page. The largest of the smallest is on top: it goes when
/// a smaller one comes.
struct Page {
    places: BinaryHeap<(i64, i64, RunId)>,
    most: usize,
}

impl Page {
    fn offer(&mut self, place: (i64, i64, RunId)) {
        if self.places.len() <= self.most {
            self.places.push(place);
        } else if let Some(mut last) = self.places.peek_mut()
            && place < *last
        {
            *last = place;
        }
    }

    /// The runs in their order, and where the next page begins.
    fn turned(self, wanted: &Wanted) -> (Vec<RunId>, Option<After>) {
        let mut places = self.places.into_sorted_vec();
        let more = places.len() > self.most;
        places.truncate(self.most);
        let next = places.last().filter(|_| more).and_then(|(rank, starts_ms, run)| {
            let starts_at = DateTime::from_timestamp_millis(*starts_ms)?;
            Some(After { order: wanted.order, rank: *rank, at: Cursor { starts_at, run: *run } })
        });
        (places.into_iter().map(|(.., run)| run).collect(), next)
    }
}
