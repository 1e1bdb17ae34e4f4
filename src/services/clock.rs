//! Time and chance as values that are handed in, so that a test can hold them still.

use chrono::{DateTime, SubsecRound, Utc};
use std::{
    fmt::{self, Debug},
    sync::Arc,
};

/// Tells the time, in whole milliseconds: what both databases keep and give back unchanged.
#[derive(Clone)]
pub struct Clock(Arc<dyn Fn() -> DateTime<Utc> + Send + Sync>);

impl Clock {
    /// The machine's clock.
    #[must_use]
    #[expect(clippy::disallowed_methods, reason = "the one place where time comes in")]
    pub fn system() -> Self {
        Self(Arc::new(Utc::now))
    }

    /// A clock of the caller's making.
    pub fn from_fn(tell: impl Fn() -> DateTime<Utc> + Send + Sync + 'static) -> Self {
        Self(Arc::new(tell))
    }

    /// The time now.
    #[must_use]
    pub fn now(&self) -> DateTime<Utc> {
        (self.0)().trunc_subsecs(3)
    }
}

impl Debug for Clock {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Clock({})", self.now())
    }
}

/// Gives random bits: for references and tokens, so from the operating system's generator.
#[derive(Clone)]
pub struct Entropy(Arc<dyn Fn() -> u64 + Send + Sync>);

impl Entropy {
    /// A cryptographic generator, seeded by the operating system.
    #[must_use]
    pub fn system() -> Self {
        Self(Arc::new(rand::random::<u64>))
    }

    /// A generator of the caller's making.
    pub fn from_fn(draw: impl Fn() -> u64 + Send + Sync + 'static) -> Self {
        Self(Arc::new(draw))
    }

    /// 64 random bits.
    #[must_use]
    pub fn bits(&self) -> u64 {
        (self.0)()
    }

    /// A token of 128 random bits, in hexadecimal.
    #[must_use]
    pub fn token(&self) -> String {
        format!("{:016x}{:016x}", self.bits(), self.bits())
    }
}

impl Debug for Entropy {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Entropy")
    }
}
