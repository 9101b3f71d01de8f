//! The value of `--target`: `embedded`, `sandbox`, `production` or a base URL.

use std::fmt;
use std::str::FromStr;

use colt_numbers::api::servers::SANDBOX;
use colt_numbers::{InvalidTarget, Target};

use crate::command_failure::CommandFailure;

/// The value of `--target`.
#[derive(Clone, Debug, Eq, PartialEq)]
pub enum TargetArg {
    /// The sandbox inside this program.
    Embedded,
    /// The vendor's sandbox.
    Sandbox,
    /// The vendor's production system.
    Production,
    /// The base URL of the API.
    Url(String),
}

impl FromStr for TargetArg {
    type Err = &'static str;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        match text {
            "embedded" => Ok(Self::Embedded),
            "sandbox" => Ok(Self::Sandbox),
            "production" => Ok(Self::Production),
            url if url.contains("://") => Ok(Self::Url(url.trim_end_matches('/').to_owned())),
            _ => Err("expected `embedded`, `sandbox`, `production` or a URL"),
        }
    }
}

impl fmt::Display for TargetArg {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Embedded => "embedded",
            Self::Sandbox => "sandbox",
            Self::Production => "production",
            Self::Url(url) => url,
        })
    }
}

/// Splits a URL into the part before its path, and the path.
pub fn split_path(url: &str) -> (&str, &str) {
    let host = url.find("://").map_or(0, |scheme| scheme + 3);
    url[host..].find('/').map_or((url, ""), |path| url.split_at(host + path))
}

/// The path of the base URLs of the vendor's servers.
pub fn vendor_path() -> &'static str {
    split_path(SANDBOX.url).1
}

impl TargetArg {
    /// The URL with the vendor's path in place of its own path. `None` if it already has the vendor's path, or if the target is not a URL.
    pub fn with_vendor_path(&self) -> Option<String> {
        let Self::Url(url) = self else { return None };
        let path = vendor_path();
        (!url.ends_with(path)).then(|| format!("{}{path}", split_path(url).0))
    }

    /// Converts the value to the library's target. For `embedded` the port is 0, because the port is unknown until the sandbox starts.
    pub fn to_target(&self, token_url: Option<&str>) -> Result<Target, CommandFailure> {
        let target = match self {
            Self::Embedded => Target::url(&format!("http://127.0.0.1:0{}", vendor_path()), Some("http://127.0.0.1:0/")),
            Self::Sandbox => Ok(Target::sandbox()),
            Self::Production => Ok(Target::production()),
            Self::Url(url) if is_plain_http_allowed()? => Target::plain_http(url, token_url),
            Self::Url(url) => Target::url(url, token_url),
        };
        target.map_err(|error| invalid_target(&error))
    }
}

/// The environment variable that allows `http` for every host, with its only value.
const PLAIN_HTTP: (&str, &str) = ("COLT_PLAIN_HTTP", "any-host");

/// Whether `http` is allowed for every host. By default, it is allowed for this machine only.
pub fn is_plain_http_allowed() -> Result<bool, CommandFailure> {
    let (name, any_host) = PLAIN_HTTP;
    match std::env::var_os(name).filter(|value| !value.is_empty()) {
        None => Ok(false),
        Some(value) if value == any_host => Ok(true),
        Some(_) => Err(CommandFailure::configuration(format!("`{name}` has an unknown value"))
            .hint(format!("set it to `{any_host}` to allow `http` for every host, or unset it"))),
    }
}

fn invalid_target(error: &InvalidTarget) -> CommandFailure {
    CommandFailure::configuration(error.to_string()).hint(format!(
        "`--target` and `COLT_TARGET` take the API's base URL, for example `https://host{}`; `COLT_TOKEN_URL` is the URL of the token endpoint",
        vendor_path()
    ))
}
