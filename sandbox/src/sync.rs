//! Locks that survive a panic of somebody who held them.

use std::sync::{Mutex, MutexGuard, PoisonError};

/// Locks a mutex. What it guards is changed in one step each time, so it is whole even after a panic elsewhere.
pub(crate) fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
