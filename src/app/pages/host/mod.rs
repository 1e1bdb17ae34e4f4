//! The host's side: for members of an organization.

pub(crate) mod overview;
pub(crate) mod run;
pub(crate) mod runs;
