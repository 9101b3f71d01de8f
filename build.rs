//! Keeps `generated/` what the spec and the generator make of it.
//!
//! In a developer's checkout it writes what differs, and stops this one build, because Cargo may have compiled the old text
//! already. With `CI` set it writes nothing and fails. What is generated, and how it is compared, is the generator's business.

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
        // The tests run this very program on scratch copies.
        println!("cargo::rustc-env=BUILD_SCRIPT={}", program.display());
    }
    let root = std::env::var_os("CARGO_MANIFEST_DIR").map_or_else(|| PathBuf::from("."), PathBuf::from);
    let in_ci = std::env::var_os("CI").is_some_and(|ci| !ci.is_empty() && ci != "false" && ci != "0");
    if let Err(complaint) = freshen(&root, in_ci) {
        for line in complaint.lines() {
            println!("cargo::error={line}");
        }
    }
}

/// Makes the folder fresh, or says why this build must not go on.
fn freshen(root: &Path, in_ci: bool) -> Result<(), String> {
    let source = Source::read(root).map_err(|error| error.to_string())?;
    let files = generate(&source).map_err(|findings| {
        let errors = findings.of(Level::Error).map(ToString::to_string).collect::<Vec<_>>();
        format!("the spec cannot be generated from:\n{}", errors.join("\n"))
    })?;
    let drift = files::compare(root, &files).map_err(|error| error.to_string())?;
    if drift.is_none() {
        return Ok(());
    }
    let paths = drift.paths().iter().map(|path| format!("  `{FOLDER}/{path}`")).collect::<Vec<_>>().join("\n");
    if in_ci {
        return Err(format!(
            "`{FOLDER}` was not generated from this spec by this generator:\n{paths}\nhint: run `cargo codegen`, review `git diff {FOLDER}`, and commit both"
        ));
    }
    files::write(root, &files, &drift).map_err(|error| error.to_string())?;
    Err(format!("fixed what differed from the spec:\n{paths}\nhint: review `git diff {FOLDER}`, then build again"))
}
