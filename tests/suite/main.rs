//! Tests of the whole server over HTTP, and of its services, on `SQLite` and on `PostgreSQL`.
#![expect(clippy::unwrap_used, clippy::expect_used, reason = "a test that cannot go on has failed")]

mod accounts;
mod audit;
mod bookings;
mod call_offs;
mod catalog;
mod check_in;
mod crash;
mod desk;
mod dev_mail;
mod discovery;
mod experiences;
mod gate;
mod hosting;
mod jobs;
mod limits;
mod machines;
mod mail;
mod markdown;
mod media;
mod members;
#[path = "../../benches/shared/million/mod.rs"]
mod million;
mod organizations;
mod owners;
mod payments;
mod payout_accounts;
mod payouts;
mod permutations;
mod pictures;
mod places;
mod plans;
mod provider;
mod races;
mod refunds;
mod runs;
mod saved;
mod schema;
mod search;
mod settling;
mod stakes;
mod store;
mod storm;
mod support;
mod waitlist;
mod webhooks;
