//! Open checkouts: what the merchant's form said, while a person is paying.

use super::{State, notes::Notes, table::Row};
use crate::clock;
use serde::{Deserialize, Serialize};

/// More open checkouts than this and the oldest are forgotten.
const MOST: usize = 20_000;

#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub(crate) struct Session {
    pub(crate) id: String,
    pub(crate) order_id: String,
    pub(crate) amount: i64,
    pub(crate) currency: String,
    pub(crate) merchant: String,
    pub(crate) description: Option<String>,
    pub(crate) name: String,
    pub(crate) email: Option<String>,
    pub(crate) contact: Option<String>,
    pub(crate) notes: Notes,
    pub(crate) callback_url: String,
    pub(crate) cancel_url: Option<String>,
    pub(crate) created_at: i64,
}

impl Row for Session {
    fn id(&self) -> &str {
        &self.id
    }

    fn created_at(&self) -> i64 {
        self.created_at
    }
}

impl State {
    /// Opens a checkout and says under which id.
    pub(crate) fn open_session(&mut self, session: Session) -> Session {
        let session = Session { id: format!("{}{}", self.new_id("chk_"), self.digits(8)), created_at: clock::seconds(), ..session };
        self.books.sessions.insert(session.clone());
        self.books.sessions.keep_newest(MOST, |_| true);
        session
    }
}
