//! Starts the sandbox inside this program: the target `embedded`.

use colt_numbers_sandbox::Sandbox;

use crate::command_failure::CommandFailure;

/// Starts a sandbox whose account has several service profiles in these countries.
pub async fn start(several_service_profiles: &[impl ToString]) -> Result<Sandbox, CommandFailure> {
    let countries = several_service_profiles.iter().map(ToString::to_string);
    let sandbox = Sandbox::builder().several_service_profiles(countries).start().await;
    sandbox.map_err(|error| CommandFailure::internal(format!("the embedded sandbox did not start: {error}")))
}
