//! Prism: installed from npm into a folder of its own, and started.

use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::Result;
use crate::process::step;

/// The release that is measured.
const PACKAGE: &str = "@stoplight/prism-cli@5";

/// Installs it, unless it is there; where its script is.
pub fn install(folder: &Path) -> Result<PathBuf> {
    let script = folder.join("node_modules/@stoplight/prism-cli/dist/index.js");
    if !script.exists() {
        step(Command::new("npm").args(["install", "--no-audit", "--no-fund", "--prefix"]).arg(folder).arg(PACKAGE))?;
    }
    Ok(script)
}

/// Serves a spec: one process, no log.
pub fn command(script: &Path, spec: &Path, address: SocketAddr) -> Command {
    let mut command = Command::new("node");
    command.arg(script).args(["mock", "--multiprocess", "false", "--verboseLevel", "silent"]);
    command.args(["--host", &address.ip().to_string(), "--port", &address.port().to_string()]).arg(spec);
    command
}
