//! The keys that seal payout accounts: `NUKKAD_VAULT_KEYS`.

use super::{
    ConfigError,
    server::{Environment, ServerConfig},
    var,
};
use crate::domain::vault_key::{KEY_BYTES, VaultKey};

const NAME: &str = "NUKKAD_VAULT_KEYS";
/// Seals what is made up while trying things out.
const DEVELOPMENT_KEY: &str = "development";

/// Reads the environment: `NAME:HEX`, separated by commas; the first seals, all of them open.
///
/// # Errors
/// When there is no key in production, or what is there is none.
pub fn from_env(server: &ServerConfig) -> Result<Vec<VaultKey>, ConfigError> {
    from_values(server.environment, var(NAME))
}

fn from_values(environment: Environment, keys: Option<String>) -> Result<Vec<VaultKey>, ConfigError> {
    let Some(keys) = keys else {
        return match environment {
            Environment::Development => Ok(vec![VaultKey { name: DEVELOPMENT_KEY.to_owned(), bytes: [0; KEY_BYTES] }]),
            Environment::Production => Err(ConfigError::Missing { name: NAME, problem: "a name and 64 hexadecimal digits, like 2026:…" }),
        };
    };
    let keys = keys.split(',').map(|text| key(text.trim())).collect::<Option<Vec<_>>>();
    // What was given is secret: it is not repeated.
    let keys = keys.ok_or(ConfigError::Unfit { name: NAME, problem: "each key is a name, a colon and 64 hexadecimal digits; commas stand between them" })?;
    let named_twice = keys.iter().enumerate().any(|(index, key)| keys[..index].iter().any(|other| other.name == key.name));
    if named_twice {
        return Err(ConfigError::Unfit { name: NAME, problem: "two keys have the same name" });
    }
    let guessable = keys.iter().any(|key| key.bytes.iter().all(|byte| *byte == key.bytes[0]));
    if guessable && environment == Environment::Production {
        return Err(ConfigError::Unfit { name: NAME, problem: "a key must be drawn by chance, as by `openssl rand -hex 32`" });
    }
    Ok(keys)
}

fn key(text: &str) -> Option<VaultKey> {
    let (name, digits) = text.split_once(':')?;
    let named = !name.is_empty() && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_'));
    let bytes = hex::decode(digits).ok()?.try_into().ok()?;
    named.then(|| VaultKey { name: name.to_owned(), bytes })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(environment: Environment, keys: &str) -> Result<Vec<String>, String> {
        let keys = from_values(environment, Some(keys.to_owned()).filter(|keys| !keys.is_empty()));
        keys.map(|keys| keys.into_iter().map(|key| key.name).collect()).map_err(|error| error.to_string())
    }

    #[test]
    fn the_first_key_is_the_one_that_seals() {
        let (old, new) = ("0123456789abcdef".repeat(4), "fedcba9876543210".repeat(4));
        for environment in [Environment::Development, Environment::Production] {
            assert_eq!(read(environment, &format!("2027:{new}, 2026:{old}")), Ok(vec!["2027".to_owned(), "2026".to_owned()]));
        }
        assert_eq!(read(Environment::Development, ""), Ok(vec!["development".to_owned()]));
    }

    #[test]
    fn what_is_no_key_is_refused_without_repeating_it() {
        let sound = "0123456789abcdef".repeat(4);
        for keys in [
            "",
            &sound,
            &format!(":{sound}"),
            &format!("a b:{sound}"),
            &format!("a:{sound}0"),
            &format!("a:{}", "z".repeat(64)),
            &format!("a:{sound},"),
            &format!("a:{sound},a:{sound}"),
            &format!("a:{}", "00".repeat(32)),
        ] {
            let words = read(Environment::Production, keys).unwrap_err();
            assert!(words.starts_with(NAME) && !words.contains("0123456789") && !words.contains("zzz"), "{words}");
        }
    }
}
