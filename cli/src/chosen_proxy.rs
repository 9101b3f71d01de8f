//! Chooses the proxy of a command: the option `--proxy`, else the environment variable `COLT_PROXY`, else none.
//!
//! The variables of other programs, such as `HTTPS_PROXY`, are read only for `environment`. No option takes a password.

use std::path::Path;

use colt_numbers::{InvalidProxy, Proxy};

use crate::command_failure::CommandFailure;
use crate::credentials;
use crate::target_arg::TargetArg;

/// The environment variable with the proxy.
const VARIABLE: &str = "COLT_PROXY";

const FORM_HINT: &str = "give `environment`, `none` or the proxy as `http://host:port`";
const PASSWORD_HINT: &str = "give the URL without them, and a credentials file with the proxy's section; `colt-numbers reserve --help` describes it";

/// The proxy for a target; `None` to connect directly. The embedded sandbox is never reached through a proxy.
pub fn choose(
    option: Option<&str>,
    target: &TargetArg,
    credentials_file: Option<&Path>,
) -> Result<Option<Proxy>, CommandFailure> {
    if *target == TargetArg::Embedded {
        return match option {
            Some(text) if text != "none" => {
                Err(CommandFailure::usage("`--proxy` cannot be used with the embedded sandbox")
                    .hint("add `--target sandbox`, for example"))
            }
            _ => Ok(None),
        };
    }
    match option {
        // Other users of the machine can see the command line.
        Some(text) if text.contains('@') => {
            Err(CommandFailure::usage("`--proxy` contains a user or a password").hint(PASSWORD_HINT))
        }
        Some(text) => of_text(text, credentials_file, |error| {
            CommandFailure::usage(format!("`--proxy` cannot be used: {}", error.reason())).hint(FORM_HINT)
        }),
        // The variable is for targets beyond this machine.
        None if target.to_target(None)?.is_loopback() => Ok(None),
        None => match std::env::var_os(VARIABLE).filter(|value| !value.is_empty()) {
            // An invalid value is not printed: it may contain a password.
            Some(value) => of_text(&value.to_string_lossy(), credentials_file, |error| {
                CommandFailure::configuration(format!("`{VARIABLE}` cannot be used: {}", error.reason()))
                    .hint(FORM_HINT)
            }),
            None => Ok(None),
        },
    }
}

/// Whether the environment has a proxy for a target.
pub fn is_in_environment(target: &TargetArg) -> Result<bool, CommandFailure> {
    let target = target.to_target(None)?;
    let proxy = Proxy::from_environment();
    Ok(proxy.is_ok_and(|proxy| proxy.server_for_url(&target.base_url()).is_ok_and(|server| server.is_some())))
}

fn of_text(
    text: &str,
    credentials_file: Option<&Path>,
    invalid: impl Fn(InvalidProxy) -> CommandFailure,
) -> Result<Option<Proxy>, CommandFailure> {
    let proxy = match text.trim() {
        "none" => return Ok(None),
        "environment" => Proxy::from_environment().map_err(|error| CommandFailure::configuration(error.to_string()))?,
        url => Proxy::url(url).map_err(&invalid)?,
    };
    let without_credentials = proxy.server().filter(|server| server.authorization().is_none());
    let found = without_credentials.map(|server| credentials::find_for_proxy(server, credentials_file));
    match found.transpose()?.flatten() {
        Some((user, password)) => proxy.credentials(&user, password).map(Some).map_err(invalid),
        None => Ok(Some(proxy)),
    }
}
