//! Tests of the whole server over HTTP, and of its services, on SQLite and on PostgreSQL.

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
