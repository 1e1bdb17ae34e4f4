//! How seats are given out. A trait only so that the race test can take the guard away and show what happens then.

use crate::entity::event_run;
use chrono::{DateTime, Utc};
use sea_orm::{DatabaseTransaction, DbErr};
use std::{future::Future, pin::Pin};

/// The answer to come: true where the seats were taken.
pub type Taking<'a> = Pin<Box<dyn Future<Output = Result<bool, DbErr>> + Send + 'a>>;

/// Takes seats on a run inside the booking's transaction.
pub trait SeatDesk: Send + Sync {
    /// Takes `party` seats on `run`, a row that was read before the transaction began and may be out of date by now.
    fn take<'a>(&'a self, db: &'a DatabaseTransaction, run: &'a event_run::Model, party: i32, now: DateTime<Utc>) -> Taking<'a>;
}

/// The rule of the house: the guarded statement of [`event_run::take_seats`] decides, whatever was read before.
#[derive(Clone, Copy, Debug)]
pub struct Guarded;

impl SeatDesk for Guarded {
    fn take<'a>(&'a self, db: &'a DatabaseTransaction, run: &'a event_run::Model, party: i32, now: DateTime<Utc>) -> Taking<'a> {
        Box::pin(event_run::take_seats(db, run, party, now))
    }
}
