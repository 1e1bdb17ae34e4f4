//! The state file: read at the start, written whole and swapped in, at most twice a second and off the request path.

use crate::{server::Sandbox, state::Books};
use std::{fs, io, path::Path, sync::Arc, time::Duration};
use tokio::{sync::Notify, task::spawn_blocking, time::sleep};

const PAUSE: Duration = Duration::from_millis(500);

/// What the file remembers; nothing, if it is not there yet.
pub(crate) fn load(path: &Path) -> io::Result<Books> {
    match fs::read(path) {
        Ok(bytes) => serde_json::from_slice(&bytes).map_err(|error| {
            let complaint = format!("{} is no state of this sandbox: {error}", path.display());
            io::Error::new(io::ErrorKind::InvalidData, complaint)
        }),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(Books::default()),
        Err(error) => Err(error),
    }
}

/// Writes beside the file, then puts it in its place: a reader sees the old state or the new one.
pub(crate) fn save(path: &Path, books: &Books) -> io::Result<()> {
    if let Some(folder) = path.parent().filter(|folder| !folder.as_os_str().is_empty()) {
        fs::create_dir_all(folder)?;
    }
    let mut beside = path.as_os_str().to_owned();
    beside.push(".new");
    fs::write(&beside, serde_json::to_vec(books)?)?;
    fs::rename(&beside, path)
}

/// Saves after changes, for as long as there is a sandbox.
pub(crate) async fn keep_saving(changed: Arc<Notify>, sandbox: impl Fn() -> Option<Sandbox>) {
    loop {
        changed.notified().await;
        sleep(PAUSE).await;
        let Some(sandbox) = sandbox() else { return };
        match spawn_blocking(move || sandbox.save()).await {
            Ok(Ok(())) => {}
            Ok(Err(error)) => tracing::error!(%error, "the state could not be saved"),
            Err(error) => tracing::error!(%error, "saving the state failed"),
        }
    }
}
