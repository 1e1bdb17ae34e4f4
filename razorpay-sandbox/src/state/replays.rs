//! Answers kept under an idempotency key, so that asking twice does once.

use super::{State, table::Row};
use crate::{clock, errors::ApiError};
use serde::{Deserialize, Serialize};

#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Replay {
    /// Kind of request and key.
    pub(crate) id: String,
    /// Address and body.
    pub(crate) fingerprint: String,
    pub(crate) answer: String,
    pub(crate) created_at: i64,
}

impl Row for Replay {
    fn id(&self) -> &str {
        &self.id
    }

    fn created_at(&self) -> i64 {
        self.created_at
    }
}

impl State {
    /// The answer kept under a key; an error if it was given to another request.
    pub(crate) fn replay(&self, id: &str, fingerprint: &str, on_conflict: impl FnOnce() -> ApiError) -> Result<Option<String>, ApiError> {
        match self.books.replays.get(id) {
            Some(replay) if replay.fingerprint == fingerprint => Ok(Some(replay.answer.clone())),
            Some(_) => Err(on_conflict()),
            None => Ok(None),
        }
    }

    pub(crate) fn keep_replay(&mut self, id: String, fingerprint: String, answer: String) {
        self.books.replays.insert(Replay { id, fingerprint, answer, created_at: clock::seconds() });
    }
}
