//! Tests of the whole server over HTTP, and of its services, on `SQLite` and on `PostgreSQL`.
#![expect(clippy::unwrap_used, clippy::expect_used, reason = "a test that cannot go on has failed")]

mod accounts;
mod bookings;
mod catalog;
mod gate;
mod hosting;
mod jobs;
mod limits;
mod races;
mod schema;
mod support;
