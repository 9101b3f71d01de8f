//! The file of a report: a regular file is replaced by a complete one or stays as it is, and anything else is written to directly.
//!
//! The crate `tempfile` makes files that nobody else may read, whatever the user's mask says; a report is as readable as the user wants it.

use std::fs::{self, File, OpenOptions};
use std::io::{self, ErrorKind, Write as _};
use std::path::{Path, PathBuf};

use colt_numbers_terminal_text::SafeBytes;

use crate::command_failure::Failure;

/// A file that was opened before the run, so that no run is lost for it.
#[derive(Debug)]
pub struct ReportFile {
    path: PathBuf,
    /// Where it is whatever the path looks like, if it is a regular file.
    place: Option<PathBuf>,
    opened: Opened,
}

#[derive(Debug)]
enum Opened {
    /// A new file beside the one that it replaces once it is complete.
    Beside(File, Unfinished),
    /// A device, a FIFO, a link, or a stream of this program. Truncated where it is a regular file.
    Direct { file: File, truncate: bool },
}

impl ReportFile {
    /// Opens a file without changing what is in it.
    pub fn open(path: &Path) -> Result<Self, Failure> {
        let opened = opened(path).and_then(|opened| {
            let place = place(path, &opened)?;
            Ok(Self { path: path.to_owned(), place, opened })
        });
        opened.map_err(|error| Failure::usage(format!("the report `{}` cannot be written: {error}", shown(path))))
    }

    /// Whether one of two reports would be lost in the other.
    pub fn is_same_file(&self, other: &Self) -> bool {
        self.place.is_some() && self.place == other.place
    }

    /// Whether writing may wait for a reader.
    pub fn may_block(&self) -> bool {
        self.place.is_none()
    }

    /// The path, safe to print.
    pub fn shown(&self) -> String {
        shown(&self.path)
    }

    /// Writes the whole report. Where that fails, a regular file is what it was.
    pub fn write(self, report: &[u8]) -> Result<(), Failure> {
        let failed =
            |why: String| Failure::internal(format!("the report `{}` cannot be written: {why}", shown(&self.path)));
        match self.opened {
            Opened::Direct { mut file, truncate } => {
                let written = if truncate { file.set_len(0) } else { Ok(()) };
                written.and_then(|()| file.write_all(report)).map_err(|error| failed(error.to_string()))
            }
            Opened::Beside(mut file, unfinished) => {
                let written = file.write_all(report).and_then(|()| file.sync_all());
                drop(file);
                written.map_err(|error| failed(error.to_string()))?;
                unfinished.replace(&self.path).map_err(|(error, complete)| {
                    failed(error.to_string()).hint(format!("the complete report is in `{}`", shown(&complete)))
                })
            }
        }
    }
}

fn opened(path: &Path) -> io::Result<Opened> {
    // One that may not be written to is not replaced either.
    match OpenOptions::new().write(true).open(path) {
        Ok(file) => match own_stream(&file) {
            Some(stream) => Ok(Opened::Direct { file: stream, truncate: false }),
            None if fs::symlink_metadata(path)?.is_file() => beside(path, Some(file.metadata()?.permissions())),
            None => Ok(Opened::Direct { truncate: file.metadata()?.is_file(), file }),
        },
        // A link that leads to no file yet.
        Err(error) if error.kind() == ErrorKind::NotFound && fs::symlink_metadata(path).is_ok() => {
            Ok(Opened::Direct { file: File::create(path)?, truncate: true })
        }
        Err(error) if error.kind() == ErrorKind::NotFound => beside(path, None),
        Err(error) => Err(error),
    }
}

/// Where a regular file is, without links; one that replaces another takes the place of its name.
fn place(path: &Path, opened: &Opened) -> io::Result<Option<PathBuf>> {
    match opened {
        Opened::Direct { truncate: false, .. } => Ok(None),
        Opened::Direct { truncate: true, .. } => path.canonicalize().map(Some),
        Opened::Beside(..) => {
            let folder = folder(path).canonicalize()?;
            Ok(path.file_name().map(|name| folder.join(name)))
        }
    }
}

fn folder(path: &Path) -> &Path {
    path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."))
}

/// A stream of this program, where a path leads to it as `/dev/stdout` does. Opened anew, a file would be written from its beginning, over
/// what the program prints.
#[cfg(unix)]
fn own_stream(file: &File) -> Option<File> {
    use std::os::fd::AsFd as _;
    use std::os::unix::fs::MetadataExt as _;
    let identity = |file: &File| file.metadata().ok().map(|about| (about.dev(), about.ino()));
    let streams = [io::stdout().as_fd().try_clone_to_owned(), io::stderr().as_fd().try_clone_to_owned()];
    streams.into_iter().flatten().map(File::from).find(|stream| identity(stream) == identity(file))
}

#[cfg(not(unix))]
fn own_stream(_: &File) -> Option<File> {
    None
}

fn beside(path: &Path, permissions: Option<fs::Permissions>) -> io::Result<Opened> {
    if path.file_name().is_none() {
        return Err(ErrorKind::IsADirectory.into());
    }
    for number in 0_u32.. {
        let part = folder(path).join(format!(".colt-numbers-{}-{number}.part", std::process::id()));
        match OpenOptions::new().write(true).create_new(true).open(&part) {
            Ok(file) => {
                let unfinished = Unfinished(Some(part));
                // Before anything is in it.
                permissions.map_or(Ok(()), |permissions| file.set_permissions(permissions))?;
                return Ok(Opened::Beside(file, unfinished));
            }
            Err(error) if error.kind() == ErrorKind::AlreadyExists => {}
            Err(error) => return Err(error),
        }
    }
    Err(ErrorKind::AlreadyExists.into())
}

/// The path of a file that is removed unless it becomes a report.
#[derive(Debug)]
struct Unfinished(Option<PathBuf>);

impl Unfinished {
    /// Puts the file, which is complete, in the place of another. Where that fails, it stays where it is.
    fn replace(mut self, path: &Path) -> Result<(), (io::Error, PathBuf)> {
        let Some(part) = self.0.take() else { return Ok(()) };
        fs::rename(&part, path).map_err(|error| (error, part))
    }
}

impl Drop for Unfinished {
    fn drop(&mut self) {
        if let Some(part) = &self.0 {
            // What cannot be removed is empty or incomplete, and named so.
            let _ = fs::remove_file(part);
        }
    }
}

fn shown(path: &Path) -> String {
    SafeBytes(path.as_os_str().as_encoded_bytes()).to_string()
}
