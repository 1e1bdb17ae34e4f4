//! The host's side: for members of an organization.

pub(crate) mod logo;
pub(crate) mod overview;
pub(crate) mod pictures;
pub(crate) mod run;
pub(crate) mod runs;
