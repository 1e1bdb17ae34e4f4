//! The tables, one a file, with the finders and guarded statements that belong to each.
//! A finder for rows that belong to somebody carries that somebody's id: a row of another's is not found.

pub mod answer;
pub mod appeal;
pub mod audit_log;
pub mod booking;
pub mod booking_note;
pub mod city;
pub mod domain;
pub mod event_run;
pub mod experience;
pub mod invitation;
pub mod job;
pub mod ledger_entry;
pub mod ledger_leg;
pub mod mail;
pub mod member;
pub mod message;
pub mod message_recipient;
pub mod neighborhood;
pub mod organization;
pub mod organization_slug;
pub mod payment;
pub mod payment_order;
pub mod picture;
pub mod question;
pub mod refund;
pub mod refund_log;
pub mod run_look;
pub mod session;
pub mod traveler;
pub mod user;
mod values;
pub mod waitlist;
pub mod webhook_event;
pub mod webhook_rejection;
