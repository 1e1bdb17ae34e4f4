//! What words have found a moment ago. Whoever narrows down what they have found asks for the same words again and again, as does whoever
//! turns a page.

use crate::services::search::Found;
use chrono::{DateTime, Duration, Utc};
use std::{
    collections::HashMap,
    sync::{Arc, Mutex, PoisonError},
};

/// How long it is good though no text has changed: an index that is filled anew says nothing.
const KEEP: Duration = Duration::minutes(1);
/// Most searches that are kept; each is some thousand ids at most.
const SEARCHES_MAX: usize = 100;

/// The searches of one process, by what was typed.
#[derive(Clone, Debug, Default)]
pub(super) struct Searches(Arc<Mutex<HashMap<String, Kept>>>);

#[derive(Debug)]
struct Kept {
    texts: u64,
    at: DateTime<Utc>,
    found: Arc<Found>,
}

impl Searches {
    /// What was found for these words, if no text has changed since.
    pub(super) fn known(&self, words: &str, texts: u64, now: DateTime<Utc>) -> Option<Arc<Found>> {
        let kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let is_good = |kept: &&Kept| kept.texts == texts && (Duration::zero()..KEEP).contains(&(now - kept.at));
        kept.get(words).filter(is_good).map(|kept| kept.found.clone())
    }

    /// Keeps what was found, with the number that the texts had before it was looked for.
    pub(super) fn keep(&self, words: &str, found: Arc<Found>, texts: u64, now: DateTime<Utc>) {
        let mut kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if kept.len() >= SEARCHES_MAX {
            // What is asked for often is soon back.
            kept.clear();
        }
        kept.insert(words.to_owned(), Kept { texts, at: now, found });
    }
}
