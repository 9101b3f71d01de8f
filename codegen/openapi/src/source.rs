//! The input of the generator, read from disk: the text of the spec, its cases, and the revisions of its documents.

use std::collections::BTreeMap;
use std::ffi::OsStr;
use std::path::Path;
use std::{fs, io};

use crate::paths::with_path;
use crate::revisions::REVISIONS_FILE;

/// The path of the spec, relative to the root of the project.
pub const SPEC_FILE: &str = "spec/number-management.yaml";
/// The folder of the cases, relative to the root of the project.
pub const CASES_DIR: &str = "spec/cases";

/// The text of a spec and of its cases: the only input of the generator.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub struct Source {
    /// The file name of the spec in findings.
    pub file: String,
    /// The text of the spec: OpenAPI 3.0.3 in YAML.
    pub spec: String,
    /// The texts of the cases, by path relative to the root of the project (`spec/cases/<rule id>/<name>.json`).
    pub cases: BTreeMap<String, String>,
    /// The text of the revisions of the documents (`spec/revisions.yaml`); empty if the file is missing, `None` for a spec without a project.
    pub revisions: Option<String>,
}

impl Source {
    /// A spec without cases.
    pub fn of_text(file: &str, spec: &str) -> Self {
        Self { file: file.to_owned(), spec: spec.to_owned(), ..Self::default() }
    }

    /// Reads the spec, its cases and its revisions below the root of the project.
    ///
    /// # Errors
    /// If a file cannot be read, or its name or content is not UTF-8; the error names the file.
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
                    return Err(with_path(
                        &file,
                        &io::Error::new(io::ErrorKind::InvalidInput, "the name is not UTF-8"),
                    ));
                };
                cases.insert(format!("{CASES_DIR}/{group}/{name}"), read_text(&file)?);
            }
        }
        let revisions = match read_text(&root.join(REVISIONS_FILE)) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => String::new(),
            revisions => revisions?,
        };
        Ok(Self { file: SPEC_FILE.to_owned(), spec, cases, revisions: Some(revisions) })
    }
}

fn entries(folder: &Path) -> io::Result<Vec<std::path::PathBuf>> {
    let read = fs::read_dir(folder).map_err(|error| with_path(folder, &error))?;
    read.map(|entry| entry.map(|entry| entry.path())).collect()
}

/// The text of a regular file. Reading another kind of file, such as a FIFO, might never end.
fn read_text(path: &Path) -> io::Result<String> {
    let read = fs::metadata(path).and_then(|metadata| match metadata.is_file() {
        true => fs::read_to_string(path),
        false => Err(io::Error::new(io::ErrorKind::InvalidInput, "not a regular file")),
    });
    read.map_err(|error| with_path(path, &error))
}
