//! The host's side: for members of an organization.

pub(crate) mod activity;
pub(crate) mod attendance;
pub(crate) mod booking;
pub(crate) mod call_off;
pub(crate) mod cancel_booking;
pub(crate) mod check_in;
pub(crate) mod confirm_account;
pub(crate) mod door_list;
pub(crate) mod edit_run;
pub(crate) mod experience;
pub(crate) mod experiences;
pub(crate) mod invoice;
pub(crate) mod logo;
pub(crate) mod member;
pub(crate) mod messages;
pub(crate) mod new;
pub(crate) mod new_experience;
pub(crate) mod new_run;
pub(crate) mod overview;
pub(crate) mod payout_account;
pub(crate) mod payout_year;
pub(crate) mod payouts;
pub(crate) mod pictures;
pub(crate) mod preview;
pub(crate) mod run;
mod run_list;
pub(crate) mod runs;
pub(crate) mod series;
pub(crate) mod settings;

use super::look_again;
