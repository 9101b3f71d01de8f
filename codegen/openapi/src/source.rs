//! The texts that a generation starts from: the spec and its cases, read from disk and nothing else.

use std::collections::BTreeMap;
use std::ffi::OsStr;
use std::path::Path;
use std::{fs, io};

use crate::paths::named;

/// The spec's file, below the root of the project.
pub const SPEC_FILE: &str = "spec/number-management.yaml";
/// The folder of the cases, below the root of the project.
pub const CASES_DIR: &str = "spec/cases";

/// The texts of a spec: the only input of a generation.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub struct Source {
    /// The name that findings give to the spec.
    pub file: String,
    /// The spec, OpenAPI 3.0.3 in YAML.
    pub spec: String,
    /// The cases, by path below the root of the project (`spec/cases/<rule id>/<name>.json`).
    pub cases: BTreeMap<String, String>,
}

impl Source {
    /// A spec that stands alone, without cases.
    pub fn of_text(file: &str, spec: &str) -> Self {
        Self { file: file.to_owned(), spec: spec.to_owned(), cases: BTreeMap::new() }
    }

    /// Reads the spec and its cases below the root of a project.
    ///
    /// # Errors
    /// When a file cannot be read, or its name or content is not UTF-8; the error names the file.
    pub fn read(root: &Path) -> io::Result<Self> {
        let spec = read_text(&root.join(SPEC_FILE))?;
        let mut cases = BTreeMap::new();
        for group in entries(&root.join(CASES_DIR))? {
            if !group.is_dir() {
                continue;
            }
            for file in entries(&group)? {
                let names = [group.file_name(), file.file_name()].map(|name| name.and_then(OsStr::to_str));
                let [Some(group), Some(name)] = names else {
                    return Err(named(&file, &io::Error::new(io::ErrorKind::InvalidInput, "the name is not UTF-8")));
                };
                cases.insert(format!("{CASES_DIR}/{group}/{name}"), read_text(&file)?);
            }
        }
        Ok(Self { file: SPEC_FILE.to_owned(), spec, cases })
    }
}

fn entries(folder: &Path) -> io::Result<Vec<std::path::PathBuf>> {
    let read = fs::read_dir(folder).map_err(|error| named(folder, &error))?;
    read.map(|entry| entry.map(|entry| entry.path())).collect()
}

/// The text of a regular file. Reading anything else, such as a FIFO, might never end.
fn read_text(path: &Path) -> io::Result<String> {
    let read = fs::metadata(path).and_then(|metadata| match metadata.is_file() {
        true => fs::read_to_string(path),
        false => Err(io::Error::new(io::ErrorKind::InvalidInput, "not a regular file")),
    });
    read.map_err(|error| named(path, &error))
}
