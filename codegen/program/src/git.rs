//! Reads files of Git revisions, and finds the commit that added a text.

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

/// The last commit that added or removed a text in a file; `None` without such a commit or without a repository.
pub fn commit_with(root: &Path, text: &str, file: &str) -> Option<String> {
    let mut command = Command::new("git");
    command.current_dir(root).args(["log", "-1", "--format=%H", &format!("-S{text}"), "--", &format!("./{file}")]);
    let output = command.output().ok().filter(|output| output.status.success())?;
    let commit = String::from_utf8(output.stdout).ok()?.trim().to_owned();
    Some(commit).filter(|commit| !commit.is_empty())
}
