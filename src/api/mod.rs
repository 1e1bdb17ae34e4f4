//! Every public endpoint, one file a noun: typed server functions and what they carry.
//! Each is four steps: who calls, is it sound, call the service, shape the answer.

pub mod accounts;
pub mod admin;
pub mod appeals;
pub mod attendance;
pub mod audit;
pub mod bookings;
pub mod catalog;
pub mod check_in;
pub mod desk;
pub mod disputes;
pub mod experiences;
pub mod favorites;
pub mod hosting;
pub mod members;
pub mod operations;
pub mod organizations;
pub mod papers;
pub mod payments;
pub mod payout_accounts;
pub mod payouts;
pub mod pictures;
pub mod reconciliation;
pub mod runs;
pub mod saved_searches;
pub mod tickets;
pub mod waitlist;

#[cfg(feature = "ssr")]
mod errors;
#[cfg(feature = "ssr")]
mod server;
#[cfg(feature = "ssr")]
mod shape;
#[cfg(feature = "ssr")]
pub mod structured_data;

use serde::{Deserialize, Serialize};

/// What a form's function answers when all went well: the local path to go to next.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Go {
    pub to: String,
}
