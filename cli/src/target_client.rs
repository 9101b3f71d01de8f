//! Builds the library's client for a target, with credentials and timeouts. For the target `embedded`, starts the sandbox.

use std::time::Duration;

use colt_numbers::{
    Client, ConfigError, ConfigErrorKind, Country, Credentials, Proxy, Retries, Target, Timeouts, new_tracking_id,
};
use colt_numbers_sandbox::Sandbox;

use crate::command_failure::CommandFailure;
use crate::credentials::settings::{ClientCredentials, CredentialSettings, CredentialsSource};
use crate::embedded_sandbox;
use crate::target_arg::TargetArg;

/// A client for a target.
#[derive(Debug)]
pub struct TargetClient {
    /// The client.
    pub client: Client,
    /// Where its credentials come from; `None` if it sends none.
    pub credentials_source: Option<CredentialsSource>,
    /// Keeps the embedded sandbox running.
    _sandbox: Option<Sandbox>,
}

impl TargetClient {
    /// A client for a target outside this program.
    pub fn new(target: &TargetArg, settings: CredentialSettings, options: CallOptions) -> Result<Self, CommandFailure> {
        let target = target.to_target(settings.token_url.as_deref())?;
        let builder = Client::builder(target.clone()).timeouts(timeouts(options.timeout)).retries(options.retries);
        let credentials_source = settings.client.as_ref().map(|client| client.source.clone());
        let builder = match settings.client {
            Some(client) => builder.credentials(credentials(&target, client)?),
            None => builder,
        };
        let builder = match options.proxy {
            Some(proxy) => builder.proxy(proxy),
            None => builder,
        };
        Ok(Self { client: builder.build().map_err(client_failure)?, credentials_source, _sandbox: None })
    }

    /// A client for plans for the embedded sandbox, which is not started. It sends nothing.
    pub fn of_embedded_plan() -> Result<Self, CommandFailure> {
        let target = TargetArg::Url("http://127.0.0.1:0".to_owned());
        Self::new(&target, CredentialSettings::default(), CallOptions::default())
    }

    /// Starts an embedded sandbox, and makes a client for it with random credentials.
    pub async fn embedded(several_service_profiles: &[Country], options: CallOptions) -> Result<Self, CommandFailure> {
        let sandbox = embedded_sandbox::start(several_service_profiles).await?;
        let random = || new_tracking_id().to_string();
        let settings = CredentialSettings {
            client: Some(ClientCredentials { id: random(), secret: random(), source: CredentialsSource::Generated }),
            token_url: Some(sandbox.token_url()),
        };
        let client = Self::new(&TargetArg::Url(sandbox.base_url()), settings, options)?;
        Ok(Self { _sandbox: Some(sandbox), ..client })
    }
}

/// How a client makes calls.
#[derive(Clone, Debug)]
pub struct CallOptions {
    /// `--timeout`: the limit of the wait for a response.
    pub timeout: Duration,
    pub retries: Retries,
    /// `None` to connect directly.
    pub proxy: Option<Proxy>,
}

impl Default for CallOptions {
    fn default() -> Self {
        Self { timeout: Timeouts::default().response, retries: Retries::default(), proxy: None }
    }
}

impl CallOptions {
    /// Options with this timeout, and the library's retries.
    pub fn with_timeout(timeout: Duration) -> Self {
        Self { timeout, ..Self::default() }
    }
}

fn credentials(target: &Target, client: ClientCredentials) -> Result<Credentials, CommandFailure> {
    Credentials::new(target, client.id, client.secret)
        .map_err(|error| CommandFailure::configuration(format!("the credentials cannot be used: {error}")))
}

fn client_failure(error: ConfigError) -> CommandFailure {
    match error.kind() {
        ConfigErrorKind::Connection => {
            CommandFailure::configuration("a proxy cannot be used if the target or its token URL has `http`")
                .hint("use `https`, or `--proxy none`; `COLT_PLAIN_HTTP=any-host` allows it, and the proxy can then read everything")
        }
        _ => CommandFailure::configuration(error.to_string()),
    }
}

/// The library's default timeouts, with `--timeout` as the limit of the wait for a response. A call may take twice as long. It starts no
/// attempt in the second half of its time, so every attempt can wait for its response as long as `--timeout` allows.
fn timeouts(response: Duration) -> Timeouts {
    Timeouts::default().response(response).call(response.saturating_mul(2))
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use clap::Parser as _;

    use super::timeouts;
    use crate::args::{Cli, Command};

    /// The timeout of a command line.
    fn parse_timeout(arguments: &[&str]) -> Duration {
        let arguments =
            ["colt-numbers", "reserve", "--country", "GB", "--start", "+442081324758"].iter().chain(arguments);
        let Ok(Cli { command: Command::Reserve(args), .. }) = Cli::try_parse_from(arguments) else {
            panic!("`reserve` was expected")
        };
        args.send.timeout
    }

    #[test]
    fn the_timeout_of_the_command_line_limits_the_wait_for_a_response() {
        for (arguments, seconds) in [(&[][..], 300), (&["--timeout", "7"], 7), (&["--timeout", "86400"], 86_400)] {
            let timeouts = timeouts(parse_timeout(arguments));
            assert_eq!(timeouts.response, Duration::from_secs(seconds));
            assert_eq!(timeouts.call, timeouts.response * 2);
        }
    }
}
