//! Finds the credentials for a target: in the file of `--credentials`, else in the environment, else in the default credentials file. Only the
//! user may have access to a file. No flag takes a secret.
//!
//! Credentials are sent only to the target that they are for: a file has a section for each target, and `COLT_CREDENTIALS_FOR` names the
//! target of the environment's credentials.

mod file;
pub mod settings;

use std::ffi::OsString;
use std::path::{Path, PathBuf};

use colt_numbers::{ProxyServer, Secret};

use self::file::section_name;
use crate::command_failure::CommandFailure;
use crate::credentials::settings::{ClientCredentials, CredentialSettings, CredentialsSource};
use crate::target_arg::TargetArg;
use crate::user_folder::UserFolder;

const ID: &str = "COLT_CLIENT_ID";
const SECRET: &str = "COLT_CLIENT_SECRET";
const TOKEN_URL: &str = "COLT_TOKEN_URL";
/// The variable that names the target of the credentials: mandatory for `production`, optional for any other target.
const FOR: &str = "COLT_CREDENTIALS_FOR";

/// The hint if the server demands credentials and none were sent.
pub const NO_CREDENTIALS_HINT: &str = "no credentials were sent; set `COLT_CLIENT_ID`, `COLT_CLIENT_SECRET` and `COLT_TOKEN_URL` \
     (`colt-numbers sandbox` prints the token URL as `token:`), or start `colt-numbers sandbox` with `--no-auth`";

/// The name of the default credentials file in the program's configuration folder.
const DEFAULT_FILE: &str = "credentials.toml";

/// The credentials for a target.
pub fn find(target: &TargetArg, file: Option<&Path>) -> Result<CredentialSettings, CommandFailure> {
    // A URL that contains a password is rejected here, before any message quotes the URL.
    target.to_target(None)?;
    if let Some(path) = file {
        return file::read(path, target);
    }
    // Without variables, the environment gives the failure for missing ones, or no credentials for a server on this machine.
    from_default_file(target)?.map_or_else(|| from_environment(target, |name| std::env::var_os(name)), Ok)
}

/// The user and the password for a proxy: in the file of `--credentials`, else in the default credentials file.
pub fn find_for_proxy(proxy: &ProxyServer, file: Option<&Path>) -> Result<Option<(String, Secret)>, CommandFailure> {
    match (file, default_file()) {
        (Some(path), _) => file::read_proxy(path, proxy),
        (None, Some(path)) => file::read_default_proxy(&path, proxy),
        (None, None) => Ok(None),
    }
}

/// Rejects `--credentials` for the embedded sandbox: the program makes the credentials for it.
pub fn reject_file_for_embedded(target: &TargetArg, file: Option<&Path>) -> Result<(), CommandFailure> {
    if *target == TargetArg::Embedded && file.is_some() {
        return Err(CommandFailure::usage("`--credentials` cannot be used with the embedded sandbox")
            .hint("add `--target sandbox`, for example"));
    }
    Ok(())
}

/// Whether there are credentials for a target in the environment, complete or not, or in the default credentials file.
pub fn is_any_given(target: &TargetArg) -> Result<bool, CommandFailure> {
    Ok(is_any_set(&[ID, SECRET, TOKEN_URL]) || from_default_file(target)?.is_some())
}

fn is_any_set(names: &[&str]) -> bool {
    names.iter().any(|name| std::env::var_os(name).is_some_and(|value| !value.is_empty()))
}

/// The credentials in the default file, which is read only if no variable is set, so that the two are never mixed.
fn from_default_file(target: &TargetArg) -> Result<Option<CredentialSettings>, CommandFailure> {
    if is_any_set(&[ID, SECRET, TOKEN_URL, FOR]) {
        return Ok(None);
    }
    default_file().map_or(Ok(None), |path| file::read_default(&path, target))
}

/// The path of the default credentials file, which may not exist.
fn default_file() -> Option<PathBuf> {
    UserFolder::Config.path().map(|folder| folder.join(DEFAULT_FILE))
}

fn from_environment(
    target: &TargetArg,
    variable: impl Fn(&str) -> Option<OsString>,
) -> Result<CredentialSettings, CommandFailure> {
    let read = |name: &str| match variable(name).filter(|value| !value.is_empty()).map(OsString::into_string) {
        Some(Ok(text)) => Ok(Some(text)),
        // The value may be a secret, so it is not printed.
        Some(Err(_)) => Err(CommandFailure::configuration(format!("`{name}` is not valid UTF-8"))),
        None => Ok(None),
    };
    check_named_target(target, read(FOR)?.as_deref())?;
    let (id, secret, token_url) = (read(ID)?, read(SECRET)?, read(TOKEN_URL)?);
    if let TargetArg::Url(_) = target {
        return for_url(target, id, secret, token_url);
    }
    if token_url.is_some() {
        return Err(CommandFailure::configuration(format!(
            "`{TOKEN_URL}` is set, but the token endpoint of `{target}` is fixed; the credentials may be for another target"
        ))
        .hint(format!("unset `{TOKEN_URL}`, or give the API's base URL as `--target`")));
    }
    let is_target_unnamed = *target == TargetArg::Production && read(FOR)?.is_none();
    match (id, secret) {
        (Some(id), Some(secret)) if !is_target_unnamed => {
            Ok(CredentialSettings { client: Some(environment_client(id, secret)), token_url: None })
        }
        (id, secret) => {
            Err(missing_variables(target, &[(ID, id.is_none()), (SECRET, secret.is_none()), (FOR, is_target_unnamed)]))
        }
    }
}

fn environment_client(id: String, secret: String) -> ClientCredentials {
    ClientCredentials { id, secret, source: CredentialsSource::Environment }
}

/// Rejects the credentials if `COLT_CREDENTIALS_FOR` names another target than that of the command.
fn check_named_target(target: &TargetArg, named: Option<&str>) -> Result<(), CommandFailure> {
    let Some(named) = named else { return Ok(()) };
    // An invalid value is not printed: it may be a secret in the wrong variable.
    match named.parse::<TargetArg>().ok().filter(|named| named.to_target(None).is_ok()) {
        Some(named) if named == *target => Ok(()),
        Some(named) => Err(CommandFailure::configuration(format!(
            "the credentials are for `{named}` (`{FOR}`), but the target is `{target}`"
        ))
        .hint(format!("use `--target {named}`, or set the credentials for `{target}` and `{FOR}={target}`"))),
        None => Err(CommandFailure::configuration(format!(
            "`{FOR}` is not a valid target; the target of this command is `{target}`"
        ))
        .hint("set it to the target of the credentials: `sandbox`, `production` or the API's base URL")),
    }
}

/// The credentials for a URL. All three variables must be set; for a server on this machine, all three may also be unset.
fn for_url(
    target: &TargetArg,
    id: Option<String>,
    secret: Option<String>,
    token_url: Option<String>,
) -> Result<CredentialSettings, CommandFailure> {
    match (id, secret, token_url) {
        (Some(id), Some(secret), Some(url)) => {
            Ok(CredentialSettings { client: Some(environment_client(id, secret)), token_url: Some(url) })
        }
        (None, None, None) if target.to_target(None)?.is_loopback() => Ok(CredentialSettings::default()),
        (id, secret, url) => {
            let variables = [(ID, id.is_none()), (SECRET, secret.is_none()), (TOKEN_URL, url.is_none())];
            Err(missing_variables(target, &variables))
        }
    }
}

/// The failure for missing variables. `variables` has the name of each variable, and whether the variable is missing.
fn missing_variables(target: &TargetArg, variables: &[(&str, bool)]) -> CommandFailure {
    let missing = || variables.iter().filter(|(_, missing)| *missing).map(|(name, _)| *name);
    let names: Vec<_> = missing().map(|name| format!("`{name}`")).collect();
    // `FOR` is the only variable whose value is known and is not a secret.
    let settings: Vec<_> =
        missing().map(|name| if name == FOR { format!("`{FOR}={target}`") } else { format!("`{name}`") }).collect();
    let verb = if names.len() == 1 { "is" } else { "are" };
    let failure = CommandFailure::configuration(format!(
        "{} {verb} not set, and the target `{target}` needs credentials",
        join_names(&names)
    ));
    let section = default_file().map(|path| format!("the section `{}` of `{}`", section_name(target), path.display()));
    let section = section.as_deref().unwrap_or("the default credentials file");
    let some_are_set = names.len() < variables.len();
    failure.hint(match target {
        TargetArg::Url(_) if some_are_set => {
            format!(
                "set {} as well, or unset the other variables to use {section} or to call a server on this machine without a token",
                join_names(&names)
            )
        }
        _ => format!(
            "set {}, or give a credentials file with `--credentials`; if no variable for credentials is set, {section} is used",
            join_names(&settings)
        ),
    })
}

/// Names in a sentence: `a, b and c`.
fn join_names(names: &[String]) -> String {
    match names {
        [] => String::new(),
        [name] => name.clone(),
        [first @ .., last] => format!("{} and {last}", first.join(", ")),
    }
}

#[cfg(test)]
mod tests {
    use super::{FOR, ID, SECRET, TargetArg, from_environment};

    #[test]
    fn the_credentials_of_the_environment_are_accepted_only_for_their_target() {
        for (target, named, is_accepted) in [
            (TargetArg::Sandbox, "", true),
            (TargetArg::Sandbox, "sandbox", true),
            (TargetArg::Sandbox, "production", false),
            (TargetArg::Sandbox, "Sandbox", false),
            (TargetArg::Sandbox, "embedded", false),
            (TargetArg::Production, "", false),
            (TargetArg::Production, "sandbox", false),
            (TargetArg::Production, "production", true),
        ] {
            let variables = [(ID, "me"), (SECRET, "secret"), (FOR, named)];
            let variable = |name: &str| variables.iter().find(|(set, _)| *set == name).map(|(_, value)| value.into());
            assert_eq!(from_environment(&target, variable).is_ok(), is_accepted, "{target}, {named}");
        }
    }
}
