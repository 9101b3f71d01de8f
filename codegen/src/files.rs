//! Generated files: what is on disk against what should be, and putting it right. Nothing is generated here.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::{fmt, fs, io};

/// The folder that the generator owns, below the root of the project. Whatever else is in it is an orphan.
pub const FOLDER: &str = "generated/src";

/// Generated files: path below [`FOLDER`], content.
pub type Files = BTreeMap<String, String>;

/// How the folder differs from what should be there.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub struct Drift {
    /// Files whose content is another: path, what is there, what should be.
    pub stale: Vec<(String, String, String)>,
    /// Files that should be there and are not.
    pub missing: Vec<String>,
    /// Files that should not be there.
    pub orphans: Vec<String>,
}

impl Drift {
    /// Whether everything is as it should be.
    pub fn is_none(&self) -> bool {
        self.stale.is_empty() && self.missing.is_empty() && self.orphans.is_empty()
    }

    /// The paths that differ, below [`FOLDER`].
    pub fn paths(&self) -> Vec<&str> {
        let stale = self.stale.iter().map(|(path, ..)| path.as_str());
        stale.chain(self.missing.iter().map(String::as_str)).chain(self.orphans.iter().map(String::as_str)).collect()
    }
}

/// Compares the folder below `root` with what should be there.
///
/// # Errors
/// When the folder or a file of it cannot be read.
pub fn compare(root: &Path, files: &Files) -> io::Result<Drift> {
    let folder = root.join(FOLDER);
    let present = present(&folder)?;
    let mut drift = Drift::default();
    for (path, content) in files {
        if !present.contains(path) {
            drift.missing.push(path.clone());
            continue;
        }
        let found = String::from_utf8_lossy(&fs::read(folder.join(path))?).into_owned();
        // A checkout may have turned line ends round; the content is the same.
        if found.replace("\r\n", "\n") != *content {
            drift.stale.push((path.clone(), found, content.clone()));
        }
    }
    drift.orphans = present.into_iter().filter(|path| !files.contains_key(path)).collect();
    Ok(drift)
}

/// Writes what is stale or missing and removes orphans, each file whole or not at all.
///
/// # Errors
/// When a file cannot be written or removed; the error names it.
pub fn write(root: &Path, files: &Files, drift: &Drift) -> io::Result<()> {
    let folder = root.join(FOLDER);
    for path in drift.stale.iter().map(|(path, ..)| path).chain(&drift.missing) {
        let target = folder.join(path);
        if let Some(parent) = target.parent() {
            fs::create_dir_all(parent)?;
        }
        let scratch = target.with_extension("new");
        fs::write(&scratch, files.get(path).map_or("", String::as_str))
            .and_then(|()| fs::rename(&scratch, &target))
            .map_err(|error| named(&target, &error))?;
    }
    for path in &drift.orphans {
        let target = folder.join(path);
        fs::remove_file(&target).map_err(|error| named(&target, &error))?;
    }
    Ok(())
}

fn named(path: &Path, error: &io::Error) -> io::Error {
    io::Error::new(error.kind(), format!("`{}`: {error}", path.display()))
}

/// Every file below the folder, by its path with forward slashes.
fn present(folder: &Path) -> io::Result<BTreeSet<String>> {
    let mut found = BTreeSet::new();
    let mut open: Vec<PathBuf> = vec![folder.to_owned()];
    while let Some(next) = open.pop() {
        let entries = match fs::read_dir(&next) {
            Ok(entries) => entries,
            Err(error) if error.kind() == io::ErrorKind::NotFound => continue,
            Err(error) => return Err(named(&next, &error)),
        };
        for entry in entries {
            let path = entry?.path();
            if path.is_dir() {
                open.push(path);
            } else if let Ok(relative) = path.strip_prefix(folder) {
                let parts: Vec<_> = relative.iter().map(|part| part.to_string_lossy()).collect();
                found.insert(parts.join("/"));
            }
        }
    }
    Ok(found)
}

/// How many differing lines of a file the report shows.
const SHOWN: usize = 6;

impl fmt::Display for Drift {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for path in &self.missing {
            writeln!(f, "missing `{FOLDER}/{path}`")?;
        }
        for path in &self.orphans {
            writeln!(f, "orphan `{FOLDER}/{path}`: the generator does not make it")?;
        }
        for (path, found, wanted) in &self.stale {
            writeln!(f, "stale `{FOLDER}/{path}`")?;
            let (found, wanted): (Vec<_>, Vec<_>) = (found.lines().collect(), wanted.lines().collect());
            let same = found.iter().zip(&wanted).take_while(|(found, wanted)| found == wanted).count();
            writeln!(f, "  from line {}:", same + 1)?;
            for (sign, lines) in [('-', &found), ('+', &wanted)] {
                for line in lines.iter().skip(same).take(SHOWN) {
                    writeln!(f, "  {sign} {line}")?;
                }
            }
        }
        Ok(())
    }
}
