//! The rules of the marketplace, free of input and output: the same code decides in the browser and on the server.

pub mod account;
pub mod booking;
pub mod cover;
pub mod desk;
pub mod experience;
pub mod explore;
pub mod html;
pub mod ids;
pub mod ledger;
pub mod media;
pub mod message;
pub mod money;
pub mod organization;
pub mod payment;
pub mod question;
pub mod refund_policy;
pub mod refund_quote;
pub mod return_path;
pub mod run;
pub mod run_figures;
pub mod season;
pub mod stake;
pub mod text;
pub mod text_enum;
pub mod time;
pub mod waitlist;
