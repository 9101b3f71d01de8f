//! Builds the target of a contract run from its URL and its credentials. For the target `embedded`, starts the sandbox.

use std::path::Path;

use colt_numbers::api::servers::SANDBOX;
use colt_numbers_contract::{Credentials, Error, Options, Target};
use colt_numbers_sandbox::Sandbox;

use super::contract_failure::contract_failure;
use crate::command_failure::CommandFailure;
use crate::credentials;
use crate::embedded_sandbox;
use crate::target_arg::TargetArg;

/// The target of a contract run.
pub struct SystemUnderTest {
    pub target: Target,
    /// Whether the run sends credentials.
    pub sends_credentials: bool,
    /// Keeps the embedded sandbox running.
    _sandbox: Option<Sandbox>,
}

impl SystemUnderTest {
    /// Finds the credentials for the target, or starts the embedded sandbox.
    pub async fn new(
        target: &TargetArg,
        credentials_file: Option<&Path>,
        options: &Options,
    ) -> Result<Self, CommandFailure> {
        credentials::reject_file_for_embedded(target, credentials_file)?;
        if *target == TargetArg::Embedded {
            return embedded(options).await;
        }
        let settings = credentials::find(target, credentials_file)?;
        // `reserve` makes the same check: an invalid URL is not printed whole, and the vendor's token endpoint is rejected for other servers.
        target.to_target(settings.token_url.as_deref())?;
        let (base, token_url) = match target {
            TargetArg::Url(url) => (url.clone(), settings.token_url),
            _ => (SANDBOX.url.to_owned(), SANDBOX.token_url.map(str::to_owned)),
        };
        let credentials = match (settings.client, token_url) {
            (Some(client), Some(url)) => {
                Some(Credentials::client(&url, client.id, client.secret).map_err(contract_failure)?)
            }
            _ => None,
        };
        let sends_credentials = credentials.is_some();
        let target = Target::new(&base, credentials.unwrap_or_else(Credentials::none)).map_err(contract_failure)?;
        Ok(Self { target, sends_credentials, _sandbox: None })
    }
}

/// Rejects any spelling of the production system's URL, before anything is sent. The message names only the host.
pub fn reject_production(target: &TargetArg) -> Result<(), CommandFailure> {
    let TargetArg::Url(url) = target else { return Ok(()) };
    match Target::new(url, Credentials::none()) {
        Err(error @ Error::Production { .. }) => Err(contract_failure(error)),
        // Other errors in the URL are reported when the target is built.
        _ => Ok(()),
    }
}

async fn embedded(options: &Options) -> Result<SystemUnderTest, CommandFailure> {
    let sandbox = embedded_sandbox::start(&options.several_service_profiles).await?;
    let credentials = Credentials::client(&sandbox.token_url(), "contract", "contract").map_err(contract_failure)?;
    let target = Target::new(&sandbox.base_url(), credentials).map_err(contract_failure)?;
    Ok(SystemUnderTest { target, sends_credentials: true, _sandbox: Some(sandbox) })
}
