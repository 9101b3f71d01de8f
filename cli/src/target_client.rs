//! A client of the place that was asked for, ready to send.

use std::time::Duration;

use colt_numbers::{Client, ConfigError, Country, Credentials, Target, Timeouts, new_tracking_id};
use colt_numbers_sandbox::Sandbox;

use crate::command_failure::Failure;
use crate::credentials::settings::{Given, Pair};
use crate::embedded_sandbox;
use crate::target_arg::Place;

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
    pub async fn embedded(several_service_profiles: &[Country], timeout: Duration) -> Result<Self, Failure> {
        let sandbox = embedded_sandbox::start(several_service_profiles).await?;
        let throw_away = || new_tracking_id().to_string();
        let given =
            Given { pair: Some(Pair { id: throw_away(), secret: throw_away() }), token_url: Some(sandbox.token_url()) };
        let destination = Self::outside(&Place::Url(sandbox.base_url()), given, timeout)?;
        Ok(Self { _sandbox: Some(sandbox), ..destination })
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
    timeouts.response = answer;
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
            assert_eq!(timeouts.response, Duration::from_secs(seconds));
            assert_eq!(timeouts.call, timeouts.response * 2);
        }
    }
}
