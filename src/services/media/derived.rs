//! What is made of kept pictures, and kept beside them: it can be made again, so nothing is lost where it is not there.

use super::{KeptFile, Media, MediaError};
use crate::domain::media::MediaHash;
use futures_util::TryStreamExt;
use object_store::{ObjectStoreExt, path::Path};
use tokio::sync::SemaphorePermit;

impl Media {
    /// A turn to work on pictures, with those that are taken in; it is over once it is dropped.
    ///
    /// # Errors
    /// When the process ends.
    pub async fn turn(&self) -> Result<SemaphorePermit<'_>, MediaError> {
        self.desk.acquire().await.map_err(|_| MediaError::BrokenOff)
    }

    /// A picture's file in one of its widths, whole; `None` where there is none.
    ///
    /// # Errors
    /// When the store does not answer.
    pub async fn read(&self, hash: &MediaHash, width: u32) -> Result<Option<Vec<u8>>, MediaError> {
        whole(self.open(hash, width).await?).await
    }

    /// A file of a folder; `None` where there is none.
    ///
    /// # Errors
    /// When the store does not answer.
    pub async fn kept(&self, folder: &str, file: &str) -> Result<Option<Vec<u8>>, MediaError> {
        match self.store.get(&self.folder(folder).join(file)).await {
            Ok(file) => whole(Some(file)).await,
            Err(object_store::Error::NotFound { .. }) => Ok(None),
            Err(error) => Err(error.into()),
        }
    }

    /// Keeps a file in a folder, and nothing else there: what was before it leads nowhere any more.
    ///
    /// # Errors
    /// When the store does not take it.
    pub async fn keep_alone(&self, folder: &str, file: &str, bytes: Vec<u8>) -> Result<(), MediaError> {
        let (folder, name) = (self.folder(folder), self.folder(folder).join(file));
        self.store.put(&name, bytes.into()).await?;
        let others: Vec<Path> = self.store.list(Some(&folder)).map_ok(|file| file.location).try_collect().await?;
        for other in others.iter().filter(|other| **other != name) {
            match self.store.delete(other).await {
                // Somebody else was faster.
                Ok(()) | Err(object_store::Error::NotFound { .. }) => {}
                Err(error) => return Err(error.into()),
            }
        }
        Ok(())
    }

    fn folder(&self, folder: &str) -> Path {
        folder.split('/').fold(self.prefix.clone(), Path::join)
    }
}

async fn whole(file: Option<KeptFile>) -> Result<Option<Vec<u8>>, MediaError> {
    match file {
        Some(file) => Ok(Some(file.bytes().await?.to_vec())),
        None => Ok(None),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_folder_keeps_its_last_file_alone() {
        let media = Media::in_memory();
        assert_eq!(media.kept("posters/a", "1.png").await.unwrap(), None);
        media.keep_alone("posters/a", "1.png", vec![1]).await.unwrap();
        media.keep_alone("posters/ab", "1.png", vec![9]).await.unwrap();
        media.keep_alone("posters/a", "2.png", vec![2]).await.unwrap();
        assert_eq!(media.kept("posters/a", "1.png").await.unwrap(), None);
        assert_eq!(media.kept("posters/a", "2.png").await.unwrap(), Some(vec![2]));
        assert_eq!(media.kept("posters/ab", "1.png").await.unwrap(), Some(vec![9]));
    }
}
