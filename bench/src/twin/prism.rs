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

/// What it is to log.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Log {
    /// Each request, as it does unless it is told otherwise.
    AsItStarts,
    /// Nothing.
    None,
}

impl Log {
    /// For people.
    pub fn name(self) -> &'static str {
        match self {
            Self::AsItStarts => "as it starts",
            Self::None => "without its log",
        }
    }
}

/// Serves a spec, in one process.
pub fn command(script: &Path, spec: &Path, address: SocketAddr, log: Log) -> Command {
    let mut command = Command::new("node");
    command.arg(script).args(["mock", "--multiprocess", "false"]);
    if log == Log::None {
        command.args(["--verboseLevel", "silent"]);
    }
    command.args(["--host", &address.ip().to_string(), "--port", &address.port().to_string()]).arg(spec);
    command
}
