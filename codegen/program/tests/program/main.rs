//! Runs `cargo codegen`; tests what the program writes and prints, and its exit statuses.
#![expect(clippy::unwrap_used, reason = "a panic fails the test")]

mod audit;
mod diff;
mod links;
mod reference;
mod release_steps;
#[expect(dead_code, reason = "the commands are compared, and not the library")]
#[path = "../../../../tests/data/next-revision.rs"]
mod revision;
#[path = "../../../../tests/data/second-chapter.rs"]
mod second_chapter;
#[path = "../../../../tests/data/second-chapter/document.rs"]
mod second_chapter_document;
mod streams;
mod usage;
mod versions;

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use tempfile::TempDir;

/// A small spec that the generator accepts.
const SPEC: &str = "\
openapi: 3.0.3
info: { title: Ping, version: '1' }
paths: {}
components:
  schemas:
    Word: { type: string, description: A word., pattern: '^[a-z]+$' }
";

/// A temporary project with a small spec, and a folder outside the project that the program must not change.
struct Project(TempDir);

impl Project {
    fn new() -> Self {
        let project = Self(TempDir::new().unwrap());
        fs::create_dir_all(project.path("spec/cases")).unwrap();
        fs::create_dir_all(project.path("generated")).unwrap();
        fs::create_dir_all(project.elsewhere()).unwrap();
        project.write("spec/number-management.yaml", SPEC);
        project
    }

    /// A project with generated code.
    fn generated() -> Self {
        let project = Self::new();
        assert_eq!(project.run(&[]).status.code(), Some(0));
        project
    }

    fn path(&self, below: &str) -> PathBuf {
        self.0.path().join("project").join(below)
    }

    fn elsewhere(&self) -> PathBuf {
        self.0.path().join("elsewhere")
    }

    fn write(&self, below: &str, text: &str) {
        fs::write(self.path(below), text).unwrap();
    }

    fn program(&self) -> Command {
        let mut command = program();
        command.arg("--root").arg(self.path(""));
        command
    }

    fn run(&self, arguments: &[&str]) -> Output {
        self.program().args(arguments).output().unwrap()
    }
}

fn program() -> Command {
    Command::new(env!("CARGO_BIN_EXE_cargo-codegen"))
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8(bytes.to_vec()).unwrap()
}

/// Every file below a folder with its content; links are not followed.
fn contents(folder: &Path) -> Vec<(PathBuf, Vec<u8>)> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).unwrap() {
        let entry = entry.unwrap();
        if entry.file_type().unwrap().is_dir() {
            found.extend(contents(&entry.path()));
        } else if entry.file_type().unwrap().is_file() {
            found.push((entry.path(), fs::read(entry.path()).unwrap()));
        }
    }
    found.sort();
    found
}
