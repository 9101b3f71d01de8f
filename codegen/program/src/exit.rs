//! The exit statuses, the same as those of the `colt-numbers` program.

/// Success.
pub const DONE: u8 = 0;
/// A folder that cannot be read or written, or a bug.
pub const INTERNAL: u8 = 1;
/// An invalid command line, or a file that cannot be read.
pub const USAGE: u8 = 2;
/// The spec has errors.
pub const INVALID: u8 = 3;
/// A check failed: generated files are out of date, the audit found discrepancies or changes, the version is too low, or an acknowledged
/// change does not exist.
pub const FAILED_CHECK: u8 = 8;
