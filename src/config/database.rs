//! Where the data is: `DATABASE_URL` and `NUKKAD_DATA_DIR`.

use super::{ConfigError, var};
use std::path::PathBuf;

/// The database.
#[derive(Clone, Debug)]
pub struct DatabaseConfig {
    /// `sqlite:…` or `postgres:…`.
    pub url: String,
    /// Where files are kept.
    pub data_dir: PathBuf,
}

impl DatabaseConfig {
    /// Reads the environment and makes the data directory.
    ///
    /// # Errors
    /// When the address is of no known kind or the directory cannot be made.
    pub fn from_env() -> Result<Self, ConfigError> {
        let data_dir = PathBuf::from(var("NUKKAD_DATA_DIR").unwrap_or_else(|| "data".to_owned()));
        std::fs::create_dir_all(&data_dir).map_err(|source| ConfigError::DataDir { path: data_dir.clone(), source })?;
        let url = var("DATABASE_URL").unwrap_or_else(|| format!("sqlite://{}/nukkad.db?mode=rwc", data_dir.display()));
        if ["sqlite:", "postgres:", "postgresql:"].iter().any(|kind| url.starts_with(kind)) {
            Ok(Self { url, data_dir })
        } else {
            Err(ConfigError::Bad { name: "DATABASE_URL", value: url, problem: "it begins with neither sqlite: nor postgres:" })
        }
    }
}
