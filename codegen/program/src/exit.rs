//! Exit statuses, as the whole project has them.

/// Done; nothing is open.
pub const DONE: u8 = 0;
/// A folder that cannot be read or written, a bug.
pub const INTERNAL: u8 = 1;
/// The command line, or a file that it names.
pub const USAGE: u8 = 2;
/// The spec is not in order.
pub const INVALID: u8 = 3;
/// Drift, staleness, something open.
pub const DRIFT: u8 = 8;
