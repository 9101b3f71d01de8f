//! Reads a credentials file: TOML with one section for each target and each proxy. No error message quotes the text of the file.

use std::collections::BTreeMap;
use std::fs::File;
use std::io::{ErrorKind, Read as _};
use std::path::Path;

use colt_numbers::{Proxy, ProxyServer, Secret};
use serde::Deserialize;

use crate::command_failure::CommandFailure;
use crate::credentials::settings::{ClientCredentials, CredentialSettings, CredentialsSource};
use crate::target_arg::TargetArg;

/// The section of a target, or of a proxy.
#[derive(Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
struct Section {
    client_id: Option<String>,
    client_secret: Option<String>,
    token_url: Option<String>,
    /// For a proxy.
    user: Option<String>,
    /// For a proxy.
    password: Option<String>,
}

/// The sections of a file by their names.
struct CredentialsFile<'p> {
    path: &'p Path,
    sections: BTreeMap<String, Section>,
}

/// A credentials file must be smaller than this many bytes.
const SIZE_LIMIT: u64 = 64 * 1024;

/// Reads the section of a target from the file of `--credentials`, which must have one.
pub(super) fn read(path: &Path, target: &TargetArg) -> Result<CredentialSettings, CommandFailure> {
    CredentialsFile::read(path)?.of_target(target)?.ok_or_else(|| {
        failure(path, format!("has no section `{}`", section_name(target)))
            .hint("credentials are sent only to the target that their section names")
    })
}

/// Reads the section of a target from the default file. `None` if the file does not exist, or has no such section.
pub(super) fn read_default(path: &Path, target: &TargetArg) -> Result<Option<CredentialSettings>, CommandFailure> {
    CredentialsFile::read_default(path)?.map_or(Ok(None), |file| file.of_target(target))
}

/// Reads the user and the password for a proxy from the file of `--credentials`. `None` if it has no section for the proxy.
pub(super) fn read_proxy(path: &Path, proxy: &ProxyServer) -> Result<Option<(String, Secret)>, CommandFailure> {
    CredentialsFile::read(path)?.of_proxy(proxy)
}

/// As [`read_proxy`], from the default file, which may not exist.
pub(super) fn read_default_proxy(path: &Path, proxy: &ProxyServer) -> Result<Option<(String, Secret)>, CommandFailure> {
    CredentialsFile::read_default(path)?.map_or(Ok(None), |file| file.of_proxy(proxy))
}

/// The name of a target's section, as it is written in the file.
pub(super) fn section_name(target: &TargetArg) -> String {
    if let TargetArg::Url(url) = target { format!("[\"{url}\"]") } else { format!("[{target}]") }
}

fn failure(path: &Path, problem: String) -> CommandFailure {
    CommandFailure::configuration(format!("the credentials file `{}` {problem}", path.display()))
}

impl<'p> CredentialsFile<'p> {
    fn read(path: &'p Path) -> Result<Self, CommandFailure> {
        Self::parse(path, File::open(path).map_err(|error| failure(path, format!("cannot be opened: {error}")))?)
    }

    /// The default file; `None` if it does not exist.
    fn read_default(path: &'p Path) -> Result<Option<Self>, CommandFailure> {
        match File::open(path) {
            Ok(file) => Self::parse(path, file).map(Some),
            // A folder of the path does not exist, or is a file.
            Err(error) if matches!(error.kind(), ErrorKind::NotFound | ErrorKind::NotADirectory) => Ok(None),
            Err(error) => Err(failure(path, format!("cannot be opened: {error}"))),
        }
    }

    fn parse(path: &'p Path, file: File) -> Result<Self, CommandFailure> {
        check_permissions(path, &file)?;
        let mut text = String::new();
        let read = file.take(SIZE_LIMIT).read_to_string(&mut text);
        let length = read.map_err(|error| failure(path, format!("cannot be read: {error}")))?;
        if length as u64 == SIZE_LIMIT {
            return Err(failure(path, format!("is too large: it must be smaller than {SIZE_LIMIT} bytes")));
        }
        let sections = toml::from_str(&text).map_err(|error| {
            let start = error.span().map_or(0, |span| span.start);
            let line = text.bytes().take(start).filter(|byte| *byte == b'\n').count() + 1;
            failure(path, format!("is invalid in line {line}: {}", without_file_text(error.message())))
                .hint(FORMAT_HINT)
        })?;
        Ok(Self { path, sections })
    }

    /// The section with this name, with or without a slash at its end.
    fn remove(&mut self, name: &str) -> Option<Section> {
        let name = name.trim_end_matches('/');
        let key = self.sections.keys().find(|key| key.trim_end_matches('/') == name)?.clone();
        self.sections.remove(&key)
    }

    fn of_target(mut self, target: &TargetArg) -> Result<Option<CredentialSettings>, CommandFailure> {
        let name = target.to_string();
        let Some(section) = self.remove(&name) else { return Ok(None) };
        let missing =
            |field: &str| failure(self.path, format!("has no `{field}` for `{name}`")).hint("add it to the section");
        let Section { client_id, client_secret, token_url, user: None, password: None } = section else {
            return Err(failure(self.path, format!("has a `user` or a `password` for `{name}`, which is not a proxy"))
                .hint(FORMAT_HINT));
        };
        let source = CredentialsSource::File(self.path.to_owned());
        let client = ClientCredentials {
            id: client_id.ok_or_else(|| missing("client-id"))?,
            secret: client_secret.ok_or_else(|| missing("client-secret"))?,
            source,
        };
        match (target, &token_url) {
            (TargetArg::Url(_), None) => Err(missing("token-url")),
            (TargetArg::Url(_), _) | (_, None) => Ok(Some(CredentialSettings { client: Some(client), token_url })),
            (_, Some(_)) => {
                Err(failure(self.path, format!("has a `token-url` for `{name}`, whose token endpoint is fixed"))
                    .hint("remove `token-url` from the section"))
            }
        }
    }

    /// The section of a proxy has its URL as name, in any spelling.
    fn of_proxy(mut self, proxy: &ProxyServer) -> Result<Option<(String, Secret)>, CommandFailure> {
        let url = proxy.to_string();
        let is_it = |name: &&String| {
            Proxy::url(name).is_ok_and(|named| named.server().map(ToString::to_string) == Some(url.clone()))
        };
        let name = self.sections.keys().find(is_it).cloned();
        match name.and_then(|name| self.sections.remove(&name)) {
            None => Ok(None),
            Some(Section {
                client_id: None,
                client_secret: None,
                token_url: None,
                user: Some(user),
                password: Some(password),
            }) => Ok(Some((user, password.into()))),
            Some(_) => Err(failure(self.path, "has a section for the proxy that is invalid".to_owned())
                .hint("the section of a proxy has a `user` and a `password`")),
        }
    }
}

const FORMAT_HINT: &str =
    "each target has a section with `client-id` and `client-secret`; see `colt-numbers reserve --help`";

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

/// The parser's message without any text from the file, because a secret may stand where a name belongs.
fn without_file_text(message: &str) -> &str {
    match message {
        unknown if unknown.starts_with("unknown field") => {
            "a name other than `client-id`, `client-secret` and `token-url`, or `user` and `password` for a proxy"
        }
        duplicate if duplicate.starts_with("duplicate key") => "a duplicate name",
        _ => "unexpected format",
    }
}
