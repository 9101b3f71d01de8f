//! Where a reservation goes, as it is named on the command line.

use std::fmt;
use std::str::FromStr;

use colt_numbers::api::servers::SANDBOX;
use colt_numbers::{InvalidTarget, Target};

use crate::command_failure::Failure;

/// A place to order at, as it is named on the command line.
#[derive(Clone, Debug, Eq, PartialEq)]
pub enum Place {
    /// A sandbox inside this program.
    Embedded,
    /// The vendor's sandbox.
    Sandbox,
    /// The vendor's production.
    Production,
    /// A base URL.
    Url(String),
}

impl FromStr for Place {
    type Err = &'static str;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        match text {
            "embedded" => Ok(Self::Embedded),
            "sandbox" => Ok(Self::Sandbox),
            "production" => Ok(Self::Production),
            url if url.contains("://") => Ok(Self::Url(url.trim_end_matches('/').to_owned())),
            _ => Err("use `embedded`, `sandbox`, `production`, or a URL"),
        }
    }
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Embedded => "embedded",
            Self::Sandbox => "sandbox",
            Self::Production => "production",
            Self::Url(url) => url,
        })
    }
}

/// A URL without its path, and the path.
pub fn split_path(url: &str) -> (&str, &str) {
    let host = url.find("://").map_or(0, |scheme| scheme + 3);
    url[host..].find('/').map_or((url, ""), |path| url.split_at(host + path))
}

impl Place {
    /// The URL of the API's base on the same host if it had the path that it has at the vendor; none where this has it, or is not a URL.
    pub fn with_usual_path(&self) -> Option<String> {
        let Self::Url(url) = self else { return None };
        let (_, usual) = split_path(SANDBOX.url);
        (!url.ends_with(usual)).then(|| format!("{}{usual}", split_path(url).0))
    }

    /// The target of the library. That of the embedded sandbox has no port before the sandbox is there.
    pub fn target(&self, token_url: Option<&str>) -> Result<Target, Failure> {
        let target = match self {
            Self::Embedded => Target::url("http://127.0.0.1:0/numberManagement", Some("http://127.0.0.1:0/")),
            Self::Sandbox => Target::sandbox(),
            Self::Production => Target::production(),
            Self::Url(url) => Target::url(url, token_url),
        };
        target.map_err(|error| no_target(&error))
    }
}

fn no_target(error: &InvalidTarget) -> Failure {
    Failure::configuration(error.to_string()).hint(
        "a URL target is the API's base, as `https://host/numberManagement`; its token endpoint is `COLT_TOKEN_URL`",
    )
}
