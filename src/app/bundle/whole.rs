//! The server, and the browser's bundle that has everything.

/// The pages of hosts and admins are built in.
pub(super) const DESK: bool = true;
