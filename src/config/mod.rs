//! Settings, all from the environment; each struct says which variables it reads. `.env.example` explains them to operators.

pub mod attendance;
pub mod command;
pub mod database;
pub mod mail;
pub mod map;
pub mod media;
pub mod payments;
pub mod payouts;
pub mod server;
pub mod taxes;
pub mod vault;

/// Why the settings will not do.
#[derive(Debug, thiserror::Error)]
pub enum ConfigError {
    #[error("{name} is {value:?}: {problem}")]
    Bad { name: &'static str, value: String, problem: &'static str },
    #[error("{name} must be set in production: {problem}")]
    Missing { name: &'static str, problem: &'static str },
    /// As `Bad`, for a value that is a secret or is not there.
    #[error("{name} will not do: {problem}")]
    Unfit { name: &'static str, problem: &'static str },
    #[error("the data directory {path:?} cannot be made: {source}")]
    DataDir { path: std::path::PathBuf, source: std::io::Error },
}

/// A variable's value without blanks around it; an empty one counts as not set.
fn var(name: &str) -> Option<String> {
    std::env::var(name).ok().map(|value| value.trim().to_owned()).filter(|value| !value.is_empty())
}
