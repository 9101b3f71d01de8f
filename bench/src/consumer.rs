//! The cost of a clean build of a package that depends on `colt-numbers`, compared with `reqwest` with its default features.

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::paired_comparison::quantile;
use crate::process::{cpu_of_children, output_of};
use crate::results_table::ResultRow;
use crate::{Result, environment};

const BARE: &str = "bare `reqwest` 0.13, default features";
/// How often each of the two packages is built. The builds of the packages alternate.
const ROUNDS: usize = 3;

/// Measures, and returns the rows.
///
/// # Errors
/// If a package cannot be built.
pub fn rows() -> Result<Vec<ResultRow>> {
    let client = fs::canonicalize(environment::project_root().join("client"))?;
    let ours = package("ours", &format!("colt-numbers = {{ path = {client:?} }}"))?;
    let theirs = package("theirs", "reqwest = \"0.13\"")?;
    let crates = (count_crates(&ours)?, count_crates(&theirs)?);
    let (mut ratios, mut our_seconds, mut their_seconds) = (Vec::new(), Vec::new(), Vec::new());
    for _ in 0..ROUNDS {
        let (our, their) = (build(&ours)?, build(&theirs)?);
        ratios.push(our / their);
        our_seconds.push(our);
        their_seconds.push(their);
    }
    let (low, high) = (quantile(&mut ratios, 0.0), quantile(&mut ratios, 1.0));
    let median = quantile(&mut ratios, 0.5);
    let (our, their) = (quantile(&mut our_seconds, 0.5), quantile(&mut their_seconds, 0.5));
    Ok(vec![
        ResultRow {
            what: "clean build of a consumer of `colt-numbers`: crates".to_owned(),
            against: BARE.to_owned(),
            figure: format!("**{}** against {}", crates.0, crates.1),
            target: "at most as many".to_owned(),
            is_met: Some(crates.0 <= crates.1),
            note: "`cargo tree --edges normal,build`: `colt-numbers` or `reqwest` is counted, the consumer is not"
                .to_owned(),
        },
        ResultRow {
            what: "clean build of a consumer of `colt-numbers`: CPU seconds".to_owned(),
            against: BARE.to_owned(),
            figure: format!("**{median:.2}×** ({low:.2}–{high:.2})"),
            target: "≤ 0.75×".to_owned(),
            is_met: Some(median <= 0.75),
            note: format!("{our:.1} s against {their:.1} s, user and system, `cargo build -j2`, without downloads"),
        },
    ])
}

/// Creates a package with one dependency, and downloads all crates that it needs.
fn package(name: &str, dependency: &str) -> Result<PathBuf> {
    let folder = environment::scratch_folder("consumer")?.join(name);
    fs::create_dir_all(folder.join("src"))?;
    let mut manifest =
        format!("[workspace]\n\n[package]\nname = \"consumer-{name}\"\nversion = \"0.1.0\"\nedition = \"2024\"\n");
    let _ = write!(manifest, "\n[dependencies]\n{dependency}\n");
    fs::write(folder.join("Cargo.toml"), manifest)?;
    fs::write(folder.join("src/main.rs"), "fn main() {}\n")?;
    output_of(cargo(&folder).arg("fetch"))?;
    Ok(folder)
}

fn cargo(folder: &Path) -> Command {
    let mut command = Command::new("cargo");
    command.current_dir(folder).env_remove("CARGO_TARGET_DIR");
    command
}

fn count_crates(folder: &Path) -> Result<usize> {
    let tree = output_of(cargo(folder).args([
        "tree",
        "--edges",
        "normal,build",
        "--prefix",
        "none",
        "--no-dedupe",
        "--offline",
    ]))?;
    let crates: BTreeSet<String> = tree
        .lines()
        .map(|line| line.split(' ').take(2).collect::<Vec<_>>().join(" "))
        .filter(|line| !line.is_empty())
        .collect();
    Ok(crates.len().saturating_sub(1))
}

/// The CPU seconds of a clean build.
fn build(folder: &Path) -> Result<f64> {
    let target = folder.join("target");
    if target.exists() {
        fs::remove_dir_all(&target)?;
    }
    let before = cpu_of_children()?;
    output_of(cargo(folder).args(["build", "-j2", "--quiet", "--offline"]).arg("--target-dir").arg(&target))?;
    Ok(cpu_of_children()? - before)
}
