//! Where a progress bar is drawn.

use std::io::IsTerminal as _;

use indicatif::ProgressDrawTarget;

use crate::output::Output;

/// Standard error; hidden with `--json`, and if standard error is not a terminal.
pub fn progress_target(output: Output) -> ProgressDrawTarget {
    if std::io::stderr().is_terminal() && !output.json {
        ProgressDrawTarget::stderr()
    } else {
        ProgressDrawTarget::hidden()
    }
}
