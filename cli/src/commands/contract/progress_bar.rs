//! Shows the progress of a contract run on a terminal.

use colt_numbers_contract::Progress;
use colt_numbers_terminal_text::Safe;
use indicatif::ProgressStyle;

use crate::output::Output;
use crate::progress_target::progress_target;

/// A progress bar on standard error; hidden with `--json`, and if standard error is not a terminal.
pub struct ProgressBar(indicatif::ProgressBar);

impl ProgressBar {
    pub fn new(output: Output) -> Self {
        let bar = indicatif::ProgressBar::with_draw_target(Some(0), progress_target(output));
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
