//! Shows the progress of a contract run on a terminal.

use std::io::IsTerminal as _;

use colt_numbers_contract::Progress;
use colt_numbers_terminal_text::Safe;
use indicatif::{ProgressDrawTarget, ProgressStyle};

use crate::output::Output;

/// A progress bar on standard error; hidden with `--json`, and if standard error is not a terminal.
pub struct ProgressBar(indicatif::ProgressBar);

impl ProgressBar {
    pub fn new(output: Output) -> Self {
        let draw_target = if std::io::stderr().is_terminal() && !output.json {
            ProgressDrawTarget::stderr()
        } else {
            ProgressDrawTarget::hidden()
        };
        let bar = indicatif::ProgressBar::with_draw_target(Some(0), draw_target);
        // A constant template cannot fail. If it did, the bar would have indicatif's default style.
        if let Ok(style) = ProgressStyle::with_template("{bar:30} {pos}/{len} {msg}") {
            bar.set_style(style);
        }
        Self(bar)
    }

    pub fn update(&mut self, progress: Progress<'_>) {
        self.0.set_length(progress.planned as u64);
        self.0.set_position(progress.sent as u64);
        let Progress { orders, drift, last, .. } = progress;
        self.0.set_message(format!("orders: {orders}, drift: {drift}, {}", Safe::new(last)));
    }

    pub fn clear(self) {
        self.0.finish_and_clear();
    }
}
