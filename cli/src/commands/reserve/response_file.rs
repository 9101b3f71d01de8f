//! Files that outlive the program: the body of an answer that gave no order, as evidence for the vendor, in the file of `--save-answer` or
//! else in the user's state folder wherever there may be an order; and there as well, a report that could not be printed.

use std::fs::{File, OpenOptions};
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};

use colt_numbers::TrackingId;

use crate::command_failure::Failure;
use crate::state_folder;

/// A file that waits for an answer, where one was asked for. It is made before anything is sent, so that it is there when it is needed.
#[derive(Debug)]
pub struct Kept(Option<(PathBuf, File)>);

/// What became of a body.
#[derive(Debug, Default)]
pub struct Saved {
    /// The file that it is in.
    pub file: Option<String>,
    /// Whether that is the one that was asked for.
    pub as_asked: bool,
    /// Why it is not in others.
    pub failures: Vec<String>,
}

impl Kept {
    /// Makes the file, which must be new.
    pub fn prepare(path: Option<&Path>) -> Result<Self, Failure> {
        let Some(path) = path else { return Ok(Self(None)) };
        let file = new_file(path).map_err(|error| {
            Failure::usage(format!("cannot make `{}`: {error}; nothing was sent", path.display()))
                .hint("`--save-answer` wants the name of a new file")
        })?;
        Ok(Self(Some((path.to_owned(), file))))
    }

    /// Keeps a body: in the file that was asked for, else, if it is in doubt, in a new one named after its tracking id, in the user's
    /// state folder or, where that fails, in the one for temporary files.
    pub fn keep(mut self, body: &[u8], in_doubt: Option<&TrackingId>) -> Saved {
        let mut saved = Saved::default();
        if body.is_empty() {
            return saved;
        }
        if let Some((path, file)) = self.0.take() {
            saved.as_asked = true;
            saved.of(&path, filled(&path, file, body));
        }
        if let (Some(id), None) = (in_doubt, &saved.file) {
            saved.as_asked = false;
            saved.in_a_folder(&name(id), "answer", body);
        }
        saved
    }
}

/// Keeps a report that nobody can read otherwise, if any folder can take it.
pub fn keep_report(report: &[u8], id: &TrackingId) {
    Saved::default().in_a_folder(&name(id), "report", report);
}

/// A folder, or why there is none at that path.
type Folder = Result<PathBuf, (PathBuf, io::Error)>;

impl Drop for Kept {
    /// Takes the file away that nothing was kept in.
    fn drop(&mut self) {
        if let Some((path, _)) = &self.0 {
            let _ = std::fs::remove_file(path);
        }
    }
}

impl Saved {
    /// Writes a new file in the first folder that can take it.
    fn in_a_folder(&mut self, name: &str, kind: &str, content: &[u8]) {
        let folders: [fn() -> Folder; 2] = [state_folder::folder, || Ok(std::env::temp_dir())];
        for folder in folders {
            if self.file.is_some() {
                break;
            }
            match folder() {
                Ok(folder) => match numbered_file(&folder, name, kind) {
                    Ok((path, file)) => self.of(&path, filled(&path, file, content)),
                    Err(error) => self.of(&folder.join(format!("{name}.{kind}")), Err(error)),
                },
                Err((folder, error)) => self.of(&folder.join(format!("{name}.{kind}")), Err(error)),
            }
        }
    }

    fn of(&mut self, path: &Path, written: io::Result<()>) {
        let path = std::path::absolute(path).unwrap_or_else(|_| path.to_owned());
        match written {
            Ok(()) => self.file = Some(path.display().to_string()),
            Err(error) => self.failures.push(format!("cannot keep the answer in `{}`: {error}", path.display())),
        }
    }
}

/// Makes a file that was not there, and that nobody else may read.
fn new_file(path: &Path) -> io::Result<File> {
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(path)
}

/// Makes a new file of this name, with a number where there are others: a tracking id can be used more than once.
fn numbered_file(folder: &Path, name: &str, kind: &str) -> io::Result<(PathBuf, File)> {
    const MOST: u32 = 100;
    let mut number = 1;
    loop {
        let suffix = if number == 1 { String::new() } else { format!("-{number}") };
        let path = folder.join(format!("{name}{suffix}.{kind}"));
        match new_file(&path) {
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists && number < MOST => number += 1,
            made => return made.map(|file| (path, file)),
        }
    }
}

/// Writes a file whole, or takes it away.
fn filled(path: &Path, mut file: File, body: &[u8]) -> io::Result<()> {
    let written = file.write_all(body).and_then(|()| file.sync_all());
    if written.is_err() {
        let _ = std::fs::remove_file(path);
    }
    written
}

/// The most characters of a tracking id in a file's name; few file systems take more than 255 in all.
const LONGEST: usize = 200;

fn name(id: &TrackingId) -> String {
    // The one character of a tracking id that means something in a path, and on Windows alone.
    let plain = |c| if cfg!(windows) && c == ':' { '_' } else { c };
    format!("colt-numbers-{}", id.as_str().chars().take(LONGEST).map(plain).collect::<String>())
}
