//! The system under test, as the contract crate takes it.

use colt_numbers::api::servers::SANDBOX;
use colt_numbers_contract::{Credentials, Error, Options, Target};
use colt_numbers_sandbox::Sandbox;

use super::contract_failure::failed;
use crate::args::contract::Contract;
use crate::command_failure::Failure;
use crate::credentials;
use crate::embedded_sandbox;
use crate::target_arg::Place;

/// A target, and the embedded sandbox where that is it.
pub struct Reached {
    pub target: Target,
    pub has_credentials: bool,
    _sandbox: Option<Sandbox>,
}

impl Reached {
    /// Reaches what was asked for; the embedded sandbox is started for it.
    pub async fn new(asked: &Contract, options: &Options) -> Result<Self, Failure> {
        if asked.target == Place::Embedded && asked.credentials.is_some() {
            return Err(
                Failure::usage("`--credentials` has no use with the embedded sandbox").hint("add `--target sandbox`")
            );
        }
        if asked.target == Place::Embedded {
            return embedded(options).await;
        }
        let given = credentials::find(&asked.target, asked.credentials.as_deref())?;
        // What holds for the endpoints of an order holds here: no invalid URL is shown whole, and the vendor's are named as such.
        asked.target.target(given.token_url.as_deref())?;
        let (base, token_url) = match &asked.target {
            Place::Url(url) => (url.clone(), given.token_url),
            _ => (SANDBOX.url.to_owned(), SANDBOX.token_url.map(str::to_owned)),
        };
        let credentials = match (given.pair, token_url) {
            (Some(pair), Some(url)) => Some(Credentials::client(&url, pair.id, pair.secret).map_err(failed)?),
            _ => None,
        };
        let has_credentials = credentials.is_some();
        let target = Target::new(&base, credentials.unwrap_or_else(Credentials::none)).map_err(failed)?;
        Ok(Self { target, has_credentials, _sandbox: None })
    }
}

/// Refuses the production system however its URL is written, by a message that names its host alone. Nothing is reached for it.
pub fn not_production(place: &Place) -> Result<(), Failure> {
    let Place::Url(url) = place else { return Ok(()) };
    match Target::new(url, Credentials::none()) {
        Err(error @ Error::Production { .. }) => Err(failed(error)),
        // What else is wrong with it is said elsewhere.
        _ => Ok(()),
    }
}

async fn embedded(options: &Options) -> Result<Reached, Failure> {
    let sandbox = embedded_sandbox::start(&options.several_service_profiles).await?;
    let credentials = Credentials::client(&sandbox.token_url(), "contract", "contract").map_err(failed)?;
    let target = Target::new(&sandbox.base_url(), credentials).map_err(failed)?;
    Ok(Reached { target, has_credentials: true, _sandbox: Some(sandbox) })
}
