//! Reads the input files of a command.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use colt_numbers_audit::VendorDocument;
use colt_numbers_openapi::paths::printable;
use colt_numbers_openapi::source::Source;

use crate::failure::Failure;

/// The current folder or its nearest ancestor that contains `spec/`; if no such folder exists, the current folder.
pub fn project_root() -> PathBuf {
    let here = std::env::current_dir().unwrap_or_default();
    here.ancestors().find(|folder| folder.join("spec").is_dir()).unwrap_or(&here).to_owned()
}

/// The project's spec and cases.
pub fn source(root: &Path) -> Result<Source, Failure> {
    Source::read(root).map_err(|error| {
        Failure::usage(format!("{error}\n  hint: run this in the project, or name its root with `--root`"))
    })
}

/// The text of a file.
pub fn text(path: &Path) -> Result<String, Failure> {
    fs::read_to_string(path).map_err(|error| unreadable(path, &error))
}

fn bytes(path: &Path) -> Result<Vec<u8>, Failure> {
    fs::read(path).map_err(|error| unreadable(path, &error))
}

/// A document with its file name.
pub fn document(path: &Path) -> Result<VendorDocument, Failure> {
    let document = VendorDocument::from_bytes(&bytes(path)?)
        .map_err(|error| Failure::usage(format!("`{}`: {error}", printable(path))))?;
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    Ok(document.with_name(&name))
}

fn unreadable(path: &Path, error: &io::Error) -> Failure {
    Failure::usage(format!("`{}` cannot be read: {error}", printable(path)))
}
