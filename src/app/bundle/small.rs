//! The browser's bundle for travelers.

/// The pages of hosts and admins are left out.
pub(super) const DESK: bool = false;
