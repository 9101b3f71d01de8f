//! The body of an answer that gave no order, kept in a file as evidence for the vendor: in the file of `--save-answer`, and without one
//! in the user's state folder wherever there may be an order.

use std::fs::{File, OpenOptions};
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};

use colt_numbers::TrackingId;

use crate::failure::Failure;
use crate::state;

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
        let Some(id) = in_doubt else { return saved };
        let folders: [fn() -> Folder; 2] = [state::folder, || Ok(std::env::temp_dir())];
        for folder in folders {
            if saved.file.is_some() {
                break;
            }
            saved.as_asked = false;
            match folder() {
                Ok(folder) => {
                    let path = folder.join(name(id));
                    saved.of(&path, new_file(&path).and_then(|file| filled(&path, file, body)));
                }
                Err((folder, error)) => saved.of(&folder.join(name(id)), Err(error)),
            }
        }
        saved
    }
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
    format!("colt-numbers-{}.answer", id.as_str().chars().take(LONGEST).map(plain).collect::<String>())
}
