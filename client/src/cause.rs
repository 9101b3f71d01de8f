//! The cause of an error, which the error keeps for `source`.

use std::error::Error;
use std::sync::Arc;

/// The cause of an error. Clones of the error share it.
pub(crate) type Cause = Arc<dyn Error + Send + Sync>;

/// The cause as `source` returns it.
pub(crate) fn source(cause: Option<&Cause>) -> Option<&(dyn Error + 'static)> {
    cause.map(|cause| &**cause as &(dyn Error + 'static))
}
