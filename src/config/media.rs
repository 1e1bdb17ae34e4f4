//! Where uploaded pictures are kept: `NUKKAD_MEDIA_URL`, the `AWS_…` variables that go with an S3-compatible store, and
//! `NUKKAD_DATA_DIR` for the folder.

use super::{ConfigError, var};
use reqwest::Url;
use std::path::PathBuf;

const AWS: &str = "AWS_";

/// Where uploaded pictures are kept.
#[derive(Clone, PartialEq, Eq)]
pub enum MediaConfig {
    /// In a folder of this machine.
    Folder(PathBuf),
    /// In an S3-compatible store.
    S3 {
        bucket: String,
        /// What the names of all files begin with; may be empty.
        prefix: String,
        /// `AWS_REGION`, `AWS_ENDPOINT` and the like, with their values; some are secret.
        settings: Vec<(String, String)>,
    },
}

impl MediaConfig {
    /// Reads the environment.
    ///
    /// # Errors
    /// When the address is of no known kind.
    pub fn from_env() -> Result<Self, ConfigError> {
        let settings = std::env::vars_os().filter_map(|(name, value)| Some((name.into_string().ok()?, value.into_string().ok()?)));
        let settings = settings.filter(|(name, value)| name.starts_with(AWS) && !value.is_empty()).collect();
        Self::from_values(var("NUKKAD_MEDIA_URL"), var("NUKKAD_DATA_DIR"), settings)
    }

    fn from_values(url: Option<String>, data_dir: Option<String>, settings: Vec<(String, String)>) -> Result<Self, ConfigError> {
        let Some(text) = url else { return Ok(Self::Folder(PathBuf::from(data_dir.unwrap_or_else(|| "data".to_owned())).join("media"))) };
        let url = Url::parse(&text).ok().filter(|url| url.scheme() == "s3" && url.username().is_empty() && url.query().is_none());
        match url.as_ref().and_then(|url| Some((url.host_str()?, url.path()))) {
            Some((bucket, prefix)) => Ok(Self::S3 { bucket: bucket.to_owned(), prefix: prefix.trim_matches('/').to_owned(), settings }),
            None => Err(ConfigError::Bad { name: "NUKKAD_MEDIA_URL", value: text, problem: "s3://BUCKET or s3://BUCKET/FOLDER is needed" }),
        }
    }

    /// The place as an operator knows it.
    #[must_use]
    pub fn place(&self) -> String {
        match self {
            Self::Folder(folder) => folder.display().to_string(),
            Self::S3 { bucket, prefix, .. } => format!("s3://{bucket}/{prefix}"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pictures_go_to_the_data_directory_unless_a_store_is_named() {
        let config = |url: &str| MediaConfig::from_values(Some(url.to_owned()).filter(|url| !url.is_empty()), Some("/srv/nukkad".to_owned()), Vec::new());
        for (url, place) in [("", "/srv/nukkad/media"), ("s3://pictures", "s3://pictures/"), ("s3://pictures/nukkad/live/", "s3://pictures/nukkad/live")] {
            assert_eq!(config(url).ok().unwrap().place(), place);
        }
        for odd in ["pictures", "s3:", "s3://", "gs://pictures", "/srv/media", "https://pictures.example", "s3://key:secret@pictures"] {
            assert!(config(odd).is_err(), "{odd}");
        }
        assert_eq!(MediaConfig::from_values(None, None, Vec::new()).ok().unwrap().place(), "data/media");
    }
}
