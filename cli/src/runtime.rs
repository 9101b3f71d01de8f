//! The runtime: one thread, made where something is sent or served, and not waited for at the end.

use crate::command_failure::Failure;

/// Runs to the end.
pub fn block_on<T>(future: impl Future<Output = Result<T, Failure>>) -> Result<T, Failure> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
    let runtime = runtime.map_err(|error| Failure::internal(format!("no runtime: {error}")))?;
    let ended = runtime.block_on(future);
    // A look-up of a host's name may still be under way on a thread of its own.
    runtime.shutdown_background();
    ended
}
