//! Where mails end up here: on a heap that processes share and that outlives them. A mail that is handed over twice lies on it twice.

use async_trait::async_trait;
use nukkad::services::mail::{MailError, Parcel, Postman};
use std::{
    fs::{self, OpenOptions},
    io::{self, Write},
    path::PathBuf,
};

/// The file that is the heap: a line for each mail, its key and its `Message-ID`.
#[derive(Clone, Debug)]
pub(super) struct Heap(pub(super) PathBuf);

#[async_trait]
impl Postman for Heap {
    async fn deliver(&self, parcel: &Parcel) -> Result<(), MailError> {
        let message = String::from_utf8_lossy(&parcel.message.formatted()).into_owned();
        let id = message.lines().find_map(|line| line.strip_prefix("Message-ID: ")).unwrap();
        // One write, so that lines of two processes never mix.
        OpenOptions::new().create(true).append(true).open(&self.0)?.write_all(format!("{} {id}\n", parcel.key).as_bytes())?;
        Ok(())
    }
}

impl Heap {
    /// Key and `Message-ID` of everything that was handed over, in order.
    pub(super) fn handed_over(&self) -> Vec<(String, String)> {
        let all = match fs::read_to_string(&self.0) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => String::new(),
            all => all.unwrap(),
        };
        all.lines().filter_map(|line| line.split_once(' ')).map(|(key, id)| (key.to_owned(), id.to_owned())).collect()
    }
}
