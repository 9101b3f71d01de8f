//! Credentials: from the environment, or from a file that nobody else may read; never from a flag.
//!
//! A file has a section for each target, so that what is for one is never sent to another.

mod file;

use std::path::Path;

use crate::failure::Failure;
use crate::target::Place;

/// What was given for a target.
#[derive(Debug, Default)]
pub struct Given {
    /// Client id and secret; none where the target is called without a token.
    pub pair: Option<Pair>,
    /// The token endpoint of a URL.
    pub token_url: Option<String>,
}

/// A client id and its secret.
pub struct Pair {
    pub id: String,
    pub secret: String,
}

impl std::fmt::Debug for Pair {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Pair(***)")
    }
}

const ID: &str = "COLT_CLIENT_ID";
const SECRET: &str = "COLT_CLIENT_SECRET";
const TOKEN_URL: &str = "COLT_TOKEN_URL";

impl Given {
    /// What was given for a place, from the file if there is one, else from the environment.
    pub fn find(place: &Place, file: Option<&Path>) -> Result<Self, Failure> {
        // A URL that holds a password is refused here, before any message names it.
        place.target(None)?;
        match file {
            Some(path) => file::read(path, place),
            None => of_environment(place, |name| std::env::var_os(name)),
        }
    }
}

/// Whether any of the variables is set.
pub fn any_in_environment() -> bool {
    [ID, SECRET, TOKEN_URL].into_iter().any(|name| std::env::var_os(name).is_some_and(|value| !value.is_empty()))
}

fn of_environment(place: &Place, variable: impl Fn(&str) -> Option<std::ffi::OsString>) -> Result<Given, Failure> {
    let read = |name: &str| match variable(name).filter(|value| !value.is_empty()).map(std::ffi::OsString::into_string)
    {
        Some(Ok(text)) => Ok(Some(text)),
        // What it holds is not shown.
        Some(Err(_)) => Err(Failure::configuration(format!("`{name}` is no UTF-8"))),
        None => Ok(None),
    };
    let (id, secret, token_url) = (read(ID)?, read(SECRET)?, read(TOKEN_URL)?);
    if let Place::Url(_) = place {
        return of_url(place, id, secret, token_url);
    }
    if token_url.is_some() {
        return Err(Failure::configuration(format!(
            "`{TOKEN_URL}` is set, and the target is `{place}`; the credentials may be for another one"
        ))
        .hint(format!("unset `{TOKEN_URL}`, or give its API's URL as `--target`")));
    }
    match (id, secret) {
        (Some(id), Some(secret)) => Ok(Given { pair: Some(Pair { id, secret }), token_url: None }),
        (id, secret) => Err(missing(place, &[(ID, id.is_none()), (SECRET, secret.is_none())])),
    }
}

fn of_url(
    place: &Place,
    id: Option<String>,
    secret: Option<String>,
    token_url: Option<String>,
) -> Result<Given, Failure> {
    match (id, secret, token_url) {
        (Some(id), Some(secret), Some(url)) => Ok(Given { pair: Some(Pair { id, secret }), token_url: Some(url) }),
        (None, None, None) if place.target(None)?.is_loopback() => Ok(Given::default()),
        (id, secret, url) => {
            Err(missing(place, &[(ID, id.is_none()), (SECRET, secret.is_none()), (TOKEN_URL, url.is_none())]))
        }
    }
}

/// That some of the variables are not set.
fn missing(place: &Place, variables: &[(&str, bool)]) -> Failure {
    let names: Vec<_> = variables.iter().filter(|(_, missing)| *missing).map(|(name, _)| format!("`{name}`")).collect();
    let verb = if names.len() == 1 { "is" } else { "are" };
    let failure = Failure::configuration(format!(
        "{} {verb} not set, and the target `{place}` needs credentials",
        listed(&names)
    ));
    let partly = names.len() < variables.len();
    failure.hint(match place {
        Place::Url(_) if partly => {
            format!("set {} as well, or unset the rest to call a URL of this machine without a token", listed(&names))
        }
        _ => format!("set {}, or give a file as `--credentials`", listed(&names)),
    })
}

fn listed(names: &[String]) -> String {
    match names {
        [] => String::new(),
        [one] => one.clone(),
        [most @ .., last] => format!("{} and {last}", most.join(", ")),
    }
}
