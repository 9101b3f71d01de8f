//! Saves a response that is not a success, as evidence for the vendor: in the file of `--save-answer`, or, if the outcome is in doubt, in the
//! user's state folder. A report that could not be printed is saved in the same folder.

use std::fs::{File, OpenOptions};
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};

use crate::command_failure::CommandFailure;
use crate::user_folder::UserFolder;

/// The file of `--save-answer`, if the option was given. The file is created before anything is sent, so that an unusable path is reported before
/// the request is sent.
#[derive(Debug)]
pub struct ResponseFile(Option<(PathBuf, File)>);

/// Where a response body was saved.
#[derive(Debug, Default)]
pub struct SavedResponse {
    /// The file with the body.
    pub file: Option<String>,
    /// Whether `file` is the file of `--save-answer`.
    pub is_requested_file: bool,
    /// The files that could not be written, with the reasons.
    pub failures: Vec<String>,
}

impl ResponseFile {
    /// Creates the file, which must not exist.
    pub fn create(path: Option<&Path>) -> Result<Self, CommandFailure> {
        let Some(path) = path else { return Ok(Self(None)) };
        let file = create_private_file(path).map_err(|error| {
            CommandFailure::usage(format!("cannot create `{}`: {error}; nothing was sent", path.display()))
                .hint("`--save-answer` takes the path of a new file")
        })?;
        Ok(Self(Some((path.to_owned(), file))))
    }

    /// Saves a response body in the file of `--save-answer`. If the option is missing or the file cannot be written, and the outcome is in doubt,
    /// the body is saved in a new file that is named after this id: in the user's state folder or, if that fails, in the folder for temporary
    /// files.
    pub fn save(mut self, body: &[u8], id_in_doubt: Option<&str>) -> SavedResponse {
        let mut saved = SavedResponse::default();
        if body.is_empty() {
            return saved;
        }
        if let Some((path, file)) = self.0.take() {
            saved.is_requested_file = true;
            saved.record(&path, write_or_remove(&path, file, body));
        }
        if let (Some(id), None) = (id_in_doubt, &saved.file) {
            saved.is_requested_file = false;
            saved.save_in_default_folder(&file_stem(id), "answer", body);
        }
        saved
    }
}

impl Drop for ResponseFile {
    /// Removes the file if nothing was saved in it.
    fn drop(&mut self) {
        if let Some((path, _)) = &self.0 {
            let _ = std::fs::remove_file(path);
        }
    }
}

/// Saves a report that could not be printed. If saving fails too, that cannot be reported anywhere.
pub fn save_report(report: &[u8], id: &str) {
    SavedResponse::default().save_in_default_folder(&file_stem(id), "report", report);
}

/// A folder, or its path and why it cannot be used.
type Folder = Result<PathBuf, (PathBuf, io::Error)>;

impl SavedResponse {
    /// Writes a new file in the state folder or, if that fails, in the folder for temporary files.
    fn save_in_default_folder(&mut self, stem: &str, extension: &str, content: &[u8]) {
        let folders: [fn() -> Folder; 2] = [|| UserFolder::State.create(), || Ok(std::env::temp_dir())];
        for folder in folders {
            if self.file.is_some() {
                break;
            }
            match folder() {
                Ok(folder) => match create_numbered_file(&folder, stem, extension) {
                    Ok((path, file)) => self.record(&path, write_or_remove(&path, file, content)),
                    Err(error) => self.record(&folder.join(format!("{stem}.{extension}")), Err(error)),
                },
                Err((folder, error)) => self.record(&folder.join(format!("{stem}.{extension}")), Err(error)),
            }
        }
    }

    fn record(&mut self, path: &Path, written: io::Result<()>) {
        let path = std::path::absolute(path).unwrap_or_else(|_| path.to_owned());
        match written {
            Ok(()) => self.file = Some(path.display().to_string()),
            Err(error) => self.failures.push(format!("cannot save the response in `{}`: {error}", path.display())),
        }
    }
}

/// Creates a new file that only the user can access.
fn create_private_file(path: &Path) -> io::Result<File> {
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(path)
}

/// Creates a new file. If the file exists, a number is added to the name, because a tracking id can be used more than once.
fn create_numbered_file(folder: &Path, stem: &str, extension: &str) -> io::Result<(PathBuf, File)> {
    const MAX_NUMBER: u32 = 100;
    let mut number = 1;
    loop {
        let suffix = if number == 1 { String::new() } else { format!("-{number}") };
        let path = folder.join(format!("{stem}{suffix}.{extension}"));
        match create_private_file(&path) {
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists && number < MAX_NUMBER => number += 1,
            created => return created.map(|file| (path, file)),
        }
    }
}

/// Writes the whole content, and removes the file if that fails.
fn write_or_remove(path: &Path, mut file: File, content: &[u8]) -> io::Result<()> {
    let written = file.write_all(content).and_then(|()| file.sync_all());
    if written.is_err() {
        let _ = std::fs::remove_file(path);
    }
    written
}

/// A file name contains at most this many characters of a tracking id. Most file systems limit a name to 255 bytes.
const MAX_ID_CHARS: usize = 200;

fn file_stem(id: &str) -> String {
    // A path can contain every character of a tracking id, except the colon on Windows. The id of an operation may have any character.
    let is_usable = |c: char| c.is_ascii_alphanumeric() || "_.~@-".contains(c) || (c == ':' && !cfg!(windows));
    let file_char = |c| if is_usable(c) { c } else { '_' };
    format!("colt-numbers-{}", id.chars().take(MAX_ID_CHARS).map(file_char).collect::<String>())
}
