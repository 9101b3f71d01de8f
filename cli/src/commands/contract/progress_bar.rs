//! How far a run is, for people at a terminal.

use std::io::IsTerminal as _;

use colt_numbers_contract::Progress;
use colt_numbers_terminal_text::Safe;
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

use crate::output::Output;

/// A bar on a terminal; nothing elsewhere.
pub struct Bar(ProgressBar);

impl Bar {
    pub fn new(output: Output) -> Self {
        let draw = if std::io::stderr().is_terminal() && !output.json {
            ProgressDrawTarget::stderr()
        } else {
            ProgressDrawTarget::hidden()
        };
        let bar = ProgressBar::with_draw_target(Some(0), draw);
        // The template is fixed; without it the bar has its own form.
        if let Ok(style) = ProgressStyle::with_template("{bar:30} {pos}/{len} {msg}") {
            bar.set_style(style);
        }
        Self(bar)
    }

    pub fn show(&mut self, progress: Progress<'_>) {
        self.0.set_length(progress.planned as u64);
        self.0.set_position(progress.sent as u64);
        let Progress { orders, drift, last, .. } = progress;
        self.0.set_message(format!("orders: {orders}, drift: {drift}, {}", Safe::new(last)));
    }

    pub fn end(self) {
        self.0.finish_and_clear();
    }
}
