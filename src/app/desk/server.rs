//! What the desk asks of its device, on the server, where there is none: a desk is live in a browser only.

use crate::domain::ticket::SignedTicket;
use chrono::{DateTime, Utc};
use leptos::{html, prelude::*};

/// Only a browser can.
pub(super) fn open(_: impl Fn() + 'static, _: impl Fn() + Copy + 'static, _: impl Fn(bool) + Copy + 'static, _: impl Fn() + Copy + 'static) {}

/// Only a browser keeps anything.
pub(crate) fn forget() {}

/// Only a browser can.
pub(super) fn watch(_: NodeRef<html::Video>, _: impl Fn(String) + 'static, _: impl Fn(String) + Copy + 'static) {}

/// Only a browser can.
pub(super) fn stop() {}

/// Nothing is read here.
pub(super) fn verify(_: &[u8], _: &SignedTicket, told: impl Fn(Option<bool>) + Clone + 'static) {
    told(None);
}

/// Only a browser can.
pub(super) fn signal(_: bool) {}

/// No desk asks here.
pub(super) const fn now() -> DateTime<Utc> {
    DateTime::UNIX_EPOCH
}

/// No scan is made here.
pub(super) const fn new_id() -> String {
    String::new()
}

/// No scan is made here.
pub(super) const fn name() -> String {
    String::new()
}

/// No desk asks here.
pub(super) const fn is_online() -> bool {
    false
}

/// Nothing is kept here.
pub(super) const fn keep(_: &str, _: &str) {}

/// Nothing is kept here.
pub(super) const fn kept(_: &str) -> Option<String> {
    None
}

/// Nothing is kept here.
pub(super) const fn all_kept(_: &str) -> Vec<String> {
    Vec::new()
}

/// Nothing is kept here.
pub(super) const fn drop(_: &str) {}
