//! Chooses the target of a command: the option `--target`, else the environment variable `COLT_TARGET`, else the embedded sandbox.

use std::fmt;

use serde::Serialize;

use crate::command_failure::CommandFailure;
use crate::output::{Output, write_warning};
use crate::target_arg::{TargetArg, is_plain_http_allowed};

/// The environment variable with the target.
const VARIABLE: &str = "COLT_TARGET";

/// Where the target comes from.
#[derive(Clone, Copy, Debug, Eq, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub enum TargetSource {
    /// `--target`.
    Option,
    /// `COLT_TARGET`.
    Environment,
    /// Neither was given.
    Default,
}

/// The target of a command. `Display` names the variable if the target comes from it.
#[derive(Clone, Debug)]
pub struct ChosenTarget {
    pub arg: TargetArg,
    pub source: TargetSource,
}

impl ChosenTarget {
    /// Chooses the target, and prints it if it comes from the environment: the command line does not show it.
    pub fn choose(option: Option<&TargetArg>, output: Output) -> Result<Self, CommandFailure> {
        let chosen = Self::find(option, output)?;
        if matches!(chosen.arg, TargetArg::Url(_)) && is_plain_http_allowed()? {
            let text = "`COLT_PLAIN_HTTP` allows `http` for every host: requests, credentials and tokens may be sent without encryption";
            output.message(|out| write_warning(out, text));
        }
        Ok(chosen)
    }

    fn find(option: Option<&TargetArg>, output: Output) -> Result<Self, CommandFailure> {
        if let Some(arg) = option {
            return Ok(Self { arg: arg.clone(), source: TargetSource::Option });
        }
        let Some(value) = std::env::var_os(VARIABLE).filter(|value| !value.is_empty()) else {
            return Ok(Self { arg: TargetArg::Embedded, source: TargetSource::Default });
        };
        // An invalid value is not printed: it may be a secret in the wrong variable.
        let arg = value.to_str().and_then(|text| text.parse().ok()).ok_or_else(|| {
            CommandFailure::configuration(format!("`{VARIABLE}` is not a valid target"))
                .hint("set it to `embedded`, `sandbox`, `production` or the API's base URL, or give `--target`")
        })?;
        let chosen = Self { arg, source: TargetSource::Environment };
        // An invalid URL is rejected later. It may contain a password, so it is not printed.
        if chosen.arg.to_target(None).is_ok() {
            output.note(&format!("the target is `{}`, from `{VARIABLE}`", chosen.arg));
        }
        Ok(chosen)
    }
}

impl fmt::Display for ChosenTarget {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.source {
            TargetSource::Environment => write!(f, "{} (from `{VARIABLE}`)", self.arg),
            TargetSource::Option | TargetSource::Default => self.arg.fmt(f),
        }
    }
}
