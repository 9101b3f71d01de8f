//! Keeps `generated/` up to date with the spec and the generator.
//!
//! If the generated files are out of date, the build script fails the build. In a developer's checkout it also updates the files, so the next
//! build succeeds; the current build fails because Cargo may have compiled the old files already. If the environment variable `CI` is set,
//! the build script writes no file. The generator crate generates and compares the files.

use std::path::{Path, PathBuf};

use colt_numbers_generate::files::{self, FOLDER};
use colt_numbers_generate::generate;
use colt_numbers_openapi::finding::Level;
use colt_numbers_openapi::source::Source;

fn main() {
    println!("cargo::rerun-if-changed=spec");
    println!("cargo::rerun-if-changed={FOLDER}");
    println!("cargo::rerun-if-env-changed=CI");
    if let Ok(program) = std::env::current_exe() {
        // The tests run this program on scratch copies.
        println!("cargo::rustc-env=BUILD_SCRIPT={}", program.display());
    }
    let root = std::env::var_os("CARGO_MANIFEST_DIR").map_or_else(|| PathBuf::from("."), PathBuf::from);
    let in_ci = std::env::var_os("CI").is_some_and(|ci| !ci.is_empty() && ci != "false" && ci != "0");
    if let Err(message) = update(&root, in_ci) {
        for line in message.lines() {
            println!("cargo::error={line}");
        }
    }
}

/// Updates the generated folder. The error is the reason why this build must fail.
fn update(root: &Path, in_ci: bool) -> Result<(), String> {
    let source = Source::read(root).map_err(|error| error.to_string())?;
    let files = generate(&source).map_err(|findings| {
        let errors = findings.of(Level::Error).map(ToString::to_string).collect::<Vec<_>>();
        format!("no code can be generated from the spec:\n{}", errors.join("\n"))
    })?;
    let drift = files::compare(root, &files).map_err(|error| error.to_string())?;
    if drift.is_none() {
        return Ok(());
    }
    let paths = drift.paths().iter().map(|path| format!("  `{FOLDER}/{path}`")).collect::<Vec<_>>().join("\n");
    if in_ci {
        return Err(format!(
            "`{FOLDER}` is out of date with the spec or the generator:\n{paths}\nhint: run `cargo codegen`, review `git diff {FOLDER}`, and commit `{FOLDER}` with the spec and the generator"
        ));
    }
    files::write(root, &files, &drift).map_err(|error| error.to_string())?;
    Err(format!(
        "updated generated files that were out of date:\n{paths}\nhint: review `git diff {FOLDER}`, then build again"
    ))
}
