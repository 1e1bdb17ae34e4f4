//! What pages share. Nothing here fetches data.

pub(super) mod appeal_list;
pub(super) mod attendance_tasks;
pub(super) mod bars;
pub(super) mod card;
pub(super) mod desk;
pub(super) mod door;
pub(super) mod errors;
pub(super) mod favorites;
pub(super) mod files;
pub(super) mod head;
pub(super) mod host_bar;
pub(super) mod layout;
pub(super) mod map;
pub(super) mod once;
pub(super) mod payout_account;
pub(super) mod payouts;
pub(super) mod progress;
pub(super) mod refunds;
pub(super) mod role_choice;
pub(super) mod run_fields;
pub(super) mod save_search;
pub(super) mod saved_searches;
pub(super) mod season;
pub(super) mod stakes;
pub(super) mod ticket;
pub(super) mod waitlist;
