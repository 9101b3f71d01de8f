//! Reads a credentials file: TOML with one section for each target. No error message quotes the text of the file.

use std::collections::BTreeMap;
use std::fs::File;
use std::io::{ErrorKind, Read as _};
use std::path::Path;

use serde::Deserialize;

use crate::command_failure::CommandFailure;
use crate::credentials::settings::{ClientCredentials, CredentialSettings, CredentialsSource};
use crate::target_arg::TargetArg;

/// The section of a target.
#[derive(Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
struct Section {
    client_id: String,
    client_secret: String,
    token_url: Option<String>,
}

/// A credentials file must be smaller than this many bytes.
const SIZE_LIMIT: u64 = 64 * 1024;

/// Reads the section of a target from the file of `--credentials`, which must have one.
pub(super) fn read(path: &Path, target: &TargetArg) -> Result<CredentialSettings, CommandFailure> {
    let file = File::open(path).map_err(|error| failure(path, format!("cannot be opened: {error}")))?;
    read_section(path, file, target)?.ok_or_else(|| {
        failure(path, format!("has no section `{}`", section_name(target)))
            .hint("credentials are sent only to the target that their section names")
    })
}

/// Reads the section of a target from the default file. `None` if the file does not exist, or has no such section.
pub(super) fn read_default(path: &Path, target: &TargetArg) -> Result<Option<CredentialSettings>, CommandFailure> {
    match File::open(path) {
        Ok(file) => read_section(path, file, target),
        // A folder of the path does not exist, or is a file.
        Err(error) if matches!(error.kind(), ErrorKind::NotFound | ErrorKind::NotADirectory) => Ok(None),
        Err(error) => Err(failure(path, format!("cannot be opened: {error}"))),
    }
}

/// The name of a target's section, as it is written in the file.
pub(super) fn section_name(target: &TargetArg) -> String {
    if let TargetArg::Url(url) = target { format!("[\"{url}\"]") } else { format!("[{target}]") }
}

fn failure(path: &Path, problem: String) -> CommandFailure {
    CommandFailure::configuration(format!("the credentials file `{}` {problem}", path.display()))
}

fn read_section(path: &Path, file: File, target: &TargetArg) -> Result<Option<CredentialSettings>, CommandFailure> {
    check_permissions(path, &file)?;
    let mut text = String::new();
    let read = file.take(SIZE_LIMIT).read_to_string(&mut text);
    let length = read.map_err(|error| failure(path, format!("cannot be read: {error}")))?;
    if length as u64 == SIZE_LIMIT {
        return Err(failure(path, format!("is too large: it must be smaller than {SIZE_LIMIT} bytes")));
    }
    let section = parse(&text, target).map_err(|(problem, hint)| failure(path, problem).hint(hint))?;
    Ok(section.map(|Section { client_id, client_secret, token_url }| {
        let source = CredentialsSource::File(path.to_owned());
        let client = ClientCredentials { id: client_id, secret: client_secret, source };
        CredentialSettings { client: Some(client), token_url }
    }))
}

/// Rejects a file that other users can access.
#[cfg(unix)]
fn check_permissions(path: &Path, file: &File) -> Result<(), CommandFailure> {
    use std::os::unix::fs::MetadataExt as _;
    let name = path.display();
    let metadata = file.metadata().map_err(|error| {
        CommandFailure::configuration(format!("cannot read the permissions of the credentials file `{name}`: {error}"))
    })?;
    if metadata.mode() & 0o077 == 0 {
        return Ok(());
    }
    Err(CommandFailure::configuration(format!("other users can access the credentials file `{name}`"))
        .hint(format!("run `chmod 600 {name}`")))
}

#[cfg(not(unix))]
fn check_permissions(_: &Path, _: &File) -> Result<(), CommandFailure> {
    Ok(())
}

/// Parses the section of a target, if the file has one. An error consists of the problem and the hint.
fn parse(text: &str, target: &TargetArg) -> Result<Option<Section>, (String, String)> {
    let format_hint = || {
        "each target has a section with `client-id` and `client-secret`; see `colt-numbers reserve --help`".to_owned()
    };
    let sections: BTreeMap<String, Section> = toml::from_str(text).map_err(|error| {
        let line = error.span().map_or(0, |span| text.bytes().take(span.start).filter(|byte| *byte == b'\n').count());
        (format!("is invalid in line {}: {}", line + 1, without_file_text(error.message())), format_hint())
    })?;
    let target_name = target.to_string();
    let section = sections.into_iter().find(|(name, _)| name.trim_end_matches('/') == target_name);
    let Some((_, section)) = section else { return Ok(None) };
    match (target, &section.token_url) {
        (TargetArg::Url(_), None) => {
            Err((format!("has no `token-url` for `{target_name}`"), "add it to the section".to_owned()))
        }
        (TargetArg::Url(_), _) | (_, None) => Ok(Some(section)),
        (_, Some(_)) => Err((
            format!("has a `token-url` for `{target_name}`, whose token endpoint is fixed"),
            "remove `token-url` from the section".to_owned(),
        )),
    }
}

/// The parser's message without any text from the file, because a secret may stand where a name belongs.
fn without_file_text(message: &str) -> &str {
    match message {
        missing if missing.starts_with("missing field `client-") => missing,
        unknown if unknown.starts_with("unknown field") => {
            "a name other than `client-id`, `client-secret` and `token-url`"
        }
        duplicate if duplicate.starts_with("duplicate key") => "a duplicate name",
        _ => "unexpected format",
    }
}
