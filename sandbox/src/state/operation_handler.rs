//! The type of the function that carries out the calls of an operation. The file of an operation in `state` makes its handler.

use crate::state::call::{Call, Rejection, Reply};
use crate::state::store::Store;

/// Carries out a valid call: changes the store, and makes the response. A call that is rejected changes nothing.
pub(crate) type OperationHandler = Box<dyn Fn(&Call<'_>, &mut Store) -> Result<Reply, Rejection> + Send + Sync>;
