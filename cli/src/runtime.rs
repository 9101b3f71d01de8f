//! Runs asynchronous code on a single-threaded tokio runtime.

use crate::command_failure::CommandFailure;

/// Runs a future to its end.
pub fn block_on<T>(future: impl Future<Output = Result<T, CommandFailure>>) -> Result<T, CommandFailure> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
    let runtime =
        runtime.map_err(|error| CommandFailure::internal(format!("cannot start the tokio runtime: {error}")))?;
    let result = runtime.block_on(future);
    // A host name may still be looked up on another thread; the program does not wait for that.
    runtime.shutdown_background();
    result
}
