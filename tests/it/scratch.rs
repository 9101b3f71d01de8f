//! Copies of the project to try things on, and cargo to build them with.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use tempfile::TempDir;

/// The root of the project.
pub fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

/// What a copy consists of: everything that a build reads.
const PARTS: [&str; 14] = [
    "Cargo.toml",
    "Cargo.lock",
    "build.rs",
    "clippy.toml",
    "src",
    "spec",
    "codegen",
    "generated",
    "client",
    "sandbox",
    "contract",
    "cli",
    "terminal-text",
    "tests",
];

/// A copy of the project that is gone when it is dropped.
pub struct Scratch(TempDir);

impl Scratch {
    pub fn new() -> Self {
        let folder = TempDir::new().unwrap();
        for part in PARTS {
            copy(&root().join(part), &folder.path().join(part));
        }
        Self(folder)
    }

    pub fn path(&self, below: &str) -> PathBuf {
        self.0.path().join(below)
    }

    pub fn read(&self, below: &str) -> String {
        fs::read_to_string(self.path(below)).unwrap()
    }

    pub fn write(&self, below: &str, text: &str) {
        fs::create_dir_all(self.path(below).parent().unwrap()).unwrap();
        fs::write(self.path(below), text).unwrap();
    }

    /// Replaces one occurrence of a text.
    pub fn edit(&self, below: &str, from: &str, to: &str) {
        let text = self.read(below);
        assert!(text.contains(from), "`{below}` has no `{from}`");
        self.write(below, &text.replacen(from, to, 1));
    }

    /// Cargo, on this copy. What it builds is kept between runs.
    pub fn cargo(&self, arguments: &[&str]) -> Output {
        cargo(self.0.path()).args(arguments).env_remove("CI").output().unwrap()
    }
}

/// Cargo in a folder, off the network, with a target folder that all scratch builds share.
pub fn cargo(folder: &Path) -> Command {
    let mut command = Command::new(env!("CARGO"));
    command
        .current_dir(folder)
        .env("CARGO_TARGET_DIR", root().join("target/scratch"))
        .env("CARGO_NET_OFFLINE", "true")
        .env_remove("RUSTFLAGS")
        .env_remove("CARGO_ENCODED_RUSTFLAGS");
    command
}

fn copy(from: &Path, to: &Path) {
    if from.is_dir() {
        fs::create_dir_all(to).unwrap();
        for entry in fs::read_dir(from).unwrap() {
            let entry = entry.unwrap();
            if entry.file_name() != "target" {
                copy(&entry.path(), &to.join(entry.file_name()));
            }
        }
    } else if from.exists() {
        fs::copy(from, to).unwrap();
    }
}

/// What a command said, both streams.
pub fn said(output: &Output) -> String {
    format!("{}{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr))
}
