//! Writes a report file: a regular file is replaced by a complete report or left unchanged; a link, a FIFO or a
//! device is written to directly.
//!
//! The crate `tempfile` is not used: it creates files that only the user can read, while a report's permissions follow the umask.

use std::fs::{self, File, OpenOptions};
use std::io::{self, ErrorKind, Write as _};
use std::path::{Path, PathBuf};

use colt_numbers_terminal_text::SafeBytes;

use crate::command_failure::CommandFailure;

/// A report file. The file is opened before the run, so that an unusable path is reported before the run, not after it.
#[derive(Debug)]
pub struct ReportFile {
    path: PathBuf,
    /// The path without links, which identifies a regular file; `None` for other files.
    canonical_path: Option<PathBuf>,
    opened: OpenedFile,
}

#[derive(Debug)]
enum OpenedFile {
    /// A temporary file in the same folder, which becomes the report once it is complete.
    Temporary(File, TemporaryPath),
    /// A device, a FIFO, a link, or a stream of this program. If `truncate` is true, `file` is the regular file that
    /// a link points to, and is truncated before the report is written.
    Direct { file: File, truncate: bool },
}

impl ReportFile {
    /// Opens a file without changing its content.
    pub fn open(path: &Path) -> Result<Self, CommandFailure> {
        let opened = open_for_writing(path).and_then(|opened| {
            let canonical_path = canonical_path(path, &opened)?;
            Ok(Self { path: path.to_owned(), canonical_path, opened })
        });
        opened.map_err(|error| {
            CommandFailure::usage(format!("cannot write the report `{}`: {error}", printable_path(path)))
        })
    }

    /// Whether both report files are the same regular file: then one report would overwrite the other.
    pub fn is_same_file(&self, other: &Self) -> bool {
        self.canonical_path.is_some() && self.canonical_path == other.canonical_path
    }

    /// Whether writing may wait for a reader.
    pub fn may_block(&self) -> bool {
        self.canonical_path.is_none()
    }

    /// The path, safe to print.
    pub fn printable_path(&self) -> String {
        printable_path(&self.path)
    }

    /// Writes the whole report. If that fails, a regular file is unchanged.
    pub fn write(self, report: &[u8]) -> Result<(), CommandFailure> {
        let failure = |why: String| {
            CommandFailure::internal(format!("cannot write the report `{}`: {why}", printable_path(&self.path)))
        };
        match self.opened {
            OpenedFile::Direct { mut file, truncate } => {
                let prepared = if truncate { file.set_len(0) } else { Ok(()) };
                prepared.and_then(|()| file.write_all(report)).map_err(|error| failure(error.to_string()))
            }
            OpenedFile::Temporary(mut file, temporary) => {
                let written = file.write_all(report).and_then(|()| file.sync_all());
                drop(file);
                written.map_err(|error| failure(error.to_string()))?;
                temporary.rename_to(&self.path).map_err(|(error, complete)| {
                    failure(error.to_string())
                        .hint(format!("the complete report is in `{}`", printable_path(&complete)))
                })
            }
        }
    }
}

fn open_for_writing(path: &Path) -> io::Result<OpenedFile> {
    // Opening for writing also checks the permission: a read-only file must not be replaced.
    match OpenOptions::new().write(true).open(path) {
        Ok(file) => match own_stream(&file) {
            Some(stream) => Ok(OpenedFile::Direct { file: stream, truncate: false }),
            None if fs::symlink_metadata(path)?.is_file() => {
                create_temporary(path, Some(file.metadata()?.permissions()))
            }
            None => Ok(OpenedFile::Direct { truncate: file.metadata()?.is_file(), file }),
        },
        // A link whose destination does not exist.
        Err(error) if error.kind() == ErrorKind::NotFound && fs::symlink_metadata(path).is_ok() => {
            Ok(OpenedFile::Direct { file: File::create(path)?, truncate: true })
        }
        Err(error) if error.kind() == ErrorKind::NotFound => create_temporary(path, None),
        Err(error) => Err(error),
    }
}

/// The path without links, if the report is a regular file. For a temporary file, this is the path of the file that the report replaces.
fn canonical_path(path: &Path, opened: &OpenedFile) -> io::Result<Option<PathBuf>> {
    match opened {
        OpenedFile::Direct { truncate: false, .. } => Ok(None),
        OpenedFile::Direct { truncate: true, .. } => path.canonicalize().map(Some),
        OpenedFile::Temporary(..) => {
            let folder = folder(path).canonicalize()?;
            Ok(path.file_name().map(|name| folder.join(name)))
        }
    }
}

fn folder(path: &Path) -> &Path {
    path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."))
}

/// Returns standard output or standard error, if `file` is the same file, as `/dev/stdout` is. If the same file were opened again, that
/// handle would begin at offset 0 and overwrite what the program has already printed.
#[cfg(unix)]
fn own_stream(file: &File) -> Option<File> {
    use std::os::fd::AsFd as _;
    use std::os::unix::fs::MetadataExt as _;
    let identity = |file: &File| file.metadata().ok().map(|metadata| (metadata.dev(), metadata.ino()));
    let streams = [io::stdout().as_fd().try_clone_to_owned(), io::stderr().as_fd().try_clone_to_owned()];
    streams.into_iter().flatten().map(File::from).find(|stream| identity(stream) == identity(file))
}

#[cfg(not(unix))]
fn own_stream(_: &File) -> Option<File> {
    None
}

fn create_temporary(path: &Path, permissions: Option<fs::Permissions>) -> io::Result<OpenedFile> {
    if path.file_name().is_none() {
        return Err(ErrorKind::IsADirectory.into());
    }
    for number in 0_u32.. {
        let temporary = folder(path).join(format!(".colt-numbers-{}-{number}.part", std::process::id()));
        match OpenOptions::new().write(true).create_new(true).open(&temporary) {
            Ok(file) => {
                let temporary = TemporaryPath(Some(temporary));
                // The permissions are set while the file is still empty, so that no other user can read a part of the report.
                permissions.map_or(Ok(()), |permissions| file.set_permissions(permissions))?;
                return Ok(OpenedFile::Temporary(file, temporary));
            }
            Err(error) if error.kind() == ErrorKind::AlreadyExists => {}
            Err(error) => return Err(error),
        }
    }
    Err(ErrorKind::AlreadyExists.into())
}

/// The path of a temporary file, which is removed on drop unless `rename_to` was called.
#[derive(Debug)]
struct TemporaryPath(Option<PathBuf>);

impl TemporaryPath {
    /// Renames the complete file, which replaces a file at that path. If that fails, the temporary file is kept, and its path is returned.
    fn rename_to(mut self, path: &Path) -> Result<(), (io::Error, PathBuf)> {
        let Some(temporary) = self.0.take() else { return Ok(()) };
        fs::rename(&temporary, path).map_err(|error| (error, temporary))
    }
}

impl Drop for TemporaryPath {
    fn drop(&mut self) {
        if let Some(path) = &self.0 {
            // If the file cannot be removed, its extension `.part` shows that it is incomplete.
            let _ = fs::remove_file(path);
        }
    }
}

fn printable_path(path: &Path) -> String {
    SafeBytes(path.as_os_str().as_encoded_bytes()).to_string()
}
