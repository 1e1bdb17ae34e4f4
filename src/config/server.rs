//! How the site is served: `NUKKAD_ADDR`, `NUKKAD_BASE_URL`, `NUKKAD_ENV`, `NUKKAD_SECRET`.

use super::{ConfigError, var};
use std::net::SocketAddr;

const DEVELOPMENT_SECRET: &str = "nukkad-development-secret-do-not-use-in-production";
const SECRET_BYTES_MIN: usize = 32;

/// Where the process runs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Environment {
    Development,
    Production,
}

/// How the site is served.
#[derive(Clone)]
pub struct ServerConfig {
    pub environment: Environment,
    pub addr: SocketAddr,
    /// The address people type, without a slash at the end.
    pub base_url: String,
    /// Signs the session cookie and the tickets.
    pub secret: String,
}

impl ServerConfig {
    /// Reads the environment.
    ///
    /// # Errors
    /// When a value makes no sense, or is not safe enough for production.
    pub fn from_env() -> Result<Self, ConfigError> {
        Self::from_values(var("NUKKAD_ENV").as_deref(), var("NUKKAD_ADDR"), var("NUKKAD_BASE_URL"), var("NUKKAD_SECRET"))
    }

    fn from_values(environment: Option<&str>, addr: Option<String>, base_url: Option<String>, secret: Option<String>) -> Result<Self, ConfigError> {
        let environment = match environment {
            None | Some("development") => Environment::Development,
            Some("production") => Environment::Production,
            Some(other) => return Err(ConfigError::Bad { name: "NUKKAD_ENV", value: other.to_owned(), problem: "it is neither development nor production" }),
        };
        let text = addr.unwrap_or_else(|| "127.0.0.1:3000".to_owned());
        let addr = text.parse().map_err(|_| ConfigError::Bad {
            name: "NUKKAD_ADDR",
            value: text,
            problem: "an address and a port are needed, like 127.0.0.1:3000",
        })?;
        let base_url = base_url.unwrap_or_else(|| format!("http://{addr}")).trim_end_matches('/').to_owned();
        let secret = secret.unwrap_or_else(|| DEVELOPMENT_SECRET.to_owned());
        let config = Self { environment, addr, base_url, secret };
        match environment {
            Environment::Development => Ok(config),
            Environment::Production => config.fit_for_production(),
        }
    }

    fn fit_for_production(self) -> Result<Self, ConfigError> {
        if self.secret == DEVELOPMENT_SECRET || self.secret.len() < SECRET_BYTES_MIN {
            return Err(ConfigError::Missing { name: "NUKKAD_SECRET", problem: "a text of your own, 32 characters or more" });
        }
        if !self.base_url.starts_with("https://") {
            return Err(ConfigError::Missing { name: "NUKKAD_BASE_URL", problem: "an https:// address, so that cookies stay secret on the way" });
        }
        Ok(self)
    }

    /// True where cookies may only travel encrypted.
    #[must_use]
    pub fn https(&self) -> bool {
        self.base_url.starts_with("https://")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn config(environment: &str, base_url: &str, secret: &str) -> Result<ServerConfig, ConfigError> {
        let value = |text: &str| Some(text.to_owned()).filter(|text| !text.is_empty());
        ServerConfig::from_values(Some(environment).filter(|text| !text.is_empty()), None, value(base_url), value(secret))
    }

    #[test]
    fn production_is_refused_with_words_unless_it_is_safe() {
        let secret = "correct horse battery staple mumble";
        assert!(config("production", "https://nukkad.example/", secret).is_ok_and(|config| config.base_url == "https://nukkad.example"));
        for (base_url, secret, culprit) in [
            ("https://nukkad.example", "", "NUKKAD_SECRET"),
            ("https://nukkad.example", DEVELOPMENT_SECRET, "NUKKAD_SECRET"),
            ("https://nukkad.example", "short", "NUKKAD_SECRET"),
            ("http://nukkad.example", secret, "NUKKAD_BASE_URL"),
            ("", secret, "NUKKAD_BASE_URL"),
        ] {
            let words = config("production", base_url, secret).err().unwrap().to_string();
            assert!(words.contains(culprit), "{words}");
        }
        assert!(config("", "", "").is_ok());
        assert!(config("staging", "", "").is_err());
    }
}
