//! Compares the generated files with those on disk, and writes them.
//!
//! The generator owns one folder and changes nothing outside it: it follows no symbolic link anywhere on the path.

use std::collections::{BTreeMap, BTreeSet};
use std::ffi::OsString;
use std::fs::{self, OpenOptions};
use std::io::{self, Write as _};
use std::path::{Component, Path, PathBuf};

use colt_numbers_openapi::paths::{printable, with_path};
use colt_numbers_terminal_text::Safe;

/// The folder that the generator owns, relative to the root of the project. A file in the folder that is not generated is an orphan.
pub const FOLDER: &str = "generated/src";

/// Generated files: content by path relative to [`FOLDER`].
pub type Files = BTreeMap<String, String>;

/// How the folder on disk differs from the generated files.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub struct Drift {
    /// Files with other content: path, content on disk, generated content.
    pub stale: Vec<(String, String, String)>,
    /// Generated files that are not on disk.
    pub missing: Vec<String>,
    /// Files on disk that are not generated.
    pub orphans: Vec<String>,
}

impl Drift {
    /// Whether the folder has exactly the generated files.
    pub fn is_none(&self) -> bool {
        self.stale.is_empty() && self.missing.is_empty() && self.orphans.is_empty()
    }

    /// The paths that differ, relative to [`FOLDER`], as messages print them.
    pub fn paths(&self) -> Vec<Safe<'_>> {
        let stale = self.stale.iter().map(|(path, ..)| path);
        stale.chain(&self.missing).chain(&self.orphans).map(|path| Safe::new(path)).collect()
    }
}

/// Compares the folder below `root` with the generated files.
///
/// # Errors
/// If the folder or a file in it cannot be read, or if it contains anything else than files and folders. The error names the path.
pub fn compare(root: &Path, files: &Files) -> io::Result<Drift> {
    let present = present(root)?;
    let mut drift = Drift::default();
    for (path, content) in files {
        if !present.contains(path) {
            drift.missing.push(path.clone());
            continue;
        }
        let file = below(root, path)?;
        let found = fs::read(&file).map_err(|error| with_path(&file, &error))?;
        if !is_same(&found, content) {
            drift.stale.push((path.clone(), String::from_utf8_lossy(&found).into_owned(), content.clone()));
        }
    }
    drift.orphans = present.into_iter().filter(|path| !files.contains_key(path)).collect();
    Ok(drift)
}

/// A checkout may have changed the line endings, which does not count as a difference.
fn is_same(found: &[u8], content: &str) -> bool {
    str::from_utf8(found).is_ok_and(|found| found.replace("\r\n", "\n") == content)
}

/// Removes orphans and writes stale and missing files. Each file is written atomically.
///
/// # Errors
/// If a file cannot be written or removed, or if a symbolic link is on its path. The error names the path.
pub fn write(root: &Path, files: &Files, drift: &Drift) -> io::Result<()> {
    for path in &drift.orphans {
        let target = below(root, path)?;
        fs::remove_file(&target).map_err(|error| with_path(&target, &error))?;
    }
    for path in drift.stale.iter().map(|(path, ..)| path).chain(&drift.missing) {
        let target = below(root, path)?;
        replace(&target, files.get(path).map_or("", String::as_str)).map_err(|error| with_path(&target, &error))?;
    }
    Ok(())
}

/// Writes a temporary file and renames it to the target, so that other hard links to the old file keep their content.
fn replace(target: &Path, content: &str) -> io::Result<()> {
    if let Some(folder) = target.parent() {
        fs::create_dir_all(folder)?;
    }
    let mut temporary = target.as_os_str().to_owned();
    temporary.push(format!(".{}.new", std::process::id()));
    // `create_new` follows no link and fails if the file exists.
    let mut file = OpenOptions::new().write(true).create_new(true).open(&temporary)?;
    let written = file.write_all(content.as_bytes()).and_then(|()| fs::rename(&temporary, target));
    if written.is_err() {
        // The first error is the one to report.
        let _ = fs::remove_file(&temporary);
    }
    written
}

/// The path of a generated file, after a check that nothing on it below `root` is a symbolic link.
fn below(root: &Path, path: &str) -> io::Result<PathBuf> {
    let mut at = root.to_owned();
    for part in Path::new(FOLDER).join(path).components() {
        if !matches!(part, Component::Normal(_)) {
            return Err(invalid(format!("`{}` is not a path below `{FOLDER}`", Safe::new(path))));
        }
        at.push(part);
        reject_link(&at)?;
    }
    Ok(at)
}

fn reject_link(path: &Path) -> io::Result<()> {
    match fs::symlink_metadata(path) {
        Ok(found) if found.file_type().is_symlink() => Err(invalid(format!(
            "`{}` is a link, which the generator does not follow\n  hint: remove it, or replace it with its target",
            printable(path)
        ))),
        Ok(_) => Ok(()),
        Err(error) if matches!(error.kind(), io::ErrorKind::NotFound | io::ErrorKind::NotADirectory) => Ok(()),
        Err(error) => Err(with_path(path, &error)),
    }
}

/// The path of every file below the folder, with forward slashes.
fn present(root: &Path) -> io::Result<BTreeSet<String>> {
    let mut found = BTreeSet::new();
    let mut open = vec![(below(root, "")?, String::new())];
    while let Some((folder, prefix)) = open.pop() {
        let entries = match fs::read_dir(&folder) {
            Ok(entries) => entries,
            Err(error) if error.kind() == io::ErrorKind::NotFound => continue,
            Err(error) => return Err(with_path(&folder, &error)),
        };
        for entry in entries {
            let entry = entry.map_err(|error| with_path(&folder, &error))?;
            let at = entry.path();
            let kind = entry.file_type().map_err(|error| with_path(&at, &error))?;
            reject_link(&at)?;
            let path = format!("{prefix}{}", entry.file_name().into_string().map_err(|name| not_utf8(&folder, name))?);
            if kind.is_dir() {
                open.push((at, format!("{path}/")));
            } else if kind.is_file() {
                found.insert(path);
            } else {
                let message = format!("`{}` is neither a file nor a folder\n  hint: remove it", printable(&at));
                return Err(invalid(message));
            }
        }
    }
    Ok(found)
}

fn not_utf8(folder: &Path, name: OsString) -> io::Error {
    let path = folder.join(name);
    invalid(format!("the name of `{}` is not UTF-8\n  hint: remove the file, or rename it", printable(&path)))
}

fn invalid(message: String) -> io::Error {
    io::Error::new(io::ErrorKind::InvalidInput, message)
}
