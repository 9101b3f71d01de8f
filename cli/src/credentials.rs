//! Credentials: from the environment, or from a file that nobody else may read; never from a flag.
//!
//! What is for one target is never sent to another: a file has a section for each, and the environment has a name for its one.

mod file;
pub mod settings;

use std::path::Path;

use crate::command_failure::Failure;
use crate::credentials::settings::{Given, Pair};
use crate::target_arg::Place;

const ID: &str = "COLT_CLIENT_ID";
const SECRET: &str = "COLT_CLIENT_SECRET";
const TOKEN_URL: &str = "COLT_TOKEN_URL";
/// The target that the others are for. Production's say so; for any other target it may be left out.
const FOR: &str = "COLT_CREDENTIALS_FOR";

/// What to do where a server asks for credentials that it was not sent.
pub const WITHOUT_CREDENTIALS: &str = "no credentials were sent; set `COLT_CLIENT_ID`, `COLT_CLIENT_SECRET` and `COLT_TOKEN_URL` \
     (`colt-numbers sandbox` prints it as `token:`), or start `colt-numbers sandbox` with `--no-auth`";

/// What was given for a place, from the file if there is one, else from the environment.
pub fn find(place: &Place, file: Option<&Path>) -> Result<Given, Failure> {
    // A URL that holds a password is refused here, before any message names it.
    place.target(None)?;
    match file {
        Some(path) => file::read(path, place),
        None => of_environment(place, |name| std::env::var_os(name)),
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
    made_for(place, read(FOR)?.as_deref())?;
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
    let is_unnamed = *place == Place::Production && read(FOR)?.is_none();
    match (id, secret) {
        (Some(id), Some(secret)) if !is_unnamed => Ok(Given { pair: Some(Pair { id, secret }), token_url: None }),
        (id, secret) => Err(missing(place, &[(ID, id.is_none()), (SECRET, secret.is_none()), (FOR, is_unnamed)])),
    }
}

/// Makes sure that the environment is for this place, where it says what it is for.
fn made_for(place: &Place, named: Option<&str>) -> Result<(), Failure> {
    let Some(named) = named else { return Ok(()) };
    // What is no target is not shown: it may be a secret in the wrong place.
    match named.parse::<Place>().ok().filter(|named| named.target(None).is_ok()) {
        Some(named) if named == *place => Ok(()),
        Some(named) => Err(Failure::configuration(format!(
            "the credentials are for `{named}` (`{FOR}`), and the target is `{place}`"
        ))
        .hint(format!("give `--target {named}`, or set the credentials of `{place}` and `{FOR}={place}`"))),
        None => Err(Failure::configuration(format!("`{FOR}` names no target, and the target is `{place}`"))
            .hint("set it to what the credentials are for: `sandbox`, `production`, or the API's base URL")),
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
    let missing = || variables.iter().filter(|(_, missing)| *missing).map(|(name, _)| *name);
    let names: Vec<_> = missing().map(|name| format!("`{name}`")).collect();
    // The one value that is no secret.
    let settings: Vec<_> =
        missing().map(|name| if name == FOR { format!("`{FOR}={place}`") } else { format!("`{name}`") }).collect();
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
        _ => format!("set {}, or give a file as `--credentials`", listed(&settings)),
    })
}

fn listed(names: &[String]) -> String {
    match names {
        [] => String::new(),
        [one] => one.clone(),
        [most @ .., last] => format!("{} and {last}", most.join(", ")),
    }
}

#[cfg(test)]
mod tests {
    use super::{FOR, ID, Place, SECRET, of_environment};

    #[test]
    fn an_environment_is_for_the_target_that_it_names() {
        for (place, named, is_taken) in [
            (Place::Sandbox, "", true),
            (Place::Sandbox, "sandbox", true),
            (Place::Sandbox, "production", false),
            (Place::Sandbox, "Sandbox", false),
            (Place::Sandbox, "embedded", false),
            (Place::Production, "", false),
            (Place::Production, "sandbox", false),
            (Place::Production, "production", true),
        ] {
            let variables = [(ID, "me"), (SECRET, "secret"), (FOR, named)];
            let variable =
                |name: &str| variables.iter().find(|(found, _)| *found == name).map(|(_, value)| value.into());
            assert_eq!(of_environment(&place, variable).is_ok(), is_taken, "{place}, {named}");
        }
    }
}
