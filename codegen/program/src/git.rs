//! Reads files of Git revisions.

use std::path::Path;
use std::process::Command;

use colt_numbers_terminal_text::Safe;

use crate::failure::Failure;

/// The text of a file at a revision. `file` is a path relative to the root of the project.
pub fn show(root: &Path, revision: &str, file: &str) -> Result<String, Failure> {
    let output = Command::new("git")
        .current_dir(root)
        .args(["show", "--end-of-options", &format!("{revision}:./{file}")])
        .output();
    let revision = Safe::new(revision);
    let output = output.map_err(|error| Failure::internal(format!("git cannot be run: {error}")))?;
    if !output.status.success() {
        let reason = String::from_utf8_lossy(&output.stderr);
        return Err(Failure::usage(format!("`{file}` of `{revision}` cannot be read: {}", reason.trim())));
    }
    String::from_utf8(output.stdout).map_err(|error| Failure::usage(format!("`{file}` of `{revision}`: {error}")))
}
