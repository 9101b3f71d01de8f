//! The exit statuses, the same as those of the `colt-numbers` program.

/// Success; nothing to do.
pub const DONE: u8 = 0;
/// A folder that cannot be read or written, or a bug.
pub const INTERNAL: u8 = 1;
/// An invalid command line, or a file that cannot be read.
pub const USAGE: u8 = 2;
/// The spec has errors.
pub const INVALID: u8 = 3;
/// Stale generated files, open discrepancies, changes, or a version that is too low.
pub const DRIFT: u8 = 8;
