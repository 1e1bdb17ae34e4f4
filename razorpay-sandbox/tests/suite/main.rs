//! The sandbox over HTTP, as a client, a browser without JavaScript and a webhook endpoint see it.
#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

mod account;
mod checkout;
mod control;
mod faults;
mod load;
mod orders;
mod payments;
mod refunds;
mod settlements;
mod storage;
mod support;
mod webhooks;
mod x;
