//! Where uploaded pictures are kept: a folder, an S3-compatible store, or memory. A picture is named after its bytes, so that
//! the same one is kept once, and what has a name never changes.

mod derived;
pub mod intake;

use crate::domain::media::MediaHash;
use intake::{Prepared, Refusal};
use object_store::{
    ObjectStore, ObjectStoreExt, PutPayload, RetryConfig,
    aws::{AmazonS3Builder, AmazonS3ConfigKey},
    local::LocalFileSystem,
    memory::InMemory,
    path::Path,
};
use std::{fmt, path::Path as FilePath, sync::Arc, time::Duration};
use tokio::sync::Semaphore;

/// Pictures that are decoded at a time: each may take a few hundred megabytes.
const DECODED_AT_ONCE: usize = 2;
/// How often, and how long, a store that does not answer is asked again: somebody waits for the picture.
const STORE_RETRIES_MAX: usize = 2;
const STORE_PATIENCE: Duration = Duration::from_secs(15);
/// The name of the file that is written, and deleted again, to see whether the store takes anything.
const PROBE: &str = "probe";

/// A kept file: its length in `meta.size`, its bytes by `into_stream`.
pub type KeptFile = object_store::GetResult;

/// Why a picture could not be kept or had.
#[derive(Debug, thiserror::Error)]
pub enum MediaError {
    #[error(transparent)]
    Refused(#[from] Refusal),
    #[error("the store of pictures: {0}")]
    Store(#[from] object_store::Error),
    #[error("the folder of pictures: {0}")]
    Folder(#[from] std::io::Error),
    #[error("the work on a picture was broken off")]
    BrokenOff,
}

/// The store of pictures; clones share it.
#[derive(Clone)]
pub struct Media {
    store: Arc<dyn ObjectStore>,
    /// What all names begin with.
    prefix: Path,
    desk: Arc<Semaphore>,
}

impl fmt::Debug for Media {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Media").field("prefix", &self.prefix).finish_non_exhaustive()
    }
}

impl Media {
    fn new(store: Arc<dyn ObjectStore>, prefix: Path) -> Self {
        Self { store, prefix, desk: Arc::new(Semaphore::new(DECODED_AT_ONCE)) }
    }

    /// Keeps pictures until the process ends.
    #[must_use]
    pub fn in_memory() -> Self {
        Self::new(Arc::new(InMemory::new()), Path::default())
    }

    /// Keeps pictures in a folder, which is made where it is missing.
    ///
    /// # Errors
    /// When there can be no such folder.
    pub fn in_folder(folder: &FilePath) -> Result<Self, MediaError> {
        std::fs::create_dir_all(folder)?;
        Ok(Self::new(Arc::new(LocalFileSystem::new_with_prefix(folder)?), Path::default()))
    }

    /// Keeps pictures in an S3-compatible store at `s3://BUCKET/PREFIX`. `settings` are named as in the environment: `AWS_REGION`,
    /// `AWS_ACCESS_KEY_ID` and so on; names that mean nothing are passed over.
    ///
    /// # Errors
    /// When the settings make no sense. Whether the store answers is for [`Media::check`] to find out.
    pub fn in_s3(bucket: &str, prefix: &str, settings: &[(String, String)]) -> Result<Self, MediaError> {
        // The client panics without one, and whoever came first has chosen the same.
        rustls::crypto::ring::default_provider().install_default().ok();
        let known = settings.iter().filter_map(|(name, value)| Some((name.to_ascii_lowercase().parse::<AmazonS3ConfigKey>().ok()?, value)));
        let builder = known.fold(AmazonS3Builder::new(), |builder, (name, value)| builder.with_config(name, value));
        let retry = RetryConfig { max_retries: STORE_RETRIES_MAX, retry_timeout: STORE_PATIENCE, ..RetryConfig::default() };
        Ok(Self::new(Arc::new(builder.with_bucket_name(bucket).with_retry(retry).build()?), Path::from(prefix)))
    }

    /// Sees whether the store takes a file and gives it up again.
    ///
    /// # Errors
    /// When it does not.
    pub async fn check(&self) -> Result<(), MediaError> {
        let name = self.prefix.clone().join(PROBE);
        self.store.put(&name, PutPayload::from_static(b"nukkad")).await?;
        Ok(self.store.delete(&name).await?)
    }

    /// Makes a picture from a file and keeps it: `prepare` is one of [`intake`]'s functions. The work is done on a thread of its own.
    ///
    /// # Errors
    /// When the file is not taken, or the store does not take it.
    pub async fn take(&self, file: Vec<u8>, prepare: fn(&[u8]) -> Result<Prepared, Refusal>) -> Result<Prepared, MediaError> {
        let turn = self.desk.acquire().await.map_err(|_| MediaError::BrokenOff)?;
        let prepared = tokio::task::spawn_blocking(move || prepare(&file)).await.map_err(|_| MediaError::BrokenOff)??;
        drop(turn);
        for (width, file) in &prepared.files {
            self.store.put(&self.name(&prepared.hash, *width), file.clone().into()).await?;
        }
        Ok(prepared)
    }

    /// A picture's file in one of its widths; `None` where there is none.
    ///
    /// # Errors
    /// When the store does not answer.
    pub async fn open(&self, hash: &MediaHash, width: u32) -> Result<Option<KeptFile>, MediaError> {
        match self.store.get(&self.name(hash, width)).await {
            Ok(file) => Ok(Some(file)),
            Err(object_store::Error::NotFound { .. }) => Ok(None),
            Err(error) => Err(error.into()),
        }
    }

    fn name(&self, hash: &MediaHash, width: u32) -> Path {
        self.prefix.clone().join(hash.as_str()).join(format!("{width}.jpg"))
    }
}
