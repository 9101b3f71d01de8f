//! The path of the journal that a send log belongs to, in a file beside the log. It shows that a journal is lost: without it, a new journal at the
//! same path would have another send log, and nothing would show what was sent with the old one.

use std::fs::File;
use std::io::{ErrorKind, Read as _, Write as _};
use std::path::{Path, PathBuf};

use uuid::Uuid;

use crate::error::JournalError;
use crate::folder::sync_folder;

/// A send log with orders.
#[derive(Debug)]
pub(crate) struct UsedSendLog {
    /// The id of its journal.
    pub(crate) id: String,
    path: PathBuf,
}

impl UsedSendLog {
    /// The error that its journal does not exist.
    pub(crate) fn lost_journal(self, journal: &Path) -> JournalError {
        JournalError::Lost { path: journal.to_owned(), send_log: self.path }
    }
}

/// Whether there is a file that is not empty. An empty file has no orders; it may have lost them.
pub(crate) fn exists(journal: &Path) -> std::io::Result<bool> {
    match journal.metadata() {
        Ok(file) => Ok(file.len() > 0),
        Err(error) if error.kind() == ErrorKind::NotFound => Ok(false),
        Err(error) => Err(error),
    }
}

/// The send log with which orders of a journal at this path were sent, if there is one.
pub(crate) fn find_used_send_log(folder: &Path, journal: &Path) -> std::io::Result<Option<UsedSendLog>> {
    let entries = match std::fs::read_dir(folder) {
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(None),
        entries => entries?,
    };
    for entry in entries {
        let name = entry?.file_name().into_string().unwrap_or_default();
        let Some(id) = name.strip_prefix("sends-").and_then(|name| name.strip_suffix(".path")) else { continue };
        let path = folder.join(format!("sends-{id}.log"));
        let is_used = path.metadata().is_ok_and(|file| file.len() > 0);
        if is_used && recorded(&folder.join(&name))? == encoded(journal) {
            return Ok(Some(UsedSendLog { id: id.to_owned(), path }));
        }
    }
    Ok(None)
}

/// Records the path of the journal with this id, if it is not recorded yet, or was another one.
pub(crate) fn record(folder: &Path, id: &str, journal: &Path) -> std::io::Result<()> {
    let path = folder.join(format!("sends-{id}.path"));
    if recorded(&path).is_ok_and(|recorded| recorded == encoded(journal)) {
        return Ok(());
    }
    let new = folder.join(format!("sends-{id}.path-{}", Uuid::new_v4().simple()));
    let mut options = File::options();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let mut file = options.open(&new)?;
    file.write_all(encoded(journal))?;
    file.sync_all()?;
    std::fs::rename(&new, &path)?;
    sync_folder(folder)
}

/// The longest path that is read.
const MAX_PATH: u64 = 65_536;

fn recorded(path: &Path) -> std::io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    File::open(path)?.take(MAX_PATH).read_to_end(&mut bytes)?;
    Ok(bytes)
}

fn encoded(path: &Path) -> &[u8] {
    path.as_os_str().as_encoded_bytes()
}
