//! `--save-answer`: the body of an answer that gave no order id, kept for those who ask the vendor about it.

use std::fs::{File, OpenOptions};
use std::io::Write as _;
use std::path::{Path, PathBuf};

use crate::failure::Failure;

/// A file that waits for an answer. It is made before anything is sent, so that it is there when it is needed.
#[derive(Debug)]
pub struct Kept(Option<(PathBuf, File)>);

impl Kept {
    /// Makes the file, which must be new.
    pub fn prepare(path: Option<&Path>) -> Result<Self, Failure> {
        let Some(path) = path else { return Ok(Self(None)) };
        let mut options = OpenOptions::new();
        options.write(true).create_new(true);
        #[cfg(unix)]
        std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
        let file = options.open(path).map_err(|error| {
            Failure::usage(format!("cannot make `{}`: {error}; nothing was sent", path.display()))
                .hint("`--save-answer` wants the name of a new file")
        })?;
        Ok(Self(Some((path.to_owned(), file))))
    }

    /// Keeps a body. None where no file was asked for; else the file's name, or why it could not be written.
    pub fn keep(&mut self, body: &[u8]) -> Option<Result<String, String>> {
        let (path, mut file) = self.0.take()?;
        let name = path.display().to_string();
        Some(match file.write_all(body).and_then(|()| file.sync_all()) {
            Ok(()) => Ok(name),
            Err(error) => Err(format!("cannot write `{name}`: {error}")),
        })
    }
}

impl Drop for Kept {
    /// Takes the file away that nothing was kept in.
    fn drop(&mut self) {
        if let Some((path, _)) = &self.0 {
            let _ = std::fs::remove_file(path);
        }
    }
}
