//! Who takes the money: `RAZORPAY_KEY_ID`, `RAZORPAY_KEY_SECRET`, `RAZORPAY_WEBHOOK_SECRET`, `RAZORPAY_WEBHOOK_SECRET_OLD`,
//! `RAZORPAY_WEBHOOK_SECRET_OLD_UNTIL`, `RAZORPAY_API_URL`, `RAZORPAY_X_ACCOUNT`, `NUKKAD_SANDBOX_ADDR`.

use super::{ConfigError, server::Environment, var};
use chrono::{DateTime, Utc};
use reqwest::Url;
use std::{
    fmt::{self, Debug},
    net::SocketAddr,
};

const RAZORPAY: &str = "https://api.razorpay.com";
const SANDBOX_ADDR: &str = "127.0.0.1:3999";
/// The sandbox's keys, which everybody can read here.
const SANDBOX_KEY_ID: &str = "rzp_test_nukkad";
const SANDBOX_KEY_SECRET: &str = "nukkad-sandbox-secret";
const SANDBOX_WEBHOOK_SECRET: &str = "nukkad-webhook-secret";
/// The sandbox takes any account's number.
const SANDBOX_X_ACCOUNT: &str = "2323230000000001";
/// Digits of an account's number.
const ACCOUNT_DIGITS: std::ops::RangeInclusive<usize> = 5..=35;

/// Who answers at [`PaymentsConfig::api_url`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Gateway {
    /// Our own sandbox, to be started in this process at `addr`.
    Sandbox { addr: SocketAddr },
    /// Razorpay, or whatever else runs at the address; nothing is to be started.
    Razorpay,
}

/// Who takes the money, and how each side knows the other.
#[derive(Clone, PartialEq, Eq)]
pub struct PaymentsConfig {
    pub gateway: Gateway,
    /// Scheme, host and port without a slash at the end.
    pub api_url: String,
    pub key_id: String,
    pub key_secret: String,
    /// Signs what the provider sends us.
    pub webhook_secret: String,
    /// The secret before that one, and until when it still counts: after a change the provider repeats older events with the old one.
    pub old_webhook_secret: Option<(String, DateTime<Utc>)>,
    /// The account with `RazorpayX` from which hosts are paid; without it, that is done by hand.
    pub x_account: Option<String>,
}

impl Debug for PaymentsConfig {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut shown = f.debug_struct("PaymentsConfig");
        shown.field("gateway", &self.gateway).field("api_url", &self.api_url).field("key_id", &self.key_id).field("x_account", &self.x_account);
        shown.field("old_webhook_secret_until", &self.old_webhook_secret.as_ref().map(|(_, until)| until)).finish_non_exhaustive()
    }
}

impl PaymentsConfig {
    /// Reads the environment.
    ///
    /// # Errors
    /// When a value makes no sense, comes without its other half, or is not safe enough for production.
    pub fn from_env(environment: Environment) -> Result<Self, ConfigError> {
        Self::from_values(environment, var)
    }

    /// The origin (scheme, host, port) that a page's form may be sent to: the provider's checkout.
    #[must_use]
    pub fn checkout_origin(&self) -> &str {
        &self.api_url
    }

    fn from_values(environment: Environment, value: impl Fn(&str) -> Option<String>) -> Result<Self, ConfigError> {
        let config = match (value("RAZORPAY_KEY_ID"), value("RAZORPAY_KEY_SECRET")) {
            (Some(key_id), Some(key_secret)) => Self::with_keys(key_id, key_secret, &value)?,
            (None, None) if environment == Environment::Production => {
                return Err(ConfigError::Missing { name: "RAZORPAY_KEY_ID", problem: "the key of an account at Razorpay; the sandbox takes no real money" });
            }
            (None, None) => Self::with_sandbox(&value)?,
            (Some(_), None) => return Err(ConfigError::Unfit { name: "RAZORPAY_KEY_SECRET", problem: "it is missing, but RAZORPAY_KEY_ID is set" }),
            (None, Some(_)) => return Err(ConfigError::Unfit { name: "RAZORPAY_KEY_ID", problem: "it is missing, but RAZORPAY_KEY_SECRET is set" }),
        };
        match environment {
            Environment::Development => Ok(config),
            Environment::Production => config.fit_for_production(),
        }
    }

    fn with_keys(key_id: String, key_secret: String, value: &impl Fn(&str) -> Option<String>) -> Result<Self, ConfigError> {
        let api_url = origin(value("RAZORPAY_API_URL").unwrap_or_else(|| RAZORPAY.to_owned()))?;
        let x_account = value("RAZORPAY_X_ACCOUNT").map(account).transpose()?;
        Self { gateway: Gateway::Razorpay, api_url, key_id, key_secret, webhook_secret: String::new(), old_webhook_secret: None, x_account }
            .with_webhook_secrets(value)
    }

    /// `RAZORPAY_API_URL` does not count here: the sandbox's keys are good for nothing else.
    fn with_sandbox(value: &impl Fn(&str) -> Option<String>) -> Result<Self, ConfigError> {
        let text = value("NUKKAD_SANDBOX_ADDR").unwrap_or_else(|| SANDBOX_ADDR.to_owned());
        let addr: SocketAddr = text.parse().map_err(|_| ConfigError::Bad {
            name: "NUKKAD_SANDBOX_ADDR",
            value: text,
            problem: "an address and a port are needed, like 127.0.0.1:3999",
        })?;
        let (key_id, key_secret) = (SANDBOX_KEY_ID.to_owned(), SANDBOX_KEY_SECRET.to_owned());
        let gateway = Gateway::Sandbox { addr };
        let x_account = Some(SANDBOX_X_ACCOUNT.to_owned());
        Self { gateway, api_url: format!("http://{addr}"), key_id, key_secret, webhook_secret: String::new(), old_webhook_secret: None, x_account }
            .with_webhook_secrets(value)
    }

    fn with_webhook_secrets(self, value: &impl Fn(&str) -> Option<String>) -> Result<Self, ConfigError> {
        let old_webhook_secret = match (value("RAZORPAY_WEBHOOK_SECRET_OLD"), value("RAZORPAY_WEBHOOK_SECRET_OLD_UNTIL")) {
            (None, None) => None,
            (Some(secret), Some(until)) => Some((secret, moment(until)?)),
            (Some(_), None) => {
                return Err(ConfigError::Unfit { name: "RAZORPAY_WEBHOOK_SECRET_OLD_UNTIL", problem: "it is missing, but RAZORPAY_WEBHOOK_SECRET_OLD is set" });
            }
            (None, Some(_)) => {
                return Err(ConfigError::Unfit { name: "RAZORPAY_WEBHOOK_SECRET_OLD", problem: "it is missing, but RAZORPAY_WEBHOOK_SECRET_OLD_UNTIL is set" });
            }
        };
        let webhook_secret = value("RAZORPAY_WEBHOOK_SECRET").unwrap_or_else(|| SANDBOX_WEBHOOK_SECRET.to_owned());
        Ok(Self { webhook_secret, old_webhook_secret, ..self })
    }

    fn fit_for_production(self) -> Result<Self, ConfigError> {
        let known_to_all = "the sandbox's is in the source code for everyone to read; one of your own is needed";
        let old_is_known = self.old_webhook_secret.as_ref().is_some_and(|(secret, _)| secret == SANDBOX_WEBHOOK_SECRET);
        for (known, name) in [
            (self.key_id == SANDBOX_KEY_ID, "RAZORPAY_KEY_ID"),
            (self.key_secret == SANDBOX_KEY_SECRET, "RAZORPAY_KEY_SECRET"),
            (self.webhook_secret == SANDBOX_WEBHOOK_SECRET, "RAZORPAY_WEBHOOK_SECRET"),
            (old_is_known, "RAZORPAY_WEBHOOK_SECRET_OLD"),
        ] {
            if known {
                return Err(ConfigError::Missing { name, problem: known_to_all });
            }
        }
        if !self.api_url.starts_with("https://") {
            return Err(ConfigError::Missing { name: "RAZORPAY_API_URL", problem: "an https:// address, so that the keys stay secret on the way" });
        }
        Ok(self)
    }
}

/// An address that is an origin and no more. One with a user and a password in it is not repeated.
fn origin(text: String) -> Result<String, ConfigError> {
    let name = "RAZORPAY_API_URL";
    let Some(url) = Url::parse(&text).ok().filter(|url| matches!(url.scheme(), "http" | "https")) else {
        return Err(ConfigError::Unfit { name, problem: "an http:// or https:// address is needed, like https://api.razorpay.com" });
    };
    if !url.username().is_empty() || url.password().is_some() {
        return Err(ConfigError::Unfit { name, problem: "the keys have variables of their own" });
    }
    if url.path() != "/" || url.query().is_some() || url.fragment().is_some() {
        return Err(ConfigError::Bad { name, value: text, problem: "nothing may follow the host and the port; the client adds /v1 and the rest" });
    }
    Ok(url.origin().ascii_serialization())
}

fn account(text: String) -> Result<String, ConfigError> {
    if ACCOUNT_DIGITS.contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_digit()) {
        Ok(text)
    } else {
        Err(ConfigError::Bad { name: "RAZORPAY_X_ACCOUNT", value: text, problem: "the number of an account is needed, digits only" })
    }
}

fn moment(text: String) -> Result<DateTime<Utc>, ConfigError> {
    let parsed = DateTime::parse_from_rfc3339(&text).map(|moment| moment.to_utc());
    parsed.map_err(|_| ConfigError::Bad { name: "RAZORPAY_WEBHOOK_SECRET_OLD_UNTIL", value: text, problem: "a moment is needed, like 2026-01-31T18:30:00Z" })
}

#[cfg(test)]
mod tests {
    use super::*;

    const KEYS: [(&str, &str); 3] =
        [("RAZORPAY_KEY_ID", "rzp_live_abcdefghijklmn"), ("RAZORPAY_KEY_SECRET", "mumble-key"), ("RAZORPAY_WEBHOOK_SECRET", "mumble-hook")];

    fn read(environment: Environment, values: &[(&str, &str)]) -> Result<PaymentsConfig, ConfigError> {
        // The last one counts, so that a case can change one of several.
        PaymentsConfig::from_values(environment, |name| {
            values.iter().rev().find(|(known, _)| *known == name).map(|(_, value)| (*value).to_owned()).filter(|value| !value.is_empty())
        })
    }

    #[test]
    fn development_without_keys_gets_the_sandbox() {
        let config = read(Environment::Development, &[("RAZORPAY_API_URL", "https://api.razorpay.com")]).unwrap();
        assert_eq!(config.gateway, Gateway::Sandbox { addr: SANDBOX_ADDR.parse().unwrap() });
        assert_eq!((config.api_url.as_str(), config.checkout_origin()), ("http://127.0.0.1:3999", "http://127.0.0.1:3999"));
        assert_eq!((config.key_id.as_str(), config.key_secret.as_str()), ("rzp_test_nukkad", "nukkad-sandbox-secret"));
        assert_eq!((config.webhook_secret.as_str(), config.old_webhook_secret), ("nukkad-webhook-secret", None));
        let config = read(Environment::Development, &[("NUKKAD_SANDBOX_ADDR", "[::1]:4000"), ("RAZORPAY_WEBHOOK_SECRET", "my-own")]).unwrap();
        assert_eq!((config.api_url.as_str(), config.webhook_secret.as_str()), ("http://[::1]:4000", "my-own"));
    }

    #[test]
    fn keys_mean_razorpay() {
        for environment in [Environment::Development, Environment::Production] {
            let config = read(environment, &KEYS).unwrap();
            assert_eq!((config.gateway, config.api_url.as_str(), config.x_account), (Gateway::Razorpay, RAZORPAY, None));
            assert_eq!(
                (config.key_id.as_str(), config.key_secret.as_str(), config.webhook_secret.as_str()),
                ("rzp_live_abcdefghijklmn", "mumble-key", "mumble-hook")
            );
        }
        let elsewhere = [KEYS[0], KEYS[1], ("RAZORPAY_API_URL", "http://Localhost:4000/")];
        let config = read(Environment::Development, &elsewhere).unwrap();
        assert_eq!((config.checkout_origin(), config.webhook_secret.as_str()), ("http://localhost:4000", SANDBOX_WEBHOOK_SECRET));
        let paying = read(Environment::Production, &[&KEYS[..], &[("RAZORPAY_X_ACCOUNT", "7878780080316316")]].concat()).unwrap();
        assert_eq!(paying.x_account.as_deref(), Some("7878780080316316"));
    }

    #[test]
    fn the_old_webhook_secret_counts_until_its_day() {
        let old = [("RAZORPAY_WEBHOOK_SECRET_OLD", "mumble-old"), ("RAZORPAY_WEBHOOK_SECRET_OLD_UNTIL", "2026-02-01T00:00:00+05:30")];
        let (secret, until) = read(Environment::Production, &[&KEYS[..], &old].concat()).unwrap().old_webhook_secret.unwrap();
        assert_eq!((secret.as_str(), until.to_rfc3339().as_str()), ("mumble-old", "2026-01-31T18:30:00+00:00"));
    }

    #[test]
    fn production_is_refused_with_words_unless_it_is_safe() {
        let until = ("RAZORPAY_WEBHOOK_SECRET_OLD_UNTIL", "2026-02-01T00:00:00Z");
        for (changes, culprit) in [
            (&[("RAZORPAY_KEY_ID", ""), ("RAZORPAY_KEY_SECRET", "")][..], "RAZORPAY_KEY_ID must"),
            (&[("RAZORPAY_KEY_ID", SANDBOX_KEY_ID)], "RAZORPAY_KEY_ID must"),
            (&[("RAZORPAY_KEY_SECRET", SANDBOX_KEY_SECRET)], "RAZORPAY_KEY_SECRET must"),
            (&[("RAZORPAY_WEBHOOK_SECRET", "")], "RAZORPAY_WEBHOOK_SECRET must"),
            (&[("RAZORPAY_WEBHOOK_SECRET", SANDBOX_WEBHOOK_SECRET)], "RAZORPAY_WEBHOOK_SECRET must"),
            (&[("RAZORPAY_WEBHOOK_SECRET_OLD", SANDBOX_WEBHOOK_SECRET), until], "RAZORPAY_WEBHOOK_SECRET_OLD must"),
            (&[("RAZORPAY_API_URL", "http://api.razorpay.com")], "RAZORPAY_API_URL must"),
        ] {
            let words = read(Environment::Production, &[&KEYS, changes].concat()).unwrap_err().to_string();
            assert!(words.starts_with(culprit), "{words}");
        }
    }

    #[test]
    fn nonsense_is_refused_everywhere_without_repeating_a_secret() {
        for (changes, culprit) in [
            (&[("RAZORPAY_KEY_ID", "")][..], "RAZORPAY_KEY_ID"),
            (&[("RAZORPAY_KEY_SECRET", "")], "RAZORPAY_KEY_SECRET"),
            (&[("RAZORPAY_API_URL", "api.razorpay.com")], "RAZORPAY_API_URL"),
            (&[("RAZORPAY_API_URL", "ftp://api.razorpay.com")], "RAZORPAY_API_URL"),
            (&[("RAZORPAY_API_URL", "https://api.razorpay.com/v1")], "RAZORPAY_API_URL"),
            (&[("RAZORPAY_API_URL", "https://api.razorpay.com?x=1")], "RAZORPAY_API_URL"),
            (&[("RAZORPAY_API_URL", "https://rzp_live_x:mumble@api.razorpay.com")], "RAZORPAY_API_URL"),
            (&[("RAZORPAY_WEBHOOK_SECRET_OLD", "mumble-old")], "RAZORPAY_WEBHOOK_SECRET_OLD_UNTIL"),
            (&[("RAZORPAY_WEBHOOK_SECRET_OLD_UNTIL", "2026-02-01T00:00:00Z")], "RAZORPAY_WEBHOOK_SECRET_OLD"),
            (&[("RAZORPAY_WEBHOOK_SECRET_OLD", "mumble-old"), ("RAZORPAY_WEBHOOK_SECRET_OLD_UNTIL", "tomorrow")], "RAZORPAY_WEBHOOK_SECRET_OLD_UNTIL"),
            (&[("RAZORPAY_X_ACCOUNT", "HDFC 1234")], "RAZORPAY_X_ACCOUNT"),
            (&[("RAZORPAY_KEY_ID", ""), ("RAZORPAY_KEY_SECRET", ""), ("NUKKAD_SANDBOX_ADDR", "localhost")], "NUKKAD_SANDBOX_ADDR"),
        ] {
            let words = read(Environment::Development, &[&KEYS, changes].concat()).unwrap_err().to_string();
            assert!(words.starts_with(&format!("{culprit} is")) || words.starts_with(&format!("{culprit} will")), "{words}");
            assert!(!words.contains("mumble"), "{words}");
        }
    }

    #[test]
    fn debug_hides_the_secrets() {
        let old = [("RAZORPAY_WEBHOOK_SECRET_OLD", "mumble-old"), ("RAZORPAY_WEBHOOK_SECRET_OLD_UNTIL", "2026-02-01T00:00:00Z")];
        let shown = format!("{:?}", read(Environment::Development, &[&KEYS[..], &old].concat()).unwrap());
        assert!(shown.contains("rzp_live_abcdefghijklmn") && shown.contains("2026-02-01") && !shown.contains("mumble"), "{shown}");
    }
}
