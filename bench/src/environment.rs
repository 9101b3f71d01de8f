//! Describes the environment of the benchmarks: the machine, the date, and the folders of the project.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::Result;

/// The machine on one line: cores, processor, compiler.
pub fn machine_description() -> String {
    let info = fs::read_to_string("/proc/cpuinfo").unwrap_or_default();
    let model = info.lines().find_map(|line| line.strip_prefix("model name")).unwrap_or_default();
    let model = model.trim_start_matches([' ', '\t', ':']).trim();
    let cores = std::thread::available_parallelism().map_or(1, usize::from);
    let rustc = Command::new("rustc")
        .arg("--version")
        .output()
        .map(|output| String::from_utf8_lossy(&output.stdout).trim().to_owned());
    let model = if model.is_empty() { "an unknown processor" } else { model };
    format!("{cores} shared cores of {model}, Linux, {}", rustc.unwrap_or_else(|_| "an unknown rustc".to_owned()))
}

/// Today's date in UTC.
pub fn utc_date() -> String {
    jiff::Timestamp::now().strftime("%F").to_string()
}

/// The root of the project.
pub fn project_root() -> &'static Path {
    Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/.."))
}

/// Creates a folder for temporary files if it does not exist, and returns its path.
///
/// # Errors
/// If the folder cannot be created.
pub fn scratch_folder(name: &str) -> Result<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("target").join("scratch").join(name);
    fs::create_dir_all(&folder)?;
    Ok(folder)
}
