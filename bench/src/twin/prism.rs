//! Installs Prism from npm into its own folder, and starts it.

use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::Result;
use crate::process::output_of;

/// The measured package and its major version.
const PACKAGE: &str = "@stoplight/prism-cli@5";

/// Installs Prism if necessary, and returns the path of its script.
pub fn install(folder: &Path) -> Result<PathBuf> {
    let script = folder.join("node_modules/@stoplight/prism-cli/dist/index.js");
    if !script.exists() {
        output_of(
            Command::new("npm").args(["install", "--no-audit", "--no-fund", "--prefix"]).arg(folder).arg(PACKAGE),
        )?;
    }
    Ok(script)
}

/// What Prism logs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PrismLog {
    /// Every request, as by default.
    Default,
    /// Nothing.
    None,
}

impl PrismLog {
    /// The description of the log in the table.
    pub fn name(self) -> &'static str {
        match self {
            Self::Default => "default log",
            Self::None => "no log",
        }
    }
}

/// The command that serves a spec, in one process.
pub fn command(script: &Path, spec: &Path, address: SocketAddr, log: PrismLog) -> Command {
    let mut command = Command::new("node");
    command.arg(script).args(["mock", "--multiprocess", "false"]);
    if log == PrismLog::None {
        command.args(["--verboseLevel", "silent"]);
    }
    command.args(["--host", &address.ip().to_string(), "--port", &address.port().to_string()]).arg(spec);
    command
}
