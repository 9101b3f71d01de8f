//! The type of what each operation's file of `state` makes.

use crate::state::call::{Call, Rejection, Reply};
use crate::state::store::Store;

/// Carries out a valid call: changes the store, and makes the response. A call that is rejected changes nothing.
pub(crate) type Respond = Box<dyn Fn(&Call<'_>, &mut Store) -> Result<Reply, Rejection> + Send + Sync>;
