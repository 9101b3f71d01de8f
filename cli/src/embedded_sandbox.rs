//! The sandbox inside this program: the target `embedded`.

use colt_numbers_sandbox::Sandbox;

use crate::command_failure::Failure;

/// Starts it, for an account that has several service profiles in these countries.
pub async fn start(several_service_profiles: &[impl ToString]) -> Result<Sandbox, Failure> {
    let countries = several_service_profiles.iter().map(ToString::to_string);
    let sandbox = Sandbox::builder().several_service_profiles(countries).start().await;
    sandbox.map_err(|error| Failure::internal(format!("the embedded sandbox did not start: {error}")))
}
