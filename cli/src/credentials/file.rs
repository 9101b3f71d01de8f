//! The credentials file: TOML, one section a target. Its text is never shown, not even where it is wrong.

use std::collections::BTreeMap;
use std::fs::File;
use std::io::Read as _;
use std::path::Path;

use serde::Deserialize;

use crate::command_failure::Failure;
use crate::credentials::settings::{Given, Pair};
use crate::target_arg::Place;

/// A section.
#[derive(Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
struct Section {
    client_id: String,
    client_secret: String,
    token_url: Option<String>,
}

/// The most bytes that a credentials file has.
const LONGEST: u64 = 64 * 1024;

/// Reads what a file gives for a place.
pub(super) fn read(path: &Path, place: &Place) -> Result<Given, Failure> {
    let name = path.display();
    let refused = |why: String| Failure::configuration(format!("the credentials file `{name}` {why}"));
    let file = File::open(path).map_err(|error| refused(format!("cannot be opened: {error}")))?;
    guarded(path, &file)?;
    let mut text = String::new();
    let read =
        file.take(LONGEST).read_to_string(&mut text).map_err(|error| refused(format!("cannot be read: {error}")))?;
    if read as u64 == LONGEST {
        return Err(refused(format!("is longer than {LONGEST} bytes")));
    }
    of_text(&text, place).map_err(|(why, hint)| refused(why).hint(hint))
}

/// Makes sure that nobody else can read it.
#[cfg(unix)]
fn guarded(path: &Path, file: &File) -> Result<(), Failure> {
    use std::os::unix::fs::MetadataExt as _;
    let name = path.display();
    let about = file.metadata().map_err(|error| {
        Failure::configuration(format!("the credentials file `{name}` cannot be looked at: {error}"))
    })?;
    if about.mode() & 0o077 == 0 {
        return Ok(());
    }
    Err(Failure::configuration(format!("the credentials file `{name}` is open to others"))
        .hint(format!("run `chmod 600 {name}`")))
}

#[cfg(not(unix))]
fn guarded(_: &Path, _: &File) -> Result<(), Failure> {
    Ok(())
}

/// What a text gives for a place; else why it gives nothing, and what to do.
fn of_text(text: &str, place: &Place) -> Result<Given, (String, String)> {
    let form = || {
        "each target has a section with `client-id` and `client-secret`; see `colt-numbers reserve --help`".to_owned()
    };
    let sections: BTreeMap<String, Section> = toml::from_str(text).map_err(|error| {
        let line = error.span().map_or(0, |span| text.bytes().take(span.start).filter(|byte| *byte == b'\n').count());
        (format!("is wrong in line {}: {}", line + 1, without_text(error.message())), form())
    })?;
    let wanted = place.to_string();
    let section = sections.into_iter().find(|(name, _)| name.trim_end_matches('/') == wanted);
    let Some((_, Section { client_id, client_secret, token_url })) = section else {
        let name = if let Place::Url(_) = place { format!("[\"{wanted}\"]") } else { format!("[{wanted}]") };
        return Err((
            format!("has no section `{name}`"),
            "credentials are sent to the target that they are filed under, and to no other".to_owned(),
        ));
    };
    match (place, &token_url) {
        (Place::Url(_), None) => {
            Err((format!("has no `token-url` for `{wanted}`"), "add it to the section".to_owned()))
        }
        (Place::Url(_), _) | (_, None) => {
            Ok(Given { pair: Some(Pair { id: client_id, secret: client_secret }), token_url })
        }
        (_, Some(_)) => Err((format!("has a `token-url` for `{wanted}`, which has its own"), "take it out".to_owned())),
    }
}

/// What is wrong, without anything that stands in the file: a secret may be where a name belongs.
fn without_text(message: &str) -> &str {
    match message {
        missing if missing.starts_with("missing field `client-") => missing,
        unknown if unknown.starts_with("unknown field") => {
            "a name other than `client-id`, `client-secret` and `token-url`"
        }
        twice if twice.starts_with("duplicate key") => "a name that stands twice",
        _ => "this is not the form of it",
    }
}
