//! The paths at which a journal was used, in a file beside its send log. They show that a journal is lost: without them, a new journal at the same path
//! would have another send log, and nothing would show what was sent with the old one.
//!
//! Paths are appended. A path is removed only if the user states that the journal was moved. Opening a copy elsewhere removes no path.

use std::fs::File;
use std::io::{ErrorKind, Write as _};
use std::path::{Path, PathBuf};

use crate::error::JournalError;
use crate::folder::sync_folder;

/// Separates the records of the file: no path contains it, and a power failure may leave it.
const SEPARATOR: u8 = 0;

/// Begins a record that removes a path; absolute paths begin otherwise.
const REMOVED: &[u8] = b"-";

/// At most this many links are followed, as in Linux.
const MAX_LINKS: usize = 40;

/// The path of a journal.
#[derive(Debug)]
pub(crate) struct JournalPath {
    /// The file, without links: SQLite puts its other files beside the target of a link.
    pub(crate) file: PathBuf,
    /// The path as it is given, and the link itself: a link may be removed or changed.
    others: [PathBuf; 2],
}

impl JournalPath {
    /// Resolves the links of a path. If its folder does not exist, they cannot be resolved.
    pub(crate) fn resolve(path: &Path) -> Result<Self, JournalError> {
        let failed = |reason: String| JournalError::Open { path: path.to_owned(), reason };
        path.file_name().ok_or_else(|| failed("it is not the path of a file".to_owned()))?;
        let given = std::path::absolute(path).map_err(|error| failed(error.to_string()))?;
        let file = without_links(&follow(&given)).unwrap_or_else(|_| given.clone());
        let link = without_links(folder_of(&given)).unwrap_or_else(|_| folder_of(&given).to_owned());
        let link = link.join(given.file_name().unwrap_or_default());
        Ok(Self { file, others: [given, link] })
    }

    /// The path as it is given, made absolute.
    pub(crate) fn given(&self) -> &Path {
        &self.others[0]
    }

    fn names(&self) -> impl Iterator<Item = &[u8]> {
        std::iter::once(&self.file).chain(&self.others).map(|path| path.as_os_str().as_encoded_bytes())
    }

    /// Whether a recorded path is this one.
    fn is_at(&self, recorded: &[u8]) -> bool {
        self.names().any(|name| name == recorded)
    }

    /// Whether there is a file that is not empty. An empty file has no orders; it may have lost them.
    pub(crate) fn exists(&self) -> std::io::Result<bool> {
        exists(&self.file)
    }
}

fn exists(file: &Path) -> std::io::Result<bool> {
    match file.metadata() {
        Ok(file) => Ok(file.len() > 0),
        Err(error) if error.kind() == ErrorKind::NotFound => Ok(false),
        Err(error) => Err(error),
    }
}

/// The folder of a file.
pub(crate) fn folder_of(path: &Path) -> &Path {
    path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."))
}

/// The path that a link leads to, even if no file is there.
pub(crate) fn follow(path: &Path) -> PathBuf {
    let mut path = path.to_owned();
    for _ in 0..MAX_LINKS {
        let Ok(target) = path.read_link() else { break };
        path = folder_of(&path).join(target);
    }
    path
}

fn without_links(path: &Path) -> std::io::Result<PathBuf> {
    path.canonicalize().or_else(|_| Ok(folder_of(path).canonicalize()?.join(path.file_name().unwrap_or_default())))
}

/// A send log with orders.
#[derive(Debug)]
pub(crate) struct UsedSendLog {
    /// The id of its journal.
    pub(crate) id: String,
    path: PathBuf,
}

impl UsedSendLog {
    /// The error that its journal does not exist.
    pub(crate) fn lost_journal(&self, journal: &JournalPath) -> JournalError {
        JournalError::Lost { path: journal.given().to_owned(), send_log: self.path.clone() }
    }

    /// Appends the lines of other send logs, so that one journal knows every order. Lines may be repeated: a send that is known is not recorded again.
    pub(crate) fn take_in(&self, others: &[UsedSendLog]) -> std::io::Result<()> {
        let mut log = File::options().append(true).open(&self.path)?;
        for other in others {
            let lines = std::fs::read(&other.path)?;
            log.write_all(&[b"\n", &lines[..], b"\n"].concat())?;
        }
        log.sync_data()
    }
}

/// The send logs with which orders of a journal at this path were sent, sorted by their ids. There are several if one journal was put in place of another.
pub(crate) fn find_used_send_logs(folder: &Path, journal: &JournalPath) -> std::io::Result<Vec<UsedSendLog>> {
    let entries = match std::fs::read_dir(folder) {
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(Vec::new()),
        entries => entries?,
    };
    let mut found: Vec<UsedSendLog> = Vec::new();
    for entry in entries {
        let name = entry?.file_name().into_string().unwrap_or_default();
        let Some(id) = name.strip_prefix("sends-").and_then(|name| name.strip_suffix(".path")) else { continue };
        let path = folder.join(format!("sends-{id}.log"));
        let is_used = path.metadata().is_ok_and(|file| file.len() > 0);
        if is_used && paths(&folder.join(&name))?.iter().any(|path| journal.is_at(path)) {
            found.push(UsedSendLog { id: id.to_owned(), path });
        }
    }
    found.sort_by(|a, b| a.id.cmp(&b.id));
    Ok(found)
}

/// Records that the journal with this id is used at a path.
pub(crate) fn record(folder: &Path, id: &str, journal: &JournalPath) -> std::io::Result<()> {
    let path = path_of_record(folder, id);
    let known = paths(&path)?;
    append(&path, journal.names().filter(|name| !known.iter().any(|known| known == name)).map(<[u8]>::to_vec))
}

/// Removes the paths of the journal with this id, except for this path, those with a file, and those that are not UTF-8.
pub(crate) fn remove_others(folder: &Path, id: &str, journal: &JournalPath) -> std::io::Result<()> {
    let path = path_of_record(folder, id);
    let is_moved = |other: &Vec<u8>| {
        !journal.is_at(other) && str::from_utf8(other).is_ok_and(|other| matches!(exists(Path::new(other)), Ok(false)))
    };
    append(&path, paths(&path)?.into_iter().filter(is_moved).map(|other| [REMOVED, &other].concat()))
}

fn path_of_record(folder: &Path, id: &str) -> PathBuf {
    folder.join(format!("sends-{id}.path"))
}

/// The paths that are recorded, without those that were removed.
fn paths(path: &Path) -> std::io::Result<Vec<Vec<u8>>> {
    let bytes = match std::fs::read(path) {
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(Vec::new()),
        bytes => bytes?,
    };
    let mut paths: Vec<Vec<u8>> = Vec::new();
    for record in bytes.split(|&byte| byte == SEPARATOR).filter(|record| !record.is_empty()) {
        match record.strip_prefix(REMOVED) {
            Some(removed) => paths.retain(|path| path != removed),
            None => paths.push(record.to_vec()),
        }
    }
    Ok(paths)
}

fn append(path: &Path, records: impl Iterator<Item = Vec<u8>>) -> std::io::Result<()> {
    let mut text = Vec::new();
    for record in records {
        // The last record may be incomplete because its process ended.
        text.extend([&[SEPARATOR], &record[..], &[SEPARATOR]].concat());
    }
    if text.is_empty() {
        return Ok(());
    }
    let mut options = File::options();
    options.append(true).create(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let mut file = options.open(path)?;
    file.write_all(&text)?;
    file.sync_all()?;
    sync_folder(folder_of(path))
}
