//! Scratch copies of the project for tests that change files, and Cargo commands to build them.

use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use serde_json::Value;
use tempfile::TempDir;

/// The root folder of the project.
pub fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

/// The files and folders that are copied: everything that a build reads.
const COPIED: [&str; 18] = [
    "Cargo.toml",
    "Cargo.lock",
    "build.rs",
    "clippy.toml",
    "src",
    "spec",
    "codegen",
    "generated",
    "client",
    "journal",
    "pages",
    "judge",
    "sandbox",
    "contract",
    "cli",
    "terminal-text",
    "examples",
    "tests",
];

/// A copy of the project, which is deleted when it is dropped.
pub struct ScratchCopy {
    folder: TempDir,
    /// The lock of a copy that Cargo may build. The lock file also excludes other processes.
    lock: Option<File>,
}

impl ScratchCopy {
    pub fn new() -> Self {
        Self::with_lock(None)
    }

    /// A copy that Cargo may build. Only one such copy exists at a time, because all of them share a target folder: Cargo considers the build
    /// results of an earlier copy up to date unless the files of this copy are newer.
    pub fn to_build() -> Self {
        fs::create_dir_all(root().join(TARGET)).unwrap();
        let lock = File::create(root().join(TARGET).join(".copy-lock")).unwrap();
        lock.lock().unwrap();
        Self::with_lock(Some(lock))
    }

    fn with_lock(lock: Option<File>) -> Self {
        let folder = TempDir::new().unwrap();
        for part in COPIED {
            copy(&root().join(part), &folder.path().join(part));
        }
        Self { folder, lock }
    }

    pub fn path(&self, below: &str) -> PathBuf {
        self.folder.path().join(below)
    }

    pub fn read(&self, below: &str) -> String {
        fs::read_to_string(self.path(below)).unwrap()
    }

    pub fn write(&self, below: &str, text: &str) {
        fs::create_dir_all(self.path(below).parent().unwrap()).unwrap();
        fs::write(self.path(below), text).unwrap();
    }

    /// Replaces the first occurrence of a text in a file.
    pub fn edit(&self, below: &str, from: &str, to: &str) {
        let text = self.read(below);
        assert!(text.contains(from), "`{below}` has no `{from}`");
        self.write(below, &text.replacen(from, to, 1));
    }

    /// Runs Cargo on this copy. Later runs reuse the build results.
    pub fn cargo(&self, arguments: &[&str]) -> Output {
        assert!(self.lock.is_some(), "only a copy from `to_build` can be built");
        cargo(self.folder.path()).args(arguments).env_remove("CI").output().unwrap()
    }

    /// Runs the build script that Cargo has built; returns the errors that it reports.
    pub fn build_script(&self, in_ci: bool) -> Vec<String> {
        let mut command = Command::new(env!("BUILD_SCRIPT"));
        command.current_dir(self.path("")).env("CARGO_MANIFEST_DIR", self.path("")).env_remove("CI");
        if in_ci {
            command.env("CI", "true");
        }
        let output = command.output().unwrap();
        assert!(output.status.success(), "{}", output_text(&output));
        let text = String::from_utf8(output.stdout).unwrap();
        text.lines().filter_map(|line| line.strip_prefix("cargo::error=")).map(str::to_owned).collect()
    }
}

/// The target folder that builds of copies share, below the root.
const TARGET: &str = "target/scratch";

/// A Cargo command in a folder, offline, with the shared target folder.
pub fn cargo(folder: &Path) -> Command {
    let mut command = Command::new(env!("CARGO"));
    command
        .current_dir(folder)
        .env("CARGO_TARGET_DIR", root().join(TARGET))
        .env("CARGO_NET_OFFLINE", "true")
        .env_remove("RUSTFLAGS")
        .env_remove("CARGO_ENCODED_RUSTFLAGS");
    command
}

fn copy(from: &Path, to: &Path) {
    // Cargo marks its own folders of built files; a module may be named `target` too.
    if from.is_dir() && !from.join("CACHEDIR.TAG").exists() {
        fs::create_dir_all(to).unwrap();
        for entry in fs::read_dir(from).unwrap() {
            let entry = entry.unwrap();
            copy(&entry.path(), &to.join(entry.file_name()));
        }
    } else if from.is_file() {
        fs::copy(from, to).unwrap();
    }
}

/// Stdout and stderr of a command.
pub fn output_text(output: &Output) -> String {
    format!("{}{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr))
}

/// Cargo's metadata of the workspace.
pub fn metadata(options: &[&str]) -> Value {
    let mut command = Command::new(env!("CARGO"));
    command.current_dir(root()).args(["metadata", "--offline", "--format-version", "1"]);
    let output = command.args(options).output().unwrap();
    assert!(output.status.success(), "{}", output_text(&output));
    serde_json::from_slice(&output.stdout).unwrap()
}
