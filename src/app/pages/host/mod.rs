//! The host's side: for members of an organization.

pub(crate) mod activity;
pub(crate) mod attendance;
pub(crate) mod booking;
pub(crate) mod cancel_booking;
pub(crate) mod door_list;
pub(crate) mod logo;
pub(crate) mod member;
pub(crate) mod messages;
pub(crate) mod new;
pub(crate) mod overview;
pub(crate) mod pictures;
pub(crate) mod run;
mod run_list;
pub(crate) mod runs;
pub(crate) mod settings;
