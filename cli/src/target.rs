//! Where a reservation goes: the place that was asked for, and a client of it that is ready to send.

use std::fmt;
use std::str::FromStr;
use std::time::Duration;

use colt_numbers::api::servers::SANDBOX;
use colt_numbers::{Client, ConfigError, Credentials, InvalidTarget, Target, Timeouts, fresh_tracking_id};
use colt_numbers_sandbox::Sandbox;

use crate::args::Reserve;
use crate::credentials::Given;
use crate::failure::Failure;

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

/// A client that is ready to send.
#[derive(Debug)]
pub struct Destination {
    /// The client.
    pub client: Client,
    /// Whether it sends with credentials.
    pub has_credentials: bool,
    /// The embedded sandbox, which is there as long as this is held.
    _sandbox: Option<Sandbox>,
}

impl Destination {
    /// A client of a place that is reached with what was given.
    pub fn outside(place: &Place, given: Given, timeout: Duration) -> Result<Self, Failure> {
        let target = place.target(given.token_url.as_deref())?;
        let builder = Client::builder(target.clone()).timeouts(timeouts(timeout));
        let has_credentials = given.pair.is_some();
        let builder = match given.pair {
            Some(pair) => builder.credentials(credentials(&target, pair.id, pair.secret)?),
            None => builder,
        };
        Ok(Self { client: builder.build().map_err(no_client)?, has_credentials, _sandbox: None })
    }

    /// A client of a sandbox that is started for it, with credentials that nobody else has.
    pub async fn embedded(asked: &Reserve) -> Result<Self, Failure> {
        let countries = asked.checks.several_service_profiles.iter().map(ToString::to_string);
        let sandbox = Sandbox::builder().several_service_profiles(countries).start().await;
        let sandbox =
            sandbox.map_err(|error| Failure::internal(format!("the embedded sandbox did not start: {error}")))?;
        let target = Target::url(&sandbox.base_url(), Some(&sandbox.token_url())).map_err(|error| no_target(&error))?;
        let throw_away = || fresh_tracking_id().to_string();
        let credentials = credentials(&target, throw_away(), throw_away())?;
        let client = Client::builder(target).credentials(credentials).timeouts(timeouts(asked.sending.timeout)).build();
        Ok(Self { client: client.map_err(no_client)?, has_credentials: true, _sandbox: Some(sandbox) })
    }
}

fn credentials(target: &Target, id: String, secret: String) -> Result<Credentials, Failure> {
    Credentials::new(target, id, secret)
        .map_err(|error| Failure::configuration(format!("the credentials cannot be used: {error}")))
}

fn no_client(error: ConfigError) -> Failure {
    Failure::configuration(error.to_string())
}

/// The library's own time-outs, but for the answer. A call has twice as long, and begins no sending in its second half: so whatever was
/// sent, its answer is waited for as long as was asked.
fn timeouts(answer: Duration) -> Timeouts {
    let mut timeouts = Timeouts::default();
    timeouts.answer = answer;
    timeouts.call = answer.saturating_mul(2);
    timeouts
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use clap::Parser as _;

    use super::timeouts;
    use crate::args::{Cli, Command};

    /// The time-out that a command line asks for.
    fn asked(words: &[&str]) -> Duration {
        let words = ["colt-numbers", "reserve", "--country", "GB", "--start", "+442081324758"].iter().chain(words);
        let Ok(Cli { command: Command::Reserve(asked), .. }) = Cli::try_parse_from(words) else {
            panic!("no `reserve`")
        };
        asked.sending.timeout
    }

    #[test]
    fn an_answer_is_waited_for_as_long_as_the_help_says() {
        for (words, seconds) in [(&[][..], 300), (&["--timeout", "7"], 7), (&["--timeout", "86400"], 86_400)] {
            let timeouts = timeouts(asked(words));
            assert_eq!(timeouts.answer, Duration::from_secs(seconds));
            assert_eq!(timeouts.call, timeouts.answer * 2);
        }
    }
}
