//! Reports a run while it lasts: as a progress bar on a terminal, otherwise as a line for each order, or with `--json` for each event.

use std::time::{Duration, Instant};

use colt_numbers_journal::{Event, State, Status};
use colt_numbers_terminal_text::Safe;
use indicatif::{ProgressBar, ProgressStyle};

use super::event_json::EventJson;
use super::run_end::RunEnd;
use super::run_progress::RunProgress;
use crate::command_failure::CommandFailure;
use crate::exit::Exit;
use crate::order_record::OrderJson;
use crate::output::{self, Output};
use crate::plan_status::{PlanStatusJson, write_plan};
use crate::progress_target::progress_target;

/// The report of a run.
pub struct RunReport {
    output: Output,
    progress: RunProgress,
    bar: ProgressBar,
    /// Waits up to this long are part of the rate, and are not reported.
    usual_wait: Duration,
    /// The end of the last wait that was reported: several orders wait for the same time.
    reported_until: Instant,
    /// The results that were not recorded.
    pub unrecorded: Vec<String>,
    /// Why an event could not be printed. The run continues: its orders are recorded in the journal.
    failure: Option<CommandFailure>,
}

impl RunReport {
    /// The report of a run that begins.
    pub fn new(status: &Status, interval: Duration, output: Output) -> Self {
        let progress = RunProgress::new(status);
        let bar = ProgressBar::with_draw_target(Some(progress.total), progress_target(output));
        // A constant template cannot fail. If it did, the bar would have indicatif's default style.
        if let Ok(style) = ProgressStyle::with_template("{pos}/{len} {bar:14} {wide_msg}") {
            bar.set_style(style);
        }
        let usual_wait = interval.saturating_add(Duration::from_secs(1));
        let mut report = Self {
            output,
            progress,
            bar,
            usual_wait,
            reported_until: Instant::now(),
            unrecorded: Vec::new(),
            failure: None,
        };
        report.print_json(&EventJson::Started { status: PlanStatusJson::new(status) });
        report.draw();
        report
    }

    /// Reports an event.
    pub fn add(&mut self, event: Event) {
        self.progress.add(&event);
        match event {
            Event::Sending { position, tracking_id, attempt } => {
                self.print_json(&EventJson::Sending { position, tracking_id: &tracking_id, attempt });
            }
            Event::Recorded(entry) => {
                let state = entry.state;
                let order = Box::new(OrderJson::new(*entry));
                // On a terminal, the bar counts what was accepted. With a reason, there is a doubt.
                if !self.output.json && (state != State::Accepted || order.reason().is_some() || self.bar.is_hidden()) {
                    self.print_above_bar(|out| order.write_line(out));
                }
                self.print_json(&EventJson::Recorded { order });
            }
            Event::NotRecorded { tracking_id, result, error } => {
                let message = error.to_string();
                self.print_json(&EventJson::NotRecorded { tracking_id: &tracking_id, result: &result, message });
                let text =
                    format!("the order `{tracking_id}` is in doubt: its result was not recorded ({error}); {result}");
                self.print_above_bar(|out| output::write_error(out, &text, None));
                self.unrecorded.push(text);
            }
            Event::Waiting(wait) if self.is_new_wait(wait) => {
                self.print_json(&EventJson::waiting(wait));
                if !self.output.json {
                    let text = format!("nothing may be sent for {:.0} s", wait.as_secs_f64().ceil());
                    self.print_above_bar(|out| output::write_note(out, &text));
                }
            }
            _ => {}
        }
        self.draw();
    }

    /// Whether a wait is unusual, and no wait until then was reported.
    fn is_new_wait(&mut self, wait: Duration) -> bool {
        let until = Instant::now().checked_add(wait).unwrap_or(self.reported_until);
        let is_new = wait > self.usual_wait && until > self.reported_until + Duration::from_secs(1);
        if is_new {
            self.reported_until = until;
        }
        is_new
    }

    /// Reports an interruption; the second one gives up the orders on their way.
    pub fn interrupted(&mut self, gives_up: bool) {
        self.print_json(&EventJson::Interrupted { gives_up });
        let text = match gives_up {
            false => "no more orders are sent; waiting for those on their way; interrupt again to leave them in doubt",
            true => "the orders on their way are left in doubt",
        };
        self.print_above_bar(|out| output::write_note(out, text));
    }

    /// Prints how the run ended, with the orders in doubt, and returns the exit code.
    pub fn finish(mut self, end: &RunEnd, doubts: &[OrderJson]) -> Exit {
        self.bar.finish_and_clear();
        self.print_json(&EventJson::ended(end));
        let exit = end.exit();
        if !self.output.json {
            if let Ok(status) = &end.status {
                let printed = self.output.print_text(|out| write_plan(out, status));
                self.failure = self.failure.take().or(printed.err());
            }
            self.output.message(|out| {
                end.message().iter().try_for_each(|message| output::write_error(out, message, None))?;
                doubts.iter().try_for_each(|order| order.write_line(out))?;
                end.hint().iter().try_for_each(|hint| output::write_hint(out, "", Safe::new(hint)))
            });
        }
        match self.failure {
            None => exit,
            Some(failure) => {
                self.output.message(|out| output::write_error(out, &failure.message, failure.hint.as_deref()));
                if exit == Exit::Done { failure.exit } else { exit }
            }
        }
    }

    fn print_json(&mut self, event: &EventJson<'_>) {
        if self.output.json {
            let printed = self.output.print_json(event);
            self.failure = self.failure.take().or(printed.err());
        }
    }

    fn print_above_bar(&self, write: impl FnOnce(&mut dyn std::io::Write) -> std::io::Result<()>) {
        self.bar.suspend(|| self.output.message(write));
    }

    fn draw(&self) {
        self.bar.set_position(self.progress.ended);
        self.bar.set_message(self.progress.line());
    }
}
