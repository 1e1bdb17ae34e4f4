//! The tables, one a file, with the finders and guarded statements that belong to each.
//! A finder for rows that belong to somebody carries that somebody's id: a row of another's is not found.

pub mod audit_log;
pub mod booking;
pub mod city;
pub mod domain;
pub mod event_run;
pub mod experience;
pub mod job;
pub mod mail;
pub mod member;
pub mod neighborhood;
pub mod organization;
pub mod picture;
pub mod session;
pub mod traveler;
pub mod user;
mod values;
