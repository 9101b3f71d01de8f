//! Builds the target of a contract run from its URL and its credentials. For the target `embedded`, starts the sandbox.

use std::path::Path;

use colt_numbers::api::servers::SANDBOX;
use colt_numbers::{Proxy, Secret};
use colt_numbers_contract::{Credentials, Options, Target};
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
        proxy: Option<&Proxy>,
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
        let proxy = proxy_for([Some(&*base), token_url.as_deref()], proxy)?;
        let credentials = match (settings.client, token_url) {
            (Some(client), Some(url)) => {
                Some(Credentials::client(&url, client.id, client.secret).map_err(contract_failure)?)
            }
            _ => None,
        };
        let sends_credentials = credentials.is_some();
        let target = Target::new(&base, credentials.unwrap_or_else(Credentials::none)).map_err(contract_failure)?;
        let target = match proxy {
            Some(proxy) => target.with_proxy(proxy).map_err(contract_failure)?,
            None => target,
        };
        Ok(Self { target, sends_credentials, _sandbox: None })
    }
}

/// Rejects a URL that contract tests are not run against, before anything is sent: any spelling of the production system's, and `http` of another
/// machine. No message quotes a password.
pub fn check_url(target: &TargetArg) -> Result<(), CommandFailure> {
    let TargetArg::Url(url) = target else { return Ok(()) };
    Target::new(url, Credentials::none()).map(|_| ()).map_err(contract_failure)
}

/// The proxy of a run: that of its base URL and of its token URL.
fn proxy_for(
    urls: [Option<&str>; 2],
    proxy: Option<&Proxy>,
) -> Result<Option<colt_numbers_contract::Proxy>, CommandFailure> {
    let Some(proxy) = proxy else { return Ok(None) };
    let servers = urls.into_iter().flatten().map(|url| proxy.server_for_url(url)).collect::<Result<Vec<_>, _>>();
    let servers = servers.map_err(|error| CommandFailure::configuration(error.to_string()))?;
    match servers[..] {
        [Some(server)] | [Some(server), Some(_)] => {
            let authorization = server.authorization().map(Secret::expose);
            let proxy = colt_numbers_contract::Proxy::new(&server.to_string(), authorization);
            proxy.map(Some).map_err(contract_failure)
        }
        [None, Some(_)] | [Some(_), None] => {
            Err(CommandFailure::configuration("only one of the target and its token URL is reached through the proxy")
                .hint("`contract` needs the proxy for both or for none; check `NO_PROXY`"))
        }
        _ => Ok(None),
    }
}

async fn embedded(options: &Options) -> Result<SystemUnderTest, CommandFailure> {
    let sandbox = embedded_sandbox::start(&options.several_service_profiles).await?;
    let credentials = Credentials::client(&sandbox.token_url(), "contract", "contract").map_err(contract_failure)?;
    let target = Target::new(&sandbox.base_url(), credentials).map_err(contract_failure)?;
    Ok(SystemUnderTest { target, sends_credentials: true, _sandbox: Some(sandbox) })
}
