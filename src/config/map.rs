//! Where the pictures of maps come from: `NUKKAD_TILES_URL`.

use super::{ConfigError, server::Environment, var};
use crate::domain::map::TileServer;
use reqwest::Url;

const NAME: &str = "NUKKAD_TILES_URL";

/// Where the pictures of maps come from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MapConfig {
    /// Without one, a drawn plate stands where the map would.
    pub tiles: Option<TileServer>,
}

impl MapConfig {
    /// Reads the environment.
    ///
    /// # Errors
    /// When the address makes no sense, or production's is not encrypted.
    pub fn from_env(environment: Environment) -> Result<Self, ConfigError> {
        Self::from_value(environment, var(NAME))
    }

    fn from_value(environment: Environment, template: Option<String>) -> Result<Self, ConfigError> {
        let Some(template) = template else { return Ok(Self { tiles: None }) };
        let bad = |problem| ConfigError::Bad { name: NAME, value: template.clone(), problem };
        // Once the places are filled in, it is an address as any other; a place in the host would make a different origin for each tile.
        let filled = template.replace("{z}", "0").replace("{x}", "0").replace("{y}", "0");
        if ["{z}", "{x}", "{y}"].iter().any(|place| template.matches(place).count() != 1) || filled.contains(['{', '}']) {
            return Err(bad("it needs {z}, {x} and {y}, each once and nothing else in braces, like https://tiles.example.com/{z}/{x}/{y}.png"));
        }
        let url = Url::parse(&filled).ok().filter(|url| matches!(url.scheme(), "http" | "https") && url.username().is_empty() && url.password().is_none());
        let url = url.ok_or_else(|| bad("an http:// or https:// address is needed, without a password"))?;
        let origin = url.origin().ascii_serialization();
        if !template.to_lowercase().starts_with(&origin) {
            return Err(bad("the host is to be written plainly, in ASCII, without the port that goes without saying"));
        }
        if environment == Environment::Production && url.scheme() != "https" {
            return Err(bad("production needs an https:// address: browsers show no others on an encrypted page"));
        }
        Ok(Self { tiles: Some(TileServer { template, origin }) })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(environment: Environment, template: &str) -> Result<Option<TileServer>, ConfigError> {
        MapConfig::from_value(environment, Some(template.to_owned()).filter(|text| !text.is_empty())).map(|config| config.tiles)
    }

    #[test]
    fn tiles_come_from_one_origin() {
        assert_eq!(read(Environment::Production, "").unwrap(), None);
        let tiles = read(Environment::Production, "https://tiles.example.com/osm/{z}/{x}/{y}.png?key=a").unwrap().unwrap();
        assert_eq!((tiles.template.as_str(), tiles.origin.as_str()), ("https://tiles.example.com/osm/{z}/{x}/{y}.png?key=a", "https://tiles.example.com"));
        assert_eq!(read(Environment::Development, "http://127.0.0.1:8080/{z}/{x}/{y}").unwrap().unwrap().origin, "http://127.0.0.1:8080");
        for bad in [
            "tiles",
            "https://tiles.example.com/",
            "https://tiles.example.com/{z}/{x}.png",
            "https://{s}.tiles.example.com/{z}/{x}/{y}.png",
            "https://{z}.example.com/{x}/{y}/{y}.png",
            "https://{x}.example.com/{z}/{y}.png",
            "https://me:secret@tiles.example.com/{z}/{x}/{y}.png",
            "ftp://tiles.example.com/{z}/{x}/{y}.png",
            "javascript:{z}{x}{y}",
        ] {
            assert!(read(Environment::Development, bad).unwrap_err().to_string().contains(NAME), "{bad}");
        }
        assert!(read(Environment::Production, "http://tiles.example.com/{z}/{x}/{y}.png").is_err());
    }
}
