//! Who takes a finished mail away: a folder of files, memory in tests, or a mail server (see `smtp`).

use crate::domain::ids::MailId;
use lettre::Message;
use std::{
    fmt::Debug,
    io::Write,
    path::{Path, PathBuf},
    sync::{Arc, Mutex, PoisonError},
};

/// A mail ready to travel.
#[derive(Clone, Debug)]
pub struct Parcel {
    pub id: MailId,
    /// The outbox's key.
    pub key: String,
    pub message: Message,
}

/// Why a mail was not taken. The words never hold an address: they go into the log.
#[derive(Debug, thiserror::Error)]
pub enum MailError {
    /// It will never be taken, however often it is tried.
    #[error("refused for good: {0}")]
    Refused(String),
    /// It may be taken later.
    #[error("not taken: {0}")]
    Later(String),
    #[error("the mail could not be written to its folder: {0}")]
    Folder(#[from] std::io::Error),
}

/// Takes mails away. The same mail may come again after a crash, with the same id and the same `Message-ID`.
#[async_trait::async_trait]
pub trait Postman: Send + Sync + Debug {
    /// Takes one mail; once this is `Ok`, it is out of the house.
    async fn deliver(&self, parcel: &Parcel) -> Result<(), MailError>;

    /// The folder in which mails can be looked at, if they end up in one.
    fn folder(&self) -> Option<&Path> {
        None
    }
}

/// Writes each mail to a file of its own, `000012-booking_confirmed-7.eml`. Written again, it is the same file.
#[derive(Clone, Debug)]
pub struct FolderPostman {
    folder: PathBuf,
}

impl FolderPostman {
    /// Into this folder, which is made with the first mail.
    #[must_use]
    pub const fn new(folder: PathBuf) -> Self {
        Self { folder }
    }
}

#[async_trait::async_trait]
impl Postman for FolderPostman {
    async fn deliver(&self, parcel: &Parcel) -> Result<(), MailError> {
        let name = format!("{:06}-{}.eml", parcel.id.0, parcel.key.replace(':', "-"));
        let (folder, bytes) = (self.folder.clone(), parcel.message.formatted());
        tokio::task::spawn_blocking(move || write_whole(&folder, &name, &bytes)).await.map_err(std::io::Error::other)??;
        Ok(())
    }

    fn folder(&self) -> Option<&Path> {
        Some(&self.folder)
    }
}

/// Writes a file that is there whole or not at all: under another name first, hidden from whoever lists the folder.
fn write_whole(folder: &Path, name: &str, bytes: &[u8]) -> std::io::Result<()> {
    std::fs::create_dir_all(folder)?;
    let unfinished = folder.join(format!(".{name}.{}", std::process::id()));
    let mut file = std::fs::File::create(&unfinished)?;
    file.write_all(bytes)?;
    file.sync_all()?;
    std::fs::rename(unfinished, folder.join(name))
}

/// Keeps every mail, for tests to read. Clones share what they keep.
#[derive(Clone, Debug, Default)]
pub struct MemoryPostman {
    kept: Arc<Mutex<Vec<Parcel>>>,
}

impl MemoryPostman {
    /// All mails so far, in the order in which they were taken.
    #[must_use]
    pub fn parcels(&self) -> Vec<Parcel> {
        self.kept.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }
}

#[async_trait::async_trait]
impl Postman for MemoryPostman {
    async fn deliver(&self, parcel: &Parcel) -> Result<(), MailError> {
        self.kept.lock().unwrap_or_else(PoisonError::into_inner).push(parcel.clone());
        Ok(())
    }
}
